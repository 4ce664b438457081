"""What the registers and the settings know, put where documents ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from formkit.fieldtypes.base import Value
from formkit.fieldtypes.person import Person, PersonType, person_from_plain
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.language.suggestion import suggest
from formkit.model.form import Field, Form, Table
from formkit.model.record import Values
from formkit.model.register import Register
from formkit.problems import Code, Problem, problem

OFFICE = "office"

FindRow = Callable[[Register, str], Mapping[str, Value] | None]
"""Values of the live record of a register with a key; None where there is none."""


def organisation(settings: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """The record ``org``: texts as they stand; a mapping with name and gender has a person."""
    record: dict[str, Any] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            record[name] = _with_person(organisation(value, locale), value, locale)
        elif value not in (None, ""):
            record[name] = value
        else:
            record[name] = None
    return record


def _with_person(record: dict[str, Any], given: Mapping[str, Any], locale: str) -> dict[str, Any]:
    if isinstance(given.get("name"), str) and given.get("gender") in ("male", "female"):
        facts = {key: given[key] for key in ("gender", "forms", "is_indeclinable") if key in given}
        position = str(given.get("position") or "")
        plain = {"text": given["name"], "position": position, **facts}
        record["name"] = person_from_plain(plain, locale)[0]
    return record


def register_record(register: Register, row: Mapping[str, Value]) -> dict[str, Any]:
    """The parts of a record: its columns, ``number`` for the key, ``name`` for the label."""
    parts: dict[str, Any] = {column.name: row.get(column.name) for column in register.columns}
    gender = row.get("gender")
    for column in register.columns:
        value = row.get(column.name)
        if isinstance(column.type, PersonType) and isinstance(value, Person) and not value.gender:
            position = row.get("position")
            parts[column.name] = Person(
                value.text,
                gender if isinstance(gender, str) else None,
                value.forms,
                value.is_indeclinable,
                position if isinstance(position, str) else "",
            )
    parts.setdefault("number", row.get(register.key))
    if register.label:
        parts.setdefault("name", parts.get(register.label))
    return parts


def prefill_records(
    form: Form,
    values: Values,
    registers: Mapping[str, Register],
    find_row: FindRow,
    office: Mapping[str, Any],
) -> dict[str, dict[str, Any]]:
    """The records that expressions of a form may name, as far as its values name them."""
    records: dict[str, dict[str, Any]] = {}
    for name, source in form.prefill.items():
        if source == OFFICE:
            records[name] = dict(office)
            continue
        member, reference = form.find(source), values.get(source)
        if isinstance(member, Field) and isinstance(member.type, ReferenceType):
            register = registers[member.type.register]
            row = find_row(register, reference.key) if isinstance(reference, Reference) else None
            if row is not None:
                records[name] = register_record(register, row)
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
            added[member.name] = value
    return {**added, **values}


def resolve_references(
    form: Form,
    values: Values,
    registers: Mapping[str, Register],
    find_row: FindRow,
    find_keys: Callable[[Register, str], list[str]],
) -> tuple[dict[str, Value], list[Problem]]:
    """References with the label of their record; a key no register has is a problem.

    A text that is not a key but the label of exactly one record stands for that record.
    """
    resolver = _Resolver(registers, find_row, find_keys)
    resolved = dict(values)
    for member in form.members():
        value = values.get(member.name)
        if isinstance(member, Field):
            resolved[member.name] = resolver.resolve(member, value, member.name)
        elif value:
            resolved[member.name] = resolver.resolve_rows(member, value)
    return {name: value for name, value in resolved.items() if value is not None}, resolver.problems


class _Resolver:
    def __init__(
        self,
        registers: Mapping[str, Register],
        find_row: FindRow,
        find_keys: Callable[[Register, str], list[str]],
    ) -> None:
        self.registers = registers
        self.find_row = find_row
        self.find_keys = find_keys
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
        register = self.registers[member.type.register]
        if (row := self.find_row(register, value.key)) is not None:
            return Reference(value.key, label_of(register, row))
        keys = self.find_keys(register, value.key)
        if len(keys) == 1:
            row = self.find_row(register, keys[0])
            return Reference(keys[0], label_of(register, row or {}))
        if member.is_checked:
            self.report(register, value, keys, path)
        return value

    def report(self, register: Register, value: Reference, keys: list[str], path: str) -> None:
        code = Code.VALUE_AMBIGUOUS if keys else Code.VALUE_NOT_IN_REGISTER
        near = suggest(value.key, keys) if keys else ""
        found = problem(code, text=value.key, register=register.name, suggestion=near)
        self.problems.append(found.at(path=path))


def label_of(register: Register, row: Mapping[str, Value]) -> str:
    value = row.get(register.label) if register.label else None
    return str(value) if value is not None else ""
