"""A workbook that comes back: its sheets, rows and cells, whatever was done to it meanwhile.

Sheets are found by their column titles, columns by their titles in any language, rows by their
token: renaming, moving, sorting, filtering and hiding change nothing.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from formkit.workbook.faults import Oddities, Places, find_oddities
from formkit.workbook.refusals import (
    ColumnTwiceError,
    NoSheetsError,
    TokensMissingError,
    WorkbookError,
    WorkbookLockedError,
)
from formkit.workbook.sheets import LISTS, META
from formkit.workbook.titles import HEADER_ROWS, FormerTitles, Header, find_header, titles_of
from formkit.workbook.token import HEADER, QUESTION
from formkit.workbook.words import FILE_TITLES, WORDS

if TYPE_CHECKING:
    from formkit.model.register import Register
    from formkit.workbook.cells import Raw


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
    computed: frozenset[str] = frozenset()
    """Columns whose cell holds a formula."""
    file: str = ""
    """What the cell with the link to the document shows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    register: Register
    name: str
    places: Mapping[str, int]
    """Where the columns that were found stand, from 0."""
    token_place: int
    file_place: int | None
    """The column with links to the archived documents."""
    header_row: int
    """From 1, like all rows."""
    last_row: int
    """The last row with anything in the columns from the first to the last of the titles."""
    rows: tuple[SheetRow, ...]
    others: Mapping[str, int]
    """Columns people have added, by title, and where they stand."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that were found."""
        return tuple(self.places)

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that are gone; their values stay in the register."""
        return tuple(c.name for c in self.register.columns if c.name not in self.columns)


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of a sheet of questions."""

    sheet: str
    line: int
    question: str
    """Id of the review item."""
    choice: str
    correction: Raw


@dataclass(frozen=True, slots=True)
class Book:
    sha256: str
    edition: str
    """Names the writing this workbook comes from; empty where nothing tells."""
    locale: str
    sheets: tuple[Sheet, ...]
    others: tuple[str, ...]
    """Names of sheets people have added."""
    answers: tuple[Answer, ...] = ()
    stamp: str = ""
    """Names what the hidden lists and the sheets of questions showed."""


def read(
    content: bytes,
    registers: Sequence[Register],
    locale: str,
    former: FormerTitles | None = None,
) -> Book:
    """The sheets of the registers in an .xlsx, .xlsm, .ods or .xls file.

    Args:
        content: the file.
        registers: those that may be in it.
        locale: of texts, where the workbook does not say which one it was written in.
        former: titles the columns have had; None for those they have now only.

    Raises:
        WorkbookError: not a workbook, no register in it, tokens or titles lost.
    """
    grids, oddities = _grids(content)
    facts = {str(line[0]): str(line[1]) for line in grids.pop(META, []) if len(line) > 1}
    grids.pop(LISTS, None)
    sheets, others = [], []
    answers: list[Answer] = []
    known = titles_of(registers, former or {})
    for name, grid in grids.items():
        found = find_header(grid, known)
        if found is not None:
            sheets.append(_sheet(name, grid, found, oddities.get(name, Oddities())))
        elif (asked := _answers(name, grid)) is not None:
            answers += asked
        else:
            others.append(name)
    if not sheets:
        raise NoSheetsError
    written_in = facts.get("locale", "")
    is_known = all(written_in in sheet.register.words for sheet in sheets)
    return Book(
        hashlib.sha256(content).hexdigest(),
        facts.get("edition", ""),
        written_in if is_known else locale,
        tuple(sheets),
        tuple(others),
        tuple(answers),
        facts.get("stamp", ""),
    )


def _answers(name: str, grid: list[list[Any]]) -> list[Answer] | None:
    """The lines of a sheet of questions; None for any other sheet."""
    for number, titles in enumerate(grid[:HEADER_ROWS]):
        found = [place for place, title in enumerate(titles) if str(title).strip() == QUESTION]
        if not found:
            continue
        words = {word: place for place, title in enumerate(titles) if (word := str(title).strip())}
        choice = _place_of(words, {w.choice for w in WORDS.values()})
        correction = _place_of(words, {w.correction for w in WORDS.values()})
        return [
            Answer(
                name,
                line,
                str(row[found[0]]).strip(),
                str(row[choice]).strip() if choice is not None else "",
                row[correction] if correction is not None else None,
            )
            for line, row in enumerate(grid[number + 1 :], start=number + 2)
            if str(row[found[0]]).strip()
        ]
    return None


def _place_of(titles: Mapping[str, int], words: set[str]) -> int | None:
    return next((titles[word] for word in words if word in titles), None)


_COMPOUND, _ENCRYPTED = b"\xd0\xcf\x11\xe0", "EncryptedPackage".encode("utf-16-le")
"""How a package under a password begins, and what is in it: MS-OFFCRYPTO, 2.2."""


def _grids(content: bytes) -> tuple[dict[str, list[list[Any]]], dict[str, Oddities]]:
    from lxml.etree import XMLSyntaxError
    from python_calamine import CalamineError, CalamineWorkbook

    if content.startswith(_COMPOUND) and _ENCRYPTED in content:
        raise WorkbookLockedError
    try:
        oddities = find_oddities(content)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }, oddities
    except (CalamineError, XMLSyntaxError, BadZipFile, zlib.error) as error:
        raise WorkbookError(reason=str(error).rstrip(".") or "it is damaged") from error


def _sheet(name: str, grid: list[list[Any]], header: Header, oddities: Oddities) -> Sheet:
    titles = grid[header.line]
    if header.twice:
        raise ColumnTwiceError(sheet=name, column=header.twice[0])
    tokens = [place for place, title in enumerate(titles) if str(title).strip() == HEADER]
    if len(tokens) != 1:
        raise TokensMissingError(sheet=name)
    files = [p for p, title in enumerate(titles) if str(title).strip() in FILE_TITLES]
    ours = {*header.columns.values(), tokens[0], *files}
    others = {
        str(title).strip(): place
        for place, title in enumerate(titles)
        if place not in ours and str(title).strip()
    }
    everything = sorted({*ours, *others.values()})
    rows, last = [], header.line + 1
    for number, line in enumerate(grid[header.line + 1 :], start=header.line + 2):
        row = _row(number, line, header.columns, others, oddities)
        row = replace(row, token=str(line[tokens[0]]).strip(), file=_text(line, files))
        if row.token or row.faulty or any(cell != "" for cell in row.cells.values()):
            rows.append(row)
        if any(line[place] != "" for place in everything) or row.computed:
            last = number
    return Sheet(
        header.register,
        name,
        header.columns,
        tokens[0],
        files[0] if files else None,
        header.line + 1,
        last,
        tuple(rows),
        others,
    )


def _row(
    number: int,
    line: list[Any],
    columns: Mapping[str, int],
    others: Mapping[str, int],
    oddities: Oddities,
) -> SheetRow:
    return SheetRow(
        number,
        "",
        {column: line[place] for column, place in columns.items()},
        _among(columns, number, oddities.faults),
        {title: line[place] for title, place in others.items() if line[place] != ""},
        _among(columns, number, oddities.formulas),
    )


def _among(columns: Mapping[str, int], number: int, places: Places) -> frozenset[str]:
    if not places:
        return frozenset()
    return frozenset(c for c, place in columns.items() if (number, place) in places)


def _text(line: list[Any], places: list[int]) -> str:
    return str(line[places[0]]).strip() if places else ""
