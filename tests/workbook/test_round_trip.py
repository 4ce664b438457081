"""What is written into a workbook comes out of it, whichever program saved it in between."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.problems import Code
from formkit.store.records import Row, State
from formkit.workbook.cells import Shape, format_cell, parse_cell
from formkit.workbook.edits import row_edits, shapes_of
from formkit.workbook.read import read
from formkit.workbook.write import Edition, write

QUICK = settings(deadline=None, max_examples=50)
EDITION = Edition(id="e", locale="ru", key=b"key")
LINE = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs", "Cn", "Cc", "Zl", "Zp"]),
        st.sampled_from("=+-@'0_x\x01\x0b\u00a0\t"),
    ),
    min_size=1,
)
VOUCHER = st.fixed_dictionaries(
    {},
    optional={
        "client_id": LINE,
        "issued_on": st.dates(date(1900, 3, 1)),
        "status": st.sampled_from(["issued", "provided", "refused"]),
        "needs": st.sampled_from([("food",), ("food", "papers"), ("food", "housing", "papers")]),
        "quantity": st.decimals(0, 10**12, places=3),
        "phone": LINE,
        "notes": st.lists(LINE, min_size=1, max_size=4).map("\n".join),
    },
)
STAFF = st.fixed_dictionaries(
    {},
    optional={
        "worker_name": LINE,
        "begins_at": st.builds(time, st.integers(0, 23), st.integers(0, 59)),
        "is_complete": st.booleans(),
        "wage": st.decimals(0, 10**12, places=2),
    },
)


def _row(register, key: str, texts) -> Row:
    """A row with the values the field types make of texts, as the registers have them."""
    values = {}
    for name, text in {register.key: key, **texts}.items():
        kind = register.column(name).type
        value = kind.parse(text, "ru")[0] if isinstance(text, str) else text
        if value is not None:
            values[name] = value
    return Row(id="id", rev=1, state=State.LIVE, document=None, values=values, extra={}, plain={})


def _values_read_back(register, row: Row):
    content = write([register], {register.name: [row]}, EDITION)
    (sheet,) = read(content, [register], "ru").sheets
    (line,) = sheet.rows
    unchanged = row_edits(line, row.values, shapes_of(register, "ru"))
    assert unchanged.values == {}
    assert unchanged.rejected == {}
    return row_edits(line, {}, shapes_of(register, "ru"))


@QUICK
@given(texts=VOUCHER, key=st.integers(0, 10**20).map("{:021}".format))
@example(texts={"phone": "=1+1", "notes": "_x0041_"}, key="000000000000000000001")
@example(texts={"quantity": Decimal("0.001"), "client_id": "00012"}, key="=A1")
def test_a_voucher_comes_back_as_it_was(vouchers, texts, key):
    row = _row(vouchers, key, texts)
    found = _values_read_back(vouchers, row)
    expected = dict(row.values)
    for name in found.rejected:
        assert "\x01" in texts[name] or vouchers.column(name).type.parse(texts[name], "ru")[1]
        expected.pop(name)
    assert found.values == expected


@QUICK
@given(texts=STAFF)
def test_a_worker_comes_back_as_he_was(staff, texts):
    row = _row(staff, "W-1", texts)
    found = _values_read_back(staff, row)
    assert {**found.values} == {n: v for n, v in row.values.items() if n not in found.rejected}


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("quantity", "1\u00a0234,5", Decimal("1234.5")),
        ("quantity", 0.1 + 0.2, Decimal("0.3")),
        ("quantity", 3, Decimal(3)),
        ("quantity", "1e3", None),
        ("quantity", 2.3456, None),
        ("quantity", True, None),
        ("issued_on", datetime(2026, 6, 5), date(2026, 6, 5)),
        ("issued_on", 46178.0, date(2026, 6, 5)),
        ("issued_on", "5.6.2026", date(2026, 6, 5)),
        ("issued_on", "5 июня 2026 г.", date(2026, 6, 5)),
        ("issued_on", "31.02.2026", None),
        ("issued_on", 12.0, None),
        ("status", "Услуга  оказана", "provided"),
        ("status", "provided", "provided"),
        ("status", "refused; see reason", "refused"),
        ("status", "оказана", None),
        ("needs", "жильё;питание", ("food", "housing")),
        ("needs", "housing", ("housing",)),
        ("needs", "жильё; квартира", None),
        ("phone", 79000000000.0, "79000000000"),
        ("phone", 1e15, None),
        ("phone", datetime(2026, 6, 5), None),
        ("client_id", "00012 — Иванов", Reference("00012")),
        ("notes", "#REF!", None),
        ("notes", "a\r\nb  \n", "a\nb"),
        ("notes", "e\u0301", "é"),
        ("notes", "", None),
    ],
)
def test_what_people_and_spreadsheets_make_of_a_cell(vouchers, name: str, raw, value):
    found, problems = parse_cell(raw, shapes_of(vouchers, "ru")[name])
    assert found == value
    assert bool(problems) == (value is None and raw != "")


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("is_complete", "Да", True),
        ("is_complete", "нет", False),
        ("is_complete", True, True),
        ("is_complete", 1.0, True),
        ("is_complete", "x", True),
        ("is_complete", "может быть", None),
        ("begins_at", time(9, 30), time(9, 30)),
        ("begins_at", 0.5, time(12)),
        ("begins_at", "9:30", time(9, 30)),
        ("begins_at", "25:00", None),
        ("worker_name", "Їжак Олег", Person("Їжак Олег")),
    ],
)
def test_yes_no_times_and_names(staff, name: str, raw, value):
    found, problems = parse_cell(raw, shapes_of(staff, "ru")[name])
    assert found == value
    assert bool(problems) == (value is None)


def test_a_slip_in_a_choice_is_answered_with_the_nearest_one(vouchers):
    _, (found,) = parse_cell("услуга оказанна", shapes_of(vouchers, "ru")["status"])
    assert found.code is Code.VALUE_NOT_A_CHOICE
    assert "услуга оказана" in found.values["suggestion"]


def test_a_choice_retired_from_the_definition_is_shown_by_its_name(vouchers):
    shape: Shape = shapes_of(vouchers, "ru")["status"]
    assert format_cell("lost", shape) == "lost"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_libreoffice_opens_and_saves_without_changing_a_value(office, tmp_path: Path, suffix: str):
    texts = ["=cmd|' /C calc'!A0", "'quoted", "_x0041_", "+1", "@x", "\x01 control", "0012"]
    for number, text in enumerate(texts, start=1):
        office.propose(office.vouchers, f"2026-{number:05}", notes=text)
    office.propose(office.vouchers, "12345678901234567890", issued_on=date(1899, 1, 2))
    office.publish()
    saved = _converted(office.last, tmp_path, suffix)
    published = office.publish(saved)
    assert published.taken.rejected == []
    assert (published.taken.edited, published.taken.inserted) == (0, 0)
    assert (published.taken.missing, published.taken.conflicts) == (0, 0)
    assert published.taken.found == []


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_shows_what_we_wrote(office, tmp_path: Path):
    converted = _converted(office.last, tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0")
    lines = list(csv.reader(io.StringIO(converted.decode())))
    assert lines[0][1:4] == ["Табельный номер", "ФИО", "Начало рабочего дня"]
    assert lines[1][1:3] == ["W-01", "Щербаков-Їжак Олег"]


def _converted(content: bytes, folder: Path, to: str) -> bytes:
    source = folder / "workbook.xlsx"
    source.write_bytes(content)
    target = folder / "converted"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder / 'profile'}"]
    command += ["--convert-to", to, "--outdir", str(target), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return next(target.iterdir()).read_bytes()
