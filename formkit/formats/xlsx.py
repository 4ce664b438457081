"""Excel files as input: the rows of the first sheet, typed as the sheet has them."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def read_rows(content: bytes) -> list[list[Any]]:
    """Rows of the first visible sheet: texts, Decimals, dates, booleans; empty cells are ``""``.

    Raises:
        ValueError: not a workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_index(0)
        return [[_cell(value) for value in row] for row in sheet.to_python()]
    except CalamineError as error:
        raise ValueError(str(error)) from error


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date() if value.time() == value.min.time() else value
    if isinstance(value, bool | date | str):
        return value
    if isinstance(value, int | float):
        return Decimal(str(value)).normalize() if value != int(value) else Decimal(int(value))
    return "" if value is None else str(value)
