"""Received files: each is taken once, with all that was read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.model.record import Method, Seen
from formkit.store import scans
from formkit.store.findings import problem_to_plain, problems_from_plain
from formkit.store.source import new_id
from formkit.store.sqltypes import storable
from formkit.store.tables import insert_once, reading
from formkit.store.tables import receipt as table

if TYPE_CHECKING:
    from datetime import datetime

    from formkit.fieldtypes.base import Plain
    from formkit.problems import Problem


class Verdict(Enum):
    """What became of a received file."""

    ACCEPTED = "accepted"
    """Its values went to the registers."""
    CORRECTED = "corrected"
    """A later copy with other answers: what the one before had brought was put right."""
    REVIEW = "review"
    """A person has to look at it; nothing went to the registers."""
    REPEATED = "repeated"
    """The same answers of the same document had come before."""
    CONFLICT = "conflict"
    """Other answers of a document that had come before."""
    UNREADABLE = "unreadable"
    PAGES = "pages"
    """Scanned pages: each document they belong to has a receipt of its own."""
    WAITING = "waiting"
    """Pages of a document that has not come as a whole; never of a receipt."""


TAKEN = (Verdict.ACCEPTED, Verdict.CORRECTED)
"""Files whose values went to the registers; the last one of a document counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One received file; of its name only the suffix, because names tell of people."""

    sha256: str
    suffix: str
    size: int
    """In bytes."""
    at: datetime
    actor: str
    verdict: Verdict
    document: str | None = None
    problems: tuple[Problem, ...] = ()
    plain: Mapping[str, Plain] | None = None
    """The cleaned values; None where nothing could be read."""
    id: str = field(default_factory=new_id)


def add(
    connection: sa.Connection, receipt: Receipt, seen: Mapping[str, Seen] | None = None
) -> bool:
    """Keep a receipt with its readings; False, and nothing is done, when the file is known.

    Args:
        connection: of the transaction that also writes what came of the file.
        receipt: its document, if any, has been added before.
        seen: readings by slot name.
    """
    if not insert_once(connection, table, _row(receipt)):
        return False
    if seen:
        connection.execute(reading.insert(), [_seen_row(receipt, n, s) for n, s in seen.items()])
    return True


def find(connection: sa.Connection, sha256: str) -> Receipt | None:
    """The receipt of the same bytes."""
    found = connection.execute(sa.select(table).where(table.c.sha256 == sha256)).first()
    return _receipt(found) if found else None


def of_document(connection: sa.Connection, document: str) -> list[Receipt]:
    """All files received for a document, oldest first."""
    query = sa.select(table).where(table.c.document == document).order_by(table.c.at, table.c.id)
    return [_receipt(found) for found in connection.execute(query)]


def everything(connection: sa.Connection) -> list[Receipt]:
    """All receipts, oldest first."""
    query = sa.select(table).order_by(table.c.at, table.c.id)
    return [_receipt(found) for found in connection.execute(query)]


def get_seen(connection: sa.Connection, receipt: str) -> dict[str, Seen]:
    """What was read from a file, by slot name."""
    query = sa.select(reading).where(reading.c.receipt == receipt).order_by(reading.c.slot)
    return {found.slot: _seen(found) for found in connection.execute(query)}


def set_result(connection: sa.Connection, receipt: Receipt, seen: Mapping[str, Seen]) -> None:
    """Note what became of a file after a person had looked at it, and what that person keyed."""
    row = {name: _row(receipt)[name] for name in ("verdict", "problems", "plain", "document")}
    connection.execute(table.update().where(table.c.id == receipt.id), row)
    for name, each in seen.items():
        is_it = (reading.c.receipt == receipt.id) & (reading.c.slot == name)
        connection.execute(reading.delete().where(is_it))
        connection.execute(reading.insert(), _seen_row(receipt, name, each))


def get(connection: sa.Connection, receipt: str) -> Receipt | None:
    """The receipt with this id."""
    found = connection.execute(sa.select(table).where(table.c.id == receipt)).first()
    return _receipt(found) if found else None


def accepted_files(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """Hash and suffix of the last file by document that went to the registers.

    Of a document read from scanned pages, the file with its first page.
    """
    scanned = scans.files(connection)
    query = (
        sa.select(table.c.id, table.c.document, table.c.sha256, table.c.suffix)
        .where(table.c.document.is_not(None), table.c.verdict.in_([v.value for v in TAKEN]))
        .order_by(table.c.at, table.c.id)
    )
    return {
        found.document: scanned.get(found.id, (found.sha256, found.suffix))
        for found in connection.execute(query)
    }


def unsure_methods(connection: sa.Connection) -> dict[str, dict[str, Method]]:
    """How a text was seen, by receipt and slot, where no person or program had typed it."""
    typed = [Method.ACROFORM.value, Method.MARK.value, Method.DATA.value]
    query = sa.select(reading.c.receipt, reading.c.slot, reading.c.method)
    found: dict[str, dict[str, Method]] = {}
    for row in connection.execute(query.where(reading.c.method.not_in(typed))):
        found.setdefault(row.receipt, {})[row.slot] = Method(row.method)
    return found


def _row(receipt: Receipt) -> dict[str, Any]:
    return {
        **{name: getattr(receipt, name) for name in Receipt.__dataclass_fields__},
        "verdict": receipt.verdict.value,
        "problems": [problem_to_plain(problem) for problem in receipt.problems],
        "plain": None if receipt.plain is None else dict(receipt.plain),
    }


def _receipt(found: sa.Row[Any]) -> Receipt:
    facts = dict(found._mapping)
    facts["verdict"] = Verdict(found.verdict)
    facts["problems"] = problems_from_plain(found.problems)
    return Receipt(**facts)


def _seen_row(receipt: Receipt, slot: str, seen: Seen) -> dict[str, Any]:
    return {
        "receipt": receipt.id,
        "slot": slot,
        "text": storable(seen.text),
        "method": seen.method.value,
        "page": seen.page,
        "rectangle_pt": list(seen.rectangle_pt) if seen.rectangle_pt else None,
        "confidence": seen.confidence,
    }


def _seen(found: sa.Row[Any]) -> Seen:
    box = found.rectangle_pt
    rectangle = (box[0], box[1], box[2], box[3]) if box else None
    return Seen(found.text, Method(found.method), found.page, rectangle, found.confidence)
