"""Registers to a new Excel workbook: a table a sheet, typed cells, lists to choose from."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from formkit.workbook.cells import Cell, Raw, format_cell, shortened, writable
from formkit.workbook.sheets import (
    LISTS,
    META,
    Look,
    SheetColumn,
    SheetPlan,
    lines_of,
    plan_sheets,
    unique_headers,
    width_of,
)
from formkit.workbook.token import HEADER, Token, format_token
from formkit.workbook.words import WORDS

if TYPE_CHECKING:
    from formkit.model.register import Register
    from formkit.store.records import Row

CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in every file, so that equal registers give equal bytes."""
_LAST_ROW = 1_048_575
_DARK, _LINE, _LOCKED = "#1F4E5F", "#C9D6DB", "#F2F5F6"
_NUMBERS = (Look.WHOLE, Look.NUMBER, Look.MONEY)
_LINE_PT, _MOST_LINES = 15, 12
_A4 = 9
"""Code of the paper size, ECMA-376, 18.3.1.63."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One writing of a workbook."""

    id: str
    """Names this writing; comes back with the edits."""
    locale: str
    key: bytes
    """Proves that the rows are ours."""
    additions: Mapping[str, Mapping[str, Mapping[str, Raw]]] = field(default_factory=dict)
    """Cells of people's own columns, by register, record and column title."""


Rows = Mapping[str, Sequence["Row"]]
"""Live rows by register name."""


def write(registers: Sequence[Register], rows: Rows, edition: Edition) -> bytes:
    """The workbook of all registers but the restricted ones."""
    return _write([r for r in registers if not r.is_restricted], rows, edition, is_protected=False)


def write_restricted(registers: Sequence[Register], rows: Rows, edition: Edition) -> bytes:
    """The separate workbook of the restricted registers.

    Its sheets are protected against accidents: rows cannot be added, keys not be changed. That
    keeps nobody from reading; who may open the file is a matter of its folder.
    """
    return _write([r for r in registers if r.is_restricted], rows, edition, is_protected=True)


def _write(
    registers: Sequence[Register], rows: Rows, edition: Edition, *, is_protected: bool
) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"created": CREATED, "author": "", "comments": ""})
    book.set_custom_property("formkit_edition", edition.id)
    looks = _formats(book, edition.locale)
    plans = plan_sheets(registers, rows, edition.locale)
    lists = _lists(plans, edition.locale)
    for plan in plans:
        sheet = _Sheet(book.add_worksheet(plan.name), plan, looks, edition)
        sheet.fill(rows.get(plan.register.name, ()), lists)
        if is_protected:
            sheet.worksheet.protect("", _ALLOWED)
    _write_lists(book, lists)
    _write_meta(book, plans, edition)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book.close()
    return _with_following_heights(buffer.getvalue())


def _with_following_heights(content: bytes) -> bytes:
    """Rows keep their height but grow with their text when somebody edits it.

    XlsxWriter marks every height as set by hand (ECMA-376, 18.3.1.73, customHeight); without
    any height LibreOffice cuts wrapped text down to one line.
    """
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for item in source.infolist():
            part = source.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                part = _HAND_HEIGHT.sub(rb"\1", part)
            target.writestr(item, part)
    return made.getvalue()


_HAND_HEIGHT = re.compile(rb'(<row [^>]*?) customHeight="1"')


_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
_ALLOWED = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}


