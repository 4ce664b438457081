"""What people have made of a workbook survives publishing, byte for byte."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from enriched_workbook import ADDED, OWN_SHEET, enrich
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from formkit.fieldtypes.reference import Reference
from formkit.workbook.package import Package
from formkit.workbook.sheetxml import ForeignError, SheetXml

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
VOUCHERS = "xl/worksheets/sheet2.xml"
HIDDEN = {"xl/worksheets/sheet6.xml", "xl/worksheets/sheet7.xml"}
QUESTIONS = {f"xl/worksheets/sheet{number}.xml" for number in (3, 4, 5)}
OURS = {
    VOUCHERS,
    *HIDDEN,
    *QUESTIONS,
    "xl/tables/table2.xml",
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
}
"""Parts that change when a record is added: its sheet and table, our own sheets, lists of parts."""


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def _raw(content: bytes, name: str) -> bytes:
    """The compressed bytes of a part."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        item = package.getinfo(name)
    start = item.header_offset + 30 + len(name.encode())
    return content[start : start + item.compress_size]


@pytest.fixture
def enriched(office) -> bytes:
    return enrich(office.last, VOUCHERS)


def _add_and_change(office) -> None:
    office.propose(office.vouchers, "2026-00003", status="provided", notes="=1+1")
    office.propose(
        office.vouchers,
        "2026-00007",
        client_id=Reference("00007"),
        issued_on=date(2026, 6, 7),
        status="issued",
        quantity=Decimal("4.5"),
        notes="первая\nвторая",
    )


def test_every_part_that_is_not_ours_is_identical(office, enriched: bytes):
    before = _parts(enriched)
    _add_and_change(office)
    published = office.publish(enriched)
    assert published.problems == ()
    after = _parts(published.content)
    changed = {name for name in before if after.get(name) != before[name]}
    computed = {"xl/calcChain.xml", "xl/worksheets/sheet91.xml"}
    assert changed == OURS | computed
    for name in set(ADDED) - {"xl/worksheets/sheet91.xml"}:
        assert _raw(published.content, name) == _raw(enriched, name), name


def test_only_results_of_formulas_over_the_registers_are_dropped(office, enriched: bytes):
    before = _parts(enriched)
    _add_and_change(office)
    after = _parts(office.publish(enriched).content)
    assert after["xl/worksheets/sheet91.xml"] == before["xl/worksheets/sheet91.xml"].replace(
        b"<v>31.5</v>", b""
    )
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    assert b"calcChain" not in after["[Content_Types].xml"]
    assert b"calcChain" not in after["xl/_rels/workbook.xml.rels"]


def test_in_our_sheet_only_our_cells_change(office, enriched: bytes):
    before = _parts(enriched)[VOUCHERS]
    _add_and_change(office)
    after = _parts(office.publish(enriched).content)[VOUCHERS]
    for row in (1, 2, 3, 5, 6, 7):
        found = _row(after, row)
        expected = re.sub(rb"(</f>)<v>1</v>", rb"\1", _row(before, row))
        assert found == expected, row
    assert b'<c r="D4" s="1">' in after
    assert after[after.index(b"</sheetData>") :] == before[before.index(b"</sheetData>") :]


def _row(part: bytes, number: int) -> bytes:
    found = re.search(rb'<row r="%d".*?</row>' % number, part, re.S)
    return found[0] if found else b""


def test_a_new_record_stands_at_the_bottom_as_the_rows_above(office, enriched: bytes):
    _add_and_change(office)
    content = office.publish(enriched).content
    sheet = openpyxl.load_workbook(io.BytesIO(content))[office.sheets["vouchers"]]
    assert sheet.tables["tbl_vouchers"].ref == "A1:K8"
    assert sheet.tables["tbl_vouchers"].autoFilter.ref == "A1:K8"
    assert [cell.value for cell in sheet[8]][1:5] == ["2026-00007", "00007", _day(2026, 6, 7), None]
    assert sheet["K8"].value == "=H8*2"
    assert [c.number_format for c in sheet[8]] == [c.number_format for c in sheet[7]]
    assert sheet["J4"].value == "=1+1"
    assert sheet["J4"].data_type == "s"
    assert sheet.row_dimensions[8].height == 30


