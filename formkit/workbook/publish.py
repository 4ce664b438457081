"""A workbook anew: first what people wrote into the last one, then the registers as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from formkit.store import editions, records
from formkit.store.source import new_id
from formkit.workbook.read import Book, read
from formkit.workbook.take import NextKey, Taken, take
from formkit.workbook.write import Edition, write, write_restricted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.store.source import Source
    from formkit.workbook.cells import Raw


@dataclass(frozen=True, slots=True)
class Published:
    content: bytes
    """The new workbook; the last one is to be kept in the history before it is replaced."""
    taken: Taken | None
    """What came from the last one; None where there was none."""
    lost_sheets: tuple[str, ...] = ()
    """Sheets people had added: the new workbook does not have them."""


def publish(
    connection: Connection,
    registers: Sequence[Register],
    last: bytes | None,
    *,
    locale: str,
    source: Source,
    next_key: NextKey,
) -> Published:
    """Take the edits of the last workbook and write the new one.

    Run again with the same last workbook, after a crash for instance, it takes nothing twice.

    Args:
        connection: of one transaction that writes; undone when the file cannot be replaced, or
            kept: both are safe.
        registers: of one workbook, either the open or the restricted ones.
        last: the workbook as it is now; None for the first one.
        locale: of the new workbook.
        source: who and when.
        next_key: numbers new rows.

    Raises:
        WorkbookError: the last workbook cannot be taken; nothing is to be written.
    """
    taken, additions = None, {}
    lost: tuple[str, ...] = ()
    if last is not None:
        book = read(last, registers, locale)
        taken = take(connection, book, replace(source, workbook=book.sha256), next_key)
        additions, lost = _additions(book, taken), book.others
    rows = {register.name: records.rows(connection, register) for register in registers}
    edition = Edition(
        id=new_id(),
        locale=locale,
        key=editions.workbook_key(connection),
        additions=additions,
    )
    ids = {name: [row.id for row in found] for name, found in rows.items()}
    editions.add(connection, edition.id, ids, source.at)
    is_restricted = any(register.is_restricted for register in registers)
    content = (write_restricted if is_restricted else write)(registers, rows, edition)
    return Published(content, taken, lost)


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
