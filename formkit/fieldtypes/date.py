"""Calendar dates and times of day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar

from formkit.fieldtypes.base import FieldType, Parsed, Plain, Value, Widget, single_line
from formkit.language.dates import format_date, parse_date
from formkit.problems import Code, problem

DATE_CELLS = 10
"""Comb cells of a date: two digits, mark, two digits, mark, four digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateType(FieldType):
    """A day of the Gregorian calendar, written in the numeric form of the locale.

    In comb cells every part has all its digits, so that it stands in the cells printed for it.
    """

    name: ClassVar[str] = "date"

    @property
    def widget(self) -> Widget:
        return Widget.COMB if self.is_by_hand else Widget.TEXT

    @property
    def max_length(self) -> int | None:
        return DATE_CELLS if self.widget is Widget.COMB else None

    def parse(self, text: str, locale: str) -> Parsed:
        line = single_line(text)
        if not line:
            return None, ()
        day = parse_date(_with_marks(line), locale=locale)
        if day is None:
            example = format_date(date(2026, 6, 5), locale=locale)
            return None, (problem(Code.VALUE_NOT_A_DATE, text=line, example=example),)
        return day, ()

    def format(self, value: date, locale: str) -> str:
        if self.widget is Widget.COMB:
            mark = "/" if locale == "en" else "."
            return f"{value.day:02}{mark}{value.month:02}{mark}{value.year:04}"
        return format_date(value, locale=locale)

    def from_plain(self, plain: Plain | date, locale: str) -> Parsed:
        if isinstance(plain, datetime):
            is_day = plain.time() == time()
            return self.parse(str(plain.date() if is_day else plain), locale)
        if isinstance(plain, date):
            return plain, ()
        return FieldType.from_plain(self, plain, locale)

    def to_plain(self, value: date) -> Plain:
        return value.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeType(FieldType):
    """Hours and minutes, 24-hour clock."""

    name: ClassVar[str] = "time"

    @property
    def widget(self) -> Widget:
        return Widget.TEXT

    def parse(self, text: str, locale: str) -> Parsed:
        line = single_line(text)
        if not line:
            return None, ()
        match = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.\-]([0-5][0-9])", line)
        if match is None:
            return None, (problem(Code.VALUE_NOT_A_TIME, text=line, example="09:30"),)
        return time(int(match[1]), int(match[2])), ()

    def format(self, value: time, locale: str) -> str:
        return f"{value:%H:%M}"

    def from_plain(self, plain: Plain | time, locale: str) -> Parsed:
        if isinstance(plain, time):
            return plain.replace(second=0, microsecond=0), ()
        return FieldType.from_plain(self, plain, locale)

    def to_plain(self, value: Value) -> Plain:
        return self.format(value, "en")


def _with_marks(line: str) -> str:
    """Eight bare digits as day, month, year: what comb cells without marks give."""
    if re.fullmatch(r"[0-9]{8}", line):
        return f"{line[:2]}.{line[2:4]}.{line[4:]}"
    return line
