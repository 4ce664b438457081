"""Collecting survives being killed: nothing lost, nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sample_office import MARK, NOW, VOUCHER, complete

from formkit.actions.desk import Desk, open_desk
from formkit.actions.issue import issue
from formkit.store import receipts, records

FILES = 50
KILLS = 20


def _inbox_of(desk: Desk, data: dict[str, Any]) -> dict[str, bytes]:
    """Fifty vouchers completed by another program."""
    sent = {}
    for number in range(FILES):
        issued = issue(desk, VOUCHER, data, locale="ru", faces=("fillable",))
        content = complete(issued.files[0].read_bytes(), {**MARK, "qty_delivered": str(number % 7)})
        sent[issued.number or ""] = content
        (desk.office.inbox / f"{number:02}.pdf").write_bytes(content)
    return sent


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_killed_twenty_times_and_finished(office: Path, voucher_data: dict[str, Any]) -> None:
    with open_desk(office, now=NOW, actor="tester") as desk:
        sent = _inbox_of(desk, voucher_data)
    chance = random.Random(7)
    command = [sys.executable, "-m", "formkit", "collect", "--office", str(office)]
    killed = 0
    for _attempt in range(KILLS):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, 1.3))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    finished = subprocess.run(command, capture_output=True, check=False, env=os.environ)
    assert finished.returncode == 0, finished.stderr.decode()
    assert killed >= KILLS // 4, "the machine was too quick for the test to mean anything"
    with open_desk(office, now=NOW, actor="tester") as desk, desk.store.reading() as connection:
        kept = receipts.everything(connection)
        rows = records.rows(connection, desk.registers["vouchers"])
        served = [row for row in rows if row.values["status"] == "provided"]
    assert len(kept) == FILES
    assert len(served) == FILES
    assert len({row.values["voucher_no"] for row in served}) == FILES
    archive = [p.read_bytes() for p in (office / "archive").rglob("*.pdf")]
    assert sorted(archive) == sorted(sent.values())
    assert list((office / "inbox").iterdir()) == []
