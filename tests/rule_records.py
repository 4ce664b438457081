"""Records with which no rule finds anything; tests change a cell or two."""

from __future__ import annotations

CASE = {"case_id": "K-1", "client_id": "C-1", "worker_id": "W-1", "opened_on": "2026-11-01"}
PLAN = {
    "plan_id": "P-1",
    "client_id": "C-1",
    "worker_id": "W-1",
    "plan_date": "2026-10-01",
    "review_due": "2027-03-01",
    "signed_client_on": "2026-10-01",
    "signed_worker_on": "2026-10-01",
    "status": "active",
}
LINE = {
    "line_id": "P-1/1",
    "plan_id": "P-1",
    "client_id": "C-1",
    "service_id": "S-1",
    "planned_qty": 3,
    "period_from": "2026-10-01",
    "deadline": "2026-10-31",
    "responsible": "W-1",
    "status": "active",
}
VOUCHER = {
    "voucher_no": "V-1",
    "client_id": "C-1",
    "service_id": "S-1",
    "partner_id": "B-1",
    "issued_on": "2026-10-01",
    "valid_until": "2026-10-31",
    "issued_by": "W-1",
    "status": "issued",
}
VISIT = {
    "visit_id": "X-1",
    "client_id": "C-1",
    "partner_id": "B-1",
    "service_id": "S-1",
    "visit_date": "2026-10-10",
    "qty": 1,
}
SERVICE = {
    "service_id": "S-1",
    "domain": "food",
    "active": True,
    "verified_on": "2026-11-01",
    "provider_id": "B-1",
}
PARTNER = {"partner_id": "B-1", "valid_until": "2027-12-31", "status": "in_force"}
WORKER = {"worker_id": "W-1", "hired_on": "2020-01-01", "cm_model": "clinical"}
CONTACT = {"client_id": "C-1", "contact_type": "phone", "held": True}
CONSENT = {
    "consent_id": "A-1",
    "client_id": "C-1",
    "consent_type": "medical_disclosure",
    "recipient_id": "B-1",
    "purpose": "treatment",
    "data_categories": "diagnosis",
    "given_on": "2026-01-01",
}
