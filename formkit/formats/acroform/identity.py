"""The form mark inside the file: hidden field, pages, metadata, attachment. No personal data.

Each carrier holds the same line, because each survives other programs (page extraction drops the
metadata, flattening the field, printing to PDF the pages' private data).
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.formats.acroform.walk import entry, text_of
from formkit.formats.formmark import MarkPlaces, find_mark, mark_text
from formkit.problems import Code, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from formkit.formats.acroform.walk import OpenPage
    from formkit.model.record import FormMark

FIELD = "FormMark"
"""Name of the hidden field; capitals keep it apart from every name of a definition."""
PRIVATE = "/Formkit"
"""Our entry in a page's PieceInfo."""
MARK = "/FormMark"
"""Name of a page's drawn mark among its XObjects; the page number follows."""
ATTACHMENT = "formkit.json"
PRODUCER = "formkit"
_SEARCHED = 1 << 20
_EPOCH = "D:20000101000000Z"
"""A date where the standard wants one; the same for all, so that bytes repeat."""


def embed_identity(
    pdf: pikepdf.Pdf, mark: FormMark, form_code: str, places: MarkPlaces, title: str
) -> None:
    """Put the mark into every carrier but the field, which :func:`hidden_field` makes."""
    for number, page in enumerate(pdf.pages, start=1):
        private = Dictionary(
            Mark=String(mark_text(mark)),
            Code=String(form_code),
            Page=number,
            Places=_places_array(places),
        )
        data = Dictionary(LastModified=String(_EPOCH), Private=private)
        page.obj.PieceInfo = Dictionary({PRIVATE: pdf.make_indirect(data)})
        page.obj.LastModified = String(_EPOCH)
    info = Dictionary(Title=title, Keywords=mark_text(mark), Producer=PRODUCER)
    pdf.trailer["/Info"] = pdf.make_indirect(info)
    metadata = Stream(pdf, xmp(mark, title))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    _attach(pdf, mark)


def _places_array(places: MarkPlaces) -> pikepdf.Object:
    from pikepdf import Array

    numbers = (*places.page_size_mm, *places.qr_corner_mm, places.qr_module_mm)
    decimals = [Decimal(str(round(number, 3))) for number in numbers]
    return Array([places.has_fiducials, *decimals])


def places_of(private: pikepdf.Object) -> MarkPlaces:
    """Inverse of what the pages hold."""
    has_fiducials, *rest = list(private.Places)
    width, height, left, top, module = map(float, rest)
    return MarkPlaces((width, height), bool(has_fiducials), (left, top), module)


def _attach(pdf: pikepdf.Pdf, mark: FormMark) -> None:
    """The mark as an associated file (ISO 19005-3, 6.8)."""
    stream = Stream(pdf, attachment(mark))
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/application/json")
    stream.Params = Dictionary(ModDate=String(_EPOCH))
    file = pdf.make_indirect(stream)
    specification = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=ATTACHMENT,
            UF=ATTACHMENT,
            AFRelationship=Name.Data,
            Desc="form mark",
            EF=Dictionary(F=file, UF=file),
        )
    )
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array([String(ATTACHMENT), specification]))
    pdf.Root.AF = Array([specification])


def attachment(mark: FormMark) -> bytes:
    return json.dumps({"mark": mark_text(mark)}).encode()


def hidden_field(pdf: pikepdf.Pdf, page: pikepdf.Object, mark: FormMark) -> pikepdf.Object:
    """A read-only field of no size beside the page: not drawn, yet printed as PDF/A demands."""
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            Rect=Array([-1, -1, -1, -1]),
            F=4,
            P=page,
            FT=Name.Tx,
            Ff=1,
            T=String(FIELD),
            TU=String("form mark"),
            V=String(mark_text(mark)),
        )
    )


def resolve(
    pdf: pikepdf.Pdf, pages: Sequence[OpenPage], hidden: str
) -> tuple[FormMark | None, list[Problem]]:
    """The mark of a file by its first carrier, and DOCUMENT_MARKS_DISAGREE where others differ.

    Args:
        pdf: any file.
        pages: of it.
        hidden: value of the hidden field, empty where there is none.
    """
    carriers = [("field", hidden), *_carriers(pdf, pages)]
    found = [(name, mark) for name, text in carriers if (mark := find_mark(text)) is not None]
    if not found:
        return None, []
    first = found[0][1]
    if all(mark == first for _, mark in found):
        return first, []
    marks = "; ".join(dict.fromkeys(f"{name}: {mark_text(mark)}" for name, mark in found))
    return first, [problem(Code.DOCUMENT_MARKS_DISAGREE, marks=marks)]


def _carriers(pdf: pikepdf.Pdf, pages: Sequence[OpenPage]) -> Iterator[tuple[str, str]]:
    """What the carriers beside the field say, in the order they are trusted."""
    for number, page in enumerate(pages, start=1):
        private = _down(page.item, "/PieceInfo", PRIVATE, "/Private")
        if private is not None:
            yield f"page {number}", text_of(entry(private, "/Mark"))
    metadata = entry(pdf.Root, "/Metadata")
    if isinstance(metadata, Stream):
        yield "XMP", _stream_text(metadata)
    info = entry(pdf.trailer, "/Info")
    if isinstance(info, Dictionary):
        yield "Info", text_of(entry(info, "/Keywords"))
    names = _down(pdf.Root, "/Names", "/EmbeddedFiles")
    listed = entry(names, "/Names") if names is not None else None
    for each in listed if isinstance(listed, Array) else ():
        file = _down(each, "/EF") if isinstance(each, Dictionary) else None
        if file is not None and text_of(entry(each, "/UF")) == ATTACHMENT:
            content = entry(file, "/F")
            if isinstance(content, Stream):
                yield "attachment", _stream_text(content)


def _down(item: pikepdf.Object, *keys: str) -> pikepdf.Object | None:
    """The dictionary at the end of the keys; None where one of them leads to no dictionary."""
    for key in keys:
        below = entry(item, key)
        if not isinstance(below, Dictionary):
            return None
        item = below
    return item


def _stream_text(stream: pikepdf.Object) -> str:
    """The start of a stream as text; the mark is searched in it, nothing is parsed."""
    return stream.read_bytes()[:_SEARCHED].decode("utf-8", "replace")


def xmp(mark: FormMark, title: str) -> bytes:
    """Metadata claiming PDF/A-3a and PDF/UA-1, with the schemas PDF/A wants described."""
    text = _XMP.format(
        title=escape(title),
        language=escape(mark.locale.replace("_", "-")),
        mark=escape(mark_text(mark)),
        producer=PRODUCER,
    )
    return text.encode()


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:formkit="urn:formkit:mark:1#"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Keywords>{mark}</pdf:Keywords>
<formkit:Mark>{mark}</formkit:Mark>
<pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li>
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Form mark</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:formkit:mark:1#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>formkit</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>Mark</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Form, version, locale, document, geometry</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li>
</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
