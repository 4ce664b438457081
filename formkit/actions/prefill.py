"""What the registers and the settings know, put where documents ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from formkit.fieldtypes.base import Value
from formkit.fieldtypes.person import Person, person_from_plain
from formkit.fieldtypes.reference import SEPARATOR, Reference, ReferenceType
from formkit.layout.expressions import Chosen, Phrase
from formkit.model.form import Field, Form, Table
from formkit.model.record import Values
from formkit.model.register import Register, same_key
from formkit.problems import Code, Problem, problem

NAME_FORMS = "name_forms"
"""Register of the case forms of names."""
_OFFICE_PARTS = (
    *("full_name", "short_name", "gender", "legal_form", "reg_number", "tax_id", "city", "email"),
    *("service_registration", "address_legal", "address_actual", "phone", "hotline_phone"),
    *("bank_details", "head", "head_acts_on", "head_acts_on_details", "data_officer"),
    "target_groups",
)
"""What documents may ask of the organisation; what its record lacks prints a ruled line."""
_OFFICER_PARTS = ("name", "position")
CASES = ("gen", "dat", "acc", "ins", "voc")
OFFICE = "office"
"""Stands for the organisation where a form says what it is prefilled from."""

FindRow = Callable[[Register, str], Mapping[str, Value] | None]
"""Values of the live record of a register with a key; None where there is none."""
FindKeys = Callable[[Register, str], list[str]]
"""Keys of the live records of a register with a label."""


def organisation(settings: Mapping[str, Any], locale: str) -> tuple[dict[str, Any], list[Problem]]:
    """The record ``org``: texts as they stand, a mapping with ``text`` becomes a person."""
    record, problems = _parts(settings, locale)
    return dict.fromkeys(_OFFICE_PARTS) | record, problems


def _parts(settings: Mapping[str, Any], locale: str) -> tuple[dict[str, Any], list[Problem]]:
    record: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in settings.items():
        found: Sequence[Problem] = ()
        if isinstance(value, Mapping) and "text" in value:
            position = settings.get("position")
            plain = {"position": position, **value} if isinstance(position, str) else value
            record[name], found = person_from_plain(plain, locale)
        elif isinstance(value, Mapping):
            known, found = _parts(value, locale)
            record[name] = dict.fromkeys(_OFFICER_PARTS) | known
        else:
            record[name] = value if value != "" else None
        problems += [p.at(path=f"{name}.{p.where.path or ''}".rstrip(".")) for p in found]
    return record, problems


def register_record(register: Register, row: Mapping[str, Value], locale: str) -> dict[str, Any]:
    """The parts of a record: its columns, ``number`` for the key, ``name`` for the label.

    Choices print their labels; the person whose record it is knows gender and position. Other
    persons in it, such as a representative, are of a gender nobody has written there.
    """
    gender = row.get("gender")
    gender = gender if isinstance(gender, str) else None
    words = register.words.get(locale)
    labels = words.choices if words else {}
    parts: dict[str, Any] = {}
    for column in register.columns:
        value = row.get(column.name)
        if isinstance(value, str) and column.name in labels:
            value = _labelled(column.name, value, labels[column.name], gender)
        parts[column.name] = value
    own = parts.get(register.label)
    if isinstance(own, Person):
        position = str(parts.get("position") or "")
        parts[register.label] = replace(own, gender=own.gender or gender, position=position)
    parts.setdefault("number", row.get(register.key))
    if register.label:
        parts.setdefault("name", parts.get(register.label))
    elif "surname" in row:
        parts.setdefault("name", _full_name(row, gender, locale))
    return parts


def _labelled(column: str, value: str, labels: Mapping[str, str], gender: str | None) -> Any:
    """A position is a phrase that grammar may change, any other choice a name with a label."""
    if column == "position":
        return Phrase(labels.get(value, value), gender)
    return Chosen(value, labels)


def _full_name(row: Mapping[str, Value], gender: str | None, locale: str) -> Person:
    """Surname first in Russian and Ukrainian papers, given name first elsewhere."""
    order = ("surname", "given_name", "patronymic")
    if locale not in ("ru", "uk"):
        order = ("given_name", "patronymic", "surname")
    return Person(" ".join(str(row[part]) for part in order if row.get(part)), gender)


def known_person(person: Person, registers: Mapping[str, Register], find_row: FindRow) -> Person:
    """The person with the forms that stand in the register; a person's own forms win."""
    row = find_row(registers[NAME_FORMS], person.text) if NAME_FORMS in registers else None
    if row is None:
        return person
    forms = {case: str(row[case]) for case in CASES if row.get(case)}
    return replace(
        person,
        gender=person.gender or row.get("gender"),
        forms={**forms, **person.forms},
        is_indeclinable=person.is_indeclinable or row.get("indeclinable") is True,
    )


