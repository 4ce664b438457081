"""Documents the office has issued or received, and the geometry of their paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.store import changes
from formkit.store.tables import document as table
from formkit.store.tables import geometry, insert_once

if TYPE_CHECKING:
    from datetime import datetime

    from formkit.fieldtypes.base import Plain
    from formkit.store.source import Source

LOGGED_AS = "_document"
"""Name of documents in the change log, where the names of registers stand."""

Rectangles = Mapping[str, tuple[int, tuple[float, ...]]]
"""Page from 1 and rectangle in points by slot name, ``/state`` appended for radio boxes."""


class Status(Enum):
    ISSUED = "issued"
    RETURNED = "returned"
    FOREIGN = "foreign"
    """Came back without having been issued here."""
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One copy with its number."""

    id: str
    """Ten characters in the form mark."""
    form: str
    version: int
    locale: str
    number: str | None = None
    """The number people use; None where the form has none."""
    status: Status = Status.ISSUED
    fingerprint: str | None = None
    plain: Mapping[str, Plain] = field(default_factory=dict)
    """What it said when it was issued."""
    sha256: str | None = None
    """Of the file that was issued."""
    actor: str = ""
    issued_at: datetime | None = None
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """Where every widget of one edition of a form stands on paper."""

    fingerprint: str
    form: str
    version: int
    locale: str
    rectangles_pt: Rectangles


def add(connection: sa.Connection, document: Document, source: Source) -> None:
    """Keep a new document; its id and its number are new.

    Raises:
        StoreError: at the end of the transaction's work, where the id is taken.
    """
    row = {name: getattr(document, name) for name in _FIELDS}
    row |= {"plain": dict(document.plain), "status": document.status.value, "rev": 1}
    connection.execute(table.insert(), row)
    logged = ("form", "version", "number", "fingerprint", "sha256", "status")
    diff: changes.Diff = {name: (None, row[name]) for name in logged if row[name] is not None}
    changes.append(connection, (LOGGED_AS, document.id, 1), "insert", diff, source)


def set_status(connection: sa.Connection, document: str, status: Status, source: Source) -> None:
    """Move a document on; the status it already has changes nothing."""
    is_it = table.c.id == document
    was = connection.execute(sa.select(table.c.status, table.c.rev).where(is_it)).one()
    if was.status == status.value:
        return
    new: dict[str, Any] = {"status": status.value, "rev": was.rev + 1}
    if status is Status.RETURNED:
        new["returned_at"] = source.at
    connection.execute(table.update().where(is_it), new)
    diff: changes.Diff = {"status": (was.status, status.value)}
    changes.append(connection, (LOGGED_AS, document, was.rev + 1), "update", diff, source)


def find(connection: sa.Connection, document: str) -> Document | None:
    """The document with this id of a form mark."""
    found = connection.execute(sa.select(table).where(table.c.id == document)).first()
    return _document(found) if found else None


def find_numbered(connection: sa.Connection, form: str, number: str) -> Document | None:
    """The document of a form with this number."""
    query = sa.select(table).where(table.c.form == form, table.c.number == number)
    found = connection.execute(query).first()
    return _document(found) if found else None


def of_form(connection: sa.Connection, form: str | None = None) -> list[Document]:
    """All documents, or those of one form, in the order they were issued."""
    query = sa.select(table).order_by(table.c.issued_at, table.c.id)
    if form is not None:
        query = query.where(table.c.form == form)
    return [_document(found) for found in connection.execute(query)]


def numbers(connection: sa.Connection) -> dict[str, str]:
    """The number people use, by document that has one."""
    query = sa.select(table.c.id, table.c.number).where(table.c.number.is_not(None))
    return {found.id: found.number for found in connection.execute(query)}


def _document(found: sa.Row[Any]) -> Document:
    facts = {name: getattr(found, name) for name in _FIELDS}
    return Document(**facts | {"status": Status(found.status)})


_FIELDS = tuple(Document.__dataclass_fields__)


def add_geometry(connection: sa.Connection, edition: Geometry) -> None:
    """Keep the geometry of an edition; one that is already kept stays as it is."""
    row = {name: getattr(edition, name) for name in Geometry.__dataclass_fields__}
    row["rectangles_pt"] = {
        n: [page, list(box)] for n, (page, box) in edition.rectangles_pt.items()
    }
    insert_once(connection, geometry, row)


def find_geometry(connection: sa.Connection, fingerprint: str) -> Geometry | None:
    query = sa.select(geometry).where(geometry.c.fingerprint == fingerprint)
    found = connection.execute(query).first()
    if found is None:
        return None
    boxes = {name: (page, tuple(box)) for name, (page, box) in found.rectangles_pt.items()}
    return Geometry(**dict(found._mapping) | {"rectangles_pt": boxes})