def _day(*parts: int):
    from datetime import datetime

    return datetime(*parts)


def test_the_workbook_stays_well_formed_and_is_read_again(office, enriched: bytes):
    _add_and_change(office)
    content = office.publish(enriched).content
    for name, part in _parts(content).items():
        if name.endswith((".xml", ".rels", ".vml")):
            etree.fromstring(part)
    again = office.publish()
    assert (again.taken.edited, again.taken.inserted, again.taken.rejected) == (0, 0, [])
    assert not again.is_changed
    assert again.content == content


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_computes_what_depends_on_the_registers(
    office, enriched: bytes, tmp_path: Path
):
    _add_and_change(office)
    content = office.publish(enriched).content
    (tmp_path / "book.xlsx").write_bytes(content)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path / 'profile'}"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out")]
    command.append(str(tmp_path / "book.xlsx"))
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = (tmp_path / "out" / "book.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(saved), data_only=True)
    assert book["Итоги"]["A1"].value == 36
    assert book["Мои расчёты"]["B1"].value == 12
    sheet = book[office.sheets["vouchers"]]
    assert [sheet.cell(row, 11).value for row in range(2, 9)] == [3, 6, 9, 12, 15, 18, 9]
    taken = office.publish(saved).taken
    assert (taken.edited, taken.inserted, taken.missing, taken.rejected) == (0, 0, 0, [])


def test_what_differs_from_the_register_is_put_right_where_it_stands(office):
    def edit(sheet):
        sheet["E3"].value = "W-09"
        sheet["F4"].value = "потерян"
        sheet["H5"].value = "=3+4"

    edited = office.edited(edit)
    part = re.sub(rb"<f>3\+4</f><v */?>(</v>)?", b"<f>3+4</f><v>7</v>", _parts(edited)[VOUCHERS])
    published = office.publish(_with_part(edited, VOUCHERS, part))
    assert published.taken.edited == 2
    sheet = office.sheet()
    assert sheet["E3"].value == "W-09"
    assert sheet["F4"].value == "выдан"
    assert sheet["H5"].value == 7


def _with_part(content: bytes, name: str, part: bytes) -> bytes:
    package = Package(content)
    package.write(name, part)
    return package.to_bytes()


def test_rows_that_wait_for_a_person_leave_the_sheet(office):
    edited = office.edited(lambda sheet: sheet.append([None, None, "00007"]))
    office.publish(edited)
    assert [cell.value for cell in office.sheet()[8]] == [None] * 10
    assert office.publish().taken.held == 0


def test_a_row_in_the_middle_stays_where_people_put_it(office):
    def edit(sheet):
        sheet.insert_rows(4)
        for place, value in ((2, "2026-00050"), (3, "00050"), (6, "выдан")):
            sheet.cell(4, place).value = value

    assert office.publish(office.edited(edit)).taken.inserted == 1
    assert office.sheet()["B4"].value == "2026-00050"
    assert office.sheet()["A4"].value.count(".") == 2
    assert office.publish().taken.inserted == 0


@pytest.mark.parametrize(
    "accident",
    [
        lambda part: part.replace(b"<row ", b"<x:row "),
        lambda part: part.replace(b"<sheetData>", b"<x:sheetData>"),
        lambda part: re.sub(rb'(<row) r="\d+"', rb"\1", part),
        lambda part: re.sub(rb'(<c) r="[A-Z]+\d+"', rb"\1", part),
        lambda part: part.replace(
            b"</sheetData>", b'<row r="8"><c r="B8"><v>1</v></c></row></sheetData>'
        ),
    ],
)
def test_a_sheet_written_in_a_foreign_way_is_refused(accident):
    part = b'<worksheet><sheetData><row r="1"><c r="B1"><v>1</v></c></row></sheetData></worksheet>'
    broken = accident(part)
    if b'r="8"' in broken:
        assert SheetXml(broken).cells(8)
        return
    with pytest.raises(ForeignError):
        SheetXml(broken).set({1: {1: "x"}}, {}, {})


def test_a_sheet_that_cannot_be_patched_is_written_anew_and_the_others_stay(
    office, enriched: bytes
):
    part = _parts(enriched)["xl/tables/table2.xml"]
    part = part.replace(b"<table ", b'<table totalsRowCount="1" ', 1)
    _add_and_change(office)
    published = office.publish(_with_part(enriched, "xl/tables/table2.xml", part))
    (found,) = published.problems
    assert (found.code.name, found.where.sheet) == (
        "WORKBOOK_REWRITTEN",
        office.sheets["vouchers"],
    )
    sheet = office.sheet()
    assert sheet.tables["tbl_vouchers"].ref == "A1:K8"
    assert sheet["D2"].number_format == r"dd\.mm\.yyyy"
    assert sheet["K3"].value == 1
    assert _raw(published.content, OWN_SHEET) == _raw(enriched, OWN_SHEET)


def test_a_sheet_somebody_deleted_comes_back(office):
    edited = office.edited(lambda s: s.parent.remove(s.parent["Реестр сотрудников"]))
    office.publish(edited)
    assert [row[:2] for row in office.shown(office.staff)] == [["W-01", "Щербаков-Їжак Олег"]]
    assert office.publish().taken.missing == 0


NAMES = st.lists(st.from_regex(r"[a-z]{1,8}\.xml", fullmatch=True), unique=True, max_size=6)


@given(names=NAMES, new=NAMES, dropped=st.sets(st.integers(0, 5)))
def test_a_package_keeps_replaces_adds_and_drops_parts(names, new, dropped):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, name * 50)
    package = Package(buffer.getvalue())
    expected = {name: (name * 50).encode() for name in names}
    for name in new:
        package.write(name, b"new" + name.encode())
        expected[name] = b"new" + name.encode()
    for number in dropped & set(range(len(names))):
        package.drop(names[number])
        expected.pop(names[number])
    assert _parts(package.to_bytes()) == expected


