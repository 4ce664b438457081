"""Paper that was issued, filled in with a pen and scanned reaches the registers."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
import pytest
from paper_set.office import on_paper, taken
from paper_set.pen import Digits, drawn_digits
from PIL import Image
from sample_office import VOUCHER

from formkit.actions.collect import Collected, collect_one, collect_pages
from formkit.actions.desk import Desk
from formkit.actions.issue import Issued, issue
from formkit.actions.review import waiting
from formkit.problems import Code, Severity
from formkit.store import receipts, records, scans
from formkit.store.receipts import Verdict

ANSWERS = {
    "service_status": "provided",
    "served_on": "20.11.2026",
    "qty_delivered": "6",
    "provider_worker": "Щербаков",
    "provider_signature": "*",
}


@cache
def digits() -> Digits:
    return drawn_digits(np.random.default_rng(5), 6)


def scanned(desk: Desk, issued: Issued, answers: dict[str, str], seed: int = 1) -> bytes:
    """An issued voucher after somebody wrote on it and an office scanner saw it."""
    form = desk.catalogue.get(VOUCHER)
    blank = desk.prepared.writer(form, "ru", {"org": desk.organisation}).blank
    pages = on_paper(issued.files[0].read_bytes(), blank, form, answers, digits(), seed)
    return taken(pages, "office200", seed)


@pytest.fixture
def issued(desk: Desk, voucher_data: dict[str, Any]) -> Issued:
    return issue(desk, VOUCHER, voucher_data, locale="ru", faces=("pdf",))


def _received(desk: Desk, content: bytes, name: str = "scan.png") -> Collected:
    path = desk.office.inbox / name
    path.write_bytes(content)
    return collect_one(desk, path)


def _codes(collected: Collected) -> set[Code]:
    return {p.code for p in collected.problems if p.severity is Severity.ERROR}


def test_a_scanned_voucher_waits_only_for_what_was_written_by_hand(
    desk: Desk, issued: Issued
) -> None:
    file = _received(desk, scanned(desk, issued, ANSWERS))
    assert (file.verdict, file.problems) == (Verdict.PAGES, ())
    assert not (desk.office.inbox / "scan.png").exists()
    (document,) = collect_pages(desk)
    assert (document.number, document.form) == (issued.number, VOUCHER)
    assert document.verdict is Verdict.REVIEW
    asked = {w.path for w in waiting(desk)}
    assert "provider_worker" in asked
    assert asked <= {"provider_worker", "served_on", "qty_delivered"}
    assert collect_pages(desk) == []


def test_the_same_scan_twice_adds_nothing(desk: Desk, issued: Issued) -> None:
    content = scanned(desk, issued, ANSWERS)
    _received(desk, content)
    collect_pages(desk)
    before = len(waiting(desk))
    assert _received(desk, content, "again.png").is_same_file
    other = io.BytesIO()
    Image.open(io.BytesIO(content)).save(other, "TIFF")
    assert not _received(desk, other.getvalue(), "again.tif").is_same_file
    assert [d.verdict for d in collect_pages(desk)] == [Verdict.REPEATED]
    assert len(waiting(desk)) == before


def test_foreign_empty_and_broken_pages_are_told_one_by_one(desk: Desk, issued: Issued) -> None:
    rng = np.random.default_rng(1)
    empty = (248 + rng.normal(0, 2, (1754, 1240))).clip(0, 255).astype(np.uint8)
    foreign = empty.copy()
    for line in range(300, 900, 40):
        foreign[line : line + 8, 200:1000] = 20
    images = [Image.fromarray(each) for each in (foreign, empty)]
    images.insert(1, Image.open(io.BytesIO(scanned(desk, issued, ANSWERS))).convert("L"))
    out = io.BytesIO()
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:])
    file = _received(desk, out.getvalue(), "batch.tif")
    assert file.verdict is Verdict.REVIEW
    assert [(p.code, p.where.page) for p in file.problems] == [
        (Code.SCAN_NO_MARK, 1),
        (Code.SCAN_EMPTY_PAGE, 3),
    ]
    broken = _received(desk, out.getvalue()[:3000], "broken.tif")
    assert broken.verdict is Verdict.UNREADABLE
    assert _codes(broken)
    assert [d.number for d in collect_pages(desk)] == [issued.number]


def test_stopped_between_keeping_and_judging_the_next_run_goes_on(
    desk: Desk, issued: Issued
) -> None:
    _received(desk, scanned(desk, issued, ANSWERS))
    with desk.store.reading() as connection:
        assert len(scans.waiting(connection)) == 1
        assert [r.verdict for r in receipts.everything(connection)] == [Verdict.PAGES]
    assert [d.number for d in collect_pages(desk)] == [issued.number]
    with desk.store.reading() as connection:
        assert scans.waiting(connection) == []
        row = records.find(connection, desk.registers["vouchers"], issued.number or "")
    assert row is not None
    assert row.values["status"] == "issued", "nothing goes to the register before a person"
