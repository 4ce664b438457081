"""Samples for tests that work in an office, and a partner who fills in what was issued."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pypdf import PdfWriter

from formkit import bundled
from formkit.actions.data import read_data

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
VOUCHER = "referral_voucher"


def sample(name: str) -> list[Mapping[str, Any]]:
    path = bundled("samples") / name
    return list(read_data(path.read_bytes(), path.name).records)


VOUCHER_DATA = {
    "client_id": "00012-2",
    "plan_line": "2026-0003-0/1.1",
    "partner": "PR-04",
    "service": "SV-002",
    "quantity": "6",
    "valid_until": "2026-12-31",
    "purpose_note": "занятия дома с волонтёром",
    "issued_by": "W-02",
}
"""What a specialist gives; the rest comes from the registers."""

MARK = {
    "service_status": "/provided",
    "served_on": "20.11.2026",
    "qty_delivered": "6",
    "provider_worker": "Щербаков-Їжак Řeřicha",
}
"""Part B of a voucher as a partner fills it in; buttons by the names of their states."""


def complete(content: bytes, answers: Mapping[str, str]) -> bytes:
    """The PDF filled in by pypdf, which shares no code with our writer."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    for page in writer.pages:
        writer.update_page_form_field_values(page, dict(answers), auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
