"""R10, R11, R24, R25, R27, R35 to R37: cases, their workers, their first weeks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.problems import Code
from formkit.rules.books import days
from formkit.rules.finding import Finding, found

if TYPE_CHECKING:
    from formkit.rules.books import Books


def silences(books: Books) -> sa.Subquery:
    """Longest time without contact in the first weeks: ``case_id``, ``silence`` in days.

    Between the opening, every contact held, and the end of the window, today, or the closing.
    """
    case, contact = books.live("cases"), books.live("contacts")
    window = books.setting("R10", "window_days")
    last = sa.case((case.c["closed_on"] < books.day(), case.c["closed_on"]), else_=books.day())
    lived = days(last, case.c["opened_on"])
    end = sa.case((lived > window, window), else_=lived)
    day = days(contact.c["contact_date"], case.c["opened_on"])
    is_counted = [
        contact.c["client_id"] == case.c["client_id"],
        contact.c["held"].is_(True),
        contact.c["contact_type"].in_(books.setting("R10", "kinds")),
        day.between(0, end),
    ]
    began = case.c["opened_on"] <= books.day()
    case_id = case.c["case_id"]
    points = sa.union_all(
        sa.select(case_id, sa.literal(0).label("day")).where(began),
        sa.select(case_id, end).where(began),
        sa.select(case_id, day).join(contact, sa.and_(*is_counted)).where(began),
    ).subquery()
    before = sa.func.lag(points.c.day).over(partition_by=points.c.case_id, order_by=points.c.day)
    gaps = sa.select(points.c.case_id, (points.c.day - before).label("gap")).subquery()
    longest = sa.func.coalesce(sa.func.max(gaps.c.gap), 0).label("silence")
    return sa.select(gaps.c.case_id, longest).group_by(gaps.c.case_id).subquery()


def check_silence(books: Books) -> Iterator[Finding]:
    """R10 for the cases that began lately."""
    if not books.has("cases", "contacts"):
        return
    case, silence = books.live("cases"), silences(books)
    limit = books.setting("R10", "gap_days")
    since = books.day(-books.setting("R10", "shown_days"))
    names = ("case_id", "client_id", "worker_id", "opened_on")
    query = (
        sa.select(*(case.c[name] for name in names), silence.c.silence)
        .join(silence, silence.c.case_id == case.c["case_id"])
        .where(case.c["opened_on"] >= since, case.c["closed_on"].is_(None))
        .where(silence.c.silence > limit)
    )
    for number, client, worker, opened, gap in books.rows(query):
        facts: dict[str, Any] = {"number": number, "client": client, "worker": worker}
        yield found("R10", **facts, date=opened, days=gap, limit=limit)


def check_next_contact(books: Books) -> Iterator[Finding]:
    """R10: in the first weeks the next contact is always agreed."""
    if not books.is_used("cases", "contacts"):
        return
    case, contact = books.live("cases"), books.live("contacts")
    agreed = sa.select(contact.c["client_id"]).where(
        contact.c["client_id"].is_not(None),
        sa.or_(
            contact.c["next_contact_on"] >= books.day(),
            sa.and_(contact.c["planned_on"] >= books.day(), contact.c["held"].is_not(True)),
        ),
    )
    first = books.day(-books.setting("R10", "window_days"))
    opened = case.c["opened_on"]
    query = sa.select(case.c["case_id"], case.c["client_id"], case.c["worker_id"]).where(
        opened.between(first, books.day()),
        case.c["closed_on"].is_(None),
        case.c["client_id"].not_in(agreed),
    )
    for number, client, worker in books.rows(query):
        yield found("R10", Code.RULE_R10_NEXT, number=number, client=client, worker=worker)


def open_cases(books: Books) -> sa.Select[Any]:
    """Worker, model and the worker's own limit of every open case."""
    case, staff = books.live("cases"), books.live("staff")
    is_open = sa.or_(case.c["closed_on"].is_(None), case.c["closed_on"] > books.day())
    return (
        sa.select(
            staff.c["worker_id"],
            sa.func.coalesce(case.c["cm_model"], staff.c["cm_model"]).label("model"),
            staff.c["caseload_limit"],
        )
        .join(staff, staff.c["worker_id"] == case.c["worker_id"])
        .where(case.c["opened_on"] <= books.day(), is_open)
    )


def norm_of(books: Books, model: str | None, limit: Any) -> int | None:
    """Cases a worker may have: the worker's own limit, else that of the model."""
    return int(limit) if limit else books.settings["R11"].get(model or "")


