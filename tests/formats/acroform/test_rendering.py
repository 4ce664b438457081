"""The same picture in four engines, and words where the geometry says."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from formkit.formats.acroform import Blank

DPI = 100
TOLERANCE = 0.035
"""Share of ink in a box in which engines may differ by smoothing."""

Image = pytest.importorskip("PIL.Image")
ImageStat = pytest.importorskip("PIL.ImageStat")


def _pdfium(data: bytes, _: Path) -> object:
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(data)
    if document.get_formtype():
        document.init_forms()
    return document[0].render(scale=DPI / 72, grayscale=True).to_pil()


def _by(command: list[str]) -> Callable[[bytes, Path], object]:
    def render(data: bytes, folder: Path) -> object:
        if shutil.which(command[0]) is None:
            pytest.skip(f"{command[0]} is not installed")
        (folder / "in.pdf").write_bytes(data)
        subprocess.run(command, check=True, cwd=folder, capture_output=True)
        return Image.open(folder / "out.png").convert("L")

    return render


ENGINES = {
    "poppler": _by(["pdftoppm", "-r", f"{DPI}", "-f", "1", "-singlefile", "-png", "in.pdf", "out"]),
    "MuPDF": _by(["mutool", "draw", "-q", "-r", f"{DPI}", "-o", "out.png", "in.pdf", "1"]),
    "Ghostscript": _by(
        (
            f"gs -q -dNOPAUSE -dBATCH -sDEVICE=pnggray -r{DPI} -dLastPage=1 -dTextAlphaBits=4 "
            "-dGraphicsAlphaBits=4 -sOutputFile=out.png in.pdf"
        ).split()
    ),
}


def _ink(image: object, blank: Blank) -> dict[str, float]:
    """Share of ink inside every box of the first page, half a point from its frame."""
    height = image.size[1]  # type: ignore[attr-defined]
    found = {}
    for name, (page, (left, bottom, right, top)) in blank.geometry.items():
        if page == 1:
            edges = (left + 1, -top + 1, right - 1, -bottom - 1)
            x1, y1, x2, y2 = (round(edge * DPI / 72) for edge in edges)
            box = image.crop((x1, height + y1, x2, height + y2))  # type: ignore[attr-defined]
            found[name] = 1 - ImageStat.Stat(box).mean[0] / 255
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("kind", ["filled", "flat"])
def test_every_engine_draws_the_same(
    blank: Blank,
    engine: str,
    kind: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    data = request.getfixturevalue(kind)
    ours, theirs = (_ink(draw(data, tmp_path), blank) for draw in (_pdfium, ENGINES[engine]))
    for name, ink in ours.items():
        assert theirs[name] == pytest.approx(ink, abs=TOLERANCE, rel=0.25), name


@pytest.mark.parametrize("kind", ["filled", "flat"])
def test_answers_leave_ink_and_empty_fields_none(
    blank: Blank, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    ink = _ink(_pdfium(request.getfixturevalue(kind), tmp_path), blank)
    for name in ("client", "note", "consent", "needs__home", "sex/f", "housing/rent", "region"):
        assert ink[name] > 0.01, name
    for name in ("needs__day", "sex/m", "housing/own", "items__2__amount", "items__3__name"):
        assert ink[name] == pytest.approx(0, abs=0.003), name


def test_a_blank_has_no_ink_in_its_fields(blank: Blank, tmp_path: Path) -> None:
    ink = _ink(_pdfium(blank.data, tmp_path), blank)
    assert max(ink.values()) < 0.003


def test_words_stand_inside_their_boxes(blank: Blank, filled: bytes, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (tmp_path / "in.pdf").write_bytes(filled)
    command = ["pdftotext", "-bbox", "-f", "1", "-l", "1", "in.pdf", "-"]
    html = subprocess.run(command, check=True, cwd=tmp_path, capture_output=True).stdout.decode()
    pattern = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<'
    words = {word: tuple(map(float, box)) for *box, word in re.findall(pattern, html)}
    for word, name in {
        "Щербаков-Їжак": "client",
        "Řeřicha": "client",
        "Подъездная,": "address",
        "Ивано-Франковская": "region",
        "ҢҮҰҺ": "note",
        "234,50": "items__1__amount",
    }.items():
        left, top, right, bottom = words[word]
        _, box = blank.geometry[name]
        assert box[0] <= left < right <= box[2]
        assert box[1] - 1 <= 841.89 - bottom < 841.89 - top <= box[3] + 1


def test_every_word_of_a_document_can_be_searched(filled: bytes, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    flat_text = pdfium.PdfDocument(io.BytesIO(filled))[0].get_textpage().get_text_range()
    assert "Талон направления на услугу" in flat_text
