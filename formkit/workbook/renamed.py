"""A column whose title people have changed is known by what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from formkit.problems import Code, Problem, Severity, problem
from formkit.store import editions, records
from formkit.workbook.cells import format_cell
from formkit.workbook.edits import Values, is_shown, shapes_of
from formkit.workbook.token import parse_token

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.workbook.read import Book, Sheet, SheetRow

_FEW, _SHARE = 5, 0.95
"""Filled cells, and the share of them that must be as they were shown."""
_Known = Sequence[tuple["SheetRow", Values]]


def with_renamed_columns(connection: Connection, book: Book) -> tuple[Book, list[Problem]]:
    """The workbook with renamed columns put back, and which they were."""
    found: list[Problem] = []
    sheets = []
    for sheet in book.sheets:
        renamed = sheet
        if sheet.missing and sheet.others:
            known = _known_rows(connection, sheet)
            for column in sheet.missing:
                title = _find(renamed, column, known, book.locale)
                if title:
                    label = sheet.register.words[book.locale].columns[column]
                    found.append(_told(sheet.name, title, label))
                    renamed = _with_column(renamed, column, title)
        sheets.append(renamed)
    return replace(book, sheets=tuple(sheets)), found


def _told(sheet: str, title: str, label: str) -> Problem:
    told = problem(Code.WORKBOOK_COLUMN_RENAMED, Severity.INFO, title=title, column=label)
    return told.at(sheet=sheet)


def _known_rows(connection: Connection, sheet: Sheet) -> _Known:
    """Rows with a token of ours, and the values they showed."""
    key, rows = editions.workbook_key(connection), []
    for row in sheet.rows:
        if token := parse_token(row.token, key):
            values = records.values_at(connection, sheet.register, token.row_id, token.rev)
            rows.append((row, values))
    return rows


def _find(sheet: Sheet, column: str, known: _Known, locale: str) -> str:
    """The one title whose cells are those of the column; empty for none or several."""
    shape = shapes_of(sheet.register, locale)[column]
    shown = [(row, cell) for row, base in known if (cell := format_cell(base.get(column), shape))]
    if len(shown) < _FEW:
        return ""
    fitting = [
        title
        for title in sheet.others
        if sum(is_shown(row.others.get(title), cell) for row, cell in shown) >= _SHARE * len(shown)
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _with_column(sheet: Sheet, column: str, title: str) -> Sheet:
    rows = [
        replace(
            row,
            cells={**row.cells, column: row.others.get(title, "")},
            others={name: raw for name, raw in row.others.items() if name != title},
        )
        for row in sheet.rows
    ]
    others = {name: place for name, place in sheet.others.items() if name != title}
    places = {**sheet.places, column: sheet.others[title]}
    return replace(sheet, places=places, rows=tuple(rows), others=others)
