"""The monitoring report: indicators of a period, what is to be done, in four faces."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from formkit.actions.check import open_books
from formkit.actions.disclosure import EXPORT, Access, note_access, require_reader
from formkit.errors import UnknownFaceError
from formkit.language.suggestion import suggest
from formkit.language.text import describe
from formkit.model.report import Block, Report, Task, Total, without_small_cells
from formkit.rules import check
from formkit.rules.indicators import Indicators, Span, words
from formkit.rules.period import Period, parse_period, quarter_of

if TYPE_CHECKING:
    from formkit.actions.desk import Desk
    from formkit.rules.finding import Finding

NAME = "monitoring"
_OF_WORKERS = ("workers", "staff")
"""Sheets whose tables have number and name of a worker first."""
FACES = ("xlsx", "pdf", "docx", "json")


def make_report(desk: Desk, period: str | None, *, is_outside: bool = False) -> Report:
    """The report of a period, by default of the quarter that lasts.

    Raises:
        BadPeriodError, BadSettingsError, StoreError
    """
    today = desk.now.astimezone().date()
    chosen = parse_period(period) if period else quarter_of(today)
    locale = desk.office.settings.locale
    with desk.store.reading() as connection:
        books = replace(open_books(desk, connection), today=min(today, chosen.last))
        findings = check(books)
        indicators = Indicators(Span(books, chosen, locale), findings)
        report = _assembled(desk, chosen, books.today, indicators)
        if is_outside:
            return _for_outside(report)
        tasks = tuple(_task(finding, locale) for finding in findings)
        return replace(report, tasks=tasks, records=indicators.records())


def _assembled(desk: Desk, period: Period, as_of: date, indicators: Indicators) -> Report:
    locale = desk.office.settings.locale
    return Report(
        locale=locale,
        words=words(locale),
        title=words(locale)["title"],
        office=str(desk.office.settings.organisation.get("short_name") or ""),
        period=period.name,
        first=period.first,
        last=period.last,
        as_of=as_of,
        numbers=indicators.numbers,
        totals=indicators.totals(),
        blocks=indicators.blocks,
    )


def _for_outside(report: Report) -> Report:
    """Without small numbers, workers' names and what is to be done."""
    blocks = tuple(without_small_cells(_unnamed(block)) for block in report.blocks)
    totals = tuple(_without_small(total) for total in report.totals)
    return replace(report, blocks=blocks, totals=totals, is_outside=True)


def _unnamed(block: Block) -> Block:
    """A table of workers by their numbers alone."""
    if block.sheet not in _OF_WORKERS:
        return block
    number, _name, *others = block.columns
    columns = (replace(number, name="worker_no"), *others)
    return replace(block, columns=columns, rows=tuple((r[0], *r[2:]) for r in block.rows))


def _without_small(total: Total) -> Total:
    from formkit.model.report import SUPPRESSED

    value = total.value
    is_small = isinstance(value, int | float) and 0 < value < 5
    shown = SUPPRESSED if is_small else value
    return replace(total, value=shown, block="", column="")


def _task(finding: Finding, locale: str) -> Task:
    facts = {name: str(finding.facts.get(name) or "") for name in ("client", "worker", "partner")}
    due = finding.facts.get("date")
    problem = finding.problem(locale)
    text = describe(replace(problem, where=replace(problem.where, path=None)), locale)
    on = due if isinstance(due, date) else None
    return Task(finding.rule, finding.severity.value, text, due=on, **facts)


def write_report(desk: Desk, report: Report, face: str) -> bytes:
    """One face of a report; taking it out is logged.

    Raises:
        UnknownFaceError, NoAccessError
        MissingProgramError: the layout engine for PDF is not installed.
    """
    if face not in FACES:
        known = ", ".join(FACES)
        raise UnknownFaceError(form=NAME, face=face, known=known, suggestion=suggest(face, FACES))
    if not report.is_outside:
        require_reader(desk)
    content = _written(report, face)
    purpose = f"{report.period} {'outside' if report.is_outside else 'inside'}"
    note_access(desk, Access(action=EXPORT, of=NAME, purpose=purpose))
    return content


def _written(report: Report, face: str) -> bytes:
    match face:
        case "xlsx":
            from formkit.formats.monitoring.sheet import write_sheet

            return write_sheet(report)
        case "pdf":
            from formkit.formats.monitoring.page import report_html
            from formkit.formats.pdf.render import render

            return render(report_html(report))
        case "docx":
            from formkit.formats.monitoring.word import write_word

            return write_word(report)
    return json.dumps(_object(report), ensure_ascii=False, indent=2).encode()


def _object(report: Report) -> dict[str, Any]:
    """Plain JSON: days in ISO 8601."""
    return {
        "period": report.period,
        "first": report.first.isoformat(),
        "last": report.last.isoformat(),
        "as_of": report.as_of.isoformat(),
        "totals": {total.name: total.value for total in report.totals},
        "blocks": {
            block.name: [
                dict(zip((c.name for c in block.columns), row, strict=True)) for row in block.rows
            ]
            for block in report.blocks
        },
        "tasks": [
            {**asdict(task), "due": task.due.isoformat() if task.due else None}
            for task in report.tasks
        ],
    }
