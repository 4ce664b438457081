"""What a document writes into the registers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Value
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.model.form import Field, Form
from formkit.model.record import Values
from formkit.model.register import Feed, Register
from formkit.store import records
from formkit.store.merging import current_key
from formkit.store.proposals import base_of, propose, rows_of, set_state
from formkit.store.records import State

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.store.proposals import Outcome
    from formkit.store.source import Source

ISSUE, RETURN = "issue", "return"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One record a document wants to stand in a register."""

    register: str
    key: str
    values: Mapping[str, Value]


def proposals(
    form: Form, values: Values, registers: Mapping[str, Register], stage: str
) -> Iterator[Proposal]:
    """What a document proposes at a stage: columns the stage owns, as far as it has values."""
    for feed in form.feeds:
        register = registers[feed.register]
        for row in _rows(feed, values):
            cells = dict(_cells(form, feed, register, row, stage))
            key = _key(feed, row)
            if key and cells:
                yield Proposal(register.name, key, cells)


def _rows(feed: Feed, values: Values) -> Iterator[dict[str, Value]]:
    if not feed.each:
        yield dict(values)
        return
    for number, row in enumerate(values.get(feed.each, ()), start=1):
        if row:
            yield {**values, **row, "row": number}


def _key(feed: Feed, row: Mapping[str, Value]) -> str:
    """The key of the record; empty where a field it is made of has no value."""
    parts = {name: v.key if isinstance(v, Reference) else v for name, v in row.items()}
    mask = feed.key if "{" in feed.key else f"{{{feed.key}}}"
    try:
        return mask.format_map(parts)
    except KeyError:
        return ""


def _cells(
    form: Form, feed: Feed, register: Register, row: Mapping[str, Value], stage: str
) -> Iterator[tuple[str, Value]]:
    owned = register.stages.get(stage)
    constants = feed.constants.get(stage, {})
    for column, source in feed.columns.items():
        is_owned = owned is None or column in owned or not register.has_column(column)
        value = row.get(source)
        if is_owned and value is not None and column not in constants:
            yield column, _for_column(register, column, value)
    yield from constants.items()


def _for_column(register: Register, column: str, value: Value) -> Value:
    """A reference becomes its key in a column of plain text, a key becomes a reference."""
    if not register.has_column(column):
        return value
    kind = register.column(column).type
    if isinstance(value, Reference) and not isinstance(kind, ReferenceType):
        return value.key
    if isinstance(value, str) and isinstance(kind, ReferenceType):
        return Reference(value)
    return value


def _proposals_today(
    connection: Connection,
    form: Form,
    values: Values,
    registers: Mapping[str, Register],
    stage: str,
) -> Iterator[Proposal]:
    """The same, with references to records that were merged pointing to those that stand now."""
    for proposal in proposals(form, values, registers, stage):
        cells = dict(proposal.values)
        for column, value in cells.items():
            if isinstance(value, Reference) and (kind := _reference(registers, proposal, column)):
                key = current_key(connection, registers[kind.register], value.key)
                cells[column] = value if key == value.key else Reference(key)
        yield replace(proposal, values=cells)


def _reference(
    registers: Mapping[str, Register], proposal: Proposal, column: str
) -> ReferenceType | None:
    register = registers[proposal.register]
    kind = register.column(column).type if register.has_column(column) else None
    return kind if isinstance(kind, ReferenceType) and kind.register in registers else None


def feed_registers(
    connection: Connection,
    form: Form,
    values: Values,
    registers: Mapping[str, Register],
    source: Source,
) -> list[Outcome]:
    """Propose everything a document has for the registers at the stage of the source.

    The base of a proposal is what the same document proposed before, so that a hand edit made
    meanwhile becomes a conflict and is never overwritten.
    """
    return [
        _feed(connection, registers[proposal.register], proposal, source)
        for proposal in _proposals_today(connection, form, values, registers, source.stage)
    ]


def correct_registers(
    connection: Connection,
    form: Form,
    values: Values,
    registers: Mapping[str, Register],
    source: Source,
) -> tuple[list[Outcome], list[str]]:
    """Put right what an earlier copy of the same document has brought.

    What the earlier copy said and this one leaves out is emptied; a row it no longer has is
    withdrawn. What people changed meanwhile stays: their cells become conflicts.

    Returns:
        What became of every row, and the keys of rows this copy lacks that people have changed.
    """
    proposed = list(_proposals_today(connection, form, values, registers, source.stage))
    outcomes = [_feed(connection, registers[p.register], p, source, form) for p in proposed]
    kept = []
    for name in {feed.register for feed in form.feeds if feed.each}:
        keys = {p.key for p in proposed if p.register == name}
        kept += _withdraw_others(connection, registers[name], keys, source)
    return outcomes, kept


def _withdraw_others(
    connection: Connection, register: Register, keys: Collection[str], source: Source
) -> list[str]:
    """Withdraw rows of the document but those with these keys; keys of the ones that stay."""
    kept = []
    for row in rows_of(connection, register, source.document or "", source.stage):
        key = str(row.plain.get(register.key))
        if key in keys or row.state is not State.LIVE:
            continue
        base = base_of(connection, register, row.id, source.document or "")
        if all(row.values.get(name) == value for name, value in base.items()):
            set_state(connection, register, row, State.VOID, source)
        else:
            kept.append(key)
    return kept


def _feed(
    connection: Connection,
    register: Register,
    proposal: Proposal,
    source: Source,
    corrected: Form | None = None,
) -> Outcome:
    """One record; of a corrected form also the cells that are empty now."""
    key = current_key(connection, register, proposal.key)
    row = records.find(connection, register, key)
    base = base_of(connection, register, row.id, source.document or "") if row else None
    values = dict(proposal.values)
    if corrected is not None:
        owned = register.stages.get(source.stage)
        fed = {c for f in corrected.feeds if f.register == register.name for c in f.columns}
        gone = fed & (base or {}).keys() - values.keys() - {register.key}
        values |= {column: None for column in gone if owned is None or column in owned}
    return propose(connection, register, key, values, base=base, source=source)


def locked_fields(form: Form) -> frozenset[str]:
    """Fields the office fills in before it hands the document out."""
    return frozenset(
        member.name
        for section in form.issued_sections
        for member in section.members
        if not (isinstance(member, Field) and member.type.name == "signature")
    )
