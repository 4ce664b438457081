"""How the commands that watch over the work tell what they found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from formkit.cli import report
from formkit.cli.inputs import find_office
from formkit.errors import ExitCode
from formkit.language.dates import format_date
from formkit.language.text import language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from formkit.actions.case import CaseView, Line
    from formkit.actions.desk import Desk
    from formkit.actions.fill import NamedCopy
    from formkit.cli.reading import Read


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


def log_filled(folder: Path, copies: Sequence[NamedCopy]) -> None:
    """In an office, filling in is logged; elsewhere there is nobody to log it."""
    if find_office(folder) is None:
        return
    from formkit.actions.desk import open_desk
    from formkit.actions.disclosure import PRINT, note_documents

    with open_desk(folder) as desk:
        note_documents(desk, PRINT, [(named.copy.form, named.copy.values) for named in copies])


def log_read(folder: Path, found: Read) -> None:
    """In an office, reading a completed document is logged."""
    if find_office(folder) is None:
        return
    from formkit.actions.desk import open_desk
    from formkit.actions.disclosure import READ, note_documents

    with open_desk(folder) as desk:
        read = [(r.form, r.record.values) for _name, r in found if r.form and r.record]
        note_documents(desk, READ, read)


def show_check(desk: Desk, *, as_json: bool) -> int:
    """Everything the rules find; 1 when any of it is more than information."""
    from formkit.actions.check import check_office
    from formkit.problems import Severity

    found = check_office(desk)
    problems = [finding.problem(language()) for finding in found]
    if as_json:
        objects = report.problem_objects(problems)
        pairs = zip(found, objects, problems, strict=True)
        report.as_json(
            [{"rule": f.rule, "severity": p.severity.value, **o, "facts": p.values}
             for f, o, p in pairs]
        )  # fmt: skip
    else:
        report.problems(problems, to_error=False)
        counts = Counter(problem.severity for problem in problems)
        report.line(
            _("{errors} breaches, {warnings} warnings, {notes} remarks."),
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            notes=counts[Severity.INFO],
        )
    is_clean = all(problem.severity is Severity.INFO for problem in problems)
    return ExitCode.DONE if is_clean else ExitCode.PROBLEMS


def show_found(desk: Desk, text: str, *, as_json: bool) -> int:
    """Records and documents with these words; 1 when there are none."""
    from formkit.actions.find import find

    search = find(desk, text)
    if as_json:
        report.as_json(
            [
                {"kind": f.kind, "number": f.number, "client": f.client, "shown": f.shown}
                for f in search.found
            ]
        )
    else:
        report.table([[f.title, f.number, f.client or "", f.shown] for f in search.found])
        report.line(_("{total} found, {shown} shown."), total=search.total, shown=len(search.found))
    return ExitCode.DONE if search.total else ExitCode.PROBLEMS


def show_case(desk: Desk, client: str, *, as_json: bool) -> None:
    from formkit.actions.case import view_case

    view = view_case(desk, client, language())
    if as_json:
        report.as_json(_case_object(view))
        return
    report.plain(f"{view.client}  {view.name}".rstrip())
    for name in ("intake_date", "worker_id", "status"):
        if view.facts.get(name):
            report.plain(f"  {_column(desk, 'clients', name)}: {view.facts[name]}")
    papers = [[p.title, p.number, _day(p.on), p.status] for p in view.papers]
    _section(_("Documents"), papers)
    _section(_("Missing, in this order"), [[title] for title in view.next])
    _section(_("Plan"), _cells([view.plan] if view.plan else []))
    _section(_("Steps of the plan"), _cells(view.steps))
    _section(_("Vouchers not yet returned"), _cells(view.vouchers))
    _section(_("Consents"), _cells(view.consents))
    report.plain("")
    report.problems(view.remarks, to_error=False)


def _section(heading: str, rows: Sequence[Sequence[str]]) -> None:
    report.plain("")
    report.plain(report.word(heading) + ("" if rows else " —"))
    report.table([["  " + row[0], *row[1:]] for row in rows])


def _cells(lines: Sequence[Line]) -> list[list[str]]:
    sign = {True: "", False: "✗"}
    return [
        [line.number, line.text, _day(line.on), line.status, sign[line.is_valid]] for line in lines
    ]


def _day(on: date | None) -> str:
    return format_date(on, locale=language()) if on else ""


def _column(desk: Desk, register: str, name: str) -> str:
    words = desk.registers[register].words.get(language())
    return words.columns[name] if words else name


def _case_object(view: CaseView) -> dict[str, Any]:
    def line(item: Line | None) -> dict[str, Any] | None:
        if item is None:
            return None
        on = item.on.isoformat() if item.on else None
        return {"number": item.number, "text": item.text, "date": on, "status": item.status}

    return {
        "client": view.client,
        "name": view.name,
        "documents": [
            {"form": p.form, "number": p.number, "status": p.status,
             "date": p.on.isoformat() if p.on else None}
            for p in view.papers
        ],
        "missing": list(view.next),
        "plan": line(view.plan),
        "steps": [line(item) for item in view.steps],
        "vouchers": [line(item) for item in view.vouchers],
        "consents": [line(item) for item in view.consents],
        "remarks": report.problem_objects(view.remarks),
    }  # fmt: skip
