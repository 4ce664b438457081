"""What waits for a person, and what the person decided."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.store.findings import problem_from_plain, problem_to_plain
from formkit.store.source import new_id
from formkit.store.sqltypes import canonical_json
from formkit.store.tables import insert_once
from formkit.store.tables import review as table

if TYPE_CHECKING:
    from datetime import datetime

    from formkit.fieldtypes.base import Plain
    from formkit.problems import Problem
    from formkit.store.source import Source


class ReviewKind(Enum):
    PROBLEM = "problem"
    """A reading that could not be used or not be trusted."""
    CONFLICT = "conflict"
    """The register and a proposal changed the same cell in different ways."""
    WITHDRAWN = "withdrawn"
    """A proposal for a record that is no longer live; ``proposed`` holds the values by column."""
    DUPLICATE = "duplicate"
    """A new row with the key of a record that says otherwise; ``proposed`` is its values."""
    KEYLESS = "keyless"
    """A new row without a key that can be used; ``proposed`` is its values."""
    TWIN = "twin"
    """A record that may be the same as an earlier one; ``proposed`` has the ``id`` of that."""


class Decision(Enum):
    KEPT = "kept"
    """The register's value stays; the proposal is dropped."""
    TAKEN = "taken"
    """The proposed value is right."""
    CORRECTED = "corrected"
    """Neither: the person gave another value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One question to a person, open until it is decided."""

    kind: ReviewKind
    opened_at: datetime
    problem: Problem | None = None
    receipt: str | None = None
    document: str | None = None
    register: str | None = None
    row_id: str | None = None
    path: str | None = None
    """Column of the register, or path in the record of the document."""
    base: Plain = None
    current: Plain = None
    proposed: Plain = None
    source: Mapping[str, str] = field(default_factory=dict)
    """Where the proposal came from."""
    id: str = field(default_factory=new_id)
    decision: Decision | None = None
    """None while it is open."""
    decided_value: Plain = None
    decided_by: str | None = None
    decided_at: datetime | None = None


def add(connection: sa.Connection, item: ReviewItem) -> str:
    """Ask a person; the same question is asked once, even after it was decided.

    Returns:
        The id of the item, or of the one that already asks the same.
    """
    same = _same(item)
    if insert_once(connection, table, {**_row(item), "same": same}):
        return item.id
    return str(connection.scalar(sa.select(table.c.id).where(table.c.same == same)))


def decide(
    connection: sa.Connection, item: str, decision: Decision, value: Plain, source: Source
) -> bool:
    """Close an item; False when somebody has decided before.

    The register changes only by the proposal that the caller makes of the decision.
    """
    is_open = (table.c.id == item) & (table.c.state == "open")
    decided = {
        "state": "closed",
        "decision": decision.value,
        "decided_value": value,
        "decided_by": source.actor,
        "decided_at": source.at,
    }
    return connection.execute(table.update().where(is_open), decided).rowcount == 1


def decided(connection: sa.Connection, kind: ReviewKind, decision: Decision) -> list[ReviewItem]:
    """Closed items of a kind that nobody has acted upon, oldest first."""
    query = sa.select(table).where(table.c.kind == kind.value, table.c.state == "closed")
    query = query.where(table.c.decision == decision.value, table.c.decided_value.is_(None))
    return [_item(found) for found in connection.execute(query.order_by(table.c.seq))]


def set_value(connection: sa.Connection, item: str, value: Plain) -> None:
    """Note what was done about a closed item."""
    connection.execute(table.update().where(table.c.id == item), {"decided_value": value})


def open_items(connection: sa.Connection, *, document: str | None = None) -> list[ReviewItem]:
    """Everything that waits, oldest first; of one document when it is named."""
    query = sa.select(table).where(table.c.state == "open").order_by(table.c.seq)
    if document is not None:
        query = query.where(table.c.document == document)
    return [_item(found) for found in connection.execute(query)]


def of_receipt(connection: sa.Connection, receipt: str) -> list[ReviewItem]:
    """Everything that was ever asked about a received file, oldest first."""
    query = sa.select(table).where(table.c.receipt == receipt).order_by(table.c.seq)
    return [_item(found) for found in connection.execute(query)]


def find(connection: sa.Connection, item: str) -> ReviewItem | None:
    found = connection.execute(sa.select(table).where(table.c.id == item)).first()
    return _item(found) if found else None


def _same(item: ReviewItem) -> str:
    """A hash of the question: a conflict is the same whichever file brings it again."""
    question: list[object] = [item.kind.value, item.register, item.row_id, item.path]
    question += [item.base, item.current, item.proposed]
    if item.kind is ReviewKind.PROBLEM and item.problem is not None:
        question += [item.receipt, problem_to_plain(item.problem)]
    return hashlib.sha256(canonical_json(question).encode()).hexdigest()


_FIELDS = tuple(name for name in ReviewItem.__dataclass_fields__ if name != "problem")


def _row(item: ReviewItem) -> dict[str, Any]:
    row = {name: getattr(item, name) for name in _FIELDS}
    problem = problem_to_plain(item.problem) if item.problem else None
    row |= {"kind": item.kind.value, "source": dict(item.source), "facts": problem}
    row |= {"decision": item.decision.value if item.decision else None}
    row |= {"code": item.problem.code.token if item.problem else None}
    return row | {"state": "closed" if item.decision else "open"}


def _item(found: sa.Row[Any]) -> ReviewItem:
    facts = {name: getattr(found, name) for name in _FIELDS}
    facts["kind"] = ReviewKind(found.kind)
    facts["decision"] = Decision(found.decision) if found.decision else None
    facts["problem"] = problem_from_plain(found.facts) if found.facts else None
    return ReviewItem(**facts)
