"""What must be so before a document leaves the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.fieldtypes.date import DateType
from formkit.fieldtypes.person import PersonType
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.model.form import TODAY, Field, Form, Sensitivity, Table
from formkit.problems import Code
from formkit.rules import plans, services, staff
from formkit.rules.anonymity import traces
from formkit.rules.consents import (
    PUBLICATION,
    consents_of,
    disclosure_consent,
    is_withdrawn,
)
from formkit.rules.finding import Finding, found

if TYPE_CHECKING:
    from formkit.rules.books import Books

MEDICAL = {Sensitivity.MEDICAL: "medical", Sensitivity.DRUG: "drug"}
LEAVING = ("partner", "public")


@dataclass(frozen=True)
class Outgoing:
    """A document about to be issued."""

    form: Form
    values: Mapping[str, Any]
    today: date

    @property
    def day(self) -> date:
        """The day the document bears: its first date that is today by default."""
        for member in self.form.fields():
            value = self.values.get(member.name)
            if member.default == TODAY and isinstance(member.type, DateType) and value:
                return date.fromisoformat(str(value))
        return self.today

    def key(self, register: str) -> str | None:
        """The record of a register the document is about: the first one it names."""
        return next(iter(self.keys(register)), None)

    def keys(self, register: str) -> list[str]:
        """All records of a register it names, fields before rows of tables."""
        found = [v.key for m, v in self.entries() if _names(m, register) and _is_reference(v)]
        return list(dict.fromkeys(found))

    def entries(self) -> Iterator[tuple[Field, Any]]:
        """Fields that have a value, then cells of tables."""
        for member in self.form.fields():
            if self.values.get(member.name) not in (None, "", ()):
                yield member, self.values[member.name]
        for table in self.form.tables():
            for row in self.values.get(table.name) or ():
                for column in table.columns:
                    if row.get(column.name) not in (None, "", ()):
                        yield _with_table(column, table), row[column.name]

    def feeds(self, register: str) -> bool:
        return any(feed.register == register for feed in self.form.feeds)


def _with_table(column: Field, table: Table) -> Field:
    """The column, as sensitive as its table where nothing is said of itself."""
    from dataclasses import replace

    return replace(column, sensitive=column.sensitive or table.sensitive)


def _names(member: Field, register: str) -> bool:
    return isinstance(member.type, ReferenceType) and member.type.register == register


def _is_reference(value: Any) -> bool:
    return isinstance(value, Reference)


def check_issue(books: Books, outgoing: Outgoing) -> list[Finding]:
    """What stands against issuing a document; a finding of a blocking rule refuses it."""
    found = (finding for one in CHECKS for finding in one(books, outgoing))
    return sorted(found, key=lambda finding: finding.order)


def used_consent(books: Books, outgoing: Outgoing) -> str | None:
    """The consent by which a document may go to its partner; None where it needs none."""
    client, partner = outgoing.key("clients"), outgoing.key("partners")
    needed = disclosed(books, outgoing)
    if not (client and partner and needed):
        return None
    return disclosure_consent(books, client, partner, needed, outgoing.day)


def disclosed(books: Books, outgoing: Outgoing) -> list[frozenset[str]]:
    """For everything medical in a document the categories of which a consent must name one."""
    needed: list[frozenset[str]] = []
    for member, _value in outgoing.entries():
        if member.sensitive in MEDICAL:
            covering = frozenset(books.setting("R01", MEDICAL[member.sensitive]))
            needed.append(frozenset({member.name}) if member.name in covering else covering)
    if _has_sensitive_service(books, outgoing):
        needed.append(frozenset(books.setting("R01", "medical")))
    return list(dict.fromkeys(needed))


def _has_sensitive_service(books: Books, outgoing: Outgoing) -> bool:
    keys = outgoing.keys("services")
    if not keys or not books.has("services"):
        return False
    service = books.live("services")
    is_one = service.c["service_id"].in_(keys), service.c["sensitive"].is_(True)
    return next(books.rows(sa.select(service.c["service_id"]).where(*is_one)), None) is not None


def check_disclosure(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R01: medical data go to a partner only with the client's consent."""
    client, partner = outgoing.key("clients"), outgoing.key("partners")
    needed = disclosed(books, outgoing) if outgoing.form.audience == "partner" else []
    if client and needed and used_consent(books, outgoing) is None:
        categories = ", ".join(
            sorted({min(group) if len(group) == 1 else "health" for group in needed})
        )
        facts: dict[str, Any] = {"client": client, "partner": partner, "date": outgoing.day}
        yield found("R01", **facts, categories=categories)


