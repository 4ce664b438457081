"""A year of two workers: every number of the report counted again from the raw records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from story import WORKERS, year

from formkit.errors import BadPeriodError
from formkit.model.report import Block, Column, without_small_cells
from formkit.rules import Books, check
from formkit.rules.indicators import Indicators, Span, words
from formkit.rules.period import last_whole, parse_period

OpenBooks = Callable[..., Books]
NORMS = {"intensive": 15, "clinical": 10, "strengths": 15, "broker": 35}
UNCOUNTED = ("cancelled", "stopped", "changed")


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Recount:
    """The same numbers, by loops over dictionaries."""

    def __init__(self, records: Mapping[str, list[dict[str, Any]]], period: str, today: date):
        self.records = records
        self.first, self.last = bounds(period)
        self.end = min(today, self.last)

    def within(self, text: str | None) -> bool:
        on = day(text)
        return on is not None and self.first <= on <= self.end

    def by_now(self, text: str | None) -> bool:
        on = day(text)
        return on is not None and on <= self.end

    @cached_property
    def cases(self) -> list[dict[str, Any]]:
        return [
            row
            for row in self.records["cases"]
            if self.by_now(row["opened_on"])
            and (row.get("closed_on") is None or day(row["closed_on"]) >= self.first)  # type: ignore[operator]
        ]

    def open_cases(self, worker: str) -> list[dict[str, Any]]:
        return [
            r
            for r in self.cases
            if r["worker_id"] == worker and not self.by_now(r.get("closed_on"))
        ]

    def load(self, worker: str) -> float:
        person = next(row for row in self.records["staff"] if row["worker_id"] == worker)
        norms = [
            person.get("caseload_limit") or NORMS[row.get("cm_model") or person["cm_model"]]
            for row in self.open_cases(worker)
        ]
        return sum(100 / norm for norm in norms)

    @cached_property
    def reviews(self) -> dict[str, date]:
        """Day of the next review by client, of plans in force."""
        found = {}
        for row in self.records["plans"]:
            if row["status"] != "active" or not self.by_now(row["plan_date"]):
                continue
            due, reviewed = day(row["review_due"]), day(row.get("reviewed_on"))
            assert due is not None
            if reviewed and reviewed >= due - timedelta(days=30):
                due = reviewed + timedelta(days=366)
            found[row["client_id"]] = due
        return found

    def silence(self, case: Mapping[str, Any]) -> int | None:
        """Longest silence in the first sixty days; None where they ended before the period."""
        opened = day(case["opened_on"])
        assert opened is not None
        if opened + timedelta(days=60) < self.first:
            return None
        closed = day(case.get("closed_on"))
        last = min(opened + timedelta(days=60), self.end, closed or self.end)
        held = [
            on
            for row in self.records["contacts"]
            if row["client_id"] == case["client_id"]
            and row["held"]
            and row["contact_type"] != "with_partner"
            and (on := day(row["contact_date"])) is not None
            and opened <= on <= last
        ]
        points = sorted([opened, *held, last])
        return max((b - a).days for a, b in pairwise(points))

    def consent(self, client: str, kind: str) -> bool:
        return any(
            row["client_id"] == client
            and row["consent_type"] == kind
            and self.by_now(row["given_on"])
            and (day(row["valid_until"]) or self.end) >= self.end
            and not self.by_now(row.get("withdrawn_on"))
            for row in self.records["consents"]
        )

    def agreement(self, client: str) -> bool:
        return any(
            row["client_id"] == client
            and self.by_now(row["signed_client_on"])
            and self.by_now(row.get("signed_head_on"))
            for row in self.records["agreements"]
        )

    @cached_property
    def delivered(self) -> dict[str, Decimal]:
        """What was delivered for every line, voucher by voucher and visit by visit."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        of_voucher: defaultdict[str, list[Decimal]] = defaultdict(list)
        for visit in self.records["visits"]:
            if visit.get("voucher_no"):
                of_voucher[visit["voucher_no"]].append(Decimal(str(visit["qty"])))
        for voucher in self.records["vouchers"]:
            if of_voucher[voucher["voucher_no"]]:
                sums[voucher["plan_line_id"]] += sum(of_voucher[voucher["voucher_no"]])
            elif voucher["status"] in ("provided", "provided_partly", "returned", "closed"):
                sums[voucher["plan_line_id"]] += voucher.get("qty_delivered") or 0
        for visit in self.records["visits"]:
            if not visit.get("voucher_no"):
                fitting = [row for row in self.records["plan_lines"] if fits(row, visit)]
                if fitting:
                    first = min(fitting, key=lambda row: (row["deadline"], row["line_id"]))
                    sums[first["line_id"]] += Decimal(str(visit["qty"]))
        return sums

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        return [
            row
            for row in self.records["plan_lines"]
            if self.first <= date.fromisoformat(row["deadline"]) <= self.last
            and row.get("status") not in UNCOUNTED
        ]

    def provider(self, line: Mapping[str, Any]) -> str | None:
        services = {row["service_id"]: row.get("provider_id") for row in self.records["services"]}
        return services.get(line.get("service_id", ""))

    def sums(self, lines: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
        """Lines, planned, delivered, difference, lines short."""
        pairs = [
            (r["planned_qty"], self.delivered[r["line_id"]]) for r in lines if r.get("service_id")
        ]
        planned, delivered = sum(p for p, _ in pairs), sum(d for _, d in pairs)
        return len(pairs), planned, delivered, delivered - planned, sum(d < p for p, d in pairs)

    def vouchers(self, partner: str) -> list[dict[str, Any]]:
        return [
            row
            for row in self.records["vouchers"]
            if row["partner_id"] == partner
            and self.within(row["issued_on"])
            and row["status"] != "cancelled"
        ]

    def active(self) -> list[dict[str, Any]]:
        return [
            row
            for row in self.records["clients"]
            if self.by_now(row["intake_date"]) and not self.by_now(row.get("closed_on"))
        ]


def fits(line: Mapping[str, Any], visit: Mapping[str, Any]) -> bool:
    return (
        line["client_id"] == visit["client_id"]
        and line.get("service_id") == visit["service_id"]
        and line["period_from"] <= visit["visit_date"] <= line["deadline"]
        and line.get("status") not in UNCOUNTED
    )


def bounds(period: str) -> tuple[date, date]:
    return {
        "2026": (date(2026, 1, 1), date(2026, 12, 31)),
        "2026-Q3": (date(2026, 7, 1), date(2026, 9, 30)),
        "2026-Q4": (date(2026, 10, 1), date(2026, 12, 31)),
        "2026-11": (date(2026, 11, 1), date(2026, 11, 30)),
    }[period]


RECORDS = year()
TODAY = date(2026, 12, 20)


@pytest.fixture(params=["2026", "2026-Q3", "2026-Q4", "2026-11"])
def pair(request: pytest.FixtureRequest, books: OpenBooks) -> tuple[Indicators, Recount]:
    period = request.param
    recount = Recount(RECORDS, period, TODAY)
    opened = books(RECORDS, today=recount.end)
    indicators = Indicators(Span(opened, parse_period(period), "en"), check(opened))
    return indicators, recount


def table(indicators: Indicators, name: str) -> dict[str, tuple[Any, ...]]:
    """Numbers of a block by the key of the row."""
    block = next(block for block in indicators.blocks if block.name == name)
    start = 2 if block.columns[0].name == "key" else 1
    return {str(row[0]): row[start:] for row in block.rows}


def test_caseload_plans_and_first_weeks(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    found = table(indicators, "caseload")
    assert set(found) == set(WORKERS)
    for worker in WORKERS:
        cases = recount.open_cases(worker)
        due = [recount.reviews.get(row["client_id"]) for row in cases]
        silences = [
            s for row in recount.cases if row["worker_id"] == worker
            if (s := recount.silence(row)) is not None
        ]  # fmt: skip
        mine = [r for r in recount.records["contacts"] if r["worker_id"] == worker]
        held = [r["held"] for r in mine if recount.within(r.get("contact_date") or r["planned_on"])]
        load = found[worker][1]
        assert load == pytest.approx(recount.load(worker))
        assert found[worker] == (
            len(cases),
            load,
            sum(on is not None for on in due),
            sum(on is None for on in due),
            sum(on is not None and on < recount.end for on in due),
            len(silences),
            sum(s <= 14 for s in silences),
            max(silences, default=0),
            sum(held),
            len(held) - sum(held),
        )


def test_consents(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    for worker, numbers in table(indicators, "consents").items():
        clients = [row["client_id"] for row in recount.open_cases(worker)]
        assert numbers == (
            len(clients),
            sum(recount.agreement(client) for client in clients),
            sum(recount.consent(client, "personal_data") for client in clients),
            sum(recount.consent(client, "medical_disclosure") for client in clients),
        )


def test_vouchers(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    found = table(indicators, "vouchers")
    assert found
    for partner, numbers in found.items():
        mine = recount.vouchers(partner)
        back = [row for row in mine if recount.by_now(row.get("returned_on"))]
        taken = [
            (date.fromisoformat(r["returned_on"]) - date.fromisoformat(r["issued_on"])).days
            for r in back
        ]
        mean = sum(taken) / len(taken) if taken else None
        assert numbers[6] == (pytest.approx(mean) if mean is not None else None)
        assert numbers[:6] == (
            len(mine),
            len(back),
            sum(recount.by_now(row.get("served_on")) for row in mine),
            sum(row["status"] == "refused" for row in mine),
            sum(row["status"] == "client_did_not_come" for row in mine),
            sum(
                date.fromisoformat(row["valid_until"]) < recount.end and row not in back
                for row in mine
            ),
        )


def test_planned_and_delivered(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    services, partners = (
        table(indicators, f"delivery_{name}") for name in ("services", "partners")
    )
    assert services
    for service, numbers in services.items():
        mine = [row for row in recount.lines if row.get("service_id") == service]
        assert numbers == recount.sums(mine)
    for partner, numbers in partners.items():
        mine = [row for row in recount.lines if recount.provider(row) == partner]
        assert numbers == recount.sums(mine)


def test_steps_and_their_results(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    for worker, numbers in table(indicators, "steps").items():
        mine = [row for row in recount.lines if row["responsible"] == worker]
        done = [row for row in mine if recount.by_now(row.get("done_on"))]
        rest = [row for row in mine if row not in done]
        assert numbers == (
            len(mine),
            sum(row["done_on"] <= row["deadline"] for row in done),
            sum(row["done_on"] > row["deadline"] for row in done),
            sum(row["deadline"] < recount.end.isoformat() for row in rest),
            sum(row["deadline"] >= recount.end.isoformat() for row in rest),
        )
    done = [row for row in recount.lines if recount.by_now(row.get("done_on"))]
    counted = sorted(Counter(row.get("result") for row in done).values())
    assert sorted(count for (count,) in table(indicators, "results").values()) == counted


def test_clients(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    clients, active = recount.records["clients"], recount.active()
    numbers = [count for (count,) in table(indicators, "movement").values()]
    assert numbers == [
        sum(recount.within(row["intake_date"]) for row in clients),
        len(active),
        sum(recount.within(row.get("closed_on")) for row in clients),
    ]
    bands: Counter[str] = Counter()
    for row in active:
        age = recount.end.year - row["birth_year"] if row.get("birth_year") else None
        if age is None:
            bands["not stated"] += 1
        else:
            bands["under 18" if age < 18 else "18–35" if age <= 35 else
                  "36–60" if age <= 60 else "over 60"] += 1  # fmt: skip
    assert {k: n for k, (n,) in table(indicators, "by_age").items()} == dict(bands)
    for name, column in (("by_sex", "sex"), ("by_group", "target_group")):
        counted = Counter(row.get(column) for row in active)
        found = [count for (count,) in table(indicators, name).values()]
        assert sorted(found) == sorted(counted.values())


def test_visits(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    visits = Counter(
        row["client_id"] for row in recount.records["visits"] if recount.within(row["visit_date"])
    )
    active = {row["client_id"] for row in recount.active()}
    total, mean = sum(visits.values()), sum(visits.values()) / len(visits)
    found = [value for (value,) in table(indicators, "visits").values()]
    assert found == [
        total, len(visits), pytest.approx(mean), max(visits.values()), len(active - set(visits))
    ]  # fmt: skip
    everybody = [visits[client] for client in active | set(visits)]
    limits = ((0, 0), (1, 2), (3, 5), (6, 10), (11, 10**6))
    counted = [sum(low <= n <= high for n in everybody) for low, high in limits]
    assert [count for (count,) in table(indicators, "distribution").values()] == counted


def test_months(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    sources = (
        ("clients", "intake_date"),
        ("cases", "opened_on"),
        ("contacts", "contact_date"),
        ("vouchers", "issued_on"),
        ("vouchers", "returned_on"),
        ("visits", "visit_date"),
    )
    months = table(indicators, "months")
    assert min(months) == f"{recount.first:%Y-%m}"
    assert max(months) == f"{recount.end:%Y-%m}"
    for month, numbers in months.items():
        counted = [
            sum(
                (row.get(column) or "")[:7] == month and recount.by_now(row[column])
                for row in recount.records[register]
            )
            for register, column in sources
        ]
        assert list(numbers) == counted


def test_training(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    since = recount.end - timedelta(days=365)
    for worker, numbers in table(indicators, "development").items():
        mine = [
            row
            for row in recount.records["staff_training"]
            if row["worker_id"] == worker
            and since < date.fromisoformat(row["date_from"]) <= recount.end
        ]
        assert numbers == (len(mine), sum(row["hours"] for row in mine), None)


def test_the_first_sheet(pair: tuple[Indicators, Recount]) -> None:
    indicators, recount = pair
    found = {total.name: total.value for total in indicators.totals()}
    cases = [row for worker in WORKERS for row in recount.open_cases(worker)]
    silences = [recount.silence(row) for row in recount.cases]
    vouchers = [row for partner in ("PR-01", "PR-02", "PR-03") for row in recount.vouchers(partner)]
    lines, planned, delivered, _gap, short = recount.sums(recount.lines)
    assert lines > 0
    trained = {
        row["worker_id"]
        for row in recount.records["staff_training"]
        if recount.end - timedelta(days=365) < date.fromisoformat(row["date_from"]) <= recount.end
    }
    reviews = [recount.reviews.get(row["client_id"]) for row in cases]
    late = [r for r in vouchers if date.fromisoformat(r["valid_until"]) < recount.end]
    assert found == {
        "cases": len(cases),
        "t_overload": sum(recount.load(worker) > 100.0001 for worker in WORKERS),
        "t_no_plan": reviews.count(None),
        "t_overdue": sum(on is not None and on < recount.end for on in reviews),
        "t_silent": sum(s is not None and s > 14 for s in silences),
        "t_consent": sum(not recount.consent(r["client_id"], "personal_data") for r in cases),
        "t_issued": len(vouchers),
        "t_returned": sum(recount.by_now(row.get("returned_on")) for row in vouchers),
        "t_expired": sum(not recount.by_now(row.get("returned_on")) for row in late),
        "t_planned": planned,
        "t_delivered": delivered,
        "t_short": short,
        "t_duplicates": found["t_duplicates"],
        "t_few": sum(row["requests_count"] <= 3 for row in cases),
        "t_untrained": 3 - len(trained),
        "t_sessions": sum(
            recount.within(r["session_date"]) for r in recount.records["supervision"]
        ),
        "t_reviews": 0,
        "t_documents": 0,
    }
    since = (recount.end - timedelta(days=92)).isoformat()
    twice = Counter(
        (row["client_id"], row["service_id"], row["visit_date"])
        for row in recount.records["visits"]
        if row["visit_date"] >= since
    )
    out = Counter(
        (row["client_id"], row["service_id"])
        for row in recount.records["vouchers"]
        if row["status"] == "issued" and row["valid_until"] >= recount.end.isoformat()
    )
    duplicates = sum(n > 1 for n in twice.values()) + sum(n > 1 for n in out.values())
    assert found["t_duplicates"] == duplicates


def test_an_empty_office_has_a_report_of_zeros(books: OpenBooks) -> None:
    opened = books({})
    indicators = Indicators(Span(opened, parse_period("2026"), "cs"), [])
    assert {total.value for total in indicators.totals()} == {0}
    assert [len(records.rows) for records in indicators.records()] == [0] * 5


def test_the_queries_run_on_a_server_too(books: OpenBooks, connection: sa.Connection) -> None:
    """Compiled for PostgreSQL, every query keeps its meaning of a difference of days."""
    from sqlalchemy.dialects import postgresql

    from formkit.rules.cases import silences

    text = str(silences(books({})).element.compile(dialect=postgresql.dialect()))
    assert "julianday" not in text
    assert "AS DATE)" in text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-q1", "2026-01-01", "2026-03-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        (" 2026-12 ", "2026-12-01", "2026-12-31"),
    ],
)
def test_a_period_as_it_is_typed(text: str, first: str, last: str) -> None:
    period = parse_period(text)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    months = list(period.months())
    assert (months[0][0], months[-1][1]) == (period.first, period.last)


@pytest.mark.parametrize("text", ["", "2026-Q5", "2026-13", "2026-00", "26", "Q4", "2026-11-22"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadPeriodError):
        parse_period(text)


@pytest.mark.parametrize(
    ("rhythm", "first", "last"),
    [
        ("weekly", "2026-11-09", "2026-11-15"),
        ("monthly", "2026-10-01", "2026-10-31"),
        ("quarterly", "2026-07-01", "2026-09-30"),
    ],
)
def test_the_last_whole_period(rhythm: str, first: str, last: str) -> None:
    found = last_whole(rhythm, date(2026, 11, 22))
    assert tuple(on.isoformat() for on in found) == (first, last)
    assert last_whole("quarterly", date(2026, 1, 1))[0] == date(2025, 10, 1)


def groups(*counts: int) -> Block:
    columns = (Column(name="group", label="g"), Column(name="count", label="n", is_base=True),
               Column(name="hours", label="h"))  # fmt: skip
    rows = tuple((f"g{n}", count, count * 10) for n, count in enumerate(counts))
    return Block(name="b", sheet="s", title="t", columns=columns, rows=rows)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((7, 9), [7, 9]),
        ((5, 9), [5, 9]),
        ((4, 9, 20), ["<5", "<5", 20]),
        ((4, 1, 9), ["<5", "<5", 9]),
        ((0, 9), [0, 9]),
        ((4,), ["<5"]),
    ],
)
def test_small_numbers_do_not_leave_the_office(counts: tuple[int, ...], shown: list[Any]) -> None:
    block = without_small_cells(groups(*counts))
    assert block.cells("count") == shown
    hidden = [row[2] == "<5" for row in block.rows]
    assert hidden == [cell == "<5" for cell in shown]


def test_every_word_stands_in_every_language() -> None:
    russian = words("ru")
    for locale in ("uk", "cs", "en"):
        assert words(locale).keys() == russian.keys()
        assert all(words(locale).values())
