"""What every indicator needs: the registers, the period, the words, the names of the records."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.rules.books import Books

if TYPE_CHECKING:
    from formkit.model.report import Cell, Column
    from formkit.rules.period import Period

WORKER, PARTNER, SERVICE = "staff", "partners", "services"


@cache
def words(locale: str) -> Mapping[str, str]:
    """The words of the report in a language."""
    content = files("formkit.rules").joinpath("words.toml").read_text(encoding="utf-8")
    return {name: entry[locale] for name, entry in tomllib.loads(content).items()}


@dataclass(frozen=True)
class Span:
    """The registers over a period; ``books.today`` is its end, or today while it lasts."""

    books: Books
    period: Period
    locale: str

    @property
    def first(self) -> sa.ColumnElement[date]:
        return sa.literal(self.period.first, sa.Date)

    @property
    def end(self) -> sa.ColumnElement[date]:
        return self.books.day()

    def word(self, name: str) -> str:
        return words(self.locale)[name]

    def within(self, column: Any) -> sa.ColumnElement[bool]:
        """Whether a day falls into the period and is not in the future."""
        return sa.and_(column >= self.first, column <= self.end)

    def happened(self, column: Any) -> sa.ColumnElement[bool]:
        """Whether a day has come by the end; a day that is not known has not."""
        return sa.func.coalesce(column <= self.end, sa.false())

    def count(self, condition: Any) -> sa.ColumnElement[int]:
        """How many rows meet a condition."""
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    def by_key(self, query: sa.Select[Any]) -> dict[str, tuple[Any, ...]]:
        """The rest of each row by its first cell."""
        return {row[0]: row[1:] for row in self.books.rows(query) if row[0] is not None}

    def labels(self, register: str) -> dict[str, str]:
        """The label of every record of a register by its key, in the order of the keys."""
        definition = self.books.registers[register]
        table = self.books.live(register)
        query = sa.select(table.c[definition.key], table.c[definition.label])
        rows = self.books.rows(query.order_by(table.c[definition.key]))
        return {key: label or "" for key, label in rows}

    def choice(self, register: str, column: str, name: str | None) -> str:
        """The label of a choice."""
        known = self.books.registers[register].words.get(self.locale)
        return known.choices.get(column, {}).get(name or "", name or "") if known else name or ""


def cell(value: Any) -> Cell:
    """A number for people: whole where it is whole."""
    if isinstance(value, Decimal | float):
        return int(value) if value == int(value) else float(value)
    return value  # type: ignore[no-any-return]


def rows(
    labels: Mapping[str, str], found: Mapping[str, tuple[Any, ...]], width: int
) -> Iterator[tuple[Cell, ...]]:
    """A row for every key that has numbers, labelled; keys without a record come last."""
    order = [*labels, *sorted(set(found) - set(labels))]
    for key in order:
        if key in found:
            numbers = found[key]
            yield (key, labels.get(key, ""), *(cell(n) for n in numbers[:width]))


def heading(span: Span, name: str) -> tuple[Column, Column]:
    """The first two columns of a table by worker, partner or service."""
    from formkit.model.report import Column, Kind

    label = span.word({WORKER: "worker", PARTNER: "partner", SERVICE: "service"}[name])
    number = Column(name="key", label=span.word("number"), kind=Kind.TEXT)
    return number, Column(name="label", label=label, kind=Kind.TEXT)
