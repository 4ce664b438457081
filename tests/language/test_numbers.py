"""Numbers in digits: read back as written, and no guess where two readings are possible."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.language.numbers import format_number, parse_number

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "locale", "decimals", "expected"),
    [
        ("8464591.00", "cs", None, "8 464 591,00"),
        ("2500", "ru", None, "2 500"),
        ("999", "uk", None, "999"),
        ("-1234.5", "ru", None, "-1 234,5"),
        ("1E+3", "ru", None, "1 000"),
        ("-0", "ru", None, "0"),
        ("0.005", "ru", 2, "0,01"),
        ("-0.001", "ru", 2, "0,00"),
        ("2500", "en", 2, "2,500.00"),
    ],
)
def test_the_form_of_the_country(
    value: str, locale: str, decimals: int | None, expected: str
) -> None:
    written = format_number(Decimal(value), locale=locale, decimals=decimals)
    assert written == expected.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("1 234,5", "ru", "1234.5"),
        ("1\u202f234\u2009567", "ru", "1234567"),
        ("12.5", "ru", "12.5"),
        ("0.234", "ru", "0.234"),
        ("1.234,56", "ru", "1234.56"),
        ("1,234.56", "ru", "1234.56"),
        ("1.234.567", "cs", "1234567"),
        ("1,234", "ru", "1.234"),
        ("1,234", "en", "1234"),
        ("1.234", "en", "1.234"),
        ("12,5", "en", "12.5"),
        ("\u22125", "ru", "-5"),
        ("+7", "ru", "7"),
        ("007", "ru", "7"),
    ],
)
def test_the_ways_people_type_it(text: str, locale: str, expected: str) -> None:
    assert parse_number(text, locale=locale) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    ["", "1.234", "12,", ",5", "1 23", "1 2345", "1e5", "1..2", "1,2,3", "пять", "1 234.5.6", "٣"],
)
def test_what_is_no_number_or_two_numbers_is_none(text: str) -> None:
    assert parse_number(text, locale="ru") is None


@settings(deadline=None)
@given(
    value=st.decimals(
        min_value=-(10**12), max_value=10**12, allow_nan=False, allow_infinity=False, places=3
    ),
    locale=st.sampled_from(("ru", "uk", "cs", "en")),
)
def test_a_written_number_is_read_back(value: Decimal, locale: str) -> None:
    assert parse_number(format_number(value, locale=locale), locale=locale) == value


@pytest.mark.parametrize("value", [2.5, True, "2"])
def test_anything_but_an_exact_number_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="Decimal"):
        format_number(value, locale="ru")  # type: ignore[arg-type]


def test_infinity_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        format_number(Decimal("Infinity"), locale="ru")
