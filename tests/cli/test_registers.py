"""Doubles, merges and registers for other programs, on the command line."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from sample_office import sample

from formkit.actions.desk import open_desk
from formkit.actions.enrol import enrol
from formkit.actions.init import init_office
from formkit.cli.main import run
from formkit.language.text import use_language

NEW, OLD = "00098-7", "00012-2"
TWIN = {"client_id": NEW, "surname": "Лаптев", "given_name": "Виктор", "patronymic": "Сергеевич"}


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("office") / "bureau"
    init_office(root, "ru", sample("office/org.yaml")[0])
    with open_desk(root, actor="tester") as desk:
        for name in ("staff", "clients", "client_identity"):
            enrol(desk, name, sample(f"office/{name}.yaml"), "ru")
        enrol(desk, "clients", [{"client_id": NEW}], "ru")
        enrol(desk, "client_identity", [TWIN], "ru")
    return root


@pytest.fixture
def office(furnished: Path, tmp_path: Path) -> str:
    root = tmp_path / "bureau"
    shutil.copytree(furnished, root)
    return str(root)


def test_doubles_are_listed_merged_and_parted(
    office: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["duplicates", "--office", office, "--json"]) == 1
    (pair,) = json.loads(capsys.readouterr().out)
    assert (pair["newer"], pair["older"]) == (NEW, OLD)
    assert run(["merge", "00098", "00012", "--office", office]) == 0
    said = capsys.readouterr().out
    assert f"{NEW} was merged into {OLD}" in said
    assert "Лаптев" not in said
    assert run(["client", NEW, "--office", office, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["client"] == OLD
    assert run(["unmerge", NEW, "--office", office]) == 0
    capsys.readouterr()
    assert run(["client", NEW, "--office", office, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["client"] == NEW


def test_a_register_as_csv_on_standard_output(
    office: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["register", "staff", "--office", office, "-o", "-"]) == 0
    text = capfdbinary.readouterr().out.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert header[0] == "worker_id"
    assert [row[0] for row in rows] == [
        str(one["worker_id"]) for one in sample("office/staff.yaml")
    ]


@pytest.mark.parametrize(
    "arguments",
    [["merge", "00012", "00012"], ["unmerge", "00012"], ["merge", "1", "2"], ["register", "x"]],
)
def test_what_cannot_be_done_is_said(
    office: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments, "--office", office]) == 2
    assert capsys.readouterr().err
