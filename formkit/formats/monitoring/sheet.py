"""The report as a workbook: live formulas over the records, native charts, red and amber."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from formkit.model.report import Block, Cell, Chart, Column, Kind, Records, Report, Total

CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_DARK, _LINE, _AMBER, _RED, _GREEN = "#1F4E5F", "#C9D6DB", "#FFE3A3", "#F4B6B0", "#D5EBD3"
_SERIES = ("#1F4E5F", "#6BA3B5", "#E0A13C", "#B5473C", "#8A9A5B", "#7A5C8E")
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_DATE = {
    "ru": r"dd\.mm\.yyyy",
    "uk": r"dd\.mm\.yyyy",
    "cs": r"d\.\ m\.\ yyyy",
    "en": r"dd\/mm\/yyyy",
}
_FORMATS = {
    Kind.TEXT: "@",
    Kind.WHOLE: "0",
    Kind.NUMBER: "#,##0.##",
    Kind.PERCENT: '0"%"',
}
_CHART_ROWS = 15
_WIDEST = 46
_A4 = 9


def write_sheet(report: Report) -> bytes:
    """The whole workbook, the same bytes for the same report.

    Cached results of formulas are the numbers of the report: a program that does not recalculate
    on opening shows them, one that does finds the same.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"created": CREATED, "author": "", "comments": "", "title": report.title})
    workbook = _Workbook(book, report)
    workbook.write()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book.close()
    return buffer.getvalue()


