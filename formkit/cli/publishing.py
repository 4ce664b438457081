"""How publishing and the care of the store tell what they did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formkit.cli import report
from formkit.errors import ExitCode

if TYPE_CHECKING:
    from formkit.actions.desk import Desk
    from formkit.actions.publish import Published


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


_TAKEN = (
    ("edited", _("cells taken")),
    ("inserted", _("rows added")),
    ("duplicates", _("rows were there already")),
    ("missing", _("rows were gone; they are shown again")),
    ("conflicts", _("cells disagree; a person decides")),
    ("held", _("rows wait for a person")),
)
_MOST_CHANGES = 200
"""Lines of a preview; what comes after them is counted."""


def publish_registers(
    desk: Desk, returned: Sequence[Path], *, is_preview: bool, as_json: bool
) -> int:
    """Publish, then tell what came from the workbooks; 1 when a person has to look at anything."""
    from formkit.actions.disclosure import EXPORT, Access, note_access
    from formkit.actions.publish import publish

    published = publish(desk, returned, is_preview=is_preview)
    if not is_preview:
        note_access(desk, Access(action=EXPORT, of="workbook"))
    if as_json:
        report.as_json([_published_object(item) for item in published])
    else:
        for item in published:
            _show_published(item)
    is_clean = all(_is_clean(item) for item in published)
    return ExitCode.DONE if is_clean else ExitCode.PROBLEMS


def _is_clean(item: Published) -> bool:
    taken = item.taken
    is_waiting = taken is not None and bool(taken.rejected or taken.conflicts or taken.held)
    return not (is_waiting or item.answered.refused or item.problems)


def _show_published(item: Published) -> None:
    report.line(_("{file}: {rows} rows"), file=item.path, rows=item.rows)
    if item.is_preview:
        report.line(_("  Preview: nothing was changed."))
        _show_changes(item)
    if item.taken is not None and not item.taken.is_repeated:
        for name, words in _TAKEN:
            if count := getattr(item.taken, name):
                report.plain(f"  {count} — {report.word(words)}")
    if item.answered.decided:
        report.plain(f"  {item.answered.decided} — {report.word(_('questions answered'))}")
    report.problems(item.findings, to_error=False)


def _show_changes(item: Published) -> None:
    """A line a cell, a heading a record."""
    heading = ("", "")
    for change in item.changes[:_MOST_CHANGES]:
        if (change.register, change.record) != heading:
            heading = (change.register, change.record)
            sign = "+" if change.is_new else "~"
            report.plain(f"  {sign} {change.register}, {change.record}")
        before = f"{_one_line(change.before)} → " if change.before else ""
        report.plain(f"      {change.column}: {before}{_one_line(change.after)}")
    if len(item.changes) > _MOST_CHANGES:
        report.line(_("  … and {count} cells more"), count=len(item.changes) - _MOST_CHANGES)


def _one_line(text: str) -> str:
    return f"“{' ⏎ '.join(text.splitlines())}”" if text else "∅"


def _published_object(item: Published) -> dict[str, Any]:
    counts = {name: getattr(item.taken, name) for name, _words in _TAKEN} if item.taken else {}
    return {
        "file": str(item.path),
        "rows": item.rows,
        "is_preview": item.is_preview,
        "taken": counts,
        "answered": item.answered.decided,
        "rejected": report.problem_objects(item.taken.rejected if item.taken else ()),
        "problems": report.problem_objects(item.findings),
        "changes": [change._asdict() for change in item.changes],
    }


def back_up(desk: Desk, target: Path | None) -> None:
    from formkit.actions.storage import back_up

    made = back_up(desk, target)
    report.line(_("The store was copied to {file}."), file=made)


def restore(folder: Path, source: Path) -> None:
    from formkit.actions.storage import restore

    kept = restore(folder, source)
    report.line(_("The store was restored from {file}."), file=source)
    if kept is not None:
        report.line(_("The one that was there is kept as {file}."), file=kept)


def verify(desk: Desk, *, as_json: bool) -> int:
    """Tell whether store and archive are whole; 1 where they are not."""
    from formkit.actions.storage import verify

    found = verify(desk)
    if as_json:
        report.as_json(
            {
                "is_intact": found.is_intact,
                "entries": found.entries,
                "files": found.files,
                "problems": report.problem_objects(found.problems),
            }
        )
    else:
        report.problems(found.problems, to_error=False)
        facts = {"entries": found.entries, "files": found.files}
        report.line(_("{entries} changes and {files} archived files checked."), **facts)
        if found.is_intact:
            report.line(_("All is well."))
    return ExitCode.DONE if found.is_intact else ExitCode.PROBLEMS
