"""Numbers and money in words, plurals, lists; num2words and Babel as second opinions."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from formkit.language.numerals import (
    cardinal,
    join_list,
    money_in_words,
    plural,
    plural_category,
)

NBSP = "\u00a0"
NUMBERS = [*range(1200), *(random.Random(7).randrange(10**k) for k in range(4, 13) for _ in "abcd")]


@pytest.mark.parametrize(
    ("number", "locale", "gender", "case", "expected"),
    [
        (0, "ru", "masculine", "ins", "нулём"),
        (21, "ru", "feminine", "nom", "двадцать одна"),
        (2001, "ru", "feminine", "ins", "двумя тысячами одной"),
        (-40, "ru", "masculine", "gen", "минус сорока"),
        (10**12 + 1, "ru", "neuter", "nom", "один триллион одно"),
        (2002, "uk", "feminine", "nom", "дві тисячі дві"),
        (21, "uk", "neuter", "nom", "двадцять одне"),
        (600, "uk", "masculine", "ins", "шістьмастами"),
        (1000, "cs", "masculine", "nom", "jeden tisíc"),
        (34000, "cs", "feminine", "nom", "třicet čtyři tisíce"),
        (2_000_000_222, "cs", "neuter", "nom", "dvě miliardy dvě stě dvacet dvě"),
        (222, "cs", "masculine", "dat", "dvěma stům dvaceti dvěma"),
        (105_001, "en", "masculine", "nom", "one hundred and five thousand and one"),
    ],
)
def test_cardinals(number: int, locale: str, gender: str, case: str, expected: str) -> None:
    assert cardinal(number, locale=locale, gender=gender, case=case) == expected


@pytest.mark.parametrize("locale", ["ru", "uk", "en"])
def test_cardinals_agree_with_num2words(locale: str) -> None:
    num2words = pytest.importorskip("num2words").num2words
    for number in NUMBERS:
        theirs = num2words(number, lang=locale).replace("'", "’").replace(",", "")
        assert cardinal(number, locale=locale) == theirs


@pytest.mark.parametrize(
    ("case", "theirs"), [("gen", "g"), ("dat", "d"), ("ins", "i"), ("loc", "p")]
)
def test_russian_cases_agree_with_num2words_except_for_zero(case: str, theirs: str) -> None:
    """It declines ноль as «ноля»; the documents' form is «нуля»."""
    num2words = pytest.importorskip("num2words").num2words
    for number in NUMBERS[1:]:
        expected = num2words(number, lang="ru", case=theirs)
        assert cardinal(number, locale="ru", case=case) == expected


def test_russian_feminine_agrees_with_num2words_below_a_million() -> None:
    """Above it gives the gender to the millions too: «одна миллион»."""
    num2words = pytest.importorskip("num2words").num2words
    for number in NUMBERS:
        if number < 10**6:
            expected = num2words(number, lang="ru", gender="f")
            assert cardinal(number, locale="ru", gender="feminine") == expected


