"""The identity of one document over a blank: every object that carries the mark, written anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from formkit.formats.acroform.identity import (
    FIELD,
    MARK,
    PRIVATE,
)
from formkit.formats.acroform.marks import page_mark
from formkit.formats.acroform.skeleton import Changes, head_of
from formkit.formats.formmark import mark_text

if TYPE_CHECKING:
    import pikepdf

    from formkit.formats.acroform.blank import Blank
    from formkit.formats.acroform.font import FormFont
    from formkit.model.record import FormMark


@dataclass(frozen=True, slots=True)
class Stamp:
    """Objects by number; the line of the mark is exchanged wherever it stands in them."""

    blank: Blank
    font: FormFont
    lines: dict[int, bytes]
    """Dictionaries."""
    streams: dict[int, tuple[bytes, bytes]]
    """Metadata and attachment: head without length, content."""
    pages: dict[int, bytes]
    """Head of the drawn mark, in the order of the pages."""

    @property
    def numbers(self) -> set[int]:
        return {*self.lines, *self.streams, *self.pages}

    def changes(self, mark: FormMark) -> Changes:
        """All of them for one document."""
        old, new = (mark_text(m).encode() for m in (self.blank.mark, mark))
        changes = Changes({n: line.replace(old, new) for n, line in self.lines.items()})
        for number, (head, content) in self.streams.items():
            changes.streams[number] = stream(head, content.replace(old, new))
        for page, (number, head) in enumerate(self.pages.items(), start=1):
            sheet = (page, self.blank.page_count)
            drawn = page_mark(self.blank.places, self.font, mark, self.blank.form_code, sheet)
            changes.streams[number] = stream(head, drawn)
        return changes


def stamp_of(pdf: pikepdf.Pdf, blank: Blank, font: FormFont) -> Stamp:
    """What carries the mark in a blank or in its flat counterpart."""
    pages = [page.obj for page in pdf.pages]
    carriers = [pdf.trailer["/Info"], *(page.PieceInfo[PRIVATE] for page in pages)]
    if "/AcroForm" in pdf.Root:
        carriers += [field for field in pdf.Root.AcroForm.Fields if str(field.T) == FIELD]
    specification = pdf.Root.Names.EmbeddedFiles.Names[1]
    streams = [pdf.Root.Metadata, specification.EF.F]
    drawn = [page.Resources.XObject[f"{MARK}{n}"] for n, page in enumerate(pages, start=1)]
    unpacked = ("/Length", "/Filter", "/DecodeParms")
    return Stamp(
        blank,
        font,
        {each.objgen[0]: each.unparse(resolved=True) for each in carriers},
        {each.objgen[0]: (head_of(each, *unpacked), each.read_bytes()) for each in streams},
        {each.objgen[0]: head_of(each, *unpacked) for each in drawn},
    )


def stream(head: bytes, content: bytes) -> bytes:
    """A stream object of an open head and its content."""
    return b"%s/Length %d>>stream\n%s\nendstream" % (head, len(content), content)
