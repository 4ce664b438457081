import io

import pikepdf
import pytest
from pikepdf import Name, Stream, String

from formkit.formats.acroform import Writer, verify
from formkit.model.record import FormMark
from formkit.problems import Code

LABELS = {"region": {"ua_46": "Львовская", "ua_26": "Ивано-Франковская", "cz_10": "Praha"}}


def test_a_written_file_stores_and_shows_what_was_asked(
    filled: bytes, flat: bytes, texts: dict[str, str]
) -> None:
    assert verify(filled, texts) == []
    assert verify(flat, texts, labels=LABELS) == []


def test_a_blank_is_empty(writer: Writer, mark: FormMark) -> None:
    data, _ = writer.write({}, mark=mark)
    assert verify(data, {}) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("client", "Щербаков-Їжак Ґалаґан Řericha"),
        ("note", "Живёт одна, нуждается в помощи с едой и уборкой."),
        ("sex", "m"),
        ("consent", ""),
        ("needs__day", "day"),
        ("region", "ua_46"),
        ("items__3__name", "лишнее"),
    ],
)
def test_every_difference_is_found(
    filled: bytes, flat: bytes, texts: dict[str, str], name: str, text: str
) -> None:
    asked = {**texts, name: text}
    for found in (verify(filled, asked), verify(flat, asked, labels=LABELS)):
        assert {p.where.path for p in found} == {name}
        assert {p.code for p in found} == {Code.VALUE_DIFFERS_FROM_ISSUED}


def test_a_picture_that_differs_from_its_value_is_found(
    filled: bytes, texts: dict[str, str]
) -> None:
    with pikepdf.open(io.BytesIO(filled)) as pdf:
        fields = {str(each.T): each for each in pdf.Root.AcroForm.Fields}
        fields["client"].AP.N = fields["address"].AP.N
        fields["address"].V = String("другое")
        fields["consent"].AS = Name.Off
        fields["housing"].Kids[0].AP.N.Off = pdf.make_indirect(
            Stream(pdf, b"0 0 5 5 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        )
        changed = io.BytesIO()
        pdf.save(changed)
    found = verify(changed.getvalue(), texts)
    assert {p.where.path for p in found} == {"client", "address", "consent", "housing"}


def test_a_field_that_is_not_in_the_file_is_found(filled: bytes, texts: dict[str, str]) -> None:
    found = verify(filled, {**texts, "lost": "text"})
    assert [(p.where.path, p.values["issued"]) for p in found] == [("lost", "text")]


def test_a_text_that_was_not_drawn_whole_is_found(writer: Writer, mark: FormMark) -> None:
    texts = {"address": "Длинная улица. " * 20}
    data, problems = writer.write(texts, mark=mark)
    assert [p.code for p in problems] == [Code.VALUE_OVERFLOW]
    assert {p.where.path for p in verify(data, texts)} == {"address"}
