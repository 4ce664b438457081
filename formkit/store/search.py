"""Finding records by words: names, numbers, days, as a person remembers them.

An index of words beside the registers. It follows the change log: whatever was changed since the
last search is read again, so that nobody has to think of it when writing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.language.dates import parse_date
from formkit.store.tables import LIVE, change, document, register_table
from formkit.store.values import from_sql

if TYPE_CHECKING:
    from formkit.fieldtypes.base import Plain
    from formkit.model.register import Column, Register

DOCUMENTS = "_document"
"""Stands for the documents of the ledger, where names of registers stand."""
_SORTED_BY_BYTES = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_LAST = "\U0010ffff"
_BATCH = 20_000
_TYPES = ("text", "id", "person", "phone", "email", "ref", "date", "address")
_NUMBERS = ("id", "phone", "ref")

TABLES = sa.MetaData()

word = sa.Table(
    "search_word",
    TABLES,
    sa.Column("word", _SORTED_BY_BYTES, primary_key=True),
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("row_id", sa.Text, primary_key=True),
    sa.Index("ix_search_word_row", "row_id", "place"),
    sqlite_with_rowid=False,
)

state = sa.Table(
    "search_state",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
)
"""One row: the last entry of the change log that the index knows."""


@dataclass(frozen=True, slots=True)
class Hit:
    place: str
    """Name of a register, or :data:`DOCUMENTS`."""
    row_id: str


def find_words(
    connection: sa.Connection, text: str, locale: str, most: int
) -> tuple[list[Hit], int]:
    """Records that have, for every word typed, one that begins with it; and how many there are.

    A day may be typed as the locale writes it, a number with or without its separators.
    """
    for wanted in _readings(text, locale):
        hits = _select(wanted).subquery()
        total = sa.func.count().over()
        query = sa.select(hits.c.place, hits.c.row_id, total).limit(most)
        found = connection.execute(query.order_by(hits.c.place, hits.c.row_id)).all()
        if found:
            return [Hit(place, row_id) for place, row_id, _total in found], int(found[0][2])
    return [], 0


def _readings(text: str, locale: str) -> Iterator[list[str]]:
    """What may be meant, the likeliest first; each a list of beginnings of words."""
    day = parse_date(text, locale=locale)
    if day is not None:
        yield [day.isoformat()]
        return
    words = [_typed(part, locale) for part in text.split()]
    words = [found for found in words if found]
    if words:
        yield words
    compact = _compact(text)
    if sum(c.isdigit() for c in compact) >= _LONG_NUMBER and [compact] != words:
        yield [compact]


_LONG_NUMBER = 5


def _typed(part: str, locale: str) -> str:
    day = parse_date(part, locale=locale)
    return day.isoformat() if day else folded(part)


def _select(words: Sequence[str]) -> Any:
    one = [
        sa.select(word.c.place, word.c.row_id)
        .where(word.c.word >= begin, word.c.word < begin + _LAST)
        .distinct()
        for begin in words
    ]
    return one[0] if len(one) == 1 else sa.intersect(*one)


def folded(text: str) -> str:
    """A word as it is compared: small letters without marks, without quotes around it."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in parts if not unicodedata.combining(c))
    return plain.strip("«»„“”\"'()[],.;:!?")


def _compact(text: str) -> str:
    return "".join(c for c in folded(text) if c.isalnum())


def words_of(kind: str, plain: Plain) -> Iterator[str]:
    """The words of one value; of a number also its parts and the number without separators."""
    text = str(plain.get("text", "")) if isinstance(plain, Mapping) else str(plain)
    if kind == "date":
        yield text
        return
    for part in text.split():
        yield folded(part)
        if "-" in part and kind not in _NUMBERS:
            yield from (folded(half) for half in part.split("-"))
    if kind in _NUMBERS:
        yield _compact(text)
        yield from (folded(part) for part in re.split(r"[^\w]+", text)[1:] if len(part) > 2)


def follow(
    connection: sa.Connection, registers: Iterable[Register], left_out: frozenset[str]
) -> int:
    """Bring the index up to date; how many records were read again.

    Args:
        connection: of a transaction that writes.
        registers: all registers of the office.
        left_out: names of registers nobody looks into.
    """
    TABLES.create_all(connection)
    known = connection.scalar(sa.select(state.c.seq))
    last = connection.scalar(sa.select(sa.func.max(change.c.seq))) or 0
    if known is None:
        connection.execute(state.insert(), {"id": 1, "seq": 0})
    if (known or 0) >= last:
        return 0
    since = change.c.seq > (known or 0)
    places = set(connection.scalars(sa.select(change.c.register).where(since).distinct()))
    changed = sa.select(change.c.row_id).where(since).distinct() if known else None
    looked_into = [r for r in registers if r.name in places and r.name not in left_out]
    count = 0
    if changed is not None and (looked_into or DOCUMENTS in places):
        connection.execute(word.delete().where(word.c.row_id.in_(changed)))
    if looked_into:
        count += _insert(connection, _register_words(connection, looked_into, changed))
    if DOCUMENTS in places:
        count += _insert(connection, _document_words(connection, changed))
    connection.execute(state.update(), {"seq": last})
    return count


def _insert(connection: sa.Connection, entries: Iterable[tuple[str, str, set[str]]]) -> int:
    batch: list[dict[str, str]] = []
    count = 0
    for place, row_id, words in entries:
        count += 1
        batch += [{"word": w, "place": place, "row_id": row_id} for w in words if w]
        if len(batch) >= _BATCH:
            connection.execute(word.insert(), batch)
            batch = []
    if batch:
        connection.execute(word.insert(), batch)
    return count


def _register_words(
    connection: sa.Connection, registers: Iterable[Register], changed: Any
) -> Iterator[tuple[str, str, set[str]]]:
    for register in registers:
        columns = [c for c in register.columns if c.type.name in _TYPES]
        table = register_table(register)
        query = sa.select(table.c["_id"], *(table.c[column.name] for column in columns))
        query = query.where(table.c["_state"] == LIVE)
        if changed is not None:
            query = query.where(table.c["_id"].in_(changed))
        for row_id, *cells in connection.execute(query).all():
            yield register.name, row_id, set(_cell_words(columns, cells))


def _cell_words(columns: Sequence[Column], cells: Sequence[Any]) -> Iterator[str]:
    for column, cell in zip(columns, cells, strict=True):
        if cell is not None:
            yield from words_of(column.type.name, from_sql(column.type, cell, None))


def _document_words(connection: sa.Connection, changed: Any) -> Iterator[tuple[str, str, set[str]]]:
    """Number, days and everybody named; long texts are left out."""
    query = sa.select(document.c.id, document.c.number, document.c.plain)
    if changed is not None:
        query = query.where(document.c.id.in_(changed))
    for row_id, number, plain in connection.execute(query).all():
        words = {row_id.casefold(), *words_of("id", number or row_id)}
        for value in (plain or {}).values():
            if isinstance(value, Mapping) and "text" in value:
                words.update(words_of("person", value))
            elif isinstance(value, str) and len(value) <= _LONGEST:
                words.update(words_of("id", value))
        yield DOCUMENTS, row_id, words


_LONGEST = 40
