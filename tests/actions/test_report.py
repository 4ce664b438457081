"""The monitoring report of a year's story: workbook, pages, Word, JSON."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader
from rules.conftest import put
from story import year

from formkit.actions.desk import Desk, open_desk
from formkit.actions.init import init_office
from formkit.actions.report import FACES, make_report, write_report
from formkit.errors import BadPeriodError, NoAccessError, UnknownFaceError
from formkit.model.report import Report
from formkit.store import records

NOW = datetime(2026, 12, 20, 10, tzinfo=UTC)
NASTY = '=cmd|"/C calc"!A0 <script>&amp;'


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("story") / "office"
    init_office(folder, "ru", {"short_name": NASTY})
    with open_desk(folder, now=NOW, actor="head") as desk, desk.store.transaction() as connection:
        for name, rows in year().items():
            for row in rows:
                put(connection, desk.registers[name], row)
    return folder


@pytest.fixture(scope="module")
def desk(root: Path) -> Iterator[Desk]:
    with open_desk(root, now=NOW, actor="head") as desk:
        yield desk


@pytest.fixture(scope="module")
def report(desk: Desk) -> Report:
    return make_report(desk, "2026-Q4")


@pytest.fixture(scope="module")
def content(desk: Desk, report: Report) -> bytes:
    return write_report(desk, report, "xlsx")


@pytest.fixture(scope="module")
def outside(desk: Desk) -> Report:
    return make_report(desk, "2026-Q4", is_outside=True)


def cells(book: Any) -> dict[tuple[str, str], Any]:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def formulas(content: bytes) -> dict[tuple[str, str], str]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def values(content: bytes) -> dict[tuple[str, str], Any]:
    return cells(openpyxl.load_workbook(io.BytesIO(content), data_only=True))


def test_the_workbook_shows_the_numbers_of_the_report(report: Report, content: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for block in report.blocks:
        sheet = book[report.words[block.sheet][:31]]
        top = next(c.row for c in sheet["A"] if c.value == block.title)
        for number, row in enumerate(block.rows, start=top + 2):
            shown = [cell.value for cell in sheet[number][: len(row)]]
            wanted = [None if cell in (None, "") else cell for cell in row]
            assert shown == pytest.approx(wanted) if _numbers(wanted) else shown == wanted
    summary = book[report.words["summary"]]
    shown = {row[0].value: row[1].value for row in summary.iter_rows(max_col=2)}
    assert {total.label: shown[total.label] for total in report.totals} == {
        total.label: total.value for total in report.totals
    }


def _numbers(row: list[Any]) -> bool:
    return all(isinstance(cell, int | float) for cell in row)


def test_numbers_are_live_formulas(content: bytes, report: Report) -> None:
    found = formulas(content)
    assert len(found) > 100
    numbers = values(content)
    without = [place for place in found if place not in numbers]
    names = {report.words["partners"]}
    assert {sheet for sheet, _cell in without} <= names
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {"as_of", "period_from", "period_to", "gap_days", "year_days"} <= set(book.defined_names)


def test_charts_are_native(content: bytes) -> None:
    with ZipFile(io.BytesIO(content)) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) >= 12


def test_the_office_name_is_no_formula_and_no_markup(
    desk: Desk, report: Report, content: bytes
) -> None:
    assert not any("calc" in formula for formula in formulas(content).values())
    assert NASTY in values(content).values()
    word = Document(io.BytesIO(write_report(desk, report, "docx")))
    assert NASTY in [paragraph.text for paragraph in word.paragraphs]


def test_everything_to_be_done_stands_in_the_list(report: Report, content: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[report.words["todo"]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert sorted(row[6] for row in rows) == sorted(task.text for task in report.tasks)
    assert {"R05", "R10", "R13", "R15", "R31", "R32"} <= {row[1] for row in rows}
    assert [row[0] for row in rows] == sorted(
        (row[0] for row in rows), key=["нарушение", "внимание", "к сведению"].index
    )


def test_no_record_names_a_client(content: bytes) -> None:
    texts = {str(value) for value in values(content).values()}
    assert any(text.startswith("C-0") for text in texts)
    assert not texts & {"elderly", "drug_users", "потребители наркотиков C-001"}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_recalculates_the_same_numbers(content: bytes, tmp_path: Path) -> None:
    """All cached results are spoilt first: what is compared LibreOffice has computed."""
    spoilt = tmp_path / "spoilt.xlsx"
    spoilt.write_bytes(_without_results(content))
    assert set(values(spoilt.read_bytes())) & set(formulas(content)) == set()
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    target = tmp_path / "out"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command += ["--outdir", str(target), str(spoilt)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    ours, theirs = values(content), values((target / "spoilt.xlsx").read_bytes())
    places = formulas(content)
    assert len(places) > 100
    for place in places:
        mine, other = ours.get(place), theirs.get(place)
        mine, other = mine or 0, other or 0
        assert other == pytest.approx(mine), (place, places[place])


def _without_results(content: bytes) -> bytes:
    import re

    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(out, "w") as target:
        for item in source.infolist():
            part = source.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            target.writestr(item, part)
    return out.getvalue()


def test_the_same_report_gives_the_same_bytes(desk: Desk, report: Report, content: bytes) -> None:
    assert write_report(desk, report, "xlsx") == content


def test_the_pages(desk: Desk, report: Report) -> None:
    pdf = PdfReader(io.BytesIO(write_report(desk, report, "pdf")))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "Отчёт мониторинга" in text
    assert "2026-Q4" in text
    for title in ("Талоны", "Шаги планов", "Что сделать"):
        assert title in text
    assert "и ещё" in text
    assert pdf.metadata is not None
    assert pdf.metadata.author in (None, "")


def test_the_word_file(desk: Desk, report: Report) -> None:
    word = Document(io.BytesIO(write_report(desk, report, "docx")))
    assert len(word.tables) == 2 + sum(bool(block.rows) for block in report.blocks)
    totals = {row.cells[0].text: row.cells[1].text for row in word.tables[0].rows}
    for total in report.totals:
        assert totals[total.label].replace(",", ".") == f"{total.value}"


def test_json_has_every_number(desk: Desk, report: Report) -> None:
    plain = json.loads(write_report(desk, report, "json"))
    assert plain["as_of"] == "2026-12-20"
    assert plain["totals"] == {total.name: total.value for total in report.totals}
    assert len(plain["tasks"]) == len(report.tasks)
    assert plain["blocks"]["caseload"][0]["key"] == "W-01"


def test_what_leaves_the_office_has_no_small_numbers_and_no_records(
    desk: Desk, outside: Report
) -> None:
    assert outside.tasks == ()
    assert outside.records == ()
    content = write_report(desk, outside, "xlsx")
    assert formulas(content) == {}
    shown = values(content)
    assert "<5" in shown.values()
    assert not any(str(value).startswith(("C-0", "K-0", "P-0")) for value in shown.values())
    for block in outside.blocks:
        bases = [c.name for c in block.columns if c.is_base]
        for name in bases:
            assert all(c == 0 or c is None or c >= 5 for c in block.cells(name) if c != "<5")  # type: ignore[operator]


def test_what_leaves_the_office_names_no_worker_and_no_small_month(
    desk: Desk, report: Report, outside: Report
) -> None:
    names = {str(name) for name in report.block("caseload").cells("label")}
    assert names
    for face in ("json", "docx"):
        content = write_report(desk, outside, face)
        text = content.decode() if face == "json" else _text_of(content)
        assert not [name for name in names if name in text]
        assert "W-01" in text
    months = [row[1:] for row in outside.block("months").rows]
    assert any("<5" in row for row in months)
    assert all(cell == "<5" or not 0 < cell < 5 for row in months for cell in row)  # type: ignore[operator]


def test_a_past_period_ends_with_its_last_day(desk: Desk) -> None:
    assert make_report(desk, "2026-Q3").as_of == date(2026, 9, 30)
    assert make_report(desk, None).period == "2026-Q4"


def test_taking_a_report_out_is_logged(desk: Desk, report: Report) -> None:
    write_report(desk, report, "json")
    with desk.store.reading() as connection:
        last = records.rows(connection, desk.registers["access_log"])[-1]
    assert last.plain["action"] == "export"
    assert last.plain["doc_type"] == "monitoring"
    assert last.plain["purpose"] == "2026-Q4 inside"


def test_what_cannot_be_made_is_said(desk: Desk, report: Report) -> None:
    with pytest.raises(UnknownFaceError) as caught:
        write_report(desk, report, "xls")
    assert "xlsx" in str(caught.value)
    with pytest.raises(BadPeriodError):
        make_report(desk, "winter")
    assert FACES == ("xlsx", "pdf", "docx", "json")


def test_only_readers_take_out_client_numbers(root: Path, report: Report, outside: Report) -> None:
    settings = root / "formkit.toml"
    before = settings.read_text()
    settings.write_text(before + '\n[rules.R26]\nreaders = ["head"]\n')
    try:
        with open_desk(root, now=NOW, actor="guest") as guest:
            with pytest.raises(NoAccessError):
                write_report(guest, report, "json")
            assert write_report(guest, outside, "json")
    finally:
        settings.write_text(before)


def _text_of(content: bytes) -> str:
    tables = Document(io.BytesIO(content)).tables
    return "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
