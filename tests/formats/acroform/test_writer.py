import io
import re
from dataclasses import replace

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.formats.acroform import Blank, Writer, prepare, read
from formkit.formats.acroform.fields import Flag
from formkit.formats.acroform.qr import qr_rows
from formkit.formats.formmark import MarkPlaces, mark_text, payload
from formkit.layout.blocks import Input
from formkit.model.form import Form, Kind, Paper
from formkit.model.record import FormMark
from formkit.problems import Code

KIB = 1024


def _texts(data: bytes) -> dict[str, str]:
    return {name: seen.text for name, seen in read(data).seen.items()}


def test_what_was_written_is_read_back(filled: bytes, expected: dict[str, str]) -> None:
    assert _texts(filled) == expected


def test_another_library_reads_the_same(filled: bytes, expected: dict[str, str]) -> None:
    fields = pypdf.PdfReader(io.BytesIO(filled)).get_fields() or {}
    values = {name: str(field.get("/V", "")).removeprefix("/") for name, field in fields.items()}
    for name, text in expected.items():
        assert values[name].replace("Off", "") == text


@settings(deadline=None, max_examples=60)
@given(
    st.text("абвґїЇŘřůě Ққ№«»—()\\'\"<>&%/ABC09\n\r", max_size=60),
    st.text("абвґїЇŘřůě Ққ№«»—()\\'\"<>&%/ABC09", max_size=30),
)
def test_any_text_comes_back_as_it_was(
    writer: Writer, mark: FormMark, lines: str, text: str
) -> None:
    data, _ = writer.write({"note": lines, "client": text}, mark=mark)
    texts = _texts(data)
    assert texts["note"] == lines.replace("\r\n", "\n").replace("\r", "\n").strip()
    assert texts["client"] == text.strip()


def test_letters_are_composed_before_they_are_stored(writer: Writer, mark: FormMark) -> None:
    data, problems = writer.write({"client": "Йожеф R\u030cehor\u030c"}, mark=mark)
    assert problems == ()
    assert _texts(data)["client"] == "Йожеф Řehoř"


@pytest.mark.parametrize(
    ("name", "text", "code", "facts"),
    [
        ("tax_no", "01234567890", Code.VALUE_OVERFLOW, {"left": "1"}),
        ("address", "ул. " * 60, Code.VALUE_OVERFLOW, None),
        ("client", "Nguyễn", Code.VALUE_NO_GLYPH, {"characters": "ễ (U+1EC5)"}),
        ("sex", "x", Code.VALUE_NOT_A_CHOICE, None),
        ("region", "Praha", Code.VALUE_NOT_A_CHOICE, None),
        ("needs__home", "day", Code.VALUE_NOT_A_CHOICE, None),
        ("adress", "ул.", Code.VALUE_UNKNOWN_FIELD, None),
    ],
)
def test_what_cannot_be_shown_is_a_problem(
    writer: Writer, mark: FormMark, name: str, text: str, code: Code, facts: dict[str, str] | None
) -> None:
    data, problems = writer.write({name: text}, mark=mark)
    assert [(p.code, p.where.path) for p in problems] == [(code, name.partition("__")[0])]
    assert facts is None or problems[0].values == facts
    if code in (Code.VALUE_OVERFLOW, Code.VALUE_NO_GLYPH):
        assert _texts(data)[name] == text.strip()


def test_a_problem_in_a_table_names_row_and_column(writer: Writer, mark: FormMark) -> None:
    _, problems = writer.write({"items__3__name": "Nguyễn"}, mark=mark)
    assert problems[0].where.path == "items.3.name"


def test_locked_fields_and_only_those_are_read_only(writer: Writer, mark: FormMark) -> None:
    locked = ["voucher_no", "note", "sex", "needs__home", "signature", "region"]
    data, _ = writer.write({"voucher_no": "1", "sex": "f"}, mark=mark, read_only=locked)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        fields = {str(field.T): int(field.Ff) for field in pdf.Root.AcroForm.Fields}
    read_only = {name for name, flags in fields.items() if flags & Flag.READ_ONLY}
    assert read_only == {*locked, "FormMark"}
    assert _texts(data)["sex"] == "f"


def test_the_number_stands_in_every_carrier(filled: bytes, flat: bytes, mark: FormMark) -> None:
    line = mark_text(mark)
    for data in (filled, flat):
        reader = pypdf.PdfReader(io.BytesIO(data))
        root = reader.trailer["/Root"]
        assert line in root["/Metadata"].get_data().decode()
        assert reader.metadata is not None
        assert reader.metadata["/Keywords"] == line
        assert line in reader.attachments["formkit.json"][0].decode()
        private = [page["/PieceInfo"]["/Formkit"]["/Private"] for page in reader.pages]
        assert [(p["/Mark"], p["/Page"]) for p in private] == [(line, 1), (line, 2)]
        drawn = [
            p["/Resources"]["/XObject"][f"/FormMark{n}"] for n, p in enumerate(reader.pages, 1)
        ]
        assert drawn[0].get_data() != drawn[1].get_data()
    fields = pypdf.PdfReader(io.BytesIO(filled)).get_fields() or {}
    assert fields["FormMark"]["/V"] == line


