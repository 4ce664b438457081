"""What every field type is: text in, value out, and back; and which widget a person fills in."""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar

from formkit.problems import Code, problem

if TYPE_CHECKING:
    from formkit.problems import Problem

Plain = str | bool | Sequence["Plain"] | Mapping[str, "Plain"] | None
"""A value as JSON carries it; numbers travel as text, so that no digit is lost."""

Value = Any
"""str, Decimal, date, time, bool, tuple of str, Person, Reference or tuple of row mappings."""

Parsed = tuple[Value | None, tuple["Problem", ...]]
"""The value, or None when nothing was written or it cannot be used; and what was found."""


class Widget(Enum):
    """What a person fills in; formats dispatch on this and never on the type."""

    TEXT = "text"
    MULTILINE = "multiline"
    COMB = "comb"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    SELECT = "select"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType(ABC):
    """A type with its facets; ``parse`` and ``format`` are inverse for every value it allows."""

    name: ClassVar[str]
    is_by_hand: bool = False
    """Written with a pen: dates and numbers get comb cells, choices get boxes."""

    @property
    @abstractmethod
    def widget(self) -> Widget: ...

    @property
    def max_length(self) -> int | None:
        """Characters the widget takes; None for no limit, the number of cells for a comb."""
        return None

    @abstractmethod
    def parse(self, text: str, locale: str) -> Parsed:
        """The value of a text as seen on paper or in a PDF; an empty text is no value."""

    @abstractmethod
    def format(self, value: Value, locale: str) -> str:
        """The text that stands on paper and in the PDF field."""

    def from_plain(self, plain: Plain, locale: str) -> Parsed:
        """The value of what a data file holds; text is parsed as if it had been written."""
        if plain is None:
            return None, ()
        if isinstance(plain, str):
            return self.parse(plain, locale)
        if isinstance(plain, bool) or not isinstance(plain, int | float | Decimal):
            return None, (wrong_shape("text", plain),)
        return self.parse(format(Decimal(str(plain)), "f"), locale)

    def to_plain(self, value: Value) -> Plain:
        return self.format(value, "en")


def canonical_text(text: str) -> str:
    """NFC with LF line ends and without NUL; outer white space is dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return unicodedata.normalize("NFC", text).strip()


def single_line(text: str) -> str:
    return " ".join(canonical_text(text).split())


def unprintable(text: str) -> str:
    """The control, unassigned and private characters of a text, by code point; else empty."""
    bad = {c for c in text if c not in "\n" and unicodedata.category(c) in _UNPRINTABLE}
    return ", ".join(f"U+{ord(c):04X}" for c in sorted(bad))


_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def wrong_shape(expected: str, found: object) -> Problem:
    return problem(Code.VALUE_WRONG_SHAPE, expected=expected, found=_described(found))


def _described(found: object) -> str:
    match found:
        case None:
            return "nothing"
        case bool():
            return str(found).lower()
        case str() | int() | float() | Decimal():
            return f"“{found}”"
        case Mapping():
            return "mapping"
        case Sequence():
            return "list"
    return type(found).__name__
