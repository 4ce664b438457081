"""How the commands of an office tell what they did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formkit.cli import report
from formkit.errors import ExitCode

if TYPE_CHECKING:
    from formkit.actions.data import DataFile
    from formkit.actions.demo import DayResult
    from formkit.actions.desk import Desk
    from formkit.actions.issue import Issued


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


VERDICTS = {
    "accepted": _("taken into the registers"),
    "review": _("waits for a person"),
    "corrected": _("corrects a copy that had come before"),
    "repeated": _("the same answers had come before"),
    "conflict": _("other answers had come before; waits for a person"),
    "unreadable": _("could not be read; kept in the archive"),
    "pages": _("scanned pages; their documents follow"),
    "waiting": _("waits; nothing was taken yet"),
}


_SETTLED = ("accepted", "corrected", "repeated", "pages")


def issue_records(
    desk: Desk,
    form: str,
    data: DataFile | None,
    client: str | None,
    issue_one: Callable[[Mapping[str, Any]], Issued],
) -> list[Issued]:
    """One document for every record of the data; the client's number is put into each."""
    from formkit.actions.issue import client_field
    from formkit.errors import DataError
    from formkit.problems import has_errors

    if data is not None and has_errors(data.problems):
        raise DataError(file=data.name, problems=data.problems)
    records: Sequence[Mapping[str, Any]] = data.records if data is not None else [{}]
    given = {client_field(desk, form): client} if client else {}
    shown = report.progress(records, _("Documents"))
    return [issue_one({**record, **given}) for record in shown]


def show_issued(issued: Sequence[Issued], *, as_json: bool) -> None:
    if as_json:
        report.as_json([_issued_object(item) for item in issued])
        return
    for item in issued:
        report.problems(item.problems)
        shown = item.number or item.document
        report.line(_("{form} {number} issued:"), form=item.form, number=shown)
        for path in item.files:
            report.plain(f"  {path}")


def _issued_object(item: Issued) -> dict[str, Any]:
    files = [str(path) for path in item.files]
    return {"form": item.form, "number": item.number, "document": item.document, "files": files}


def collect_files(
    desk: Desk, paths: list[Path], *, as_json: bool, is_correction: bool = False
) -> int:
    """Collect, then tell what became of every file; 1 when a person has to look at any."""
    from formkit.actions.collect import collect_one, collect_pages
    from formkit.workspace import received_files

    files = received_files(paths or [desk.office.inbox])
    found = [
        collect_one(desk, path, is_correction=is_correction)
        for path in report.progress(files, _("Collecting"))
    ]
    found += collect_pages(desk)
    if as_json:
        report.as_json([_collected_object(item) for item in found])
    else:
        for item in found:
            verdict = VERDICTS[item.verdict.value]
            name = " ".join(part for part in (item.form, item.number) if part)
            head = f"{item.path.name}: {name}" if item.path else name
            report.plain(f"{head} — {report.word(verdict)}")
            report.problems(item.problems, to_error=False)
        counts = Counter(item.verdict.value for item in found)
        report.line(_("{count} files."), count=len(files))
        for verdict, count in sorted(counts.items()):
            report.plain(f"  {count} — {report.word(VERDICTS[verdict])}")
    is_clean = all(item.verdict.value in _SETTLED for item in found)
    return ExitCode.DONE if is_clean else ExitCode.PROBLEMS


def _collected_object(item: Any) -> dict[str, Any]:
    return {
        "file": item.path.name if item.path else None,
        "verdict": item.verdict.value,
        "form": item.form,
        "number": item.number,
        "document": item.document,
        "is_same_file": item.is_same_file,
        "problems": report.problem_objects(item.problems),
    }


def show_reviews(desk: Desk, *, as_json: bool) -> None:
    from formkit.actions.review import waiting

    found = waiting(desk)
    if as_json:
        report.as_json(
            [
                {
                    "id": item.id,
                    "form": item.form,
                    "number": item.number,
                    "path": item.path,
                    "proposed": item.proposed,
                    "file": item.file,
                    "problem": report.problem_objects([item.problem])[0] if item.problem else None,
                }
                for item in found
            ]
        )
        return
    for item in found:
        report.plain(f"{item.id}  {item.form or '—'} {item.number or ''} {item.path or ''}")
        if item.problem is not None:
            report.problems([item.problem], to_error=False)
    report.line(_("{count} questions wait for a person."), count=len(found))


def show_names(desk: Desk, *, confirm: bool, as_json: bool) -> int:
    """Case forms to be looked at; 1 while there are any."""
    from formkit.actions.people import confirm as confirm_names
    from formkit.actions.people import unconfirmed
    from formkit.actions.prefill import CASES, NAME_FORMS

    rows = unconfirmed(desk)
    if confirm:
        count = confirm_names(desk, [str(row["name"]) for row in rows])
        report.line(_("{count} names were confirmed."), count=count)
        return ExitCode.DONE
    if as_json:
        report.as_json([{k: str(v) for k, v in row.items()} for row in rows])
    else:
        labels = desk.registers[NAME_FORMS].words[desk.office.settings.locale].columns
        columns = ("name", *CASES)
        head = [labels[column] for column in columns]
        report.table([head, *([str(row.get(c, "—")) for c in columns] for row in rows)])
        report.line(_("{count} names to look at."), count=len(rows))
        if rows:
            report.line(_("Correct and confirm them in the workbook of identities, then publish."))
    return ExitCode.PROBLEMS if rows else ExitCode.DONE


def show_demo(folder: Path, locale: str) -> None:
    from formkit.actions.demo import working_day

    result: DayResult = working_day(folder, locale)
    report.line(_("A sample office went through one working day in {folder}"), folder=result.root)
    report.plain("")
    for heading, paths in result.made:
        report.plain(report.word(heading))
        for path in paths:
            report.plain(f"  {path}")
    report.plain("")
    report.line(_("{count} completed documents were collected:"), count=len(result.collected))
    for item in result.collected:
        verdict = report.word(VERDICTS[item.verdict.value])
        report.plain(f"  {item.form} {item.number} — {verdict}")


def show_health(folder: Path, *, as_json: bool) -> int:
    from formkit.actions.doctor import examine

    findings = examine(folder)
    if as_json:
        report.as_json([finding._asdict() for finding in findings])
    else:
        report.table(
            [["✓" if f.is_well else "✗", report.word(f.subject), f.found] for f in findings]
        )
        for finding in findings:
            if not finding.is_well and finding.cure:
                report.plain(f"{report.word(finding.subject)}: {finding.cure}")
    return ExitCode.DONE if all(f.is_well or f.is_optional for f in findings) else ExitCode.PROBLEMS
