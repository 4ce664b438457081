"""Caseload, reviews, first weeks, contacts and consents, by worker."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from formkit.model.report import Block, Chart, Column, Kind, Records
from formkit.rules.cases import norm_of, silences
from formkit.rules.indicators.span import WORKER, Span, heading, rows
from formkit.rules.plans import next_review, running_plans

_OWN = "{cases.worker},{key}"
_ENDED = _OWN + ',{cases.closed_on},"<="&as_of'
_OPEN = f"COUNTIFS({_OWN})-COUNTIFS({_ENDED})"
_LOAD = f"SUMIFS({{cases.load}},{_OWN})-SUMIFS({{cases.load}},{_ENDED})"


class Cases:
    """Every case of the period with what the indicators need; read once."""

    def __init__(self, span: Span) -> None:
        self.span = span

    @cached_property
    def found(self) -> list[dict[str, Any]]:
        """Cases that were open on some day of the period, in the order of their numbers."""
        span, books = self.span, self.span.books
        case, staff, silence = books.live("cases"), books.live("staff"), silences(books)
        columns = {
            "number": case.c["case_id"],
            "client": case.c["client_id"],
            "worker": case.c["worker_id"],
            "opened": case.c["opened_on"],
            "closed_on": case.c["closed_on"],
            "requests": case.c["requests_count"],
            "model": sa.func.coalesce(case.c["cm_model"], staff.c["cm_model"]),
            "limit": staff.c["caseload_limit"],
            "silence": silence.c.silence,
        }
        lasted = sa.or_(case.c["closed_on"].is_(None), case.c["closed_on"] >= span.first)
        query = (
            sa.select(*(column.label(name) for name, column in columns.items()))
            .outerjoin(staff, staff.c["worker_id"] == case.c["worker_id"])
            .outerjoin(silence, silence.c.case_id == case.c["case_id"])
            .where(case.c["opened_on"] <= span.end, lasted)
            .order_by(case.c["case_id"])
        )
        found = [dict(zip(columns, row, strict=True)) for row in books.rows(query)]
        return [self._completed(row) for row in found]

    def _completed(self, row: dict[str, Any]) -> dict[str, Any]:
        books, client = self.span.books, row["client"]
        closed, window = row["closed_on"], books.setting("R10", "window_days")
        is_open = closed is None or closed > books.today
        norm = norm_of(books, row["model"], row["limit"])
        plan = self.plans.get(client)
        is_early = row["opened"] + timedelta(days=window) >= self.span.period.first
        more: dict[str, Any] = {"load": 100 / norm if norm else 0, "is_open": is_open}
        more["has_plan"] = int(plan is not None) if is_open else None
        more["review_due"] = plan[0] if is_open and plan else None
        more["silence"] = row["silence"] if is_early else None
        for name, clients in self.consents.items():
            more[name] = int(client in clients) if is_open else None
        return row | more

    @cached_property
    def plans(self) -> dict[str, tuple[Any, ...]]:
        """The day of the next review by client, of plans in force."""
        books = self.span.books
        return {plan.client: (next_review(books, plan),) for plan in running_plans(books)}

    @cached_property
    def consents(self) -> dict[str, set[str]]:
        """Clients with a valid consent by its kind, and with an agreement in force."""
        span, books = self.span, self.span.books
        consent, agreement = books.live("consents"), books.live("agreements")
        clients: dict[str, set[str]] = {
            "agreement": set(),
            "personal_data": set(),
            "medical": set(),
        }
        is_valid = sa.and_(
            consent.c["given_on"] <= span.end,
            sa.or_(consent.c["valid_until"].is_(None), consent.c["valid_until"] >= span.end),
            sa.or_(consent.c["withdrawn_on"].is_(None), consent.c["withdrawn_on"] > span.end),
        )
        kinds = {"personal_data": "personal_data", "medical_disclosure": "medical"}
        query = sa.select(consent.c["client_id"], consent.c["consent_type"]).where(is_valid)
        for client, kind in books.rows(query):
            if kind in kinds:
                clients[kinds[kind]].add(client)
        in_force = sa.and_(
            agreement.c["signed_client_on"] <= span.end,
            agreement.c["signed_head_on"] <= span.end,
            sa.or_(agreement.c["valid_until"].is_(None), agreement.c["valid_until"] >= span.end),
            sa.or_(agreement.c["terminated_on"].is_(None), agreement.c["terminated_on"] > span.end),
        )
        found = books.rows(sa.select(agreement.c["client_id"]).where(in_force))
        clients["agreement"] = {client for (client,) in found}
        return clients

    @cached_property
    def contacts(self) -> dict[str, tuple[Any, ...]]:
        """Contacts held, and planned ones that were not, by worker."""
        span = self.span
        contact = span.books.live("contacts")
        held = span.count(contact.c["held"].is_(True))
        missed = span.count(contact.c["held"].is_(False))
        day = sa.func.coalesce(contact.c["contact_date"], contact.c["planned_on"])
        query = sa.select(contact.c["worker_id"], held, missed).where(span.within(day))
        return span.by_key(query.group_by(contact.c["worker_id"]))

    def blocks(self) -> list[Block]:
        return [self.caseload(), self.consent_block()]

    def caseload(self) -> Block:
        """Cases, load, plans and first weeks of every worker."""
        gap = self.span.books.setting("R10", "gap_days")
        sums: defaultdict[str, list[Any]] = defaultdict(lambda: [0] * 10)
        for row in self.found:
            numbers = sums[row["worker"] or ""]
            is_open, silence = row["is_open"], row["silence"]
            due = row["review_due"]
            added = [
                int(is_open),
                row["load"] if is_open else 0,
                row["has_plan"] or 0,
                int(row["has_plan"] == 0),
                int(due is not None and due < self.span.books.today),
                int(silence is not None),
                int(silence is not None and silence <= gap),
            ]
            sums[row["worker"] or ""] = [
                *(a + b for a, b in zip(numbers, added, strict=False)),
                max(numbers[7], silence or 0),
                *self.contacts.get(row["worker"], (0, 0)),
            ]
        for worker, (held, missed) in self.contacts.items():
            sums[worker][8:] = [held, missed]
        found = {worker: tuple(numbers) for worker, numbers in sums.items() if worker}
        labels = self.span.labels(WORKER)
        return Block(
            name="caseload",
            sheet="workers",
            title=self.span.word("caseload"),
            columns=(*heading(self.span, WORKER), *self._columns()),
            rows=tuple(rows(labels, found, 10)),
            chart=Chart("bars", ("load",)),
        )

    def _columns(self) -> tuple[Column, ...]:
        word = self.span.word
        longest = "SUMPRODUCT(MAX(({cases.worker}={key})*{cases.silence}))"
        return (
            Column(name="cases", label=word("cases"), formula=_OPEN, is_base=True),
            Column(name="load", label=word("load"), kind=Kind.PERCENT, formula=_LOAD,
                   amber=90, red=100),
            Column(name="plans", label=word("plans"),
                   formula=f"COUNTIFS({_OWN},{{cases.has_plan}},1)"),
            Column(name="no_plan", label=word("no_plan"), amber=0,
                   formula=f"COUNTIFS({_OWN},{{cases.has_plan}},0)"),
            Column(name="overdue", label=word("overdue"), red=0,
                   formula=f'COUNTIFS({_OWN},{{cases.review_due}},"<"&as_of)'),
            Column(name="early", label=word("early"),
                   formula=f'COUNTIFS({_OWN},{{cases.silence}},">=0")'),
            Column(name="kept", label=word("kept"),
                   formula=f'COUNTIFS({_OWN},{{cases.silence}},"<="&gap_days)'),
            Column(name="silence", label=word("silence"), formula=longest,
                   amber=self.span.books.setting("R10", "gap_days")),
            Column(name="contacts", label=word("contacts")),
            Column(name="missed", label=word("missed")),
        )  # fmt: skip

    def consent_block(self) -> Block:
        names = ("agreement", "personal_data", "medical")
        sums: defaultdict[str, list[int]] = defaultdict(lambda: [0] * 4)
        for row in self.found:
            if row["is_open"] and row["worker"]:
                added = (1, *(row[name] or 0 for name in names))
                before = sums[row["worker"]]
                sums[row["worker"]] = [a + b for a, b in zip(before, added, strict=True)]
        found = {worker: tuple(numbers) for worker, numbers in sums.items()}
        word = self.span.word
        columns = [Column(name="cases", label=word("cases"), formula=_OPEN, is_base=True)]
        columns += [
            Column(name=name, label=word(name),
                   formula=f"SUMIFS({{cases.{name}}},{{cases.worker}},{{key}})")
            for name in names
        ]  # fmt: skip
        return Block(
            name="consents",
            sheet="workers",
            title=word("consents"),
            columns=(*heading(self.span, WORKER), *columns),
            rows=tuple(rows(self.span.labels(WORKER), found, 4)),
            chart=Chart("grouped", ("cases", *names)),
        )

    def records(self) -> Records:
        word = self.span.word
        columns = (
            Column(name="number", label=word("number"), kind=Kind.TEXT),
            Column(name="client", label=word("client"), kind=Kind.TEXT),
            Column(name="worker", label=word("worker"), kind=Kind.TEXT),
            Column(name="opened", label=word("opened"), kind=Kind.DATE),
            Column(name="closed_on", label=word("closed_on"), kind=Kind.DATE),
            Column(name="load", label=word("case_load"), kind=Kind.NUMBER),
            Column(name="has_plan", label=word("has_plan")),
            Column(name="review_due", label=word("review_due"), kind=Kind.DATE),
            Column(name="silence", label=word("silence")),
            Column(name="agreement", label=word("agreement")),
            Column(name="personal_data", label=word("personal_data")),
            Column(name="medical", label=word("medical")),
        )
        cells = tuple(tuple(row[column.name] for column in columns) for row in self.found)
        return Records("cases", word("r_cases"), columns, cells)

    @property
    def silent(self) -> int:
        """Cases with too long a silence in their first weeks."""
        gap = self.span.books.setting("R10", "gap_days")
        return sum(row["silence"] is not None and row["silence"] > gap for row in self.found)

    @property
    def few_requests(self) -> int:
        """Open cases that do not have the number of requests that begins case management."""
        limit = self.span.books.setting("R12", "requests")
        known = [r for r in self.found if r["is_open"] and r["requests"] is not None]
        return sum(row["requests"] <= limit for row in known)
