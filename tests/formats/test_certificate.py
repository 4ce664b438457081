"""A certificate: one framed sheet in PDF and Word, opened by other programs."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from pypdf import PdfReader

from formkit.catalogue.index import Catalogue
from formkit.formats.docx.template import compile_template
from formkit.formats.pdf.markup import page_html
from formkit.formats.pdf.render import render
from formkit.language.profiles import LOCALES, get_profile
from formkit.layout.blocks import (
    Document,
    Heading,
    Paragraph,
    Rendering,
    SignatureLine,
    Text,
    Title,
)
from formkit.layout.build import build
from formkit.layout.frame import frame
from formkit.layout.printed import printed
from formkit.model.form import Kind, Look, Paper

GOOD = Path(__file__).parents[1] / "cases" / "definitions" / "good"
VOUCHER = Catalogue([GOOD / "everything"]).get("voucher")
A4 = Paper(is_landscape=True)


def certificate(look: Look = Look.CERTIFICATE) -> Document:
    document = build(VOUCHER, "en")
    form = replace(VOUCHER, kind=Kind.TEXT, look=look, paper=A4)
    blocks = (
        Title((Text("Certificate"),)),
        Heading((Text("Peter Thorne"),), 2),
        Paragraph((Text("has completed the course"),)),
        SignatureLine((Text("Director"),), None, (Text("Margaret Doyle"),)),
    )
    return Document(form, document.words, blocks)


def pdf(document: Document, locale: str = "en") -> PdfReader:
    words = printed(document, {}, {}, Rendering.FILLED)
    html = page_html(document, get_profile(locale), Rendering.FILLED, words, "{page}")
    return PdfReader(io.BytesIO(render(html)))


def curves(drawn: Any) -> int:
    """Cubic curves of a page or of a drawing on it, and of the drawings in that."""
    stream = drawn.get_contents() if hasattr(drawn, "get_contents") else drawn
    inner = (drawn.get("/Resources") or {}).get("/XObject") or {}
    own: int = stream.get_data().count(b" c\n")
    return own + sum(curves(part.get_object()) for part in inner.values())


@pytest.mark.parametrize("locale", LOCALES)
def test_a_certificate_is_one_sheet_with_a_frame_of_curves(locale: str) -> None:
    reader = pdf(certificate(), locale)
    (page,) = reader.pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    assert "Peter Thorne" in page.extract_text()
    drawn = [letter for stroke in frame(297, 210, 9) for letter, _ in stroke.steps]
    assert curves(page) == drawn.count("C")


def test_no_other_text_has_a_frame() -> None:
    (page,) = pdf(certificate(Look.PLAIN)).pages
    assert curves(page) == 0


def test_word_has_the_same_frame_and_the_same_large_type() -> None:
    profile = get_profile("en")
    word = docx.Document(io.BytesIO(compile_template(certificate(), profile)))
    section = word.sections[0]
    for header in (section.header, section.first_page_header):
        shapes = header._element.xpath(".//wp:anchor")
        assert [shape.get("behindDoc") for shape in shapes] == ["1", "1", "1"]
    title, name = (word.styles[style] for style in ("Title", "Heading 2"))
    assert title.font.size.pt == profile.certificate.title_size_pt
    assert name.font.size.pt == profile.certificate.name_size_pt
    assert title.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_no_other_word_file_has_a_frame() -> None:
    content = compile_template(certificate(Look.PLAIN), get_profile("en"))
    header = docx.Document(io.BytesIO(content)).sections[0].first_page_header
    assert header._element.xpath(".//wp:anchor") == []
