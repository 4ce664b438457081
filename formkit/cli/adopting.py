"""How ``formkit catalogue adopt`` finds its place and tells what it drafted."""

from __future__ import annotations

from pathlib import Path

from formkit.cli import report
from formkit.cli.inputs import bytes_of, open_definitions
from formkit.errors import ExitCode
from formkit.language.text import language


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


def adopt_file(
    file: str,
    form: str | None,
    locale: str | None,
    output: Path | None,
    office: Path,
    *,
    as_json: bool,
) -> int:
    """Draft into the folder named, else among the office's own; 1 when anything was left out."""
    from formkit.actions.adopt import adopt
    from formkit.problems import Severity
    from formkit.workspace import open_office

    spoken = language()
    if output is None:
        own = open_office(office)
        output, spoken = own.root / "form_templates", own.settings.locale
    adopted = adopt(
        bytes_of(file),
        file,
        catalogue=open_definitions(office),
        folder=output,
        locale=locale or spoken,
        name=form,
    )
    if as_json:
        found = report.problem_objects(adopted.problems)
        folder = str(adopted.folder)
        report.as_json({"form": adopted.form, "folder": folder, "problems": found})
    else:
        report.problems(adopted.problems, to_error=False)
        facts = {"form": adopted.form, "count": adopted.field_count, "folder": adopted.folder}
        report.line(_("{form}: {count} fields drafted into {folder}"), **facts)
        report.line(
            _("Next: look through form.yaml and the words, then “formkit catalogue check”.")
        )
    is_whole = all(p.severity is Severity.INFO for p in adopted.problems)
    return ExitCode.DONE if is_whole else ExitCode.PROBLEMS
