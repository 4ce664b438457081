"""Periods of reports: a month, a quarter, a year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from formkit.errors import BadPeriodError


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date
    name: str
    """As it is typed: ``2026-Q4``, ``2026-11``, ``2026``."""

    def months(self) -> Iterator[tuple[date, date]]:
        """First and last day of every month."""
        first = self.first
        while first <= self.last:
            last = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
            yield first, last
            first = last + timedelta(days=1)


_PERIOD = re.compile(r"([0-9]{4})(?:-(?:Q([1-4])|([0-9]{1,2})))?", re.IGNORECASE)


def parse_period(text: str) -> Period:
    """A period as it is typed.

    Raises:
        BadPeriodError
    """
    match = _PERIOD.fullmatch(text.strip())
    if not match or int(match[1]) < 1:
        raise BadPeriodError(period=text)
    year, quarter, month = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if quarter:
        return _months(year, 3 * quarter - 2, 3 * quarter, f"{year:04}-Q{quarter}")
    if match[3] is None:
        return _months(year, 1, 12, f"{year:04}")
    if not 1 <= month <= 12:
        raise BadPeriodError(period=text)
    return _months(year, month, month, f"{year:04}-{month:02}")


def _months(year: int, first: int, last: int, name: str) -> Period:
    end = calendar.monthrange(year, last)[1]
    return Period(date(year, first, 1), date(year, last, end), name)


def quarter_of(day: date) -> Period:
    return parse_period(f"{day.year:04}-Q{(day.month + 2) // 3}")


def last_whole(rhythm: str, today: date) -> tuple[date, date]:
    """First and last day of the last ``weekly``, ``monthly`` or ``quarterly`` period over."""
    if rhythm == "weekly":
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(days=7), monday - timedelta(days=1)
    length = 3 if rhythm == "quarterly" else 1
    start = date(today.year, (today.month - 1) // length * length + 1, 1)
    before = start - timedelta(days=1)
    return date(before.year, (before.month - 1) // length * length + 1, 1), before
