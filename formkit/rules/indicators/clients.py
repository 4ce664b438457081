"""Clients: in and out, by sex, age and group; their visits; the work by month."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from formkit.model.report import Block, Cell, Chart, Column, Kind, Records
from formkit.rules.indicators.span import Span, cell

BANDS = ((18, "under_18"), (36, "18_35"), (61, "36_60"), (1000, "over_60"))
"""Age below which a band ends, in years that begin in the year of the report."""
VISITS = ((0, 0), (1, 2), (3, 5), (6, 10), (11, None))


class Clients:
    def __init__(self, span: Span) -> None:
        self.span = span

    @cached_property
    def active(self) -> sa.Subquery:
        """Clients with the service at the end of the period."""
        client, end = self.span.books.live("clients"), self.span.end
        is_there = sa.or_(client.c["closed_on"].is_(None), client.c["closed_on"] > end)
        names = ("client_id", "worker_id", "intake_date", "sex", "birth_year", "target_group")
        query = sa.select(*(client.c[name] for name in names))
        return query.where(client.c["intake_date"] <= end, is_there).subquery()

    def movement(self) -> Block:
        client, span = self.span.books.live("clients"), self.span
        query = sa.select(
            span.count(span.within(client.c["intake_date"])),
            span.count(span.within(client.c["closed_on"])),
        )
        new, closed = next(span.books.rows(query))
        count = sa.select(sa.func.count()).select_from(self.active)
        active = span.books.connection.scalar(count)
        numbers = {"new": new, "active": active, "closed": closed}
        cells = tuple((span.word(name), number) for name, number in numbers.items())
        return self._counted("movement", "indicator", cells)

    def _counted(self, name: str, first: str, cells: tuple[tuple[Cell, ...], ...]) -> Block:
        word = self.span.word
        columns = (
            Column(name="group", label=word(first), kind=Kind.TEXT),
            Column(name="count", label=word("count"), is_base=True),
        )
        chart = Chart("bars", ("count",))
        return Block(name=name, sheet="clients", title=word(name), columns=columns,
                     rows=cells, chart=chart, note=word("computed"))  # fmt: skip

    def by_choice(self, name: str, column: str) -> Block:
        """Active clients by a choice of their record, in the order of the list."""
        span = self.span
        key = self.active.c[column]
        found = dict(span.books.rows(sa.select(key, sa.func.count()).group_by(key)))
        choices = getattr(span.books.registers["clients"].column(column).type, "choices", ())
        order = [*choices, *sorted(set(found) - set(choices), key=str)]
        cells = tuple(
            (span.choice("clients", column, key) or span.word("unknown"), found[key])
            for key in order
            if key in found
        )
        return self._counted(name, "clients", cells)

    def by_age(self) -> Block:
        """By the years people have or will have in the year of the end of the period."""
        year = self.span.books.today.year
        bands: Counter[str] = Counter()
        for (born,) in self.span.books.rows(sa.select(self.active.c["birth_year"])):
            age = None if born is None else year - int(born)
            bands["unknown" if age is None else _band(age)] += 1
        names = [*(name for _limit, name in BANDS), "unknown"]
        cells = tuple((self.span.word(name), bands[name]) for name in names if bands[name])
        return self._counted("by_age", "clients", cells)

    @cached_property
    def visits(self) -> dict[str, int]:
        """Visits in the period by client."""
        visit = self.span.books.live("visits")
        query = sa.select(visit.c["client_id"], sa.func.count())
        query = query.where(self.span.within(visit.c["visit_date"])).group_by(visit.c["client_id"])
        return dict(self.span.books.rows(query))

    @cached_property
    def active_numbers(self) -> list[str]:
        query = sa.select(self.active.c["client_id"]).order_by(self.active.c["client_id"])
        return [number for (number,) in self.span.books.rows(query)]

    def visit_block(self) -> Block:
        span, counts = self.span, self.visits
        total, visited = sum(counts.values()), len(counts)
        idle = sum(number not in counts for number in self.active_numbers)
        visits = "{clients.visits}"
        lines: dict[str, tuple[Cell, str]] = {
            "visit_count": (total, f"SUM({visits})"),
            "visited": (visited, f'COUNTIFS({visits},">0")'),
            "mean": (cell(total / visited) if visited else None,
                     f'IFERROR(SUM({visits})/COUNTIFS({visits},">0"),"")'),
            "most": (max(counts.values(), default=0), f"MAX({visits})"),
            "none": (idle, f"COUNTIFS({{clients.is_active}},1,{visits},0)"),
        }  # fmt: skip
        columns = (
            Column(name="indicator", label=span.word("indicator"), kind=Kind.TEXT),
            Column(name="value", label=span.word("value"), kind=Kind.NUMBER, is_base=True,
                   formulas=tuple(formula for _value, formula in lines.values())),
        )  # fmt: skip
        cells = tuple((span.word(name), value) for name, (value, _formula) in lines.items())
        return Block(name="visits", sheet="clients", title=span.word("visits"), columns=columns,
                     rows=cells)  # fmt: skip

    def distribution(self) -> Block:
        """How many clients had how many visits: all that are active or had any."""
        counts = Counter(self.visits)
        everybody = set(self.active_numbers) | set(self.visits)
        span, visits = self.span, "{clients.visits}"
        cells, formulas = [], []
        for least, most in VISITS:
            shown = (
                f"{least}+" if most is None else f"{least}" if least == most else f"{least}–{most}"
            )
            number = sum(
                least <= counts[client] and (most is None or counts[client] <= most)
                for client in everybody
            )
            cells.append((shown, number))
            upper = "" if most is None else f',{visits},"<={most}"'
            formulas.append(f'COUNTIFS({visits},">={least}"{upper})')
        columns = (
            Column(name="visits", label=span.word("visits_a_client"), kind=Kind.TEXT),
            Column(name="clients", label=span.word("clients"), formulas=tuple(formulas),
                   is_base=True),
        )  # fmt: skip
        chart = Chart("bars", ("clients",))
        return Block(name="distribution", sheet="clients", title=span.word("distribution"),
                     columns=columns, rows=tuple(cells), chart=chart)  # fmt: skip

    def records(self) -> Records:
        word, active = self.span.word, set(self.active_numbers)
        columns = (
            Column(name="client", label=word("client"), kind=Kind.TEXT),
            Column(name="is_active", label=word("is_active")),
            Column(name="visits", label=word("visit_count")),
        )
        everybody = sorted(active | set(self.visits))
        cells = tuple((key, int(key in active), self.visits.get(key, 0)) for key in everybody)
        return Records("clients", word("r_clients"), columns, cells)

    def months(self) -> Block:
        """The work of every month that has begun."""
        span = self.span
        months = [m for m in span.period.months() if m[0] <= span.books.today]
        series: dict[str, tuple[str, str, Any]] = {
            "new": ("clients", "intake_date", None),
            "cases": ("cases", "opened_on", None),
            "contacts": ("contacts", "contact_date", "held"),
            "issued": ("vouchers", "issued_on", None),
            "returned": ("vouchers", "returned_on", None),
            "visit_count": ("visits", "visit_date", None),
        }
        counted = {name: self._by_month(*source) for name, source in series.items()}
        names = [f"{first:%Y-%m}" for first, _last in months]
        cells: tuple[tuple[Cell, ...], ...] = tuple(
            (name, *(column.get(name, 0) for column in counted.values())) for name in names
        )
        labels = {name: name for name in series}
        labels |= {"cases": "opened_cases", "issued": "t_issued", "returned": "t_returned"}
        columns = (
            Column(name="month", label=span.word("month"), kind=Kind.TEXT),
            *(Column(name=name, label=span.word(labels[name]), is_base=True) for name in series),
        )
        chart, note = Chart("lines", tuple(series)), span.word("computed")
        return Block(name="months", sheet="trend", title=span.word("trend"), columns=columns,
                     rows=cells, chart=chart, note=note)  # fmt: skip

    def _by_month(self, register: str, day: str, flag: str | None) -> dict[str, int]:
        """How many records of a register each month has, by the ISO name of the month."""
        table = self.span.books.live(register)
        on = table.c[day]
        query = sa.select(on, sa.func.count()).where(self.span.within(on)).group_by(on)
        query = query.where(table.c[flag].is_(True)) if flag else query
        months: Counter[str] = Counter()
        for date, count in self.span.books.rows(query):
            months[f"{date:%Y-%m}"] += count
        return months

    def blocks(self) -> list[Block]:
        return [
            self.movement(),
            self.by_choice("by_sex", "sex"),
            self.by_age(),
            self.by_choice("by_group", "target_group"),
            self.visit_block(),
            self.distribution(),
            self.months(),
        ]


def _band(age: int) -> str:
    return next(name for limit, name in BANDS if age < limit)
