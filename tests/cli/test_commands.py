"""The command line: exit codes, messages, streams."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from formkit import bundled
from formkit.cli.main import run
from formkit.language.text import use_language

SAMPLE = str(bundled("samples") / "referral_voucher" / "typical.yaml")


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


def test_the_list_of_forms_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "list", "--json", "-l", "ru"]) == 0
    rows = json.loads(capsys.readouterr().out)
    voucher = next(row for row in rows if row["form"] == "referral_voucher")
    assert (voucher["code"], voucher["title"]) == ("D36", "Талон направления на услугу")


def test_the_fields_of_a_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "show", "referral_voucher", "-l", "en"]) == 0
    assert "voucher_no" in capsys.readouterr().out


def test_a_sound_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalogue", "check"]) == 0
    assert "0 problems" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["blank", "referral_vouche"], 2, "referral_voucher?"),
        (["blank", "referral_voucher", "-l", "rus"], 2, "→ ru?"),
        (["blank", "referral_voucher", "-l", "ru", "--to", "pfd"], 2, "→ pdf?"),
        (["catalogue", "show", "referral_voucher", "-l", "xx"], 2, "has no locale"),
        (["fill", "referral_voucher", "--data", "nothing.yaml", "-l", "ru"], 4, "There is no file"),
        (["fill", "referral_voucher", "--data", __file__, "-l", "ru"], 4, "not a data file"),
        (["read", "nothing.pdf"], 4, "There is no file"),
        (["collect", "--office", "/"], 6, "not an office folder"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    assert said in capsys.readouterr().err


def test_all_faults_of_the_data_are_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data.yaml"
    data.write_text("quantity: many\nissued_on: 31.02.2026\nservise: x\n", encoding="utf-8")
    arguments = ["fill", "referral_voucher", "--data", str(data), "-l", "en", "-o", str(tmp_path)]
    assert run(arguments) == 4
    told = capsys.readouterr().err
    assert "“many” is not a number" in told
    assert "“31.02.2026” is not a date" in told
    assert "servise" in told
    assert "→ service?" in told
    assert list(tmp_path.iterdir()) == [data]


def _read(path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    run(["read", "--json", str(path)])
    return json.loads(capsys.readouterr().out)[0]


def test_fill_then_read_gives_the_same_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "voucher.pdf"
    fill = ["fill", "referral_voucher", "--data", SAMPLE, "-l", "ru", "--to", "fillable"]
    assert run([*fill, "-o", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    found = _read(out, capsys)
    assert (found["form"], found["locale"], found["version"]) == ("referral_voucher", "ru", 1)
    assert found["values"]["issued_on"] == "2026-10-13"
    assert found["values"]["quantity"] == "20"
    assert found["values"]["client_id"] == "00012-2"
    assert found["values"]["partner"] == "PR-01"


def test_a_table_gives_one_document_a_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "rows.csv"
    names = "voucher_no;issued_on;valid_until;client_id;plan_line;quantity;quantity_unit;partner;"
    names += "partner_address;service;issued_by\n"
    row = "2026-00017-1;13.10.2026;13.11.2026;00012-2;1.1;2;meal;PR-01;Садовая, 1;SV-001;W-02\n"
    table.write_text(names + row * 3, encoding="utf-8")
    out = tmp_path / "out"
    fill = ["fill", "referral_voucher", "--data", str(table), "-l", "ru", "--to", "json"]
    assert run([*fill, "-o", str(out)]) == 0
    assert len(list(out.iterdir())) == 3
    assert len(capsys.readouterr().out.split()) == 3


def test_standard_output_takes_a_document(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["blank", "referral_voucher", "-l", "en", "--to", "jsonschema", "-o", "-"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["title"] == "Referral voucher"


def test_a_mistake_of_the_program_leaves_a_log_without_values(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("Щербаков")

    monkeypatch.setattr("formkit.cli.commands.open_definitions", fail)
    assert run(["catalogue", "list"]) == 70
    log = Path(capsys.readouterr().err.strip().rstrip(".").split()[-1])
    text = log.read_text(encoding="utf-8")
    log.unlink()
    assert "RuntimeError" in text
    assert "Щербаков" not in text


def test_help_speaks_the_language_asked_for() -> None:
    import os
    import subprocess
    import sys

    environment = {**os.environ, "PYTHONPATH": str(bundled("."))}
    command = [sys.executable, "-m", "formkit", "--lang", "ru", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert "Прочитать" in shown.stdout or "Прочесть" in shown.stdout
