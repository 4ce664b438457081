"""Kills in full number: ``python tests/bench/crash.py [sqlite|postgresql]``.

SQLite: 50 kills of two processes that take in documents, 4 processes on the same 300 files.
PostgreSQL: 24 kills of clients, 4 of the server, the same 300 files. Counts what was acknowledged
and is not there (lost), what is there by half, and what is there twice.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import scratch_postgresql  # noqa: E402 - the folders above come first
from other_program import run  # noqa: E402

from formkit.errors import OfficeError  # noqa: E402
from formkit.store import Store  # noqa: E402

WORKER = Path(__file__).parents[1] / "store" / "collect_many.py"
FILES = 300
TABLES = ("receipt", "document", "reading", "reg_vouchers", "review")


def start(url: str, files: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(WORKER), url, str(files)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
    )


def counts(url: str) -> dict[str, int]:
    return {table: run(url, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


def check(url: str, acknowledged: int) -> str:
    found = counts(url)
    half = len(set(found.values())) - 1
    twice = run(url, "SELECT count(*) - count(DISTINCT voucher_no) FROM reg_vouchers")[0][0]
    with Store.open(url, []) as store:
        is_intact = store.verify().is_intact
    lost = max(acknowledged - found["receipt"], 0)
    return (
        f"{found['receipt']} documents, {lost} lost, {half} half, {twice} twice, "
        f"{'intact' if is_intact else 'DAMAGED'}"
    )


def kill_clients(url: str, kills: int, moments: random.Random) -> str:
    """Two processes at a time; each file is acknowledged by a line."""
    acknowledged: set[str] = set()
    for _kill in range(kills):
        workers = [start(url, kills * 500) for _ in range(2)]
        for worker in workers:
            read_new(worker, acknowledged, moments.randrange(3, 25))
        time.sleep(moments.uniform(0, 0.01))
        for worker in workers:
            worker.kill()
            worker.communicate()
    return f"{kills} kills of 2 clients: {check(url, len(acknowledged))}"


def read_new(worker: subprocess.Popen[str], acknowledged: set[str], count: int) -> None:
    """Read until so many files more than before are acknowledged."""
    assert worker.stdout is not None
    worker.stdout.readline()
    wanted = len(acknowledged) + count
    while len(acknowledged) < wanted and (said := worker.stdout.readline().strip()):
        acknowledged.add(said)


def same_files(url: str) -> str:
    workers = [start(url, FILES) for _ in range(4)]
    codes = [worker.communicate() and worker.returncode for worker in workers]
    return f"4 processes, the same {FILES} files, codes {codes}: {check(url, FILES)}"


def kill_server(server: scratch_postgresql.Server, url: str, kills: int) -> str:
    moments = random.Random(3)
    acknowledged: set[str] = set()
    for _kill in range(kills):
        worker = start(url, 10_000)
        read_new(worker, acknowledged, moments.randrange(20, 60))
        server.kill()
        worker.communicate()
        _again(server)
    return f"{kills} kills of the server: {check(url, len(acknowledged))}"


def _again(server: scratch_postgresql.Server) -> None:
    """Children of the killed server hold its memory for a moment."""
    for _attempt in range(30):
        with contextlib.suppress(Exception):
            server.start()
            return
        time.sleep(0.5)
    raise OfficeError


@contextlib.contextmanager
def addresses(engine: str) -> Iterator[tuple[scratch_postgresql.Server | None, list[str]]]:
    with contextlib.ExitStack() as stack:
        if engine == "sqlite":
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            yield None, [f"sqlite:///{folder / f'{n}.db'}" for n in range(2)]
            return
        server = stack.enter_context(scratch_postgresql.running(is_durable=True))
        yield server, [server.new_database() for _ in range(3)]


def main(engine: str) -> None:
    with addresses(engine) as (server, urls):
        print(kill_clients(urls[0], 50 if engine == "sqlite" else 24, random.Random(1)))
        print(same_files(urls[1]))
        if server is not None:
            print(kill_server(server, urls[2], 4))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sqlite")
