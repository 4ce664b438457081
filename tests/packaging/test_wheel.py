"""The wheel carries everything: installed elsewhere, run from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from formkit import bundled


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; only third-party packages come from this one."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=bundled("."), check=True, capture_output=True)
    environment = folder / "environment"
    venv.create(environment, with_pip=False)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    wheel = next(folder.glob("*.whl"))
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    return python


def _run(python: Path, folder: Path, *arguments: str) -> str:
    paths = (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "FORMKIT_LANG": "ru"}
    command = [str(python), *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout


def test_the_catalogue_is_inside(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(_run(installed, tmp_path, "-m", "formkit", "catalogue", "list", "--json"))
    names = {path.parent.name for path in bundled("form_templates").glob("*/form.yaml")}
    assert {row["form"] for row in listed} == names
    home = _run(installed, tmp_path, "-c", "import formkit; print(formkit.__file__)")
    assert str(installed.parent.parent) in home


def test_the_translations_are_inside(installed: Path, tmp_path: Path) -> None:
    assert "замечаний" in _run(installed, tmp_path, "-m", "formkit", "catalogue", "check")


def test_a_document_is_written_from_another_folder(installed: Path, tmp_path: Path) -> None:
    shown = _run(installed, tmp_path, "-m", "formkit", "blank", "referral_voucher", "--to", "docx")
    assert (tmp_path / shown.strip()).stat().st_size > 5_000
