"""The blank filled in by other programs, and our documents after other programs had them."""

import io
import shutil
import subprocess
import warnings
from pathlib import Path

import pikepdf
import pytest
from pdf_clients import FILLERS, filled_by_pypdf

from formkit.formats.acroform import Blank, read
from formkit.model.record import FormMark, Reading
from formkit.problems import Code


def _texts(reading: Reading) -> dict[str, str]:
    return {name: seen.text for name, seen in reading.seen.items()}


@pytest.mark.parametrize("client", FILLERS)
def test_what_another_program_fills_in_is_read_exactly(
    blank: Blank, expected: dict[str, str], tmp_path: Path, client: str
) -> None:
    values = {name: text for name, text in expected.items() if text}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            data = FILLERS[client](blank, values, tmp_path)
        except (FileNotFoundError, ImportError):
            pytest.skip(f"{client} is not installed")
    reading = read(data)
    assert _texts(reading) == expected
    assert reading.problems == ()
    assert reading.mark == blank.mark
    assert all(seen.confidence == 1 for seen in reading.seen.values())


def test_pypdf_draws_each_field_its_own_text(blank: Blank, tmp_path: Path) -> None:
    values = {"client": "Первая", "address": "Вторая"}
    data = filled_by_pypdf(blank, values, tmp_path)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fields = {str(each.T): each for each in pdf.Root.AcroForm.Fields}
        pictures = [fields[name].AP.N.read_bytes() for name in (*values, "voucher_no")]
    assert len(set(pictures)) == 3


@pytest.mark.parametrize(
    "command",
    [
        ["pdftk", "in.pdf", "output", "out.pdf", "flatten"],
        ["qpdf", "--flatten-annotations=all", "in.pdf", "out.pdf"],
        ["qpdf", "--empty", "--pages", "in.pdf", "1", "--", "out.pdf"],
        ["pdftk", "in.pdf", "cat", "2", "output", "out.pdf"],
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-sOutputFile=out.pdf", "in.pdf"],
        ["mutool", "clean", "-ggg", "in.pdf", "out.pdf"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_the_mark_survives_other_programs(
    filled: bytes, mark: FormMark, tmp_path: Path, command: list[str]
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    (tmp_path / "in.pdf").write_bytes(filled)
    subprocess.run(command, check=True, cwd=tmp_path, capture_output=True)
    reading = read((tmp_path / "out.pdf").read_bytes())
    assert reading.mark == mark
    assert Code.DOCUMENT_MARKS_DISAGREE not in [p.code for p in reading.problems]


@pytest.mark.parametrize("program", ["qpdf", "mutool"])
def test_files_are_sound_to_their_checkers(
    filled: bytes, flat: bytes, blank: Blank, tmp_path: Path, program: str
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    option = "--check" if program == "qpdf" else "info"
    for data in (filled, flat, blank.data):
        (tmp_path / "file.pdf").write_bytes(data)
        command = [program, option, "file.pdf"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        said = (done.stdout + done.stderr).lower()
        assert said.count("warning") == said.count("warning: icc support is not available")
