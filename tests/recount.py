"""The numbers of the report counted again, by loops over the raw records of a story."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

NORMS = {"intensive": 15, "clinical": 10, "strengths": 15, "broker": 35}
UNCOUNTED = ("cancelled", "stopped", "changed")


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Recount:
    """The same numbers, by loops over dictionaries."""

    def __init__(self, records: Mapping[str, list[dict[str, Any]]], period: str, today: date):
        self.records = records
        self.first, self.last = bounds(period)
        self.end = min(today, self.last)

    def within(self, text: str | None) -> bool:
        on = day(text)
        return on is not None and self.first <= on <= self.end

    def by_now(self, text: str | None) -> bool:
        on = day(text)
        return on is not None and on <= self.end

    @cached_property
    def cases(self) -> list[dict[str, Any]]:
        return [
            row
            for row in self.records["cases"]
            if self.by_now(row["opened_on"])
            and (row.get("closed_on") is None or day(row["closed_on"]) >= self.first)  # type: ignore[operator]
        ]

    def open_cases(self, worker: str) -> list[dict[str, Any]]:
        return [
            r
            for r in self.cases
            if r["worker_id"] == worker and not self.by_now(r.get("closed_on"))
        ]

    def load(self, worker: str) -> float:
        person = next(row for row in self.records["staff"] if row["worker_id"] == worker)
        norms = [
            person.get("caseload_limit") or NORMS[row.get("cm_model") or person["cm_model"]]
            for row in self.open_cases(worker)
        ]
        return sum(100 / norm for norm in norms)

    @cached_property
    def reviews(self) -> dict[str, date]:
        """Day of the next review by client, of plans in force."""
        found = {}
        for row in self.records["plans"]:
            if row["status"] != "active" or not self.by_now(row["plan_date"]):
                continue
            due, reviewed = day(row["review_due"]), day(row.get("reviewed_on"))
            assert due is not None
            if reviewed and reviewed >= due - timedelta(days=30):
                due = reviewed + timedelta(days=366)
            found[row["client_id"]] = due
        return found

    def silence(self, case: Mapping[str, Any]) -> int | None:
        """Longest silence in the first sixty days; None where they ended before the period."""
        opened = date.fromisoformat(case["opened_on"])
        return None if opened + timedelta(days=60) < self.first else self.longest(case)

    def longest(self, case: Mapping[str, Any]) -> int:
        opened = date.fromisoformat(case["opened_on"])
        closed = day(case.get("closed_on"))
        last = min(opened + timedelta(days=60), self.end, closed or self.end)
        held = [
            on
            for row in self.records["contacts"]
            if row["client_id"] == case["client_id"]
            and row["held"]
            and row["contact_type"] != "with_partner"
            and (on := day(row["contact_date"])) is not None
            and opened <= on <= last
        ]
        points = sorted([opened, *held, last])
        return max((b - a).days for a, b in pairwise(points))

    def consent(self, client: str, kind: str) -> bool:
        return any(
            row["client_id"] == client
            and row["consent_type"] == kind
            and self.by_now(row["given_on"])
            and (day(row["valid_until"]) or self.end) >= self.end
            and not self.by_now(row.get("withdrawn_on"))
            for row in self.records["consents"]
        )

    def agreement(self, client: str) -> bool:
        return any(
            row["client_id"] == client
            and self.by_now(row["signed_client_on"])
            and self.by_now(row.get("signed_head_on"))
            for row in self.records["agreements"]
        )

    @cached_property
    def delivered(self) -> dict[str, Decimal]:
        """What was delivered for every line, voucher by voucher and visit by visit."""
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        of_voucher: defaultdict[str, list[Decimal]] = defaultdict(list)
        for visit in self.records["visits"]:
            if visit.get("voucher_no"):
                of_voucher[visit["voucher_no"]].append(Decimal(str(visit["qty"])))
        for voucher in self.records["vouchers"]:
            if of_voucher[voucher["voucher_no"]]:
                sums[voucher["plan_line_id"]] += sum(of_voucher[voucher["voucher_no"]])
            elif voucher["status"] in ("provided", "provided_partly", "returned", "closed"):
                sums[voucher["plan_line_id"]] += voucher.get("qty_delivered") or 0
        for visit in self.records["visits"]:
            if not visit.get("voucher_no"):
                fitting = [row for row in self.records["plan_lines"] if fits(row, visit)]
                if fitting:
                    first = min(fitting, key=lambda row: (row["deadline"], row["line_id"]))
                    sums[first["line_id"]] += Decimal(str(visit["qty"]))
        return sums

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        return [
            row
            for row in self.records["plan_lines"]
            if self.first <= date.fromisoformat(row["deadline"]) <= self.last
            and row.get("status") not in UNCOUNTED
        ]

    def provider(self, line: Mapping[str, Any]) -> str | None:
        services = {row["service_id"]: row.get("provider_id") for row in self.records["services"]}
        return services.get(line.get("service_id", ""))

    def sums(self, lines: Iterable[Mapping[str, Any]]) -> tuple[Any, ...]:
        """Lines, planned, delivered, difference, lines short."""
        pairs = [
            (r["planned_qty"], self.delivered[r["line_id"]]) for r in lines if r.get("service_id")
        ]
        planned, delivered = sum(p for p, _ in pairs), sum(d for _, d in pairs)
        return len(pairs), planned, delivered, delivered - planned, sum(d < p for p, d in pairs)

    def vouchers(self, partner: str) -> list[dict[str, Any]]:
        return [
            row
            for row in self.records["vouchers"]
            if row["partner_id"] == partner
            and self.within(row["issued_on"])
            and row["status"] != "cancelled"
        ]

    def active(self) -> list[dict[str, Any]]:
        return [
            row
            for row in self.records["clients"]
            if self.by_now(row["intake_date"]) and not self.by_now(row.get("closed_on"))
        ]


def fits(line: Mapping[str, Any], visit: Mapping[str, Any]) -> bool:
    return (
        line["client_id"] == visit["client_id"]
        and line.get("service_id") == visit["service_id"]
        and line["period_from"] <= visit["visit_date"] <= line["deadline"]
        and line.get("status") not in UNCOUNTED
    )


def bounds(period: str) -> tuple[date, date]:
    return {
        "2026": (date(2026, 1, 1), date(2026, 12, 31)),
        "2026-Q3": (date(2026, 7, 1), date(2026, 9, 30)),
        "2026-Q4": (date(2026, 10, 1), date(2026, 12, 31)),
        "2026-11": (date(2026, 11, 1), date(2026, 11, 30)),
    }[period]


class Breaches(Recount):
    """How often each rule is broken, as far as this story breaks it."""

    def ago(self, days: int) -> str:
        return (self.end - timedelta(days=days)).isoformat()

    def counted(self) -> dict[str, int]:
        found = {
            "R02": self.not_destroyed(),
            "R03": sum(not row.get("signed_head_on") for row in self.records["agreements"]),
            "R05": sum(due < self.end for due in self.reviews.values()),
            "R10": self.silent() + self.not_agreed(),
            "R11": sum(self.parts(worker) > 1 for worker in ("W-01", "W-02")),
            "R13": self.not_returned() + self.closed_too_early(),
            "R14": self.not_listed() + self.lists_missing(),
            "R15": self.other_than_planned(),
            "R16": self.twice(),
            "R28": self.without_reason(),
            "R31": int(max(self.sessions()) < self.ago(31)),
            "R32": self.untrained() + self.same_topic(),
        }
        return {rule: count for rule, count in found.items() if count}

    def not_destroyed(self) -> int:
        withdrawn = [row.get("withdrawn_on") for row in self.records["consents"]]
        return sum(on is not None and on < self.ago(30) for on in withdrawn)

    def silent(self) -> int:
        new = [r for r in self.records["cases"] if self.by_now(r["opened_on"])]
        return sum(
            row["opened_on"] >= self.ago(92) and not row.get("closed_on") and self.longest(row) > 14
            for row in new
        )

    def not_agreed(self) -> int:
        """Cases of the last sixty days without a contact that is still to come."""
        today = self.end.isoformat()
        agreed = {
            row["client_id"]
            for row in self.records["contacts"]
            if row["planned_on"] >= today and not row["held"]
        }
        return sum(
            self.ago(60) <= row["opened_on"] <= today
            and not row.get("closed_on")
            and row["client_id"] not in agreed
            for row in self.records["cases"]
        )

    def parts(self, worker: str) -> Fraction:
        person = next(row for row in self.records["staff"] if row["worker_id"] == worker)
        open_ones = [
            row
            for row in self.records["cases"]
            if row["worker_id"] == worker
            and self.by_now(row["opened_on"])
            and not self.by_now(row.get("closed_on"))
        ]
        norms = [
            person.get("caseload_limit") or NORMS[row.get("cm_model") or person["cm_model"]]
            for row in open_ones
        ]
        return sum((Fraction(1, norm) for norm in norms), Fraction())

    def not_returned(self) -> int:
        return sum(
            row["status"] not in ("returned", "closed", "cancelled")
            and not row.get("returned_on")
            and row["valid_until"] < self.ago(14)
            for row in self.records["vouchers"]
        )

    def closed_too_early(self) -> int:
        """Closed cases of clients who had vouchers that are out."""
        out = [row for row in self.records["vouchers"] if row["status"] == "issued"]
        return sum(
            self.by_now(case.get("closed_on"))
            and any(
                row["client_id"] == case["client_id"] and row["issued_on"] <= case["closed_on"]
                for row in out
            )
            for case in self.records["cases"]
        )

    def not_listed(self) -> int:
        visits = self.records["visits"]
        listed = {row.get("voucher_no") for row in visits}
        reporting = {row.get("partner_id") for row in visits}
        return sum(
            row["status"] in ("provided", "provided_partly")
            and self.ago(366) <= row["served_on"] <= self.ago(14)
            and row["partner_id"] in reporting
            and row["voucher_no"] not in listed
            for row in self.records["vouchers"]
        )

    def lists_missing(self) -> int:
        """Partners with served vouchers and no visits in the last whole month."""
        start = (self.end - timedelta(days=14)).replace(day=1)
        month = f"{start - timedelta(days=1):%Y-%m}"
        active, seen = (
            {
                row["partner_id"]
                for row in self.records[register]
                if row.get("partner_id") and (row.get(column) or "")[:7] == month
            }
            for register, column in (("vouchers", "served_on"), ("visits", "visit_date"))
        )
        return len(active - seen)

    def other_than_planned(self) -> int:
        return sum(
            row.get("service_id") is not None
            and row.get("status") not in UNCOUNTED
            and self.ago(366) <= row["deadline"] < self.ago(14)
            and self.delivered[row["line_id"]] != row["planned_qty"]
            for row in self.records["plan_lines"]
        )

    def twice(self) -> int:
        """Services given twice on a day of the last quarter, and two vouchers out for one."""
        days = Counter(
            (row["client_id"], row["service_id"], row["visit_date"])
            for row in self.records["visits"]
            if row["visit_date"] >= self.ago(92)
        )
        out = Counter(
            (row["client_id"], row["service_id"])
            for row in self.records["vouchers"]
            if row["status"] == "issued" and row["valid_until"] >= self.end.isoformat()
        )
        return sum(n > 1 for n in days.values()) + sum(n > 1 for n in out.values())

    def without_reason(self) -> int:
        return sum(
            not row["held"]
            and not row.get("no_show_reason")
            and self.ago(92) <= row["planned_on"] <= self.end.isoformat()
            for row in self.records["contacts"]
        )

    def sessions(self) -> list[str]:
        days = [row["session_date"] for row in self.records["supervision"]]
        return [on for on in days if on <= self.end.isoformat()]

    def untrained(self) -> int:
        hours: Counter[str] = Counter()
        for row in self.records["staff_training"]:
            if self.ago(365) <= row["date_from"] <= self.end.isoformat():
                hours[row["worker_id"]] += row["hours"]
        return sum(not hours[row["worker_id"]] for row in self.records["staff"])

    def same_topic(self) -> int:
        topics = Counter((r["worker_id"], r["topic"]) for r in self.records["staff_training"])
        return sum(count > 1 for count in topics.values())
