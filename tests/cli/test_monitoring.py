"""Check, find, client and report on the command line, and what they leave in the log."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sample_office import sample

from formkit import bundled
from formkit.actions.demo import REGISTERS
from formkit.actions.desk import open_desk
from formkit.actions.enrol import enrol
from formkit.actions.init import init_office
from formkit.cli.main import run
from formkit.language.text import use_language
from formkit.store import records

TYPICAL = str(bundled("samples") / "referral_voucher" / "stress.yaml")


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("office") / "bureau"
    init_office(root, "ru", sample("office/org.yaml")[0])
    with open_desk(root, actor="tester") as desk:
        for name in REGISTERS:
            enrol(desk, name, sample(f"office/{name}.yaml"), "ru")
    return root


@pytest.fixture
def office(furnished: Path, tmp_path: Path) -> Path:
    root = tmp_path / "bureau"
    shutil.copytree(furnished, root)
    return root


def log(office: Path) -> list[dict[str, Any]]:
    with open_desk(office) as desk, desk.store.reading() as connection:
        return [dict(r.plain) for r in records.rows(connection, desk.registers["access_log"])]


def test_check_ends_with_one_when_there_is_a_warning(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overdue = {"reg_no": "J-1", "doc_type": "internal_rules", "review_due": "2026-01-01"}
    with open_desk(office) as desk:
        enrol(desk, "documents", [overdue], "ru")
    assert run(["check", "--office", str(office), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    mine = next(item for item in found if item["rule"] == "R34")
    assert mine["severity"] == "warning"
    assert mine["facts"]["number"] == "J-1"
    assert "J-1" in mine["message"]
    assert run(["check", "--office", str(office)]) == 1
    assert "R34: Document J-1 had to be reviewed by" in capsys.readouterr().out


def test_check_of_an_empty_office_is_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    init_office(tmp_path / "new", "en")
    assert run(["check", "--office", str(tmp_path / "new")]) == 0
    assert capsys.readouterr().out.strip() == "0 breaches, 0 warnings, 0 remarks."


def test_a_setting_that_is_none_is_told(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = office / "formkit.toml"
    path.write_text(path.read_text() + "\n[rules.R13]\nreturn_day = 3\n")
    assert run(["check", "--office", str(office)]) == 6
    assert "return_days?" in capsys.readouterr().err


def test_find_and_client_are_answered_and_logged(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["find", "лаптев", "--office", str(office), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["number"] == "00012-2"
    assert run(["find", "nobody", "--office", str(office)]) == 1
    capsys.readouterr()
    assert run(["client", "00012", "--office", str(office)]) == 0
    shown = capsys.readouterr().out
    assert "00012-2  Лаптев Виктор Сергеевич" in shown
    assert "2026-0003-0/1.1" in shown
    assert run(["client", "00012", "--office", str(office), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["plan"]["number"] == "2026-0003-0"
    assert run(["client", "99999", "--office", str(office)]) == 2
    told = [(entry["doc_type"], entry.get("client_id")) for entry in log(office)]
    assert told == [("find", "00012-2"), ("find", None), *[("client", "00012-2")] * 2]


def test_filling_in_a_name_is_logged_in_an_office(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    fill = ["fill", "referral_voucher", "--data", TYPICAL, "-l", "ru", "--to", "json"]
    assert run([*fill, "-o", str(out), "--office", str(office)]) == 0
    (entry,) = log(office)
    assert (entry["action"], entry["doc_type"]) == ("print", "referral_voucher")
    assert entry["client_id"].startswith("0")


def test_publishing_is_logged(office: Path) -> None:
    run(["publish", "--office", str(office)])
    (entry,) = log(office)
    assert (entry["action"], entry["doc_type"]) == ("export", "workbook")


def test_a_report_goes_to_the_file_named(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    report = ["report", "--period", "2026-Q4", "--to", "json", "--office", str(office)]
    assert run([*report, "-o", str(out)]) == 0
    assert json.loads(out.read_text())["period"] == "2026-Q4"


def test_a_period_that_is_none_is_told(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--period", "2026-Q5", "--office", str(office)]) == 2
    assert "2026-Q4 for a quarter" in capsys.readouterr().err
