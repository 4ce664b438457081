"""What waits for a person, as the workbook asks it, and what people have answered there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any

from formkit.language.text import say
from formkit.store import records, reviews
from formkit.store.reviews import ReviewItem, ReviewKind
from formkit.store.values import to_value
from formkit.workbook.cells import format_cell
from formkit.workbook.edits import shapes_of
from formkit.workbook.words import WORDS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.fieldtypes.base import Plain
    from formkit.model.register import Register
    from formkit.workbook.cells import Shape


class Topic(Enum):
    """The sheets of questions, in their order."""

    CONFLICTS = "conflicts"
    REJECTED = "rejected"
    WAITING = "waiting"


_TOPICS = {ReviewKind.CONFLICT: Topic.CONFLICTS, ReviewKind.PROBLEM: Topic.REJECTED}


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    topic: Topic
    cells: tuple[str, ...]
    """Register, record, column, before, in the register, proposed, where from."""
    marked: str
    """The cell to be coloured, as ``record|column``; empty for none."""


def ask(connection: Connection, registers: Sequence[Register], locale: str) -> list[Question]:
    """Everything open about records of these registers.

    Questions about documents are left out: they may quote what belongs in no workbook.
    """
    known = {register.name: register for register in registers}
    return [
        _question(connection, item, known[item.register], locale)
        for item in reviews.open_items(connection)
        if item.register in known
    ]


def _question(
    connection: Connection, item: ReviewItem, register: Register, locale: str
) -> Question:
    words, shapes = register.words[locale], shapes_of(register, locale)
    row = records.find_id(connection, register, item.row_id) if item.row_id else None
    record = str(row.plain.get(register.key, "")) if row else ""
    if item.path is not None and register.has_column(item.path):
        shape = shapes[item.path]
        column = words.columns[item.path]
        now = shown(row.plain.get(item.path) if row else None, shape)
        was, wanted = shown(item.base, shape), _proposed(item, shape, locale)
    else:
        now = _whole(row.plain, register, locale) if row else ""
        column, was = _reason(item.kind, locale), ""
        wanted = _whole(_other(connection, item, register), register, locale)
    cells = (words.title, record, column, was, now, wanted, _origin(item, locale))
    marked = f"{item.row_id}|{item.path}" if item.row_id and item.path else ""
    return Question(item.id, _TOPICS.get(item.kind, Topic.WAITING), cells, marked)


def _other(connection: Connection, item: ReviewItem, register: Register) -> Any:
    """The row that is proposed; of twins the record that was there before."""
    if item.kind is not ReviewKind.TWIN or not isinstance(item.proposed, Mapping):
        return item.proposed
    row = records.find_id(connection, register, str(item.proposed["id"]))
    return row.plain if row else None


def _reason(kind: ReviewKind, locale: str) -> str:
    """Why a whole row waits."""
    kinds = (
        ReviewKind.DUPLICATE,
        ReviewKind.KEYLESS,
        ReviewKind.WITHDRAWN,
        ReviewKind.TWIN,
    )
    return dict(zip(kinds, WORDS[locale].reasons, strict=True)).get(kind, "")


def shown(plain: Plain, shape: Shape) -> str:
    """A value as the sheet of its register shows it."""
    cell = format_cell(to_value(shape.type, plain), shape)
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    return f"{cell:f}" if isinstance(cell, Decimal) else shape.type.format(cell, shape.locale)


def _proposed(item: ReviewItem, shape: Shape, locale: str) -> str:
    if item.kind is not ReviewKind.PROBLEM:
        return shown(item.proposed, shape)
    text = item.proposed.get("text", "") if isinstance(item.proposed, Mapping) else ""
    why = say(item.problem.code.value, locale, **item.problem.values) if item.problem else ""
    return f"{text}\n{why}".strip()


def _whole(plain: Any, register: Register, locale: str) -> str:
    """A record in one cell, a line a column."""
    words, shapes = register.words[locale], shapes_of(register, locale)
    lines = [
        f"{words.columns[name]}: {shown(plain[name], shapes[name])}"
        for name in shapes
        if isinstance(plain, Mapping) and plain.get(name) is not None
    ]
    return "\n".join(lines)


def _origin(item: ReviewItem, locale: str) -> str:
    document, workbook, data, decision = WORDS[locale].origins
    kinds = {"document": document, "workbook": workbook, "data": data, "review": decision}
    kind = kinds.get(item.source.get("kind", ""), "")
    day = f"{item.opened_at.astimezone():%d.%m.%Y %H:%M}"
    return ", ".join(part for part in (kind, item.source.get("actor", ""), day) if part)
