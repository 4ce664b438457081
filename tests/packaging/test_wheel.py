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


def _formkit(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    paths = (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "FORMKIT_LANG": "ru"}
    command = [str(python), "-m", "formkit", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    )


def test_the_catalogue_is_inside(installed: Path, tmp_path: Path) -> None:
    listed = json.loads(_formkit(installed, tmp_path, "catalogue", "list", "--json").stdout)
    names = {path.parent.name for path in bundled("form_templates").glob("*/form.yaml")}
    assert {row["form"] for row in listed} == names
    command = [str(installed), "-c", "import formkit; print(formkit.__file__)"]
    home = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert str(installed.parent.parent) in home.stdout


def test_the_translations_are_inside(installed: Path, tmp_path: Path) -> None:
    shown = _formkit(installed, tmp_path, "catalogue", "check").stdout
    assert "форм" in shown


def test_a_document_is_written_from_another_folder(installed: Path, tmp_path: Path) -> None:
    schema = _formkit(installed, tmp_path, "blank", "referral_voucher", "--to", "docx")
    assert (tmp_path / schema.stdout.strip()).stat().st_size > 5_000
