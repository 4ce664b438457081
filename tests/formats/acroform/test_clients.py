"""The blank filled in by other programs, and our documents after other programs had them."""

import ctypes
import io
import shutil
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
import pypdf
import pytest
from pikepdf import Name, String

from formkit.formats.acroform import Blank, read
from formkit.model.record import FormMark, Reading
from formkit.problems import Code

BUTTONS = ("consent", "needs", "sex", "housing")


def _texts(reading: Reading) -> dict[str, str]:
    return {name: seen.text for name, seen in reading.seen.items()}


def _is_button(name: str) -> bool:
    return name.partition("__")[0] in BUTTONS


def _filled_by_pypdf(blank: Blank, values: dict[str, str], _: Path) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(blank.data))
    named = {name: f"/{text}" if _is_button(name) else text for name, text in values.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, named, auto_regenerate=False)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def _filled_by_pikepdf(blank: Blank, values: dict[str, str], _: Path) -> bytes:
    with pikepdf.open(io.BytesIO(blank.data)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            text = values.get(str(field.T))
            if text is None:
                continue
            if Name.Btn != field.FT:
                field.V = String(text)
                continue
            field.V = Name(f"/{text}")
            for kid in field.get("/Kids", [field]):
                kid.AS = field.V if f"/{text}" in kid.AP.N else Name.Off
        data = io.BytesIO()
        pdf.save(data)
    return data.getvalue()


def _filled_by_pdftk(blank: Blank, values: dict[str, str], folder: Path) -> bytes:
    if shutil.which("pdftk") is None:
        pytest.skip("pdftk is not installed")
    fields = "".join(
        f'<field name="{name}"><value>{escape(text)}</value></field>'
        for name, text in values.items()
    )
    head = '<xfdf xmlns="http://ns.adobe.com/xfdf/" xml:space="preserve">'
    xfdf = f'<?xml version="1.0" encoding="UTF-8"?>{head}<fields>{fields}</fields></xfdf>'
    (folder / "values.xfdf").write_text(xfdf, "utf-8")
    (folder / "blank.pdf").write_bytes(blank.data)
    command = ["pdftk", "blank.pdf", "fill_form", "values.xfdf", "output", "filled.pdf"]
    subprocess.run(command, check=True, cwd=folder)
    return (folder / "filled.pdf").read_bytes()


def _filled_by_pdfium(blank: Blank, values: dict[str, str], _: Path) -> bytes:
    """Typed and clicked, as in Chrome."""
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(blank.data)
    document.init_forms()
    for index in range(len(document)):
        page = document[index]
        for key, (number, box) in blank.geometry.items():
            name, _, state = key.partition("/")
            text = values.get(name)
            if number == index + 1 and text is not None and state in ("", text):
                _typed(document.formenv.raw, page, blank, (name, box), text)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _typed(
    form: object,
    page: object,
    blank: Blank,
    place: tuple[str, tuple[float, float, float, float]],
    text: str,
) -> None:
    from pypdfium2 import raw

    name, (left, bottom, right, top) = place
    at = (0, (left + right) / 2, (bottom + top) / 2)
    raw.FORM_OnMouseMove(form, page, *at)
    raw.FORM_OnLButtonDown(form, page, *at)
    raw.FORM_OnLButtonUp(form, page, *at)
    if name == "region":
        raw.FORM_SetIndexSelected(form, page, 2, True)
    elif not _is_button(name):
        typed = text.replace("\n", "\r\n").encode("utf-16-le") + b"\0\0"
        letters = (ctypes.c_ushort * (len(typed) // 2)).from_buffer_copy(typed)
        raw.FORM_SelectAllText(form, page)
        raw.FORM_ReplaceSelection(form, page, letters)
    raw.FORM_ForceToKillFocus(form)


@pytest.mark.parametrize(
    "fill",
    [_filled_by_pypdf, _filled_by_pikepdf, _filled_by_pdftk, _filled_by_pdfium],
    ids=["pypdf", "pikepdf", "pdftk", "PDFium"],
)
def test_what_another_program_fills_in_is_read_exactly(
    blank: Blank,
    expected: dict[str, str],
    tmp_path: Path,
    fill: Callable[[Blank, dict[str, str], Path], bytes],
) -> None:
    values = {name: text for name, text in expected.items() if text}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reading = read(fill(blank, values, tmp_path))
    assert _texts(reading) == expected
    assert reading.problems == ()
    assert reading.mark == blank.mark
    assert all(seen.confidence == 1 for seen in reading.seen.values())


def test_pypdf_draws_each_field_its_own_text(blank: Blank, tmp_path: Path) -> None:
    values = {"client": "Первая", "address": "Вторая"}
    data = _filled_by_pypdf(blank, values, tmp_path)
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
