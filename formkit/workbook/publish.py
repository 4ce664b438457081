"""A workbook brought up to date: what people wrote into it is taken, then it is patched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from formkit.problems import Code, Problem, Severity, problem
from formkit.store import editions, records
from formkit.store.source import new_id
from formkit.workbook import origins
from formkit.workbook.answers import Answered, apply_answers
from formkit.workbook.questions import ask
from formkit.workbook.read import Book, read
from formkit.workbook.registersheet import Edition
from formkit.workbook.renamed import with_renamed_columns
from formkit.workbook.renew import Renewed, is_patchable, renew
from formkit.workbook.sheetxml import ForeignError
from formkit.workbook.take import NextKey, Taken, take
from formkit.workbook.write import Contents, contents_of, write_contents

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.store.source import Source
    from formkit.workbook.cells import Raw


@dataclass(frozen=True, slots=True)
class Published:
    content: bytes
    """The workbook; the last one is to be kept in the history before it is replaced."""
    taken: Taken | None
    """What came from the last one; None where there was none."""
    answered: Answered
    problems: tuple[Problem, ...] = ()
    """Sheets that could not be kept as they were."""
    is_changed: bool = True
    """Whether the file has to be written at all."""


def publish(  # noqa: PLR0913 - what is published, from what, for whom
    connection: Connection,
    registers: Sequence[Register],
    last: bytes | None,
    *,
    locale: str,
    source: Source,
    next_key: NextKey,
    locate: origins.Locate | None = None,
) -> Published:
    """Take the edits of a workbook and bring it up to date; the first one is written.

    Run again with the same last workbook, after a crash for instance, it takes nothing twice.

    Args:
        connection: of one transaction that writes; undone when the file cannot be replaced, or
            kept: both are safe.
        registers: of one workbook, either the open or the restricted ones.
        last: the workbook as it is now; None for the first one.
        locale: of a new workbook.
        source: who and when.
        next_key: numbers new rows.
        locate: addresses of archived documents; None for no links.

    Raises:
        WorkbookError: the last workbook cannot be taken; nothing is to be written.
    """
    if last is None:
        contents = _contents(connection, registers, locale, locate, None, {})
        _remember(connection, contents, source)
        return Published(write_contents(contents), None, Answered())
    book, found = read_back(connection, last, registers, locale)
    taken, answered = take_back(connection, book, registers, source, next_key)
    taken.found[:0] = found
    additions = _additions(book, taken)
    contents = _contents(connection, registers, locale, locate, book, additions)
    renewed, problems = _renewed(last, book, contents, taken)
    if renewed.is_changed:
        _remember(connection, contents, source)
    return Published(renewed.content, taken, answered, problems, renewed.is_changed)


def read_back(
    connection: Connection, content: bytes, registers: Sequence[Register], locale: str
) -> tuple[Book, list[Problem]]:
    """A workbook that came back, and columns that were known though their titles had changed.

    Raises:
        WorkbookError: it cannot be taken as a whole.
    """
    book = read(content, registers, locale, editions.former_titles(connection))
    return with_renamed_columns(connection, book)


def take_back(
    connection: Connection,
    book: Book,
    registers: Sequence[Register],
    source: Source,
    next_key: NextKey,
) -> tuple[Taken, Answered]:
    """Only what people wrote into a workbook, a copy that came by mail for instance."""
    by = replace(source, workbook=book.sha256)
    taken = take(connection, book, by, next_key)
    if taken.is_repeated:
        return taken, Answered()
    return taken, apply_answers(connection, book, registers, by)


def _contents(
    connection: Connection,
    registers: Sequence[Register],
    locale: str,
    locate: origins.Locate | None,
    book: Book | None,
    additions: Mapping[str, Mapping[str, Mapping[str, Raw]]],
) -> Contents:
    rows = {register.name: records.rows(connection, register) for register in registers}
    edition = Edition(
        id=new_id(),
        locale=locale,
        key=editions.workbook_key(connection),
        additions=additions,
        files=origins.files(connection, rows, locate) if locate else {},
        notes=origins.notes(connection, registers, locale),
    )
    others = book.others if book else ()
    return contents_of(registers, rows, edition, ask(connection, registers, locale), others)


def _renewed(
    last: bytes, book: Book, contents: Contents, taken: Taken
) -> tuple[Renewed, tuple[Problem, ...]]:
    """The workbook patched; written anew where its format or its language is another one."""
    if is_patchable(last) and book.locale == contents.edition.locale:
        try:
            renewed = renew(last, book, contents, taken.row_ids)
        except ForeignError:
            pass
        else:
            found = [
                problem(Code.WORKBOOK_REWRITTEN, Severity.WARNING, reason=reason).at(sheet=name)
                for name, reason in renewed.rewritten.items()
            ]
            return renewed, tuple(found)
    lost = [problem(Code.WORKBOOK_SHEET_LOST, Severity.WARNING, sheet=name) for name in book.others]
    return Renewed(write_contents(contents), True, {}), tuple(lost)


def _remember(connection: Connection, contents: Contents, source: Source) -> None:
    ids = {name: [row.id for row in found] for name, found in contents.rows.items()}
    editions.add(connection, contents.edition.id, ids, source.at)
    for plan in contents.plans:
        titles = {column.header: column.name for column in plan.columns}
        editions.add_titles(connection, plan.register.name, titles)


def _additions(book: Book, taken: Taken) -> dict[str, dict[str, Mapping[str, Raw]]]:
    """Cells of people's own columns by register, record and title."""
    return {
        sheet.register.name: {
            taken.row_ids[sheet.register.name, row.number]: row.others
            for row in sheet.rows
            if row.others and (sheet.register.name, row.number) in taken.row_ids
        }
        for sheet in book.sheets
    }
