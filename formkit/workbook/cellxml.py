"""Cells as they stand in the XML of a worksheet, ECMA-376, 18.3.1.4."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from formkit.workbook.cells import writable

if TYPE_CHECKING:
    from formkit.workbook.cells import Cell

_DAY_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula without the sign of equality; never made of what people wrote."""

    text: str
    result: str = ""
    """Shown until a program computes it; empty for none."""


def column_letters(place: int) -> str:
    """``A`` for 0."""
    letters, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def serial_day(day: date) -> int:
    """The number a spreadsheet keeps for a day from March 1900 on."""
    return (day - _DAY_ZERO).days


def cell_xml(place: int, row: int, content: Cell | Formula, style: bytes) -> bytes:
    """One cell; texts stand in the cell itself, so that no shared part has to change.

    Args:
        place: column from 0.
        row: from 1.
        content: None leaves the cell empty but formatted.
        style: index of the cell format as digits; empty for the default.
    """
    facts = f'<c r="{column_letters(place)}{row}"' + (f' s="{style.decode()}"' if style else "")
    match content:
        case None:
            return f"{facts}/>".encode()
        case Formula(text, result):
            kept = f"<v>{_text(result)}</v>" if result else ""
            kind = ' t="str"' if result else ""
            return f"{facts}{kind}><f>{escape(text, quote=False)}</f>{kept}</c>".encode()
        case Decimal():
            return f"{facts}><v>{content:f}</v></c>".encode()
        case date():
            return f"{facts}><v>{serial_day(content)}</v></c>".encode()
    inner = f'<is><t xml:space="preserve">{_text(content)}</t></is>'
    return f'{facts} t="inlineStr">{inner}</c>'.encode()


def _text(text: str) -> str:
    """Text with what XML cannot carry as ``_x000B_``, ECMA-376, 22.9.2.19 (ST_Xstring)."""
    plain = writable(text.replace("\r\n", "\n").replace("\r", "\n"))
    literal = _LIKE_ESCAPE.sub(lambda match: f"_x005F{match[0]}", plain)
    return escape(_CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", literal), quote=False)


_LIKE_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
