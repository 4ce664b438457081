"""Two records of the same thing become one, and two again when that was a mistake.

The record that is given up stays in its table with the state ``merged`` and says into which. What
refers to it refers to the other one from then on. Every step is a change in the log under one
name, so that all of them can be taken back; what people wrote since then stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from formkit.errors import CannotMergeError, NotMergedError, StoreError
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.model.register import same_key
from formkit.store import changes, proposals, records
from formkit.store.records import Row, State
from formkit.store.source import SourceKind, new_id
from formkit.store.tables import LIVE, change, register_table
from formkit.store.values import is_same

if TYPE_CHECKING:
    from formkit.fieldtypes.base import Value
    from formkit.model.register import Register
    from formkit.store.source import Source

_MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge, or its undoing, has changed."""

    kept: str
    """Key of the record that stays."""
    given_up: str
    filled: tuple[str, ...] = ()
    """Columns that were empty and got the value of the other record."""
    differing: tuple[str, ...] = ()
    """Columns in which both had values; that of the record that stays counts."""
    references: int = 0
    """Records that refer to the other one now."""
    asked: int = 0
    """Cells people have changed since; they stay, and a question is asked."""


def merge(
    connection: sa.Connection,
    registers: Mapping[str, Register],
    register: str,
    keys: tuple[str, str],
    source: Source,
) -> Merged:
    """Give the second record up for the first; registers with the same key follow.

    Args:
        connection: of a transaction that writes.
        registers: all of the office.
        register: name of the register of the records.
        keys: of the record that stays, and of the one that is given up.
        source: who and when.

    Raises:
        CannotMergeError: one of them is not live, or both are the same.
    """
    kept, given_up = keys
    by = replace(source, kind=SourceKind.MERGE, merge=new_id())
    own = registers[register]
    found = [records.find(connection, own, key) for key in keys]
    if kept == given_up or None in found:
        raise CannotMergeError(record=given_up, other=kept)
    filled: list[str] = []
    differing: list[str] = []
    for one in same_key(own, registers):
        more = _merge_rows(connection, one, keys, by)
        filled += more.filled
        differing += more.differing
    count = _repoint(connection, registers, own, keys, by)
    return Merged(kept, given_up, tuple(filled), tuple(differing), count)


def _merge_rows(
    connection: sa.Connection, register: Register, keys: tuple[str, str], source: Source
) -> Merged:
    kept, given_up = (records.find(connection, register, key) for key in keys)
    if given_up is None:
        return Merged(*keys)
    if kept is None:
        renamed = {register.key: _key_value(register, keys[0])}
        proposals.propose_to(
            connection, register, given_up.id, renamed, base=given_up.values, source=source
        )
        return Merged(*keys)
    others = {n: value for n, value in given_up.values.items() if n != register.key}
    filling = {n: value for n, value in others.items() if n not in kept.values}
    differing = [
        n for n in others
        if n not in filling and not is_same(given_up.plain[n], kept.plain[n])
    ]  # fmt: skip
    proposals.propose_to(connection, register, kept.id, filling, base={}, source=source)
    proposals.set_state(connection, register, given_up, State.MERGED, source, merged_into=kept.id)
    return Merged(*keys, tuple(filling), tuple(differing))


def _key_value(register: Register, key: str) -> Value:
    is_reference = isinstance(register.column(register.key).type, ReferenceType)
    return Reference(key) if is_reference else key


def _repoint(
    connection: sa.Connection,
    registers: Mapping[str, Register],
    target: Register,
    keys: tuple[str, str],
    source: Source,
) -> int:
    """Everything that refers to the record that is given up refers to the other one."""
    kept, given_up = keys
    count = 0
    for register, column in _referring(registers, target):
        table = register_table(register)
        query = sa.select(table.c["_id"]).where(table.c[column] == given_up)
        query = query.where(table.c["_state"] == LIVE)
        for row_id in list(connection.scalars(query)):
            new, base = {column: Reference(kept)}, {column: Reference(given_up)}
            proposals.propose_to(connection, register, row_id, new, base=base, source=source)
            count += 1
    return count


