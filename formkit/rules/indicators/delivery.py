"""Vouchers by partner, planned and delivered services, steps of plans."""

from __future__ import annotations

import operator
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from formkit.model.report import Block, Chart, Column, Kind, Records
from formkit.rules.books import days
from formkit.rules.delivery import NOT_COUNTED, delivered_by_line, due_of
from formkit.rules.indicators.span import PARTNER, SERVICE, WORKER, Span, cell, heading, rows

_ALL = "COUNTIFS({vouchers.partner},{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a plan, as far as its time has come."""

    number: str
    client: str
    service: str | None
    partner: str | None
    worker: str | None
    due: date
    done_on: date | None
    planned: Decimal | None
    """None for a step without service or quantity."""
    delivered: Decimal | None
    result: str | None


class Delivery:
    def __init__(self, span: Span) -> None:
        self.span = span

    def vouchers(self) -> Block:
        """What became of the vouchers issued in the period, by partner."""
        span = self.span
        voucher = span.books.live("vouchers")
        returned = span.happened(voucher.c["returned_on"])
        late = sa.and_(voucher.c["valid_until"] < span.end, sa.not_(returned))
        taken = sa.case(
            (returned, days(voucher.c["returned_on"], voucher.c["issued_on"])), else_=None
        )
        query = sa.select(
            voucher.c["partner_id"],
            sa.func.count(),
            span.count(returned),
            span.count(span.happened(voucher.c["served_on"])),
            span.count(voucher.c["status"] == "refused"),
            span.count(voucher.c["status"] == "client_did_not_come"),
            span.count(late),
            sa.func.sum(taken) * 1.0 / sa.func.nullif(span.count(returned), 0),
        ).where(self._is_counted(voucher))
        found = span.by_key(query.group_by(voucher.c["partner_id"]))
        return Block(
            name="vouchers",
            sheet="partners",
            title=span.word("vouchers"),
            columns=(*heading(span, PARTNER), *self._voucher_columns()),
            rows=tuple(rows(span.labels(PARTNER), found, 7)),
            chart=Chart("grouped", ("issued", "returned", "served", "expired")),
        )

    def _is_counted(self, voucher: sa.Subquery) -> sa.ColumnElement[bool]:
        is_cancelled = sa.func.coalesce(voucher.c["status"], "") == "cancelled"
        return sa.and_(self.span.within(voucher.c["issued_on"]), sa.not_(is_cancelled))

    def _voucher_columns(self) -> tuple[Column, ...]:
        word = self.span.word
        late = _ALL + ',{vouchers.valid_until},"<"&as_of'
        mean = "AVERAGEIFS({vouchers.days},{vouchers.partner},{key})"
        refused, missing = (
            _ALL + f',{{vouchers.status}},"{self.span.choice("vouchers", "status", name)}")'
            for name in ("refused", "client_did_not_come")
        )
        return (
            Column(name="issued", label=word("issued"), formula=_ALL + ")", is_base=True),
            Column(name="returned", label=word("returned"),
                   formula=_ALL + ',{vouchers.returned_on},"<="&as_of)'),
            Column(name="served", label=word("served"),
                   formula=_ALL + ',{vouchers.served_on},"<="&as_of)'),
            Column(name="refused", label=word("refused"), formula=refused),
            Column(name="not_come", label=word("not_come"), formula=missing),
            Column(name="expired", label=word("expired"), red=0,
                   formula=late + ")-" + late + ',{vouchers.returned_on},"<="&as_of)'),
            Column(name="mean_days", label=word("mean_days"), kind=Kind.NUMBER,
                   formula=f'IFERROR({mean},"")'),
        )  # fmt: skip

    def voucher_records(self) -> Records:
        span, word = self.span, self.span.word
        voucher = span.books.live("vouchers")
        names = ("voucher_no", "client_id", "service_id", "partner_id", "issued_on", "valid_until")
        more = ("served_on", "returned_on", "status")
        query = (
            sa.select(*(voucher.c[name] for name in (*names, *more)))
            .where(self._is_counted(voucher))
            .order_by(voucher.c["voucher_no"])
        )
        made = [self._voucher_record(row) for row in span.books.rows(query)]
        columns = (
            *(Column(name=name, label=word(name), kind=Kind.TEXT)
              for name in ("number", "client", "service", "partner")),
            *(Column(name=name, label=word(name), kind=Kind.DATE)
              for name in ("issued_on", "valid_until", "served_on", "returned_on")),
            Column(name="status", label=word("status"), kind=Kind.TEXT),
            Column(name="days", label=word("days")),
        )  # fmt: skip
        return Records("vouchers", word("r_vouchers"), columns, tuple(made))

    def _voucher_record(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        *first, served, returned, status = row
        end = self.span.books.today
        served, returned = (d if d is not None and d <= end else None for d in (served, returned))
        taken = (returned - row[4]).days if returned else None
        label = self.span.choice("vouchers", "status", status)
        return (*first, served, returned, label, taken)

    @cached_property
    def lines(self) -> list[Line]:
        """Lines of plans that are due in the period, with what was delivered for them."""
        span, books = self.span, self.span.books
        line, service, sums = (
            books.live("plan_lines"),
            books.live("services"),
            delivered_by_line(books),
        )
        due = due_of(line)
        names = ("line_id", "client_id", "service_id", "responsible", "done_on", "result")
        query = (
            sa.select(
                *(line.c[name] for name in names),
                sa.func.coalesce(line.c["provider_id"], service.c["provider_id"]),
                due,
                line.c["planned_qty"],
                sums.c.delivered,
            )
            .outerjoin(sums, sums.c.line_id == line.c["line_id"])
            .outerjoin(service, service.c["service_id"] == line.c["service_id"])
            .where(due.between(span.period.first, span.period.last))
            .where(sa.func.coalesce(line.c["status"], "planned").not_in(NOT_COUNTED))
            .order_by(line.c["line_id"])
        )
        return [self._line(row) for row in books.rows(query)]

    def _line(self, row: tuple[Any, ...]) -> Line:
        *texts, done, result, partner, due, planned, delivered = row
        number, client, service, worker = texts
        is_counted = service is not None and planned is not None
        return Line(
            number=number,
            client=client,
            service=service,
            partner=partner,
            worker=worker,
            due=due,
            done_on=done if done is not None and done <= self.span.books.today else None,
            planned=planned if is_counted else None,
            delivered=(delivered or Decimal(0)) if is_counted else None,
            result=result,
        )

    def delivered(self, key: str, register: str) -> Block:
        """Planned and delivered by service or by provider."""
        sums: dict[str, tuple[Any, ...]] = {}
        for line in self.lines:
            name = getattr(line, key)
            if line.planned is None or line.delivered is None or name is None:
                continue
            gap = line.delivered - line.planned
            added = (1, line.planned, line.delivered, gap, int(gap < 0))
            sums[name] = tuple(map(operator.add, sums.get(name, (0,) * 5), added))
        return Block(
            name=f"delivery_{register}",
            sheet=register,
            title=self.span.word(f"delivery_{register}"),
            columns=(*heading(self.span, register), *self._delivery_columns(key)),
            rows=tuple(rows(self.span.labels(register), sums, 5)),
            chart=Chart("grouped", ("planned", "delivered")),
        )

    def _delivery_columns(self, key: str) -> tuple[Column, ...]:
        is_key, word = f"{{lines.{key}}},{{key}}", self.span.word
        sums = {n: f"SUMIFS({{lines.{n}}},{is_key})" for n in ("planned", "delivered")}
        return (
            Column(name="lines", label=word("lines"), is_base=True,
                   formula=f'COUNTIFS({is_key},{{lines.planned}},">=0")'),
            Column(name="planned", label=word("planned"), kind=Kind.NUMBER,
                   formula=sums["planned"]),
            Column(name="delivered", label=word("delivered"), kind=Kind.NUMBER,
                   formula=sums["delivered"]),
            Column(name="gap", label=word("gap"), kind=Kind.NUMBER,
                   formula=f"{sums['delivered']}-{sums['planned']}"),
            Column(name="short", label=word("short"), red=0,
                   formula=f'COUNTIFS({is_key},{{lines.gap}},"<0")'),
        )  # fmt: skip

    def steps(self) -> Block:
        """Steps whose day falls into the period, by the worker responsible."""
        end, word = self.span.books.today, self.span.word
        sums: dict[str, tuple[Any, ...]] = {}
        for line in self.lines:
            done, due = line.done_on, line.due
            is_done = done is not None
            added = (
                1,
                int(done is not None and done <= due),
                int(done is not None and done > due),
                int(not is_done and due < end),
                int(not is_done and due >= end),
            )
            if line.worker is not None:
                before = sums.get(line.worker, (0,) * 5)
                sums[line.worker] = tuple(map(operator.add, before, added))
        own, done_on, due_on = "({lines.worker}={key})", "{lines.done_on}", "{lines.due}"
        columns = (
            Column(name="steps_due", label=word("steps_due"), is_base=True,
                   formula="COUNTIFS({lines.worker},{key})"),
            Column(name="on_time", label=word("on_time"),
                   formula=f"SUMPRODUCT({own}*({done_on}>0)*({done_on}<={due_on}))"),
            Column(name="late", label=word("late"),
                   formula=f"SUMPRODUCT({own}*({done_on}>{due_on}))"),
            Column(name="step_overdue", label=word("step_overdue"), red=0,
                   formula=f"SUMPRODUCT({own}*({done_on}=0)*({due_on}<as_of))"),
            Column(name="waiting", label=word("waiting"),
                   formula=f"SUMPRODUCT({own}*({done_on}=0)*({due_on}>=as_of))"),
        )  # fmt: skip
        return Block(
            name="steps",
            sheet="workers",
            title=word("steps"),
            columns=(*heading(self.span, WORKER), *columns),
            rows=tuple(rows(self.span.labels(WORKER), sums, 5)),
            chart=Chart("stacked", ("on_time", "late", "step_overdue", "waiting")),
        )

    def results(self) -> Block:
        """What the steps that were done have achieved."""
        span = self.span
        found = Counter(line.result for line in self.lines if line.done_on is not None)
        type_ = span.books.registers["plan_lines"].column("result").type
        names = [*getattr(type_, "choices", ()), None]
        cells = [
            (span.choice("plan_lines", "result", name) or span.word("unknown"), found[name])
            for name in names
            if name in found
        ]
        columns = (
            Column(name="result", label=span.word("result"), kind=Kind.TEXT),
            Column(name="count", label=span.word("count"), is_base=True),
        )
        chart = Chart("bars", ("count",))
        return Block(name="results", sheet="services", title=span.word("results"),
                     columns=columns, rows=tuple(cells), chart=chart)  # fmt: skip

    def line_records(self) -> Records:
        word = self.span.word
        texts = ("number", "client", "service", "partner", "worker")
        dates, amounts = ("due", "done_on"), ("planned", "delivered")
        made = []
        for line in self.lines:
            gap = None if line.planned is None else (line.delivered or 0) - line.planned
            first = (getattr(line, name) for name in (*texts, *dates))
            made.append((*first, cell(line.planned), cell(line.delivered), cell(gap)))
        columns = (
            *(Column(name=name, label=word(name), kind=Kind.TEXT) for name in texts),
            *(Column(name=name, label=word(name), kind=Kind.DATE) for name in dates),
            *(Column(name=n, label=word(n), kind=Kind.NUMBER) for n in (*amounts, "gap")),
        )
        return Records("lines", word("r_lines"), columns, tuple(made))

    def blocks(self) -> list[Block]:
        return [
            self.steps(),
            self.vouchers(),
            self.delivered("partner", PARTNER),
            self.delivered("service", SERVICE),
            self.results(),
        ]
