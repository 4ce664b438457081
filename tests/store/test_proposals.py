from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from formkit.errors import StoreError
from formkit.fieldtypes.person import Person
from formkit.model.register import Register
from formkit.store import Store, changes, documents, proposals, records, reviews
from formkit.store.proposals import Op
from formkit.store.records import State
from formkit.store.reviews import Decision, ReviewKind
from formkit.store.source import Source, SourceKind

DOCUMENT = "7K3Q9X2M4A"


@pytest.fixture
def issued(store: Store, vouchers: Register, source: Source) -> Source:
    """A voucher has been issued; the source its return will have."""
    document = documents.Document(id=DOCUMENT, form="referral_voucher", version=1, locale="ru")
    by_document = replace(source, kind=SourceKind.DOCUMENT, document=DOCUMENT, stage="issue")
    values = {"issued_on": date(2026, 6, 5), "status": "issued", "quantity": Decimal(3)}
    with store.transaction() as connection:
        documents.add(connection, document, source)
        outcome = proposals.propose(
            connection, vouchers, "00001", values, base=None, source=by_document
        )
    assert outcome.op is Op.INSERTED
    return replace(by_document, stage="return", receipt=None)


def test_a_returned_voucher_fills_in_its_stage(store: Store, vouchers: Register, issued: Source):
    returned = {"status": "provided", "served_on": date(2026, 6, 9)}
    with store.transaction() as connection:
        row = records.find(connection, vouchers, "00001")
        base = proposals.base_of(connection, vouchers, row.id, DOCUMENT)
        outcome = proposals.propose(
            connection, vouchers, "00001", returned, base=base, source=issued
        )
        row = records.find(connection, vouchers, "00001")
    assert outcome.op is Op.UPDATED
    assert set(outcome.applied) == {"status", "served_on"}
    assert row.values["status"] == "provided"
    assert row.values["quantity"] == Decimal(3)
    assert row.rev == outcome.rev == 2
    assert row.document == DOCUMENT


def test_a_second_copy_with_other_answers_never_overwrites(
    store: Store, vouchers: Register, issued: Source
):
    with store.transaction() as connection:
        row = records.find(connection, vouchers, "00001")
        base = proposals.base_of(connection, vouchers, row.id, DOCUMENT)
        for status in ("provided", "refused"):
            outcome = proposals.propose(
                connection, vouchers, "00001", {"status": status}, base=base, source=issued
            )
        assert records.find(connection, vouchers, "00001").values["status"] == "provided"
        (item,) = reviews.open_items(connection)
    assert [c.column for c in outcome.conflicts] == ["status"]
    assert outcome.reviews == (item.id,)
    assert (item.base, item.current, item.proposed) == ("issued", "provided", "refused")
    assert (item.kind, item.path, item.document) == (ReviewKind.CONFLICT, "status", DOCUMENT)
    assert item.source["stage"] == "return"


def test_the_same_conflict_is_asked_about_once_even_when_decided(
    store: Store, vouchers: Register, issued: Source
):
    with store.transaction() as connection:
        for _ in range(2):
            proposals.propose(
                connection, vouchers, "00001", {"status": "refused"}, base=None, source=issued
            )
        (item,) = reviews.open_items(connection)
        assert reviews.decide(connection, item.id, Decision.KEPT, None, issued)
        assert not reviews.decide(connection, item.id, Decision.TAKEN, None, issued)
        proposals.propose(
            connection, vouchers, "00001", {"status": "refused"}, base=None, source=issued
        )
        assert reviews.open_items(connection) == []
        assert reviews.find(connection, item.id).decision is Decision.KEPT


def test_nothing_known_fills_empty_cells_and_asks_about_others(
    store: Store, vouchers: Register, issued: Source
):
    values = {"served_on": date(2026, 6, 9), "quantity": Decimal(2), "status": "issued"}
    with store.transaction() as connection:
        outcome = proposals.propose(connection, vouchers, "00001", values, base=None, source=issued)
    assert outcome.applied == ("served_on",)
    assert outcome.converged == ("status",)
    assert [c.column for c in outcome.conflicts] == ["quantity"]


def test_a_correction_changes_what_it_corrects_and_nothing_else(
    store: Store, vouchers: Register, issued: Source, source: Source
):
    with store.transaction() as connection:
        row = records.find(connection, vouchers, "00001")
        by_hand = {"quantity": Decimal(4)}
        proposals.propose_to(connection, vouchers, row.id, by_hand, base=row.values, source=source)
        base = proposals.base_of(connection, vouchers, row.id, DOCUMENT)
        corrected = {**base, "issued_on": date(2026, 6, 4)}
        proposals.propose(connection, vouchers, "00001", corrected, base=base, source=issued)
        row = records.find(connection, vouchers, "00001")
    assert row.values["issued_on"] == date(2026, 6, 4)
    assert row.values["quantity"] == Decimal(4)


