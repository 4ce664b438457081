"""R13 to R17: vouchers, visits, and what was delivered of what was planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.problems import Code
from formkit.rules.finding import Finding, found
from formkit.rules.period import last_whole

if TYPE_CHECKING:
    from formkit.rules.books import Books

SERVED = ("provided", "provided_partly")
OPEN = ("issued", "accepted")
NOT_COUNTED = ("cancelled", "stopped", "changed")
"""Lines nobody expects to be delivered any more."""


def due_of(line: sa.Subquery) -> sa.ColumnElement[date]:
    """The day by which a line of a plan is done."""
    return sa.func.coalesce(line.c["deadline"], line.c["period_to"])


def delivered_by_line(books: Books) -> sa.Subquery:
    """``line_id`` and ``delivered`` of every line of a plan something was delivered for.

    A voucher counts for its line: by the visits that name it, else by its own mark. A visit
    without voucher counts for one line of its client and service: of those whose time it falls
    into, the one that ends first.
    """
    voucher, visit = books.live("vouchers"), books.live("visits")
    by_visits = (
        sa.select(visit.c["voucher_no"], sa.func.sum(visit.c["qty"]).label("qty"))
        .where(visit.c["voucher_no"].is_not(None))
        .group_by(visit.c["voucher_no"])
        .subquery()
    )
    is_marked = voucher.c["status"].in_((*SERVED, "returned", "closed"))
    marked = sa.case((is_marked, voucher.c["qty_delivered"]), else_=None)
    of_vouchers = (
        sa.select(
            voucher.c["plan_line_id"].label("line_id"),
            sa.func.coalesce(by_visits.c.qty, marked).label("qty"),
        )
        .outerjoin(by_visits, by_visits.c.voucher_no == voucher.c["voucher_no"])
        .where(voucher.c["plan_line_id"].is_not(None))
    )
    both = sa.union_all(of_vouchers, *_visits_by_line(books)).subquery()
    total = sa.func.sum(both.c.qty).label("delivered")
    return sa.select(both.c.line_id, total).group_by(both.c.line_id).subquery()


def _visits_by_line(books: Books) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """Visits without voucher for lines that stand alone, then for those that overlap.

    Only where lines of one client and service overlap has each visit to be asked which it is for.
    """
    times = _times(books).cte("times")
    other = times.alias()
    overlap = sa.and_(
        other.c.client_id == times.c.client_id,
        other.c.service_id == times.c.service_id,
        other.c.line_id != times.c.line_id,
        other.c.start <= times.c.due,
        other.c.due >= times.c.start,
    )
    crowded = sa.select(times.c.line_id).join(other, overlap).distinct().cte("crowded")
    is_crowded = times.c.line_id.in_(sa.select(crowded.c.line_id))
    # Few lines are crowded: chosen before the visits are looked at.
    few = sa.select(times).where(is_crowded).cte("few")
    visit = books.live("visits")
    alone = (
        sa.select(times.c.line_id, sa.func.sum(visit.c["qty"]).label("qty"))
        .join(visit, _fits(visit, times))
        .where(sa.not_(is_crowded))
        .group_by(times.c.line_id)
    )
    rank = sa.func.row_number().over(
        partition_by=visit.c["_seq"], order_by=(few.c.due, few.c.line_id)
    )
    ranked = (
        sa.select(few.c.line_id, visit.c["qty"], rank.label("rank"))
        .join(visit, _fits(visit, few))
        .subquery()
    )
    return alone, sa.select(ranked.c.line_id, ranked.c.qty).where(ranked.c.rank == 1)


def _fits(visit: sa.Subquery, times: sa.CTE) -> sa.ColumnElement[bool]:
    """A visit without voucher, within the time of a line of its client and service."""
    return sa.and_(
        times.c.client_id == visit.c["client_id"],
        times.c.service_id == visit.c["service_id"],
        visit.c["visit_date"].between(times.c.start, times.c.due),
        visit.c["voucher_no"].is_(None),
    )


def _times(books: Books) -> sa.Select[Any]:
    """From when until when visits count for each line."""
    line, plan = books.live("plan_lines"), books.live("plans")
    return (
        sa.select(
            line.c["line_id"],
            line.c["client_id"],
            line.c["service_id"],
            sa.func.coalesce(line.c["period_from"], plan.c["plan_date"]).label("start"),
            due_of(line).label("due"),
        )
        .join(plan, plan.c["plan_id"] == line.c["plan_id"])
        .where(line.c["service_id"].is_not(None))
        .where(sa.func.coalesce(line.c["status"], "planned").not_in(NOT_COUNTED))
    )


def check_closed_with_vouchers(books: Books) -> Iterator[Finding]:
    """R13: no case is closed while vouchers are out."""
    if not books.has("cases", "vouchers"):
        return
    case, voucher = books.live("cases"), books.live("vouchers")
    query = (
        sa.select(case.c["case_id"], case.c["client_id"], case.c["worker_id"], sa.func.count())
        .join(voucher, voucher.c["client_id"] == case.c["client_id"])
        .where(case.c["closed_on"] <= books.day(), voucher.c["status"].in_(OPEN))
        .where(voucher.c["issued_on"] <= case.c["closed_on"])
        .group_by(case.c["case_id"], case.c["client_id"], case.c["worker_id"])
    )
    for number, client, worker, count in books.rows(query):
        facts: dict[str, Any] = {"number": number, "client": client, "worker": worker}
        yield found("R13", Code.RULE_R13_CLOSED, **facts, count=count)


def check_matched(books: Books) -> Iterator[Finding]:
    """R14: a served voucher stands in a list of visits, and the other way round."""
    if not books.is_used("vouchers", "visits"):
        return
    voucher, visit = books.live("vouchers"), books.live("visits")
    since = books.day(-books.setting("R14", "shown_days"))
    late = books.day(-books.setting("R14", "arrival_days"))
    listed = sa.select(visit.c["voucher_no"]).where(visit.c["voucher_no"].is_not(None))
    reports = sa.select(visit.c["partner_id"]).where(visit.c["partner_id"].is_not(None))
    unlisted = sa.select(
        voucher.c["voucher_no"], voucher.c["client_id"], voucher.c["partner_id"]
    ).where(
        voucher.c["status"].in_(SERVED),
        voucher.c["served_on"].between(since, late),
        voucher.c["partner_id"].in_(reports.distinct()),
        voucher.c["voucher_no"].not_in(listed),
    )
    for number, client, partner in books.rows(unlisted):
        yield found("R14", number=number, client=client, partner=partner)
    strange = (
        sa.select(
            visit.c["visit_id"], visit.c["client_id"], visit.c["partner_id"], visit.c["voucher_no"]
        )
        .outerjoin(voucher, voucher.c["voucher_no"] == visit.c["voucher_no"])
        .where(visit.c["voucher_no"].is_not(None), visit.c["visit_date"] >= since)
        .where(sa.func.coalesce(voucher.c["client_id"], "") != visit.c["client_id"])
    )
    for number, client, partner, named in books.rows(strange):
        facts: dict[str, Any] = {"number": number, "client": client, "partner": partner}
        yield found("R14", Code.RULE_R14_VISIT, **facts, voucher=named)


def check_lists(books: Books) -> Iterator[Finding]:
    """R14: where vouchers were served in the last whole period, its list of visits is here."""
    if not books.has("partners", "vouchers", "visits"):
        return
    partner = books.live("partners")
    names = ("partner_id", "reporting_period")
    query = sa.select(*(partner.c[n] for n in names)).where(
        partner.c["reporting_period"].is_not(None)
    )
    wait = timedelta(days=books.setting("R14", "arrival_days"))
    for partner_id, rhythm in list(books.rows(query.order_by(partner.c["partner_id"]))):
        period = last_whole(rhythm, books.today - wait)
        was_active = _counts(books, "vouchers", "served_on", partner_id, period)
        if was_active and not _counts(books, "visits", "visit_date", partner_id, period):
            first, last = period
            yield found("R14", Code.RULE_R14_LIST, partner=partner_id, date=first, until=last)


def _counts(
    books: Books, register: str, column: str, partner: str, period: tuple[date, date]
) -> int:
    table = books.live(register)
    query = (
        sa.select(sa.func.count())
        .select_from(table)
        .where(table.c["partner_id"] == partner, table.c[column].between(*period))
    )
    return int(books.connection.scalar(query) or 0)


def check_delivered(books: Books) -> Iterator[Finding]:
    """R15: lines that have ended and got less, or more, than was planned."""
    if not books.has("plans", "plan_lines", "vouchers", "visits"):
        return
    line, sums = books.live("plan_lines"), delivered_by_line(books)
    due, delivered = due_of(line), sa.func.coalesce(sums.c.delivered, 0)
    wait, shown = (books.setting("R15", name) for name in ("wait_days", "shown_days"))
    names = ("line_id", "client_id", "service_id", "responsible", "provider_id", "planned_qty")
    query = (
        sa.select(*(line.c[n] for n in names), sums.c.delivered, due)
        .outerjoin(sums, sums.c.line_id == line.c["line_id"])
        .where(line.c["service_id"].is_not(None), line.c["planned_qty"].is_not(None))
        .where(sa.func.coalesce(line.c["status"], "planned").not_in(NOT_COUNTED))
        .where(due >= books.day(-shown), due < books.day(-wait))
        .where(delivered != line.c["planned_qty"])
    )
    for number, client, service, worker, partner, planned, got, on in books.rows(query):
        facts: dict[str, Any] = {"number": number, "client": client, "service": service}
        facts |= {"worker": worker, "partner": partner, "date": on}
        yield found("R15", **facts, planned=planned, delivered=got or 0)


def check_duplicates(books: Books) -> Iterator[Finding]:
    """R16: one service twice: visits of one day, open vouchers, lines of two providers."""
    if not books.has("visits", "vouchers", "plan_lines", "services"):
        return
    since = books.day(-books.setting("R16", "shown_days"))
    visit = books.live("visits")
    group = (visit.c["client_id"], visit.c["service_id"], visit.c["visit_date"])
    twice = sa.select(*group).where(visit.c["visit_date"] >= since).group_by(*group)
    for client, service, on in books.rows(twice.having(sa.func.count() > 1)):
        yield found("R16", Code.RULE_R16_DAY, client=client, service=service, date=on)
    voucher = books.live("vouchers")
    keys = (voucher.c["client_id"], voucher.c["service_id"])
    is_out = sa.and_(voucher.c["status"].in_(OPEN), voucher.c["valid_until"] >= books.day())
    count = sa.func.count()
    out = sa.select(*keys, count).where(is_out).group_by(*keys).having(count > 1)
    for client, service, number in books.rows(out):
        yield found("R16", client=client, service=service, count=number)
    yield from _two_providers(books)


def _two_providers(books: Books) -> Iterator[Finding]:
    one, other = books.live("plan_lines"), books.live("plan_lines")
    first, second = books.live("services"), books.live("services")
    is_running = [t.c["status"].in_(("planned", "active")) for t in (one, other)]
    same_content = sa.and_(
        first.c["domain"] == second.c["domain"],
        sa.or_(
            first.c["service_id"] == second.c["service_id"],
            first.c["content"] == second.c["content"],
        ),
    )
    provider, rival = (
        sa.func.coalesce(line.c["provider_id"], service.c["provider_id"])
        for line, service in ((one, first), (other, second))
    )
    overlap = sa.and_(
        sa.func.coalesce(one.c["period_from"], books.day()) <= due_of(other),
        sa.func.coalesce(other.c["period_from"], books.day()) <= due_of(one),
        due_of(one) >= books.day(),
        due_of(other) >= books.day(),
    )
    query = (
        sa.select(one.c["client_id"], first.c["service_id"], provider, rival)
        .join(
            other,
            sa.and_(
                other.c["client_id"] == one.c["client_id"], other.c["line_id"] > one.c["line_id"]
            ),
        )
        .join(first, first.c["service_id"] == one.c["service_id"])
        .join(second, second.c["service_id"] == other.c["service_id"])
        .where(*is_running, same_content, overlap, provider != rival)
    )
    for client, service, partner, second_partner in books.rows(query):
        facts: dict[str, Any] = {"client": client, "service": service, "partner": partner}
        yield found("R16", Code.RULE_R16_PROVIDERS, **facts, other=second_partner)


def check_variants(books: Books) -> Iterator[Finding]:
    """R17: the visit gave another service than its voucher names."""
    if not books.has("visits", "vouchers"):
        return
    visit, voucher = books.live("visits"), books.live("vouchers")
    query = (
        sa.select(
            visit.c["visit_id"],
            visit.c["client_id"],
            visit.c["partner_id"],
            visit.c["service_id"],
            voucher.c["service_id"].label("planned"),
        )
        .join(voucher, voucher.c["voucher_no"] == visit.c["voucher_no"])
        .where(visit.c["service_id"] != voucher.c["service_id"])
        .where(visit.c["visit_date"] >= books.day(-books.setting("R17", "shown_days")))
    )
    for number, client, partner, service, planned in books.rows(query):
        facts: dict[str, Any] = {"number": number, "client": client, "partner": partner}
        yield found("R17", **facts, service=service, planned=planned)