def _referring(
    registers: Mapping[str, Register], target: Register
) -> Iterator[tuple[Register, str]]:
    for register in registers.values():
        for column in register.columns:
            kind = column.type
            is_it = isinstance(kind, ReferenceType) and kind.register == target.name
            if is_it and column.name != register.key:
                yield register, column.name


def undo(
    connection: sa.Connection,
    registers: Mapping[str, Register],
    register: str,
    key: str,
    source: Source,
) -> Merged:
    """Make a record that was given up live again, with all that referred to it.

    Cells that people have changed since the merge stay; each of them is asked about.

    Raises:
        NotMergedError: the record was not merged into another one.
    """
    row = records.find_any(connection, registers[register], key)
    if row is None or row.state is not State.MERGED:
        raise NotMergedError(record=key)
    into = successor(connection, registers[register], row)
    by = replace(source, kind=SourceKind.MERGE, merge=new_id())
    count = asked = 0
    for made in _changes_of(connection, _name_of(connection, register, row.id)):
        one = registers.get(made.register)
        now = records.find_id(connection, one, made.row_id) if one else None
        if one is None or now is None:
            continue
        if made.op == State.MERGED.value:
            proposals.set_state(connection, one, now, State.LIVE, by)
            continue
        before, after = (
            records.values_of(one, {name: pair[place] for name, pair in made.diff.items()})
            for place in (0, 1)
        )
        names = records.under_new_names(one, dict.fromkeys(made.diff))
        values = {name: before.get(name) for name in names}
        outcome = proposals.propose_to(connection, one, now.id, values, base=after, source=by)
        count += bool(outcome.applied)
        asked += len(outcome.conflicts)
    return Merged(str(into.plain[registers[register].key]), key, references=count, asked=asked)


def _name_of(connection: sa.Connection, register: str, row_id: str) -> str:
    """The merge that gave a record up."""
    made = [c for c in changes.history(connection, register, row_id) if c.op == State.MERGED.value]
    return made[-1].source["merge"]


def _changes_of(connection: sa.Connection, merge: str) -> list[changes.Change]:
    """Changes of one merge, the last one first."""
    like = f'%"merge":{json.dumps(merge)}%'
    query = sa.select(change.c.register, change.c.row_id, change.c.seq)
    query = query.where(change.c.source.like(like)).order_by(change.c.seq.desc())
    return [
        made
        for register, row_id, seq in connection.execute(query).all()
        for made in changes.history(connection, register, row_id)
        if made.seq == seq
    ]


def successor(connection: sa.Connection, register: Register, row: Row) -> Row:
    """The record that stands for one that was merged; the record itself where it was not."""
    for _step in range(_MOST_STEPS):
        if row.state is not State.MERGED or row.merged_into is None:
            return row
        found = records.find_id(connection, register, row.merged_into)
        if found is None:
            return row
        row = found
    raise StoreError(reason=f"the merges of the register {register.name} go in a circle")


def current_key(connection: sa.Connection, register: Register, key: str) -> str:
    """The key under which a record is found today; the same key where it was never merged."""
    row = records.find_any(connection, register, key)
    if row is None or row.state is not State.MERGED:
        return key
    return str(successor(connection, register, row).plain.get(register.key, key))


def former_keys(connection: sa.Connection, register: Register, row_id: str) -> list[str]:
    """Keys of all records that were merged into this one, directly or not."""
    table = register_table(register)
    found: list[str] = []
    wanted = [row_id]
    while wanted:
        query = sa.select(table.c["_id"], table.c[register.key])
        query = query.where(table.c["_merged_into"].in_(wanted))
        rows = connection.execute(query.where(table.c["_state"] == State.MERGED.value)).all()
        wanted = [found_id for found_id, _key in rows]
        found += [str(key) for _id, key in rows]
    return found
