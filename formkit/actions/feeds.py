"""What a document writes into the registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Value
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.model.form import Field, Form
from formkit.model.record import Values
from formkit.model.register import Feed, Register
from formkit.store import records
from formkit.store.proposals import base_of, propose

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
        is_owned = owned is None or column in owned
        value = row.get(source)
        if is_owned and value is not None and column not in constants:
            yield column, _for_column(register, column, value)
    yield from constants.items()


def _for_column(register: Register, column: str, value: Value) -> Value:
    """A reference becomes its key in a column of plain text, a key becomes a reference."""
    kind = register.column(column).type
    if isinstance(value, Reference) and not isinstance(kind, ReferenceType):
        return value.key
    if isinstance(value, str) and isinstance(kind, ReferenceType):
        return Reference(value)
    return value


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
    outcomes = []
    for proposal in proposals(form, values, registers, source.stage):
        register = registers[proposal.register]
        row = records.find(connection, register, proposal.key)
        document = source.document or ""
        base = base_of(connection, register, row.id, document) if row else None
        outcomes.append(
            propose(connection, register, proposal.key, proposal.values, base=base, source=source)
        )
    return outcomes


def locked_fields(form: Form) -> frozenset[str]:
    """Fields the office fills in before it hands the document out."""
    return frozenset(
        member.name
        for section in form.issued_sections
        for member in section.members
        if not (isinstance(member, Field) and member.type.name == "signature")
    )
