"""What the disk and other programs can do to a store: a clear error, nothing half-written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from formkit.errors import NoSpaceError, ReadOnlyError, StoreError
from formkit.model.register import Register
from formkit.store import Store, database, proposals, records
from formkit.store.source import Source


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The failures of a file are those of SQLite; a server has its own."""
    return f"sqlite:///{tmp_path / 'office.db'}"


def test_a_full_disk_undoes_the_whole_transaction(store: Store, vouchers: Register, source: Source):
    with store.transaction() as connection:
        proposals.propose(connection, vouchers, "1", {}, base=None, source=source)
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    too_much = {"2": {}, "3": {"refusal_reason": "x" * 100_000}}
    with pytest.raises(NoSpaceError, match=r"office\.db"):
        _propose_all(store, vouchers, too_much, source)
    with store.reading() as connection:
        assert [row.values["voucher_no"] for row in records.rows(connection, vouchers)] == ["1"]
    assert store.verify().is_intact


def _propose_all(store: Store, register: Register, values_by_key, source: Source) -> None:
    with store.transaction() as connection:
        for key, values in values_by_key.items():
            proposals.propose(connection, register, key, values, base=None, source=source)


def test_a_store_that_cannot_be_written_says_so(
    store: Store, vouchers: Register, source: Source, tmp_path: Path
):
    url = f"sqlite:///file:{tmp_path / 'office.db'}?mode=ro&uri=true"
    with (
        Store.open(url, [vouchers]) as read_only,
        pytest.raises(ReadOnlyError),
        read_only.transaction() as connection,
    ):
        proposals.propose(connection, vouchers, "1", {}, base=None, source=source)


def test_a_folder_that_is_not_there_says_so(tmp_path: Path, vouchers: Register):
    with pytest.raises(ReadOnlyError, match="gone"):
        Store.open(f"sqlite:///{tmp_path / 'gone' / 'office.db'}", [vouchers])


def test_a_file_that_is_no_store_is_left_alone(tmp_path: Path, vouchers: Register):
    file = tmp_path / "office.db"
    file.write_bytes(b"Dear colleagues, " * 500)
    before = file.read_bytes()
    with pytest.raises(StoreError, match="damaged"):
        Store.open(f"sqlite:///{file}", [vouchers])
    assert file.read_bytes() == before


def test_damage_inside_the_file_is_found(
    url: str, vouchers: Register, source: Source, tmp_path: Path
):
    with Store.open(url, [vouchers]) as store, store.transaction() as connection:
        for number in range(200):
            proposals.propose(connection, vouchers, str(number), {}, base=None, source=source)
    file = tmp_path / "office.db"
    content = bytearray(file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8192] = b"\xff" * 8192
    file.write_bytes(content)
    try:
        with Store.open(url, [vouchers]) as store:
            is_intact = store.verify().is_intact
    except StoreError:
        is_intact = False
    assert not is_intact


def test_a_store_kept_busy_says_by_whom_to_look_for(
    store: Store, tmp_path: Path, vouchers: Register, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(tmp_path / "office.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    url = f"sqlite:///{tmp_path / 'office.db'}"
    with (
        Store.open(url, [vouchers]) as waiting,
        pytest.raises(StoreError, match="busy"),
        waiting.transaction(),
    ):
        pass
    other.close()


@pytest.mark.parametrize("url", ["no address", "oracle+nothing://x", ""])
def test_an_address_that_is_none_says_so(url: str, vouchers: Register):
    with pytest.raises(StoreError):
        Store.open(url, [vouchers])
