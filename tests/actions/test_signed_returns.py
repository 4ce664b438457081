"""A partner signs what comes back: the office is told whether the signature holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from key_file import PASSPHRASE, SIGNER, key_file
from sample_office import MARK, NOW, VOUCHER, complete

from formkit.actions.collect import collect_one
from formkit.actions.desk import Desk
from formkit.actions.issue import issue
from formkit.formats.acroform.signing import open_key, sign
from formkit.problems import Code
from formkit.store.receipts import Verdict

pytest.importorskip("pyhanko")


def signed_return(desk: Desk, data: dict[str, Any]) -> bytes:
    issued = issue(desk, VOUCHER, data, locale="ru", faces=("fillable",))
    key = open_key(key_file(), PASSPHRASE, "partner.p12")
    content = complete(issued.files[0].read_bytes(), MARK)
    return sign(content, key, field="provider_signature", moment=NOW)


def received(desk: Desk, content: bytes) -> Path:
    path = desk.office.inbox / "return.pdf"
    path.write_bytes(content)
    return path


def test_a_signed_return_is_taken_and_its_signer_named(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    collected = collect_one(desk, received(desk, signed_return(desk, voucher_data)))
    told = [p for p in collected.problems if p.code is Code.DOCUMENT_SIGNED]
    assert [(p.values["signer"], p.where.path) for p in told] == [(SIGNER, "provider_signature")]
    assert collected.verdict is Verdict.ACCEPTED


def test_a_return_changed_after_signing_goes_to_a_person(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    content = signed_return(desk, voucher_data)
    assert content.count(b"FormMark") > 0
    changed = content.replace(b"/Ff 4194306", b"/Ff 4194304", 1)
    assert changed != content
    collected = collect_one(desk, received(desk, changed))
    assert Code.DOCUMENT_SIGNATURE_BROKEN in {p.code for p in collected.problems}
    assert collected.verdict is Verdict.REVIEW
