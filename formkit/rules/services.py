"""R06, R19: services that may be planned, and new ones that somebody may need."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.problems import Code
from formkit.rules.finding import Finding, found

if TYPE_CHECKING:
    from formkit.rules.books import Books


def doubts(books: Books, service_id: str, on: date) -> Iterator[Finding]:
    """R06: why a service may not be planned on a day; nothing for one that may."""
    service = books.live("services")
    names = ("active", "verified_on", "provider_id")
    query = sa.select(*(service.c[n] for n in names)).where(service.c["service_id"] == service_id)
    row = next(books.rows(query), None)
    if row is None:
        return
    is_active, verified_on, provider = row
    limit = books.setting("R06", "verified_days")
    if is_active is False:
        yield found("R06", Code.RULE_R06_INACTIVE, service=service_id, partner=provider)
    if verified_on is None or verified_on < on - timedelta(days=limit):
        facts: dict[str, Any] = {"service": service_id, "partner": provider, "date": verified_on}
        yield found("R06", **facts, days=limit)
    if provider is not None:
        yield from partner_doubts(books, provider, on)


def partner_doubts(books: Books, partner_id: str, on: date) -> Iterator[Finding]:
    """R06, R30: the agreement with the partner must be in force on the day."""
    if not books.has("partners"):
        return
    partner = books.live("partners")
    query = sa.select(partner.c["valid_until"], partner.c["status"])
    row = next(books.rows(query.where(partner.c["partner_id"] == partner_id)), None)
    if row is None:
        return
    until, status = row
    if status == "terminated" or (until is not None and until < on):
        yield found("R06", Code.RULE_R06_PARTNER, partner=partner_id, date=until)


def check_planned(books: Books) -> Iterator[Finding]:
    """R06 in the registers: lines still to be done with a service that is in doubt."""
    if not books.has("plan_lines", "services"):
        return
    line = books.live("plan_lines")
    is_open = line.c["status"].in_(("planned", "active"))
    end = sa.func.coalesce(line.c["period_to"], line.c["deadline"])
    lasts = sa.or_(end.is_(None), end >= books.day())
    query = sa.select(line.c["service_id"]).where(is_open, lasts, line.c["service_id"].is_not(None))
    for (service_id,) in sorted(books.rows(query.distinct())):
        yield from doubts(books, service_id, books.today)


def check_new_services(books: Books) -> Iterator[Finding]:
    """R19: a service no plan names yet, and clients with an open need of its domain."""
    if not books.has("services", "needs", "plan_lines"):
        return
    service, need, line = books.live("services"), books.live("needs"), books.live("plan_lines")
    planned = sa.select(line.c["service_id"]).where(line.c["service_id"].is_not(None))
    since = books.day(-books.setting("R19", "new_days"))
    query = (
        sa.select(service.c["service_id"], need.c["client_id"])
        .join(need, need.c["need_domain"] == service.c["domain"])
        .where(service.c["active"].is_(True), service.c["verified_on"] >= since)
        .where(need.c["status"].in_(("open", "unmet")), service.c["service_id"].not_in(planned))
        .distinct()
    )
    for service_id, client in books.rows(query):
        yield found("R19", service=service_id, client=client)
