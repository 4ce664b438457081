"""How ``formkit read`` tells what it read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from formkit.cli import report
from formkit.cli.inputs import bytes_of, find_office
from formkit.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from formkit.actions.read import ReadFile
    from formkit.catalogue.index import Catalogue

Read = Sequence[tuple[str, "ReadFile"]]


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


def read_files(definitions: Catalogue, names: Sequence[str], folder: Path) -> Read:
    """What the files say; the blanks of the office of a folder help with printed ones."""
    from formkit.actions.faces import Prepared
    from formkit.actions.read import read_document

    office = find_office(folder)
    prepared = Prepared(office.blanks if office else None)
    return [
        (name, read_document(definitions, bytes_of(name), prepared))
        for name in report.progress(names, _("Reading"))
    ]


def show_read(found: Read, *, as_json: bool) -> int:
    """Print the records; 1 when anything is wrong or doubtful, 4 when no file could be read."""
    if as_json:
        from formkit.formats.recordjson import read_object

        report.as_json(
            [
                read_object(name, r.record, r.plain, report.problem_objects(r.problems))
                for name, r in found
            ]
        )
    else:
        for name, result in found:
            _show_one(name, result)
    if all(result.record is None for _name, result in found):
        return ExitCode.INPUT
    is_sure = all(result.is_sure for _name, result in found)
    return ExitCode.DONE if is_sure else ExitCode.PROBLEMS


def _show_one(name: str, result: ReadFile) -> None:
    report.plain(name)
    if result.record is not None:
        record = result.record
        report.plain(f"  {record.form} {record.version} {record.locale} {record.document or ''}")
        for field, value in result.plain.items():
            report.plain(f"  {field}: {value}")
    report.problems(result.problems, to_error=False)
