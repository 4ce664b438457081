from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from formkit.formats.xlsx import read_rows

HEADER = ["number", "quantity", "served_on"]


def by_openpyxl(*rows: list[Any]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def by_xlsxwriter(*rows: list[Any]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd.mm.yyyy"}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("00012", "00012"),
        ("Щербаков-Їжак Řeřicha", "Щербаков-Їжак Řeřicha"),
        ("first\nsecond", "first\nsecond"),
        (20, Decimal(20)),
        (2.5, Decimal("2.5")),
        (0.1, Decimal("0.1")),
        (1e15, Decimal(10**15)),
        (-3, Decimal(-3)),
        (True, True),
        (False, False),
        (datetime(2026, 6, 5), date(2026, 6, 5)),
        (datetime(2026, 6, 5, 9, 30), datetime(2026, 6, 5, 9, 30)),
        (None, ""),
    ],
)
def test_a_cell_keeps_its_type(write: Any, cell: Any, value: Any) -> None:
    found = read_rows(write(HEADER, [cell, "last"]))[1][0]
    assert found == value
    assert type(found) is type(value)


def test_a_time_of_day_is_a_time() -> None:
    assert read_rows(by_openpyxl(["at"], [time(9, 30)]))[1] == [time(9, 30)]


def test_the_first_sheet_that_can_be_seen_is_read() -> None:
    workbook = openpyxl.Workbook()
    hidden = workbook.active
    assert hidden is not None
    hidden.append(["lists"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("records").append(["number"])
    workbook.create_sheet("more").append(["other"])
    out = io.BytesIO()
    workbook.save(out)
    assert read_rows(out.getvalue()) == [["number"]]


def test_an_empty_sheet_has_no_rows() -> None:
    assert read_rows(by_openpyxl()) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"number;quantity\n", b"PK\x03\x04 cut off", by_openpyxl(HEADER)[:800], b"%PDF-1.7"],
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_rows(content)
