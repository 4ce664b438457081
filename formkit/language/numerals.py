"""Numbers and money in words, plural forms, lists."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from formkit.language.numbers import exact, format_number

NBSP = "\u00a0"
CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
GENDERS = ("masculine", "feminine", "neuter")
LARGEST = 10**15 - 1

_DEFAULT_CURRENCY = {"ru": "RUB", "uk": "UAH", "cs": "CZK", "en": "GBP"}
_PLURAL_ORDER = {
    "ru": ("one", "few", "many", "other"),
    "uk": ("one", "few", "many", "other"),
    "cs": ("one", "few", "many", "other"),
    "en": ("one", "other"),
    "tg": ("one", "other"),
}
_INSTEAD = {"other": "few many one", "many": "few other one", "few": "other many one"}
_AND = {"ru": " и ", "uk": " і ", "cs": " a ", "en": " and ", "tg": " ва "}


@dataclass(frozen=True)
class _Currency:
    gender: str
    unit: Mapping[str, str]
    cent_gender: str
    cent: Mapping[str, str]
    sign: str


def plural_category(number: Decimal | int, *, locale: str) -> str:
    """`one few many other` by CLDR; decimals that are written count, 1.0 is no 1."""
    value = abs(exact(number))
    is_whole = "." not in f"{value:f}"
    whole = int(value)
    if locale in ("ru", "uk"):
        return _slavic_category(whole) if is_whole else "other"
    if locale == "cs":
        if not is_whole:
            return "many"
        return "one" if whole == 1 else "few" if 2 <= whole <= 4 else "other"
    return "one" if is_whole and whole == 1 else "other"


def plural(number: Decimal | int, forms: Mapping[str, str] | Sequence[str], *, locale: str) -> str:
    """The word that fits the number: «визит», «визита», «визитов».

    Forms by CLDR category, or in the order one, few, many, other; three forms in Czech
    are one, few, other. A missing form is replaced by the nearest one.
    """
    if not isinstance(forms, Mapping):
        forms = dict(zip(_slots(len(forms), locale), forms, strict=False))
    category = plural_category(number, locale=locale)
    for name in (category, *_INSTEAD.get(category, "other").split(), *forms):
        if name in forms:
            return forms[name]
    raise ValueError("no plural forms were given")


def join_list(items: Sequence[str], *, locale: str) -> str:
    """«А, Б и В»."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + _AND[locale] + items[-1]


def cardinal(number: int, *, locale: str, gender: str = "masculine", case: str = "nom") -> str:
    """A whole number in words, up to 10**15 - 1 on both sides of zero.

    Raises:
        ValueError: beyond that range, or for an unknown gender or case.
        TypeError: for anything but an int.
    """
    if isinstance(number, bool) or not isinstance(number, int):
        raise TypeError(f"expected int, got {type(number).__name__}")
    if abs(number) > LARGEST:
        raise ValueError(f"{number} is beyond {LARGEST}, the largest number with a name here")
    for value, known in ((gender, GENDERS), (case, CASES)):
        if value not in known:
            raise ValueError(f"unknown {value!r}; expected one of {', '.join(known)}")
    words = numeral_words(locale)
    if number < 0:
        return f"{words['minus']} {cardinal(-number, locale=locale, gender=gender, case=case)}"
    if number == 0:
        return _form(words["zero"], case)
    return " ".join(_groups(number, locale, gender, case))


def money_in_words(amount: Decimal | int, currency: str | None = None, *, locale: str) -> str:
    """The amount in digits and words, as the paperwork of the country writes it.

    «2 500 (две тысячи пятьсот) рублей 00 копеек», «2 500,00 Kč (slovy: dva tisíce pět set
    korun českých)», «£2,500.00 (two thousand five hundred pounds)». None means the
    currency of the locale.

    Raises:
        TypeError: for a float.
        ValueError: for an unknown currency, or parts smaller than a hundredth.
    """
    value = exact(amount)
    hundredths = value * 100
    if hundredths != hundredths.to_integral_value():
        raise ValueError(f"{value} has parts smaller than a hundredth; round the amount first")
    whole, cents = divmod(abs(int(hundredths)), 100)
    money = _currency(currency or _DEFAULT_CURRENCY[locale], locale)
    signed = -whole if value < 0 else whole
    if locale in ("ru", "uk"):
        digits = ("-" if value < 0 else "") + format_number(whole, locale=locale)
        words = _signed_words(signed, value < 0, locale, money.gender)
        unit, cent = _counted(whole, money.unit, locale), _counted(cents, money.cent, locale)
        return f"{digits} ({words}) {unit} {cents:02}{NBSP}{cent}"
    digits = format_number(value, locale=locale, decimals=2)
    words = _amount_in_words(whole, cents, money, locale)
    if value < 0:
        words = f"{numeral_words(locale)['minus']} {words}"
    if locale == "cs":
        return f"{digits}{NBSP}{money.sign} (slovy: {words})"
    return f"{money.sign}{digits} ({words})".replace(f"{money.sign}-", f"-{money.sign}")


