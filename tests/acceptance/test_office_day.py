"""The working day of the sample office, through the command line, opened by other programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from formkit import bundled

ENVIRONMENT = {**os.environ, "LANGUAGE": "", "LC_ALL": "C.UTF-8", "FORMKIT_LANG": "en"}


def formkit(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment: Mapping[str, str] = {**ENVIRONMENT, "PYTHONPATH": str(bundled("."))}
    command = [sys.executable, "-m", "formkit", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env=environment
    )


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "office"
    done = formkit("demo", str(root), "-l", "ru")
    assert done.returncode == 0, done.stderr
    assert "2 completed documents were collected" in done.stdout
    for line in done.stdout.splitlines():
        if line.startswith("  /"):
            assert Path(line.strip()).is_file(), line
    return root


def test_the_day_leaves_documents_and_workbooks(day: Path) -> None:
    assert len(list((day / "outbox").glob("*.docx"))) >= 3
    assert len(list((day / "outbox").glob("*.pdf"))) >= 3
    assert len(list((day / "archive").rglob("*.pdf"))) >= 2
    assert len(list((day / "registers").glob("*.xlsx"))) == 2


def test_every_pdf_opens_elsewhere_and_names_nobody(day: Path) -> None:
    for path in (day / "outbox").glob("*.pdf"):
        reader = PdfReader(path)
        assert len(reader.pages) >= 1
        told = " ".join(str(value) for value in (reader.metadata or {}).values())
        assert "Седых" not in told
        assert "Рыбаков" not in told


def test_the_register_holds_the_returned_voucher(day: Path) -> None:
    workbook = openpyxl.load_workbook(day / "registers" / "registers.xlsx")
    sheet = next(s for s in workbook if s.title == "Реестр талонов направления"[:31])
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    returned = [row for row in rows if "2026-00001-8" in row or "00001" in str(row)]
    assert returned
    assert any("W-02" in str(cell) for cell in returned[0])


def test_identities_stand_in_their_own_workbook_only(day: Path) -> None:
    shared = (day / "registers" / "registers.xlsx").read_bytes()
    workbook = openpyxl.load_workbook(day / "registers" / "registers.xlsx")
    texts = {str(c.value) for s in workbook for row in s.iter_rows() for c in row if c.value}
    assert shared
    assert not any("Седых" in text for text in texts)
    restricted = openpyxl.load_workbook(day / "registers" / "identities.xlsx")
    kept = {str(c.value) for s in restricted for row in s.iter_rows() for c in row if c.value}
    assert "Седых" in kept


def test_collecting_again_adds_nothing(day: Path) -> None:
    archived = sorted((day / "archive").rglob("*.pdf"))
    done = formkit("collect", "--json", *map(str, archived), "--office", str(day))
    assert done.returncode == 0, done.stderr
    assert [item["is_same_file"] for item in json.loads(done.stdout)] == [True, True]


def test_publishing_again_takes_an_edit_made_in_excel(day: Path, tmp_path: Path) -> None:
    office = tmp_path / "office"
    shutil.copytree(day, office)
    path = office / "registers" / "registers.xlsx"
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["Реестр клиентов"]
    header = next(row for row in sheet.iter_rows() if any(c.value == "Район" for c in row))
    column = next(cell.column for cell in header if cell.value == "Район")
    cell = sheet.cell(row=header[0].row + 1, column=column)
    cell.value = "Приозёрный"
    workbook.save(path)
    done = formkit("publish", "--json", "--office", str(office))
    assert done.returncode == 0, done.stderr + done.stdout
    assert json.loads(done.stdout)[0]["taken"]["edited"] == 1
    again = openpyxl.load_workbook(path)["Реестр клиентов"]
    assert "Приозёрный" in {c.value for row in again.iter_rows() for c in row}
    assert list((office / "registers" / "history").glob("*.xlsx"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_every_word_and_excel_file(day: Path, tmp_path: Path) -> None:
    files = [*(day / "outbox").glob("*.docx"), *(day / "registers").glob("*.xlsx")]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, files)], capture_output=True, check=True, timeout=180)
    for path in files:
        pages = PdfReader(tmp_path / f"{path.stem}.pdf").pages
        assert len(pages) >= 1
        assert "".join(page.extract_text() for page in pages).strip()


def test_an_office_is_never_made_over_another(day: Path) -> None:
    done = formkit("init", str(day))
    assert done.returncode == 6
    assert "already an office folder" in done.stderr
