"""The questions about paper on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image
from sample_office import sample

from formkit.actions.init import init_office
from formkit.cli.main import run
from formkit.language.text import use_language


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("review") / "bureau"
    init_office(root, "en", sample("office_en/org.yaml")[0])
    return root


@pytest.fixture
def office(furnished: Path, tmp_path: Path) -> Path:
    root = tmp_path / "bureau"
    shutil.copytree(furnished, root)
    return root


def test_a_foreign_page_is_told_asked_about_and_put_aside(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = Image.new("L", (1240, 1754), 250)
    picture.paste(20, (200, 300, 900, 420))
    picture.save(office / "inbox" / "page.png")
    at = ["--office", str(office)]
    assert run(["collect", *at]) == 1
    assert "no form mark" in capsys.readouterr().out
    file = tmp_path / "questions.xlsx"
    assert run(["review", "export", str(file), *at]) == 0
    assert "1 questions" in capsys.readouterr().out
    assert run(["review", "apply", str(file), *at]) == 0
    assert "0 questions were answered" in capsys.readouterr().out
    book = load_workbook(file)
    book.worksheets[0]["F2"] = "read rightly"
    book.worksheets[0]["G2"] = "what?"
    book.save(file)
    assert run(["review", "apply", str(file), *at]) == 1
    assert "leave one of them" in capsys.readouterr().out
    book.worksheets[0]["G2"] = None
    book.save(file)
    assert run(["review", "apply", str(file), "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out)["answers"] == 1
    assert run(["review", "list", "--json", *at]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_file_that_is_no_workbook_of_questions(
    office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.xlsx"
    file.write_bytes(b"nothing")
    assert run(["review", "apply", str(file), "--office", str(office)]) == 4
    assert "no workbook of questions" in capsys.readouterr().err