def _signed_words(signed: int, is_negative: bool, locale: str, gender: str) -> str:
    words = cardinal(abs(signed), locale=locale, gender=gender)
    return f"{numeral_words(locale)['minus']} {words}" if is_negative else words


def _amount_in_words(whole: int, cents: int, money: _Currency, locale: str) -> str:
    parts = []
    if whole or not cents:
        unit = _counted(whole, money.unit, locale)
        parts.append(f"{cardinal(whole, locale=locale, gender=money.gender)} {unit}")
    if cents:
        cent = _counted(cents, money.cent, locale)
        parts.append(f"{cardinal(cents, locale=locale, gender=money.cent_gender)} {cent}")
    return (_AND["en"] if locale == "en" else " ").join(parts)


def _counted(number: int, forms: Mapping[str, str], locale: str) -> str:
    """The form after a number in words, where Czech too says «dvacet dvě koruny»."""
    if locale == "en":
        return forms["one" if number == 1 else "many"]
    return forms[_slavic_category(number)]


def _groups(number: int, locale: str, gender: str, case: str) -> list[str]:
    """Words of each group of three digits, the largest first."""
    words = numeral_words(locale)
    result: list[str] = []
    for power in range(4, 0, -1):
        count = number // 1000**power % 1000
        if count:
            scale = words["scales"][str(power)]
            result += _below_thousand(count, locale, scale["gender"], case)
            result.append(_scale(scale, count, case))
    rest = number % 1000
    if locale == "en" and result and 0 < rest < 100:
        result.append("and")
    return result + _below_thousand(rest, locale, gender, case)


def _below_thousand(number: int, locale: str, gender: str, case: str) -> list[str]:
    words = numeral_words(locale)
    hundreds, rest = divmod(number, 100)
    result = [_form(words["hundreds"][str(hundreds)], case)] if hundreds else []
    if locale == "en" and hundreds and rest:
        result.append("and")
    small = []
    if rest >= 20:
        small.append(_form(words["tens"][str(rest // 10)], case))
        rest %= 10
    if rest:
        ones = words["ones"]
        small.append(_form(ones.get(f"{rest}{gender[0]}") or ones[str(rest)], case))
    return result + (["-".join(small)] if locale == "en" and small else small)


def _scale(scale: Mapping[str, str], count: int, case: str) -> str:
    category = _slavic_category(count)
    if category == "one":
        return _form(scale["one"], case)
    if case in ("nom", "acc"):
        return scale[category]
    return _form(scale["plural"], case)


def _slavic_category(number: int) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return "one"
    return "few" if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else "many"


def _slots(count: int, locale: str) -> Sequence[str]:
    return ("one", "few", "other") if locale == "cs" and count == 3 else _PLURAL_ORDER[locale]


def _form(forms: str, case: str) -> str:
    variants = forms.split(", ")
    return variants[CASES.index(case)] if len(variants) > 1 else variants[0]


@cache
def numeral_words(locale: str) -> dict[str, Any]:
    text = files("formkit.language").joinpath("numerals.toml").read_text("utf-8")
    return dict(tomllib.loads(text)[locale])


@cache
def _currency(code: str, locale: str) -> _Currency:
    text = files("formkit.language").joinpath("currencies.toml").read_text("utf-8")
    names = tomllib.loads(text)[locale]
    if code not in names:
        raise ValueError(f"unknown currency {code!r}; expected one of {', '.join(names)}")
    gender, *unit = names[code]["unit"].split(", ")
    cent_gender, *cent = names[code]["cent"].split(", ")
    categories = ("one", "few", "many")
    sign = names[code].get("sign", code + NBSP if locale == "en" else code)
    return _Currency(
        gender,
        dict(zip(categories, unit, strict=True)),
        cent_gender,
        dict(zip(categories, cent, strict=True)),
        sign,
    )
