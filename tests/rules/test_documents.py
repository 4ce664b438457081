"""Rules about what completed documents say beyond the registers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from rule_records import PLAN, WORKER

from formkit.rules import Books, check
from formkit.store.tables import document, receipt

OpenBooks = Callable[..., Books]
AT = datetime(2026, 11, 1, tzinfo=UTC)
STEP = {
    "goal": "1.",
    "deadline": "2026-12-01",
    "responsible_client": "does",
    "responsible_worker": "W-1",
}
SOUND = {
    "client": "C-1",
    "goals": [{"goal": "walks alone"}],
    "goal_actions": [STEP],
    "no_hidden_needs": True,
    "future_needs": "a flat",
}


def returned(connection: sa.Connection, form: str, plain: dict[str, Any], name: str = "1") -> None:
    facts = {
        "id": f"{form}{name}",
        "form": form,
        "version": 1,
        "locale": "ru",
        "status": "returned",
    }
    connection.execute(document.insert(), {**facts, "rev": 1, "actor": "t", "number": f"D-{name}"})
    came = {"id": f"r{form}{name}", "sha256": f"{form}{name}", "suffix": ".pdf", "size": 1}
    came |= {"at": AT, "actor": "t", "verdict": "accepted", "document": f"{form}{name}"}
    connection.execute(receipt.insert(), {**came, "problems": [], "plain": plain})


TABLE: list[tuple[str, str, dict[str, Any], set[str]]] = [
    ("a sound plan", "individual_plan", SOUND, set()),
    ("R07: a goal without step", "individual_plan",
     {**SOUND, "goals": [{"goal": "walks alone"}, {"goal": "reads"}]}, {"RULE_R07"}),
    ("R07: a step nobody answers for", "individual_plan",
     {**SOUND, "goal_actions": [{**STEP, "responsible_client": ""}]}, {"RULE_R07"}),
    ("R09: the client does not agree to a change", "individual_plan",
     {**SOUND, "changes": [{"change": "later", "client_agrees": False}]}, {"RULE_R09"}),
    ("R09: the client agrees", "individual_plan",
     {**SOUND, "changes": [{"change": "later", "client_agrees": True}]}, set()),
    ("R21: nothing is said of future needs", "individual_plan",
     {**SOUND, "future_needs": None}, {"RULE_R21"}),
    ("R37: not told about confidentiality", "first_contact_record",
     {"informed_of": ["services", "rules"]}, {"RULE_R37"}),
    ("R37: told everything", "first_contact_record",
     {"informed_of": ["confidentiality", "services", "rules"]}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("form", "plain", "codes"), [pytest.param(*r[1:], id=r[0]) for r in TABLE])
def test_what_a_document_says(
    books: OpenBooks,
    connection: sa.Connection,
    form: str,
    plain: dict[str, Any],
    codes: set[str],
) -> None:
    returned(connection, form, plain)
    assert {finding.code.name for finding in check(books({}))} == codes


@pytest.mark.parametrize(
    ("day", "is_checked", "codes"),
    [
        ("2026-10-01", True, set()),
        ("2026-10-02", True, {"RULE_R08"}),
        ("2026-09-01", False, {"RULE_R08"}),
    ],
)
def test_the_assessment_comes_before_the_plan(
    books: OpenBooks, connection: sa.Connection, day: str, is_checked: bool, codes: set[str]
) -> None:
    other = {"client": "C-2", "assessment_date": "2026-01-01", "information_checked": True}
    returned(connection, "needs_assessment", other, "2")
    own = {"client": "C-1", "assessment_date": day, "information_checked": is_checked}
    returned(connection, "needs_assessment", own, "1")
    assert {finding.code.name for finding in check(books({"plans": [PLAN]}))} == codes


@pytest.mark.parametrize(("intake", "codes"), [("2026-11-15", set()), ("2026-11-14", {"RULE_R27"})])
def test_the_pack_is_received_within_a_week(
    books: OpenBooks, connection: sa.Connection, intake: str, codes: set[str]
) -> None:
    returned(connection, "client_pack", {"client": "C-2", "received_on": "2026-01-02"})
    clients = [
        {"client_id": "C-1", "intake_date": intake, "status": "active"},
        {"client_id": "C-2", "intake_date": "2026-01-01", "status": "active"},
    ]
    assert {finding.code.name for finding in check(books({"clients": clients}))} == codes


def test_a_worker_without_supervision_is_named(books: OpenBooks, connection: sa.Connection) -> None:
    session = {
        "session_date": "2026-11-01",
        "participants": [{"worker": "W-1", "present": True}, {"worker": "W-2", "present": False}],
    }
    returned(connection, "supervision_report", session)
    state = {
        "staff": [WORKER, {**WORKER, "worker_id": "W-2"}],
        "supervision": [{"session_id": "U-1", "session_date": "2026-11-01"}],
    }
    found = check(books(state))
    assert [(f.code.name, f.facts["worker"]) for f in found] == [("RULE_R31_WORKER", "W-2")]
