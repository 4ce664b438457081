from __future__ import annotations

import pytest

from formkit.fieldtypes import IdentifierType, PersonType, TextType
from formkit.model.register import Column, Register, same_key


def register(name: str, key: str, *columns: str) -> Register:
    own = tuple(Column(name=column, type=TextType()) for column in columns)
    return Register(
        name=name, key=key, columns=(Column(name=key, type=IdentifierType()), *own), words={}
    )


CLIENTS = register("clients", "client_id", "district")
IDENTITIES = register("client_identity", "client_id", "surname")
STAFF = register("staff", "worker_id", "name")
REGISTERS = {r.name: r for r in (IDENTITIES, STAFF, CLIENTS)}


def test_registers_with_one_key_hold_parts_of_one_record_the_asked_one_first() -> None:
    assert same_key(CLIENTS, REGISTERS) == (CLIENTS, IDENTITIES)
    assert same_key(IDENTITIES, REGISTERS) == (IDENTITIES, CLIENTS)
    assert same_key(STAFF, REGISTERS) == (STAFF,)


def test_a_register_knows_its_columns() -> None:
    staff = Register(
        name="staff",
        key="worker_id",
        columns=(Column(name="worker_name", type=PersonType()),),
        words={},
    )
    assert staff.column("worker_name").type == PersonType()
    assert staff.has_column("worker_name")
    assert not staff.has_column("name")
    with pytest.raises(StopIteration):
        staff.column("name")
