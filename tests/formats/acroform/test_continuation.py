"""What a form has no room for goes on on sheets of the same document."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform import Blank, Writer, read, verify
from formkit.formats.acroform.appearance import PADDING_PT, TextBox
from formkit.formats.acroform.font import shipped_font
from formkit.formats.acroform.overflow import draw_on, height_of, references
from formkit.formats.acroform.printed import read_printed
from formkit.formats.formmark import find_id_line
from formkit.model.record import FormMark
from formkit.problems import Code

LABELS = {"region": {"ua_46": "Львовская", "ua_26": "Ивано-Франковская", "cz_10": "Praha"}}
LONG = {
    "note": "Длинный рассказ о жизни (и не только).\n" * 90 + "Конец: ҢҮҰҺ Řeřicha Ґалаґан.",
    "address": "г. Львов, улица Подъездная, дом 5, подъезд второй, этаж третий, вход со двора "
    "через арку, звонить два раза, квартира семнадцать",
    "items__2__name": "Уход на дому, в том числе уборка, готовка, прогулки и помощь с бумагами, "
    * 2
    + "всё",
    **{f"items__{row}__name": f"Строка {row}" for row in range(4, 25)},
    **{f"items__{row}__amount": f"{row},50" for row in range(4, 25)},
    "items__7__name": "Питание: завтрак, обед, полдник и ужин, по будням и в праздники, " * 2
    + "и чай",
}
FURTHER = range(4, 25)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {"client": "Щербаков", "sex": "f", **LONG}


@pytest.fixture(scope="module")
def long(writer: Writer, mark: FormMark, texts: dict[str, str]) -> bytes:
    return _written(writer, mark, texts, flat=False)


@pytest.fixture(scope="module")
def long_flat(writer: Writer, mark: FormMark, texts: dict[str, str]) -> bytes:
    return _written(writer, mark, texts, flat=True)


def _written(writer: Writer, mark: FormMark, texts: dict[str, str], *, flat: bool) -> bytes:
    data, problems = writer.write(texts, mark=mark, flat=flat)
    assert problems == ()
    return data


def test_the_whole_value_is_stored_and_read_back(
    long: bytes, mark: FormMark, texts: dict[str, str]
) -> None:
    reading = read(long)
    assert reading.problems == ()
    assert reading.mark == mark
    assert {name: reading.seen[name].text for name in texts} == texts
    assert reading.seen["items__5__name"].page == 3
    stored = pypdf.PdfReader(io.BytesIO(long)).get_fields() or {}
    assert stored["note"]["/V"] == texts["note"]


def test_what_is_drawn_together_is_what_is_stored(
    long: bytes, long_flat: bytes, texts: dict[str, str]
) -> None:
    assert verify(long, texts) == []
    assert verify(long_flat, texts, labels=LABELS) == []
    for name in ("note", "items__7__name", "items__20__amount"):
        other = {**texts, name: texts[name] + " лишнее"}
        for found in (verify(long, other), verify(long_flat, other, labels=LABELS)):
            assert {p.where.path for p in found} == {name}


def test_the_field_says_where_its_text_goes_on(long_flat: bytes) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(long_flat)).pages]
    referred = re.findall(r"… см\. продолжение \[(\d)\]", " ".join(pages[:2]))
    assert referred == ["1", "2", "3"]
    for entry in referred:
        assert any(f"[{entry}] " in page for page in pages[2:])


def test_the_sheets_are_pages_of_the_same_document(long: bytes, long_flat: bytes) -> None:
    for data in (long, long_flat):
        reader = pypdf.PdfReader(io.BytesIO(data))
        with pikepdf.open(io.BytesIO(data)) as pdf:
            count = len(pdf.pages)
            marks = [str(page.obj.PieceInfo.Formkit.Private.Mark) for page in pdf.pages]
            drawn = [
                page.obj.Resources.XObject[f"/FormMark{n}"].read_bytes()
                for n, page in enumerate(pdf.pages, start=1)
            ]
        assert count > 3
        assert len(set(marks)) == 1
        assert len(set(drawn)) == count
        assert len(reader.pages) == count


def test_the_line_for_people_counts_all_pages(long_flat: bytes, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (tmp_path / "in.pdf").write_bytes(long_flat)
    command = ["pdftotext", "-layout", "in.pdf", "out.txt"]
    subprocess.run(command, cwd=tmp_path, check=True)
    pages = (tmp_path / "out.txt").read_text("utf-8").split("\f")[:-1]
    lines = [find_id_line(page) for page in pages]
    assert [(line.page, line.pages) for line in lines if line] == [
        (number, len(pages)) for number in range(1, len(pages) + 1)
    ]


@pytest.mark.parametrize("kind", ["long", "long_flat"])
def test_sheets_are_accessible(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    pdfua = pytest.importorskip("pdfua")
    path = tmp_path / "long.pdf"
    path.write_bytes(request.getfixturevalue(kind))
    assert pdfua.validate(str(path)).findings == ()
    with pikepdf.open(path) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfuaid:part"]) == ("3", "1")
        for page in pdf.pages:
            widgets = [a for a in page.obj.get("/Annots", []) if "/StructParent" in a]
            assert all("/AP" in a and "/TU" in a for a in widgets)


def test_every_part_of_a_sheet_is_in_the_structure(long: bytes) -> None:
    with pikepdf.open(io.BytesIO(long)) as pdf:
        numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
        keys = [int(key) for key in numbers[::2]]
        assert keys == sorted(set(keys))
        owners = dict(zip(keys, numbers[1::2], strict=True))
        for page in list(pdf.pages)[2:]:
            content = page.obj.Contents[1].read_bytes()
            assert len(owners[int(page.obj.StructParents)]) == content.count(b"/MCID")
            for widget in page.obj.Annots:
                element = owners[int(widget.StructParent)]
                assert element.K.Obj.objgen == widget.objgen


def test_programs_find_nothing_wrong(long: bytes, long_flat: bytes, tmp_path: Path) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    for data in (long, long_flat):
        (tmp_path / "file.pdf").write_bytes(data)
        subprocess.run(["qpdf", "--check", "file.pdf"], cwd=tmp_path, check=True)


def test_further_rows_are_like_the_first(long: bytes) -> None:
    fields = pypdf.PdfReader(io.BytesIO(long)).get_fields() or {}
    assert [fields[f"items__{row}__amount"]["/V"] for row in FURTHER] == [
        f"{row},50" for row in FURTHER
    ]
    assert fields["items__24__name"]["/TU"] == "Услуги 24: name"


def test_a_locked_text_is_locked_on_its_sheet_too(
    writer: Writer, mark: FormMark, texts: dict[str, str]
) -> None:
    names = {"note", "items__9__name"}
    data, _ = writer.write(texts, mark=mark, read_only=names)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        locked = {str(f.T) for f in pdf.Root.AcroForm.Fields if int(f.Ff) & 1}
    assert locked == names | {"FormMark"}


def test_a_print_of_the_sheets_is_read_with_doubt(
    long_flat: bytes, blank: Blank, texts: dict[str, str]
) -> None:
    pytest.importorskip("pypdfium2")
    reading = read_printed(long_flat, blank.data)
    rows = [p.where.page for p in reading.problems if p.code is Code.DOCUMENT_ROWS_NOT_READ]
    assert rows == [3, 4, 5]
    for name in ("note", "address", "items__2__name"):
        seen = reading.seen[name]
        assert "".join(seen.text.split()) == "".join(texts[name].split())
        assert seen.confidence < 0.9


def test_a_print_without_its_sheets_is_not_a_short_answer(
    writer: Writer, mark: FormMark, blank: Blank
) -> None:
    pytest.importorskip("pypdfium2")
    data = _written(writer, mark, {"note": LONG["note"]}, flat=True)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        while len(pdf.pages) > blank.page_count:
            del pdf.pages[-1]
        cut = io.BytesIO()
        pdf.save(cut)
    reading = read_printed(cut.getvalue(), blank.data)
    assert [(p.code, p.where.path) for p in reading.problems] == [
        (Code.DOCUMENT_SHEET_MISSING, "note")
    ]
    assert reading.seen["note"].confidence < 0.9


def test_a_book_is_refused(writer: Writer, mark: FormMark) -> None:
    _, problems = writer.write({"note": "Очень длинная книга. " * 40_000}, mark=mark)
    assert [p.code for p in problems] == [Code.VALUE_OVERFLOW]


_WORDS = st.text(alphabet="абвŘ ж\n", min_size=1, max_size=400).map(lambda text: text * 3)


@settings(deadline=None, max_examples=60)
@given(_WORDS, st.integers(1, 4), st.integers(20, 200))
def test_nothing_is_lost_between_boxes(text: str, lines: int, width: int) -> None:
    font = shipped_font()
    kind = Widget.MULTILINE if lines > 1 else Widget.TEXT
    text = text if lines > 1 else text.replace("\n", " ")
    box = TextBox(kind, (width + 2 * PADDING_PT, height_of(font, lines)))
    sizes = [(160.0, height_of(font, 4))] * 400
    contents, left = draw_on(font, box, text, sizes, references("ru", 1))
    assert left == 0
    assert len(contents) == len(sizes) + 1
    shown = b"".join(contents)
    count = sum(_letters(content) for content in contents)
    assert shown
    assert count >= len("".join(text.split()))


def _letters(content: bytes) -> int:
    """Glyphs of the strings of a content stream; two bytes each."""
    strings = re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", content, re.DOTALL)
    return sum(len(re.sub(rb"\\(.)", rb"\1", each, flags=re.DOTALL)) // 2 for each in strings)


def test_a_fresh_mark_is_on_every_sheet(writer: Writer, mark: FormMark) -> None:
    first = _written(writer, mark, {"note": LONG["note"]}, flat=False)
    other = replace(mark, document="7QK2M9XT4V")
    second = writer.write({"note": LONG["note"]}, mark=other)[0]
    assert b"GP1XF3A7QG" not in pikepdf.open(io.BytesIO(second)).Root.Metadata.read_bytes()
    assert read(first).mark == mark
    assert read(second).mark == other
