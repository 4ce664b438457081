"""Files of other programs and broken files, made here object by object."""

import io
import zlib
from collections.abc import Callable
from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.formats.acroform import read
from formkit.formats.acroform.identity import FIELD
from formkit.formats.acroform.walk import MAX_FIELDS
from formkit.formats.formmark import mark_text
from formkit.model.record import FormMark, Reading
from formkit.problems import Code, Severity

Make = Callable[[pikepdf.Pdf], list[pikepdf.Object]]


def _pdf(make: Make) -> bytes:
    """A page with fields that are their own widgets."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 300))
        fields = [pdf.make_indirect(each) for each in make(pdf)]
        pdf.pages[0].obj.Annots = Array(fields)
        pdf.Root.AcroForm = Dictionary(Fields=Array(fields))
        data = io.BytesIO()
        pdf.save(data)
    return data.getvalue()


def _field(name: str, kind: str = "Tx", **entries: object) -> Dictionary:
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        Rect=[10, 40, 110, 20],
        FT=Name(f"/{kind}"),
        T=String(name),
        **entries,
    )


def _texts(reading: Reading) -> dict[str, str]:
    return {name: seen.text for name, seen in reading.seen.items()}


def _codes(reading: Reading) -> list[Code]:
    return [p.code for p in reading.problems if p.code is not Code.DOCUMENT_NOT_OURS]


@pytest.mark.parametrize(
    "stored",
    [
        b"\xfe\xff" + "Řeřicha\rŽ".encode("utf-16-be"),
        b"\xff\xfe" + "Řeřicha\r\nŽ".encode("utf-16-le"),
        b"\xef\xbb\xbf" + "Řeřicha\nŽ".encode(),
        b"\xfe\xff" + "R\u030cer\u030cicha\nZ\u030c\0\0 ".encode("utf-16-be"),
        b"\xfe\xff" + "\x1bcs\x1bŘeřicha\nŽ".encode("utf-16-be"),
    ],
    ids=["UTF-16BE", "UTF-16LE", "UTF-8", "decomposed, padded", "language escape"],
)
def test_texts_of_every_encoding_read_alike(stored: bytes) -> None:
    reading = read(_pdf(lambda _: [_field("name", V=String(stored))]))
    assert _texts(reading) == {"name": "Řeřicha\nŽ"}


def test_pdf_doc_encoding() -> None:
    reading = read(_pdf(lambda _: [_field("name", V=String(b"caf\xe9 \xa0 \x8d\x8e"))]))
    assert _texts(reading) == {"name": "café € “”"}


def test_a_text_may_be_a_stream_and_a_name_any_letters() -> None:
    text = "Ґалаґан"
    reading = read(
        _pdf(
            lambda pdf: [
                _field("длинное.имя", V=pdf.make_indirect(Stream(pdf, text.encode("utf-8-sig"))))
            ]
        )
    )
    assert _texts(reading) == {"длинное.имя": text}


@pytest.mark.parametrize(
    ("entries", "text", "confidence"),
    [
        ({"V": Name.ano, "AS": Name.ano}, "ano", 1.0),
        ({"V": Name.Off, "AS": Name.Off}, "", 1.0),
        ({"AS": Name.ano}, "ano", 1.0),
        ({}, "", 1.0),
        ({"V": String("/ano"), "AS": Name.ano}, "ano", 1.0),
        ({"V": Name.ano, "AS": Name.Off}, "ano", 0.5),
        ({"V": Name.Off, "AS": Name.ano}, "", 0.5),
        (
            {"V": Name("/1"), "AS": Name("/1"), "Opt": [String("ne"), String("Řekl ano")]},
            "Řekl ano",
            1.0,
        ),
    ],
)
def test_buttons_by_value_and_by_picture(
    entries: dict[str, object], text: str, confidence: float
) -> None:
    seen = read(_pdf(lambda _: [_field("box", "Btn", **entries)])).seen["box"]
    assert (seen.text, seen.confidence) == (text, confidence)


def test_two_boxes_drawn_as_marked_where_one_is_allowed() -> None:
    def group(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
        kids = [
            pdf.make_indirect(Dictionary(Subtype=Name.Widget, AS=Name(f"/{state}")))
            for state in ("a", "b")
        ]
        return [Dictionary(FT=Name.Btn, Ff=1 << 15, T=String("q"), V=Name.a, Kids=kids)]

    reading = read(_pdf(group))
    assert reading.seen["q"].confidence < 0.9
    assert [dict(p.values) for p in reading.problems if p.code is Code.VALUE_SEVERAL_MARKED] == [
        {"texts": "a, b"}
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (String("ua_26"), "ua_26"),
        (String("Ивано-Франковская"), "ua_26"),
        (Array([String("cz_10"), String("Ивано-Франковская")]), "cz_10\nua_26"),
        (String("другое"), "другое"),
    ],
)
def test_choices_are_export_values_even_if_the_label_was_stored(
    value: pikepdf.Object, text: str
) -> None:
    options = [["ua_26", "Ивано-Франковская"], ["cz_10", "Praha"]]
    pairs = Array([Array([String(a), String(b)]) for a, b in options])
    reading = read(_pdf(lambda _: [_field("region", "Ch", Ff=1 << 17, V=value, Opt=pairs)]))
    assert _texts(reading) == {"region": text}


def test_names_and_values_are_inherited() -> None:
    def nested(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
        leaf = pdf.make_indirect(Dictionary(T=String("b")))
        other = pdf.make_indirect(Dictionary(T=String("c"), V=String("own")))
        return [Dictionary(T=String("a"), FT=Name.Tx, V=String("given"), Kids=[leaf, other])]

    assert _texts(read(_pdf(nested))) == {"a.b": "given", "a.c": "own"}


def test_the_same_name_twice_counts_once_or_is_doubtful() -> None:
    same = read(_pdf(lambda _: [_field("x", V=String("1")), _field("x", V=String("1"))]))
    assert (_texts(same), _codes(same)) == ({"x": "1"}, [])
    one = read(_pdf(lambda _: [_field("x"), _field("x", V=String("1"))]))
    assert (_texts(one), _codes(one)) == ({"x": "1"}, [])
    two = read(_pdf(lambda _: [_field("x", V=String("1")), _field("x", V=String("2"))]))
    assert _codes(two) == [Code.VALUE_SEVERAL_MARKED]
    assert two.seen["x"].confidence < 0.9


def test_a_signature_is_signed_or_not() -> None:
    signed = Dictionary(Type=Name.Sig, Contents=String(b"\x30\x80"))
    reading = read(_pdf(lambda _: [_field("a", "Sig", V=signed), _field("b", "Sig")]))
    assert _texts(reading) == {"a": "signed", "b": ""}


def test_page_and_rectangle_are_known() -> None:
    seen = read(_pdf(lambda _: [_field("x")])).seen["x"]
    assert (seen.page, seen.rectangle_pt) == (1, (10.0, 20.0, 110.0, 40.0))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.DOCUMENT_EMPTY_FILE),
        (b"\xd0\xcf\x11\xe0 a Word file", Code.DOCUMENT_NOT_PDF),
        (b"%PDF-1.7\n" + b"garbage " * 50, Code.DOCUMENT_DAMAGED),
        (b"%PDF-1.7\n" + bytes(21 << 20), Code.DOCUMENT_TOO_LARGE),
    ],
)
def test_files_that_are_no_documents(data: bytes, code: Code) -> None:
    reading = read(data)
    assert [p.code for p in reading.problems] == [code]
    assert reading.mark is None


def test_a_file_with_a_password() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        data = io.BytesIO()
        pdf.save(data, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    assert _codes(read(data.getvalue())) == [Code.DOCUMENT_ENCRYPTED]


def test_a_file_that_only_its_owner_may_change_is_read() -> None:
    with pikepdf.open(io.BytesIO(_pdf(lambda _: [_field("x", V=String("1"))]))) as pdf:
        data = io.BytesIO()
        pdf.save(data, encryption=pikepdf.Encryption(user="", owner="secret"))
    assert _texts(read(data.getvalue())) == {"x": "1"}


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_file_cut_off_is_never_an_empty_form(filled: bytes, share: float) -> None:
    reading = read(filled[: int(len(filled) * share)])
    assert Code.DOCUMENT_DAMAGED in _codes(reading)
    assert any(p.severity is Severity.ERROR for p in reading.problems)


def test_a_revision_cut_off_is_noticed(filled: bytes) -> None:
    reading = read(filled + b"\n12 0 obj\n<</V(lost)")
    assert Code.DOCUMENT_DAMAGED in _codes(reading)


def test_a_form_for_adobe_only() -> None:
    def make(pdf: pikepdf.Pdf) -> bytes:
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_indirect(Stream(pdf, b"<x/>")))
        pdf.Root.NeedsRendering = True
        data = io.BytesIO()
        pdf.save(data)
        return data.getvalue()

    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        assert _codes(read(make(pdf))) == [Code.DOCUMENT_XFA]


def test_no_mark_and_no_fields_are_said() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        data = io.BytesIO()
        pdf.save(data)
    codes = [p.code for p in read(data.getvalue()).problems]
    assert codes == [Code.DOCUMENT_NOT_OURS, Code.DOCUMENT_NO_FIELDS]


def test_active_content_is_named_and_nothing_of_ours_is() -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    launch = Dictionary(S=Name.Launch, F=String("calc.exe"))
    data = _pdf(lambda _: [_field("x", AA=Dictionary(K=script)), _field("y", A=launch)])
    found = [p for p in read(data).problems if p.code is Code.DOCUMENT_ACTIVE_CONTENT]
    assert [(p.values["kinds"], p.severity) for p in found] == [
        ("JavaScript, Launch", Severity.WARNING)
    ]


def test_our_own_files_carry_nothing_active(filled: bytes, flat: bytes) -> None:
    for data in (filled, flat):
        assert Code.DOCUMENT_ACTIVE_CONTENT not in _codes(read(data))


@pytest.mark.parametrize("carrier", ["field", "page", "XMP", "Info", "attachment"])
def test_one_carrier_left_is_enough_and_one_that_lies_is_noticed(
    filled: bytes, mark: FormMark, carrier: str
) -> None:
    others = {"field", "page", "XMP", "Info", "attachment"} - {carrier}
    kept = read(_changed(filled, others, mark_text(mark), "-"))
    assert (kept.mark, _codes(kept)) == (mark, [])
    lie = mark_text(replace(mark, document=None))
    assert Code.DOCUMENT_MARKS_DISAGREE in _codes(
        read(_changed(filled, {carrier}, mark_text(mark), lie))
    )


def _changed(data: bytes, carriers: set[str], old: str, new: str) -> bytes:
    """The file with another line in some carriers of its mark."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "field" in carriers:
            hidden = next(field for field in pdf.Root.AcroForm.Fields if str(field.T) == FIELD)
            hidden.V = String(new)
        for page in pdf.pages:
            if "page" in carriers:
                page.obj.PieceInfo.Formkit.Private.Mark = String(new)
        if "Info" in carriers:
            pdf.trailer.Info.Keywords = String(new)
        streams = {
            "XMP": pdf.Root.Metadata,
            "attachment": pdf.Root.Names.EmbeddedFiles.Names[1].EF.F,
        }
        for carrier in carriers & streams.keys():
            content = streams[carrier].read_bytes()
            streams[carrier].write(content.replace(old.encode(), new.encode()))
        changed = io.BytesIO()
        pdf.save(changed, fix_metadata_version=False)
    return changed.getvalue()


