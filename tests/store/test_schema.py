"""Definitions change, the values stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import other_program
import pytest

from formkit.errors import DefinitionError, StoreError
from formkit.fieldtypes import DateType, NumberType, TextType
from formkit.fieldtypes.person import Person
from formkit.model.register import Column, Register
from formkit.problems import Code
from formkit.store import Store, proposals, records, replay
from formkit.store.source import Source


def _with(register: Register, **types: object) -> Register:
    kept = tuple(column for column in register.columns if column.name not in types)
    new = tuple(Column(name=name, type=kind) for name, kind in types.items() if kind)
    return replace(register, columns=kept + new)


def test_a_new_column_is_added_and_a_retired_one_keeps_its_values(
    url: str, vouchers: Register, source: Source
):
    with Store.open(url, [vouchers]) as store, store.transaction() as connection:
        values = {"refusal_reason": "late", "status": "issued"}
        proposals.propose(connection, vouchers, "1", values, base=None, source=source)
    changed = _with(vouchers, refusal_reason=None, checked_on=DateType())
    with Store.open(url, [changed]) as store, store.transaction() as connection:
        new = {"checked_on": date(2026, 6, 6)}
        proposals.propose(connection, changed, "1", new, base=None, source=source)
        row = records.find(connection, changed, "1")
        assert row.values == {"voucher_no": "1", "status": "issued", **new}
    query = "SELECT refusal_reason FROM reg_vouchers"
    assert other_program.run(url, query) == [("late",)]


def test_a_value_that_had_no_column_moves_into_its_new_column(
    url: str, vouchers: Register, source: Source
):
    with Store.open(url, [vouchers]) as store, store.transaction() as connection:
        values = {"weight": Decimal("2.50"), "colour": "red"}
        proposals.propose(connection, vouchers, "1", values, base=None, source=source)
    changed = _with(vouchers, weight=NumberType(decimals=2))
    with Store.open(url, [changed]) as store, store.reading() as connection:
        row = records.find(connection, changed, "1")
        assert row.values["weight"] == Decimal("2.5")
        assert row.extra == {"colour": "red"}
        assert row.rev == 1


def test_more_decimals_change_nothing_that_is_stored(url: str, vouchers: Register, source: Source):
    with Store.open(url, [vouchers]) as store, store.transaction() as connection:
        values = {"quantity": Decimal("2.5")}
        proposals.propose(connection, vouchers, "1", values, base=None, source=source)
    finer = _with(vouchers, quantity=NumberType(decimals=5))
    with Store.open(url, [finer]) as store, store.reading() as connection:
        assert records.find(connection, finer, "1").values["quantity"] == Decimal("2.5")


def test_a_column_that_would_be_misread_is_refused(url: str, vouchers: Register):
    Store.open(url, [vouchers]).close()
    with pytest.raises(StoreError, match=r"quantity.*vouchers.*another name"):
        Store.open(url, [_with(vouchers, quantity=TextType())])
    Store.open(url, [vouchers]).close()


def test_numbers_too_long_for_the_store_are_refused_all_at_once(url: str, vouchers: Register):
    types = {"a": NumberType(decimals=7), "b": NumberType(most=Decimal(10) ** 13)}
    with pytest.raises(DefinitionError) as caught:
        Store.open(url, [_with(vouchers, **types)])
    assert [p.code for p in caught.value.problems] == [Code.DEFINITION_WRONG_VALUE] * 2
    assert [p.values["key"] for p in caught.value.problems] == ["vouchers.a", "vouchers.b"]


def test_a_store_of_a_later_version_is_left_alone(url: str, vouchers: Register):
    Store.open(url, [vouchers]).close()
    other_program.run(url, "UPDATE setting SET value = '99' WHERE name = 'version'")
    with pytest.raises(StoreError, match="another version"):
        Store.open(url, [vouchers])


def _renamed(register: Register, old: str, new: str) -> Register:
    columns = tuple(Column(name=new, type=c.type) if c.name == old else c for c in register.columns)
    key = new if register.key == old else register.key
    return replace(register, columns=columns, key=key, renamed={old: new})


def test_a_renamed_column_keeps_its_values_and_its_history(
    url: str, staff: Register, source: Source
):
    name = Person("Їжак Олег", "male", {"gen": "Їжака Олега"})
    with Store.open(url, [staff]) as store, store.transaction() as connection:
        values = {"worker_name": name, "notes": "x"}
        proposals.propose(connection, staff, "W-01", values, base=None, source=source)
    changed = replace(_renamed(staff, "worker_name", "full_name"), label="full_name")
    for _ in range(2):
        with Store.open(url, [changed]) as store, store.transaction() as connection:
            row = records.find(connection, changed, "W-01")
            assert row.values["full_name"] == name
            assert records.values_at(connection, changed, row.id, 1)["full_name"] == name
            assert list(replay.differing(connection, changed)) == []
            base, new = {"full_name": name}, {"full_name": Person("Їжак Ольга")}
            proposals.propose(connection, changed, "W-01", new, base=base, source=source)
            proposals.propose(connection, changed, "W-01", base, base=new, source=source)


def test_a_renamed_key_still_tells_records_apart(url: str, vouchers: Register, source: Source):
    with Store.open(url, [vouchers]) as store, store.transaction() as connection:
        proposals.propose(connection, vouchers, "1", {}, base=None, source=source)
    changed = _renamed(vouchers, "voucher_no", "number")
    with Store.open(url, [changed]) as store, store.transaction() as connection:
        assert records.find(connection, changed, "1") is not None
        proposals.propose(connection, changed, "1", {"status": "issued"}, base=None, source=source)
        assert len(records.rows(connection, changed)) == 1


def test_another_key_is_noticed(url: str, vouchers: Register):
    Store.open(url, [vouchers]).close()
    with pytest.raises(StoreError, match="was voucher_no, its definition now says client_id"):
        Store.open(url, [replace(vouchers, key="client_id")])