def test_nothing_of_the_blank_identity_is_left(filled: bytes, blank: Blank) -> None:
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        whole = io.BytesIO()
        pdf.save(
            whole,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    assert mark_text(blank.mark).encode() not in whole.getvalue()


def test_values_stand_only_in_their_fields(filled: bytes, texts: dict[str, str]) -> None:
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        outside = [str(pdf.trailer.Info.get(key)) for key in pdf.trailer.Info.keys()]  # noqa: SIM118
        outside.append(pdf.Root.Metadata.read_bytes().decode())
        outside.append(pdf.Root.Names.EmbeddedFiles.Names[1].EF.F.read_bytes().decode())
    for text in texts.values():
        assert len(text) < 6 or not any(text in each for each in outside)
    assert filled.count(b"%%EOF") == 1
    assert b"/Prev" not in filled


def test_one_writer_fills_many_and_keeps_nothing(writer: Writer, mark: FormMark) -> None:
    first, _ = writer.write({"client": "Первая"}, mark=mark)
    second, _ = writer.write({"sex": "m"}, mark=replace(mark, document=None))
    again, _ = writer.write({"client": "Первая"}, mark=mark)
    assert first == again
    assert _texts(second)["client"] == ""
    assert read(second).mark == replace(mark, document=None)


def test_a_mark_of_another_form_is_refused(writer: Writer, mark: FormMark) -> None:
    with pytest.raises(ValueError, match="other"):
        writer.write({}, mark=replace(mark, form="other"))


def test_the_font_of_a_blank_is_the_one_in_its_bytes(blank: Blank) -> None:
    writer = Writer(Blank.load(blank.data))
    with pikepdf.open(io.BytesIO(blank.data)) as pdf:
        font = pdf.Root.AcroForm.DR.Font.Wingdings.DescendantFonts[0].FontDescriptor
        assert writer._font.program == font.FontFile2.read_bytes()


def test_a_flat_document_has_no_fields_and_shows_the_same(
    flat: bytes, texts: dict[str, str]
) -> None:
    with pikepdf.open(io.BytesIO(flat)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert all("/Annots" not in page.obj for page in pdf.pages)
    shown = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(flat)).pages)
    for name in ("client", "address", "items__1__name"):
        assert "".join(texts[name].split()) in "".join(shown.split())


def test_a_flat_document_says_which_boxes_are_checked(flat: bytes) -> None:
    with pikepdf.open(io.BytesIO(flat)) as pdf:
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
        printed = {str(e.T): e.A for e in owners if "/T" in e}
    assert printed["sex/f"].get("/checked") == "/on"
    assert printed["sex/m"].get("/checked") == "/off"
    assert printed["needs__home"].get("/Role") == "/cb"
    assert printed["client"].get("/Role") == "/tv"
    assert str(printed["housing/rent"].Desc) == "Жильё: наём"


def test_a_text_without_fields_gets_its_marks_too(form: Form, raw: bytes) -> None:
    weasyprint = pytest.importorskip("weasyprint")
    pages = weasyprint.HTML(string="<html lang=ru><title>Т</title><p>Текст").write_pdf(
        pdf_forms=True, pdf_variant="pdf/a-3a"
    )
    prose = replace(form, kind=Kind.TEXT, sections=())
    marks = MarkPlaces.for_text(Paper())
    blank = prepare(pages, (), form=prose, locale="ru", title="Т", marks=marks)
    mark = replace(blank.mark, document="GP1XF3A7QG")
    data, problems = Writer(blank).write({}, mark=mark, flat=True)
    assert problems == ()
    assert read(data).mark == mark
    assert [p.code for p in read(data).problems] == [Code.DOCUMENT_NO_FIELDS]


def test_a_filled_document_is_small(filled: bytes, flat: bytes) -> None:
    assert len(filled) < 90 * KIB
    assert len(flat) < 90 * KIB


def test_inputs_may_be_locked_in_the_blank(raw: bytes, inputs: list[Input], form: Form) -> None:
    locked = [replace(each, is_read_only=each.slot.name == "voucher_no") for each in inputs]
    marks = MarkPlaces.for_hand(Paper())
    blank = prepare(raw, locked, form=form, locale="ru", title="", marks=marks)
    data, _ = Writer(blank).write({"voucher_no": "7"}, mark=blank.mark)
    fields = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
    assert fields["voucher_no"]["/Ff"] & Flag.READ_ONLY
    assert not fields["client"]["/Ff"] & Flag.READ_ONLY


def test_the_code_is_drawn_as_one_path_of_whole_modules(filled: bytes, mark: FormMark) -> None:
    page = pypdf.PdfReader(io.BytesIO(filled)).pages[0]
    content = page["/Resources"]["/XObject"]["/FormMark1"].get_data()
    path = re.search(rb"0 g ((?:\d+ \d+ \d+ 1 re )+)f Q", content)
    assert path is not None
    dark: dict[int, int] = {}
    for x, y, length in re.findall(rb"(\d+) (\d+) (\d+) 1 re", path[1]):
        bits = (1 << int(length)) - 1
        dark[int(y)] = dark.get(int(y), 0) | bits << 29 - int(x) - int(length)
    assert tuple(dark[y] for y in range(29)) == qr_rows(payload(mark, "VOUCHER", 1, 2))
