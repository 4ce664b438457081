"""Text: one line, several lines, telephone, e-mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from formkit.fieldtypes.base import (
    FieldType,
    Parsed,
    Widget,
    canonical_text,
    single_line,
    unprintable,
)
from formkit.problems import Code, Severity, problem

if TYPE_CHECKING:
    from formkit.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class TextType(FieldType):
    """One line of text."""

    name: ClassVar[str] = "text"
    length: int | None = None
    """Characters allowed; None for no limit."""

    @property
    def widget(self) -> Widget:
        return Widget.TEXT

    @property
    def max_length(self) -> int | None:
        return self.length

    def parse(self, text: str, locale: str) -> Parsed:
        value = self.canonical(text)
        return (value or None), tuple(self.findings(value))

    def canonical(self, text: str) -> str:
        return single_line(text)

    def findings(self, value: str) -> list[Problem]:
        found = []
        if bad := unprintable(value):
            found.append(problem(Code.VALUE_BAD_CHARACTER, characters=bad))
        if self.length is not None and len(value) > self.length:
            found.append(problem(Code.VALUE_TOO_LONG, length=len(value), limit=self.length))
        return found

    def format(self, value: str, locale: str) -> str:
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class MultilineType(TextType):
    """Text with line breaks that are kept."""

    name: ClassVar[str] = "multiline"

    @property
    def widget(self) -> Widget:
        return Widget.MULTILINE

    def canonical(self, text: str) -> str:
        return "\n".join(line.rstrip() for line in canonical_text(text).split("\n")).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressType(MultilineType):
    """A postal address as written; never taken apart."""

    name: ClassVar[str] = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneType(TextType):
    """A telephone number as written: it begins with digits and marks; an extension may follow."""

    name: ClassVar[str] = "phone"

    def findings(self, value: str) -> list[Problem]:
        found = TextType.findings(self, value)
        if value and not re.fullmatch(r"[+0-9 ().,;/\-\u2010\u2011\u2013]*[0-9][^\n]*", value):
            found.append(
                problem(
                    Code.VALUE_BAD_FORMAT, Severity.WARNING, text=value, expected="+7 900 000-00-00"
                )
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailType(TextType):
    """An e-mail address as written; checked only for one @ between non-blanks."""

    name: ClassVar[str] = "email"

    def findings(self, value: str) -> list[Problem]:
        found = TextType.findings(self, value)
        if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
            found.append(
                problem(
                    Code.VALUE_BAD_FORMAT, Severity.WARNING, text=value, expected="name@example.org"
                )
            )
        return found
