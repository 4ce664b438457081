"""An XLSForm becomes a draft of a form: ours comes back as it went, a foreign one is told about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from formkit.actions.adopt import adopt
from formkit.actions.faces import write_blank
from formkit.actions.overview import check
from formkit.catalogue.imported import condition_of
from formkit.catalogue.index import Catalogue
from formkit.errors import NotAdoptableError
from formkit.model.form import Field
from formkit.problems import Code

if TYPE_CHECKING:
    from pathlib import Path

    from formkit.model.form import Form

FOREIGN = {
    "survey": [
        ("type", "name", "label::English (en)", "label::Čeština (cs)", "required", "relevant"),
        ("start", "start", "", "", "", ""),
        ("begin_group", "person", "Person", "Osoba", "", ""),
        ("text", "full-name", "Full name", "Jméno", "yes", ""),
        ("select_one yn", "has_child", "Children?", "Děti?", "", ""),
        ("integer", "how_many", "How many?", "Kolik?", "", "${has_child} = 'yes'"),
        ("select_multiple needs", "needs", "Needs", "Potřeby", "", ""),
        ("geopoint", "place", "Where", "Kde", "", ""),
        ("end_group", "", "", "", "", ""),
        ("begin_repeat", "visit", "Visits", "Návštěvy", "", ""),
        ("date", "visit_on", "Day", "Den", "true()", ""),
        ("end_repeat", "", "", "", "", ""),
    ],
    "choices": [
        ("list_name", "name", "label::English (en)", "label::Čeština (cs)"),
        ("yn", "yes", "Yes", "Ano"),
        ("yn", "no", "No", "Ne"),
        ("needs", "food", "Food", "Jídlo"),
        ("needs", "2", "Housing", "Bydlení"),
    ],
    "settings": [("form_title", "form_id"), ("Family visit", "family_visit")],
}


def workbook(path: Path, sheets: dict[str, list[tuple[str, ...]]]) -> bytes:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)
    return path.read_bytes()


def imported(content: bytes, tmp_path: Path, catalogue: Catalogue) -> tuple[Form, list[Code]]:
    adopted = adopt(
        content, "x.xlsx", catalogue=catalogue, folder=tmp_path, locale="en", name="family_visit"
    )
    own = Catalogue([*catalogue.folders, tmp_path])
    assert check(own)[1] == []
    return own.get("family_visit"), [found.code for found in adopted.problems]


def test_a_foreign_xlsform_is_drafted_and_what_is_left_out_is_told(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    content = workbook(tmp_path / "x.xlsx", FOREIGN)
    form, codes = imported(content, tmp_path, catalogue)
    assert codes == [Code.XLSFORM_LEFT_OUT] * 2
    types = {m.name: m.type.name if isinstance(m, Field) else "table" for m in form.members()}
    assert types == {
        "visit": "table",
        "full_name": "text",
        "has_child": "yes_no",
        "how_many": "number",
        "needs": "multi_choice",
    }
    how_many = next(m for m in form.members() if m.name == "how_many")
    assert how_many.visible_if is not None
    assert how_many.visible_if.text == "has_child == True"
    assert form.words["cs"].fields["needs"].choices["choice_2"] == "Bydlení"


@pytest.mark.parametrize("name", ["referral_voucher", "individual_plan"])
def test_our_own_xlsform_comes_back_with_the_same_questions(
    tmp_path: Path, catalogue: Catalogue, name: str
) -> None:
    form = catalogue.get(name)
    back, _ = imported(write_blank(form, "ru", "xlsform"), tmp_path, catalogue)
    assert {m.name for m in back.members()} == {m.name for m in form.members()}
    for locale, words in form.words.items():
        labels = {m.name: words.fields[m.name].label for m in form.members()}
        assert {m.name: back.words[locale].fields[m.name].label for m in back.members()} == labels


def test_what_is_no_xlsform_is_refused_with_the_reason(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    for content in (b"no workbook", workbook(tmp_path / "y.xlsx", {"data": [("a",)]})):
        with pytest.raises(NotAdoptableError):
            imported(content, tmp_path / "new", catalogue)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("xpath", "condition"),
    [
        ("${a} = 'x'", "a == 'x'"),
        ("${a} != ''", "a != None"),
        ("selected(${a}, 'x') and ${b} > 3", "'x' in a and b > 3"),
        ("${a} + 1 > 2", None),
        ("count(${a}) > 2", None),
        ("${unknown} = 'x'", None),
    ],
)
def test_xpath_becomes_a_condition_or_nothing(xpath: str, condition: str | None) -> None:
    assert condition_of(xpath, {"a": "a", "b": "b"}) == condition
