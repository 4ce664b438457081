"""LibreOffice driven as by a clerk: the right changes come back, and no others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from libreoffice_driver import driven, missing

from formkit.fieldtypes.reference import Reference
from formkit.workbook.refusals import RowsMixedError, TokensMissingError

pytestmark = pytest.mark.skipif(bool(missing), reason=missing)
SUFFIXES = ("xlsx", "ods", "xls")


def everything(office: Any) -> dict[str, dict[str, Any]]:
    return {key: office.values(office.vouchers, key) for key in office.keys(office.vouchers)}


def after(office: Any, folder: Path, suffix: str, *edits: str) -> bytes:
    """The workbook as a clerk has saved it after these edits of the vouchers."""
    return driven(office.last, folder, suffix, f'Go_To("{office.sheets["vouchers"]}")', *edits)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_edits_of_every_kind_come_back_and_no_others(office, tmp_path: Path, suffix: str):
    before = everything(office)
    saved = after(
        office, tmp_path, suffix,
        'Enter_Text("2026-00001", "Телефон", "+7 111 22-33")',
        'Enter("2026-00002", "Дата выдачи", "2026-07-15")',
        'Enter("2026-00003", "Количество", "=3+4")',
        'Enter_Text("2026-00004", "Статус", "услуга оказана")',
        'Enter_Text("2026-00005", "Примечание", "первая" & Chr(10) & "=cmd|\' /C calc\'!A0")',
        'Enter_Text("2026-00006", "Телефон", "")',
        'Sort_By("Дата выдачи", False, 0)',
    )  # fmt: skip
    taken = office.publish(saved).taken
    expected = {key: dict(values) for key, values in before.items()}
    expected["2026-00001"]["phone"] = "+7 111 22-33"
    expected["2026-00002"]["issued_on"] = date(2026, 7, 15)
    expected["2026-00003"]["quantity"] = Decimal(7)
    expected["2026-00004"]["status"] = "provided"
    expected["2026-00005"]["notes"] = "первая\n=cmd|' /C calc'!A0"
    del expected["2026-00006"]["phone"]
    assert everything(office) == expected
    assert (taken.edited, taken.inserted, taken.missing, taken.rejected) == (6, 0, 0, [])
    again = office.publish(saved).taken
    assert (again.edited, again.inserted, again.conflicts) == (0, 0, 0)
    assert everything(office) == expected


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_rows_inserted_copied_and_deleted(office, tmp_path: Path, suffix: str):
    before = everything(office)
    saved = after(
        office, tmp_path, suffix,
        "sheet.Rows.insertByIndex(3, 1)",
        'Enter_New(3, "Номер талона", "2026-00070")',
        'Enter_New(3, "Номер клиента", "00070")',
        'Enter_New(3, "Статус", "выдан")',
        "bottom = Last_Row() + 1",
        "sheet.copyRange(sheet.getCellByPosition(0, bottom).CellAddress, "
        "sheet.getCellRangeByPosition(0, 1, Last_Column(), 1).RangeAddress)",
        'Enter_New(bottom, "Номер талона", "2026-00071")',
        'Enter_New(bottom, "Примечание", "списан с первого")',
        'sheet.Rows.removeByIndex(Row_Of("2026-00005"), 1)',
    )  # fmt: skip
    taken = office.publish(saved).taken
    assert (taken.edited, taken.inserted, taken.missing, taken.rejected) == (0, 2, 1, [])
    now = everything(office)
    assert {key: now[key] for key in before} == before
    assert now["2026-00070"] == {
        "voucher_no": "2026-00070", "client_id": Reference("00070"), "status": "issued",
    }  # fmt: skip
    copied = before["2026-00001"] | {"voucher_no": "2026-00071", "notes": "списан с первого"}
    assert now["2026-00071"] == copied
    assert set(now) == {*before, "2026-00070", "2026-00071"}
    again = office.publish(saved).taken
    assert (again.edited, again.inserted) == (0, 0)


def test_own_columns_hidden_rows_and_another_order_of_sheets_change_nothing(office, tmp_path: Path):
    before = everything(office)
    saved = after(
        office, tmp_path, "xlsx",
        "sheet.Columns.insertByIndex(3, 1)",
        'sheet.getCellByPosition(3, 0).setString("Моё")',
        'sheet.getCellByPosition(3, 2).setString("звонить утром")',
        "sheet.Rows.getByIndex(2).IsVisible = False",
        'sheet.Name = "Талоны"',
        'book.Sheets.moveByName("Талоны", 0)',
    )  # fmt: skip
    taken = office.publish(saved).taken
    assert (taken.edited, taken.inserted, taken.missing, taken.rejected) == (0, 0, 0, [])
    assert everything(office) == before


@pytest.mark.parametrize(
    ("accident", "error"),
    [
        ('Sort_By("Дата выдачи", False, 1)', RowsMixedError),
        ("sheet.Columns.removeByIndex(0, 1)", TokensMissingError),
    ],
    ids=["sorted without the hidden column", "hidden column deleted"],
)
def test_of_an_accident_nothing_is_taken(office, tmp_path: Path, accident: str, error: type):
    for number in range(7, 20):
        office.propose(office.vouchers, f"2026-{number:05}", status="issued",
                       client_id=Reference(f"{number:05}"), notes=f"Справка {number}",
                       issued_on=date(2026, 6, number))  # fmt: skip
    office.publish()
    before = everything(office)
    saved = after(office, tmp_path, "xlsx", accident)
    with pytest.raises(error):
        office.publish(saved)
    assert everything(office) == before
