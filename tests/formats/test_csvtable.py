"""CSV that spreadsheets open without computing anything people wrote."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formkit.actions.data import read_data
from formkit.formats.csvtable import guarded, unguarded, write_csv

DANGEROUS = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]
TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("'=+-@\t\r;,\"\n"))
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_begins_as_a_formula_does(text: str) -> None:
    content = write_csv(["note"], [[text]], ";").decode("utf-8-sig")
    (cell,) = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1]
    assert cell == "'" + text


@given(TEXT)
def test_every_text_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1), st.sampled_from(";,"))
def test_a_table_is_read_by_another_program_as_it_was(rows: list[list[str]], mark: str) -> None:
    content = write_csv(["a", "b"], rows, mark).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline=""), delimiter=mark))
    assert [[unguarded(cell) for cell in row] for row in read] == [["a", "b"], *rows]


def test_negative_numbers_stay_numbers_and_zeros_of_keys_stay() -> None:
    content = write_csv(["no", "qty"], [["00012-2", Decimal("-2.50")], [None, None]], ";")
    assert content.decode("utf-8-sig") == "no;qty\r\n00012-2;-2.50\r\n;\r\n"


def test_our_own_reader_takes_the_apostrophe_away() -> None:
    content = write_csv(["client", "note"], [["00012-2", "=1+1"], ["00013-0", "'тихо"]], ";")
    assert list(read_data(content, "rows.csv").records) == [
        {"client": "00012-2", "note": "=1+1"}, {"client": "00013-0", "note": "'тихо"},
    ]  # fmt: skip


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_computes_nothing(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "rows.csv"
    path.write_bytes(write_csv(["note"], [[text] for text in DANGEROUS], ";"))
    command = ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}"]
    command += ["--infilter=CSV:59,34,76,1,,0,false,true,false,false,false,-1"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    sheet = openpyxl.load_workbook(tmp_path / "rows.xlsx").active
    assert sheet is not None
    assert [c.data_type for c in sheet["A"] if c.value is not None] == ["s"] * sheet.max_row
