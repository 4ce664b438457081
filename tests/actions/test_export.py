"""A register taken out for another program."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from sample_office import NOW

from formkit.actions.data import read_data
from formkit.actions.desk import Desk, open_desk
from formkit.actions.enrol import enrol
from formkit.actions.export import export_register
from formkit.errors import NoAccessError, UnknownFaceError, UnknownRegisterError
from formkit.store import records


def rows(desk: Desk, register: str) -> list[dict[str, object]]:
    with desk.store.reading() as connection:
        return [dict(r.plain) for r in records.rows(connection, desk.registers[register])]


def test_a_register_goes_out_and_comes_into_another_office(
    desk: Desk, office: Path, tmp_path: Path
) -> None:
    enrol(desk, "contacts", [{"contact_id": "K-1", "client_id": "00012-2", "topic": "=1+1",
                              "contact_date": "2026-11-01", "held": True}], "ru")  # fmt: skip
    content = export_register(desk, "contacts", "csv")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert dict(zip(*lines, strict=True))["topic"] == "'=1+1"
    before = rows(desk, "contacts")
    with desk.store.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM reg_contacts")
    enrol(desk, "contacts", read_data(content, "contacts.csv").records, "ru")
    assert rows(desk, "contacts") == before


@pytest.mark.parametrize("register", ["clients", "staff", "services", "partners", "plan_lines"])
def test_every_sample_comes_back_from_csv(desk: Desk, register: str) -> None:
    before = rows(desk, register)
    assert before
    content = export_register(desk, register, "csv")
    with desk.store.transaction() as connection:
        connection.exec_driver_sql(f"DELETE FROM reg_{register}")
    enrol(desk, register, read_data(content, "rows.csv").records, "ru")
    shown = [{n: v["text"] if isinstance(v, dict) else v for n, v in r.items()} for r in before]
    after = [{n: v["text"] if isinstance(v, dict) else v for n, v in r.items()}
             for r in rows(desk, register)]  # fmt: skip
    assert after == shown


def test_json_has_what_the_store_has_and_it_is_logged(desk: Desk) -> None:
    before = rows(desk, "services")
    assert json.loads(export_register(desk, "services", "json")) == before
    assert [(r["action"], r["doc_type"]) for r in rows(desk, "access_log")] == [
        ("export", "services")
    ]


def test_only_readers_take_identities_out(office: Path) -> None:
    settings = office / "formkit.toml"
    settings.write_text(settings.read_text() + '\n[rules.R26]\nreaders = ["head"]\n')
    with open_desk(office, now=NOW, actor="clerk") as desk:
        with pytest.raises(NoAccessError):
            export_register(desk, "client_identity", "csv")
        assert export_register(desk, "services", "csv")


def test_what_there_is_not_is_told(desk: Desk) -> None:
    with pytest.raises(UnknownRegisterError):
        export_register(desk, "service", "csv")
    with pytest.raises(UnknownFaceError):
        export_register(desk, "services", "xlsx")
