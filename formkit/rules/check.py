"""All checks over the registers of an office."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from formkit.rules import cases, consents, delivery, plans, rows, services, staff
from formkit.rules.books import Books
from formkit.rules.finding import Finding

CHECKS: tuple[Callable[[Books], Iterator[Finding]], ...] = (
    rows.check_rows,
    consents.check_disclosed,
    consents.check_withdrawn,
    consents.check_stories,
    plans.check_start,
    plans.check_reviews,
    plans.check_goals,
    plans.check_assessments,
    plans.check_changes,
    plans.check_no_longer_needed,
    plans.check_hidden_needs,
    services.check_planned,
    services.check_new_services,
    cases.check_silence,
    cases.check_next_contact,
    cases.check_caseload,
    cases.check_key_worker,
    cases.check_ended,
    cases.check_packs,
    cases.check_teams,
    cases.check_brokers,
    cases.check_told,
    delivery.check_closed_with_vouchers,
    delivery.check_matched,
    delivery.check_lists,
    delivery.check_delivered,
    delivery.check_duplicates,
    delivery.check_variants,
    staff.check_supervision,
    staff.check_training,
    staff.check_counts,
    staff.check_certificates,
)


def check(books: Books) -> list[Finding]:
    """Everything the rules find in the registers on a day, the same every time.

    A rule about registers or documents the office does not have yet finds nothing. What rules
    forbid to leave the office is the matter of :func:`formkit.rules.issue.check_issue`.
    """
    found = (finding for one in CHECKS for finding in one(books))
    return sorted(found, key=lambda finding: finding.order)
