"""Definitions change, the values stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import other_program
import pytest

from formkit.errors import DefinitionError, StoreError
from formkit.fieldtypes import DateType, NumberType, TextType
from formkit.model.register import Column, Register
from formkit.problems import Code
from formkit.store import Store, proposals, records
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
