"""References: the key of a record in a register, shown with its label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from formkit.fieldtypes.base import (
    FieldType,
    Parsed,
    Plain,
    Widget,
    single_line,
    unprintable,
    wrong_shape,
)
from formkit.problems import Code, Problem, problem

SEPARATOR = " — "


@dataclass(frozen=True, slots=True)
class Reference:
    """The key of a record; the label is only what a reader sees beside it."""

    key: str
    label: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.label or self.key


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceType(FieldType):
    """``KEY — label`` on paper; whatever stands before the first dash is the key."""

    name: ClassVar[str] = "ref"
    register: str
    shows_label: bool = True
    """False prints the key alone, as on everything that leaves the office about a client."""

    @property
    def widget(self) -> Widget:
        return Widget.TEXT

    def parse(self, text: str, locale: str) -> Parsed:
        line = single_line(text)
        if not line:
            return None, ()
        key, _, label = line.partition(SEPARATOR)
        found: tuple[Problem, ...] = ()
        if bad := unprintable(line):
            found = (problem(Code.VALUE_BAD_CHARACTER, characters=bad),)
        return Reference(key, label), found

    def format(self, value: Reference, locale: str) -> str:
        if self.shows_label and value.label and value.label != value.key:
            return f"{value.key}{SEPARATOR}{value.label}"
        return value.key

    def from_plain(self, plain: Plain, locale: str) -> Parsed:
        if not isinstance(plain, Mapping):
            return FieldType.from_plain(self, plain, locale)
        key, label = plain.get("key"), plain.get("label") or ""
        if set(plain) - {"key", "label"} or not (isinstance(key, str) and isinstance(label, str)):
            return None, (wrong_shape("key and label", plain),)
        reference, found = self.parse(key, locale)
        return (replace(reference, label=single_line(label)) if reference else None), found

    def to_plain(self, value: Reference) -> Plain:
        return value.key
