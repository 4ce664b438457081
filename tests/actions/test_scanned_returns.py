"""Paper that was issued, filled in with a pen and scanned reaches the registers."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook
from paper_set.office import on_paper, taken
from paper_set.pen import Digits, drawn_digits
from PIL import Image
from sample_office import VOUCHER

from formkit.actions.collect import Collected, collect_one, collect_pages
from formkit.actions.desk import Desk
from formkit.actions.issue import Issued, issue
from formkit.actions.publish import publish
from formkit.actions.review import questions, waiting
from formkit.actions.reviewbook import apply_review, export_review
from formkit.errors import NotReviewError
from formkit.formats import scan
from formkit.problems import Code, Severity
from formkit.store import receipts, records, reviews, scans
from formkit.store.receipts import Verdict
from formkit.workbook.reviewsheet import WORDS

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


TRUTH = {
    "status": "provided",
    "served_on": date(2026, 11, 20),
    "qty_delivered": Decimal(6),
}


def _answer_all(file: Path, locale: str = "ru", wrong: dict[str, str] | None = None) -> int:
    """Fill in the workbook as a clerk who knows the truth; rows that were answered."""
    book = load_workbook(file)
    sheet = book.worksheets[0]
    with_pictures = {image.anchor._from.row + 1 for image in sheet._images}
    truth = {"Исполнитель": "Щербаков"} | (wrong or {})
    count = 0
    for row in range(2, sheet.max_row + 1):
        label, read = str(sheet.cell(row, 3).value), str(sheet.cell(row, 5).value or "")
        assert row in with_pictures, label
        text = next((t for name, t in truth.items() if name in label), None)
        for path, answer in ANSWERS.items():
            known = label == LABELS[path]
            text = answer if known and text is None else text
        assert text is not None, label
        if text == read:
            sheet.cell(row, 6).value = WORDS[locale].take
        else:
            sheet.cell(row, 7).value = text
        count += 1
    book.save(file)
    return count


LABELS: dict[str, str] = {}


@pytest.fixture(autouse=True)
def _labels(desk: Desk) -> None:
    words = desk.catalogue.get(VOUCHER).words["ru"].fields
    LABELS.update({name: words[name].label for name in ANSWERS})


def _voucher(desk: Desk, issued: Issued) -> dict[str, Any]:
    with desk.store.reading() as connection:
        row = records.find(connection, desk.registers["vouchers"], issued.number or "")
    assert row is not None
    return {name: row.values.get(name) for name in TRUTH}


def test_what_a_person_wrote_into_the_workbook_reaches_the_register(
    desk: Desk, issued: Issued, tmp_path: Path
) -> None:
    _received(desk, scanned(desk, issued, ANSWERS))
    collect_pages(desk)
    file = desk.office.root / "review.xlsx"
    asked = export_review(desk, file)
    assert asked == len(questions(desk)) > 0
    assert _answer_all(file) == asked
    decided = apply_review(desk, file)
    assert [p for p in decided.problems if p.severity is Severity.ERROR] == []
    assert decided.count == asked
    assert decided.documents == ((issued.number, Verdict.ACCEPTED),)
    assert _voucher(desk, issued) == TRUTH
    assert questions(desk) == []
    with desk.store.reading() as connection:
        (item, *_) = [i for r in receipts.everything(connection)
                      for i in reviews.of_receipt(connection, r.id)]  # fmt: skip
    assert (item.decided_by, item.decided_at) == ("tester", desk.now)
    again = apply_review(desk, file)
    assert (again.count, again.documents, again.problems) == (0, (), ())
    assert [d.verdict for d in _second_scan(desk, issued)] == [Verdict.REPEATED]
    assert publish(desk)


def _second_scan(desk: Desk, issued: Issued) -> list[Collected]:
    _received(desk, scanned(desk, issued, ANSWERS, seed=9), "second.png")
    return collect_pages(desk)


def test_answers_that_cannot_be_used_are_told_all_at_once(
    desk: Desk, issued: Issued, tmp_path: Path
) -> None:
    two_days = {**ANSWERS, "served_on": "31.02.2026", "qty_delivered": ""}
    _received(desk, scanned(desk, issued, two_days))
    collect_pages(desk)
    file = tmp_path / "review.xlsx"
    assert export_review(desk, file) >= 3
    book = load_workbook(file)
    sheet = book.worksheets[0]
    labels = {str(sheet.cell(row, 3).value): row for row in range(2, sheet.max_row + 1)}
    sheet.cell(labels[LABELS["served_on"]], 7).value = "soon"
    name = labels[LABELS["provider_worker"]]
    sheet.cell(name, 6).value = WORDS["ru"].take
    amount = labels[LABELS["qty_delivered"]]
    sheet.cell(amount, 6).value, sheet.cell(amount, 7).value = WORDS["ru"].take, "6"
    book.save(file)
    decided = apply_review(desk, file)
    assert {(p.code, p.where.line) for p in decided.problems} == {
        (Code.VALUE_NOT_A_DATE, labels[LABELS["served_on"]]),
        (Code.REVIEW_NOTHING_PROPOSED, name),
        (Code.REVIEW_TWO_ANSWERS, amount),
    }
    assert decided.count == 0
    assert _voucher(desk, issued)["status"] == "issued"


def test_another_workbook_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK")
    with pytest.raises(NotReviewError):
        apply_review(desk, tmp_path / "a.xlsx")


def test_without_the_extra_a_picture_stays_in_the_inbox_and_the_batch_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = io.BytesIO()
    Image.new("L", (800, 1100), 250).save(picture, "PNG")
    with monkeypatch.context() as patched:
        patched.setattr(scan, "PACKAGES", ("numpy", "no-such-package"))
        left = _received(desk, picture.getvalue())
        assert (left.verdict, _codes(left)) == (Verdict.WAITING, {Code.SCAN_NOT_INSTALLED})
        assert left.problems[0].values["missing"] == "no-such-package"
        assert (desk.office.inbox / "scan.png").exists()
    later = collect_one(desk, desk.office.inbox / "scan.png")
    assert not later.is_same_file
    assert (later.verdict, [p.code for p in later.problems]) == (
        Verdict.PAGES,
        [Code.SCAN_EMPTY_PAGE],
    )
