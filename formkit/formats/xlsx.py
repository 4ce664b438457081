"""Excel files as input: the rows of the first sheet, typed as the sheet has them."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from formkit.fieldtypes.number import shortest_decimal


def read_rows(content: bytes) -> list[list[Any]]:
    """Rows of the first visible sheet; empty cells are ``""``.

    Texts, Decimals, booleans, dates, times; a moment that is not midnight stays a moment.

    Raises:
        ValueError: not a workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        shown = [s.name for s in workbook.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        if not shown:
            return []
        sheet = workbook.get_sheet_by_name(shown[0])
        return [[_cell(value) for value in row] for row in sheet.to_python()]
    except CalamineError as error:
        raise ValueError(str(error)) from error


def read_sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Rows of every sheet by its name, hidden ones too.

    Raises:
        ValueError: not a workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: [[_cell(v) for v in row] for row in _whole(workbook.get_sheet_by_name(name))]
            for name in workbook.sheet_names
        }
    except CalamineError as error:
        raise ValueError(str(error)) from error


def _whole(sheet: Any) -> Any:
    return sheet.to_python(skip_empty_area=False)


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date() if value.time() == value.min.time() else value
    if isinstance(value, bool | date | time | str):
        return value
    if isinstance(value, int | float):
        return shortest_decimal(Decimal(str(value)))
    return "" if value is None else str(value)
