"""How the workbook of questions is told about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from formkit.cli import report
from formkit.cli.office import VERDICTS
from formkit.errors import ExitCode
from formkit.problems import has_errors

if TYPE_CHECKING:
    from formkit.actions.desk import Desk


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


def export_questions(desk: Desk, file: Path) -> None:
    from formkit.actions.disclosure import EXPORT, Access, note_access
    from formkit.actions.reviewbook import export_review

    count = export_review(desk, file)
    note_access(desk, Access(action=EXPORT, of="review"))
    report.line(_("{file}: {count} questions"), file=file, count=count)


def apply_answers(desk: Desk, file: Path, *, as_json: bool) -> int:
    """Take the answers; 1 when any of them cannot be used, and then none was taken."""
    from formkit.actions.reviewbook import apply_review

    decided = apply_review(desk, file)
    if as_json:
        report.as_json(
            {
                "answers": decided.count,
                "documents": {number: verdict.value for number, verdict in decided.documents},
                "problems": report.problem_objects(decided.problems),
            }
        )
    else:
        report.problems(decided.problems, to_error=False)
        for number, verdict in decided.documents:
            report.plain(f"{number} — {report.word(VERDICTS[verdict.value])}")
        report.line(_("{count} questions were answered."), count=decided.count)
        if has_errors(decided.problems):
            report.line(_("Nothing was taken: correct the rows above and apply the file again."))
    return ExitCode.PROBLEMS if has_errors(decided.problems) else ExitCode.DONE