def test_a_file_nobody_has_saved_is_not_read_but_written_as_if_it_were(office):
    office.propose(office.vouchers, "2026-00002", status="provided", notes=None)
    _add_and_change(office)
    before = office.last
    quick = office.publish()
    assert quick.taken.row_ids == {}
    shown = office.shown(office.vouchers)
    read = office.publish(office.edited(lambda sheet: None))
    assert read.taken.row_ids != {}
    assert shown == office.shown(office.vouchers)
    assert shown[1][4] == "услуга оказана"
    assert shown[6][:2] == ["2026-00007", "00007"]
    assert before != quick.content


def test_a_record_withdrawn_leaves_a_file_nobody_has_saved(office):
    from formkit.store import proposals, records

    with office.store.transaction() as connection:
        row = records.find(connection, office.vouchers, "2026-00002")
        proposals.set_state(connection, office.vouchers, row, records.State.VOID, office.source)
    assert office.publish().taken.row_ids == {}
    assert office.shown(office.vouchers)[1] == [None] * 9
    assert office.publish(office.edited(lambda sheet: None)).taken.missing == 0


def test_a_worker_renamed_is_shown_by_the_new_name_everywhere(office):
    from formkit.fieldtypes.person import Person

    office.propose(office.staff, "W-01", worker_name=Person("Їжак Ольга"))
    office.publish()
    assert {row[3] for row in office.shown(office.vouchers)} == {"W-01 — Їжак Ольга"}
