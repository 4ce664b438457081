"""A report on the work of a period: tables of numbers, what is to be done, records behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

Cell = str | int | float | date | None
SUPPRESSED = "<5"
"""Stands where a number of people is too small to leave the office."""


class Kind(Enum):
    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    PERCENT = "percent"
    """A number of hundredths: 100 is all."""
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    name: str
    label: str
    kind: Kind = Kind.WHOLE
    formula: str = ""
    """Of a spreadsheet, in braces ``key`` and ``records.column``; empty for a value only."""
    formulas: tuple[str, ...] = ()
    """One a row, where every row has its own."""
    amber: float | None = None
    """Above this the cell is amber; None for never."""
    red: float | None = None
    is_base: bool = False
    """Counts the people the other numbers of its row are about."""


@dataclass(frozen=True, slots=True)
class Chart:
    kind: str
    """``bars``, ``grouped``, ``stacked`` or ``lines``."""
    columns: tuple[str, ...]
    """Names of the columns shown, one series each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One table of the report; the first column names the row, and formulas compare with it."""

    name: str
    sheet: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None
    note: str = ""

    def cells(self, column: str) -> list[Cell]:
        place = [c.name for c in self.columns].index(column)
        return [row[place] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Records:
    """Records behind the numbers, by client number only."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Total:
    """One line of the first sheet: a sum of a column, or a number of its own."""

    name: str
    label: str
    value: Cell
    block: str = ""
    column: str = ""
    amber: float | None = None
    red: float | None = None
    kind: Kind = Kind.WHOLE


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done."""

    rule: str
    severity: str
    """``error``, ``warning`` or ``info``."""
    text: str
    client: str
    worker: str
    partner: str
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    locale: str
    words: Mapping[str, str]
    title: str
    office: str
    period: str
    first: date
    last: date
    as_of: date
    """The end of the period, or today where it is not over."""
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Settings the formulas name."""
    totals: Sequence[Total] = ()
    blocks: Sequence[Block] = ()
    tasks: Sequence[Task] = ()
    records: Sequence[Records] = ()
    is_outside: bool = False
    """For readers outside the office: no records, no tasks, no small numbers."""

    def block(self, name: str) -> Block:
        return next(block for block in self.blocks if block.name == name)


def without_small_cells(block: Block, least: int = 5) -> Block:
    """Numbers of fewer people than this become ``<5``, with everything else in their rows.

    Where one row alone is hidden, the next smallest is hidden too: nobody subtracts it from a sum.
    """
    bases = [place for place, column in enumerate(block.columns) if column.is_base]
    hidden = {n for n, row in enumerate(block.rows) if _is_small(row, bases, least)}
    others = [n for n, row in enumerate(block.rows) if n not in hidden and _base(row, bases)]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda n: _base(block.rows[n], bases)))
    rows = tuple(_hidden(row) if n in hidden else row for n, row in enumerate(block.rows))
    plain = tuple(
        Column(name=c.name, label=c.label, kind=c.kind, amber=c.amber, red=c.red, is_base=c.is_base)
        for c in block.columns
    )
    return Block(
        name=block.name,
        sheet=block.sheet,
        title=block.title,
        columns=plain,
        rows=rows,
        chart=None if hidden else block.chart,
        note=block.note,
    )


def _base(row: tuple[Cell, ...], bases: list[int]) -> float:
    return max((float(c) for n, c in enumerate(row) if n in bases and _is_number(c)), default=0.0)  # type: ignore[arg-type]


def _is_small(row: tuple[Cell, ...], bases: list[int], least: int) -> bool:
    return any(0 < float(row[n]) < least for n in bases if _is_number(row[n]))  # type: ignore[arg-type]


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float)


def _hidden(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return tuple(SUPPRESSED if _is_number(cell) else cell for cell in row)