def test_a_column_the_register_lacks_is_kept_beside_the_typed_ones(
    store: Store, vouchers: Register, source: Source
):
    with store.transaction() as connection:
        values = {"colour": "red", "weight": Decimal("1.50")}
        proposals.propose(connection, vouchers, "1", values, base=None, source=source)
        row = records.find(connection, vouchers, "1")
        assert row.extra == {"colour": "red", "weight": "1.5"}
        outcome = proposals.propose(
            connection, vouchers, "1", {"colour": "blue"}, base={"colour": "red"}, source=source
        )
        assert outcome.applied == ("colour",)
        assert records.find(connection, vouchers, "1").extra["colour"] == "blue"


def test_a_proposal_for_a_withdrawn_record_waits_for_a_person(
    store: Store, vouchers: Register, issued: Source
):
    with store.transaction() as connection:
        row = records.find(connection, vouchers, "00001")
        records_before = len(records.rows(connection, vouchers))
        proposals.set_state(connection, vouchers, row, State.VOID, issued)
        outcome = proposals.propose(
            connection, vouchers, "00001", {"status": "provided"}, base=None, source=issued
        )
        assert outcome.op is Op.HELD
        assert records.find(connection, vouchers, "00001") is None
        assert len(records.rows(connection, vouchers)) == records_before - 1
        (item,) = reviews.open_items(connection)
        assert item.kind is ReviewKind.WITHDRAWN
        assert item.proposed["status"] == "provided"
        gone = records.find_id(connection, vouchers, row.id)
        proposals.set_state(connection, vouchers, gone, State.LIVE, issued)
        assert records.find(connection, vouchers, "00001").values == row.values


def test_a_key_that_is_taken_is_not_given_to_another_record(
    store: Store, vouchers: Register, source: Source
):
    with store.transaction() as connection:
        for key in ("1", "2"):
            proposals.propose(connection, vouchers, key, {}, base=None, source=source)
        second = records.find(connection, vouchers, "2")
        wanted = {"voucher_no": "1", "refusal_reason": "late"}
        outcome = proposals.propose_to(
            connection, vouchers, second.id, wanted, base=second.values, source=source
        )
        assert outcome.applied == ("refusal_reason",)
        assert [c.column for c in outcome.conflicts] == ["voucher_no"]
        free = {"voucher_no": "3"}
        outcome = proposals.propose_to(
            connection, vouchers, second.id, free, base=second.values, source=source
        )
        assert outcome.applied == ("voucher_no",)
        assert [row.values["voucher_no"] for row in records.rows(connection, vouchers)] == [
            "1",
            "3",
        ]


def test_who_looked_at_an_older_revision_cannot_change_the_state(
    store: Store, vouchers: Register, source: Source
):
    with store.transaction() as connection:
        proposals.propose(connection, vouchers, "1", {}, base=None, source=source)
        seen = records.find(connection, vouchers, "1")
        change = {"refusal_reason": "late"}
        proposals.propose(connection, vouchers, "1", change, base=None, source=source)
        with pytest.raises(StoreError):
            proposals.set_state(connection, vouchers, seen, State.VOID, source)


def test_every_change_is_logged_with_before_after_and_source(
    store: Store, vouchers: Register, issued: Source
):
    with store.transaction() as connection:
        row = records.find(connection, vouchers, "00001")
        proposals.propose(
            connection, vouchers, "00001", {"status": "refused"}, base=row.values, source=issued
        )
        first, second = changes.history(connection, "vouchers", row.id)
        assert records.values_at(connection, vouchers, row.id, 1) == row.values
    assert (first.op, first.rev, first.diff["status"]) == ("insert", 1, (None, "issued"))
    assert (second.op, second.rev, second.diff) == ("update", 2, {"status": ("issued", "refused")})
    assert second.source == {"kind": "document", "document": DOCUMENT, "stage": "return"}
    assert (second.actor, second.at) == ("olena", "2026-06-05T09:30:00+00:00")


def test_a_record_is_found_by_its_label_in_any_case(store: Store, staff: Register, source: Source):
    with store.transaction() as connection:
        for key, name in (("W-1", "Щербаков-Їжак  Олег"), ("W-2", "Řeřicha Jan")):
            values = {"worker_name": Person(name)}
            proposals.propose(connection, staff, key, values, base=None, source=source)
        (found,) = records.find_labelled(connection, staff, "щербаков-їжак олег")
        assert found.values["worker_id"] == "W-1"
        assert records.find_labelled(connection, staff, "nobody") == []


def test_rows_keep_the_order_in_which_they_came(store: Store, vouchers: Register, source: Source):
    keys = ["00010", "00002", "A", "00001"]
    with store.transaction() as connection:
        for key in keys:
            proposals.propose(connection, vouchers, key, {}, base=None, source=source)
        proposals.propose(
            connection, vouchers, "00002", {"status": "issued"}, base=None, source=source
        )
        assert [r.values["voucher_no"] for r in records.rows(connection, vouchers)] == keys
