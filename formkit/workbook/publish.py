"""A workbook brought up to date: what people wrote into it is taken, then it is patched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from formkit.problems import Code, Problem, Severity, problem
from formkit.store import editions, records
from formkit.store.source import new_id
from formkit.workbook import origins
from formkit.workbook.answers import Answered, apply_answers
from formkit.workbook.package import Package
from formkit.workbook.questions import ask
from formkit.workbook.read import Book, read
from formkit.workbook.registersheet import Edition
from formkit.workbook.renamed import with_renamed_columns
from formkit.workbook.renew import Renewed, is_patchable, renew
from formkit.workbook.sheetxml import ForeignError
from formkit.workbook.take import NextKey, Taken, take
from formkit.workbook.untouched import labels_of, layout_of, renew_untouched, workbook_name
from formkit.workbook.write import Contents, contents_of, write_contents

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.store.source import Source
    from formkit.workbook.cells import Raw


Additions = Mapping[str, Mapping[str, Mapping[str, "Raw"]]]
"""Cells of people's own columns, by register, record and title."""


Settle = Callable[["Connection"], object]


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
    settle: Settle | None = None,
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
        settle: acts upon answers that concern more than the registers of this workbook.

    Raises:
        WorkbookError: the last workbook cannot be taken; nothing is to be written.
    """
    work = _Publication(connection, registers, locale, source, locate)
    if last is None:
        contents = work.contents()
        content = write_contents(contents)
        work.remember(content, contents, None)
        return Published(content, None, Answered())
    untouched = renew_untouched(connection, registers, last, work.outline(), locate)
    if untouched is not None:
        if is_changed := untouched.content != last:
            work.remember(untouched.content, untouched.contents, untouched.layout)
        return Published(untouched.content, Taken(), Answered(), (), is_changed)
    book, found = read_back(connection, last, registers, locale)
    taken, answered = take_back(connection, book, registers, source, next_key)
    taken.found[:0] = found
    if settle is not None and answered.decided:
        settle(connection)
    contents = work.contents(book, _additions(book, taken))
    renewed, problems = _renewed(last, book, contents, taken)
    if renewed.is_changed:
        work.remember(renewed.content, contents, None)
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


@dataclass(frozen=True, slots=True)
class _Publication:
    """What is published, as it is when the edits of people have been taken."""

    connection: Connection
    registers: Sequence[Register]
    locale: str
    source: Source
    locate: origins.Locate | None

    def outline(self) -> Contents:
        """Everything but the rows."""
        edition = Edition(
            id=new_id(), locale=self.locale, key=editions.workbook_key(self.connection)
        )
        questions = ask(self.connection, self.registers, self.locale)
        return Contents(plans=(), rows={}, edition=edition, questions=questions)

    def contents(self, book: Book | None = None, additions: Additions | None = None) -> Contents:
        connection, registers = self.connection, self.registers
        rows = {register.name: records.rows(connection, register) for register in registers}
        edition = Edition(
            id=new_id(),
            locale=self.locale,
            key=editions.workbook_key(connection),
            additions=additions or {},
            files=origins.files(connection, rows, self.locate) if self.locate else {},
            notes=origins.notes(connection, registers, self.locale),
        )
        questions = ask(connection, registers, self.locale)
        return contents_of(registers, rows, edition, questions, book.others if book else ())

    def remember(
        self, content: bytes, contents: Contents, layout: Mapping[str, Any] | None
    ) -> None:
        """Keep what the file shows and where; the next time it need not be read."""
        if layout is None:
            book = read(content, self.registers, self.locale)
            labels = labels_of(self.connection, self.registers)
            layout = layout_of(book, Package(content), contents, labels)
        ids = {sheet["register"]: list(sheet["rows"]) for sheet in layout["sheets"]}
        editions.add(self.connection, contents.edition.id, ids, self.source.at)
        for plan in contents.plans:
            titles = {column.header: column.name for column in plan.columns}
            editions.add_titles(self.connection, plan.register.name, titles)
        name, sha256 = workbook_name(self.registers), hashlib.sha256(content).hexdigest()
        editions.set_file(self.connection, name, sha256, layout)


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


def _additions(book: Book, taken: Taken) -> Additions:
    """Cells of people's own columns by register, record and title."""
    return {
        sheet.register.name: {
            taken.row_ids[sheet.register.name, row.number]: row.others
            for row in sheet.rows
            if row.others and (sheet.register.name, row.number) in taken.row_ids
        }
        for sheet in book.sheets
    }
