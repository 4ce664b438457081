"""Processes that are killed, and processes that work at the same time."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from formkit.model.register import Register
from formkit.store import Store

WORKER = Path(__file__).with_name("collect_many.py")
FILES = 50


def _start(url: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(WORKER), url, str(FILES)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _wait(worker: subprocess.Popen[str]) -> int:
    with worker:
        return worker.wait(timeout=120)


def _count(file: Path) -> int:
    reader = sqlite3.connect(file)
    (count,) = reader.execute("SELECT count(*) FROM receipt").fetchone()
    reader.close()
    return int(count)


def _assert_whole(file: Path) -> None:
    """Each file once in every table, numbers without gaps; seen by another program."""
    reader = sqlite3.connect(file)
    for table in ("receipt", "document", "reading", "reg_vouchers", "proposal", "review"):
        expected = FILES * (2 if table == "proposal" else 1)
        assert reader.execute(f"SELECT count(*) FROM {table}").fetchone() == (expected,), table
    query = "SELECT r.qty / 1000000, d.status, c.size FROM reg_vouchers r JOIN document d ON "
    query += "d.id = r._document JOIN receipt c ON c.document = d.id"
    rows = sorted(reader.execute(query))
    assert rows == [(number, "returned", number) for number in range(FILES)]
    keys = [key for (key,) in reader.execute("SELECT voucher_no FROM reg_vouchers ORDER BY 1")]
    assert keys == [f"{number:05}" for number in range(1, FILES + 1)]
    assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    reader.close()


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_and_run_again_nothing_is_lost_or_twice(
    url: str, tmp_path: Path, vouchers: Register, seed: int
):
    moments = random.Random(seed)
    taken = []
    for _ in range(3):
        worker = _start(url)
        worker.stdout.readline()
        time.sleep(moments.uniform(0, 0.12))
        worker.kill()
        _wait(worker)
        taken.append(_count(tmp_path / "office.db"))
    assert any(0 < files < FILES for files in taken), "no kill came in the middle of the work"
    assert _wait(_start(url)) == 0
    _assert_whole(tmp_path / "office.db")
    with Store.open(url, []) as store:
        found = store.verify()
    assert found.is_intact
    assert found.entries == FILES * 3


def test_processes_that_begin_a_store_together_take_each_file_once(url: str, tmp_path: Path):
    workers = [_start(url) for _ in range(3)]
    assert [_wait(worker) for worker in workers] == [0, 0, 0]
    _assert_whole(tmp_path / "office.db")
    with Store.open(url, []) as store:
        assert store.verify().is_intact
