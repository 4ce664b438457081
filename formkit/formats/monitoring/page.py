"""The report as pages: HTML for the layout engine, every text escaped."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import escape

from formkit.formats.monitoring.chart import svg
from formkit.formats.pdf.style import font_faces
from formkit.language.dates import format_date
from formkit.language.numbers import format_number
from formkit.model.report import Block, Cell, Column, Kind, Report, Task, Total

_CSS = """
@page{size:A4;margin:16mm 14mm;
  @bottom-right{content:"PAGE";font:8pt 'Formkit Sans';color:#555}}
body{font:9pt/1.3 'Formkit Sans';color:#111;margin:0}
svg text{font-family:'Formkit Sans'}
h1{font-size:18pt;margin:0 0 1mm}
h2{font-size:12.5pt;margin:7mm 0 2mm;break-after:avoid;border-bottom:.7pt solid #1F4E5F}
h3{font-size:10.5pt;margin:4mm 0 1.5mm;break-after:avoid}
p{margin:0 0 1.5mm}
p.note{color:#666;font-size:7.5pt}
table{border-collapse:collapse;width:100%;margin:0 0 2mm}
thead{display:table-header-group}
tr{break-inside:avoid}
th{background:#1F4E5F;color:#fff;text-align:left;vertical-align:bottom;font-weight:bold;
  font-size:7.5pt;line-height:1.15;padding:1.2mm 1.4mm}
td{border-bottom:.4pt solid #c9d6db;padding:.8mm 1.4mm;vertical-align:top}
td.n,th.n{text-align:right;white-space:nowrap}
th.n{white-space:normal}
.red{background:#f4b6b0}
.amber{background:#ffe3a3}
.well{background:#d5ebd3}
.totals{width:75%}
.figure{break-inside:avoid;margin:1mm 0 3mm}
"""


def report_html(report: Report) -> str:
    """A whole document, charts inside."""
    words = report.words
    first, second = (escape(part) for part in words["page"].split("{page}"))
    middle = second.replace("{pages}", '" counter(pages) "')
    css = _CSS.replace('"PAGE"', f'"{first}" counter(page) "{middle}"')
    body = [
        f"<h1>{escape(report.title)}</h1>",
        f"<p>{escape(report.office)}</p>",
        f"<p><b>{escape(words['period'])}: {escape(report.period)}</b>, "
        f"{_day(report, report.first)}–{_day(report, report.last)}. "
        f"{escape(words['as_of'])}: {_day(report, report.as_of)}.</p>",
        _totals(report),
    ]
    for name in dict.fromkeys(block.sheet for block in report.blocks):
        body.append(f"<h2>{escape(words[name])}</h2>")
        body += [_block(report, block) for block in report.blocks if block.sheet == name]
    if not report.is_outside:
        body.append(_tasks(report))
    title = escape(f"{report.title} {report.period}")
    head = f"<title>{title}</title><style>{font_faces()}{css}</style>"
    return (
        f'<!DOCTYPE html><html lang="{report.locale}"><head><meta charset="utf-8">{head}</head>'
        f"<body>{''.join(body)}</body></html>"
    )


def _day(report: Report, day: date) -> str:
    return escape(format_date(day, locale=report.locale))


def _totals(report: Report) -> str:
    words = report.words
    rows = "".join(
        f'<tr><td>{escape(total.label)}</td><td class="n {light(total)}">'
        f"{shown(report.locale, total.value, total.kind)}</td></tr>"
        for total in report.totals
    )
    note = f'<p class="note">{escape(words["suppressed"])}</p>' if report.is_outside else ""
    return (
        f'<h2>{escape(words["summary"])}</h2><table class="totals"><thead><tr>'
        f'<th>{escape(words["indicator"])}</th><th class="n">{escape(words["value"])}</th>'
        f"</tr></thead>{rows}</table>{note}"
    )


def light(measured: Total | Column, value: Cell = None) -> str:
    """``red``, ``amber``, ``well`` or nothing."""
    number = measured.value if isinstance(measured, Total) else value
    if not isinstance(number, int | float) or (measured.red, measured.amber) == (None, None):
        return ""
    if measured.red is not None and number > measured.red:
        return "red"
    if measured.amber is not None and number > measured.amber:
        return "amber"
    return "well" if isinstance(measured, Total) else ""


def shown(locale: str, cell: Cell, kind: Kind) -> str:
    """A cell as people read it, escaped."""
    if cell is None:
        return "—" if kind is not Kind.TEXT else ""
    if isinstance(cell, date):
        return escape(format_date(cell, locale=locale))
    if isinstance(cell, str):
        return escape(cell)
    if kind is Kind.PERCENT:
        return f"{cell:.0f}\u00a0%"
    rounded = Decimal(str(round(cell, 1)))
    whole = rounded.to_integral_value()
    return escape(format_number(whole if rounded == whole else rounded, locale=locale))


def _block(report: Report, block: Block) -> str:
    words = report.words
    if not block.rows:
        return ""
    heads = "".join(
        f'<th class="{_side(column)}">{escape(column.label)}</th>' for column in block.columns
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td class="{_side(column)} {light(column, cell)}">'
            f"{shown(report.locale, cell, column.kind)}</td>"
            for column, cell in zip(block.columns, row, strict=True)
        )
        + "</tr>"
        for row in block.rows
    )
    picture = svg(block)
    figure = f'<div class="figure">{picture}</div>' if picture else ""
    title = "" if block.title == words[block.sheet] else f"<h3>{escape(block.title)}</h3>"
    return f"{title}<table><thead><tr>{heads}</tr></thead>{rows}</table>{figure}"


def _side(column: Column) -> str:
    return "" if column.kind in (Kind.TEXT, Kind.DATE) else "n"


def _tasks(report: Report) -> str:
    words = report.words
    if not report.tasks:
        return f"<h2>{escape(words['todo'])}</h2><p>{escape(words['nothing'])}</p>"
    colours = {"error": "red", "warning": "amber", "info": ""}
    rows = "".join(
        f'<tr><td class="{colours[task.severity]}">{escape(words[task.severity])}</td>'
        f"<td>{task.rule}</td><td>{escape(task.worker)}</td><td>{escape(task.text)}</td></tr>"
        for task in first_tasks(report)
    )
    heads = "".join(f"<th>{escape(words[n])}</th>" for n in ("severity", "rule", "worker", "what"))
    head = f"<h2>{escape(words['todo'])}</h2><table><thead><tr>{heads}</tr></thead>"
    return f"{head}{rows}</table>"


MOST_TASKS = 12
"""Tasks of one rule that are printed; the workbook has them all."""


def first_tasks(report: Report) -> list[Task]:
    """The gravest first, of every rule the first ones and how many more there are."""
    order = ("error", "warning", "info")
    by_rule: dict[str, list[Task]] = {}
    for task in sorted(report.tasks, key=lambda t: (order.index(t.severity), t.rule)):
        by_rule.setdefault(task.rule, []).append(task)
    printed: list[Task] = []
    for rule, tasks in by_rule.items():
        printed += tasks[:MOST_TASKS]
        if len(tasks) > MOST_TASKS:
            more = report.words["more"].replace("{count}", str(len(tasks) - MOST_TASKS))
            printed.append(Task(rule, tasks[0].severity, more, "", "", "", None))
    return printed
