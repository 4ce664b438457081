"""One register as a new sheet: a table, typed cells, lists to choose from, colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from formkit.workbook.cells import DIGITS, Cell, Raw, format_cell, shortened, writable
from formkit.workbook.cellxml import Formula, column_letters
from formkit.workbook.lists import IN_CONFLICT, NOT_ACCEPTED, Lists
from formkit.workbook.looks import NUMBERS, Formats
from formkit.workbook.sheets import (
    LINE_PT,
    MOST_LINES,
    Look,
    SheetColumn,
    SheetPlan,
    lines_of,
    unique_headers,
    width_of,
)
from formkit.workbook.token import HEADER, Token, format_token
from formkit.workbook.words import WORDS

if TYPE_CHECKING:
    from formkit.store.records import Row

LAST_ROW = 1_048_575
AUTHOR = "formkit"
"""Of notes the program writes; it may replace them."""
SOON_DAYS = 30
"""Days ahead in which a date that is coming is coloured."""
_DUE = {
    "valid_until",
    "review_due",
    "response_due",
    "deadline",
    "next_contact_on",
    "next_meeting_on",
    "next_session_on",
}
_DONE = {
    "returned_on",
    "closed_on",
    "done_on",
    "reviewed_on",
    "responded_on",
    "resolved_on",
    "terminated_on",
    "withdrawn_on",
    "removed_on",
    "served_on",
    "left_on",
}
A4 = 9
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
    files: Mapping[str, Formula] = field(default_factory=dict)
    """Links to archived documents by record."""
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Where values come from, by record and column."""


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """One worksheet under way; column 0 holds the tokens."""

    worksheet: Any
    plan: SheetPlan
    formats: Formats
    edition: Edition

    @property
    def _file_place(self) -> int | None:
        return len(self.plan.columns) + 1 if self.plan.has_files else None

    def fill(self, rows: Sequence[Row], lists: Lists) -> None:
        cells = [
            [format_cell(row.values.get(c.name), c.shape) for c in self.plan.columns]
            for row in rows
        ]
        self._lay_out(cells)
        self._set_up_print()
        self.worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{LAST_ROW + 1}"})
        for number, (row, line) in enumerate(zip(rows, cells, strict=True), start=1):
            token = format_token(Token(row.id, row.rev), self.edition.key)
            self.worksheet.write_string(number, 0, token, self.formats["key"])
            for place, (column, cell) in enumerate(zip(self.plan.columns, line, strict=True), 1):
                self._write_cell(number, place, cell, self._format(column))
            self._annotate(number, row)
        self._add_table(max(len(rows), 1), self._write_additions(rows))
        for place, column in enumerate(self.plan.columns, start=1):
            self._validate(place, column, lists)
            self._colour(place, column)

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
        if self._file_place is not None:
            sheet.set_column(self._file_place, self._file_place, 18, self.formats["link"])
        heights[0] += 1
        for number, lines_shown in enumerate(heights):
            if lines_shown > 1:
                sheet.set_row(number, LINE_PT * min(lines_shown, MOST_LINES))
        is_key_first = self.plan.columns[0].name == self.plan.register.key
        sheet.freeze_panes(1, 2 if is_key_first else 1)

    def _set_up_print(self) -> None:
        sheet = self.worksheet
        sheet.set_landscape()
        sheet.set_paper(A4)
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

    def _annotate(self, number: int, row: Row) -> None:
        """The link to the document and notes of where values come from."""
        if self._file_place is not None:
            if link := self.edition.files.get(row.id):
                formula = (f"={link.text}", self.formats["link"], link.result)
                self.worksheet.write_formula(number, self._file_place, *formula)
            else:
                self.worksheet.write_blank(number, self._file_place, None, self.formats["link"])
        for place, column in enumerate(self.plan.columns, start=1):
            if note := self.edition.notes.get((row.id, column.name)):
                self.worksheet.write_comment(
                    number, place, note, {"author": AUTHOR, "font_size": 9}
                )

    def _write_additions(self, rows: Sequence[Row]) -> list[str]:
        """People's own columns to the right of ours; returns their titles."""
        cells = self.edition.additions.get(self.plan.register.name, {})
        found = dict.fromkeys(title for row in rows for title in cells.get(row.id, {}))
        taken = [column.header for column in self.plan.columns]
        titles = unique_headers([*taken, *found])[len(taken) :]
        first = 1 + len(taken) + (self._file_place is not None)
        for place, title in enumerate(found, start=first):
            self.worksheet.set_column(place, place, 20, self.formats["addition"])
            for number, row in enumerate(rows, start=1):
                cell = _addition(cells.get(row.id, {}).get(title), self.edition.locale)
                self._write_cell(number, place, cell, self.formats["addition"])
        return titles

    def _add_table(self, last: int, additions: Sequence[str]) -> None:
        words = WORDS[self.edition.locale]
        own = [words.file] if self._file_place is not None else []
        names = [HEADER, *(column.header for column in self.plan.columns), *own, *additions]
        columns = [{"header": name, "header_format": self.formats["header"]} for name in names]
        for place, column in enumerate(self.plan.columns, start=1):
            if column.look in NUMBERS:
                columns[place]["header_format"] = self.formats["header_right"]
        options = {
            "name": f"tbl_{self.plan.register.name}",
            "style": "Table Style Light 15",
            "columns": columns,
        }
        self.worksheet.add_table(0, 0, last, len(names) - 1, options)

    def _validate(self, place: int, column: SheetColumn, lists: Lists) -> None:
        words = WORDS[self.edition.locale]
        rule: dict[str, Any] = {"error_title": words.wrong, "error_type": "warning"}
        if lists.get(column.list_name):
            kind = "warning" if column.is_open_list else "stop"
            rule |= {"validate": "list", "source": f"={column.list_name}"}
            rule |= {"error_message": words.pick, "error_type": kind}
        elif column.look is Look.DATE:
            rule |= {"validate": "date", "criteria": ">=", "value": date(1900, 3, 1)}
            rule |= {"error_message": words.date}
        elif column.look in NUMBERS:
            rule |= {"validate": "decimal", "criteria": "between", "error_message": words.number}
            rule |= {"minimum": -(10**15), "maximum": 10**15}
        else:
            return
        self.worksheet.data_validation(1, place, LAST_ROW, place, rule)

    def _colour(self, place: int, column: SheetColumn) -> None:
        """Cells in conflict and not accepted, by the hidden list of them; dates due."""
        record = 'LEFT($A2,FIND(".",$A2)-1)'
        rules = [
            (f'=COUNTIF({name},{record}&"|{column.name}")>0', look)
            for name, look in ((IN_CONFLICT, "conflict"), (NOT_ACCEPTED, "late"))
        ]
        if column.look is Look.DATE and column.name in _DUE:
            cell, is_open = f"${column_letters(place)}2", self._is_open()
            rules += [
                (f"=AND(ISNUMBER({cell}),{cell}<TODAY(){is_open})", "late"),
                (f"=AND(ISNUMBER({cell}),{cell}<=TODAY()+{SOON_DAYS}{is_open})", "soon"),
            ]
        for formula, look in rules:
            rule = {"type": "formula", "criteria": formula, "format": self.formats[look]}
            rule |= {"stop_if_true": True}
            self.worksheet.conditional_format(1, place, LAST_ROW, place, rule)

    def _is_open(self) -> str:
        """Conditions under which a date still matters: none of the days of its end is filled."""
        places = [
            place for place, column in enumerate(self.plan.columns, start=1) if column.name in _DONE
        ]
        return "".join(f',${column_letters(place)}2=""' for place in places)


def _addition(raw: Raw, locale: str) -> Cell:
    """A cell of people's own as it was, but dates, which become text."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Decimal(f"{raw:.{DIGITS}g}")
    if isinstance(raw, bool):
        return WORDS[locale].yes if raw else WORDS[locale].no
    return shortened(writable(str(raw)), locale) if raw not in (None, "") else None


def shown(cell: Cell) -> str:
    """A cell about as long as it is shown."""
    return "" if cell is None else str(cell)
