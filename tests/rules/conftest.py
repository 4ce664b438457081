"""A store with all registers; every test writes its few records and takes them back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from formkit.catalogue.index import Catalogue
from formkit.model.register import Register
from formkit.rules import Books, with_office
from formkit.store import Store
from formkit.store.sqltypes import storage_of
from formkit.store.tables import register_table

TODAY = date(2026, 11, 22)
State = Mapping[str, Sequence[Mapping[str, Any]]]
_ids = itertools.count()


@pytest.fixture(scope="session")
def rule_store(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("rules") / "office.db"
    with Store.open(f"sqlite:///{path}", tuple(catalogue.registers.values())) as store:
        yield store


@pytest.fixture
def connection(rule_store: Store) -> Iterator[sa.Connection]:
    with rule_store.transaction() as connection:
        savepoint = connection.begin_nested()
        yield connection
        savepoint.rollback()


@pytest.fixture
def books(connection: sa.Connection, catalogue: Catalogue) -> Callable[..., Books]:
    """The registers with some records, on a day, with what the office has changed."""

    def open_with(state: State, today: date = TODAY, own: Mapping[str, Any] | None = None) -> Books:
        for name, rows in state.items():
            for row in rows:
                put(connection, catalogue.registers[name], row)
        return Books(connection, catalogue.registers, with_office(own or {}), today)

    return open_with


def put(connection: sa.Connection, register: Register, row: Mapping[str, Any]) -> None:
    """Write one record; days are ISO texts, as in a data file."""
    typed = {c.name: _typed(storage_of(c.type), row.get(c.name)) for c in register.columns}
    assert set(row) <= set(typed) | {"_state"}, set(row) - set(typed)
    system = {"_id": f"t{next(_ids)}", "_rev": 1, "_state": row.get("_state", "live")}
    connection.execute(register_table(register).insert(), {**system, **typed})


def _typed(storage: str, value: Any) -> Any:
    if value is None:
        return None
    if storage == "date":
        return date.fromisoformat(value)
    if storage == "number":
        return Decimal(str(value))
    return value if isinstance(value, bool | time) else str(value)
