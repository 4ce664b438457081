"""A workbook that comes back: its sheets, rows and cells, whatever was done to it meanwhile.

Sheets are found by their column titles, columns by their titles in any language, rows by their
token: renaming, moving, sorting, filtering and hiding change nothing.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from formkit.workbook.faults import Faults, find_faults
from formkit.workbook.refusals import (
    ColumnTwiceError,
    NoSheetsError,
    TokensMissingError,
    WorkbookError,
)
from formkit.workbook.sheets import LISTS, META, unique_headers
from formkit.workbook.token import HEADER

if TYPE_CHECKING:
    from formkit.model.register import Register
    from formkit.workbook.cells import Raw

_HEADER_ROWS = 20
"""Rows in which the column titles are looked for: people put a title above."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    number: int
    """As the spreadsheet shows it, from 1."""
    token: str
    cells: Mapping[str, Raw]
    """By column name; columns that are gone have no entry."""
    faulty: frozenset[str] = frozenset()
    """Columns whose cell shows an error, or a formula nobody has computed."""
    others: Mapping[str, Raw] = field(default_factory=dict)
    """Cells of people's own columns by title."""


@dataclass(frozen=True, slots=True)
class Sheet:
    register: Register
    name: str
    columns: tuple[str, ...]
    """Columns that were found."""
    rows: tuple[SheetRow, ...]
    others: tuple[str, ...]
    """Titles of columns people have added."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that are gone; their values stay in the register."""
        return tuple(c.name for c in self.register.columns if c.name not in self.columns)


@dataclass(frozen=True, slots=True)
class Book:
    sha256: str
    edition: str
    """Names the writing this workbook comes from; empty where nothing tells."""
    locale: str
    sheets: tuple[Sheet, ...]
    others: tuple[str, ...]
    """Names of sheets people have added."""


def read(content: bytes, registers: Sequence[Register], locale: str) -> Book:
    """The sheets of the registers in an .xlsx, .xlsm, .ods or .xls file.

    Args:
        content: the file.
        registers: those that may be in it.
        locale: of texts, where the workbook does not say which one it was written in.

    Raises:
        WorkbookError: not a workbook, no register in it, tokens or titles lost.
    """
    grids, faults = _grids(content)
    facts = {str(line[0]): str(line[1]) for line in grids.pop(META, []) if len(line) > 1}
    grids.pop(LISTS, None)
    sheets = []
    for name, grid in grids.items():
        found = _find_header(grid, registers)
        if found is not None:
            sheets.append(_sheet(name, grid, found, faults.get(name, frozenset())))
    if not sheets:
        raise NoSheetsError
    known = {sheet.name for sheet in sheets}
    written_in = facts.get("locale", "")
    is_known = all(written_in in sheet.register.words for sheet in sheets)
    return Book(
        hashlib.sha256(content).hexdigest(),
        facts.get("edition", ""),
        written_in if is_known else locale,
        tuple(sheets),
        tuple(name for name in grids if name not in known),
    )


def _grids(content: bytes) -> tuple[dict[str, list[list[Any]]], dict[str, Faults]]:
    from lxml.etree import XMLSyntaxError
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        faults = find_faults(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }, faults
    except (CalamineError, XMLSyntaxError, BadZipFile, zlib.error) as error:
        raise WorkbookError(reason=str(error).rstrip(".") or "it is damaged") from error


@dataclass(frozen=True, slots=True)
class _Header:
    register: Register
    line: int
    """Index of the row of titles."""
    columns: Mapping[str, int]
    twice: tuple[str, ...]


def _find_header(grid: list[list[Any]], registers: Iterable[Register]) -> _Header | None:
    """The register whose titles stand in one of the first rows, at least half of them."""
    best: tuple[float, _Header] | None = None
    for line, cells in enumerate(grid[:_HEADER_ROWS]):
        titles = [_folded(cell) for cell in cells]
        for register in registers:
            header = _match(register, line, titles)
            share = len(header.columns) / len(register.columns)
            if share >= 0.5 and (best is None or share > best[0]):
                best = (share, header)
    return best[1] if best else None


def _match(register: Register, line: int, titles: Sequence[str]) -> _Header:
    names = column_titles(register)
    columns: dict[str, int] = {}
    twice = []
    for place, title in enumerate(titles):
        name = names.get(title)
        if name in columns:
            twice.append(title)
        elif name is not None:
            columns[name] = place
    return _Header(register, line, columns, tuple(twice))


def column_titles(register: Register) -> dict[str, str]:
    """Column names by folded title, in all languages; where two agree the first one wins."""
    titles: dict[str, str] = {}
    for words in register.words.values():
        headers = unique_headers([words.columns[column.name] for column in register.columns])
        for column, header in zip(register.columns, headers, strict=True):
            titles.setdefault(_folded(header), column.name)
    return titles


def _folded(cell: object) -> str:
    return " ".join(str(cell).split()).casefold()


def _sheet(name: str, grid: list[list[Any]], header: _Header, faults: Faults) -> Sheet:
    titles = grid[header.line]
    if header.twice:
        raise ColumnTwiceError(sheet=name, column=header.twice[0])
    tokens = [place for place, title in enumerate(titles) if str(title).strip() == HEADER]
    if len(tokens) != 1:
        raise TokensMissingError(sheet=name)
    ours = {*header.columns.values(), tokens[0]}
    others = {
        str(title).strip(): place
        for place, title in enumerate(titles)
        if place not in ours and str(title).strip()
    }
    rows = []
    for number, line in enumerate(grid[header.line + 1 :], start=header.line + 2):
        row = SheetRow(
            number,
            str(line[tokens[0]]).strip(),
            {column: line[place] for column, place in header.columns.items()},
            frozenset(c for c, place in header.columns.items() if (number, place) in faults),
            {title: line[place] for title, place in others.items() if line[place] != ""},
        )
        if row.token or row.faulty or any(cell != "" for cell in row.cells.values()):
            rows.append(row)
    return Sheet(header.register, name, tuple(header.columns), tuple(rows), tuple(others))
