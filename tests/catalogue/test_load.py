"""Definitions as folders: the good ones load clean, the bad ones report everything in one run.

A bad folder says in ``expect.txt`` what ``formkit catalogue check`` must say of it: place, code,
and a part of one of the facts. What is found and not listed there is a failure too.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from formkit.actions.overview import check
from formkit.catalogue.index import Catalogue
from formkit.errors import DefinitionError
from formkit.fieldtypes import (
    ChoiceType,
    DateType,
    MultiChoiceType,
    NumberType,
    ReferenceType,
    YesNoType,
)
from formkit.language.text import LANGUAGES, describe
from formkit.model.clean import from_plain
from formkit.model.form import Field, Kind, Numbering, Paper, Sensitivity, Table
from formkit.problems import Code, Problem

CASES = Path(__file__).parents[1] / "cases" / "definitions"
GOOD = sorted(path.name for path in (CASES / "good").iterdir())
BAD = sorted(path.name for path in (CASES / "bad").iterdir())


def place_and_code(found: Problem) -> str:
    where = found.where
    return f"{where.file}:{where.line or '-'} {found.code.token}"


@pytest.mark.parametrize("name", GOOD)
def test_a_good_definition_has_no_problem(name: str) -> None:
    forms, problems = check(Catalogue([CASES / "good" / name]))
    assert forms > 0
    assert [describe(p) for p in problems] == []


@pytest.mark.parametrize("name", BAD)
def test_a_bad_definition_reports_all_its_problems_at_once(name: str) -> None:
    folder = CASES / "bad" / name
    lines = (folder / "expect.txt").read_text(encoding="utf-8").splitlines()
    expected = [line.split(" ", 2) for line in lines if not line.startswith("#")]
    _, problems = check(Catalogue([folder]))

    found = Counter(place_and_code(p) for p in problems)
    assert found == Counter(f"{place} {code}" for place, code, *_ in expected)
    for place, code, *fact in expected:
        facts = [p.values.values() for p in problems if place_and_code(p) == f"{place} {code}"]
        assert not fact or any(fact[0] in value for values in facts for value in values)


@pytest.mark.parametrize("name", BAD)
def test_every_problem_is_a_sentence_in_every_language(name: str) -> None:
    _, problems = check(Catalogue([CASES / "bad" / name]))
    for found in problems:
        for language in LANGUAGES:
            sentence = describe(found, language)
            assert sentence.startswith(str(found.where.file))
            assert all(fact in sentence for fact in found.values.values())


# Prose and codes are looked at by the check alone.
@pytest.mark.parametrize("name", [name for name in BAD if name not in ("prose", "codes")])
def test_nothing_is_made_from_a_bad_definition(name: str) -> None:
    catalogue = Catalogue([CASES / "bad" / name])
    with pytest.raises(DefinitionError) as caught:
        _ = [catalogue.registers, *map(catalogue.get, catalogue.names)]
    assert caught.value.problems


def test_every_key_of_a_definition_arrives_in_the_form() -> None:
    form = Catalogue([CASES / "good" / "everything"]).get("voucher")
    assert (form.code, form.version, form.kind, form.audience) == ("V2", 3, Kind.FORM, "partner")
    assert form.paper == Paper("A5", is_landscape=True)
    assert form.number == Numbering("voucher_no", "{year}-{seq:05}-{check}")
    assert form.prefill == {"org": "office", "client": "client_id"}
    assert (form.has_approval_stamp, form.keeps_long) == (True, True)
    assert (form.sources, form.rules) == (("a law", "a habit"), ("R01", "R06"))
    issued, mark = form.sections
    assert [m.name for m in issued.members][:2] == ["phone", "email"]
    assert (mark.by, mark.is_by_hand, mark.has_tear_line) == ("partner", True, True)
    assert (issued.is_by_hand, issued.has_tear_line) == (False, False)
    clients, items = form.feeds
    assert (clients.key, clients.constants) == ("client_id", {"issue": {"result": "provided"}})
    assert (items.each, items.key) == ("items", "{client_id}/{row}")


def field(name: str, table: str = "") -> Field:
    form = Catalogue([CASES / "good" / "everything"]).get("voucher")
    found = form.find(table or name)
    if isinstance(found, Table):
        return found.column(name)
    assert isinstance(found, Field)
    return found


def test_facets_arrive_in_the_field_type() -> None:
    assert field("quantity").type == NumberType(decimals=1, least=Decimal("0.5"), most=Decimal(999))
    assert field("client_id").type == ReferenceType(register="clients", shows_label=False)
    assert field("result").type == ChoiceType(choices=("provided", "refused"), is_by_hand=True)
    assert field("unit").type == ChoiceType(
        choices=("hour", "meal"), appearance="minimal", is_by_hand=True
    )
    assert field("asked_for").type == MultiChoiceType(choices=("hour", "meal"), is_by_hand=True)
    assert field("is_late").type == YesNoType(appearance="check", is_by_hand=True)
    assert field("served_on").type == DateType(is_by_hand=True)
    assert field("issued_on").type == DateType()


def test_cells_of_a_table_are_too_narrow_for_combs_but_not_for_boxes() -> None:
    assert field("amount", "items").type == NumberType(digits=3)
    assert field("done", "items").type == YesNoType(is_by_hand=True)


def test_the_rest_of_a_field_arrives_too() -> None:
    assert field("voucher_no").is_required
    assert field("issued_on").default == "today"
    assert (field("quantity").default, field("quantity").unit) == ("1.5", "meals")
    assert field("client_name").sensitive is Sensitivity.IDENTITY
    assert field("district").source == "client.district"
    assert not field("partner").is_checked
    assert (field("voucher_no").span, field("city").span, field("address").lines) == (2, 6, 3)
    served = field("served_on").required_if
    assert served is not None
    assert served.names == {"result", "quantity"}


def test_words_come_from_the_form_then_from_what_is_shared() -> None:
    words = Catalogue([CASES / "good" / "everything"]).get("voucher").words["en"]
    assert words.title == "Voucher"
    assert words.sections == {"issued": "A. By the office", "mark": ""}
    assert words.fields["phone"].label == "Telephone"
    assert (words.fields["email"].label, words.fields["email"].hint) == (
        "E-mail",
        "if there is one",
    )
    assert words.fields["result"].choices == {"provided": "provided", "refused": "refused"}
    assert words.fields["items"].columns["amount"].label == "Amount"
    assert words.phrases == {"subtitle": "Show it at the desk"}
    assert words.notes == "For the office."


def test_standing_content_is_values_of_the_form() -> None:
    form = Catalogue([CASES / "good" / "everything"]).get("voucher")
    values, problems = from_plain(form, form.words["en"].defaults, "en")
    assert problems == []
    assert values["items"] == ({"name": "soup"}, {"name": "bread", "amount": Decimal(2)})


def test_a_default_is_a_value_of_its_type() -> None:
    quantity = field("quantity")
    assert quantity.type.from_plain(quantity.default, "ru") == (Decimal("1.5"), ())
    assert DateType().from_plain("2026-06-05", "cs") == (date(2026, 6, 5), ())


SOURCES = {
    "form.yaml": "form: letter\ncode: LETTER\nversion: 1\n"
    "sections: {only: {fields: {name: {type: text}}}}\n",
    "ru.md": '---\ntitle: Письмо\nsections: {only: ""}\nfields: {name: Имя}\n---\n',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_file_may_come_from_any_editor(tmp_path: Path, encoding: str, line_end: str) -> None:
    (tmp_path / "letter").mkdir()
    for name, text in SOURCES.items():
        (tmp_path / "letter" / name).write_bytes(text.replace("\n", line_end).encode(encoding))
    form, problems = Catalogue([tmp_path]).load("letter")
    assert problems == []
    assert form is not None
    assert form.words["ru"].title == "Письмо"


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_a_file_in_another_encoding_is_named(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / "letter").mkdir()
    for file, text in SOURCES.items():
        text = "# письмо\n" + text if file == "form.yaml" else text
        used = encoding if file == name else "utf-8"
        (tmp_path / "letter" / file).write_bytes(text.encode(used))
    _, problems = Catalogue([tmp_path]).load("letter")
    assert [(p.code, p.where.file) for p in problems] == [
        (Code.DEFINITION_NOT_YAML, f"letter/{name}")
    ]
    assert problems[0].where.line in (1, 2)
