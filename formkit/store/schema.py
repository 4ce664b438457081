"""Creates what the store lacks: tables, columns of changed registers, triggers."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.schema import CreateColumn

from formkit.errors import DefinitionError, StoreError
from formkit.fieldtypes.number import NumberType
from formkit.problems import Code, Problem, problem
from formkit.store import changes
from formkit.store.sqltypes import DECIMALS, LARGEST
from formkit.store.tables import LEDGER, TRIGGERS, WORKBOOK_KEY, register_table, setting
from formkit.store.values import to_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from formkit.model.register import Column, Register

VERSION = "1"


def check_registers(registers: Iterable[Register]) -> None:
    """Refuse numbers too long for the store before any of them gets there.

    Raises:
        DefinitionError: naming every such column.
    """
    problems = [
        _too_long(register, column)
        for register in registers
        for column in register.columns
        if isinstance(column.type, NumberType) and _is_too_long(column.type)
    ]
    if problems:
        raise DefinitionError(problems=problems)


def _is_too_long(number: NumberType) -> bool:
    return number.decimals > DECIMALS or max(abs(number.least), abs(number.most)) > LARGEST


def _too_long(register: Register, column: Column) -> Problem:
    return problem(
        Code.DEFINITION_WRONG_VALUE,
        key=f"{register.name}.{column.name}",
        value=column.type.name,
        expected=f"at most {DECIMALS} decimals and numbers up to {LARGEST:.0f}",
    )


def is_complete(connection: sa.Connection, registers: Sequence[Register]) -> bool:
    """Whether nothing has to be created."""
    inspector = sa.inspect(connection)
    names = set(inspector.get_table_names())
    if not {table.name for table in LEDGER.sorted_tables} <= names:
        return False
    if _setting(connection, "version") is None:
        return False
    return all(f"reg_{r.name}" in names and not _missing_columns(inspector, r) for r in registers)


def complete(connection: sa.Connection, registers: Sequence[Register]) -> None:
    """Create what is missing; what a definition no longer names stays in its table."""
    LEDGER.create_all(connection)
    for statement in TRIGGERS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
    if _setting(connection, "version") is None:
        fresh = {"version": VERSION, WORKBOOK_KEY: secrets.token_hex(16)}
        rows = [{"name": name, "value": value} for name, value in fresh.items()]
        connection.execute(setting.insert(), rows)
        changes.begin(connection)
    for register in registers:
        _complete_register(connection, register)


def check_version(connection: sa.Connection) -> None:
    """Refuse a store that a later version of the program has made."""
    version = _setting(connection, "version")
    if version != VERSION:
        raise StoreError(reason=f"it was made by another version of formkit (store {version})")


def check_storages(connection: sa.Connection, registers: Sequence[Register]) -> None:
    """Refuse a column whose values are stored in another way than its type needs now."""
    inspector = sa.inspect(connection)
    for register in registers:
        table = register_table(register)
        _check_key(inspector, register)
        for stored in inspector.get_columns(table.name):
            wanted = table.c.get(stored["name"])
            if wanted is not None and not _is_stored_as(stored["type"], wanted.type):
                reason = (
                    f"the column {wanted.name} of the register {register.name} holds "
                    f"{stored['type']}, its definition now needs {wanted.type}; "
                    "give the new column another name"
                )
                raise StoreError(reason=reason)


def _check_key(inspector: sa.Inspector, register: Register) -> None:
    """Refuse another key than the one by which the records are told apart so far."""
    for index in inspector.get_indexes(f"reg_{register.name}"):
        columns = index["column_names"]
        if index["name"] == f"uq_reg_{register.name}" and columns != [register.key]:
            reason = (
                f"the key of the register {register.name} was {columns[0]}, its definition now "
                f"says {register.key}; where it is the same column, write “renamed: "
                f"{{{columns[0]}: {register.key}}}” into the definition"
            )
            raise StoreError(reason=reason)


def _setting(connection: sa.Connection, name: str) -> str | None:
    value: str | None = connection.scalar(sa.select(setting.c.value).where(setting.c.name == name))
    return value


def _missing_columns(inspector: sa.Inspector, register: Register) -> list[sa.Column[object]]:
    table = register_table(register)
    stored = {column["name"] for column in inspector.get_columns(table.name)}
    return [column for column in table.columns if column.name not in stored]


def _complete_register(connection: sa.Connection, register: Register) -> None:
    table = register_table(register)
    inspector = sa.inspect(connection)
    if not inspector.has_table(table.name):
        table.create(connection)
        return
    stored = {column["name"] for column in inspector.get_columns(table.name)}
    missing = _missing_columns(inspector, register)
    for column in missing:
        definition = CreateColumn(column).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {definition}")
    new = {column.name for column in missing}
    for old, name in register.renamed.items():
        if old in stored and name in new:
            _rename(connection, register, old, name)
    _move_extra(connection, register, new)


def _rename(connection: sa.Connection, register: Register, old: str, new: str) -> None:
    """Values move to the new name of their column; the old column stays as it was."""
    table = register_table(register)
    former = sa.column(old, table.c[new].type)
    connection.execute(table.update().values({new: former}))
    query = sa.select(table.c["_id"], table.c["_details"]).where(table.c["_details"].is_not(None))
    for row_id, details in connection.execute(query).all():
        if old in details:
            moved = {new if name == old else name: item for name, item in details.items()}
            is_it = table.c["_id"] == row_id
            connection.execute(table.update().where(is_it).values(_details=moved))
    if new == register.key:
        for index in table.indexes:
            index.drop(connection, checkfirst=True)
            index.create(connection)


def _move_extra(connection: sa.Connection, register: Register, names: set[str]) -> None:
    """Values that had no column so far move into their new one; what does not fit stays."""
    table = register_table(register)
    query = sa.select(table.c["_id"], table.c["_extra"]).where(table.c["_extra"].is_not(None))
    for row_id, extra in connection.execute(query).all():
        fitting: dict[str, object] = {}
        for name in names & set(extra):
            with suppress(ValueError, TypeError, ArithmeticError):
                fitting[name] = to_sql(register.column(name).type, extra[name])
        if fitting:
            rest = {name: item for name, item in extra.items() if name not in fitting}
            new = {**fitting, "_extra": rest or None}
            connection.execute(table.update().where(table.c["_id"] == row_id).values(new))


def _is_stored_as(found: sa.types.TypeEngine[object], wanted: sa.types.TypeEngine[object]) -> bool:
    """Whether a reflected type and a declared one are of one family."""
    if isinstance(wanted, sa.TypeDecorator):
        wanted = wanted.impl_instance
    families = (sa.Boolean, sa.Date, sa.DateTime, sa.Integer, sa.String)
    return any(isinstance(found, family) and isinstance(wanted, family) for family in families)
