"""The batch sheet: filled in by another program, it comes back as the same records."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from formkit.actions.data import read_data
from formkit.actions.faces import write_blank
from formkit.actions.fill import fill_copies
from formkit.errors import DataError
from formkit.fieldtypes import SignatureType
from formkit.formats import batchsheet
from formkit.model.form import Field
from formkit.problems import Code

if TYPE_CHECKING:
    from formkit.catalogue.index import Catalogue
    from formkit.model.form import Form

FIRST = 4
"""Row of the first document."""


def opened(form: Form, locale: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_blank(form, locale, "xlsx")))


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def places(sheet: Any) -> dict[str, int]:
    return {str(c.value).partition("=")[0]: c.column for c in sheet[1] if c.column > 1 and c.value}


def test_a_clerk_chooses_labels_and_names_come_back(catalogue: Catalogue) -> None:
    form = catalogue.get("individual_plan")
    book = opened(form, "ru")
    plan, goals = book["individual_plan"], book["goals"]
    at = places(plan)
    for line, number in ((FIRST, "2026-0004-8"), (FIRST + 1, "2026-0005-6")):
        plan.cell(line, at["plan_id"], number)
        plan.cell(line, at["plan_date"], date(2026, 10, 12))
    plan.cell(FIRST + 1, at["version"], 2)
    at = places(goals)
    for line, (document, goal) in enumerate([(2, "первая"), (1, "=1+1"), (2, "третья")], FIRST):
        goals.cell(line, 1, document)
        goals.cell(line, at["goal"], goal).data_type = "s"
        goals.cell(
            line, at["horizon"], form.words["ru"].fields["goals"].columns["horizon"].choices["long"]
        )
    data = read_data(saved(book), "plans.xlsx")
    assert not data.problems
    first, second = data.records
    assert (first["plan_id"], second["plan_id"]) == ("2026-0004-8", "2026-0005-6")
    assert first["goals"] == [{"goal": "=1+1", "horizon": "long"}]
    assert [row["goal"] for row in second["goals"]] == ["первая", "третья"]
    assert second["plan_date"] == date(2026, 10, 12)


def test_several_choices_are_marked_in_columns_of_their_own(catalogue: Catalogue) -> None:
    form = catalogue.get("job_description_specialist")
    book = opened(form, "en")
    sheet = book[form.name]
    at = places(sheet)
    for choice in ("questionnaire", "success_story"):
        sheet.cell(FIRST, at[f"documents_kept/{choice}"], "x")
    (record,) = read_data(saved(book), "x.xlsx").records
    assert record == {"documents_kept": ["questionnaire", "success_story"]}


def test_an_empty_sheet_holds_no_document(catalogue: Catalogue) -> None:
    data = read_data(write_blank(catalogue.get("referral_voucher"), "cs", "xlsx"), "v.xlsx")
    assert [found.code for found in data.problems] == [Code.DATA_NO_ROWS]


def test_a_workbook_of_another_kind_is_read_as_a_plain_table() -> None:
    book = openpyxl.Workbook()
    book.active.append(["client"])
    book.active.append(["00012"])
    assert batchsheet.read(saved(book)) is None


@pytest.mark.parametrize("locale", ["ru", "uk", "cs", "en"])
def test_every_form_has_a_column_for_all_that_is_asked(every_form: list[Form], locale: str) -> None:
    for form in every_form:
        sheet = opened(form, locale)[form.name[:31]]
        asked = {
            m.name
            for m in form.members()
            if isinstance(m, Field) and not isinstance(m.type, SignatureType)
        }
        assert {name.partition("/")[0] for name in places(sheet)} == asked


def test_a_filled_sheet_fills_documents(catalogue: Catalogue) -> None:
    form = catalogue.get("referral_voucher")
    book = opened(form, "ru")
    sheet = book[form.name]
    at = places(sheet)
    given = {
        "voucher_no": "2026-00017-1",
        "client_id": "00012-2",
        "partner": "PR-01",
        "service": "SV-001",
        "quantity": 20,
        "issued_by": "W-02",
        "issued_on": date(2026, 10, 13),
        "valid_until": date(2026, 11, 13),
    }
    for name, value in given.items():
        sheet.cell(FIRST, at[name], value)
    data = read_data(saved(book), "v.xlsx")
    assert data.is_table
    assert {name: str(value) for name, value in data.records[0].items()} == {
        name: str(value) for name, value in given.items()
    }
    with pytest.raises(DataError) as refused:
        fill_copies(form, data, locale="ru", face="json")
    assert {p.code for p in refused.value.problems} == {Code.VALUE_REQUIRED}
