"""The one way to change a register: a proposal with a base."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.errors import StoreError
from formkit.store import changes, records, reviews
from formkit.store.merge import Conflict, Merge, merge
from formkit.store.records import Row, State
from formkit.store.source import new_id
from formkit.store.tables import LIVE, insert_once, proposal, register_table
from formkit.store.values import detail_of, to_plain, to_sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formkit.fieldtypes.base import Plain, Value
    from formkit.model.register import Register
    from formkit.store.source import Source

_ATTEMPTS = 5


class Op(Enum):
    INSERTED = "inserted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    """The record is no longer live: nothing was written, a person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a proposal."""

    op: Op
    row_id: str
    rev: int
    applied: tuple[str, ...] = ()
    """Columns that were written."""
    converged: tuple[str, ...] = ()
    """Columns that already had the proposed value, though another than the base."""
    conflicts: tuple[Conflict, ...] = ()
    """Columns left as they are."""
    reviews: tuple[str, ...] = ()
    """Review items that ask about the conflicts."""


def propose(
    connection: sa.Connection,
    register: Register,
    key: str,
    values: Mapping[str, Value],
    *,
    base: Mapping[str, Value] | None,
    source: Source,
) -> Outcome:
    """Write what somebody wants to stand in the record with this key; a new one is made.

    Cell by cell: a value that differs from the base is taken if the register still has the
    base's; if the register has got another value meanwhile, that one stays and a review item is
    opened. Columns that ``values`` does not name are left alone; None empties a cell.

    Args:
        connection: of a transaction that writes.
        register: the register of the record.
        key: value of the key column as text.
        values: by column; columns the register lacks are kept beside the typed ones.
        base: what the proposer knew of the record. None for nothing known: empty cells are
            filled, all others conflict unless they agree.
        source: who, when, from where; its document is remembered for :func:`base_of`.
    """
    proposed = _plain(values) | {register.key: key}
    known = _plain(base or {})
    rest = {name: item for name, item in proposed.items() if name != register.key}
    for _ in range(_ATTEMPTS):
        row = records.find_any(connection, register, key)
        if row is None:
            outcome = _insert(connection, register, proposed, source)
        elif row.state is State.LIVE:
            outcome = _update(connection, register, row, merge(row.plain, known, rest), source)
        else:
            outcome = _held(connection, register, row, proposed, source)
        if outcome is not None:
            _remember(connection, register, outcome.row_id, proposed, source)
            return outcome
    raise StoreError(reason="other programs keep changing the same record")


def propose_to(
    connection: sa.Connection,
    register: Register,
    row_id: str,
    values: Mapping[str, Value],
    *,
    base: Mapping[str, Value] | None,
    source: Source,
) -> Outcome:
    """Like :func:`propose` for a record known by its id, whose key may be changed.

    Raises:
        KeyError: for an id the register does not have.
    """
    proposed, known = _plain(values), _plain(base or {})
    for _ in range(_ATTEMPTS):
        row = records.find_id(connection, register, row_id)
        if row is None:
            raise KeyError(row_id)
        if row.state is not State.LIVE:
            return _held(connection, register, row, proposed, source)
        merged = merge(row.plain, known, proposed)
        merged = _without_taken_key(connection, register, row, merged)
        outcome = _update(connection, register, row, merged, source)
        if outcome is not None:
            return outcome
    raise StoreError(reason="other programs keep changing the same record")


def base_of(
    connection: sa.Connection, register: Register, row_id: str, document: str
) -> dict[str, Value]:
    """What a document has proposed for a row so far: the base of its next stage or correction."""
    query = (
        sa.select(proposal.c.plain)
        .where(
            proposal.c.document == document,
            proposal.c.register == register.name,
            proposal.c.row_id == row_id,
        )
        .order_by(proposal.c.seq)
    )
    known: dict[str, Plain] = {}
    for plain in connection.scalars(query):
        known |= plain
    return records.values_of(register, known)


def rows_of(connection: sa.Connection, register: Register, document: str, stage: str) -> list[Row]:
    """Records for which a document has proposed something at a stage, in that order."""
    query = (
        sa.select(proposal.c.row_id)
        .where(
            proposal.c.document == document,
            proposal.c.register == register.name,
            proposal.c.stage == stage,
        )
        .order_by(proposal.c.seq)
    )
    ids = dict.fromkeys(connection.scalars(query))
    found = (records.find_id(connection, register, row_id) for row_id in ids)
    return [row for row in found if row is not None]


def set_state(
    connection: sa.Connection,
    register: Register,
    row: Row,
    state: State,
    source: Source,
    *,
    merged_into: str | None = None,
) -> None:
    """Withdraw a record, or bring it back; its values and its history stay.

    Raises:
        StoreError: another live record has the same key, or the row has changed meanwhile.
    """
    if row.state is state:
        return
    table = register_table(register)
    is_it = (table.c["_id"] == row.id) & (table.c["_rev"] == row.rev)
    new = {"_state": state.value, "_rev": row.rev + 1, "_merged_into": merged_into}
    if connection.execute(table.update().where(is_it), new).rowcount == 0:
        raise StoreError(reason="the record was changed meanwhile; look at it again")
    diff: changes.Diff = {"_state": (row.state.value, state.value)}
    if merged_into != row.merged_into:
        diff["_merged_into"] = (row.merged_into, merged_into)
    changes.append(connection, (register.name, row.id, row.rev + 1), state.value, diff, source)


def _plain(values: Mapping[str, Value]) -> dict[str, Plain]:
    plain = {name: to_plain(value) for name, value in values.items()}
    return {name: None if item in ("", []) else item for name, item in plain.items()}


def _insert(
    connection: sa.Connection, register: Register, proposed: Mapping[str, Plain], source: Source
) -> Outcome | None:
    """The new row; None where another transaction has just made one with this key."""
    applied = {name: item for name, item in proposed.items() if item is not None}
    row_id = new_id()
    system = {"_id": row_id, "_rev": 1, "_state": LIVE, "_document": source.document}
    if not insert_once(connection, register_table(register), system | _stored(register, applied)):
        return None
    diff: changes.Diff = {name: (None, item) for name, item in applied.items()}
    changes.append(connection, (register.name, row_id, 1), "insert", diff, source)
    return Outcome(op=Op.INSERTED, row_id=row_id, rev=1, applied=tuple(applied))


def _update(
    connection: sa.Connection, register: Register, row: Row, merged: Merge, source: Source
) -> Outcome | None:
    """The row with what the merge applies; None where the row has another revision by now."""
    rev = row.rev
    if merged.applied:
        rev += 1
        if not _write(connection, register, row, merged.applied, source):
            return None
    return Outcome(
        op=Op.UPDATED if merged.applied else Op.UNCHANGED,
        row_id=row.id,
        rev=rev,
        applied=tuple(merged.applied),
        converged=merged.converged,
        conflicts=merged.conflicts,
        reviews=tuple(
            _ask(connection, register, row.id, conflict, source) for conflict in merged.conflicts
        ),
    )


def _write(
    connection: sa.Connection,
    register: Register,
    row: Row,
    applied: Mapping[str, Plain],
    source: Source,
) -> bool:
    table = register_table(register)
    new = _stored(register, {**row.plain, **applied})
    new |= {"_rev": row.rev + 1, "_document": row.document or source.document}
    is_it = (table.c["_id"] == row.id) & (table.c["_rev"] == row.rev)
    if connection.execute(table.update().where(is_it), new).rowcount == 0:
        return False
    diff = {name: (row.plain.get(name), item) for name, item in applied.items()}
    changes.append(connection, (register.name, row.id, row.rev + 1), "update", diff, source)
    return True


def _stored(register: Register, plain: Mapping[str, Plain]) -> dict[str, Any]:
    """What the columns of the table hold: typed, details of persons, and all the rest."""
    typed = {c.name: to_sql(c.type, plain.get(c.name)) for c in register.columns}
    details = {name: detail_of(plain.get(name)) for name in typed}
    extra = {n: item for n, item in plain.items() if n not in typed and item is not None}
    kept = {name: detail for name, detail in details.items() if detail is not None}
    return {**typed, "_details": kept or None, "_extra": extra or None}


def _ask(
    connection: sa.Connection, register: Register, row_id: str, conflict: Conflict, source: Source
) -> str:
    item = reviews.ReviewItem(
        kind=reviews.ReviewKind.CONFLICT,
        opened_at=source.at,
        receipt=source.receipt,
        document=source.document,
        register=register.name,
        row_id=row_id,
        path=conflict.column,
        base=conflict.base,
        current=conflict.current,
        proposed=conflict.proposed,
        source=source.facts() | {"actor": source.actor},
    )
    return reviews.add(connection, item)


def _held(
    connection: sa.Connection,
    register: Register,
    row: Row,
    proposed: Mapping[str, Plain],
    source: Source,
) -> Outcome:
    item = reviews.ReviewItem(
        kind=reviews.ReviewKind.WITHDRAWN,
        opened_at=source.at,
        receipt=source.receipt,
        document=source.document,
        register=register.name,
        row_id=row.id,
        current=row.state.value,
        proposed=dict(proposed),
        source=source.facts() | {"actor": source.actor},
    )
    asked = reviews.add(connection, item)
    return Outcome(op=Op.HELD, row_id=row.id, rev=row.rev, reviews=(asked,))


def _without_taken_key(
    connection: sa.Connection, register: Register, row: Row, merged: Merge
) -> Merge:
    """The merge with a new key that another record has, or no key at all, as a conflict."""
    if register.key not in merged.applied:
        return merged
    wanted = merged.applied[register.key]
    if wanted is not None and records.find(connection, register, str(wanted)) is None:
        return merged
    applied = {name: item for name, item in merged.applied.items() if name != register.key}
    now = row.plain.get(register.key)
    taken = Conflict(register.key, now, now, wanted)
    return Merge(applied, merged.converged, (*merged.conflicts, taken))


def _remember(
    connection: sa.Connection,
    register: Register,
    row_id: str,
    proposed: Mapping[str, Plain],
    source: Source,
) -> None:
    if source.document is None:
        return
    facts: dict[str, Any] = {"register": register.name, "row_id": row_id}
    facts |= {"document": source.document, "stage": source.stage, "plain": dict(proposed)}
    connection.execute(proposal.insert(), facts)