def check_caseload(books: Books) -> Iterator[Finding]:
    """R11: the parts of the norms that a worker's cases take add up to one at most."""
    if not books.has("cases", "staff"):
        return
    cases: Counter[str] = Counter()
    load: defaultdict[str, Fraction] = defaultdict(Fraction)
    for worker, model, limit in books.rows(open_cases(books)):
        norm = norm_of(books, model, limit)
        cases[worker] += 1
        load[worker] += Fraction(1, norm) if norm else 0
    for worker in sorted(cases):
        if load[worker] > 1:
            percent = round(100 * load[worker])
            yield found("R11", worker=worker, count=cases[worker], percent=percent)


def check_key_worker(books: Books) -> Iterator[Finding]:
    """R24: in residential services only."""
    if not books.setting("R24", "is_residential") or not books.has("clients"):
        return
    client = books.live("clients")
    limit = books.setting("R24", "clients")
    count = sa.func.count()
    query = (
        sa.select(client.c["worker_id"], count)
        .where(client.c["status"] == "active", client.c["worker_id"].is_not(None))
        .group_by(client.c["worker_id"])
        .having(count > limit)
    )
    for worker, clients in books.rows(query):
        yield found("R24", worker=worker, count=clients, limit=limit)


def check_ended(books: Books) -> Iterator[Finding]:
    """R25: when the client has ended the agreement, what is still open is closed."""
    if not books.has("agreements", "vouchers"):
        return
    agreement, voucher = books.live("agreements"), books.live("vouchers")
    query = (
        sa.select(agreement.c["agreement_no"], agreement.c["client_id"], sa.func.count())
        .join(voucher, voucher.c["client_id"] == agreement.c["client_id"])
        .where(agreement.c["terminated_by"] == "client_terminates")
        .where(agreement.c["terminated_on"] <= books.day())
        .where(voucher.c["status"].in_(("issued", "accepted")))
        .group_by(agreement.c["agreement_no"], agreement.c["client_id"])
    )
    for number, client, count in books.rows(query):
        yield found("R25", number=number, client=client, count=count)


def check_packs(books: Books) -> Iterator[Finding]:
    """R27: the pack was received soon after the acceptance; silent where no pack is given out."""
    packs = books.documents("client_pack")
    if not packs or not books.has("clients"):
        return
    received = {
        str(content.plain.get(name))
        for content in packs
        for name in ("client", "client_id")
        if content.plain.get("received_on")
    }
    client = books.live("clients")
    wait = books.setting("R27", "pack_days")
    names = ("client_id", "worker_id", "intake_date")
    query = sa.select(*(client.c[name] for name in names)).where(
        client.c["status"] == "active", client.c["intake_date"] < books.day(-wait)
    )
    for client_id, worker, on in books.rows(query):
        if client_id not in received:
            due = on + timedelta(days=wait)
            late = (books.today - due).days
            yield found("R27", client=client_id, worker=worker, date=due, days=late)


def check_teams(books: Books) -> Iterator[Finding]:
    """R35: an intensive case has met its team; silent where no meetings are kept."""
    if not books.is_used("cases", "team"):
        return
    case, team = books.live("cases"), books.live("team")
    met = sa.select(team.c["client_id"]).where(team.c["client_id"].is_not(None))
    query = sa.select(case.c["case_id"], case.c["client_id"], case.c["worker_id"]).where(
        case.c["cm_model"] == "intensive",
        case.c["closed_on"].is_(None),
        case.c["client_id"].not_in(met),
    )
    for number, client, worker in books.rows(query):
        yield found("R35", number=number, client=client, worker=worker)


def check_brokers(books: Books) -> Iterator[Finding]:
    """R36: a client of the broker model was not recruited on the street."""
    if not books.has("cases", "first_contacts"):
        return
    case, contact = books.live("cases"), books.live("first_contacts")
    query = (
        sa.select(case.c["case_id"], case.c["client_id"], case.c["worker_id"])
        .join(contact, contact.c["became_client_id"] == case.c["client_id"])
        .where(case.c["cm_model"] == "broker", contact.c["channel"] == "outreach")
        .where(case.c["closed_on"].is_(None))
        .distinct()
    )
    for number, client, worker in books.rows(query):
        yield found("R36", number=number, client=client, worker=worker)


def check_told(books: Books) -> Iterator[Finding]:
    """R37: what everybody is told at the first contact."""
    wanted = set(books.setting("R37", "told"))
    for content in books.documents("first_contact_record"):
        if not wanted <= set(content.plain.get("informed_of") or ()):
            worker = content.plain.get("worker")
            yield found("R37", number=content.number, worker=worker)