@dataclass(frozen=True)
class Lookup:
    """The registers as prefilling sees them."""

    registers: Mapping[str, Register]
    find_row: FindRow
    find_keys: FindKeys
    office: Mapping[str, Any]
    locale: str

    def record(self, register: Register, key: str) -> dict[str, Any]:
        """One record out of all registers that hold a part of it; the first one's cells win."""
        parts: dict[str, Any] = {}
        for own in same_key(register, self.registers):
            row = self.find_row(own, key)
            if row is not None:
                known = self.known(register_record(own, row, self.locale))
                parts = known | {name: value for name, value in parts.items() if value is not None}
        return parts

    def known(self, parts: Mapping[str, Any]) -> dict[str, Any]:
        """The parts with every person's forms as the office has them."""
        return {name: self._known(value) for name, value in parts.items()}

    def _known(self, value: Any) -> Any:
        if isinstance(value, Person):
            return known_person(value, self.registers, self.find_row)
        return self.known(value) if isinstance(value, Mapping) else value


def prefill_records(form: Form, values: Values, lookup: Lookup) -> dict[str, dict[str, Any]]:
    """The records that expressions of a form may name, as far as its values name them."""
    records: dict[str, dict[str, Any]] = {}
    for name, source in form.prefill.items():
        if source == OFFICE:
            records[name] = lookup.known(lookup.office)
            continue
        member, reference = form.find(source), values.get(source)
        kind = member.type if isinstance(member, Field) else None
        if isinstance(kind, ReferenceType) and isinstance(reference, Reference):
            parts = lookup.record(lookup.registers[kind.register], reference.key)
            if parts:
                records[name] = parts
    return records


def prefilled(form: Form, values: Values, records: Mapping[str, Mapping[str, Any]]) -> Values:
    """The values with those added that fields take from records and nobody gave."""
    added: dict[str, Value] = {}
    for member in form.fields():
        if member.name in values or not member.source:
            continue
        value: Any = records
        for part in member.source.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value not in (None, ""):
            is_key = isinstance(member.type, ReferenceType) and not isinstance(value, Reference)
            added[member.name] = Reference(str(value)) if is_key else value
    return {**added, **values}


def resolve_references(
    form: Form, values: Values, lookup: Lookup
) -> tuple[dict[str, Value], list[Problem]]:
    """References with the label of their record; a key no register has is a problem.

    A text that is not a key but the label of exactly one record stands for that record.
    """
    resolver = _Resolver(lookup)
    resolved = dict(values)
    for member in form.members():
        value = values.get(member.name)
        if isinstance(member, Field):
            resolved[member.name] = resolver.resolve(member, value, member.name)
        elif value:
            resolved[member.name] = resolver.resolve_rows(member, value)
    return {name: value for name, value in resolved.items() if value is not None}, resolver.problems


class _Resolver:
    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.problems: list[Problem] = []

    def resolve_rows(self, table: Table, rows: Value) -> Value:
        return tuple(
            {
                column.name: self.resolve(
                    column, row[column.name], f"{table.name}.{number}.{column.name}"
                )
                for column in table.columns
                if column.name in row
            }
            for number, row in enumerate(rows, start=1)
        )

    def resolve(self, member: Field, value: Value, path: str) -> Value:
        if not isinstance(value, Reference) or not isinstance(member.type, ReferenceType):
            return value
        register = self.lookup.registers[member.type.register]
        if (row := self.lookup.find_row(register, value.key)) is not None:
            return Reference(value.key, label_of(register, row))
        # A label may hold the very dash that parts a key from its label.
        whole = f"{value.key}{SEPARATOR}{value.label}" if value.label else value.key
        keys = self.lookup.find_keys(register, value.key) or self.lookup.find_keys(register, whole)
        if len(keys) == 1:
            row = self.lookup.find_row(register, keys[0])
            return Reference(keys[0], label_of(register, row or {}))
        if member.is_checked:
            self.report(register, value, keys, path)
        return value

    def report(self, register: Register, value: Reference, keys: list[str], path: str) -> None:
        code = Code.VALUE_AMBIGUOUS if keys else Code.VALUE_NOT_IN_REGISTER
        found = problem(code, text=value.key, register=register.name)
        self.problems.append(found.at(path=path))


def label_of(register: Register, row: Mapping[str, Value]) -> str:
    value = row.get(register.label) if register.label else None
    return str(value) if value is not None else ""
