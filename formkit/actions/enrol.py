"""Records of a data file become records of a register, as when an office begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from formkit.actions.desk import Desk
from formkit.actions.people import persons_in, remember
from formkit.actions.prefill import register_record
from formkit.errors import DataError, UnknownRegisterError
from formkit.fieldtypes.base import Value
from formkit.fieldtypes.reference import Reference
from formkit.language.suggestion import suggest
from formkit.model.register import Register
from formkit.problems import Code, Problem, has_errors, problem
from formkit.store.proposals import propose
from formkit.store.source import SourceKind


def enrol(desk: Desk, register: str, rows: Sequence[Mapping[str, Any]], locale: str) -> int:
    """Propose every row to a register, all in one transaction; the number of rows.

    Raises:
        UnknownRegisterError
        DataError: with the problems of all rows; nothing was written.
        NoSpaceError, ReadOnlyError, StoreError
    """
    if register not in desk.registers:
        raise UnknownRegisterError(register=register, suggestion=suggest(register, desk.registers))
    definition = desk.registers[register]
    parsed, problems = [], []
    for number, row in enumerate(rows, start=1):
        values, found = _values(definition, row, locale)
        problems += [p.at(path=f"{number}.{p.where.path or ''}".rstrip(".")) for p in found]
        parsed.append(values)
    if has_errors(problems):
        raise DataError(file=register, problems=problems)
    source = desk.source(SourceKind.DATA)
    with desk.store.transaction() as connection:
        for values in parsed:
            key = _text(values[definition.key])
            propose(connection, definition, key, values, base=None, source=source)
            parts = register_record(definition, values, locale)
            remember(desk, connection, persons_in(parts), locale, source)
    return len(parsed)


def _text(key: Value) -> str:
    return key.key if isinstance(key, Reference) else str(key)


def _values(
    register: Register, row: Mapping[str, Any], locale: str
) -> tuple[dict[str, Value], list[Problem]]:
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    columns = {column.name: column for column in register.columns}
    for name, plain in row.items():
        if name not in columns:
            unknown = problem(
                Code.DATA_UNKNOWN_COLUMN, column=name, suggestion=suggest(name, columns)
            )
            problems.append(unknown.at(path=name))
            continue
        value, found = columns[name].type.from_plain(plain, locale)
        problems += [p.at(path=name) for p in found]
        if value is not None:
            values[name] = value
    if register.key not in values:
        problems.append(problem(Code.VALUE_REQUIRED, label=register.key).at(path=register.key))
    return values, problems
