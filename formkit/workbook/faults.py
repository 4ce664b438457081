"""Cells of an .xlsx file that readers show as empty or plain though they are not."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from zipfile import is_zipfile

from formkit.workbook.package import Package

Places = frozenset[tuple[int, int]]
"""Row from 1 and column from 0."""


@dataclass(frozen=True, slots=True)
class Oddities:
    """What a reader does not tell of the cells of a sheet."""

    faults: Places = frozenset()
    """Error values (``#REF!``) and formulas without a result."""
    formulas: Places = frozenset()


def find_oddities(content: bytes) -> dict[str, Oddities]:
    """Errors and formulas by name of the sheet.

    Nothing for a file that is not a zip package of ECMA-376: .ods and .xls.

    Raises:
        WorkbookError: the file unpacks to more than any workbook has.
    """
    if not is_zipfile(io.BytesIO(content)):
        return {}
    package = Package(content)
    parts = package.sheet_parts()
    return {name: _oddities(package.read(part)) for name, part in parts.items()}


_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\sr="([A-Z]+)([0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_RESULT = re.compile(rb"<(?:\w+:)?v>[^<]")


def _oddities(part: bytes) -> Oddities:
    if b't="e"' not in part and not _FORMULA.search(part):
        return Oddities()
    faults, formulas = set(), set()
    for cell in _CELL.finditer(part):
        attributes, content = cell.groups()
        is_error, is_formula = b't="e"' in attributes, bool(_FORMULA.search(content))
        if not (is_error or is_formula) or not (place := _PLACE.search(attributes)):
            continue
        where = (int(place[2]), column_number(place[1].decode()))
        if is_formula:
            formulas.add(where)
        if is_error or not _RESULT.search(content):
            faults.add(where)
    return Oddities(frozenset(faults), frozenset(formulas))


def column_number(letters: str) -> int:
    """From 0 for ``A``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
