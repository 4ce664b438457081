"""How quickly a person, a number, a day are found: ``python tests/bench/find.py [RECORDS]``.

An office of so many records is made in a folder of its own; the first search reads all of them,
every other one what was changed. Seconds of the searches, on the wall and of the processor, each
with the opening of its transaction and its entries in the access log.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from formkit.actions.desk import Desk, open_desk
from formkit.actions.find import find
from formkit.actions.init import init_office
from formkit.store.changes import chain, change
from formkit.store.tables import register_table

RECORDS = 100_000
SURNAMES = ("Иванов", "Петренко", "Сидорчук", "Ковальов", "Новак", "Шевченко", "Лаптев", "Бондарь")
NAMES = ("Анна", "Пётр", "Оксана", "Виктор", "Мария", "Тарас", "Елена", "Роман")
QUERIES = ("Иванов", "Петренко Оксана", "Лаптев17", "00042", "V-00777", "05.06.2026", "нет такого")


def furnish(desk: Desk, count: int) -> None:
    """Clients with identities, and vouchers: a third of the records each."""
    die, third = random.Random(1), count // 3
    rows: dict[str, list[dict[str, object]]] = {
        "clients": [],
        "client_identity": [],
        "vouchers": [],
    }
    for number in range(third):
        day = date(2026, 1, 1) + timedelta(days=die.randrange(365))
        key = f"{number:05}-0"
        rows["clients"].append({"client_id": key, "intake_date": day, "status": "active"})
        rows["client_identity"].append(
            {
                "client_id": key,
                "surname": die.choice(SURNAMES) + str(number % 5000),
                "given_name": die.choice(NAMES),
                "birth_date": day - timedelta(days=die.randrange(7000, 30000)),
                "phone": f"+7 900 {number:07}",
            }
        )
        rows["vouchers"].append(
            {"voucher_no": f"V-{number:05}", "client_id": key, "issued_on": day}
        )
    with desk.store.transaction() as connection:
        for name, records in rows.items():
            insert(connection, desk, name, records)


def insert(
    connection: sa.Connection, desk: Desk, name: str, records: list[dict[str, object]]
) -> None:
    """Rows and the log entries that tell of them, without the hashes a bench does not need."""
    seq = connection.scalar(sa.select(chain.c.seq)) or 0
    table, system = register_table(desk.registers[name]), {"_rev": 1, "_state": "live"}
    full = [{"_id": f"{name}{n}", **system, **row} for n, row in enumerate(records)]
    connection.execute(table.insert(), full)
    entry = {"register": name, "rev": 1, "op": "insert", "actor": "bench", "source": "{}"}
    entry |= {"at": "", "diff": "{}", "prev_hash": "", "hash": ""}
    entries = [{**entry, "seq": seq + n, "row_id": row["_id"]} for n, row in enumerate(full, 1)]
    connection.execute(change.insert(), entries)
    connection.execute(chain.update(), {"seq": seq + len(full)})


def seconds(desk: Desk, text: str) -> tuple[float, float, int]:
    """On the wall, of the processor, and how many were found."""
    start, used = time.perf_counter(), time.process_time()
    total = find(desk, text).total
    return time.perf_counter() - start, time.process_time() - used, total


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "office"
        init_office(root, "ru")
        with open_desk(root, actor="bench") as desk:
            furnish(desk, count)
            wall, cpu, _total = seconds(desk, "Иванов")
            print(f"first search, {count} records read: {wall:.2f} s, {cpu:.2f} s of the processor")
            for text in QUERIES:
                times = [seconds(desk, text) for _run in range(9)]
                wall, cpu = (statistics.median(t[n] for t in times) for n in (0, 1))
                worst = max(t[0] for t in times)
                print(f"{text:18} {times[0][2]:6} found  median {wall:.3f} s, worst {worst:.3f} s, "
                      f"{cpu:.3f} s of the processor")  # fmt: skip


if __name__ == "__main__":
    main()
