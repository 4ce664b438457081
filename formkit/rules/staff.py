"""R22, R23, R31, R32: supervision, training of the staff, counts of training events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.problems import Code
from formkit.rules.finding import Finding, found

if TYPE_CHECKING:
    from formkit.rules.books import Books

SUPERVISION_FORM = "supervision_report"


def working(books: Books) -> sa.Select[Any]:
    """Worker and day of hiring of everybody who works here today."""
    staff = books.live("staff")
    is_here = sa.or_(staff.c["left_on"].is_(None), staff.c["left_on"] > books.day())
    return (
        sa.select(staff.c["worker_id"], staff.c["hired_on"])
        .where(is_here, sa.func.coalesce(staff.c["hired_on"], books.day()) <= books.day())
        .order_by(staff.c["worker_id"])
    )


def last_supervisions(books: Books) -> Mapping[str, date]:
    """Last day of supervision by worker, from the reports of supervision that came back."""
    last: dict[str, date] = {}
    for content in books.documents(SUPERVISION_FORM):
        try:
            on = date.fromisoformat(str(content.plain.get("session_date")))
        except ValueError:
            continue
        for row in content.plain.get("participants") or ():
            worker = str(row.get("worker") or "")
            if worker and row.get("present") is not False and on <= books.today:
                last[worker] = max(on, last.get(worker, on))
    return last


def check_supervision(books: Books) -> Iterator[Finding]:
    """R31: of the office as a whole, and of each worker where reports name them."""
    if not books.is_used("supervision"):
        return
    session = books.live("supervision")
    is_past = session.c["session_date"] <= books.day()
    last = books.connection.scalar(sa.select(sa.func.max(session.c["session_date"])).where(is_past))
    limit = books.setting("R31", "every_days")
    if last is None or (books.today - last).days > limit:
        ago = (books.today - last).days if last else None
        yield found("R31", date=last, days=ago, limit=limit)
    known = last_supervisions(books)
    for worker, hired in books.rows(working(books)) if known else ():
        day = known.get(worker, hired)
        if day is not None and (books.today - day).days > limit:
            ago = (books.today - day).days
            yield found("R31", Code.RULE_R31_WORKER, worker=worker, date=day, days=ago, limit=limit)


def check_training(books: Books) -> Iterator[Finding]:
    """R32: nobody without training for a year, nobody with the same topic again."""
    if not books.is_used("staff", "staff_training"):
        return
    training = books.live("staff_training")
    period = books.setting("R32", "months_days")
    recent = training.c["date_from"].between(books.day(-period), books.day())
    key = training.c["worker_id"]
    hours: dict[str, Any] = dict(
        books.rows(sa.select(key, sa.func.sum(training.c["hours"])).where(recent).group_by(key))
    )
    for worker, hired in books.rows(working(books)):
        is_new = hired is not None and (books.today - hired).days < period
        if not is_new and not hours.get(worker):
            yield found("R32", worker=worker, days=period)
    count = sa.func.count()
    topics = sa.select(key, count).where(training.c["topic"].is_not(None))
    for worker, number in books.rows(
        topics.group_by(key, training.c["topic"]).having(count > 1).order_by(key)
    ):
        yield found("R32", Code.RULE_R32_TOPIC, worker=worker, count=number)


def attended(books: Books, event: str) -> int:
    """How many people took part in an event, by the attendance list."""
    person = books.live("participants")
    query = sa.select(sa.func.count(person.c["person_name"].distinct())).where(
        person.c["event_id"] == event, person.c["attended_hours"] > 0
    )
    return int(books.connection.scalar(query) or 0)


def check_counts(books: Books) -> Iterator[Finding]:
    """R22: the number of participants is counted and not typed; R23: one sheet a participant."""
    if not books.is_used("events", "participants"):
        return
    event = books.live("events")
    query = sa.select(event.c["event_id"], event.c["attended_count"], event.c["forms_count"])
    for number, typed, forms in list(books.rows(query.order_by(event.c["event_id"]))):
        counted = attended(books, number)
        if typed is not None and typed != counted:
            yield found("R22", number=number, count=typed, counted=counted)
        if forms is not None and forms > counted:
            yield found("R23", Code.RULE_R23_SHEETS, number=number, count=forms, counted=counted)


def check_certificates(books: Books) -> Iterator[Finding]:
    """R23: a certificate for those who were there most of the time."""
    if not books.has("events", "participants"):
        return
    event, person = books.live("events"), books.live("participants")
    least = Decimal(books.setting("R23", "percent"))
    query = (
        sa.select(
            person.c["certificate_no"],
            event.c["event_id"],
            person.c["attended_hours"],
            event.c["hours"],
        )
        .join(event, event.c["event_id"] == person.c["event_id"])
        .where(person.c["certificate_no"].is_not(None), event.c["hours"].is_not(None))
        .order_by(person.c["certificate_no"])
    )
    for number, event_id, there, hours in books.rows(query):
        if (there or 0) * 100 < hours * least:
            facts: dict[str, Any] = {"number": number, "event": event_id, "percent": least}
            yield found("R23", **facts, hours=there or 0, of=hours)
