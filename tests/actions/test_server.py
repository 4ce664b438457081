"""A day of an office whose store is on a PostgreSQL server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sample_office import MARK, NOW, VOUCHER, complete, sample
from scratch_postgresql import Server

from formkit.actions.case import view_case
from formkit.actions.collect import collect_one
from formkit.actions.demo import REGISTERS
from formkit.actions.desk import Desk, open_desk
from formkit.actions.enrol import enrol
from formkit.actions.find import find
from formkit.actions.init import init_office
from formkit.actions.issue import issue
from formkit.actions.publish import publish
from formkit.actions.report import make_report, write_report
from formkit.actions.storage import back_up, verify
from formkit.actions.twins import list_twins, merge_records, part_records
from formkit.errors import StoreError
from formkit.store.receipts import Verdict


@pytest.fixture
def desk(tmp_path: Path, postgresql: Server) -> Iterator[Desk]:
    root = tmp_path / "bureau"
    init_office(root, "ru", sample("office/org.yaml")[0])
    settings = root / "formkit.toml"
    address = f'store = "{postgresql.new_database()}"\n'
    settings.write_text(address + settings.read_text(encoding="utf-8"), encoding="utf-8")
    with open_desk(root, now=NOW, actor="tester") as desk:
        for name in REGISTERS:
            enrol(desk, name, sample(f"office/{name}.yaml"), "ru")
        yield desk


def test_a_day_on_a_server(desk: Desk, voucher_data: dict[str, Any]) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",))
    path = desk.office.inbox / "back.pdf"
    path.write_bytes(complete(issued.files[0].read_bytes(), MARK))
    assert collect_one(desk, path).verdict is Verdict.ACCEPTED
    first = publish(desk)
    assert [made.problems for made in first] == [(), ()]
    assert [made.taken.edited for made in publish(desk) if made.taken] == [0, 0]
    assert find(desk, "Лаптев").total > 0
    assert find(desk, issued.number or "").total > 0
    view = view_case(desk, "00012-2", "ru")
    assert [paper.number for paper in view.papers] == [issued.number]
    report = json.loads(write_report(desk, make_report(desk, "2026-Q4"), "json"))
    assert report
    assert list_twins(desk) == []
    assert "surname" in merge_records(desk, "00007-5", "00012-2").differing
    assert part_records(desk, "00007-5").asked == 0
    assert verify(desk).is_intact
    assert not (desk.office.root / "data" / "formkit.db").exists()


def test_a_server_has_its_own_copies(desk: Desk) -> None:
    with pytest.raises(StoreError, match="pg_dump"):
        back_up(desk, None)
