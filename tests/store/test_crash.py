"""Processes that are killed, and processes that work at the same time."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from other_program import run

from formkit import bundled
from formkit.store import Store

WORKER = Path(__file__).with_name("collect_many.py")
FILES = 50


def _start(url: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(WORKER), url, str(FILES)]
    environment = {**os.environ, "PYTHONPATH": str(bundled("."))}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _wait(worker: subprocess.Popen[str]) -> int:
    with worker:
        return worker.wait(timeout=120)


def _assert_whole(url: str) -> None:
    """Each file once in every table, numbers without gaps; seen by another program."""
    for table in ("receipt", "document", "reading", "reg_vouchers", "proposal", "review"):
        expected = FILES * (2 if table == "proposal" else 1)
        assert run(url, f"SELECT count(*) FROM {table}") == [(expected,)], table
    query = "SELECT r.qty / 1000000, d.status, c.size FROM reg_vouchers r JOIN document d ON "
    query += "d.id = r._document JOIN receipt c ON c.document = d.id"
    assert sorted(run(url, query)) == [(number, "returned", number) for number in range(FILES)]
    keys = [key for (key,) in run(url, "SELECT voucher_no FROM reg_vouchers ORDER BY 1")]
    assert keys == [f"{number:05}" for number in range(1, FILES + 1)]
    with Store.open(url, []) as store:
        found = store.verify()
    assert found.is_intact
    assert found.entries == FILES * 3


@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_moment_and_run_again_nothing_is_lost_or_twice(url: str, seed: int):
    moments = random.Random(seed)
    acknowledged = 0
    for _ in range(3):
        worker = _start(url)
        for _line in range(1 + acknowledged + moments.randrange(1, FILES // 4)):
            worker.stdout.readline()
        time.sleep(moments.uniform(0, 0.005))
        worker.kill()
        _wait(worker)
        (kept,) = run(url, "SELECT count(*) FROM receipt")[0]
        assert acknowledged < kept < FILES
        acknowledged = kept
    assert _wait(_start(url)) == 0
    _assert_whole(url)


def test_processes_that_begin_a_store_together_take_each_file_once(url: str):
    workers = [_start(url) for _ in range(3)]
    for worker in workers:
        worker.stdout.read()
    assert [_wait(worker) for worker in workers] == [0, 0, 0]
    _assert_whole(url)
