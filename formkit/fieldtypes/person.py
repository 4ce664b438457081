"""Persons: the full name as written, and what grammar needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from formkit.fieldtypes.base import FieldType, Parsed, Plain, Widget, single_line, unprintable
from formkit.fieldtypes.base import wrong_shape as _wrong_shape
from formkit.problems import Code, Problem, problem


@dataclass(frozen=True, slots=True)
class Person:
    """A name; two persons are equal when their names as written are equal."""

    text: str
    gender: str | None = field(default=None, compare=False)
    """``male`` or ``female``; None when nobody said."""
    forms: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Confirmed case forms by case name; they win over any rule."""
    is_indeclinable: bool = field(default=False, compare=False)
    position: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonType(FieldType):
    """A full name on one line. Data files give text or ``{text, gender, forms, …}``."""

    name: ClassVar[str] = "person"

    @property
    def widget(self) -> Widget:
        return Widget.TEXT

    def parse(self, text: str, locale: str) -> Parsed:
        line = single_line(text)
        found: tuple[Problem, ...] = ()
        if bad := unprintable(line):
            found = (problem(Code.VALUE_BAD_CHARACTER, characters=bad),)
        return (Person(line) if line else None), found

    def format(self, value: Person, locale: str) -> str:
        return value.text

    def from_plain(self, plain: Plain, locale: str) -> Parsed:
        if not isinstance(plain, Mapping):
            return FieldType.from_plain(self, plain, locale)
        return person_from_plain(plain, locale)

    def to_plain(self, value: Person) -> Plain:
        plain: dict[str, Plain] = {"text": value.text}
        if value.gender:
            plain["gender"] = value.gender
        if value.forms:
            plain["forms"] = dict(value.forms)
        if value.is_indeclinable:
            plain["is_indeclinable"] = True
        if value.position:
            plain["position"] = value.position
        return plain


_KNOWN = {"text", "gender", "forms", "is_indeclinable", "position"}


def person_from_plain(plain: Mapping[str, Plain], locale: str) -> Parsed:
    """A person from a mapping with ``text`` and, if known, gender, forms and position."""
    unknown = sorted(set(plain) - _KNOWN)
    if unknown:
        known = ", ".join(sorted(_KNOWN))
        return None, (_wrong_shape(known, ", ".join(unknown)),)
    gender = plain.get("gender")
    if gender not in (None, "male", "female"):
        known = "male, female"
        wrong = problem(Code.VALUE_NOT_A_CHOICE, text=gender, suggestion="", known=known)
        return None, (wrong,)
    person, found = PersonType().parse(str(plain.get("text") or ""), locale)
    if person is None:
        return None, found
    forms = plain.get("forms") or {}
    if not isinstance(forms, Mapping):
        return None, (_wrong_shape("mapping of cases", forms),)
    full = Person(
        person.text,
        gender if isinstance(gender, str) else None,
        {case: single_line(str(form)) for case, form in forms.items()},
        plain.get("is_indeclinable") is True,
        single_line(str(plain.get("position") or "")),
    )
    return full, found