def _formats(book: Any, locale: str) -> dict[str, Any]:
    """Cell formats by look, and ``header`` and ``key``."""
    cell: dict[str, Any] = {"valign": "top", "align": "left", "indent": 1}
    cell |= {"bottom": 4, "bottom_color": _LINE, "locked": False}
    formats: dict[Look, dict[str, Any]] = {
        Look.TEXT: {"num_format": "@"},
        Look.WRAPPED: {"num_format": "@", "text_wrap": True},
        Look.DATE: {"num_format": WORDS[locale].date_format},
        Look.WHOLE: {"num_format": "0", "align": "right"},
        Look.NUMBER: {"num_format": "General", "align": "right"},
        Look.MONEY: {"num_format": "#,##0.00", "align": "right"},
    }
    header = {"bold": True, "font_color": "#FFFFFF", "bg_color": _DARK, "text_wrap": True}
    header |= {"valign": "vcenter", "align": "left", "indent": 1}
    header |= {"border": 1, "border_color": _DARK}
    made = {look.value: book.add_format(cell | facets) for look, facets in formats.items()}
    made["addition"] = book.add_format(cell | {"text_wrap": True})
    made["header"] = book.add_format(header)
    made["header_right"] = book.add_format(header | {"align": "right"})
    made["key"] = book.add_format(cell | {"num_format": "@", "bold": True, "locked": True})
    return made


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One worksheet under way; column 0 holds the tokens."""

    worksheet: Any
    plan: SheetPlan
    formats: Mapping[str, Any]
    edition: Edition

    def fill(self, rows: Sequence[Row], lists: Mapping[str, Sequence[str]]) -> None:
        cells = [
            [format_cell(row.values.get(c.name), c.shape) for c in self.plan.columns]
            for row in rows
        ]
        self._lay_out(cells)
        self._set_up_print()
        self.worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{_LAST_ROW + 1}"})
        for number, (row, line) in enumerate(zip(rows, cells, strict=True), start=1):
            token = format_token(Token(row.id, row.rev), self.edition.key)
            self.worksheet.write_string(number, 0, token, self.formats["key"])
            for place, (column, cell) in enumerate(zip(self.plan.columns, line, strict=True), 1):
                self._write_cell(number, place, cell, self._format(column))
        self._add_table(max(len(rows), 1), self._write_additions(rows))
        for place, column in enumerate(self.plan.columns, start=1):
            self._validate(place, column, lists)

    def _format(self, column: SheetColumn) -> Any:
        is_key = column.name == self.plan.register.key and column.look in (Look.TEXT, Look.WRAPPED)
        return self.formats["key" if is_key else column.look.value]

    def _lay_out(self, cells: Sequence[Sequence[Cell]]) -> None:
        """Widths, heights and the frozen header."""
        sheet = self.worksheet
        sheet.set_column(0, 0, 4, self.formats["text"], {"hidden": True})
        heights = [1] * (len(cells) + 1)
        for place, column in enumerate(self.plan.columns, start=1):
            texts = [column.header, *(shown(line[place - 1]) for line in cells)]
            width = width_of(column.header, texts[1:])
            sheet.set_column(place, place, width, self._format(column))
            lines = (lines_of(text, width) for text in texts)
            heights = [max(pair) for pair in zip(heights, lines, strict=True)]
        heights[0] += 1
        for number, lines_shown in enumerate(heights):
            if lines_shown > 1:
                sheet.set_row(number, _LINE_PT * min(lines_shown, _MOST_LINES))
        is_key_first = self.plan.columns[0].name == self.plan.register.key
        sheet.freeze_panes(1, 2 if is_key_first else 1)

    def _set_up_print(self) -> None:
        sheet = self.worksheet
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        title = self.plan.register.words[self.edition.locale].title.replace("&", "&&")
        sheet.set_header(f"&L{title[:200]}")
        sheet.set_footer(f"&R{WORDS[self.edition.locale].page}")

    def _write_cell(self, row: int, place: int, cell: Cell, look: Any) -> None:
        match cell:
            case None:
                self.worksheet.write_blank(row, place, None, look)
            case Decimal():
                self.worksheet.write_number(row, place, cell, look)
            case date():
                self.worksheet.write_datetime(row, place, datetime.combine(cell, time()), look)
            case str():
                self.worksheet.write_string(row, place, cell, look)

    def _write_additions(self, rows: Sequence[Row]) -> list[str]:
        """People's own columns to the right of ours; returns their titles."""
        cells = self.edition.additions.get(self.plan.register.name, {})
        found = dict.fromkeys(title for row in rows for title in cells.get(row.id, {}))
        taken = [column.header for column in self.plan.columns]
        titles = unique_headers([*taken, *found])[len(taken) :]
        for place, title in enumerate(found, start=1 + len(taken)):
            self.worksheet.set_column(place, place, 20, self.formats["addition"])
            for number, row in enumerate(rows, start=1):
                cell = _addition(cells.get(row.id, {}).get(title), self.edition.locale)
                self._write_cell(number, place, cell, self.formats["addition"])
        return titles

    def _add_table(self, last: int, additions: Sequence[str]) -> None:
        names = [HEADER, *(column.header for column in self.plan.columns), *additions]
        columns = [{"header": name, "header_format": self.formats["header"]} for name in names]
        for place, column in enumerate(self.plan.columns, start=1):
            if column.look in _NUMBERS:
                columns[place]["header_format"] = self.formats["header_right"]
        options = {
            "name": f"tbl_{self.plan.register.name}",
            "style": "Table Style Light 15",
            "columns": columns,
        }
        self.worksheet.add_table(0, 0, last, len(names) - 1, options)

    def _validate(self, place: int, column: SheetColumn, lists: Mapping[str, Any]) -> None:
        words = WORDS[self.edition.locale]
        rule: dict[str, Any] = {"error_title": words.wrong, "error_type": "warning"}
        if lists.get(column.list_name):
            kind = "warning" if column.is_open_list else "stop"
            rule |= {"validate": "list", "source": f"={column.list_name}"}
            rule |= {"error_message": words.pick, "error_type": kind}
        elif column.look is Look.DATE:
            rule |= {"validate": "date", "criteria": ">=", "value": date(1900, 3, 1)}
            rule |= {"error_message": words.date}
        elif column.look in _NUMBERS:
            rule |= {"validate": "decimal", "criteria": "between", "error_message": words.number}
            rule |= {"minimum": -(10**15), "maximum": 10**15}
        else:
            return
        self.worksheet.data_validation(1, place, _LAST_ROW, place, rule)


