"""R01, R02, R38: what may leave the office, and the consents that allow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.problems import Code
from formkit.rules.finding import Finding, found

if TYPE_CHECKING:
    from formkit.rules.books import Books

MEDICAL_DISCLOSURE, PERSONAL_DATA = "medical_disclosure", "personal_data"
PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class Consent:
    number: str
    kind: str
    partner: str | None
    categories: frozenset[str]
    until: date | None
    withdrawn_on: date | None

    def is_valid(self, on: date) -> bool:
        """``until`` and the day of the withdrawal: valid on the first, no longer on the second."""
        is_open = self.until is None or on <= self.until
        return is_open and (self.withdrawn_on is None or on < self.withdrawn_on)


def consents_of(books: Books, client: str, on: date) -> list[Consent]:
    """Consents a client had given by a day, withdrawn and expired ones included."""
    if not books.has("consents"):
        return []
    table = books.live("consents")
    names = ("consent_id", "consent_type", "recipient_id", "data_categories")
    columns = [table.c[name] for name in (*names, "valid_until", "withdrawn_on")]
    is_hers = (table.c["client_id"] == client) & (table.c["given_on"] <= on)
    query = sa.select(*columns).where(is_hers).order_by(table.c["consent_id"])
    return [
        Consent(row[0], row[1] or "", row[2], frozenset((row[3] or "").split()), row[4], row[5])
        for row in books.rows(query)
    ]


def disclosure_consent(
    books: Books, client: str, partner: str, needed: list[frozenset[str]], on: date
) -> str | None:
    """The consent that lets a partner have something.

    Args:
        books: the registers.
        client: whose data.
        partner: who would get them.
        needed: for each thing disclosed the categories of which one must be named.
        on: the day.
    """
    for consent in consents_of(books, client, on):
        is_for_this = consent.kind == MEDICAL_DISCLOSURE and consent.partner == partner
        if is_for_this and consent.is_valid(on) and all(n & consent.categories for n in needed):
            return consent.number
    return None


def is_withdrawn(books: Books, client: str, on: date) -> bool:
    """Whether the client took back the consent to have data processed, and gave no other."""
    own = [c for c in consents_of(books, client, on) if c.kind == PERSONAL_DATA]
    has_withdrawn = any(c.withdrawn_on is not None and c.withdrawn_on <= on for c in own)
    return has_withdrawn and not any(c.is_valid(on) for c in own)


def check_disclosed(books: Books) -> Iterator[Finding]:
    """R01 afterwards: a voucher for a sensitive service is out and no consent covers it."""
    if not books.has("vouchers", "services", "consents"):
        return
    voucher, service = books.live("vouchers"), books.live("services")
    query = (
        sa.select(
            voucher.c["voucher_no"],
            voucher.c["client_id"],
            voucher.c["partner_id"],
            voucher.c["issued_by"],
            voucher.c["issued_on"],
        )
        .join(service, service.c["service_id"] == voucher.c["service_id"])
        .where(service.c["sensitive"].is_(True), voucher.c["status"] == "issued")
        .where(voucher.c["issued_on"].is_not(None))
    )
    needed = [frozenset(books.setting("R01", "medical"))]
    for number, client, partner, worker, on in books.rows(query):
        if disclosure_consent(books, client, partner or "", needed, on) is None:
            facts: dict[str, Any] = {"client": client, "partner": partner, "worker": worker}
            yield found("R01", Code.RULE_R01_VOUCHER, **facts, number=number, date=on)


def check_withdrawn(books: Books) -> Iterator[Finding]:
    """R02: data of a withdrawn consent are destroyed in time."""
    if not books.has("consents", "disposal"):
        return
    consent, disposal = books.live("consents"), books.live("disposal")
    is_done = sa.exists().where(
        disposal.c["client_id"] == consent.c["client_id"],
        disposal.c["disposal_date"] >= consent.c["withdrawn_on"],
    )
    wait = books.setting("R02", "destroy_days")
    query = sa.select(
        consent.c["consent_id"], consent.c["client_id"], consent.c["withdrawn_on"]
    ).where(consent.c["withdrawn_on"] < books.day(-wait), sa.not_(is_done))
    for number, client, on in books.rows(query):
        due = on + timedelta(days=wait)
        facts: dict[str, Any] = {"number": number, "client": client, "date": due}
        yield found("R02", Code.RULE_R02_DESTROY, **facts, days=(books.today - due).days)


def check_stories(books: Books) -> Iterator[Finding]:
    """R20 in the register: a consent to publication, and two different people."""
    if not books.has("stories", "consents"):
        return
    story, consent = books.live("stories"), books.live("consents")
    is_valid = sa.and_(
        consent.c["consent_type"] == PUBLICATION,
        sa.or_(
            consent.c["valid_until"].is_(None), consent.c["valid_until"] >= story.c["story_date"]
        ),
        sa.or_(consent.c["withdrawn_on"].is_(None), consent.c["withdrawn_on"] > books.day()),
    )
    join = sa.and_(consent.c["consent_id"] == story.c["consent_id"], is_valid)
    query = sa.select(story.c["story_id"]).outerjoin(consent, join)
    for (number,) in books.rows(query.where(consent.c["consent_id"].is_(None))):
        yield found("R20", number=number)
    is_same = story.c["anonymised_by"] == story.c["checked_by"]
    for (number,) in books.rows(sa.select(story.c["story_id"]).where(is_same)):
        yield found("R20", Code.RULE_R20_CHECKER, number=number)
