"""Registers at size, beside openpyxl: ``python tests/bench/registers.py [rows] [runs]``.

One record more in a workbook of 100,000 rows and 20 columns; documents a second into the store, one
durable transaction each, on SQLite and on PostgreSQL where that is installed. Every measurement is
a process of its own; medians of wall seconds, peak memory.
"""

from __future__ import annotations

import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import scratch_postgresql  # noqa: E402 - the folders above come first

COLUMNS = 20
NOW = datetime(2026, 6, 5, tzinfo=UTC)
WORDS = "помощь семье в оформлении документов и в поиске жилья по договору с партнёром бюро " * 2


def register():
    from formkit.fieldtypes import DateType, IdentifierType, NumberType, TextType
    from formkit.model.register import Column, Register, RegisterWords

    types = {"key": IdentifierType(), "note": TextType()}
    types |= {f"day{n}": DateType() for n in range(4)}
    types |= {f"number{n}": NumberType(decimals=2) for n in range(4)}
    types |= {f"text{n}": TextType() for n in range(COLUMNS - len(types))}
    columns = tuple(Column(name=name, type=kind) for name, kind in types.items())
    words = RegisterWords("ru", "Реестр", {name: f"Столбец {name}" for name in types})
    return Register(name="visits", key="key", columns=columns, words={"ru": words})


def values(number: int) -> dict[str, object]:
    from decimal import Decimal

    made: dict[str, object] = {"note": WORDS[number % 40 : number % 40 + 120]}
    made |= {
        f"day{n}": date(2020, 1, 1) + timedelta(days=(number * 7 + n) % 2000) for n in range(4)
    }
    made |= {f"number{n}": Decimal(number % 1000 + n) / 4 for n in range(4)}
    made |= {f"text{n}": f"значение {number} {n}" for n in range(COLUMNS - 10)}
    return made


def prepare(folder: Path, rows: int) -> None:
    """A store with so many records, put in at once, and its workbook."""
    from formkit.store import Store
    from formkit.store.tables import register_table

    system = {"_rev": 1, "_state": "live", "_document": None, "_details": None, "_extra": None}
    with Store.open(f"sqlite:///{folder / 'office.db'}", [register()]) as store:
        with store.transaction() as connection:
            made = [
                {"_id": f"r{number:011}", "key": f"{number:07}", **system, **values(number)}
                for number in range(rows)
            ]
            connection.execute(register_table(register()).insert(), made)
        (folder / "book.xlsx").write_bytes(_publish(store, None))


def _publish(store, last: bytes | None) -> bytes:
    from formkit.store.source import Source, SourceKind
    from formkit.workbook.publish import publish

    source = Source(kind=SourceKind.WORKBOOK, actor="bench", at=NOW)
    with store.transaction() as connection:
        return publish(
            connection,
            [register()],
            last,
            locale="ru",
            source=source,
            next_key=lambda connection, register: None,
        ).content


def run_publish(folder: Path) -> None:
    """One record more, into a workbook nobody has saved since it was written."""
    from formkit.store import Store, proposals
    from formkit.store.source import Source, SourceKind

    source = Source(kind=SourceKind.DATA, actor="bench", at=NOW)
    with Store.open(f"sqlite:///{folder / 'office.db'}", [register()]) as store:
        with store.transaction() as connection:
            key = f"new {time.time_ns()}"
            proposals.propose(connection, register(), key, values(1), base=None, source=source)
        book = folder / "book.xlsx"
        book.write_bytes(_publish(store, book.read_bytes()))


def run_edited(folder: Path) -> None:
    """The same where somebody has saved it: every cell is compared with what it showed."""
    from formkit.store import Store
    from formkit.workbook.package import Package

    package = Package((folder / "book.xlsx").read_bytes())
    package.write("docProps/app.xml", b"<Properties/>")
    with Store.open(f"sqlite:///{folder / 'office.db'}", [register()]) as store:
        _publish(store, package.to_bytes())


