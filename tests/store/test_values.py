from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import other_program
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.model.register import Register
from formkit.store import Store, proposals, records
from formkit.store.source import Source
from formkit.store.tables import register_table
from formkit.store.values import is_same, to_plain

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)
PERSON = st.builds(
    Person,
    TEXT,
    st.sampled_from([None, "male", "female"]),
    st.dictionaries(st.sampled_from(["gen", "dat", "ins"]), TEXT),
    st.booleans(),
    st.one_of(st.just(""), TEXT),
)
STAFF = st.fixed_dictionaries(
    {},
    optional={
        "worker_name": PERSON,
        "models": st.sampled_from([("broker",), ("broker", "intensive")]),
        "begins_at": st.builds(time, st.integers(0, 23), st.integers(0, 59)),
        "is_complete": st.booleans(),
        "signed": st.just(True),
        "wage": st.decimals(-(10**9), 10**9, places=2),
        "notes": TEXT,
    },
)
VOUCHER = st.fixed_dictionaries(
    {},
    optional={
        "client_id": st.builds(Reference, TEXT),
        "issued_on": st.dates(),
        "status": st.sampled_from(["issued", "provided", "a_choice_retired_since"]),
        "quantity": st.decimals(0, 10**12, places=3),
        "refusal_reason": TEXT,
    },
)
QUICK = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUICK
@given(values=STAFF, key=TEXT)
def test_every_value_comes_back_as_it_was(
    store: Store, staff: Register, source: Source, values, key
):
    _assert_kept(store, staff, source, key, values)


@QUICK
@given(values=VOUCHER, key=TEXT)
def test_dates_numbers_and_references_come_back(
    store: Store, vouchers: Register, source: Source, values, key
):
    _assert_kept(store, vouchers, source, key, values)


def _assert_kept(store: Store, register: Register, source: Source, key: str, values) -> None:
    with store.transaction() as connection:
        proposals.propose(connection, register, key, values, base=None, source=source)
        row = records.find(connection, register, key)
        assert dict(row.values) == {register.key: key, **values}
        for name, value in values.items():
            if isinstance(value, Person):
                assert _facts(row.values[name]) == _facts(value)
        assert records.values_at(connection, register, row.id, 1) == row.values
        connection.rollback()


def _facts(person: Person) -> tuple[object, ...]:
    return person.text, person.gender, person.forms, person.is_indeclinable, person.position


def test_another_program_sees_typed_columns(
    store: Store, vouchers: Register, source: Source, url: str
):
    values = {
        "quantity": Decimal("2.50"),
        "issued_on": date(1899, 12, 31),
        "client_id": Reference("00012"),
    }
    with store.transaction() as connection:
        proposals.propose(connection, vouchers, "007", values, base=None, source=source)
    query = "SELECT voucher_no, quantity, CAST(issued_on AS TEXT), client_id, _state "
    query += "FROM reg_vouchers"
    assert other_program.run(url, query) == [("007", 2_500_000, "1899-12-31", "00012", "live")]


def test_numbers_add_up_to_the_last_digit(store: Store, vouchers: Register, source: Source):
    quantities = [Decimal("0.1"), Decimal("0.2"), Decimal("999999999999.999")]
    with store.transaction() as connection:
        for number, quantity in enumerate(quantities):
            values = {"quantity": quantity}
            proposals.propose(connection, vouchers, str(number), values, base=None, source=source)
        total = connection.scalar(sa.select(sa.func.sum(register_table(vouchers).c.quantity)))
    assert total == sum(quantities) == Decimal("1000000000000.299")


def test_a_number_the_store_would_round_is_refused(
    store: Store, vouchers: Register, source: Source
):
    values = {"quantity": Decimal("0.1234567")}
    with pytest.raises(sa.exc.StatementError, match="decimals"), store.transaction() as connection:
        proposals.propose(connection, vouchers, "1", values, base=None, source=source)
    with store.reading() as connection:
        assert records.rows(connection, vouchers) == []


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Decimal("2.50"), "2.5"),
        (Decimal("1E+3"), "1000"),
        (date(987, 1, 2), "0987-01-02"),
        (Reference("P-1", "Столовая"), "P-1"),
        (("a", "b"), ["a", "b"]),
        ("lone \ud800 and \x00", "lone \ufffd and \ufffd"),
        (None, None),
    ],
)
def test_a_value_has_one_plain_form(value, plain):
    assert to_plain(value) == plain


def test_a_float_is_no_value():
    with pytest.raises(TypeError, match="float"):
        to_plain(0.1)


def test_persons_are_the_same_by_name_alone():
    assert is_same(to_plain(Person("Ян", "male")), to_plain(Person("Ян")))
    assert not is_same(to_plain(Person("Ян")), to_plain(Person("Яна")))


def test_nothing_is_the_same_as_an_empty_text_or_list():
    assert is_same(None, "")
    assert is_same(None, [])
    assert not is_same(None, False)
