"""Receipts, documents, geometry, reviews, numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from formkit.errors import StoreError
from formkit.model.record import Method, Seen
from formkit.problems import Code, Severity, Where, problem
from formkit.store import Store, changes, documents, numbers, receipts, reviews
from formkit.store.documents import Document, Geometry, Status
from formkit.store.receipts import Receipt, Verdict
from formkit.store.reviews import Decision, ReviewItem, ReviewKind
from formkit.store.source import Source

NOW = datetime(2026, 6, 5, 9, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def document() -> Document:
    return Document(
        id="7K3Q9X2M4A",
        form="referral_voucher",
        version=2,
        locale="uk",
        number="2026-00001",
        fingerprint="0123456789abcdef",
        plain={"client_id": "00012", "items": [{"qty": "2.5"}], "person": {"text": "Їжак"}},
        sha256="a" * 64,
        actor="olena",
        issued_at=NOW,
    )


@pytest.fixture
def receipt() -> Receipt:
    found = problem(
        Code.VALUE_NOT_A_DATE, Severity.WARNING, where=Where(page=2, path="x.1.y"), text="31.02."
    )
    return Receipt(
        sha256="b" * 64,
        suffix=".pdf",
        size=2**33,
        at=NOW,
        actor="olena",
        verdict=Verdict.REVIEW,
        problems=(found,),
        plain={"status": "provided"},
    )


def test_a_receipt_keeps_its_readings(store: Store, receipt: Receipt):
    seen = {
        "served_on": Seen("31.02.", Method.OCR, 2, (1.5, 2.0, 3.25, 4.0), 0.75),
        "note": Seen("lone \ud800 surrogate\x00", Method.ACROFORM),
    }
    with store.transaction() as connection:
        assert receipts.add(connection, receipt, seen)
    with store.reading() as connection:
        assert receipts.find(connection, receipt.sha256) == receipt
        kept = receipts.get_seen(connection, receipt.id)
    assert kept["served_on"] == seen["served_on"]
    assert kept["note"].text == "lone \ufffd surrogate\ufffd"


def test_the_same_bytes_twice_add_nothing(store: Store, receipt: Receipt):
    again = replace(receipt, id="another", verdict=Verdict.ACCEPTED)
    with store.transaction() as connection:
        assert receipts.add(connection, receipt)
        assert not receipts.add(connection, again, {"x": Seen("1")})
    with store.reading() as connection:
        assert receipts.everything(connection) == [receipt]
        assert receipts.get_seen(connection, "another") == {}


def test_a_receipt_names_a_document_that_is_kept(store: Store, receipt: Receipt):
    with pytest.raises(StoreError, match=r"(?i)foreign key"), store.transaction() as connection:
        receipts.add(connection, replace(receipt, document="nowhere"))


def test_a_document_is_found_by_mark_and_by_number(
    store: Store, document: Document, source: Source
):
    with store.transaction() as connection:
        documents.add(connection, document, source)
    with store.reading() as connection:
        assert documents.find(connection, document.id) == document
        assert documents.find_numbered(connection, document.form, "2026-00001") == document
        assert documents.find_numbered(connection, "individual_plan", "2026-00001") is None
        assert documents.of_form(connection, document.form) == [document]


def test_the_same_document_is_not_issued_twice(store: Store, document: Document, source: Source):
    with store.transaction() as connection:
        documents.add(connection, document, source)
    with pytest.raises(StoreError), store.transaction() as connection:
        documents.add(connection, document, source)


def test_a_returned_document_says_when_and_the_log_says_so(
    store: Store, document: Document, source: Source
):
    with store.transaction() as connection:
        documents.add(connection, document, source)
        for _ in range(2):
            documents.set_status(connection, document.id, Status.RETURNED, source)
        kept = documents.find(connection, document.id)
        log = changes.history(connection, documents.LOGGED_AS, document.id)
    assert kept == replace(document, status=Status.RETURNED, returned_at=source.at)
    assert [entry.op for entry in log] == ["insert", "update"]
    assert log[1].diff == {"status": ("issued", "returned")}


def test_receipts_of_a_document_come_in_the_order_received(
    store: Store, document: Document, receipt: Receipt, source: Source
):
    first = replace(receipt, document=document.id)
    later = replace(first, sha256="c" * 64, id="later", at=NOW.replace(hour=10))
    with store.transaction() as connection:
        documents.add(connection, document, source)
        for each in (later, first):
            receipts.add(connection, each)
        assert receipts.of_document(connection, document.id) == [first, later]


def test_geometry_is_kept_once_for_every_edition(store: Store):
    boxes = {"status/refused": (2, (10.0, 20.5, 30.25, 40.0)), "note": (1, (0.0, 0.0, 1.0, 1.0))}
    edition = Geometry(
        fingerprint="f" * 16, form="voucher", version=1, locale="ru", rectangles_pt=boxes
    )
    with store.transaction() as connection:
        documents.add_geometry(connection, edition)
        documents.add_geometry(connection, replace(edition, rectangles_pt={}))
        assert documents.find_geometry(connection, "f" * 16) == edition
        assert documents.find_geometry(connection, "0" * 16) is None


def test_a_question_waits_until_a_person_decides(store: Store, receipt: Receipt, source: Source):
    doubt = problem(Code.VALUE_NOT_A_NUMBER, text="З", example="15").at(path="quantity", page=1)
    item = ReviewItem(
        kind=ReviewKind.PROBLEM,
        opened_at=NOW,
        problem=doubt,
        receipt=receipt.id,
        path="quantity",
        proposed={"text": "3"},
    )
    with store.transaction() as connection:
        receipts.add(connection, receipt)
        assert reviews.add(connection, item) == item.id
        assert reviews.add(connection, replace(item, id="again")) == item.id
        assert reviews.open_items(connection) == [item]
        assert reviews.decide(connection, item.id, Decision.CORRECTED, "8", source)
        assert reviews.open_items(connection) == []
        decided = reviews.find(connection, item.id)
    assert decided.problem == doubt
    assert (decided.decision, decided.decided_value) == (Decision.CORRECTED, "8")
    assert (decided.decided_by, decided.decided_at) == ("olena", source.at)


def test_numbers_begin_anew_with_every_form_and_year(store: Store):
    with store.transaction() as connection:
        taken = [
            numbers.next_number(connection, scope, year)
            for scope, year in [("v", 2026), ("v", 2026), ("p", 2026), ("v", 2027), ("v", 2026)]
        ]
    assert taken == [1, 2, 1, 1, 3]


def _fail(work: Callable[[Connection], object], store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction() as connection:
        _ = work(connection), 1 / 0


def test_a_number_of_work_that_failed_is_given_again(store: Store):
    taken: list[int] = []
    with store.transaction() as connection:
        taken.append(numbers.next_number(connection, "v", 2026))
    _fail(lambda connection: taken.append(numbers.next_number(connection, "v", 2026)), store)
    with store.transaction() as connection:
        taken.append(numbers.next_number(connection, "v", 2026))
    assert taken == [1, 2, 2]


def test_a_moment_without_time_zone_is_refused(source: Source):
    with pytest.raises(ValueError, match="time zone"):
        replace(source, at=datetime(2026, 1, 1))


def test_work_that_fails_leaves_nothing(
    store: Store, document: Document, receipt: Receipt, source: Source
):
    _fail(
        lambda connection: (
            documents.add(connection, document, source),
            receipts.add(connection, replace(receipt, document=document.id)),
        ),
        store,
    )
    with store.reading() as connection:
        assert documents.of_form(connection) == []
        assert receipts.everything(connection) == []
    assert store.verify().entries == 0
