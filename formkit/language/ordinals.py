"""Ordinal numerals, and dates in words."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from formkit.language.dates import MONTHS
from formkit.language.numerals import CASES, GENDERS, cardinal, numeral_words

_LARGEST = {"ru": 9999, "uk": 9999, "cs": 99, "en": 99}


def ordinal(number: int, *, locale: str, gender: str = "masculine", case: str = "nom") -> str:
    """«двадцать шестой»; days and, in Russian and Ukrainian, years.

    Raises:
        ValueError: below 1 and beyond 99 (Czech, English) or 9999; for an unknown gender or case.
    """
    if not 1 <= number <= _LARGEST[locale]:
        raise ValueError(f"no ordinal for {number}; there are 1 to {_LARGEST[locale]}")
    for value, known in ((gender, GENDERS), (case, CASES)):
        if value not in known:
            raise ValueError(f"unknown {value!r}; expected one of {', '.join(known)}")
    stems = numeral_words(locale)["ordinals"]
    rank, position, head = _last_component(number)
    stem = stems[rank].split()[position - 1]
    if locale == "en":
        return f"{cardinal(head, locale=locale)}-{stem}" if head else stem
    last = _with_ending(stem, stems, gender, case)
    if not head:
        return last
    if locale == "cs":
        return f"{ordinal(head, locale=locale, gender=gender, case=case)} {last}"
    words = cardinal(head, locale=locale)
    for superfluous in ("одна тысяча", "одна тисяча"):
        words = words.replace(superfluous, superfluous.split()[1])
    return f"{words} {last}"


def date_in_words(day: date, *, locale: str, case: Literal["nom", "gen"] = "nom") -> str:
    """«пятое июня две тысячи двадцать шестого года»; `gen` says when something happened."""
    month = MONTHS[locale].split()[day.month - 1]
    if locale == "en":
        first = ordinal(day.day, locale=locale)
        return f"the {first} of {month} {cardinal(day.year, locale=locale)}"
    if locale == "cs":
        first = ordinal(day.day, locale=locale, case="gen")
        return f"{first} {month} {cardinal(day.year, locale=locale)}"
    first = ordinal(day.day, locale=locale, gender="neuter", case=case)
    year = ordinal(day.year, locale=locale, case="gen")
    return f"{first} {month} {year} {'года' if locale == 'ru' else 'року'}"


def _last_component(number: int) -> tuple[str, int, int]:
    """The rank and position of the word that becomes an ordinal, and what stands before it."""
    for size, rank in ((1000, "thousands"), (100, "hundreds")):
        if number % size == 0:
            position = number // size if size == 1000 else number // size % 10
            return rank, position, number - position * size
    small = number % 100
    if small < 20:
        return "ones", small, number - small
    if small % 10 == 0:
        return "tens", small // 10, number - small
    return "ones", small % 10, number - small % 10


def _with_ending(stem: str, stems: dict[str, Any], gender: str, case: str) -> str:
    soft = "soft_" if stem in stems["soft"].split() else ""
    ending = stems[soft + gender].split(", ")[CASES.index(case)]
    is_stressed = gender == "masculine" and case in ("nom", "acc")
    if is_stressed and stem in stems["stressed"].split():
        ending = stems["stressed_ending"]
    return str(stem) + str(ending)
