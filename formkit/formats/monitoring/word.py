"""The report as a Word file: the same tables, a bar of blocks where the pages have a picture."""

from __future__ import annotations

import io
from html import unescape
from typing import TYPE_CHECKING, Any

from formkit.formats.monitoring.page import first_tasks, light, shown
from formkit.language.dates import format_date
from formkit.model.report import Block, Kind, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

_FILLS = {"red": "F4B6B0", "amber": "FFE3A3", "well": "D5EBD3"}
_DARK = "1F4E5F"
_LONGEST_BAR = 24
"""Blocks of the longest bar in a table with room for it."""

Row = list[tuple[str, str]]
"""Text and light of each cell."""


def write_word(report: Report) -> bytes:
    """The whole file; texts are runs and never markup."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(14)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(9)
    document.core_properties.author = ""
    document.core_properties.title = f"{report.title} {report.period}"
    document.core_properties.language = report.locale
    _head(document, report)
    for name in dict.fromkeys(block.sheet for block in report.blocks):
        document.add_heading(report.words[name], 1)
        for block in report.blocks:
            if block.sheet == name and block.rows:
                document.add_heading(block.title, 2)
                _table(document, *_cells(report, block))
    if not report.is_outside:
        _tasks(document, report)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _head(document: Any, report: Report) -> None:
    words, locale = report.words, report.locale
    document.add_heading(report.title, 0)
    document.add_paragraph(report.office)
    days = [format_date(day, locale=locale) for day in (report.first, report.last, report.as_of)]
    text = f"{words['period']}: {report.period}, {days[0]}–{days[1]}. {words['as_of']}: {days[2]}."
    document.add_paragraph(text)
    rows: list[Row] = [
        [(total.label, ""), (_plain(locale, total.value, total.kind), light(total))]
        for total in report.totals
    ]
    _table(document, [words["indicator"], words["value"]], rows)
    if report.is_outside:
        document.add_paragraph(words["suppressed"])


def _plain(locale: str, cell: Any, kind: Kind) -> str:
    return unescape(shown(locale, cell, kind))


def _cells(report: Report, block: Block) -> tuple[list[str], list[Row]]:
    """Header and rows of a block, with a bar of the first column its chart shows."""
    heads = [column.label for column in block.columns]
    rows: list[Row] = [
        [
            (_plain(report.locale, cell, column.kind), light(column, cell))
            for column, cell in zip(block.columns, row, strict=True)
        ]
        for row in block.rows
    ]
    if block.chart is None:
        return heads, rows
    numbers = [c if isinstance(c, int | float) else 0 for c in block.cells(block.chart.columns[0])]
    longest, room = max(numbers) or 1, min(_LONGEST_BAR, 90 // len(heads))
    bars = [_BAR * round(room * number / longest) for number in numbers]
    label = next(c.label for c in block.columns if c.name == block.chart.columns[0])
    return [*heads, label], [[*row, (bar, "")] for row, bar in zip(rows, bars, strict=True)]


def _tasks(document: Any, report: Report) -> None:
    words = report.words
    document.add_heading(words["todo"], 1)
    if not report.tasks:
        document.add_paragraph(words["nothing"])
        return
    lights = {"error": "red", "warning": "amber", "info": ""}
    rows: list[Row] = [
        [(words[t.severity], lights[t.severity]), (t.rule, ""), (t.worker, ""), (t.text, "")]
        for t in first_tasks(report)
    ]
    _table(document, [words[name] for name in ("severity", "rule", "worker", "what")], rows)


def _table(document: Any, heads: Sequence[str], rows: Sequence[Row]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, RGBColor

    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.bold = True
        run.font.color.rgb = RGBColor(255, 255, 255)
        _shade(cell, _DARK)
    _mark(table.rows[0], "tblHeader", "cantSplit")
    for row in rows:
        made = table.add_row()
        _mark(made, "cantSplit")
        for place, (cell, (text, colour)) in enumerate(zip(made.cells, row, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            if text.startswith(_BAR):
                run.font.color.rgb = RGBColor(0x1F, 0x4E, 0x5F)
            if place and text[:1] in _NUMBER:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            if colour:
                _shade(cell, _FILLS[colour])
    for column, width_mm in zip(table.columns, _widths_mm(heads, rows), strict=True):
        column.width = Mm(width_mm)
        for cell in column.cells:
            cell.width = Mm(width_mm)
    if len(rows) <= _KEPT_ROWS:
        _keep_together(table)


_BAR, _NUMBER = "█", tuple("-−0123456789")
_LINE_MM, _CHARACTER_MM, _PADDING_MM, _BAR_MM = 269.0, 2.1, 5.0, 2.7
_KEPT_ROWS = 20
"""A table with no more rows stands on one page."""


def _widths_mm(heads: Sequence[str], rows: Sequence[Row]) -> list[float]:
    """No word is broken; the longest texts share what is left of the line."""
    least, wanted = [], []
    for place, head in enumerate(heads):
        texts = [row[place][0] for row in rows]
        bar = max((len(text) * _BAR_MM for text in texts if text.startswith(_BAR)), default=0.0)
        words = [len(word) for text in (head, *texts) if not text.startswith(_BAR)
                 for word in text.split()]  # fmt: skip
        lengths = [len(text) for text in texts if not text.startswith(_BAR)]
        narrow = max(bar, max(words, default=1) * _CHARACTER_MM) + _PADDING_MM
        least.append(narrow)
        wanted.append(max(narrow, max(lengths, default=1) * _CHARACTER_MM + _PADDING_MM))
    room = max(_LINE_MM - sum(least), 0.0)
    more = [want - narrow for want, narrow in zip(wanted, least, strict=True)]
    share = min(1.0, room / sum(more)) if sum(more) else 0.0
    widths = [narrow + share * extra for narrow, extra in zip(least, more, strict=True)]
    return [width * min(1.0, _LINE_MM / sum(widths)) for width in widths]


def _keep_together(table: Any) -> None:
    """All rows but the last one stay with the next."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _shade(cell: Any, colour: str) -> None:
    """Fill a cell (ECMA-376, 17.4.32)."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _mark(row: Any, *names: str) -> None:
    """``tblHeader`` repeats a row on every page, ``cantSplit`` keeps it whole (17.4.78, 17.4.6)."""
    from docx.oxml import OxmlElement

    for name in names:
        row._tr.get_or_add_trPr().append(OxmlElement(f"w:{name}"))
