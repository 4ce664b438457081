"""All indicators of a period: tables, first sheet, records behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from formkit.model.report import Block, Cell, Column, Kind, Records, Total
from formkit.rules.definitions import rules
from formkit.rules.finding import Finding
from formkit.rules.indicators.cases import Cases
from formkit.rules.indicators.clients import Clients
from formkit.rules.indicators.delivery import Delivery
from formkit.rules.indicators.span import Span
from formkit.rules.indicators.staff import Staff
from formkit.store import tables

MOST_RECORDS = 20_000
"""Records of a kind that a workbook shows; with more, its numbers stand without formulas."""
_FULL = 100.0001
"""Hundredths of the norm, and room for the last digit of a sum of fractions."""


class Indicators:
    """The work of one period, each number asked for once."""

    def __init__(self, span: Span, findings: Sequence[Finding]) -> None:
        self.span = span
        self.findings = findings
        self.cases = Cases(span)
        self.delivery = Delivery(span)
        self.clients = Clients(span)
        self.staff = Staff(span)

    @property
    def numbers(self) -> Mapping[str, int]:
        """Settings that the formulas name."""
        books = self.span.books
        return {
            "gap_days": books.setting("R10", "gap_days"),
            "year_days": books.setting("R32", "months_days"),
        }

    @cached_property
    def blocks(self) -> list[Block]:
        return [
            *self.cases.blocks(),
            *self.delivery.blocks(),
            *self.clients.blocks(),
            self.staff.development(),
            self._breaches(),
        ]

    def records(self) -> list[Records]:
        """Records behind the numbers; a kind with too many of them is left out."""
        made = [
            self.cases.records(),
            self.delivery.voucher_records(),
            self.delivery.line_records(),
            self.clients.records(),
            self.staff.records(),
        ]
        return [one for one in made if len(one.rows) <= MOST_RECORDS]

    def _breaches(self) -> Block:
        """How many findings each rule has."""
        word = self.span.word
        counts = Counter(finding.rule for finding in self.findings)
        weights = {name: rule.severity.value for name, rule in rules().items()}
        cells = tuple((name, word(weights[name]), counts[name]) for name in sorted(counts))
        columns = (
            Column(name="rule", label=word("rule"), kind=Kind.TEXT),
            Column(name="severity", label=word("severity"), kind=Kind.TEXT),
            Column(name="count", label=word("count")),
        )
        return Block(name="breaches", sheet="rules", title=word("breaches"), columns=columns,
                     rows=cells, note=word("computed"))  # fmt: skip

    def totals(self) -> list[Total]:
        """The first sheet: what a head looks at first."""
        cases = [row for row in self.cases.found if row["is_open"]]
        load, hours = self._cells("caseload", "load"), self._cells("development", "hours")
        return [
            self._sum("cases", "caseload", "cases"),
            self._own("t_overload", sum(_number(cell) > _FULL for cell in load), red=0),
            self._sum("t_no_plan", "caseload", "no_plan", amber=0),
            self._sum("t_overdue", "caseload", "overdue", red=0),
            self._own("t_silent", self.cases.silent, red=0),
            self._own("t_consent", sum(row["personal_data"] == 0 for row in cases), amber=0),
            self._sum("t_issued", "vouchers", "issued"),
            self._sum("t_returned", "vouchers", "returned"),
            self._sum("t_expired", "vouchers", "expired", red=0),
            self._sum("t_planned", "delivery_services", "planned", kind=Kind.NUMBER),
            self._sum("t_delivered", "delivery_services", "delivered", kind=Kind.NUMBER),
            self._sum("t_short", "delivery_services", "short", red=0),
            self._own("t_duplicates", sum(f.rule == "R16" for f in self.findings), amber=0),
            self._own("t_few", self.cases.few_requests, amber=0),
            self._own("t_untrained", sum(not hour for hour in hours), amber=0),
            self._own("t_sessions", self.staff.sessions),
            self._own("t_reviews", self._count(tables.review, "state", "open"), amber=0),
            self._own("t_documents", self._count(tables.document, "status", "issued")),
        ]

    def _cells(self, block: str, column: str) -> list[Cell]:
        return next(b for b in self.blocks if b.name == block).cells(column)

    def _sum(self, name: str, block: str, column: str, **limits: Any) -> Total:
        value = sum(_number(cell) for cell in self._cells(block, column))
        return Total(name, self.span.word(name), value, block, column, **limits)

    def _own(self, name: str, value: int, **limits: Any) -> Total:
        return Total(name, self.span.word(name), value, **limits)

    def _count(self, table: sa.Table, column: str, value: str) -> int:
        """Rows of the ledger in a state: questions that wait, documents that are out."""
        query = sa.select(sa.func.count()).select_from(table).where(table.c[column] == value)
        return int(self.span.books.connection.scalar(query) or 0)


def _number(cell: Cell) -> int | float:
    return cell if isinstance(cell, int | float) else 0
