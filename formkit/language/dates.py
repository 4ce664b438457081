"""Dates as an office writes and types them."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

Style = Literal["numeric", "long"]

NBSP = "\u00a0"

MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "en": "January February March April May June July August September October November December",
}
"""Month names in the case that follows the day (CLDR, format width wide)."""

_NOMINATIVE = {
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "uk": "січень лютий березень квітень травень червень липень серпень вересень жовтень "
    "листопад грудень",
    "cs": "leden únor březen duben květen červen červenec srpen září říjen listopad prosinec",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}

_NUMERIC = {
    "ru": "{day:02}.{month:02}.{year:04}",
    "uk": "{day:02}.{month:02}.{year:04}",
    "cs": f"{{day}}.{NBSP}{{month}}.{NBSP}{{year:04}}",
    "en": "{day:02}/{month:02}/{year:04}",
}
_LONG = {
    "ru": f"{{day}}{NBSP}{{name}} {{year:04}}{NBSP}г.",
    "uk": f"{{day:02}}{NBSP}{{name}} {{year:04}}{NBSP}року",
    "cs": f"{{day}}.{NBSP}{{name}} {{year:04}}",
    "en": f"{{day}}{NBSP}{{name}} {{year:04}}",
}

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([./-]) ?([0-9]{1,2})\2 ?([0-9]{4})")
_WORDS = re.compile(r'[«"“„]?([0-9]{1,2})(?:st|nd|rd|th)?[»"”“]?\.? ([^\W\d_]+)\.?,? ([0-9]{4})')
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_YEAR_WORDS = {"ru": ("г", "года"), "uk": ("р", "року"), "cs": (), "en": ()}


def format_date(day: date, *, locale: str, style: Style = "numeric") -> str:
    """Day, month and year are kept together by U+00A0, never by U+202F."""
    pattern = (_LONG if style == "long" else _NUMERIC)[locale]
    name = MONTHS[locale].split()[day.month - 1]
    return pattern.format(day=day.day, month=day.month, year=day.year, name=name)


def parse_date(text: str, *, locale: str) -> date | None:
    """None where the text is no complete date; a two-digit year never is."""
    line = " ".join(text.split())
    if match := _ISO.fullmatch(line):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    trimmed = _without_year_word(line, locale)
    if match := _DAY_FIRST.fullmatch(trimmed):
        return _date(int(match[4]), int(match[3]), int(match[1]))
    if match := _WORDS.fullmatch(trimmed):
        return _date(int(match[3]), _month(match[2], locale), int(match[1]))
    if locale == "en" and (match := _MONTH_FIRST.fullmatch(trimmed)):
        return _date(int(match[3]), _month(match[1], locale), int(match[2]))
    return None


def _without_year_word(line: str, locale: str) -> str:
    head, _, tail = line.rpartition(" ")
    if head and tail.rstrip(".").lower() in _YEAR_WORDS[locale]:
        return head
    for word in _YEAR_WORDS[locale]:
        if re.search(rf"[0-9]{word}\.?$", line):
            return re.sub(rf"{word}\.?$", "", line)
    return line


def _month(word: str, locale: str) -> int:
    """Number of the month, 0 where the word is none."""
    wanted = word.lower()
    for table in (MONTHS, _NOMINATIVE):
        for number, name in enumerate(table[locale].split(), start=1):
            if name.lower() == wanted:
                return number
    return 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