def _addition(raw: Raw, locale: str) -> Cell:
    """A cell of people's own as it was, but dates, which become text."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Decimal(f"{raw:.15g}")
    if isinstance(raw, bool):
        return WORDS[locale].yes if raw else WORDS[locale].no
    return shortened(writable(str(raw)), locale) if raw not in (None, "") else None


def shown(cell: Cell) -> str:
    """A cell about as long as it is shown."""
    return "" if cell is None else str(cell)


def _lists(plans: Sequence[SheetPlan], locale: str) -> dict[str, list[str]]:
    """Entries of the drop-down lists by defined name."""
    words = WORDS[locale]
    lists: dict[str, list[str]] = {}
    for plan in plans:
        for column in plan.columns:
            if column.list_name == "list_yes_no":
                lists[column.list_name] = [words.yes, words.no]
            elif column.is_open_list and column.list_name:
                lists[column.list_name] = _keys(column)
            elif column.list_name:
                choices = column.shape.type.choices  # type: ignore[attr-defined]
                lists[column.list_name] = [column.shape.labels[name] for name in choices]
    return lists


def _keys(column: SheetColumn) -> list[str]:
    from formkit.fieldtypes.reference import Reference

    cells = (format_cell(Reference(key), column.shape) for key in column.shape.labels)
    return sorted(str(cell) for cell in cells)


def _write_lists(book: Any, lists: Mapping[str, Sequence[str]]) -> None:
    sheet = book.add_worksheet(LISTS)
    for place, (name, entries) in enumerate(lists.items()):
        sheet.write_string(0, place, name)
        for number, entry in enumerate(entries, start=1):
            sheet.write_string(number, place, entry)
        letter = _column_letter(place)
        book.define_name(name, f"={LISTS}!${letter}$2:${letter}${len(entries) + 1}")
    sheet.hide()


def _column_letter(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(place))


def _write_meta(book: Any, plans: Sequence[SheetPlan], edition: Edition) -> None:
    """What the workbook says of itself to the program that reads it back."""
    sheet = book.add_worksheet(META)
    facts = [("edition", edition.id), ("locale", edition.locale)]
    facts += [(f"sheet.{plan.register.name}", plan.name) for plan in plans]
    for number, (name, value) in enumerate(facts):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, value)
    sheet.very_hidden()
