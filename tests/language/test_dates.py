"""Dates: what is written is read back, nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.language.dates import NBSP, Style, format_date, parse_date

DAY = date(2026, 6, 5)
LOCALES = ("ru", "uk", "cs", "en")


@pytest.mark.parametrize(
    ("locale", "style", "expected"),
    [
        ("ru", "numeric", "05.06.2026"),
        ("ru", "long", "5 июня 2026 г."),
        ("uk", "numeric", "05.06.2026"),
        ("uk", "long", "05 червня 2026 року"),
        ("cs", "numeric", "5. 6. 2026"),
        ("cs", "long", "5. června 2026"),
        ("en", "numeric", "05/06/2026"),
        ("en", "long", "5 June 2026"),
    ],
)
def test_the_form_of_the_country(locale: str, style: Style, expected: str) -> None:
    written = format_date(DAY, locale=locale, style=style)
    assert written.replace(NBSP, " ") == expected
    assert "\u202f" not in written


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("ru", "2026-06-05"),
        ("ru", "5.6.2026"),
        ("ru", "05/06/2026"),
        ("ru", "05-06-2026"),
        ("ru", "«05» июня 2026 г."),
        ("ru", "5 июня 2026г."),
        ("ru", "5 ИЮНЯ 2026 года"),
        ("ru", " 5\u202fиюня\u00a02026\u202fг. "),
        ("uk", "5 червня 2026 р."),
        ("uk", "5.6.2026"),
        ("cs", "5.6.2026"),
        ("cs", "05. 06. 2026"),
        ("cs", "5. Června 2026"),
        ("en", "June 5th, 2026"),
        ("en", "5th June 2026"),
        ("en", "5 Jun 2026"),
        ("en", "5/6/2026"),
    ],
)
def test_the_ways_people_type_it(locale: str, text: str) -> None:
    assert parse_date(text, locale=locale) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5.6.26",
        "05.06/2026",
        "05.06.02026",
        "31.02.2026",
        "29.02.2025",
        "0.1.2026",
        "1.13.2026",
        "июнь 2026",
        "5 июня",
        "5 июнябрь 2026",
        "2026-6-5",
        "20260605",
        "05.06.2026 12:00",
        "5 June 2026",
        "٠٥.٠٦.٢٠٢٦",
    ],
)
def test_what_is_no_complete_date_is_none(text: str) -> None:
    assert parse_date(text, locale="ru") is None


@settings(deadline=None)
@given(day=st.dates(), locale=st.sampled_from(LOCALES), style=st.sampled_from(("numeric", "long")))
def test_a_written_date_is_read_back(day: date, locale: str, style: Style) -> None:
    assert parse_date(format_date(day, locale=locale, style=style), locale=locale) == day


@pytest.mark.parametrize("locale", LOCALES)
def test_month_names_are_those_of_cldr(locale: str) -> None:
    babel_dates = pytest.importorskip("babel.dates")
    for month in range(1, 13):
        day = date(2026, month, 20)
        theirs = babel_dates.format_date(day, "d MMMM y", locale=locale).split()[1]
        assert theirs in format_date(day, locale=locale, style="long").replace(NBSP, " ").split()
