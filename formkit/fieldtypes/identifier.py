"""Identifiers: text that keeps its leading zeros and may carry a check digit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from formkit.fieldtypes.base import FieldType, Parsed, Widget, single_line, unprintable
from formkit.problems import Code, problem


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierType(FieldType):
    """A number or code as written; never a quantity.

    A value that fails its check digit is kept as written, beside the problem that names it.
    """

    name: ClassVar[str] = "id"
    has_check_digit: bool = False
    """The last digit proves the others, ISO 7064 MOD 11,10 over all digits."""
    digits: int | None = None
    """Comb cells when written by hand; None for a plain line."""

    @property
    def widget(self) -> Widget:
        return Widget.COMB if self.is_by_hand and self.digits else Widget.TEXT

    @property
    def max_length(self) -> int | None:
        return self.digits if self.widget is Widget.COMB else None

    def parse(self, text: str, locale: str) -> Parsed:
        value = single_line(text)
        if not value:
            return None, ()
        found = []
        if bad := unprintable(value):
            found.append(problem(Code.VALUE_BAD_CHARACTER, characters=bad))
        if self.has_check_digit and not is_checked(value):
            found.append(problem(Code.VALUE_BAD_CHECK_DIGIT, text=value))
        return value, tuple(found)

    def format(self, value: str, locale: str) -> str:
        return value


def check_digit(digits: str) -> str:
    """The check digit of a string of ASCII digits, ISO 7064 MOD 11,10."""
    return hybrid_check(digits, "0123456789")


def hybrid_check(text: str, alphabet: str) -> str:
    """The check character of a text over an alphabet of M characters, ISO 7064 MOD M+1,M."""
    m = len(alphabet)
    rest = m
    for character in text:
        rest = (rest + alphabet.index(character)) % m or m
        rest = rest * 2 % (m + 1)
    return alphabet[(1 - rest) % m]


def is_checked(text: str) -> bool:
    """Whether the last of all ASCII digits in the text proves the others; marks are ignored."""
    digits = re.sub(r"[^0-9]", "", text)
    return len(digits) >= 2 and check_digit(digits[:-1]) == digits[-1]
