"""The one font of all fields: glyphs, widths, and the objects that embed it."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIAS = "Wingdings"
"""Resource name of the font in ``/DA``.

PDFium (Chrome, Edge) sends Cyrillic typed into a field to a system font unless the name says that
the font is symbolic; other viewers look only at the font itself.
"""


UNKNOWN = "\uffff"
"""Stands for a character without a glyph; no font of ours has so many."""


class _Glyphs(dict[int, int]):
    """Quicker than asking for every character whether it is known."""

    def __missing__(self, code: int) -> int:
        return ord(UNKNOWN)


@dataclass(frozen=True, slots=True, eq=False)
class FormFont:
    """A TrueType program with what laying out a line needs; lengths in 1/1000 em."""

    program: bytes
    name: str
    glyphs: Mapping[int, int]
    """Glyph number by code point, as :meth:`str.translate` takes it; UNKNOWN for others."""
    advances: Mapping[str, int]
    widths: tuple[int, ...]
    """Advances by glyph number."""
    ascent: int
    descent: int
    """Negative, below the baseline."""
    cap_height: int
    box: tuple[int, int, int, int]
    marks: frozenset[str]
    """The combining ones among the characters; only a shaper can place them."""

    def missing(self, text: str) -> str:
        """The characters that cannot be drawn, each once; combining marks need a shaper."""
        has_marks = not self.marks.isdisjoint(text)
        if UNKNOWN not in text.translate(self.glyphs) and not has_marks:
            return ""
        drawable = set(self.advances)
        if has_marks and _harfbuzz() is None:
            drawable -= self.marks
        return "".join(c for c in dict.fromkeys(text) if c not in drawable)

    def width_pt(self, text: str, size_pt: float) -> float:
        return sum(map(self.advances.__getitem__, text)) * size_pt / 1000

    def show(self, text: str, size_pt: float) -> bytes:
        """Operators that draw a line from the current place; all characters must be known."""
        if not self.marks.isdisjoint(text):
            return _shaped(self, text, size_pt)
        return literal(text.translate(self.glyphs).encode("utf-16-be")) + b" Tj"

    def glyph(self, character: str) -> bytes:
        """The glyph of one known character as a string."""
        return _glyph_string(self.glyphs[ord(character)])

    def to_unicode(self) -> bytes:
        """The CMap from glyphs to characters (ISO 32000-1, 9.10.3).

        One entry a glyph: Ghostscript keeps only the low byte within longer ranges.
        """
        codes: dict[int, int] = {}
        for code, glyph in sorted(self.glyphs.items()):
            codes.setdefault(glyph, code)
        lines = [f"<{glyph:04x}> <{code:04x}>" for glyph, code in sorted(codes.items())]
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        parts = [f"{len(block)} beginbfchar\n" + "\n".join(block) for block in blocks]
        return (_CMAP_HEAD + "\nendbfchar\n".join(parts) + _CMAP_TAIL).encode()


_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_CMAP_TAIL = """
endbfchar
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@cache
def shipped_font() -> FormFont:
    """The font new blanks are made with."""
    return load_font(files("formkit").joinpath("fonts", "form-sans.ttf").read_bytes())


def embedded_font(item: pikepdf.Object) -> FormFont:
    """The font of the dictionary that :func:`embed_font` made."""
    return load_font(item.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())


@cache
def load_font(program: bytes) -> FormFont:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(program), lazy=True)
    scale = 1000 / font["head"].unitsPerEm
    order = font.getGlyphOrder()
    number = {name: glyph for glyph, name in enumerate(order)}
    advance = font["hmtx"].metrics
    widths = tuple(round(advance[name][0] * scale) for name in order)
    glyphs = {code: number[name] for code, name in font.getBestCmap().items()}
    head, line = font["head"], font["hhea"]
    return FormFont(
        program,
        font["name"].getDebugName(_POSTSCRIPT),
        _Glyphs(glyphs),
        {chr(code): widths[glyph] for code, glyph in glyphs.items()},
        widths,
        round(line.ascent * scale),
        round(line.descent * scale),
        round(font["OS/2"].sCapHeight * scale),
        tuple(round(v * scale) for v in (head.xMin, head.yMin, head.xMax, head.yMax)),
        frozenset(chr(code) for code in glyphs if unicodedata.combining(chr(code))),
    )


def embed_font(pdf: pikepdf.Pdf, font: FormFont) -> pikepdf.Object:
    """The font as a Type0 dictionary with two-byte glyph numbers as codes."""
    data = _without_notices(font.program)
    program = Stream(pdf, data)
    program.Length1 = len(data)
    base = Name(f"/FORMKT+{font.name}")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=base,
        Flags=4,
        FontBBox=list(font.box),
        ItalicAngle=0,
        Ascent=font.ascent,
        Descent=font.descent,
        CapHeight=font.cap_height,
        StemV=80,
        FontFile2=pdf.make_indirect(program),
    )
    system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=base,
        CIDSystemInfo=system,
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=Name.Identity,
        DW=1000,
        W=Array([0, Array(list(font.widths))]),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=base,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_indirect(Stream(pdf, font.to_unicode())),
        )
    )


@cache
def _without_notices(data: bytes) -> bytes:
    """The program for a document; notice and licence belong to the font that is handed on."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    font["name"].names = [each for each in font["name"].names if each.nameID == _POSTSCRIPT]
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


_POSTSCRIPT = 6


def _shaped(font: FormFont, text: str, size_pt: float) -> bytes:
    """The line with its marks placed by HarfBuzz; the text itself goes along as ActualText."""
    glyphs = _shape(font, text)
    actual = literal(b"\xfe\xff" + text.encode("utf-16-be"))
    parts, rise, gap = [b"/Span <</ActualText %s>> BDC" % actual], 0, 0
    for glyph, advance, x, y in glyphs:
        if y != rise:
            parts.append(b"%.2f Ts" % (y * size_pt / 1000))
            rise = y
        parts.append(b"[%d <%04x>] TJ" % (gap - x, glyph))
        gap = x + font.widths[glyph] - advance
    if rise:
        parts.append(b"0 Ts")
    return b" ".join([*parts, b"EMC"])


@cache
def _glyph_string(glyph: int) -> bytes:
    return literal(glyph.to_bytes(2))


def literal(data: bytes) -> bytes:
    """Bytes as a literal string (ISO 32000-1, 7.3.4.2)."""
    return b"(%s)" % _SPECIAL.sub(_escaped, data)


_SPECIAL = re.compile(rb"[\\()\r\n]")
_ESCAPES = {b"\\": rb"\\", b"(": rb"\(", b")": rb"\)", b"\r": rb"\r", b"\n": rb"\n"}


def _escaped(match: re.Match[bytes]) -> bytes:
    return _ESCAPES[match[0]]


def _shape(font: FormFont, text: str) -> list[tuple[int, int, int, int]]:
    """Glyph, advance and offset of every glyph, in 1/1000 em."""
    harfbuzz = _harfbuzz()
    shaper = _shaper(font.program)
    shaper.scale = (1000, 1000)
    buffer = harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    harfbuzz.shape(shaper, buffer, {"kern": False, "liga": False})
    return [
        (info.codepoint, place.x_advance, place.x_offset, place.y_offset)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


@cache
def _shaper(program: bytes) -> Any:
    harfbuzz = _harfbuzz()
    return harfbuzz.Font(harfbuzz.Face(program))


@cache
def _harfbuzz() -> Any:
    """The shaper, or None where it is not installed."""
    try:
        import uharfbuzz
    except ImportError:
        return None
    return uharfbuzz
