"""How the commands about records that may be the same tell what they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formkit.cli import report
from formkit.errors import ExitCode

if TYPE_CHECKING:
    from formkit.actions.desk import Desk


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


def show_twins(desk: Desk, *, as_json: bool) -> int:
    """Pairs that wait for a person; 1 while there are any."""
    from formkit.actions.twins import list_twins

    pairs = list_twins(desk)
    if as_json:
        names = ("register", "newer", "older", "question")
        report.as_json([{name: getattr(pair, name) for name in names} for pair in pairs])
    else:
        report.table([[pair.register, pair.newer, pair.older] for pair in pairs])
        report.line(_("{count} pairs may be the same."), count=len(pairs))
        if pairs:
            report.line(_("Decide in the sheet of things to check of the workbook, then publish."))
    return ExitCode.PROBLEMS if pairs else ExitCode.DONE


def merge(desk: Desk, number: str, into: str, register: str) -> None:
    from formkit.actions.twins import merge_records

    made = merge_records(desk, number, into, register)
    facts = {"number": made.given_up, "into": made.kept, "count": made.references}
    report.line(_("{number} was merged into {into}; {count} records refer to it now."), **facts)
    words = desk.registers[register].words.get(desk.office.settings.locale)
    labels = words.columns if words else {}
    for text, columns in (
        (_("Filled in from the other record: {columns}."), made.filled),
        (_("Different in both; the record that stays counts: {columns}."), made.differing),
    ):
        if columns:
            report.line(text, columns=", ".join(labels.get(name, name) for name in columns))
    report.line(_("“formkit unmerge {number}” takes it back."), number=made.given_up)


def unmerge(desk: Desk, number: str, register: str) -> int:
    """1 where people have changed something since, and are asked about it."""
    from formkit.actions.twins import part_records

    made = part_records(desk, number, register)
    facts = {"number": made.given_up, "count": made.references}
    report.line(_("{number} is a record of its own again; {count} records were put back."), **facts)
    if made.asked:
        report.line(
            _("{count} cells were changed since; they wait for a person."), count=made.asked
        )
    return ExitCode.PROBLEMS if made.asked else ExitCode.DONE
