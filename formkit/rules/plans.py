"""R04, R05, R07 to R09, R18, R21: plans, their reviews, their goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.problems import Code
from formkit.rules.books import days
from formkit.rules.finding import Finding, found

if TYPE_CHECKING:
    from formkit.rules.books import Books

PLAN_FORM = "individual_plan"
RUNNING = ("active", "overdue")


def check_start(books: Books) -> Iterator[Finding]:
    """R04: no line begins before both have signed, the first one soon after."""
    if not books.has("plans", "plan_lines"):
        return
    plan, line = books.live("plans"), books.live("plan_lines")
    client_on, worker_on = plan.c["signed_client_on"], plan.c["signed_worker_on"]
    signed = sa.case((client_on > worker_on, client_on), else_=worker_on)
    first = sa.func.min(line.c["period_from"])
    delay = days(first, signed)
    query = (
        sa.select(plan.c["plan_id"], plan.c["client_id"], plan.c["worker_id"], delay)
        .join(line, line.c["plan_id"] == plan.c["plan_id"])
        .where(running(plan), client_on.is_not(None), worker_on.is_not(None))
        .group_by(plan.c["plan_id"], plan.c["client_id"], plan.c["worker_id"], client_on, worker_on)
        .having(sa.or_(delay < 0, delay > books.setting("R04", "start_days")))
    )
    for number, client, worker, late in books.rows(query):
        code = Code.RULE_R04_EARLY if late < 0 else Code.RULE_R04_LATE
        yield found("R04", code, number=number, client=client, worker=worker, days=abs(late))


def check_reviews(books: Books) -> Iterator[Finding]:
    """R05: a day of review, not too far away, and kept."""
    most = books.setting("R05", "most_days")
    for plan in running_plans(books):
        facts: dict[str, Any] = {"number": plan.number, "client": plan.client}
        facts["worker"] = plan.worker
        is_far = plan.made is not None and plan.due is not None and days_from(plan) > most
        if plan.due is None or is_far:
            yield found("R05", Code.RULE_R05_NO_DAY, **facts, limit=most)
        due = next_review(books, plan)
        if due is not None and due < books.today:
            yield found("R05", **facts, date=due, days=(books.today - due).days)


@dataclass(frozen=True, slots=True)
class Plan:
    number: str
    client: str
    worker: str | None
    made: date | None
    due: date | None
    reviewed: date | None


def days_from(plan: Plan) -> int:
    """Days between the plan and its review."""
    return (plan.due - plan.made).days if plan.due and plan.made else 0


def running(plan: sa.Subquery) -> sa.ColumnElement[bool]:
    """Whether a plan is in force: declared active, or signed by both and not yet ended."""
    is_signed = plan.c["signed_client_on"].is_not(None) & plan.c["signed_worker_on"].is_not(None)
    status = sa.func.coalesce(plan.c["status"], "draft")
    return sa.or_(status.in_(RUNNING), sa.and_(status == "draft", is_signed))


def running_plans(books: Books) -> list[Plan]:
    """Plans in force today, of each client the latest version only."""
    if not books.has("plans"):
        return []
    plan = books.live("plans")
    names = ("plan_id", "client_id", "worker_id", "plan_date", "review_due", "reviewed_on")
    version = sa.func.coalesce(plan.c["version"], 1)
    rank = sa.func.row_number().over(
        partition_by=plan.c["client_id"], order_by=(version.desc(), plan.c["plan_id"].desc())
    )
    began = sa.or_(plan.c["plan_date"].is_(None), plan.c["plan_date"] <= books.day())
    query = sa.select(*(plan.c[name] for name in names), rank.label("rank"))
    latest = query.where(running(plan), began).subquery()
    columns = [latest.c[name] for name in names]
    return [Plan(*row) for row in books.rows(sa.select(*columns).where(latest.c.rank == 1))]


def next_review(books: Books, plan: Plan) -> date | None:
    """The day of the next review; None for a plan without any day.

    A review held shortly before its day is that review; the next one is due a year later at most,
    unless the plan got a new day.
    """
    early = timedelta(days=books.setting("R05", "early_days"))
    if plan.due is None:
        half_year = timedelta(days=books.setting("R05", "review_days"))
        return plan.made + half_year if plan.made else None
    if plan.reviewed is not None and plan.reviewed >= plan.due - early:
        return plan.reviewed + timedelta(days=books.setting("R05", "most_days"))
    return plan.due


def check_goals(books: Books) -> Iterator[Finding]:
    """R07 in the plans that came back: every goal is served by a step."""
    for content in books.documents(PLAN_FORM):
        for goal in goals_without_step(content.plain):
            client = content.plain.get("client")
            yield found("R07", number=content.number, client=client, goal=goal)


def goals_without_step(plain: Mapping[str, Any]) -> list[int]:
    """Numbers of the goals that no complete step names."""
    steps: Sequence[Mapping[str, Any]] = plain.get("goal_actions") or ()
    needed = ("deadline", "responsible_client", "responsible_worker")
    served = {str(s.get("goal", "")).strip(" .") for s in steps if all(s.get(n) for n in needed)}
    goals: Sequence[Mapping[str, Any]] = plain.get("goals") or ()
    return [n for n, goal in enumerate(goals, 1) if goal.get("goal") and str(n) not in served]


def check_assessments(books: Books) -> Iterator[Finding]:
    """R08 in the registers: a plan in force has a checked assessment before it."""
    assessed = assessments(books)
    if not assessed:
        return
    for plan in running_plans(books):
        if plan.made is not None and not is_assessed(assessed, plan.client, plan.made):
            facts: dict[str, Any] = {"client": plan.client, "worker": plan.worker}
            yield found("R08", **facts, number=plan.number, date=plan.made)


def assessments(books: Books) -> list[tuple[str, str]]:
    """Client and ISO day of every assessment whose information was checked."""
    return [
        (_key(content.plain, "client", "client_id"), str(content.plain.get("assessment_date", "")))
        for content in books.documents("needs_assessment")
        if content.plain.get("information_checked") in (True, "yes")
    ]


def is_assessed(assessed: Sequence[tuple[str, str]], client: str, on: date) -> bool:
    return any(whose == client and "" < day <= on.isoformat() for whose, day in assessed)


def _key(plain: Mapping[str, Any], *names: str) -> str:
    return next((str(plain[name]) for name in names if plain.get(name)), "")


def check_changes(books: Books) -> Iterator[Finding]:
    """R09: the client agrees to a change, and it makes a new version of the plan."""
    for content in books.documents(PLAN_FORM):
        rows = content.plain.get("changes") or ()
        if any(row.get("change") and row.get("client_agrees") is False for row in rows):
            yield found("R09", number=content.number, client=content.plain.get("client"))
    if not books.has("plans", "plan_lines"):
        return
    plan, line, later = books.live("plans"), books.live("plan_lines"), books.live("plans")
    newest = (
        sa.select(later.c["client_id"], sa.func.max(later.c["version"]).label("version"))
        .group_by(later.c["client_id"])
        .subquery()
    )
    query = (
        sa.select(line.c["line_id"], plan.c["client_id"], plan.c["worker_id"])
        .join(plan, plan.c["plan_id"] == line.c["plan_id"])
        .outerjoin(newest, newest.c.client_id == plan.c["client_id"])
        .where(line.c["status"] == "changed")
        .where(sa.func.coalesce(newest.c.version, 0) <= sa.func.coalesce(plan.c["version"], 1))
    )
    for number, client, worker in books.rows(query):
        yield found("R09", Code.RULE_R09_VERSION, number=number, client=client, worker=worker)


def check_no_longer_needed(books: Books) -> Iterator[Finding]:
    """R18: visits go on in a domain all of whose needs are resolved."""
    if not books.has("needs", "visits", "services"):
        return
    need, visit, service = books.live("needs"), books.live("visits"), books.live("services")
    other = books.live("needs")
    is_open = sa.func.coalesce(other.c["status"], "open") != "resolved"
    still_open = (
        sa.select(other.c["client_id"], other.c["need_domain"]).where(is_open).distinct().subquery()
    )
    is_same = sa.and_(
        still_open.c.client_id == need.c["client_id"],
        still_open.c.need_domain == need.c["need_domain"],
    )
    query = (
        sa.select(need.c["client_id"], service.c["service_id"], sa.func.max(visit.c["visit_date"]))
        .join(visit, visit.c["client_id"] == need.c["client_id"])
        .join(service, service.c["service_id"] == visit.c["service_id"])
        .where(need.c["status"] == "resolved", visit.c["visit_date"] > need.c["resolved_on"])
        .outerjoin(still_open, is_same)
        .where(service.c["domain"] == need.c["need_domain"], still_open.c.client_id.is_(None))
        .group_by(need.c["client_id"], service.c["service_id"])
    )
    for client, service_id, last in books.rows(query):
        yield found("R18", client=client, service=service_id, date=last)


def check_hidden_needs(books: Books) -> Iterator[Finding]:
    """R21: hidden and future needs are named, or said not to be there."""
    for content in books.documents(PLAN_FORM):
        for kind in ("hidden", "future"):
            is_named = content.plain.get(f"{kind}_needs")
            if not is_named and content.plain.get(f"no_{kind}_needs") is not True:
                client = content.plain.get("client")
                yield found("R21", number=content.number, client=client)
                break
