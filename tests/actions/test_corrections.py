"""A later copy of a document corrects what an earlier one brought; people's edits stay."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from sample_office import MARK, VOUCHER, complete

from formkit.actions.collect import Collected, collect_one
from formkit.actions.desk import Desk
from formkit.actions.issue import Issued, issue
from formkit.actions.review import waiting
from formkit.problems import Code
from formkit.store import proposals, receipts, records, reviews
from formkit.store.receipts import Verdict
from formkit.store.source import SourceKind

LATER = {**MARK, "qty_delivered": "4"}
REFUSED = {"service_status": "/refused", "refusal_reason": "нет мест", "provider_worker": "Мельник"}
NOON, EVENING = "D:20261121120000+02'00'", "D:20261121180000+02'00'"


@pytest.fixture
def issued(desk: Desk, voucher_data: dict[str, Any]) -> Issued:
    return issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",))


def returned(issued: Issued, answers: Mapping[str, str], saved: str | None = None) -> bytes:
    """The voucher as a partner's program saves it; most of them write the moment into it."""
    content = complete(issued.files[0].read_bytes(), answers)
    if saved is None:
        return content
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.add_metadata({"/ModDate": saved})
    out = io.BytesIO()
    writer.write(out)
    assert PdfReader(out).metadata["/ModDate"] == saved
    return out.getvalue()


def received(desk: Desk, content: bytes, day: int = 0, **how: bool) -> Collected:
    path = desk.office.inbox / "from partner.pdf"
    path.write_bytes(content)
    return collect_one(replace(desk, now=desk.now + timedelta(days=day)), path, **how)


def voucher(desk: Desk, issued: Issued) -> Any:
    with desk.store.reading() as connection:
        row = records.find(connection, desk.registers["vouchers"], issued.number or "")
    assert row is not None
    return row.values


def edit(desk: Desk, issued: Issued, **values: Any) -> None:
    """Somebody writes into the workbook."""
    register, source = desk.registers["vouchers"], desk.source(SourceKind.WORKBOOK)
    with desk.store.transaction() as connection:
        row = records.find(connection, register, issued.number or "")
        assert row is not None
        proposals.propose_to(connection, register, row.id, values, base=row.values, source=source)


def test_a_copy_saved_later_corrects_the_register(desk: Desk, issued: Issued) -> None:
    received(desk, returned(issued, MARK, NOON))
    later = received(desk, returned(issued, LATER, EVENING), day=3)
    assert later.verdict is Verdict.CORRECTED
    assert [p.values["columns"] for p in later.problems if p.code is Code.DOCUMENT_CORRECTED] == [
        "Оказано"
    ]
    row = voucher(desk, issued)
    assert (row["qty_delivered"], row["status"]) == (Decimal(4), "provided")
    assert row["returned_on"] == desk.now.date()
    assert waiting(desk) == []


def test_a_person_may_say_that_it_is_a_correction(desk: Desk, issued: Issued) -> None:
    received(desk, returned(issued, MARK))
    later = received(desk, returned(issued, LATER), day=1, is_correction=True)
    assert later.verdict is Verdict.CORRECTED
    assert voucher(desk, issued)["qty_delivered"] == Decimal(4)


@pytest.mark.parametrize(("first", "second"), [(NOON, None), (None, EVENING), (EVENING, NOON)])
def test_without_a_sign_of_being_later_a_person_decides(
    desk: Desk, issued: Issued, first: str | None, second: str | None
) -> None:
    received(desk, returned(issued, MARK, first))
    other = received(desk, returned(issued, LATER, second), day=1)
    assert other.verdict is Verdict.CONFLICT
    assert voucher(desk, issued)["qty_delivered"] == Decimal(6)


def test_what_the_correction_leaves_out_is_emptied(desk: Desk, issued: Issued) -> None:
    received(desk, returned(issued, MARK, NOON))
    received(desk, returned(issued, REFUSED, EVENING), day=1)
    row = voucher(desk, issued)
    assert (row["status"], row["refusal_reason"]) == ("refused", "нет мест")
    assert "qty_delivered" not in row
    assert "served_on" not in row
    assert row["quantity"] == Decimal(6)


def test_a_cell_people_changed_meanwhile_is_asked_about(desk: Desk, issued: Issued) -> None:
    received(desk, returned(issued, MARK, NOON))
    edit(desk, issued, qty_delivered=Decimal(5))
    answers = {**LATER, "served_on": "19.11.2026"}
    assert received(desk, returned(issued, answers, EVENING), day=1).verdict is Verdict.CORRECTED
    row = voucher(desk, issued)
    assert (row["qty_delivered"], row["served_on"]) == (Decimal(5), date(2026, 11, 19))
    with desk.store.reading() as connection:
        (item,) = reviews.open_items(connection)
    assert (item.path, item.base, item.current, item.proposed) == ("qty_delivered", "6", "5", "4")


def test_the_copy_that_was_corrected_comes_again_and_changes_nothing(
    desk: Desk, issued: Issued
) -> None:
    received(desk, returned(issued, MARK, NOON))
    received(desk, returned(issued, LATER, EVENING), day=1)
    same, resaved = (received(desk, returned(issued, MARK, saved), 2) for saved in (NOON, None))
    assert same.is_same_file
    assert resaved.verdict is Verdict.REPEATED
    assert voucher(desk, issued)["qty_delivered"] == Decimal(4)


def test_the_same_answers_weeks_later_add_nothing(desk: Desk, issued: Issued) -> None:
    received(desk, returned(issued, MARK))
    again = received(desk, returned(issued, MARK, EVENING), day=20)
    assert again.verdict is Verdict.REPEATED
    assert waiting(desk) == []


def test_a_correction_that_cannot_be_used_waits_for_a_person(desk: Desk, issued: Issued) -> None:
    received(desk, returned(issued, MARK, NOON))
    broken = {**LATER, "served_on": "32.11.2026"}
    other = received(desk, returned(issued, broken, EVENING), day=1)
    assert other.verdict is Verdict.CONFLICT
    assert Code.VALUE_NOT_A_DATE in {p.code for p in other.problems}
    assert voucher(desk, issued)["qty_delivered"] == Decimal(6)


def test_the_workbook_leads_to_the_correction(desk: Desk, issued: Issued) -> None:
    received(desk, returned(issued, MARK, NOON))
    later = received(desk, returned(issued, LATER, EVENING), day=1)
    with desk.store.reading() as connection:
        files = receipts.accepted_files(connection)
    assert files[issued.document] == (later.sha256, ".pdf")