def check_withdrawal(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R02: after a withdrawal nothing more leaves the office."""
    client = outgoing.key("clients")
    leaves = outgoing.form.audience in LEAVING
    if leaves and client and is_withdrawn(books, client, outgoing.day):
        yield found("R02", client=client)


def check_agreement(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R03: no plan and no voucher without an agreement in force; silent while none is kept."""
    client = outgoing.key("clients")
    is_service = outgoing.feeds("plans") or outgoing.feeds("vouchers")
    if not (client and is_service and books.is_used("agreements")):
        return
    agreement, on = books.live("agreements"), outgoing.day
    query = sa.select(agreement.c["agreement_no"]).where(
        agreement.c["client_id"] == client,
        agreement.c["signed_client_on"] <= on,
        agreement.c["signed_head_on"] <= on,
        sa.or_(agreement.c["valid_until"].is_(None), agreement.c["valid_until"] >= on),
        sa.or_(agreement.c["terminated_on"].is_(None), agreement.c["terminated_on"] > on),
    )
    if next(books.rows(query), None) is None:
        yield found("R03", Code.RULE_R03_NONE, client=client, date=on)


def check_plan(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R04: nothing is done by a plan that both have not signed."""
    lines = outgoing.keys("plan_lines")
    if not lines or not books.has("plans", "plan_lines"):
        return
    plan, line = books.live("plans"), books.live("plan_lines")
    query = (
        sa.select(plan.c["plan_id"], plan.c["client_id"])
        .join(line, line.c["plan_id"] == plan.c["plan_id"])
        .where(line.c["line_id"].in_(lines))
        .where(
            sa.or_(
                plan.c["signed_client_on"].is_(None),
                plan.c["signed_worker_on"].is_(None),
                plan.c["signed_client_on"] > outgoing.day,
                plan.c["signed_worker_on"] > outgoing.day,
            )
        )
        .distinct()
    )
    for number, client in books.rows(query):
        yield found("R04", number=number, client=client)


def check_services(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R06: what a plan or a voucher names has been verified, and its provider has an agreement."""
    if not (outgoing.feeds("vouchers") or outgoing.feeds("plan_lines")) or not books.has(
        "services"
    ):
        return
    for service in outgoing.keys("services"):
        yield from services.doubts(books, service, outgoing.day)
    for partner in outgoing.keys("partners"):
        yield from services.partner_doubts(books, partner, outgoing.day)


def check_goals(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R07 where goals are given before the plan is handed out."""
    given = {name: outgoing.values.get(name) for name in ("goals", "goal_actions")}
    if outgoing.feeds("plans") and given["goal_actions"]:
        for goal in plans.goals_without_step(given):
            yield found("R07", client=outgoing.key("clients"), number=None, goal=goal)


def check_assessment(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R08: silent in an office that has no assessments in its store."""
    client = outgoing.key("clients")
    assessed = plans.assessments(books) if client and outgoing.feeds("plans") else []
    if assessed and not plans.is_assessed(assessed, client or "", outgoing.day):
        yield found("R08", client=client, date=outgoing.day, number=None)


def check_review_day(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R05: the next review is not too far away."""
    due, most = outgoing.values.get("review_due"), books.setting("R05", "most_days")
    if outgoing.feeds("plans") and isinstance(due, date) and (due - outgoing.day).days > most:
        client = outgoing.key("clients")
        yield found("R05", Code.RULE_R05_NO_DAY, client=client, number=None, limit=most)


def check_second_voucher(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R16: a voucher for the same service is out already."""
    client, service = outgoing.key("clients"), outgoing.key("services")
    if not (outgoing.feeds("vouchers") and client and service) or not books.has("vouchers"):
        return
    voucher = books.live("vouchers")
    query = (
        sa.select(sa.func.count())
        .select_from(voucher)
        .where(
            voucher.c["client_id"] == client,
            voucher.c["service_id"] == service,
            voucher.c["status"].in_(("issued", "accepted")),
            voucher.c["valid_until"] >= outgoing.day,
        )
    )
    if count := books.connection.scalar(query):
        yield found("R16", client=client, service=service, count=count + 1)


def check_anonymity(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R20: a published story names nobody, and its client agreed to the publication."""
    if outgoing.form.audience != "public" or not outgoing.feeds("stories"):
        return
    texts = [str(value) for _member, value in outgoing.entries() if isinstance(value, str)]
    for kind in traces(books, texts):
        yield found("R20", Code.RULE_R20_TRACE, kind=kind)
    consent = outgoing.key("consents")
    if consent is None or not _is_publication(books, consent, outgoing.day):
        yield found("R20", number=None)
    workers = [outgoing.values.get(name) for name in ("anonymised_by", "checked_by")]
    if None not in workers and workers[0] == workers[1]:
        yield found("R20", Code.RULE_R20_CHECKER, number=None)


def _is_publication(books: Books, number: str, on: date) -> bool:
    consent = books.live("consents")
    query = sa.select(consent.c["client_id"]).where(consent.c["consent_id"] == number)
    client = books.connection.scalar(query)
    own = consents_of(books, str(client), on) if client else []
    return any(c.number == number and c.kind == PUBLICATION and c.is_valid(on) for c in own)


def check_counts(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R22: the report of a training says how many came, not how many were typed."""
    event, typed = outgoing.key("events"), outgoing.values.get("attended_count")
    if event and typed is not None and books.is_used("participants"):
        counted = staff.attended(books, event)
        if counted != typed:
            yield found("R22", number=event, count=typed, counted=counted)


def check_ground(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R29: a refusal has one of the grounds there are."""
    ground = outgoing.values.get("ground")
    is_refusal = outgoing.form.name == "refusal_notice"
    if is_refusal and ground and ground not in books.setting("R29", "grounds"):
        yield found("R29", ground=ground)


def check_name(books: Books, outgoing: Outgoing) -> Iterator[Finding]:
    """R38: the client's name goes to a partner only for a reason that stands on the document."""
    if outgoing.form.audience not in LEAVING or not outgoing.key("clients"):
        return
    named = [m.name for m, _v in outgoing.entries() if _is_client_name(m)]
    has_reason = any(outgoing.values.get(name) for name in REASONS)
    if named and not has_reason:
        yield found("R38", client=outgoing.key("clients"), field=named[0])


REASONS = ("purpose_note", "name_reason")
"""Fields that tell why a document is sent."""


def _is_client_name(member: Field) -> bool:
    is_name = isinstance(member.type, PersonType) and member.name.startswith(("client", "subject"))
    return is_name and member.sensitive is Sensitivity.IDENTITY


CHECKS: tuple[Callable[[Books, Outgoing], Iterator[Finding]], ...] = (
    check_disclosure,
    check_withdrawal,
    check_agreement,
    check_plan,
    check_review_day,
    check_services,
    check_goals,
    check_assessment,
    check_second_voucher,
    check_anonymity,
    check_counts,
    check_ground,
    check_name,
)
