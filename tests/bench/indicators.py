"""Indicators over many visits: ``python tests/bench/indicators.py [VISITS] [URL]``.

Clients, cases, plans, lines, contacts and vouchers grow with the visits. Seconds, on the
wall and of the processor, of all indicators of a year and of all rules; URL names another database
than a file that is thrown away.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from formkit.catalogue.index import open_catalogue
from formkit.rules import Books, check, with_office
from formkit.rules.indicators import Indicators, Span
from formkit.rules.period import parse_period
from formkit.store import Store
from formkit.store.tables import register_table

VISITS = 1_000_000
FIRST, TODAY = date(2026, 1, 1), date(2026, 12, 31)
_PER_CLIENT = 40
Rows = dict[str, list[dict[str, Any]]]


def made(visits: int) -> Rows:
    """A year: 40 visits, 12 contacts, 6 lines of a plan and 4 vouchers a client."""
    die = random.Random(3)
    clients = max(visits // _PER_CLIENT, 1)
    workers, partners = max(clients // 12, 1), 40
    rows: Rows = {"staff": [], "partners": [], "services": [], "clients": [], "cases": []}
    rows |= {"plans": [], "plan_lines": [], "contacts": [], "vouchers": [], "visits": []}
    rows["staff"] = [{"worker_id": f"W{n}", "cm_model": "broker"} for n in range(workers)]
    rows["partners"] = [{"partner_id": f"B{n}"} for n in range(partners)]
    rows["services"] = [{"service_id": f"S{n}", "domain": "food"} for n in range(100)]
    for number in range(clients):
        _client(rows, die, number, f"W{number % workers}")
    return rows


def _client(rows: Rows, die: random.Random, number: int, worker: str) -> None:
    key, opened = f"C{number:06}", FIRST + timedelta(days=die.randrange(300))
    who = {"client_id": key, "worker_id": worker}
    rows["clients"].append({**who, "intake_date": opened, "sex": "female", "birth_year": 1980})
    rows["cases"].append({**who, "case_id": f"K{number}", "opened_on": opened})
    plan = {"plan_id": f"P{number}", "client_id": key, "plan_date": opened, "status": "active"}
    rows["plans"].append({**plan, "worker_id": worker, "review_due": opened + timedelta(days=183)})
    for n in range(6):
        end = opened + timedelta(days=30 * (n + 1))
        line = {"line_id": f"P{number}/{n}", "plan_id": f"P{number}", "client_id": key}
        line |= {"service_id": f"S{die.randrange(100)}", "planned_qty": 5, "deadline": end}
        line |= {"period_from": end - timedelta(days=29), "responsible": worker}
        rows["plan_lines"].append({**line, "status": "active"})
    for n in range(12):
        on = opened + timedelta(days=10 * n + die.randrange(8))
        contact = {"contact_id": f"{key}/{n}", "contact_date": on, "held": True}
        rows["contacts"].append({**who, **contact, "contact_type": "phone"})
    services = [line["service_id"] for line in rows["plan_lines"][-6:]]
    for n in range(4):
        voucher = {"voucher_no": f"V{number}/{n}", "client_id": key, "partner_id": f"B{n}"}
        voucher |= {"plan_line_id": f"P{number}/{n}", "service_id": services[n], "qty_delivered": 3}
        voucher |= {"issued_on": opened, "valid_until": opened + timedelta(days=60)}
        rows["vouchers"].append({**voucher, "status": "provided", "served_on": opened})
    for n in range(_PER_CLIENT):
        visit = {
            "visit_id": f"X{number}/{n}",
            "client_id": key,
            "qty": 1,
            "partner_id": f"B{n % 40}",
        }
        visit |= {"service_id": services[n % 6], "visit_date": opened + timedelta(days=n * 4)}
        rows["visits"].append({**visit, "voucher_no": f"V{number}/{n}" if n < 4 else None})


def fill(store: Store, registers: Any, rows: Rows) -> None:
    with store.transaction() as connection:
        for name, records in rows.items():
            table = register_table(registers[name])
            system = {"_rev": 1, "_state": "live"}
            every = [{"_id": f"{name}{n}", **system, **row} for n, row in enumerate(records)]
            for start in range(0, len(every), 50_000):
                connection.execute(table.insert(), every[start : start + 50_000])


def measure(store: Store, registers: Any) -> None:
    with store.reading() as connection:
        books = Books(connection, registers, with_office({}), TODAY)
        start, used = time.perf_counter(), time.process_time()
        indicators = Indicators(Span(books, parse_period("2026"), "en"), [])
        blocks = indicators.blocks
        totals = {total.name: total.value for total in indicators.totals()}
        print(f"indicators ({len(blocks)} tables): {_since(start, used)}")
        print(f"  open cases {totals['cases']}, planned {totals['t_planned']}, "
              f"delivered {totals['t_delivered']}")  # fmt: skip
        start, used = time.perf_counter(), time.process_time()
        found = check(books)
        print(f"rules ({len(found)} findings): {_since(start, used)}")


def _since(start: float, used: float) -> str:
    wall, cpu = time.perf_counter() - start, time.process_time() - used
    return f"{wall:.2f} s, {cpu:.2f} s of the processor"


def main() -> None:
    visits = int(sys.argv[1]) if len(sys.argv) > 1 else VISITS
    registers = open_catalogue().registers
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{Path(folder) / 'office.db'}"
        with Store.open(url, tuple(registers.values())) as store:
            start = time.perf_counter()
            fill(store, registers, made(visits))
            print(f"{visits} visits written: {time.perf_counter() - start:.1f} s")
            measure(store, registers)


if __name__ == "__main__":
    main()
