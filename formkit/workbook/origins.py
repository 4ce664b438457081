"""Where the values of the registers come from: links to archived documents, notes at cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from formkit.model.record import Method
from formkit.store import changes, documents, receipts
from formkit.workbook.cellxml import Formula
from formkit.workbook.edits import shapes_of
from formkit.workbook.questions import shown
from formkit.workbook.words import WORDS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.store.changes import Change
    from formkit.store.records import Row
    from formkit.workbook.cells import Shape

Locate = Callable[[str, str], str]
"""Address of an archived file, relative to the workbook, by its hash and suffix."""


def files(
    connection: Connection, rows: Mapping[str, Sequence[Row]], locate: Locate
) -> dict[str, Formula]:
    """Links to the archived documents by record; the label is the number of the document.

    Neither address nor label is text that people wrote: a hash, and a number of a mask.
    """
    kept, numbers = receipts.accepted_files(connection), documents.numbers(connection)
    links = {}
    for row in (row for found in rows.values() for row in found):
        if row.document in kept:
            label = numbers.get(row.document, row.document)
            address = _quoted(locate(*kept[row.document]))
            links[row.id] = Formula(f"HYPERLINK({address},{_quoted(label)})", label)
    return links


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def notes(
    connection: Connection,
    registers: Sequence[Register],
    locale: str,
    only: Mapping[str, Collection[str]] | None = None,
) -> dict[tuple[str, str], str]:
    """Notes by record and column, for cells that were scanned, keyed or corrected.

    What was typed into a document or a workbook has none: it would stand at every cell.

    Args:
        connection: of the store.
        registers: those of the workbook.
        locale: of the notes.
        only: ids of the records that are asked about, by register; None for all.
    """
    unsure = receipts.unsure_methods(connection)
    numbers = documents.numbers(connection)
    found: dict[tuple[str, str], str] = {}
    for register in registers:
        shapes = shapes_of(register, locale)
        for change in _changes(connection, register, only):
            is_told = change.source["kind"] in _BY_HAND or change.source.get("receipt") in unsure
            for column in change.diff.keys() & shapes.keys() if is_told or found else ():
                found.pop((change.row_id, column), None)
                if note := _note(change, column, shapes[column], unsure, numbers):
                    found[change.row_id, column] = note
    return found


_BY_HAND = ("workbook", "review")


def _changes(
    connection: Connection, register: Register, only: Mapping[str, Collection[str]] | None
) -> Iterable[Change]:
    if only is None:
        return changes.of_register(connection, register.name)
    return (
        change
        for row_id in only.get(register.name, ())
        for change in changes.history(connection, register.name, row_id)
    )


def _note(
    change: Change,
    column: str,
    shape: Shape,
    unsure: Mapping[str, Mapping[str, Method]],
    numbers: Mapping[str, str],
) -> str:
    words, source = WORDS[shape.locale], change.source
    before, _after = change.diff[column]
    if source["kind"] not in _BY_HAND and source.get("receipt") not in unsure:
        return ""
    day = f"{datetime.fromisoformat(change.at).astimezone():%d.%m.%Y}"
    if source["kind"] in _BY_HAND and before is not None:
        return f"{words.corrected}: {shown(before, shape)[:200]}\n{change.actor}, {day}"
    methods = unsure.get(source.get("receipt", ""), {})
    method = methods.get(column) or next(iter(methods.values()), None)
    if method is None:
        return ""
    said = words.keyed if method is Method.KEYED else words.scanned
    number = numbers.get(source.get("document", ""), "")
    return f"{said}\n{' '.join(part for part in (words.origins[0], number) if part)}, {day}"
