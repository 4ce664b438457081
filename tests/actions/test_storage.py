"""Copies of the store, and whether store and archive are whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sample_office import NOW, sample

from formkit.actions.desk import Desk, open_desk
from formkit.actions.enrol import enrol
from formkit.actions.storage import back_up, restore, verify
from formkit.errors import FileMissingError, StoreError
from formkit.problems import Code
from formkit.store import records
from formkit.workspace import archive_file


def _names(desk: Desk) -> int:
    with desk.store.reading() as connection:
        return len(records.rows(connection, desk.registers["staff"]))


def test_a_copy_brings_everything_back(office: Path, tmp_path: Path) -> None:
    with open_desk(office, now=NOW) as desk:
        staff = _names(desk)
        copy = back_up(desk, tmp_path / "copy.db")
        rows = [
            {**row, "worker_id": f"W-9{n}"} for n, row in enumerate(sample("office/staff.yaml"))
        ]
        enrol(desk, "staff", rows, "ru")
        assert _names(desk) > staff
    kept = restore(office, copy)
    with open_desk(office, now=NOW) as desk:
        assert _names(desk) == staff
        assert verify(desk).is_intact
    assert kept is not None
    reader = sqlite3.connect(kept)
    assert reader.execute("SELECT count(*) FROM reg_staff").fetchone()[0] > staff
    reader.close()


def test_copies_of_an_office_lie_in_its_folder(desk: Desk) -> None:
    copy = back_up(desk, None)
    assert copy.parent == desk.office.root / "data" / "backups"
    assert not list(copy.parent.glob("*.part"))


def test_a_damaged_copy_replaces_nothing(office: Path, tmp_path: Path) -> None:
    with open_desk(office) as desk:
        copy = back_up(desk, tmp_path / "copy.db")
        staff = _names(desk)
    content = bytearray(copy.read_bytes())
    for place in range(4096 * 3, len(content), 4096):
        content[place : place + 200] = b"\xff" * 200
    copy.write_bytes(content)
    with pytest.raises(StoreError):
        restore(office, copy)
    with open_desk(office) as desk:
        assert _names(desk) == staff
    with pytest.raises(FileMissingError):
        restore(office, tmp_path / "none.db")


def test_what_was_changed_behind_the_log_is_found(office: Path) -> None:
    writer = sqlite3.connect(office / "data" / "formkit.db")
    writer.execute("UPDATE reg_staff SET phone = '1' WHERE worker_id = 'W-01'")
    writer.execute("DELETE FROM reg_services WHERE service_id = 'SV-001'")
    writer.commit()
    writer.close()
    with open_desk(office) as desk:
        found = verify(desk)
    assert [p.code for p in found.problems] == [Code.STORE_ROW_DIFFERS] * 2
    assert {p.values["register"] for p in found.problems} == {"staff", "services"}


def test_an_altered_log_is_found(office: Path) -> None:
    writer = sqlite3.connect(office / "data" / "formkit.db")
    writer.execute("DROP TRIGGER change_no_update")
    writer.execute("UPDATE change SET actor = 'nobody' WHERE seq = 3")
    writer.commit()
    writer.close()
    with open_desk(office) as desk:
        (found,) = verify(desk).problems
    assert (found.code, found.values["entry"]) == (Code.STORE_LOG_BROKEN, "3")


def test_a_lost_file_of_the_archive_is_found(desk: Desk) -> None:
    from formkit.store import receipts

    name = archive_file(desk.office, b"a document", ".pdf")
    receipt = receipts.Receipt(
        sha256=name,
        suffix=".pdf",
        size=10,
        at=NOW,
        actor="test",
        verdict=receipts.Verdict.UNREADABLE,
    )
    with desk.store.transaction() as connection:
        receipts.add(connection, receipt)
    assert verify(desk).is_intact
    path = desk.office.archive / name[:2] / f"{name}.pdf"
    path.chmod(0o600)
    path.write_bytes(b"another document")
    (found,) = verify(desk).problems
    assert found.code is Code.STORE_FILE_LOST
