"""A year of an office with two workers, made up by a seeded die: raw records, nothing computed."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from formkit.model.register import Register
from formkit.store import Store
from formkit.store.proposals import propose
from formkit.store.records import find
from formkit.store.source import Source, SourceKind
from formkit.store.values import to_value

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
WORKERS = ("W-01", "W-02")
PARTNERS = ("PR-01", "PR-02", "PR-03")
SERVICES = {
    "SV-001": ("food", "PR-01"),
    "SV-002": ("social", "PR-02"),
    "SV-003": ("psychological", None),
    "SV-004": ("medical", "PR-03"),
}
Records = dict[str, list[dict[str, Any]]]


def year(clients: int = 34, seed: int = 7) -> Records:
    """Records by register, as a data file has them."""
    story = _Story(random.Random(seed))
    story.office()
    for number in range(1, clients + 1):
        story.client(number)
    return dict(story.records)


class _Story:
    def __init__(self, die: random.Random) -> None:
        self.die = die
        self.records: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.die.randint(0, max((last - first).days, 0)))

    def add(self, register: str, **cells: Any) -> None:
        plain = {n: c.isoformat() if isinstance(c, date) else c for n, c in cells.items()}
        self.records[register].append({n: c for n, c in plain.items() if c is not None})

    def office(self) -> None:
        for key, model, limit in (("W-01", "clinical", None), ("W-02", "strengths", 12)):
            self.add("staff", worker_id=key, worker_name=f"Worker {key}", cm_model=model,
                     caseload_limit=limit, hired_on=date(2020, 1, 1))  # fmt: skip
        self.add("staff", worker_id="W-03", worker_name="Worker W-03", hired_on=date(2021, 1, 1))
        for key in PARTNERS:
            self.add("partners", partner_id=key, partner_name=f"Partner {key}", status="in_force",
                     valid_until=date(2028, 1, 1), reporting_period="monthly")  # fmt: skip
        for key, (domain, partner) in SERVICES.items():
            self.add("services", service_id=key, service_name=f"Service {key}", domain=domain,
                     provider_id=partner, active=True, content=key,
                     verified_on=date(2026, 12, 1))  # fmt: skip
        for number in range(11):
            self.add("supervision", session_id=f"S-{number}", hours=2,
                     session_date=date(2026, number + 1, 10))  # fmt: skip
        for number in range(9):
            self.add("staff_training", record_id=f"T-{number}", worker_id=self.die.choice(WORKERS),
                     date_from=self.day(date(2025, 6, 1), LAST), topic=f"topic {number % 6}",
                     hours=self.die.choice((4, 8, 16.5)))  # fmt: skip

    def client(self, number: int) -> None:
        die, key = self.die, f"C-{number:03}"
        opened = self.day(date(2025, 9, 1), date(2026, 11, 30))
        closed = self.day(opened + timedelta(days=60), LAST) if die.random() < 0.3 else None
        closed = closed if closed is None or closed <= LAST else None
        worker = die.choice(WORKERS)
        self.add("clients", client_id=key, intake_date=opened, closed_on=closed, worker_id=worker,
                 sex=die.choice(("female", "male", None)), status="closed" if closed else "active",
                 birth_year=die.choice((None, 1940, 1966, 1990, 1991, 2007, 2009)),
                 target_group=die.choice(("elderly", "families", "drug_users")))  # fmt: skip
        self.add("cases", case_id=f"K-{number:03}", client_id=key, worker_id=worker,
                 opened_on=opened, closed_on=closed, requests_count=die.randint(2, 7),
                 cm_model=die.choice((None, "broker", "intensive", "clinical")))  # fmt: skip
        self.papers(key, opened)
        self.contacts(key, worker, opened, closed or LAST)
        if die.random() < 0.85:
            self.plan(number, key, worker, opened + timedelta(days=die.randint(3, 20)), closed)

    def papers(self, client: str, opened: date) -> None:
        for kind in ("personal_data", "medical_disclosure"):
            if self.die.random() < 0.8:
                given = opened + timedelta(days=self.die.randint(0, 5))
                out = given + timedelta(days=90) if self.die.random() < 0.1 else None
                until = given + timedelta(days=self.die.choice((180, 500)))
                self.add("consents", consent_id=f"{client}-{kind}", client_id=client,
                         consent_type=kind, given_on=given, valid_until=until, withdrawn_on=out,
                         recipient_id="PR-03", purpose="care")  # fmt: skip
        if self.die.random() < 0.8:
            head = opened + timedelta(days=self.die.randint(1, 9))
            self.add("agreements", agreement_no=f"G-{client}", client_id=client,
                     signed_client_on=opened,
                     signed_head_on=head if self.die.random() < 0.9 else None)  # fmt: skip

    def contacts(self, client: str, worker: str, first: date, last: date) -> None:
        on, number = first, 0
        while True:
            early = (on - first).days < 60
            on += timedelta(days=self.die.randint(4, 17 if early else 45))
            if on > last:
                return
            number += 1
            held = self.die.random() < 0.85
            self.add("contacts", contact_id=f"{client}/{number}", client_id=client,
                     worker_id=worker, contact_date=on if held else None, planned_on=on, held=held,
                     contact_type=self.die.choice(("phone", "personal", "with_partner")),
                     no_show_reason=None if held else self.die.choice((None, "ill")))  # fmt: skip

    def plan(self, number: int, client: str, worker: str, made: date, closed: date | None) -> None:
        die = self.die
        due = made + timedelta(days=die.choice((90, 183, 183)))
        reviewed = due + timedelta(days=die.randint(-40, 40)) if die.random() < 0.5 else None
        reviewed = reviewed if reviewed is None or reviewed <= LAST else None
        self.add("plans", plan_id=f"P-{number:03}", client_id=client, version=1, plan_date=made,
                 worker_id=worker, signed_client_on=made, signed_worker_on=made, review_due=due,
                 reviewed_on=reviewed, status="closed" if closed else "active")  # fmt: skip
        start, line = made, 0
        while start < min(closed or LAST, LAST):
            end = start + timedelta(days=29)
            line += 1
            self.line(f"P-{number:03}", line, (client, worker), (start, end))
            start = end + timedelta(days=1 + die.choice((0, 0, 20)))

    def line(self, plan: str, number: int, who: tuple[str, str], span: tuple[date, date]) -> None:
        die, (client, worker), (start, end) = self.die, who, span
        service = die.choice((*SERVICES, None))
        planned = die.randint(1, 6) if service else None
        done = end + timedelta(days=die.randint(-6, 6)) if die.random() < 0.7 else None
        done = done if done is None or done <= LAST else None
        key = f"{plan}/{number}"
        self.add("plan_lines", line_id=key, plan_id=plan, client_id=client, service_id=service,
                 planned_qty=planned, period_from=start, period_to=end, deadline=end,
                 responsible=worker, done_on=done,
                 status=die.choice(("active", "done", "done", "stopped", None)),
                 result=die.choice(("achieved", "partly", None)) if done else None)  # fmt: skip
        if service is None:
            return
        partner = SERVICES[service][1]
        if partner and die.random() < 0.6:
            self.voucher(key, (client, worker, service, partner), (start, end), planned or 0)
        else:
            for visit in range(die.randint(0, (planned or 0) + 1)):
                self.visit(f"{key}.{visit}", client, service, self.day(start, end))

    def voucher(
        self, line: str, who: tuple[str, str, str, str], span: tuple[date, date], planned: int
    ) -> None:
        die, (client, worker, service, partner) = self.die, who
        issued, until = span
        status = die.choice(
            ("provided", "provided", "provided_partly", "refused", "client_did_not_come", "issued",
             "cancelled", "closed")
        )  # fmt: skip
        is_back = status not in ("issued", "cancelled") and die.random() < 0.9
        is_served = status in ("provided", "provided_partly", "closed")
        served = self.day(issued, until) if is_served else None
        returned = until + timedelta(days=die.randint(-3, 20)) if is_back else None
        number = f"V-{line}"
        self.add("vouchers", voucher_no=number, client_id=client, service_id=service,
                 partner_id=partner, plan_line_id=line, quantity=planned, issued_on=issued,
                 valid_until=until, issued_by=worker, status=status, served_on=served,
                 qty_delivered=die.randint(0, planned) if is_served else None,
                 returned_on=returned)  # fmt: skip
        if is_served and die.random() < 0.7:
            for visit in range(die.randint(1, planned)):
                on = self.day(issued, until)
                self.visit(f"{number}.{visit}", client, service, on, number, partner)

    def visit(
        self,
        key: str,
        client: str,
        service: str,
        on: date,
        voucher: str | None = None,
        partner: str | None = None,
    ) -> None:
        qty = self.die.choice((1, 1, 1, 0.5, 2))
        self.add("visits", visit_id=f"X-{key}", client_id=client, service_id=service,
                 visit_date=on, qty=qty, voucher_no=voucher, partner_id=partner)  # fmt: skip


STAGES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "clients": (("intake_date", ()), ("closed_on", ("closed_on", "status"))),
    "cases": (("opened_on", ()), ("closed_on", ("closed_on",))),
    "consents": (("given_on", ()), ("withdrawn_on", ("withdrawn_on",))),
    "agreements": (("signed_client_on", ()), ("signed_head_on", ("signed_head_on",))),
    "contacts": (("planned_on", ()),),
    "plans": (("plan_date", ()), ("reviewed_on", ("reviewed_on", "status"))),
    "plan_lines": (("period_from", ()), ("done_on", ("done_on", "status", "result"))),
    "vouchers": (
        ("issued_on", ()),
        ("returned_on", ("status", "served_on", "qty_delivered", "returned_on")),
    ),
    "visits": (("visit_date", ()),),
}
"""By register: the days on which a record is written, and the cells that come later than it."""
BEFORE = {"clients": {"status": "active"}, "plans": {"status": "draft"},
          "plan_lines": {"status": "planned"}, "vouchers": {"status": "issued"}}  # fmt: skip
"""What stands in a cell until it gets its last value."""
Event = tuple[date, str, dict[str, Any]]


def events(records: Records) -> list[Event]:
    """The year as it went: day, register, cells written on it; the key is among them."""
    found: list[Event] = []
    for register, rows in records.items():
        first, *later = STAGES.get(register, (("", ()),))
        key = next(iter(rows[0]))
        for row in rows:
            begin = date.fromisoformat(row.get(first[0], FIRST.isoformat()))
            rest = dict(row)
            for day, names in later:
                if day not in row:
                    continue
                cells = {n: rest.pop(n) for n in names if n in rest}
                rest |= {n: c for n, c in BEFORE.get(register, {}).items() if n in cells}
                found.append((date.fromisoformat(row[day]), register, {key: row[key], **cells}))
            found.append((begin, register, rest))
    order = {register: number for number, register in enumerate(records)}
    return sorted(found, key=lambda event: (event[0], order[event[1]], -len(event[2])))


def play(store: Store, registers: Mapping[str, Register], records: Records) -> None:
    """Every event a proposal of somebody who has seen the record, every day a transaction."""
    for on, happened in groupby(events(records), key=lambda event: event[0]):
        at = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
        source = Source(kind=SourceKind.DATA, actor="worker", at=at)
        with store.transaction() as connection:
            for _on, name, cells in happened:
                register = registers[name]
                values = {n: to_value(register.column(n).type, _plain(c)) for n, c in cells.items()}
                row = find(connection, register, cells[register.key])
                base = row.values if row else None
                outcome = propose(
                    connection, register, cells[register.key], values, base=base, source=source
                )
                assert not outcome.conflicts


def _plain(cell: Any) -> Any:
    return str(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell


def days(records: Records, register: str, *names: str) -> Iterator[tuple[date | None, ...]]:
    """Days of the records of a register."""
    for row in records[register]:
        texts = (row.get(name) for name in names)
        yield tuple(date.fromisoformat(text) if text else None for text in texts)