def test_czech_agrees_with_icu_below_a_thousand() -> None:
    """From a thousand on ICU says «jedna tisíc», «dva miliardy», «milión»."""
    icu = pytest.importorskip("icu")
    spellout = icu.RuleBasedNumberFormat(icu.URBNFRuleSetTag.SPELLOUT, icu.Locale("cs"))
    for gender in ("masculine", "feminine", "neuter"):
        spellout.setDefaultRuleSet(f"%spellout-cardinal-{gender}")
        for number in range(1000):
            assert cardinal(number, locale="cs", gender=gender) == spellout.format(number)


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "expected"),
    [
        ("2500", None, "ru", "2 500 (две тысячи пятьсот) рублей 00 копеек"),
        ("1.01", "RUB", "ru", "1 (один) рубль 01 копейка"),
        ("22.02", "UAH", "ru", "22 (двадцать две) гривны 02 копейки"),
        ("0.50", "TJS", "ru", "0 (ноль) сомони 50 дирамов"),
        ("-0.50", "RUB", "ru", "-0 (минус ноль) рублей 50 копеек"),
        ("2500", None, "uk", "2 500 (дві тисячі п’ятсот) гривень 00 копійок"),
        ("2500", None, "cs", "2 500,00 Kč (slovy: dva tisíce pět set korun českých)"),
        ("22.50", None, "cs", "22,50 Kč (slovy: dvacet dvě koruny české padesát haléřů)"),
        ("1", "EUR", "cs", "1,00 EUR (slovy: jedno euro)"),
        ("2500", None, "en", "£2,500.00 (two thousand five hundred pounds)"),
        ("1.01", "GBP", "en", "£1.01 (one pound and one penny)"),
        ("-3", "USD", "en", "-$3.00 (minus three US dollars)"),
        ("0", "KZT", "en", "KZT 0.00 (zero tenge)"),
    ],
)
def test_money_as_the_paperwork_writes_it(
    amount: str, currency: str | None, locale: str, expected: str
) -> None:
    words = money_in_words(Decimal(amount), currency, locale=locale)
    assert words.replace(NBSP, " ") == expected


@pytest.mark.parametrize(
    ("amount", "currency", "error"),
    [(2500.0, "RUB", TypeError), (Decimal("0.001"), "RUB", ValueError), (1, "XXX", ValueError)],
)
def test_an_amount_nobody_could_pay_is_refused(
    amount: Decimal, currency: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        money_in_words(amount, currency, locale="ru")


def test_every_currency_has_words_in_every_locale() -> None:
    codes = ("RUB", "UAH", "CZK", "EUR", "GBP", "USD", "TJS", "KZT")
    for locale in ("ru", "uk", "cs", "en"):
        for code in codes:
            assert money_in_words(Decimal("1.05"), code, locale=locale)


@pytest.mark.parametrize("locale", ["ru", "uk", "cs", "en"])
def test_plural_categories_are_those_of_cldr(locale: str) -> None:
    core = pytest.importorskip("babel.core")
    theirs = core.Locale.parse(locale).plural_form
    decimals = [Decimal(text) for text in ("0.5", "1.0", "1.5", "2.0", "5.00", "1E+3")]
    for number in [*range(250), *decimals]:
        assert plural_category(number, locale=locale) == theirs(number)


@pytest.mark.parametrize(
    ("number", "forms", "locale", "expected"),
    [
        (5, ("визит", "визита", "визитов"), "ru", "визитов"),
        (Decimal("1.5"), ("визит", "визита", "визитов"), "ru", "визита"),
        (21, {"one": "візит", "few": "візити", "many": "візитів"}, "uk", "візит"),
        (5, ("kus", "kusy", "kusů"), "cs", "kusů"),
        (Decimal("1.5"), ("kus", "kusy", "kusu", "kusů"), "cs", "kusu"),
        (0, ("visit", "visits"), "en", "visits"),
        (7, {"one": "раз"}, "ru", "раз"),
    ],
)
def test_the_word_that_fits_the_number(
    number: Decimal | int, forms: tuple[str, ...] | dict[str, str], locale: str, expected: str
) -> None:
    assert plural(number, forms, locale=locale) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("ru", "А, Б и В"), ("uk", "А, Б і В"), ("cs", "А, Б a В"), ("en", "А, Б and В")],
)
def test_lists_are_joined_as_the_language_does(locale: str, expected: str) -> None:
    assert join_list(["А", "Б", "В"], locale=locale) == expected
    assert join_list(["А"], locale=locale) == "А"
    assert join_list([], locale=locale) == ""


def test_what_has_no_name_is_refused() -> None:
    for number, error in ((10**15, ValueError), (1.0, TypeError), (True, TypeError)):
        with pytest.raises(error):
            cardinal(number, locale="ru")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="expected one of"):
        cardinal(1, locale="ru", gender="male")
