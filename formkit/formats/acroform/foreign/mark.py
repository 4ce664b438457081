"""The form mark inside somebody else's PDF; what the file says of itself stays beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.formats.acroform.identity import FIELD, PRIVATE, hidden_field
from formkit.formats.acroform.walk import text_of
from formkit.formats.formmark import mark_text

if TYPE_CHECKING:
    from formkit.model.record import FormMark

_END = b"</rdf:RDF>"
_EMPTY = (
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    b"</rdf:RDF>\n</x:xmpmeta>\n"
    b'<?xpacket end="w"?>'
)
_EPOCH = "D:20000101000000Z"


def put_in_file(pdf: pikepdf.Pdf, mark: FormMark) -> None:
    """Into document information and metadata; a signature minds neither."""
    line = mark_text(mark)
    _put_info(pdf, line)
    _put_metadata(pdf, line)


def put_in_pages(pdf: pikepdf.Pdf, mark: FormMark) -> None:
    """Into the private data of every page, beside those of other programs."""
    line = mark_text(mark)
    for number, page in enumerate(pdf.pages, start=1):
        data = Dictionary(
            LastModified=String(_EPOCH), Private=Dictionary(Mark=String(line), Page=number)
        )
        if not isinstance(page.obj.get("/PieceInfo"), Dictionary):
            page.obj.PieceInfo = Dictionary()
        page.obj.PieceInfo[PRIVATE] = pdf.make_indirect(data)
        page.obj.LastModified = String(_EPOCH)


def put_in_field(pdf: pikepdf.Pdf, mark: FormMark) -> None:
    """Into a hidden field, unless the form has one of that name."""
    fields, page = pdf.Root.AcroForm.Fields, pdf.pages[0].obj
    if any(text_of(each.get("/T")) == FIELD for each in fields if isinstance(each, Dictionary)):
        return
    identity = hidden_field(pdf, page, mark)
    fields.append(identity)
    if not isinstance(page.get("/Annots"), Array):
        page.Annots = Array()
    page.Annots.append(identity)


def _put_info(pdf: pikepdf.Pdf, line: str) -> None:
    info = pdf.trailer.get("/Info")
    if not isinstance(info, Dictionary):
        info = pdf.trailer["/Info"] = pdf.make_indirect(Dictionary())
    own = text_of(info.get("/Keywords"))
    info.Keywords = String(f"{own} {line}".strip())


def _put_metadata(pdf: pikepdf.Pdf, line: str) -> None:
    """As identifier of the document, a property every archival profile knows."""
    metadata = pdf.Root.get("/Metadata")
    packet = metadata.read_bytes() if isinstance(metadata, Stream) else _EMPTY
    if packet.count(_END) != 1 or b"dc:identifier" in packet:
        return
    about = re.search(rb'rdf:about\s*=\s*["\']([^"\'<>]*)["\']', packet)
    added = (
        b'<rdf:Description rdf:about="%s" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b"<dc:identifier>%s</dc:identifier></rdf:Description>\n"
    ) % (about[1] if about else b"", line.encode())
    stream = Stream(pdf, packet.replace(_END, added + _END))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(stream)
