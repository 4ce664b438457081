"""Issuing: number, journal, prefill, files; all of it or nothing."""

from __future__ import annotations

import errno
import io
import os
from decimal import Decimal
from typing import Any

import pytest
from pypdf import PdfReader
from sample_office import VOUCHER, sample

from formkit.actions.desk import Desk
from formkit.actions.issue import issue
from formkit.errors import DataError, NoSpaceError, ReadOnlyError, UnknownFormError
from formkit.fieldtypes.identifier import is_checked
from formkit.problems import Code
from formkit.store import documents, records

FILLABLE = ("fillable",)


def _row(desk: Desk, register: str, key: str) -> Any:
    with desk.store.reading() as connection:
        return records.find(connection, desk.registers[register], key)


def test_numbers_follow_the_mask_without_gaps(desk: Desk, voucher_data: dict[str, Any]) -> None:
    numbers = [
        issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE).number for _ in "abc"
    ]
    assert [n and n[:-1] for n in numbers] == ["2026-00001-", "2026-00002-", "2026-00003-"]
    assert all(n and is_checked(n) for n in numbers)


def test_a_refused_issue_gives_its_number_back(desk: Desk, voucher_data: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        issue(desk, VOUCHER, {**voucher_data, "quantity": "много"}, locale="ru", faces=FILLABLE)
    with pytest.raises(DataError):
        issue(desk, VOUCHER, {**voucher_data, "partner": "PR-99"}, locale="ru", faces=FILLABLE)
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    assert issued.number is not None
    assert issued.number.startswith("2026-00001-")


def test_a_number_somebody_used_by_hand_is_not_given_again(desk: Desk) -> None:
    used = {str(row["plan_id"]) for row in sample("office/plans.yaml")}
    data = dict(sample("individual_plan/issue.yaml")[0])
    data.pop("org", None)
    issued = issue(desk, "individual_plan", data, locale="ru", faces=FILLABLE)
    assert issued.number not in used


def test_registers_and_journal_know_the_issued_voucher(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    row = _row(desk, "vouchers", issued.number or "")
    assert row.values["status"] == "issued"
    assert row.values["quantity"] == Decimal(6)
    assert row.values["client_id"].key == "00012-2"
    assert "served_on" not in row.values
    journal = _row(desk, "documents", issued.number or "")
    assert journal.values["file_ref"] == issued.files[0].name
    with desk.store.reading() as connection:
        ledger = documents.find(connection, issued.document)
    assert ledger is not None
    assert ledger.number == issued.number


def test_registers_fill_in_what_nobody_gave(desk: Desk, voucher_data: dict[str, Any]) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    fields = PdfReader(io.BytesIO(issued.files[0].read_bytes())).get_fields() or {}
    assert fields["partner"]["/V"] == "PR-04 — Волонтёрский центр «Рядом»"
    assert "Речная" in fields["partner_address"]["/V"]
    assert fields["issued_on"]["/V"] == "22.11.2026"


def test_the_office_part_is_locked_and_the_partner_part_is_not(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    fields = PdfReader(io.BytesIO(issued.files[0].read_bytes())).get_fields() or {}
    assert int(fields["partner"].get("/Ff", 0)) & 1
    assert not int(fields["provider_worker"].get("/Ff", 0)) & 1


def test_a_client_number_without_its_check_digit_is_completed(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    data = {**voucher_data, "client_id": "00012"}
    issued = issue(desk, VOUCHER, data, locale="ru", faces=FILLABLE)
    assert _row(desk, "vouchers", issued.number or "").values["client_id"].key == "00012-2"


def test_names_of_files_tell_of_nobody(desk: Desk, voucher_data: dict[str, Any]) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru")
    assert [path.name for path in issued.files] == [
        f"{issued.number}-referral_voucher.pdf",
        f"{issued.number}-referral_voucher.docx",
    ]


def test_everything_wrong_is_told_at_once(desk: Desk) -> None:
    data = {"client_id": "99999-0", "quantity": "x", "issued_on": "31.02.2026", "nonsense": "1"}
    with pytest.raises(DataError) as caught:
        issue(desk, VOUCHER, data, locale="ru", faces=FILLABLE)
    found = {(p.code, p.where.path) for p in caught.value.problems}
    assert {
        (Code.VALUE_NOT_IN_REGISTER, "client_id"),
        (Code.VALUE_NOT_A_NUMBER, "quantity"),
        (Code.VALUE_NOT_A_DATE, "issued_on"),
        (Code.VALUE_UNKNOWN_FIELD, "nonsense"),
        (Code.VALUE_REQUIRED, "partner"),
    } <= found


def test_an_unknown_form_is_named_with_the_nearest_one(desk: Desk) -> None:
    with pytest.raises(UnknownFormError) as caught:
        issue(desk, "referal_voucher", {}, locale="ru")
    assert "referral_voucher" in str(caught.value)


def test_a_full_disk_leaves_nothing_behind(
    desk: Desk, voucher_data: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoSpaceError):
        issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    monkeypatch.undo()
    assert list(desk.office.outbox.iterdir()) == []
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    assert (issued.number or "").startswith("2026-00001-")


def test_a_second_file_that_fails_takes_the_first_with_it(
    desk: Desk, voucher_data: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sync, calls = os.fsync, []

    def full_after_one(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    monkeypatch.setattr(os, "fsync", full_after_one)
    with pytest.raises(NoSpaceError):
        issue(desk, VOUCHER, voucher_data, locale="ru")
    assert list(desk.office.outbox.iterdir()) == []


def test_an_outbox_that_cannot_be_written_is_told(desk: Desk, voucher_data: dict[str, Any]) -> None:
    desk.office.outbox.rmdir()
    desk.office.outbox.write_text("in the way")
    with pytest.raises(ReadOnlyError):
        issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    assert desk.office.outbox.read_text() == "in the way"
