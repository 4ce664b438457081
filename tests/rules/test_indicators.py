"""A year of two workers: every number of the report counted again from the raw records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from recount import Breaches
from story import WORKERS, play, year

from formkit.catalogue.index import Catalogue
from formkit.errors import BadPeriodError
from formkit.model.report import Block, Column, without_small_cells
from formkit.rules import Books, check, with_office
from formkit.rules.indicators import Indicators, Span, words
from formkit.rules.period import last_whole, parse_period
from formkit.store import Store, records, replay

OpenBooks = Callable[..., Books]
RECORDS = year()
TODAY = date(2026, 12, 20)


ENGINES = ("sqlite", "postgresql")
PERIODS = ("2026", "2026-Q3", "2026-Q4", "2026-11")
Pair = tuple[Indicators, Breaches]


@pytest.fixture(scope="session", params=ENGINES)
def played(
    request: pytest.FixtureRequest, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The year as it went, day by day, through proposals into the store."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('year') / 'office.db'}"
    else:
        url = request.getfixturevalue("postgresql").new_database()
    with Store.open(url, tuple(catalogue.registers.values())) as store:
        play(store, catalogue.registers, RECORDS)
        yield store


@pytest.fixture(params=PERIODS)
def pair(request: pytest.FixtureRequest, played: Store, catalogue: Catalogue) -> Iterator[Pair]:
    recount = Breaches(RECORDS, request.param, TODAY)
    with played.reading() as connection:
        opened = Books(connection, catalogue.registers, with_office({}), recount.end)
        yield Indicators(Span(opened, parse_period(request.param), "en"), check(opened)), recount


def test_the_store_holds_the_records_of_the_year(played: Store, catalogue: Catalogue) -> None:
    with played.reading() as connection:
        for name, raw in RECORDS.items():
            register = catalogue.registers[name]
            found = {
                str(row.plain[register.key]): row.plain
                for row in records.rows(connection, register)
            }
            assert found == {row[register.key]: as_stored(row) for row in raw}
            assert list(replay.differing(connection, register)) == []
    assert played.verify().is_intact


def as_stored(row: dict[str, Any]) -> dict[str, Any]:
    """Numbers as the store writes them, persons by their name."""
    return {
        name: {"text": cell} if name == "worker_name"
        else str(cell) if isinstance(cell, int | float) and not isinstance(cell, bool)
        else cell
        for name, cell in row.items()
    }  # fmt: skip


def table(indicators: Indicators, name: str) -> dict[str, tuple[Any, ...]]:
    """Numbers of a block by the key of the row."""
    block = next(block for block in indicators.blocks if block.name == name)
    start = 2 if block.columns[0].name == "key" else 1
    return {str(row[0]): row[start:] for row in block.rows}


def test_caseload_plans_and_first_weeks(pair: Pair) -> None:
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


def test_consents(pair: Pair) -> None:
    indicators, recount = pair
    for worker, numbers in table(indicators, "consents").items():
        clients = [row["client_id"] for row in recount.open_cases(worker)]
        assert numbers == (
            len(clients),
            sum(recount.agreement(client) for client in clients),
            sum(recount.consent(client, "personal_data") for client in clients),
            sum(recount.consent(client, "medical_disclosure") for client in clients),
        )


def test_vouchers(pair: Pair) -> None:
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


def test_planned_and_delivered(pair: Pair) -> None:
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


def test_steps_and_their_results(pair: Pair) -> None:
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


def test_clients(pair: Pair) -> None:
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


def test_visits(pair: Pair) -> None:
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


def test_months(pair: Pair) -> None:
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


def test_training(pair: Pair) -> None:
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


def test_the_first_sheet(pair: Pair) -> None:
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
        "t_duplicates": recount.twice(),
        "t_few": sum(row["requests_count"] <= 3 for row in cases),
        "t_untrained": 3 - len(trained),
        "t_sessions": sum(
            recount.within(r["session_date"]) for r in recount.records["supervision"]
        ),
        "t_reviews": 0,
        "t_documents": 0,
    }


def test_breaches_of_the_rules(pair: Pair) -> None:
    indicators, recount = pair
    block = next(block for block in indicators.blocks if block.name == "breaches")
    assert dict(zip(block.cells("rule"), block.cells("count"), strict=True)) == recount.counted()


def test_every_table_of_the_report_is_counted_again(pair: Pair) -> None:
    indicators, _recount = pair
    counted = {"caseload", "consents", "vouchers", "delivery_services", "delivery_partners"}
    counted |= {"steps", "results", "movement", "by_sex", "by_age", "by_group", "visits"}
    counted |= {"distribution", "months", "development", "breaches"}
    assert {block.name for block in indicators.blocks} == counted


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
