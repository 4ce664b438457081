"""Collecting: kept first, read, judged; a bad file never stops the others."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sample_office import MARK, NOW, VOUCHER, complete

from formkit.actions.collect import Collected, collect_one
from formkit.actions.desk import Desk
from formkit.actions.issue import Issued, issue
from formkit.actions.review import waiting
from formkit.errors import NoSpaceError, ReadOnlyError
from formkit.problems import Code
from formkit.store import records
from formkit.store.receipts import Verdict
from formkit.workspace import archived


@pytest.fixture
def issued(desk: Desk, voucher_data: dict[str, Any]) -> Issued:
    return issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",))


def _received(desk: Desk, content: bytes, name: str = "from partner.pdf") -> Collected:
    path = desk.office.inbox / name
    path.write_bytes(content)
    return collect_one(desk, path)


def _voucher(desk: Desk, number: str | None) -> Any:
    with desk.store.reading() as connection:
        row = records.find(connection, desk.registers["vouchers"], number or "")
    return row.values if row else None


def _codes(collected: Collected) -> set[Code]:
    return {problem.code for problem in collected.problems}


def _resaved(content: bytes) -> bytes:
    """The same answers in other bytes."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, linearize=True)
    return out.getvalue()


def test_a_completed_voucher_reaches_the_register(desk: Desk, issued: Issued) -> None:
    content = complete(issued.files[0].read_bytes(), MARK)
    collected = _received(desk, content)
    assert (collected.verdict, collected.number) == (Verdict.ACCEPTED, issued.number)
    row = _voucher(desk, issued.number)
    assert (row["status"], row["served_on"], row["qty_delivered"]) == (
        "provided",
        date(2026, 11, 20),
        Decimal(6),
    )
    assert row["client_id"].key == "00012-2"
    assert row["returned_on"] == NOW.date()


def test_the_original_is_kept_by_its_hash_and_leaves_the_inbox(desk: Desk, issued: Issued) -> None:
    content = complete(issued.files[0].read_bytes(), MARK)
    collected = _received(desk, content)
    kept = archived(desk.office, collected.sha256, ".pdf")
    assert kept.read_bytes() == content
    assert collected.sha256 == hashlib.sha256(content).hexdigest()
    assert not collected.path.exists()


