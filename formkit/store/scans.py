"""Pages of scanned files, until their document is whole and after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.store.tables import insert_once
from formkit.store.tables import receipt as receipt_table
from formkit.store.tables import scan_page as table

if TYPE_CHECKING:
    from formkit.fieldtypes.base import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """One page of a received file, as plain JSON of its reader."""

    sha256: str
    """Of the file in the archive."""
    number: int
    """In the file."""
    content: Mapping[str, Plain]
    document: str | None = None
    """Number in the mark; None where the page has none."""
    receipt: str | None = None
    """Of its document, or of its file where it belongs to none; None while it waits."""


def add(connection: sa.Connection, pages: Iterable[KeptPage]) -> None:
    """Keep pages; those that are kept already stay as they are."""
    for page in pages:
        row = {name: getattr(page, name) for name in _FIELDS}
        insert_once(connection, table, {**row, "content": dict(page.content)})


def waiting(connection: sa.Connection) -> list[KeptPage]:
    """Pages that belong to no receipt yet, in the order they came."""
    return _found(connection, table.c.receipt.is_(None))


def of_document(connection: sa.Connection, document: str) -> list[KeptPage]:
    """Pages that made a document before, in the order they came."""
    return _found(connection, (table.c.document == document) & table.c.receipt.is_not(None))


def of_receipt(connection: sa.Connection, receipt: str) -> list[KeptPage]:
    """Pages a received document was read from."""
    return _found(connection, table.c.receipt == receipt)


def set_receipt(connection: sa.Connection, pages: Iterable[tuple[str, int]], receipt: str) -> None:
    """Give pages, named by file and number, to the receipt of their document."""
    for sha256, number in pages:
        is_it = (table.c.sha256 == sha256) & (table.c.number == number)
        connection.execute(table.update().where(is_it), {"receipt": receipt})


def files(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """Hash and suffix of the file with the first page, by receipt of a document."""
    query = (
        sa.select(table.c.receipt, table.c.sha256, receipt_table.c.suffix)
        .join(receipt_table, receipt_table.c.sha256 == table.c.sha256)
        .where(table.c.receipt.is_not(None))
        .order_by(table.c.seq.desc())
    )
    return {row.receipt: (row.sha256, row.suffix) for row in connection.execute(query)}


_FIELDS = tuple(KeptPage.__dataclass_fields__)


def _found(connection: sa.Connection, condition: Any) -> list[KeptPage]:
    query = sa.select(table).where(condition).order_by(table.c.seq)
    return [
        KeptPage(**{name: getattr(row, name) for name in _FIELDS})
        for row in connection.execute(query)
    ]
