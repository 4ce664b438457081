from __future__ import annotations

import pytest

from formkit.fieldtypes import AddressType, EmailType, MultilineType, PhoneType, TextType
from formkit.fieldtypes.base import unprintable
from formkit.problems import Code, Severity


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("  Щербаков-Їжак \t Ґалаґан ", "Щербаков-Їжак Ґалаґан"),
        ("one\r\ntwo\rthree\nfour", "one two three four"),
        ("и\u0306", "й"),
        ("R\u030ceřicha", "Řeřicha"),
        ("10\u00a0000\u202fр.", "10 000 р."),
        ("a\x00b", "ab"),
        ('=SUM(A1) <b>{{ org }}</b> "\\n"', '=SUM(A1) <b>{{ org }}</b> "\\n"'),
        ("00012", "00012"),
    ],
)
def test_a_line_is_composed_and_its_white_space_is_one_blank(text: str, value: str) -> None:
    assert TextType().parse(text, "ru") == (value, ())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("\n\n a \n\n  b  \n", "a\n\n  b"),
        ("1)  two blanks stay", "1)  two blanks stay"),
    ],
)
def test_lines_of_a_longer_text_are_kept(text: str, value: str) -> None:
    assert MultilineType().parse(text, "cs") == (value, ())
    assert AddressType().parse(text, "cs") == (value, ())


def test_a_text_that_is_too_long_is_kept_whole_beside_the_problem() -> None:
    value, problems = TextType(length=3).parse("Řeřicha", "cs")
    assert value == "Řeřicha"
    assert [(p.code, dict(p.values)) for p in problems] == [
        (Code.VALUE_TOO_LONG, {"length": "7", "limit": "3"})
    ]


@pytest.mark.parametrize(
    ("character", "name"),
    [("\x07", "U+0007"), ("\u202e", "U+202E"), ("\ue000", "U+E000"), ("\ud800", "U+D800")],
)
def test_a_character_nobody_can_print_is_named_and_kept(character: str, name: str) -> None:
    value, problems = TextType().parse(f"a{character}b", "en")
    assert value == f"a{character}b"
    assert [(p.code, p.values["characters"]) for p in problems] == [
        (Code.VALUE_BAD_CHARACTER, name)
    ]


def test_unprintable_characters_are_listed_once_in_order() -> None:
    assert unprintable("b\x02a\x01\x02\n") == "U+0001, U+0002"


@pytest.mark.parametrize(
    ("plain", "value"), [("x", "x"), (12, "12"), (1e-7, "0.0000001"), (2.5, "2.5")]
)
def test_a_number_in_a_data_file_becomes_text_without_an_exponent(plain: str, value: str) -> None:
    assert TextType().from_plain(plain, "ru") == (value, ())


@pytest.mark.parametrize(
    ("plain", "found"), [(True, "true"), ({"a": "b"}, "mapping"), (["a"], "list")]
)
def test_what_is_no_text_is_described_in_words(plain: object, found: str) -> None:
    value, (problem,) = TextType().from_plain(plain, "ru")  # type: ignore[arg-type]
    assert value is None
    assert (problem.code, problem.values["found"]) == (Code.VALUE_WRONG_SHAPE, found)


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("+7 900 000-14-01", True),
        ("(0432) 12.34.56, доб. 12345", True),
        ("8–800–555", True),
        ("звонить соседке 5-12", False),
        ("+", False),
    ],
)
def test_a_telephone_number_begins_like_one(text: str, is_fine: bool) -> None:
    value, problems = PhoneType().parse(text, "ru")
    assert value == text
    assert [(p.code, p.severity) for p in problems] == (
        [] if is_fine else [(Code.VALUE_BAD_FORMAT, Severity.WARNING)]
    )


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("olga@example.org", True),
        ("ольга@пример.рф", True),
        ("olga.example.org", False),
        ("a@b@example.org", False),
        ("olga@localhost", False),
        ("olga @example.org", False),
    ],
)
def test_an_email_address_has_one_at_sign_and_a_dot_after_it(text: str, is_fine: bool) -> None:
    value, problems = EmailType().parse(text, "uk")
    assert value == text
    assert [(p.code, p.severity) for p in problems] == (
        [] if is_fine else [(Code.VALUE_BAD_FORMAT, Severity.WARNING)]
    )