def _deep(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    item = pdf.make_indirect(_field("leaf"))
    for _ in range(100):
        item = pdf.make_indirect(Dictionary(T=String("n"), Kids=[item]))
    return [item]


def _circle(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    item = pdf.make_indirect(_field("x"))
    item.Kids = Array([item])
    return [item]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda _: [_field(f"f{n}") for n in range(MAX_FIELDS + 1)], Code.DOCUMENT_LIMIT),
        (_deep, Code.DOCUMENT_LIMIT),
        (
            lambda pdf: [
                _field("x", V=pdf.make_indirect(_bomb(pdf))),
            ],
            Code.DOCUMENT_LIMIT,
        ),
        (lambda _: [_field("x", V=String("x" * (2 << 20)))], Code.DOCUMENT_LIMIT),
        (_circle, Code.DOCUMENT_NO_FIELDS),
    ],
    ids=["too many fields", "too deep", "bomb", "too much text", "circle"],
)
def test_hostile_files_are_stopped_and_said(make: Make, code: Code) -> None:
    assert code in _codes(read(_pdf(make)))


def _bomb(pdf: pikepdf.Pdf) -> Stream:
    stream = Stream(pdf, zlib.compress(bytes(200 << 20), 9))
    stream.Filter = Name.FlateDecode
    return stream


@pytest.mark.parametrize(
    "entries",
    [
        {"Kids": Name.x},
        {"Kids": [1, Name.x, String("s")]},
        {"V": Dictionary(a=1)},
        {"Ff": Name.x},
        {"Rect": [Name.a, 1, 2, 3]},
        {"Opt": Name.x, "V": String("1")},
        {"T": Name.odd},
    ],
)
def test_nonsense_inside_fields_is_survived(entries: dict[str, object]) -> None:
    for kind in ("Tx", "Btn", "Ch", "Sig"):
        item = _field("x", kind)
        for key, value in entries.items():
            item[f"/{key}"] = value
        codes = [p.code for p in read(_pdf(lambda _, item=item: [item])).problems]
        assert Code.DOCUMENT_NOT_OURS in codes
