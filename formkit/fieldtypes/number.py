"""Numbers and money, always Decimal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from formkit.fieldtypes.base import FieldType, Parsed, Plain, Widget, single_line, wrong_shape
from formkit.language.numbers import format_number, parse_number
from formkit.problems import Code, problem

if TYPE_CHECKING:
    from formkit.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberType(FieldType):
    """A Decimal without exponent; trailing zeros do not matter, so 2.50 is kept as 2.5."""

    name: ClassVar[str] = "number"
    decimals: int = 0
    """Digits allowed after the decimal mark."""
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10) ** 12
    digits: int | None = None
    """Comb cells when written by hand; None for a plain line."""

    @property
    def widget(self) -> Widget:
        return Widget.COMB if self.is_by_hand and self.digits else Widget.TEXT

    @property
    def max_length(self) -> int | None:
        return self.digits if self.widget is Widget.COMB else None

    def parse(self, text: str, locale: str) -> Parsed:
        line = single_line(text)
        if not line:
            return None, ()
        number = parse_number(line, locale=locale)
        if number is None:
            return None, (self._not_a_number(line, locale),)
        return self.checked(number, line, locale)

    def checked(self, number: Decimal, text: str, locale: str) -> Parsed:
        """The number if range and decimals allow it."""
        if not number.is_finite():
            return None, (self._not_a_number(text, locale),)
        if not self.least <= number <= self.most:
            least, most = self.format(self.least, locale), self.format(self.most, locale)
            outside = problem(Code.VALUE_OUT_OF_RANGE, text=text, least=least, most=most)
            return None, (outside,)
        shortest = shortest_decimal(number)
        if -int(shortest.as_tuple().exponent) > self.decimals:
            return None, (self._not_a_number(text, locale),)
        return shortest, ()

    def _not_a_number(self, text: str, locale: str) -> Problem:
        example = format_number(Decimal("1.5") if self.decimals else Decimal(15), locale=locale)
        return problem(Code.VALUE_NOT_A_NUMBER, text=text, example=example)

    def format(self, value: Decimal, locale: str) -> str:
        return self._in_cells(format_number(value, locale=locale), locale)

    def _in_cells(self, text: str, locale: str) -> str:
        """Comb cells hold digits and the decimal mark, no space between thousands."""
        group = format_number(1000, locale=locale)[1]
        return text.replace(group, "") if self.widget is Widget.COMB else text

    def from_plain(self, plain: Plain | float | Decimal, locale: str) -> Parsed:
        """Numbers of YAML, JSON and Excel are taken as written; text by the locale's marks."""
        if isinstance(plain, bool):
            return None, (wrong_shape("number", plain),)
        if isinstance(plain, int | float | Decimal):
            return self.checked(Decimal(str(plain)), str(plain), locale)
        if isinstance(plain, str) and _is_plain_decimal(plain):
            return self.checked(Decimal(plain), plain, locale)
        return FieldType.from_plain(self, plain, locale)

    def to_plain(self, value: Decimal) -> Plain:
        return format(value, "f")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyType(NumberType):
    """An amount whose decimals are always written; the currency is the office's."""

    name: ClassVar[str] = "money"
    decimals: int = 2

    def format(self, value: Decimal, locale: str) -> str:
        text = format_number(value, locale=locale, decimals=self.decimals)
        return self._in_cells(text, locale)


def shortest_decimal(number: Decimal) -> Decimal:
    """The same number without trailing zeros and without exponent; exact at any length."""
    text = format(number, "f")
    shortest = Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
    return shortest or Decimal(0)


def _is_plain_decimal(text: str) -> bool:
    whole, _, part = text.removeprefix("-").partition(".")
    return whole.isascii() and whole.isdigit() and (not part or (part.isascii() and part.isdigit()))
