"""Two records become one, and two again; what people wrote meanwhile stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from formkit.errors import CannotMergeError, NotMergedError
from formkit.fieldtypes import DateType, IdentifierType, ReferenceType, TextType
from formkit.fieldtypes.reference import Reference
from formkit.model.register import Column, Register
from formkit.store import Store, merging, proposals, records, replay, reviews
from formkit.store.records import State
from formkit.store.source import Source, SourceKind


def register(name: str, **types: Any) -> Register:
    columns = tuple(Column(name=column, type=kind) for column, kind in types.items())
    return Register(name=name, key=next(iter(types)), columns=columns, words={})


CLIENT = ReferenceType(register="clients", shows_label=False)
REGISTERS = {
    one.name: one
    for one in (
        register("clients", client_id=IdentifierType(), district=TextType(), since=DateType()),
        register("client_identity", client_id=CLIENT, surname=TextType(), phone=TextType()),
        register("vouchers", voucher_no=IdentifierType(), client_id=CLIENT, note=TextType()),
        register("visits", visit_id=IdentifierType(), client_id=CLIENT),
    )
}
ROWS = {
    "clients": {
        "00001": {"district": "Заречный"},
        "00002": {"district": "Северный", "since": None},
        "00003": {},
    },
    "client_identity": {
        "00001": {"surname": "Иванов"},
        "00002": {"surname": "Иванов", "phone": "067 111-22-33"},
    },
    "vouchers": {
        "V-1": {"client_id": "00001"},
        "V-2": {"client_id": "00002"},
        "V-3": {"client_id": "00003"},
    },
    "visits": {"X-1": {"client_id": "00002"}, "X-2": {"client_id": "00003"}},
}


@pytest.fixture
def office(url: str, source: Source) -> Iterator[Store]:
    with Store.open(url, list(REGISTERS.values())) as store:
        with store.transaction() as connection:
            for name, rows in ROWS.items():
                for key, cells in rows.items():
                    put(connection, name, key, source, **cells)
        yield store


def put(connection: Any, name: str, key: str, source: Source, **cells: Any) -> None:
    """Write as somebody who has seen the record."""
    one = REGISTERS[name]
    row = records.find(connection, one, key)
    base = row.values if row else None
    typed = {n: Reference(cell) if n == "client_id" and cell else cell for n, cell in cells.items()}
    proposals.propose(connection, one, key, typed, base=base, source=source)


def merge(store: Store, source: Source, kept: str = "00001", given_up: str = "00002") -> Any:
    with store.transaction() as connection:
        return merging.merge(connection, REGISTERS, "clients", (kept, given_up), source)


def undo(store: Store, source: Source, key: str = "00002") -> Any:
    with store.transaction() as connection:
        return merging.undo(connection, REGISTERS, "clients", key, source)


def everything(store: Store) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """What stands in every register, live or not."""
    with store.reading() as connection:
        return {
            name: [
                (row.state.value, dict(row.plain))
                for row_id in connection.exec_driver_sql(
                    f"SELECT _id FROM reg_{name} ORDER BY _seq"
                ).scalars()
                if (row := records.find_id(connection, one, row_id))
            ]
            for name, one in REGISTERS.items()
        }


def live(store: Store, name: str) -> dict[str, dict[str, Any]]:
    with store.reading() as connection:
        one = REGISTERS[name]
        return {str(row.plain[one.key]): dict(row.plain) for row in records.rows(connection, one)}


def test_what_referred_to_the_one_refers_to_the_other(office: Store, source: Source) -> None:
    made = merge(office, source)
    assert (made.filled, made.differing, made.references) == (("phone",), ("district",), 2)
    assert set(live(office, "clients")) == {"00001", "00003"}
    assert live(office, "clients")["00001"]["district"] == "Заречный"
    assert live(office, "client_identity") == {
        "00001": {"client_id": "00001", "surname": "Иванов", "phone": "067 111-22-33"}
    }
    assert [row["client_id"] for row in live(office, "vouchers").values()] == [
        "00001", "00001", "00003",
    ]  # fmt: skip
    assert live(office, "visits")["X-1"]["client_id"] == "00001"


def test_everything_is_as_it_was_when_it_is_taken_back(office: Store, source: Source) -> None:
    before = everything(office)
    merge(office, source)
    assert everything(office) != before
    made = undo(office, source)
    assert (made.kept, made.references, made.asked) == ("00001", 3, 0)
    assert everything(office) == before


def test_every_step_is_in_the_log_and_the_log_tells_the_registers(
    office: Store, source: Source
) -> None:
    merge(office, source)
    undo(office, source)
    assert office.verify().is_intact
    with office.reading() as connection:
        for one in REGISTERS.values():
            assert list(replay.differing(connection, one)) == []


def test_what_people_wrote_since_stays_when_it_is_taken_back(office: Store, source: Source) -> None:
    merge(office, source)
    with office.transaction() as connection:
        put(connection, "client_identity", "00001", source, phone="050 000-00-00")
        put(connection, "vouchers", "V-2", source, client_id="00003", note="ошибка")
        put(connection, "vouchers", "V-4", source, client_id="00001")
    made = undo(office, source)
    assert made.asked == 2
    assert live(office, "client_identity")["00001"]["phone"] == "050 000-00-00"
    vouchers = live(office, "vouchers")
    assert vouchers["V-2"] == {"voucher_no": "V-2", "client_id": "00003", "note": "ошибка"}
    assert vouchers["V-4"]["client_id"] == "00001"
    with office.reading() as connection:
        asked = reviews.open_items(connection)
    assert {(item.register, item.path) for item in asked} == {
        ("client_identity", "phone"), ("vouchers", "client_id"),
    }  # fmt: skip


def test_an_identity_that_only_the_other_has_moves(office: Store, source: Source) -> None:
    merge(office, source, kept="00003", given_up="00002")
    assert live(office, "client_identity")["00003"]["surname"] == "Иванов"
    undo(office, source)
    assert set(live(office, "client_identity")) == {"00001", "00002"}


def test_old_numbers_lead_to_the_record_that_stands_now(office: Store, source: Source) -> None:
    merge(office, source)
    merge(office, source, kept="00003", given_up="00001")
    clients = REGISTERS["clients"]
    with office.reading() as connection:
        keys = [merging.current_key(connection, clients, f"0000{n}") for n in (1, 2, 3, 4)]
        row = records.find(connection, clients, "00003")
        assert row is not None
        former = merging.former_keys(connection, clients, row.id)
    assert keys == ["00003", "00003", "00003", "00004"]
    assert sorted(former) == ["00001", "00002"]
    undo(office, source, "00001")
    undo(office, source, "00002")
    assert live(office, "vouchers")["V-2"]["client_id"] == "00002"


def test_a_record_merged_twice_in_a_row_is_parted_from_the_last(
    office: Store, source: Source
) -> None:
    merge(office, source)
    undo(office, source)
    merge(office, source, kept="00003", given_up="00002")
    assert undo(office, source).kept == "00003"
    assert live(office, "vouchers")["V-2"]["client_id"] == "00002"


@pytest.mark.parametrize("keys", [("00001", "00001"), ("00001", "00009"), ("00009", "00001")])
def test_what_cannot_be_merged_is_said(
    office: Store, source: Source, keys: tuple[str, str]
) -> None:
    before = everything(office)
    with pytest.raises(CannotMergeError):
        merge(office, source, *keys)
    with pytest.raises(NotMergedError):
        undo(office, source, "00001")
    assert everything(office) == before


def test_a_proposal_for_a_merged_record_waits_for_a_person(office: Store, source: Source) -> None:
    merge(office, source)
    with office.transaction() as connection:
        by = replace(source, kind=SourceKind.WORKBOOK)
        outcome = proposals.propose(
            connection, REGISTERS["clients"], "00002", {"district": "Южный"}, base={}, source=by
        )
        row = records.find_any(connection, REGISTERS["clients"], "00002")
    assert outcome.op is proposals.Op.HELD
    assert row is not None
    assert row.state is State.MERGED
