from __future__ import annotations

from typing import Any

import pytest

from formkit.fieldtypes import PersonType
from formkit.fieldtypes.person import Person
from formkit.problems import Code

KNOWN: dict[str, Any] = {
    "text": "Щербакова-Їжакевич Єлизавета-Ґражина Всеволодівна",
    "gender": "female",
    "forms": {"gen": "Щербакової-Їжакевич Єлизавети-Ґражини Всеволодівни"},
    "is_indeclinable": True,
    "position": "директор",
}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Řeřichová-O’Connor  Žofie\nMária", "Řeřichová-O’Connor Žofie Mária"),
        ("И\u0306ОРГ", "ЙОРГ"),
        ("<b>&{{ name }}", "<b>&{{ name }}"),
    ],
)
def test_a_name_is_one_line_as_written(text: str, name: str) -> None:
    assert PersonType().parse(text, "cs") == (Person(name), ())


def test_all_that_is_known_of_a_person_survives_a_data_file() -> None:
    person, problems = PersonType().from_plain(KNOWN, "uk")
    assert problems == ()
    assert person is not None
    assert PersonType().to_plain(person) == KNOWN
    assert str(person) == KNOWN["text"]


def test_a_person_of_whom_nothing_is_known_is_the_name_alone() -> None:
    assert PersonType().to_plain(Person("Ivan")) == {"text": "Ivan"}
    assert PersonType().from_plain({"text": " "}, "ru") == (None, ())


@pytest.mark.parametrize(
    ("part", "path", "code"),
    [
        ({"genger": "male"}, "genger", Code.VALUE_UNKNOWN_FIELD),
        ({"gender": "woman"}, "gender", Code.VALUE_NOT_A_CHOICE),
        ({"gender": True}, "gender", Code.VALUE_WRONG_SHAPE),
        ({"text": ["Ivan"]}, "text", Code.VALUE_WRONG_SHAPE),
        ({"position": {"ru": "директор"}}, "position", Code.VALUE_WRONG_SHAPE),
        ({"is_indeclinable": "yes"}, "is_indeclinable", Code.VALUE_WRONG_SHAPE),
        ({"forms": "Ивана"}, "forms", Code.VALUE_WRONG_SHAPE),
        ({"forms": {"gen": None}}, "forms", Code.VALUE_WRONG_SHAPE),
        ({"forms": {"genitive": "Ивана"}}, "forms", Code.VALUE_UNKNOWN_FIELD),
    ],
)
def test_a_slip_in_what_is_known_is_named_and_not_passed_over(
    part: dict[str, Any], path: str, code: Code
) -> None:
    person, problems = PersonType().from_plain({"text": "Иван", **part}, "ru")
    assert person is None
    assert [(p.where.path, p.code) for p in problems] == [(path, code)]


def test_all_slips_are_named_at_once_with_what_was_meant() -> None:
    _, problems = PersonType().from_plain({"tetx": "Иван", "gender": "famale"}, "ru")
    assert [p.values["suggestion"] for p in problems] == [" → text?", " → female?"]