@dataclass
class _Workbook:
    book: Any
    report: Report
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    """Range of a column of a block, by their names."""

    def write(self) -> None:
        sheets = list(dict.fromkeys(block.sheet for block in self.report.blocks))
        summary = self._sheet(self.report.words["summary"])
        todo = None if self.report.is_outside else self._sheet(self.report.words["todo"])
        for name in sheets:
            worksheet = self._sheet(self.report.words[name])
            self._blocks(worksheet, [b for b in self.report.blocks if b.sheet == name])
        if todo is not None:
            self._tasks(todo)
        for records in self.report.records:
            self._records(records)
        self._summary(summary)

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        return sheet

    def format(self, **facets: Any) -> Any:
        return self.book.add_format({"valign": "top", **facets})

    def cell_format(self, kind: Kind) -> Any:
        shape = _DATE[self.report.locale] if kind is Kind.DATE else _FORMATS[kind]
        align = "left" if kind in (Kind.TEXT, Kind.DATE) else "right"
        border = {"bottom": 4, "bottom_color": _LINE}
        return self.format(num_format=shape, align=align, text_wrap=kind is Kind.TEXT, **border)

    def header_format(self) -> Any:
        colours = {"font_color": "#FFFFFF", "bg_color": _DARK}
        return self.format(bold=True, text_wrap=True, border=1, border_color=_DARK, **colours)

    def _summary(self, sheet: Any) -> None:
        """What the head looks at first, with the days the formulas ask for."""
        report, words = self.report, self.report.words
        sheet.set_column(0, 0, 56)
        sheet.set_column(1, 1, 14)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, report.title, self.format(bold=True, font_size=16))
        sheet.write_string(1, 0, report.office)
        sheet.write_string(2, 0, words["period"])
        sheet.write_string(2, 1, report.period, self.format(bold=True, align="right"))
        row = 3
        days = {"period_from": report.first, "period_to": report.last, "as_of": report.as_of}
        labels = {"period_from": "from", "period_to": "to", "as_of": "as_of"}
        for name, day in days.items():
            sheet.write_string(row, 0, words[labels[name]])
            self.write_cell(sheet, (row, 1), day, Kind.DATE)
            self.book.define_name(name, f"={_quoted(sheet.name)}!$B${row + 1}")
            row += 1
        for name, number in report.numbers.items():
            self.book.define_name(name, f"={number}")
        header = self.header_format()
        sheet.write_string(row + 1, 0, words["indicator"], header)
        sheet.write_string(row + 1, 1, words["value"], header)
        for number, total in enumerate(report.totals, start=row + 2):
            self._total(sheet, number, total)
        sheet.freeze_panes(row + 2, 0)
        if report.is_outside:
            sheet.write_string(row + 3 + len(report.totals), 0, words["suppressed"])
        sheet.activate()

    def _total(self, sheet: Any, row: int, total: Total) -> None:
        sheet.write_string(row, 0, total.label, self.cell_format(Kind.TEXT))
        place = self.places.get((total.block, total.column))
        formula = f"=SUM({place})" if place else ""
        self.write_cell(sheet, (row, 1), total.value, total.kind, formula)
        self._lights(sheet, (row, 1, row, 1), total.amber, total.red)

    def _lights(
        self,
        sheet: Any,
        area: tuple[int, int, int, int],
        amber: float | None,
        red: float | None,
    ) -> None:
        """Red above the one limit, amber above the other, green on a first sheet that is well."""
        for limit, colour in ((red, _RED), (amber, _AMBER)):
            if limit is not None:
                rule = {"type": "cell", "criteria": ">", "value": limit, "stop_if_true": True}
                rule["format"] = self.book.add_format({"bg_color": colour})
                sheet.conditional_format(*area, rule)
        if sheet.name == self.report.words["summary"] and (amber, red) != (None, None):
            well = {"type": "cell", "criteria": "=", "value": 0}
            well["format"] = self.book.add_format({"bg_color": _GREEN})
            sheet.conditional_format(*area, well)

    def write_cell(
        self, sheet: Any, place: tuple[int, int], value: Cell, kind: Kind, formula: str = ""
    ) -> None:
        """A value, or a formula with the value as its cached result."""
        shape = self.cell_format(kind)
        if formula:
            sheet.write_formula(*place, formula, shape, "" if value is None else value)
        elif value is None:
            sheet.write_blank(*place, None, shape)
        elif isinstance(value, date):
            sheet.write_datetime(*place, datetime.combine(value, time()), shape)
        elif isinstance(value, str):
            sheet.write_string(*place, value, self.cell_format(Kind.TEXT))
        else:
            sheet.write_number(*place, value, shape)

    def _blocks(self, sheet: Any, blocks: Sequence[Block]) -> None:
        """Tables one below the other, each with its chart to the right."""
        has_keys = any(block.columns[0].name == "key" for block in blocks)
        sheet.set_column(0, 0, 12 if has_keys else 30)
        sheet.set_column(1, 1, 34 if has_keys else 14)
        sheet.set_column(2, max(len(block.columns) for block in blocks), 13)
        row = 0
        for block in blocks:
            sheet.set_row(row, 20)
            sheet.set_row(row + 1, _header_pt(block.columns))
            sheet.write_string(row, 0, block.title, self.format(bold=True, font_size=13))
            used = self._block(sheet, row + 1, block)
            if block.chart and block.rows:
                area = (row + 2, len(block.rows))
                self._chart(sheet, row, area, block, len(block.columns))
                used = max(used, _CHART_ROWS)
            row += used + 3

    def _block(self, sheet: Any, top: int, block: Block) -> int:
        """Header and rows from a line on; how many lines they take."""
        header = self.header_format()
        for place, column in enumerate(block.columns):
            sheet.write_string(top, place, column.label, header)
            area = (top + 1, place, top + max(len(block.rows), 1), place)
            self._lights(sheet, area, column.amber, column.red)
            name = (block.name, column.name)
            self.places[name] = _range(sheet.name, area)
        for number, row in enumerate(block.rows):
            for place, (column, cell) in enumerate(zip(block.columns, row, strict=True)):
                formula = self._formula(column, number, top + 2 + number)
                self.write_cell(sheet, (top + 1 + number, place), cell, column.kind, formula)
        if block.note:
            note = f"{block.note}, {self.report.as_of.isoformat()}"
            grey = self.format(font_color="#777777", font_size=8)
            sheet.write_string(top + 1 + len(block.rows), 0, note, grey)
        return len(block.rows) + 2

    def _formula(self, column: Column, number: int, line: int) -> str:
        """The formula of a cell; empty where its records are not in the workbook."""
        template = column.formulas[number] if column.formulas else column.formula
        if not template or self.report.is_outside:
            return ""
        known = {records.name: records for records in self.report.records}
        if any(name not in known for name in re.findall(r"\{(\w+)\.\w+\}", template)):
            return ""

        def named(match: re.Match[str]) -> str:
            records = known[match[1]]
            label = next(c.label for c in records.columns if c.name == match[2])
            return f"d_{records.name}[{label}]"

        return "=" + re.sub(r"\{(\w+)\.(\w+)\}", named, template.replace("{key}", f"$A{line}"))

    def _chart(
        self, sheet: Any, row: int, area: tuple[int, int], block: Block, column: int
    ) -> None:
        """A chart of the columns named, over all rows of the block."""
        chart = block.chart or Chart("bars", ())
        first, count = area
        made = self.book.add_chart(_KINDS[chart.kind])
        names = [c.name for c in block.columns]
        label = 1 if names[0] == "key" and any(r[1] for r in block.rows) else 0
        for number, name in enumerate(chart.columns):
            place = names.index(name)
            colour = {"color": _SERIES[number % len(_SERIES)]}
            made.add_series(
                {
                    "name": [sheet.name, first - 1, place],
                    "categories": [sheet.name, first, label, first + count - 1, label],
                    "values": [sheet.name, first, place, first + count - 1, place],
                    "fill": colour,
                    "line": colour | {"width": 2 if chart.kind == "lines" else 0.5},
                    "gap": 60,
                }
            )
        made.set_title({"name": block.title, "name_font": {"size": 11}, "overlay": False})
        made.set_legend({"none": True} if len(chart.columns) == 1 else {"position": "bottom"})
        if chart.kind != "lines":
            made.set_y_axis({"reverse": True})
            made.set_x_axis({"major_gridlines": {"visible": True, "line": {"color": _LINE}}})
        made.set_size({"width": 560, "height": 300})
        sheet.insert_chart(row, column + 1, made, {"description": block.title})

    def _tasks(self, sheet: Any) -> None:
        """What is to be done, the gravest first, as a table to filter."""
        words, weights = self.report.words, {"error": 0, "warning": 1, "info": 2}
        names = ("severity", "rule", "due", "worker", "client", "partner", "what")
        tasks = sorted(self.report.tasks, key=lambda t: (weights[t.severity], t.rule))
        header, text = self.header_format(), self.cell_format(Kind.TEXT)
        for place, width in enumerate((14, 11, 12, 14, 12, 12, 110)):
            sheet.set_column(place, place, width)
        for row, task in enumerate(tasks, start=1):
            cells = (words[task.severity], task.rule, task.due, task.worker, task.client)
            for place, cell in enumerate((*cells, task.partner, task.text)):
                kind = Kind.DATE if names[place] == "due" else Kind.TEXT
                self.write_cell(sheet, (row, place), cell, kind)
        if not tasks:
            sheet.write_string(1, 6, words["nothing"], text)
        last = max(len(tasks), 1)
        columns = [{"header": words[name], "header_format": header} for name in names]
        style = {"name": "tasks", "style": "Table Style Light 1", "columns": columns}
        sheet.add_table(0, 0, last, len(names) - 1, style)
        for severity, colour in (("error", _RED), ("warning", _AMBER)):
            rule: dict[str, Any] = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{words[severity]}"',
            }
            rule["format"] = self.book.add_format({"bg_color": colour})
            sheet.conditional_format(1, 0, last, 0, rule)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def _records(self, records: Records) -> None:
        """The records the formulas count, as a table."""
        sheet = self._sheet(records.title)
        sheet.set_tab_color("#999999")
        header = self.header_format()
        columns = [{"header": c.label, "header_format": header} for c in records.columns]
        sheet.set_row(0, _header_pt(records.columns))
        for place, column in enumerate(records.columns):
            sheet.set_column(place, place, min(_WIDEST, max(12, len(column.label) // 2 + 6)))
            for row, cells in enumerate(records.rows, start=1):
                self.write_cell(sheet, (row, place), cells[place], column.kind)
        last = max(len(records.rows), 1)
        style = {"name": f"d_{records.name}", "style": "Table Style Light 1", "columns": columns}
        sheet.add_table(0, 0, last, len(columns) - 1, style)
        sheet.freeze_panes(1, 1)


_KINDS: Mapping[str, Mapping[str, str]] = {
    "bars": {"type": "bar"},
    "grouped": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "stacked"},
    "lines": {"type": "line"},
}


def _header_pt(columns: Sequence[Column]) -> int:
    """Height of a header whose longest label stands in a narrow column."""
    return 16 * max(-(-len(column.label) // 11) for column in columns)


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"


def _range(sheet: str, area: tuple[int, int, int, int]) -> str:
    from xlsxwriter.utility import xl_range_abs

    return f"{_quoted(sheet)}!{xl_range_abs(*area)}"
