"""Vouchers by partner, planned and delivered services, steps of plans."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import sqlalchemy as sa

from formkit.model.report import Block, Chart, Column, Kind, Records
from formkit.rules.books import days
from formkit.rules.delivery import NOT_COUNTED, delivered_by_line, due_of
from formkit.rules.indicators.span import PARTNER, SERVICE, WORKER, Span, cell, heading, rows

_ALL = "COUNTIFS({vouchers.partner},{key}"


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
    def lines(self) -> sa.Subquery:
        """Lines of plans that are due in the period, with what was delivered for them."""
        line, sums = self.span.books.live("plan_lines"), delivered_by_line(self.span.books)
        service = self.span.books.live("services")
        is_counted = sa.and_(line.c["service_id"].is_not(None), line.c["planned_qty"].is_not(None))
        planned = sa.case((is_counted, line.c["planned_qty"]), else_=None)
        delivered = sa.case((is_counted, sa.func.coalesce(sums.c.delivered, 0)), else_=None)
        done = sa.case((line.c["done_on"] <= self.span.end, line.c["done_on"]), else_=None)
        provider = sa.func.coalesce(line.c["provider_id"], service.c["provider_id"])
        due = due_of(line)
        return (
            sa.select(
                line.c["line_id"].label("number"),
                line.c["client_id"].label("client"),
                line.c["service_id"].label("service"),
                provider.label("partner"),
                line.c["responsible"].label("worker"),
                due.label("due"),
                done.label("done_on"),
                sa.type_coerce(planned, line.c["planned_qty"].type).label("planned"),
                sa.type_coerce(delivered, line.c["planned_qty"].type).label("delivered"),
                line.c["result"].label("result"),
            )
            .outerjoin(sums, sums.c.line_id == line.c["line_id"])
            .outerjoin(service, service.c["service_id"] == line.c["service_id"])
            .where(due.between(self.span.period.first, self.span.period.last))
            .where(sa.func.coalesce(line.c["status"], "planned").not_in(NOT_COUNTED))
            .subquery()
        )

    def delivered(self, key: str, register: str) -> Block:
        """Planned and delivered by service or by provider."""
        span, line = self.span, self.lines
        is_short = line.c.delivered < line.c.planned
        gap = sa.func.sum(line.c.delivered) - sa.func.sum(line.c.planned)
        query = sa.select(
            line.c[key],
            sa.func.count(),
            sa.func.sum(line.c.planned),
            sa.func.sum(line.c.delivered),
            sa.type_coerce(gap, line.c.planned.type),
            span.count(is_short),
        ).where(line.c.planned.is_not(None))
        found = span.by_key(query.group_by(line.c[key]))
        is_key, word = f"{{lines.{key}}},{{key}}", span.word
        sums = {n: f"SUMIFS({{lines.{n}}},{is_key})" for n in ("planned", "delivered")}
        columns = (
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
        return Block(
            name=f"delivery_{register}",
            sheet=register,
            title=word(f"delivery_{register}"),
            columns=(*heading(span, register), *columns),
            rows=tuple(rows(span.labels(register), found, 5)),
            chart=Chart("grouped", ("planned", "delivered")),
        )

    def steps(self) -> Block:
        """Steps whose day falls into the period, by the worker responsible."""
        span, line = self.span, self.lines
        is_done = line.c.done_on.is_not(None)
        query = sa.select(
            line.c.worker,
            sa.func.count(),
            span.count(sa.and_(is_done, line.c.done_on <= line.c.due)),
            span.count(sa.and_(is_done, line.c.done_on > line.c.due)),
            span.count(sa.and_(sa.not_(is_done), line.c.due < span.end)),
            span.count(sa.and_(sa.not_(is_done), line.c.due >= span.end)),
        )
        found = span.by_key(query.group_by(line.c.worker))
        word = span.word
        own, done, due = "({lines.worker}={key})", "{lines.done_on}", "{lines.due}"
        columns = (
            Column(name="steps_due", label=word("steps_due"), is_base=True,
                   formula="COUNTIFS({lines.worker},{key})"),
            Column(name="on_time", label=word("on_time"),
                   formula=f"SUMPRODUCT({own}*({done}>0)*({done}<={due}))"),
            Column(name="late", label=word("late"), formula=f"SUMPRODUCT({own}*({done}>{due}))"),
            Column(name="step_overdue", label=word("step_overdue"), red=0,
                   formula=f"SUMPRODUCT({own}*({done}=0)*({due}<as_of))"),
            Column(name="waiting", label=word("waiting"),
                   formula=f"SUMPRODUCT({own}*({done}=0)*({due}>=as_of))"),
        )  # fmt: skip
        return Block(
            name="steps",
            sheet="workers",
            title=word("steps"),
            columns=(*heading(span, WORKER), *columns),
            rows=tuple(rows(span.labels(WORKER), found, 5)),
            chart=Chart("stacked", ("on_time", "late", "step_overdue", "waiting")),
        )

    def results(self) -> Block:
        """What the steps that were done have achieved."""
        span, line = self.span, self.lines
        query = sa.select(line.c.result, sa.func.count()).where(line.c.done_on.is_not(None))
        found = dict(span.books.rows(query.group_by(line.c.result)))
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
        word, line = self.span.word, self.lines
        texts = ("number", "client", "service", "partner", "worker")
        dates, amounts = ("due", "done_on"), ("planned", "delivered")
        query = sa.select(*(line.c[n] for n in (*texts, *dates, *amounts)))
        made = []
        for *first, planned, delivered in self.span.books.rows(query.order_by(line.c.number)):
            gap = None if planned is None else cell(delivered - planned)
            made.append((*first, cell(planned), cell(delivered), gap))
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
