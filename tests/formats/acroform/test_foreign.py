"""Somebody else's PDF: every style of field filled in, seen by other programs, read back."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.etree
import pikepdf
import pypdfium2
import pytest
from foreign_forms import (
    ANSWERS,
    COMBO,
    PASSWORD,
    PUSH,
    RADIO,
    STORED,
    Sheet,
    adopted,
    every_style,
    surveyed,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Encryption, Name, Object, Stream, String
from pypdf import PdfReader

from formkit.formats.acroform import read
from formkit.formats.acroform.foreign import ForeignWriter, survey, verify
from formkit.formats.formmark import find_mark, mark_text
from formkit.model.binding import slots_read
from formkit.model.clean import clean
from formkit.model.form import Form
from formkit.model.record import FormMark
from formkit.problems import Code

DOCUMENT = "GP1XF3A7QG"


@pytest.fixture(scope="module")
def original() -> bytes:
    return every_style().saved()


@pytest.fixture(scope="module")
def form(original: bytes, tmp_path_factory: pytest.TempPathFactory) -> Form:
    return adopted(original, tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def writer(form: Form) -> ForeignWriter:
    return writer_of(form)


@pytest.fixture(scope="module")
def filled(writer: ForeignWriter) -> bytes:
    return written(writer, ANSWERS)


def writer_of(form: Form) -> ForeignWriter:
    assert form.binding is not None
    return ForeignWriter(form, form.binding, "ru")


def written(writer: ForeignWriter, texts: Any, **more: Any) -> bytes:
    mark = replace(writer.blank.mark, document=DOCUMENT)
    data, problems = writer.write(texts, mark=mark, **more)
    assert problems == ()
    return data


def slots(form: Form, data: bytes) -> dict[str, str]:
    """Texts by slot as they come back, empty ones left out."""
    assert form.binding is not None
    found = slots_read(form, form.binding, read(data))
    return {name: seen.text for name, seen in found.seen.items() if seen.text}


def texts_in(data: bytes, form: Form) -> dict[str, list[str]]:
    """What PDFium shows in every place of every field, by slot or field name."""
    pdf = pypdfium2.PdfDocument(data)
    pdf.init_forms()
    for number in range(len(pdf)):
        if pdf.formenv:
            page = pdf[number]
            page.flatten()
            page.close()
    pages = [page.get_textpage() for page in pdf]
    assert form.binding is not None
    shown = {
        name: [
            pages[place.page - 1].get_text_bounded(*grown(place.rectangle_pt))
            for place in bound.places
        ]
        for name, bound in form.binding.fields.items()
    }
    pdf.close()
    return shown


def grown(box: tuple[float, ...]) -> tuple[float, ...]:
    return box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1


def test_another_library_finds_every_value(filled: bytes) -> None:
    fields = PdfReader(io.BytesIO(filled)).get_fields() or {}
    found = {name: field.get("/V") for name, field in fields.items()}
    assert {name: found[name] for name in STORED} == dict(STORED)
    assert list(found["needs"]) == ["еда", "лекарства"]


def test_all_come_back_under_their_names(form: Form, filled: bytes) -> None:
    assert slots(form, filled) == {**ANSWERS, "total": "12"}


def test_every_text_stands_in_its_rectangle(form: Form, filled: bytes) -> None:
    labels = {"region": "Praha", "open": "жильё", "needs": "еда\nлекарства"}
    asked = {
        name: labels.get(name, text)
        for name, text in {**ANSWERS, "needs": ""}.items()
        if name not in ("sex", "split", "agree", "bare") and "__" not in name
    }
    shown = texts_in(filled, form)
    for name, text in asked.items():
        for seen in shown[name]:
            assert "".join(seen.split()) == "".join(text.split()), name


def test_poppler_shows_the_same(filled: bytes, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    path = tmp_path / "filled.pdf"
    path.write_bytes(filled)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    for text in ("Щербаков-Їжак Řeřicha", "Ґалаґан Žluťoučký", "Вторая строка", "Боком Řeka"):
        assert text in done.stdout


def test_marked_boxes_are_inked_and_others_are_not(form: Form, filled: bytes) -> None:
    pdf = pypdfium2.PdfDocument(filled)
    pdf.init_forms()
    picture = pdf[0].render(scale=4, grayscale=True)
    assert form.binding is not None
    for name in ("sex", "split", "agree", "bare"):
        for place in form.binding.fields[name].places:
            is_inked = has_ink(picture, place.rectangle_pt)
            assert is_inked == (place.choice == ANSWERS[name]), (name, place.choice)


def has_ink(picture: Any, box: tuple[float, ...]) -> bool:
    left, bottom, right, top = (round(4 * side) for side in box)
    rows = range(picture.height - top + 4, picture.height - bottom - 4)
    pixels = bytes(picture.buffer)
    lines = (pixels[y * picture.stride + left + 4 : y * picture.stride + right - 4] for y in rows)
    return any(min(line) < 128 for line in lines)


def test_no_viewer_is_asked_to_draw(filled: bytes) -> None:
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        assert "/NeedAppearances" not in pdf.Root.AcroForm
        for widget in pdf.pages[0].Annots:
            if widget.get("/T") != "FormMark":
                assert "/AP" in widget
        fonts = pdf.Root.AcroForm.DR.Font
        assert str(pdf.Root.AcroForm.Fields[0].DA).startswith("/Wingdings 0 Tf")
        assert "/FontFile2" in fonts.Wingdings.DescendantFonts[0].FontDescriptor


texts = st.text(st.characters(codec="cp1251", exclude_categories=["Cc", "Cf"]), max_size=12)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, texts, st.sampled_from(["lvivska", "praha"]), st.booleans())
def test_what_is_written_is_read_and_drawn(
    form: Form, writer: ForeignWriter, line: str, note: str, region: str, sex: bool
) -> None:
    asked = {"prijmeni": line.strip(), "note": note.strip(), "region": region}
    asked["sex"] = "zhenskii_pol" if sex else "muzhskoi_pol"
    data, _ = writer.write(asked, mark=writer.blank.mark)
    given_texts = {name: text for name, text in asked.items() if text}
    assert slots(form, data) == {**given_texts, "total": "12"}
    assert form.binding is not None
    assert verify(data, form, form.binding, asked) == []


@pytest.mark.parametrize(
    ("texts", "code", "path"),
    [
        ({"house": "x" * 13}, Code.VALUE_OVERFLOW, "house"),
        ({"cells": "x" * 11}, Code.VALUE_OVERFLOW, "cells"),
        ({"note": "слово " * 400}, Code.VALUE_OVERFLOW, "note"),
        ({"prijmeni": "日"}, Code.VALUE_NO_GLYPH, "prijmeni"),
        ({"region": "brno"}, Code.VALUE_NOT_A_CHOICE, "region"),
        ({"sex": "other"}, Code.VALUE_NOT_A_CHOICE, "sex"),
        ({"surname": "x"}, Code.VALUE_UNKNOWN_FIELD, "surname"),
    ],
)
def test_what_cannot_be_shown_is_a_problem(
    writer: ForeignWriter, texts: dict[str, str], code: Code, path: str
) -> None:
    _, problems = writer.write(texts, mark=writer.blank.mark)
    assert [(p.code, p.where.path) for p in problems] == [(code, path)]


def test_a_single_box_is_unmarked_by_no(form: Form, writer: ForeignWriter) -> None:
    assert "agree" not in slots(form, written(writer, {"agree": "no"}))


def test_what_a_list_does_not_know_is_not_lost(form: Form, filled: bytes) -> None:
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        field = next(f for f in pdf.Root.AcroForm.Fields if f.get("/T") == "needs")
        field.V = Array([String("еда"), String("дрова")])
        data = saved(pdf)
    assert form.binding is not None
    reading = slots_read(form, form.binding, read(data))
    record = clean(reading, form, "ru")
    assert record.values["needs"] == ("eda",)
    wrong = [(p.code, p.where.path) for p in record.problems if p.where.path]
    assert wrong == [(Code.VALUE_NOT_A_CHOICE, "needs")]
    assert not record.is_sure


def saved(pdf: pikepdf.Pdf, **more: Any) -> bytes:
    stream = io.BytesIO()
    pdf.save(stream, **more)
    return stream.getvalue()


def test_the_mark_stands_in_every_carrier(filled: bytes, writer: ForeignWriter) -> None:
    line = mark_text(replace(writer.blank.mark, document=DOCUMENT))
    reader = PdfReader(io.BytesIO(filled))
    assert reader.get_fields()["FormMark"]["/V"] == line  # type: ignore[index]
    assert reader.metadata["/Keywords"] == line  # type: ignore[index]
    assert reader.xmp_metadata.dc_identifier == line  # type: ignore[union-attr]
    private = reader.pages[0]["/PieceInfo"]["/Formkit"]["/Private"]  # type: ignore[index]
    assert private["/Mark"] == line
    assert read(filled).mark == find_mark(line)


def test_what_the_file_says_of_itself_stays(tmp_path: Path) -> None:
    sheet = Sheet()
    sheet.field("name", "Tx", (50, 700, 300, 720))
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'rdf:about="uuid:7" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        '<rdf:li xml:lang="x-default">Žádost</rdf:li></rdf:Alt></dc:title></rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    )
    sheet.pdf.Root.Metadata = Stream(sheet.pdf, packet.encode())
    sheet.pdf.Root.Metadata.Type, sheet.pdf.Root.Metadata.Subtype = Name.Metadata, Name.XML
    info = Dictionary(Keywords=String("žádost, 2026"), Author=String("Úřad"))
    sheet.pdf.trailer["/Info"] = sheet.pdf.make_indirect(info)
    writer = writer_of(adopted(sheet.saved(), tmp_path))
    reader = PdfReader(io.BytesIO(written(writer, {"name": "Їжак"})))
    assert reader.metadata["/Author"] == "Úřad"  # type: ignore[index]
    assert reader.metadata["/Keywords"].startswith("žádost, 2026 formkit:1:")  # type: ignore[index]
    stream: Any = reader.trailer["/Root"]
    metadata = lxml.etree.fromstring(stream["/Metadata"].get_data())
    assert "".join(metadata.xpath("//*[local-name()='title']//text()")).strip() == "Žádost"
    assert DOCUMENT in metadata.xpath("//*[local-name()='identifier']/text()")[0]
    assert set(metadata.xpath("//@*[local-name()='about']")) == {"uuid:7"}


def test_rivals_of_the_fields_go(tmp_path: Path) -> None:
    sheet = every_style()
    acroform = sheet.pdf.Root.AcroForm
    acroform.NeedAppearances = True
    acroform.XFA = Array([String("datasets"), sheet.picture(b"<x/>")])
    sheet.pdf.Root.Perms = Dictionary(UR3=Dictionary(Type=Name.Sig))
    data = sheet.saved()
    codes = {p.code for p in surveyed(data).problems}
    assert {Code.ORIGINAL_XFA, Code.ORIGINAL_USAGE_RIGHTS} <= codes
    with pikepdf.open(io.BytesIO(written(writer_of(adopted(data, tmp_path)), {}))) as pdf:
        assert "/XFA" not in pdf.Root.AcroForm
        assert "/NeedAppearances" not in pdf.Root.AcroForm
        assert "/Perms" not in pdf.Root
        total = next(f for f in pdf.Root.AcroForm.Fields if f.get("/T") == "total")
        assert b"Tj" in total.AP.N.read_bytes()


def test_a_flat_copy_has_the_texts_and_no_fields(form: Form, writer: ForeignWriter) -> None:
    flat = written(writer, ANSWERS, flat=True)
    reader = PdfReader(io.BytesIO(flat))
    assert not reader.get_fields()
    assert not reader.pages[0].get("/Annots")
    assert texts_in(flat, form)["prijmeni"][0].strip() == ANSWERS["prijmeni"]
    assert "Ґалаґан Žluťoučký" in reader.pages[0].extract_text()
    mark = read(flat).mark
    assert mark is not None
    assert mark.document == DOCUMENT


def test_a_tagged_original_is_locked_instead_of_flattened(tmp_path: Path) -> None:
    sheet = every_style()
    sheet.pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot)
    form = adopted(sheet.saved(), tmp_path)
    flat = written(writer_of(form), ANSWERS, flat=True)
    fields = PdfReader(io.BytesIO(flat)).get_fields() or {}
    assert all(fields[name]["/Ff"] & 1 for name in STORED)
    assert slots(form, flat) == {**ANSWERS, "total": "12"}


def test_locked_slots_are_read_only(writer: ForeignWriter) -> None:
    data = written(writer, ANSWERS, read_only={"prijmeni", "needs__eda"})
    fields = PdfReader(io.BytesIO(data)).get_fields() or {}
    locked = {n for n, f in fields.items() if f.get("/Ff", 0) & 1} - {"FormMark"}
    assert locked == {"Příjmení", "needs", "total"}


def test_an_encrypted_original_stays_encrypted(tmp_path: Path) -> None:
    sheet = every_style()
    data = sheet.saved(encryption=Encryption(owner="chief", user="", R=6))
    form = adopted(data, tmp_path)
    out = written(writer_of(form), ANSWERS)
    with pikepdf.open(io.BytesIO(out)) as pdf:
        assert pdf.is_encrypted
    assert slots(form, out) == {**ANSWERS, "total": "12"}
    assert form.binding is not None
    assert verify(out, form, form.binding, ANSWERS) == []


def signed(sheet: Sheet) -> Sheet:
    """A form with a field that looks signed; no program of ours asks whether it is true."""
    value = Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        ByteRange=Array([0, 1, 2, 3]),
        Contents=String(b"\x30\x00" * 40),
    )
    sheet.field("authority", "Sig", (320, 420, 500, 480), V=sheet.pdf.make_indirect(value))
    return sheet


@pytest.mark.parametrize("streams", ["disable", "generate"])
def test_a_signed_original_stays_byte_for_byte(tmp_path: Path, streams: str) -> None:
    sheet = signed(every_style())
    mode = pikepdf.ObjectStreamMode[streams]
    data = sheet.saved(object_stream_mode=mode)
    assert (b"\nxref\n" in data) == (streams == "disable")
    assert Code.ORIGINAL_SIGNED in {p.code for p in surveyed(data).problems}
    form = adopted(data, tmp_path)
    out = written(writer_of(form), ANSWERS)
    assert out.startswith(data)
    assert slots(form, out) == {**ANSWERS, "total": "12"}
    fields = PdfReader(io.BytesIO(out)).get_fields() or {}
    assert {name: fields[name]["/V"] for name in STORED} == dict(STORED)
    assert "FormMark" not in fields
    assert read(out).mark == replace(writer_of(form).blank.mark, document=DOCUMENT)
    again = written(writer_of(form), ANSWERS, flat=True)
    assert again.startswith(data)
    assert is_sound(out, tmp_path)
    assert is_sound(again, tmp_path)


def is_sound(data: bytes, folder: Path) -> bool:
    """Whether qpdf, which repairs nothing here, has no word to say."""
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    path = folder / "checked.pdf"
    path.write_bytes(data)
    return (
        subprocess.run(["qpdf", "--check", path], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.parametrize("is_flat", [False, True])
def test_qpdf_finds_nothing_wrong(writer: ForeignWriter, tmp_path: Path, is_flat: bool) -> None:
    assert is_sound(written(writer, ANSWERS, flat=is_flat), tmp_path)


def test_verification_finds_another_picture_and_another_value(form: Form, filled: bytes) -> None:
    assert form.binding is not None
    assert verify(filled, form, form.binding, ANSWERS) == []
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        fields = {str(f.T): f for f in pdf.Root.AcroForm.Fields if "/T" in f}
        fields["Příjmení"].AP = fields["born"].AP
        fields["born"].V = String("05.03.1958")
        fields["agree"].AS = Name.Off
        found = verify(saved(pdf), form, form.binding, ANSWERS)
    assert {p.where.path for p in found} == {"prijmeni", "born", "agree"}


def test_an_unmarked_file_is_known_by_its_fields(form: Form, original: bytes) -> None:
    assert form.binding is not None
    assert form.binding.is_of(read(original))
    with pikepdf.open(io.BytesIO(original)) as pdf:
        pdf.Root.AcroForm.Fields[0].Rect = Array([120, 700, 300, 716])
        assert not form.binding.is_of(read(saved(pdf)))
    with pikepdf.open(io.BytesIO(original)) as pdf:
        del pdf.Root.AcroForm.Fields[-1]
        del pdf.pages[0].Annots[-1]
        assert not form.binding.is_of(read(saved(pdf)))


def test_labels_stand_left_above_inside_or_below() -> None:
    sheet = Sheet()
    for y, label_at, label in (
        (700, (50, 704), "Слева:"),
        (600, (200, 622), "Сверху"),
        (500, (201, 511), "Внутри"),
        (400, (230, 390), "(подпись, внизу)"),
    ):
        sheet.say(*label_at, label)
        sheet.field(f"f{y}", "Tx", (200, y, 400, y + 20))
    found = {field.name: field.label for field in survey(sheet.saved()).fields}
    assert found == {
        "f700": "Слева",
        "f600": "Сверху",
        "f500": "Внутри",
        "f400": "(подпись, внизу)",
    }


def test_labels_of_a_turned_page_are_found_as_it_is_shown() -> None:
    sheet = Sheet(rotation=90)
    sheet.say(300, 50, "Jméno:", turn="0 1 -1 0")
    sheet.field("name", "Tx", (285, 120, 305, 320), MK=Dictionary(R=90))
    sheet.say(400, 50, "Příjmení:", turn="0 1 -1 0")
    sheet.field("surname", "Tx", (385, 120, 405, 320), MK=Dictionary(R=90))
    found = survey(sheet.saved())
    assert [field.label for field in found.fields] == ["Jméno", "Příjmení"]
    assert found.page_pt == (842, 595)


def test_everything_that_cannot_be_adopted_is_told_at_once() -> None:
    sheet = Sheet()
    box = (50, 700, 150, 720)
    states = sheet.states("/a")
    sheet.field("good", "Tx", box)
    sheet.field("send", "Btn", box, Ff=PUSH)
    sheet.field("secret", "Tx", box, Ff=PASSWORD)
    sheet.field("bars", "Tx", box, PMD=Dictionary())
    sheet.field("hidden", "Tx", box, F=2)
    sheet.field("nowhere", "Tx", (0, 0, 0, 0))
    sheet.field("odd", "Xx", box)
    sheet.field("", "Tx", box)
    sheet.field("empty", "Ch", box, Ff=COMBO)
    sheet.field("mute", "Btn", box, AP=sheet.states("/"))
    sheet.field("cp1251", "Btn", box, AP=sheet.states("/\udcc4\udce0"))
    sheet.field("both", "Tx", box)
    sheet.field("both", "Btn", box, Ff=RADIO, AP=states)
    signed(sheet)
    sheet.widget(box, FT=Name.Tx)
    with pytest.warns(pikepdf.PageCopyWarning):
        data = sheet.saved()
    found = survey(data)
    assert [field.name for field in found.fields] == ["good"]
    assert {(p.where.path, p.code.token.removeprefix("ORIGINAL_")) for p in found.problems} == {
        ("send", "PUSH_BUTTON"),
        ("secret", "SECRET"),
        ("bars", "BARCODE"),
        ("hidden", "NOT_SEEN"),
        ("nowhere", "NOT_SEEN"),
        ("odd", "UNKNOWN_KIND"),
        ("", "NO_NAME"),
        ("empty", "NO_CHOICES"),
        ("mute", "BAD_STATES"),
        ("cp1251", "BAD_STATES"),
        ("both", "TWO_KINDS"),
        ("authority", "ALREADY_SIGNED"),
        (None, "SIGNED"),
        (None, "LOOSE_BOXES"),
    }


def test_a_name_another_program_gave_a_box_comes_back(tmp_path: Path) -> None:
    """State names are bytes; those of a Cyrillic program are kept as they are."""
    sheet = Sheet()
    sheet.field("agree", "Btn", (50, 700, 60, 710), AP=sheet.states("/Да#20нет"))
    form = adopted(sheet.saved(), tmp_path)
    data = written(writer_of(form), {"agree": "yes"})
    with pikepdf.open(io.BytesIO(data)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        assert field.V == field.AS
        assert str(field.V) in list(field.AP.N.keys())
    assert slots(form, data) == {"agree": "yes"}


def test_colour_and_turn_of_a_field_are_kept(tmp_path: Path) -> None:
    sheet = Sheet()
    style = String("/Helv 11 Tf 0 0.5 1 rg")
    sheet.field("blue", "Tx", (50, 700, 70, 800), DA=style, MK=Dictionary(R=270))
    form = adopted(sheet.saved(), tmp_path)
    with pikepdf.open(io.BytesIO(written(writer_of(form), {"blue": "Їжак"}))) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        assert str(field.DA) == "/Wingdings 11 Tf 0 0.5 1 rg"
        assert b" Tf 0 0.5 1 rg " in field.AP.N.read_bytes()
        assert list(map(float, field.AP.N.Matrix)) == [0, -1, 1, 0, 0, 100]


def test_marks_of_another_form_are_not_taken_for_ours(form: Form) -> None:
    assert form.binding is not None
    other = FormMark("other", 1, "ru")
    data, _ = writer_of(form).write({}, mark=other)
    assert read(data).mark == replace(other, fingerprint=writer_of(form).blank.fingerprint)


def test_the_original_is_parsed_anew_for_every_document(writer: ForeignWriter) -> None:
    first, second = written(writer, ANSWERS), written(writer, ANSWERS)
    assert first == second
    assert Object.parse(b"/A") == Name.A
