"""Invented values of every type for rehearsals: ordinary ones and the longest there may be."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from formkit.actions.prefill import organisation, register_record
from formkit.catalogue.index import Catalogue
from formkit.fieldtypes import (
    AddressType,
    ChoiceType,
    FieldType,
    MultiChoiceType,
    NumberType,
    PersonType,
    ReferenceType,
    TextType,
)
from formkit.fieldtypes.base import Value
from formkit.fieldtypes.identifier import check_digit
from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.layout.expressions.values import line_width
from formkit.model.form import OFFICE, Field, Form, Kind, Table
from formkit.model.record import Values
from formkit.model.register import Register, same_key
from formkit.model.words import FieldWords

_PAIRS: Mapping[str, tuple[Value, Value]] = {
    "phone": ("+7 900 000-14-01", "+420 900 000 014 (1407)"),
    "email": ("a@office.example", "alexandra.featherstonehaugh-cholmondeley@office.example"),
    "id": (f"17-{check_digit('17')}", f"2026-00017-{check_digit('202600017')}"),
    "date": (date(2026, 6, 5), date(2026, 9, 23)),
    "time": (time(9, 5), time(17, 30)),
    "money": (Decimal("2500.00"), Decimal("1999999.99")),
    "yes_no": (True, True),
}
"""By type: an ordinary value and the longest."""
_PIECES = (3, 999_999)


@dataclass(frozen=True, slots=True)
class Specimens:
    """Values in one language; ``gender`` is ``male`` or ``female``."""

    catalogue: Catalogue
    locale: str
    gender: str
    is_longest: bool = False

    def values(self, form: Form, rows: int) -> Values:
        """A value for every field but signatures, and so many rows for every table."""
        words = form.words[self.locale].fields
        found: dict[str, Value] = {}
        for member in form.members():
            own = words[member.name]
            if isinstance(member, Table):
                row = self._row(member, own)
                found[member.name] = tuple(dict(row) for _ in range(rows))
            elif (value := self._value(member, own)) is not None:
                found[member.name] = value
        return found

    def _row(self, table: Table, words: FieldWords) -> dict[str, Value]:
        cells = {c.name: self._value(c, words.columns[c.name]) for c in table.columns}
        return {name: value for name, value in cells.items() if value is not None}

    def _value(self, field: Field, words: FieldWords) -> Value | None:
        match field.type:
            case ChoiceType(choices=choices):
                by_length = sorted(choices, key=lambda c: len(words.choices.get(c, c)))
                return by_length[-1] if self.is_longest else choices[0]
            case MultiChoiceType(choices=choices):
                return choices if self.is_longest else choices[:2]
            case TextType(name="text" | "multiline", length=length):
                return self.text(length or line_width(field))
        return self.of_type(field.type)

    def of_type(self, kind: FieldType) -> Value | None:
        """A value of a type; None where nothing can be written, as for a signature."""
        if pair := _PAIRS.get(kind.name):
            return self._of(pair)
        match kind:
            case PersonType():
                return self.person
            case ReferenceType(register=register):
                label = "organisation" if not self._is_of_people(register) else self.gender
                return Reference(self._of(_PAIRS["id"]), self._words(label))
            case NumberType(least=least, most=most):
                return min(max(Decimal(self._of(_PIECES)), least), most)
            case ChoiceType(choices=choices):
                return choices[0]
            case MultiChoiceType(choices=choices):
                return choices[:2]
            case AddressType():
                return self._words("address")
            case TextType():
                return self.text(60)
        return None

    def _is_of_people(self, name: str) -> bool:
        register = self.catalogue.registers[name]
        label = register.label and register.column(register.label).type.name
        return label == "person" or register.has_column("surname")

    @property
    def person(self) -> Person:
        return Person(self._words(self.gender), self.gender)

    def text(self, room: int) -> str:
        """Words that fill the room for the longest, two or three of them else."""
        pool = str(_words()[self.locale]["text"])
        length = room if self.is_longest else min(room, 24)
        whole = (pool * (length // len(pool) + 1))[:length]
        return whole.rsplit(" ", 1)[0].rstrip(",; ") if length > 12 else whole.strip()

    def records(self, form: Form) -> dict[str, dict[str, Any]]:
        """Every record the form is prefilled from, with all its parts."""
        found = {}
        for name, parts in self.catalogue.record_parts(form).items():
            source = form.prefill[name]
            kind = getattr(form.find(source), "type", None)
            if source == OFFICE:
                # The blank of a form is laid out anew for every record of the office.
                same = self if form.kind is Kind.TEXT else replace(self, gender="female")
                found[name] = same._office(parts)
            elif isinstance(kind, ReferenceType):
                known = self.catalogue.registers
                found[name] = self._record(same_key(known[kind.register], known))
        return found

    def _office(self, parts: list[str]) -> dict[str, Any]:
        words = {part: self.text(40) for part in parts if "." not in part}
        name, head = self._words("organisation"), {"text": self.person.text, "gender": self.gender}
        settings = {
            **words,
            "full_name": name,
            "short_name": name,
            "gender": "feminine",
            "address_legal": self._words("address"),
            "address_actual": self._words("address"),
            "head": {"position": self._words("position"), "name": head},
        }
        return organisation(settings, self.locale)[0]

    def _record(self, registers: tuple[Register, ...]) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for register in registers:
            row = {c.name: self.of_type(c.type) for c in register.columns}
            if register.has_column("gender"):
                row["gender"] = self.gender
            row |= self._names(register)
            record = {**register_record(register, row, self.locale), **record}
        return record

    def _names(self, register: Register) -> dict[str, str]:
        """The name of a person who stands there in three columns."""
        if not register.has_column("surname"):
            return {}
        surname, given, *rest = self.person.text.split(" ")
        return {"surname": surname, "given_name": given, "patronymic": " ".join(rest)}

    def _of(self, pair: tuple[Any, Any]) -> Any:
        return pair[self.is_longest]

    def _words(self, name: str) -> str:
        return str(_words()[self.locale][name][self.is_longest])


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(files("formkit.actions").joinpath("specimens.toml").read_text("utf-8"))
