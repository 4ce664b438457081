"""Persons: the full name as written, and what grammar needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
from formkit.language.suggestion import suggest
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


_PARTS = {
    "text": (str, "text"),
    "gender": (str, "male or female"),
    "forms": (Mapping, "mapping of cases"),
    "is_indeclinable": (bool, "true or false"),
    "position": (str, "text"),
}
_GENDERS = ("male", "female")
_CASES = ("nom", "gen", "dat", "acc", "ins", "loc", "voc")


def person_from_plain(plain: Mapping[str, Plain], locale: str) -> Parsed:
    """A person from a mapping with ``text`` and, if known, gender, forms and position."""
    if faults := _faults(plain):
        return None, tuple(faults)
    person, found = PersonType().parse(str(plain.get("text") or ""), locale)
    if person is None:
        return None, found
    gender, forms = plain.get("gender"), plain.get("forms")
    full = Person(
        person.text,
        gender if isinstance(gender, str) else None,
        {c: single_line(str(f)) for c, f in forms.items()} if isinstance(forms, Mapping) else {},
        plain.get("is_indeclinable") is True,
        single_line(str(plain.get("position") or "")),
    )
    return full, found


def _faults(plain: Mapping[str, Plain]) -> list[Problem]:
    """Everything that would be lost if the mapping were taken as a person."""
    found = [_unknown(name, _PARTS).at(path=name) for name in plain if name not in _PARTS]
    for name, (kind, expected) in _PARTS.items():
        part = plain.get(name)
        if part is not None and not isinstance(part, kind):
            found.append(wrong_shape(expected, part).at(path=name))
        elif name == "gender" and part not in (None, *_GENDERS):
            known = ", ".join(_GENDERS)
            near = suggest(str(part), _GENDERS)
            wrong = problem(Code.VALUE_NOT_A_CHOICE, text=part, suggestion=near, known=known)
            found.append(wrong.at(path=name))
        elif name == "forms" and isinstance(part, Mapping):
            found += _wrong_forms(part)
    return found


def _wrong_forms(forms: Mapping[str, Plain]) -> list[Problem]:
    unknown = [_unknown(case, _CASES) for case in forms if case not in _CASES]
    unknown += [wrong_shape("text", form) for form in forms.values() if not isinstance(form, str)]
    return [p.at(path="forms") for p in unknown]


def _unknown(name: str, known: Iterable[str]) -> Problem:
    return problem(Code.VALUE_UNKNOWN_FIELD, name=name, suggestion=suggest(name, known))
