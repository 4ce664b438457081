"""Ordinal numerals and dates in words."""

from __future__ import annotations

from datetime import date

import pytest

from formkit.language.ordinals import date_in_words, ordinal


@pytest.mark.parametrize(
    ("number", "locale", "gender", "case", "expected"),
    [
        (3, "ru", "feminine", "acc", "третью"),
        (40, "ru", "masculine", "nom", "сороковой"),
        (2000, "ru", "masculine", "gen", "двухтысячного"),
        (2026, "ru", "masculine", "gen", "две тысячи двадцать шестого"),
        (1905, "ru", "masculine", "loc", "тысяча девятьсот пятом"),
        (3, "uk", "neuter", "nom", "третє"),
        (1991, "uk", "masculine", "gen", "тисяча дев’ятсот дев’яносто першого"),
        (23, "cs", "masculine", "gen", "dvacátého třetího"),
        (31, "en", "masculine", "nom", "thirty-first"),
    ],
)
def test_ordinals(number: int, locale: str, gender: str, case: str, expected: str) -> None:
    assert ordinal(number, locale=locale, gender=gender, case=case) == expected


def test_russian_ordinals_agree_with_num2words() -> None:
    """It writes «одна тысяча» before the hundreds, which years leave out."""
    num2words = pytest.importorskip("num2words").num2words
    for number in range(1, 3000):
        theirs = num2words(number, lang="ru", to="ordinal")
        assert ordinal(number, locale="ru") == theirs.replace("одна тысяча", "тысяча")


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("ru", "пятое июня две тысячи двадцать шестого года"),
        ("uk", "п’яте червня дві тисячі двадцять шостого року"),
        ("cs", "pátého června dva tisíce dvacet šest"),
        ("en", "the fifth of June two thousand and twenty-six"),
    ],
)
def test_dates_in_words(locale: str, expected: str) -> None:
    assert date_in_words(date(2026, 6, 5), locale=locale) == expected


def test_when_something_happened_is_the_genitive() -> None:
    words = date_in_words(date(2026, 6, 3), locale="ru", case="gen")
    assert words == "третьего июня две тысячи двадцать шестого года"


@pytest.mark.parametrize(("number", "locale"), [(0, "ru"), (10_000, "ru"), (100, "cs")])
def test_ordinals_beyond_the_tables_are_refused(number: int, locale: str) -> None:
    with pytest.raises(ValueError, match="no ordinal"):
        ordinal(number, locale=locale)