def run_openpyxl(folder: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(folder / "book.xlsx")
    sheet = book.worksheets[0]
    sheet.append(["", "new", *(str(value) for value in values(1).values())])
    book.save(folder / "openpyxl.xlsx")


def run_store(folder: Path) -> None:
    """Received documents, one durable transaction each."""
    from decimal import Decimal

    from formkit.fieldtypes import IdentifierType, NumberType
    from formkit.model.record import Seen
    from formkit.model.register import Column, Register
    from formkit.store import Store, documents, proposals, receipts
    from formkit.store.source import Source, SourceKind

    kinds = (("number", IdentifierType()), ("quantity", NumberType(decimals=2)))
    columns = tuple(Column(name=name, type=kind) for name, kind in kinds)
    visits = Register(name="visits", key="number", columns=columns, words={})
    url = sys.argv[3] if len(sys.argv) > 3 else f"sqlite:///{folder / f'{time.time_ns()}.db'}"
    count, start = 2000, 0.0
    with Store.open(url, [visits]) as store:
        start = time.perf_counter()
        for number in range(count):
            document = f"{time.time_ns()}"
            receipt = receipts.Receipt(
                sha256=hashlib.sha256(document.encode()).hexdigest(),
                suffix=".pdf",
                size=1,
                at=NOW,
                actor="bench",
                verdict=receipts.Verdict.ACCEPTED,
                document=document,
            )
            source = Source(kind=SourceKind.DOCUMENT, actor="bench", at=NOW, document=document)
            with store.transaction() as connection:
                paper = documents.Document(id=document, form="visit", version=1, locale="ru")
                documents.add(connection, paper, source)
                receipts.add(connection, receipt, {"quantity": Seen(str(number))})
                cells = {"quantity": Decimal(number)}
                proposals.propose(connection, visits, document, cells, base=None, source=source)
                documents.set_status(connection, document, documents.Status.RETURNED, source)
    engine, rate = url.partition(":")[0], count / (time.perf_counter() - start)
    used = 1000 * time.process_time() / count
    print(f"{engine}: {rate:.0f} documents/s, {used:.1f} ms of the processor", file=sys.stderr)


WORK = {
    "publish": run_publish,
    "edited": run_edited,
    "openpyxl": run_openpyxl,
    "store": run_store,
}


def measured(name: str, folder: Path, *more: str) -> tuple[float, float]:
    """Wall seconds and peak MiB of one process."""
    start = time.perf_counter()
    command = [sys.executable, __file__, name, str(folder), *more]
    process = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if process.stderr.strip():
        print(f"  {process.stderr.strip()}")
    return seconds, float(process.stdout)


def peak_mib() -> float:
    """Of this process alone: what the system tells of it counts the one that started it, too."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    found = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(found[0]) / 1024 if found else _rss()


def _rss() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(rows: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, __file__, "prepare", name, str(rows)], check=True)
        print(f"{rows} rows, {COLUMNS} columns, {runs} runs; seconds, MiB, against openpyxl")
        found = {kind: [measured(kind, folder) for _run in range(runs)] for kind in WORK}
        slow, much = (statistics.median(part) for part in zip(*found["openpyxl"], strict=True))
        for kind, measurements in found.items():
            seconds, memory = (statistics.median(part) for part in zip(*measurements, strict=True))
            ratio = f"{slow / seconds:6.1f} times faster, {memory / much:4.0%} of its memory"
            print(f"{kind:10} {seconds:8.2f} {memory:8.0f}  {ratio if kind != 'store' else ''}")
        if not (reason := scratch_postgresql.missing()):
            with scratch_postgresql.running(is_durable=True) as server:
                measured("store", folder, server.new_database())
        else:
            print(reason)


if __name__ == "__main__":
    if sys.argv[1:2] == ["prepare"]:
        prepare(Path(sys.argv[2]), int(sys.argv[3]))
    elif len(sys.argv) > 2 and sys.argv[1] in WORK:
        WORK[sys.argv[1]](Path(sys.argv[2]))
        print(peak_mib())
    else:
        arguments = [int(argument) for argument in sys.argv[1:]]
        main(*(arguments + [100_000, 3][len(arguments) :]))