def test_a_file_given_by_name_stays_where_it_is(desk: Desk, issued: Issued, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.pdf"
    path.write_bytes(complete(issued.files[0].read_bytes(), MARK))
    assert collect_one(desk, path).verdict is Verdict.ACCEPTED
    assert path.exists()


def test_the_same_file_twice_adds_nothing(desk: Desk, issued: Issued) -> None:
    content = complete(issued.files[0].read_bytes(), MARK)
    _received(desk, content)
    again = _received(desk, content, "copy.pdf")
    assert again.is_same_file
    assert again.verdict is Verdict.ACCEPTED
    assert waiting(desk) == []


def test_the_same_answers_in_another_file_add_nothing(desk: Desk, issued: Issued) -> None:
    content = complete(issued.files[0].read_bytes(), MARK)
    _received(desk, content)
    again = _received(desk, _resaved(content))
    assert again.verdict is Verdict.REPEATED
    assert waiting(desk) == []


def test_other_answers_wait_for_a_person_and_the_register_stays(desk: Desk, issued: Issued) -> None:
    blank = issued.files[0].read_bytes()
    _received(desk, complete(blank, MARK))
    other = _received(desk, complete(blank, {**MARK, "qty_delivered": "4"}))
    assert other.verdict is Verdict.CONFLICT
    assert Code.DOCUMENT_CONFLICT in _codes(other)
    assert _voucher(desk, issued.number)["qty_delivered"] == Decimal(6)
    assert archived(desk.office, other.sha256, ".pdf").exists()
    assert [w.problem.code for w in waiting(desk) if w.problem] == [Code.DOCUMENT_CONFLICT]


def test_missing_and_broken_answers_wait_for_a_person(desk: Desk, issued: Issued) -> None:
    answers = {**MARK, "served_on": "32.11.2026"}
    del answers["provider_worker"]
    collected = _received(desk, complete(issued.files[0].read_bytes(), answers))
    assert collected.verdict is Verdict.REVIEW
    assert {(p.code, p.where.path) for p in collected.problems} >= {
        (Code.VALUE_NOT_A_DATE, "served_on"),
        (Code.VALUE_REQUIRED, "provider_worker"),
    }
    assert _voucher(desk, issued.number)["status"] == "issued"


def test_an_answer_the_form_asks_for_only_sometimes(desk: Desk, issued: Issued) -> None:
    refused = {
        "service_status": "/refused",
        "provider_worker": "Мельник Ольга",
    }
    collected = _received(desk, complete(issued.files[0].read_bytes(), refused))
    missing = {p.where.path for p in collected.problems if p.code is Code.VALUE_REQUIRED}
    assert missing == {"refusal_reason"}


def test_a_changed_office_part_waits_for_a_person(desk: Desk, issued: Issued) -> None:
    answers = {**MARK, "quantity": "60"}
    collected = _received(desk, complete(issued.files[0].read_bytes(), answers))
    assert collected.verdict is Verdict.REVIEW
    changed = [p for p in collected.problems if p.code is Code.VALUE_DIFFERS_FROM_ISSUED]
    assert [(p.where.path, dict(p.values)) for p in changed] == [
        ("quantity", {"issued": "6", "text": "60"})
    ]


def test_a_voucher_of_another_office_waits_for_a_person(
    desk: Desk, issued: Issued, furnished_office: Path, tmp_path: Path
) -> None:
    from formkit.actions.desk import open_desk

    root = tmp_path / "other"
    shutil.copytree(furnished_office, root)
    with open_desk(root, now=desk.now, actor="tester") as other:
        collected = _received(other, complete(issued.files[0].read_bytes(), MARK))
    assert collected.verdict is Verdict.REVIEW
    assert Code.DOCUMENT_NOT_ISSUED in _codes(collected)


def _encrypted(content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


def _foreign() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def test_files_that_cannot_be_read_are_answered_and_kept(desk: Desk, issued: Issued) -> None:
    good = complete(issued.files[0].read_bytes(), MARK)
    bad = {
        "empty.pdf": (b"", Code.DOCUMENT_EMPTY_FILE),
        "words.pdf": (b"not a PDF at all", Code.DOCUMENT_NOT_PDF),
        "half.pdf": (good[: len(good) // 2], Code.DOCUMENT_DAMAGED),
        "locked.pdf": (_encrypted(good), Code.DOCUMENT_ENCRYPTED),
        "foreign.pdf": (_foreign(), Code.DOCUMENT_NOT_OURS),
    }
    for name, (content, code) in bad.items():
        collected = _received(desk, content, name)
        # What is left of a damaged file may still say who it is; it never gets past a person.
        assert collected.verdict in (Verdict.UNREADABLE, Verdict.REVIEW), name
        assert code in _codes(collected), name
        assert archived(desk.office, collected.sha256, ".pdf").read_bytes() == content
    assert len(waiting(desk)) >= len(bad)
    assert _received(desk, good).verdict is Verdict.ACCEPTED


def test_the_change_log_holds_after_a_day(desk: Desk, issued: Issued) -> None:
    _received(desk, complete(issued.files[0].read_bytes(), MARK))
    assert desk.store.verify().is_intact


def test_a_full_disk_stops_the_work_and_loses_nothing(
    desk: Desk, issued: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = complete(issued.files[0].read_bytes(), MARK)
    path = desk.office.inbox / "voucher.pdf"
    path.write_bytes(content)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoSpaceError):
        collect_one(desk, path)
    monkeypatch.undo()
    assert path.read_bytes() == content
    assert [p for p in desk.office.archive.rglob("*") if p.is_file()] == []
    assert _voucher(desk, issued.number)["status"] == "issued"
    assert collect_one(desk, path).verdict is Verdict.ACCEPTED


def test_an_archive_that_cannot_be_written_stops_the_work(desk: Desk, issued: Issued) -> None:
    content = complete(issued.files[0].read_bytes(), MARK)
    path = desk.office.inbox / "voucher.pdf"
    path.write_bytes(content)
    shutil.rmtree(desk.office.archive)
    desk.office.archive.write_text("in the way")
    with pytest.raises(ReadOnlyError):
        collect_one(desk, path)
    assert path.read_bytes() == content
    assert _voucher(desk, issued.number)["status"] == "issued"


def test_a_document_whose_definition_was_not_kept_waits_for_a_person(
    desk: Desk, issued: Issued
) -> None:
    content = complete(issued.files[0].read_bytes(), MARK)
    newer = replace(desk.catalogue.get(VOUCHER), version=2)
    desk.catalogue._forms[VOUCHER] = (newer, [])
    with desk.store.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM definition")
    collected = _received(desk, content)
    assert collected.verdict in (Verdict.UNREADABLE, Verdict.REVIEW)
    other = [p for p in collected.problems if p.code is Code.DOCUMENT_OTHER_VERSION]
    assert [dict(p.values) for p in other] == [{"form": VOUCHER, "found": "1", "current": "2"}]
