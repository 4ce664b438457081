"""The change log: what was, what is, who, when, from where; each entry proves the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.store.sqltypes import canonical_json
from formkit.store.tables import chain, change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from formkit.fieldtypes.base import Plain
    from formkit.store.source import Source

FIRST = "0" * 64
_HASHED = ("seq", "register", "row_id", "rev", "op", "actor", "source", "at", "diff")

Diff = dict[str, tuple["Plain", "Plain"]]
"""Value before and after by column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of the log."""

    seq: int
    register: str
    row_id: str
    rev: int
    op: str
    """``insert``, ``update`` or the state a row was put into."""
    actor: str
    source: Mapping[str, str]
    at: str
    """ISO 8601 in UTC."""
    diff: Mapping[str, tuple[Plain, Plain]]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the store found; nothing where all is well."""

    entries: int
    broken_at: int | None = None
    """First entry of the change log that does not follow from the one before."""
    damage: tuple[str, ...] = ()
    """Complaints of the database about its own file."""

    @property
    def is_intact(self) -> bool:
        return self.broken_at is None and not self.damage


def begin(connection: sa.Connection) -> None:
    """Start the chain of a new store."""
    connection.execute(chain.insert(), {"id": 1, "seq": 0, "hash": FIRST})


def append(
    connection: sa.Connection, row: tuple[str, str, int], op: str, diff: Diff, source: Source
) -> None:
    """Add one entry.

    Args:
        connection: of the transaction that makes the change.
        row: register, row id, revision after the change.
        op: what was done.
        diff: before and after of every column that changed.
        source: who, when, from where.
    """
    end = connection.execute(sa.select(chain).with_for_update()).one()
    entry = {
        "seq": end.seq + 1,
        **dict(zip(("register", "row_id", "rev"), row, strict=True)),
        "op": op,
        "actor": source.actor,
        "source": canonical_json(source.facts()),
        "at": source.at.astimezone(UTC).isoformat(),
        "diff": canonical_json(diff),
    }
    digest = _digest(end.hash, entry)
    connection.execute(change.insert(), {**entry, "prev_hash": end.hash, "hash": digest})
    connection.execute(chain.update(), {"seq": end.seq + 1, "hash": digest})


def _digest(before: str, entry: Mapping[str, Any]) -> str:
    content = canonical_json([before, *(entry[name] for name in _HASHED)])
    return hashlib.sha256(content.encode()).hexdigest()


def history(connection: sa.Connection, register: str, row_id: str) -> list[Change]:
    """All changes of one row, oldest first."""
    query = sa.select(change).where(change.c.register == register, change.c.row_id == row_id)
    return [_change(found) for found in connection.execute(query.order_by(change.c.rev))]


def of_register(connection: sa.Connection, register: str) -> Iterator[Change]:
    """All changes of a register, oldest first."""
    query = sa.select(change).where(change.c.register == register).order_by(change.c.seq)
    return (_change(found) for found in connection.execute(query))


def end(connection: sa.Connection) -> int:
    """Number of the last entry; 0 where there is none."""
    return int(connection.execute(sa.select(chain.c.seq)).scalar_one())


def rows_since(connection: sa.Connection, seq: int) -> dict[str, list[str]]:
    """Ids of rows changed after an entry, by register, in the order they were changed first."""
    query = sa.select(change.c.register, change.c.row_id).where(change.c.seq > seq)
    found: dict[str, dict[str, None]] = {}
    for row in connection.execute(query.order_by(change.c.seq)):
        found.setdefault(row.register, {})[row.row_id] = None
    return {register: list(ids) for register, ids in found.items()}


def since(connection: sa.Connection, seq: int) -> list[Change]:
    """All changes after an entry, oldest first."""
    query = sa.select(change).where(change.c.seq > seq).order_by(change.c.seq)
    return [_change(found) for found in connection.execute(query)]


def plain_at(connection: sa.Connection, register: str, row_id: str, rev: int) -> dict[str, Plain]:
    """The values a row had at a revision; empty where there was none."""
    query = (
        sa.select(change.c.diff)
        .where(change.c.register == register, change.c.row_id == row_id, change.c.rev <= rev)
        .order_by(change.c.rev)
    )
    return _replayed(json.loads(diff) for diff in connection.scalars(query))


def _replayed(diffs: Iterable[Mapping[str, tuple[Plain, Plain]]]) -> dict[str, Plain]:
    plain: dict[str, Plain] = {}
    for diff in diffs:
        plain |= {name: after for name, (_, after) in diff.items()}
    return {n: item for n, item in plain.items() if item is not None and not n.startswith("_")}


def _change(found: sa.Row[Any]) -> Change:
    diff = {name: (before, after) for name, (before, after) in json.loads(found.diff).items()}
    return Change(
        seq=found.seq,
        register=found.register,
        row_id=found.row_id,
        rev=found.rev,
        op=found.op,
        actor=found.actor,
        source=json.loads(found.source),
        at=found.at,
        diff=diff,
    )


def verify(connection: sa.Connection, damage: tuple[str, ...] = ()) -> Verification:
    """Recompute the chain from its beginning and compare its end with the one kept apart."""
    seq, before = 0, FIRST
    for found in connection.execute(sa.select(change).order_by(change.c.seq)):
        entry = dict(found._mapping)
        is_next = found.seq == seq + 1 and found.prev_hash == before
        if not is_next or found.hash != _digest(before, entry):
            return Verification(seq, seq + 1, damage)
        seq, before = found.seq, found.hash
    end = connection.execute(sa.select(chain)).one()
    is_whole = (end.seq, end.hash) == (seq, before)
    return Verification(seq, None if is_whole else seq + 1, damage)
