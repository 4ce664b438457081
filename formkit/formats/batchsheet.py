"""The batch sheet: an Excel file in which a clerk fills in many documents of one form.

One row a document; a table of the form has a sheet of its own, whose first column says which
document a row belongs to. The first row of every sheet is hidden and holds names of fields; a
choice is shown by its label and stored by its name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from formkit.fieldtypes import (
    ChoiceType,
    DateType,
    IdentifierType,
    MultiChoiceType,
    NumberType,
    ReferenceType,
    SignatureType,
    YesNoType,
)
from formkit.formats.xlsx import read_sheets
from formkit.model.form import Field, Form

if TYPE_CHECKING:
    from formkit.fieldtypes.base import Plain
    from formkit.model.words import FieldWords

DOCUMENTS = 200
"""Rows that are prepared; more may be written below them."""
_MARK = "#formkit-batch:1:"
_TABLE = "#table"
_NOT_DATA = "#"
_LISTS = "_lists"
_HEAD = 3
"""Rows before the first document: names, labels, hints."""
_ON = "x"
_EXAMPLE = date(2026, 12, 5)
_DATE_FORMATS = {"ru": "dd.mm.yyyy", "uk": "dd.mm.yyyy", "cs": "d. m. yyyy", "en": "dd/mm/yyyy"}


@dataclass(frozen=True, slots=True)
class _Column:
    code: str
    label: str
    hint: str
    kind: object
    list_name: str = ""
    is_required: bool = False


def write(form: Form, locale: str) -> bytes:
    """The empty sheet; signatures and standing clauses are not asked."""
    return _Writer(form, locale).book()


@dataclass
class _Writer:
    form: Form
    locale: str
    lists: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """Names and labels of choices by list."""
    formats: dict[str, Any] = field(default_factory=dict)

    def book(self) -> bytes:
        import xlsxwriter

        buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(buffer, options) as book:
            self.formats = self._formats(book)
            sheets = list(self._sheets())
            for name, mark, columns in sheets:
                self._sheet(book, name, mark, columns)
            self._lists(book)
        return buffer.getvalue()

    def _formats(self, book: Any) -> dict[str, Any]:
        frame = {"border": 1, "border_color": "#BFBFBF", "valign": "top"}
        head = {**frame, "bold": True, "text_wrap": True}
        return {
            "label": book.add_format({**head, "bg_color": "#E8EEF4"}),
            "required": book.add_format({**head, "bg_color": "#FBE9C6"}),
            "hint": book.add_format({**frame, "italic": True, "font_color": "#666666"}),
            "number": book.add_format({**frame, "font_color": "#666666"}),
            "date": book.add_format({**frame, "num_format": _DATE_FORMATS[self.locale]}),
            "text": book.add_format({**frame, "num_format": "@"}),
            "plain": book.add_format({**frame, "text_wrap": True}),
        }

    def _sheets(self) -> Iterator[tuple[str, str, list[_Column]]]:
        words = self.form.words[self.locale]
        members = list(self.form.members())
        fields = [
            column
            for member in members
            if isinstance(member, Field)
            for column in self._columns(member, words.fields[member.name])
        ]
        yield self.form.name[:31], f"{_MARK}{self.form.name}:{self.locale}", fields
        for member in members:
            if isinstance(member, Field) or member.name in words.defaults:
                continue
            own = words.fields[member.name].columns
            columns = [c for f in member.columns for c in self._columns(f, own[f.name])]
            if columns:
                yield member.name[:31], f"{_TABLE}:{member.name}", columns

    def _columns(self, asked: Field, words: FieldWords) -> Iterator[_Column]:
        kind = asked.type
        label = words.label + (" *" if asked.is_required else "")
        if isinstance(kind, SignatureType):
            return
        if isinstance(kind, MultiChoiceType):
            for choice in kind.choices:
                code, each = f"{asked.name}/{choice}", words.choices.get(choice, choice)
                yield _Column(code, f"{label}: {each}", _ON, kind, self._list([(_ON, _ON)]))
            return
        listed = ""
        if isinstance(kind, ChoiceType | YesNoType):
            named = [(choice, words.choices.get(choice, choice)) for choice in kind.choices]
            listed = self._list(named)
        hint = words.hint or self._example(kind)
        yield _Column(asked.name, label, hint, kind, listed, asked.is_required)

    def _list(self, entries: list[tuple[str, str]]) -> str:
        name = next((n for n, e in self.lists.items() if e == entries), "")
        if not name:
            name = f"list_{len(self.lists) + 1}"
            self.lists[name] = entries
        return name

    def _example(self, kind: object) -> str:
        match kind:
            case DateType():
                return kind.format(_EXAMPLE, self.locale)
            case NumberType():
                return f"{kind.least:f} – {kind.most:f}"
            case ReferenceType():
                return kind.register
        return ""

    def _sheet(self, book: Any, name: str, mark: str, columns: Sequence[_Column]) -> None:
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, mark)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.set_row(1, 48)
        sheet.write_string(1, 0, _NOT_DATA, self.formats["label"])
        sheet.write_string(2, 0, _NOT_DATA, self.formats["hint"])
        sheet.set_column(0, 0, 5)
        sheet.freeze_panes(_HEAD, 1)
        last = _HEAD + DOCUMENTS - 1
        if mark.startswith(_MARK):
            for number in range(1, DOCUMENTS + 1):
                sheet.write_number(_HEAD + number - 1, 0, number, self.formats["number"])
        else:
            rule = {"validate": "integer", "criteria": ">=", "value": 1}
            sheet.data_validation(_HEAD, 0, last, 0, rule)
        for place, column in enumerate(columns, start=1):
            self._column(sheet, place, column, last)

    def _column(self, sheet: Any, place: int, column: _Column, last: int) -> None:
        code = f"{column.code}={column.list_name}" if column.list_name else column.code
        sheet.write_string(0, place, code)
        head = "required" if column.is_required else "label"
        sheet.write_string(1, place, column.label, self.formats[head])
        sheet.write_string(2, place, column.hint, self.formats["hint"])
        sheet.set_column(place, place, max(12, min(34, len(column.label))), self._look(column.kind))
        rule = self._rule(column)
        if rule is not None:
            sheet.data_validation(_HEAD, place, last, place, rule)

    def _look(self, kind: object) -> Any:
        if isinstance(kind, DateType):
            return self.formats["date"]
        if isinstance(kind, IdentifierType | ReferenceType):
            return self.formats["text"]
        return self.formats["plain"]

    def _rule(self, column: _Column) -> dict[str, Any] | None:
        if column.list_name:
            return {"validate": "list", "source": f"={column.list_name}"}
        if isinstance(column.kind, DateType):
            first = date(1900, 1, 1)
            return {"validate": "date", "criteria": ">=", "value": first, "error_type": "warning"}
        if isinstance(column.kind, NumberType):
            low, high = float(column.kind.least), float(column.kind.most)
            limits = {"criteria": "between", "minimum": low, "maximum": high}
            return {"validate": "decimal", "error_type": "warning", **limits}
        return None

    def _lists(self, book: Any) -> None:
        sheet = book.add_worksheet(_LISTS)
        for number, (name, entries) in enumerate(self.lists.items()):
            place = 2 * number
            sheet.write_string(0, place, name)
            for line, (choice, label) in enumerate(entries, start=1):
                sheet.write_string(line, place, choice)
                sheet.write_string(line, place + 1, label)
            book.define_name(name, f"={_area(place + 1, len(entries))}")
        sheet.hide()


def _area(place: int, entries: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return f"{_LISTS}!{xl_range_abs(1, place, entries, place)}"


def read(content: bytes) -> list[dict[str, Plain]] | None:
    """Plain records of a batch sheet; None for any other workbook.

    An entry that is not in its list stays as written: cleaning names it.

    Raises:
        ValueError: not a workbook.
    """
    sheets = read_sheets(content)
    main = next((s for s in sheets.values() if _mark_of(s).startswith(_MARK)), None)
    if main is None:
        return None
    lists = _read_lists(sheets.get(_LISTS, []))
    records = {key: values for key, values in _rows(main, lists) if values}
    for sheet in sheets.values():
        if not _mark_of(sheet).startswith(_TABLE):
            continue
        table = _mark_of(sheet).partition(":")[2]
        for key, values in _rows(sheet, lists):
            if values:
                records.setdefault(key, {}).setdefault(table, []).append(values)
    return [records[key] for key in sorted(records, key=_order)]


def _mark_of(sheet: Sequence[Sequence[Any]]) -> str:
    return str(sheet[0][0]) if sheet and sheet[0] else ""


def _order(key: str) -> tuple[int, str]:
    return (int(key) if key.isdecimal() else DOCUMENTS * 1000, key)


def _read_lists(rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for place in range(0, len(rows[0]) if rows else 0, 2):
        pairs = ((str(row[place]), str(row[place + 1])) for row in rows[1:] if row[place] != "")
        found[str(rows[0][place])] = {label: name for name, label in pairs}
    return found


def _rows(
    sheet: Sequence[Sequence[Any]], lists: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Number of the document and values of every row below the head."""
    codes = [str(cell).partition("=") for cell in sheet[0][1:]]
    for row in sheet[1:]:
        if str(row[0]) == _NOT_DATA:
            continue
        values: dict[str, Any] = {}
        for (name, _, listed), cell in zip(codes, row[1:], strict=False):
            if cell == "" or not name:
                continue
            whole, _, choice = name.partition("/")
            if choice:
                values.setdefault(whole, []).append(choice)
            else:
                values[name] = lists.get(listed, {}).get(str(cell), cell)
        yield str(row[0]), values
