"""Makes the two font files that belong to forms; ``python -m formkit.formats.acroform.subset``.

``form-sans.ttf`` is what every fillable PDF embeds: the letters people write in forms, cut from
PT Sans, without hinting and layout tables. Its licence asks for another name. ``input.ttf`` has no
letters at all: the layout engine embeds the font of an input whole, so inputs are laid out in it.
"""

from __future__ import annotations

import io
from pathlib import Path

FONTS = Path(__file__).parents[2] / "fonts"
ORIGINAL = FONTS / "PTS55F.ttf"
FORM_SANS = FONTS / "form-sans.ttf"
INPUT = FONTS / "input.ttf"

RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x24F),  # Latin-1, Latin Extended-A and -B
    (0x2B0, 0x36F),  # modifier letters, combining marks
    (0x400, 0x45F),  # Cyrillic; without the letters of history
    (0x48A, 0x52F),  # and its supplement
    (0x1E00, 0x1EFF),
    (0x2010, 0x2044),
    (0x20A0, 0x20CF),  # currencies
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2212, 0x2212),
    (0x2260, 0x2265),
)
_FAMILY, _POSTSCRIPT = "Formkit Form Sans", "FormkitFormSans"
_DATE = 3_600_000_000  # seconds since 1904: one moment for all, so that the bytes repeat


def form_sans(original: bytes) -> bytes:
    """The subset under a name of its own; the same bytes for the same original."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        hinting=False,
        glyph_names=False,
        layout_features=[],
        name_IDs=[0, 13, 14],
        notdef_outline=True,
        drop_tables=["DSIG", "LTSH", "VDMX", "hdmx", "gasp", "kern", "GSUB", "GPOS", "GDEF"],
    )
    font = TTFont(io.BytesIO(original), recalcTimestamp=False)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cut.subset(font)
    font["head"].modified = _DATE
    _set_names(font, _FAMILY, _POSTSCRIPT)
    return _saved(font)


def input_font() -> bytes:
    """A font of two empty glyphs with the vertical metrics of :func:`form_sans`."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space"])
    builder.setupCharacterMap({0x20: "space"})
    builder.setupGlyf({".notdef": Glyph(), "space": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "space": (276, 0)})
    builder.setupHorizontalHeader(ascent=1018, descent=-276)
    builder.setupOS2(sTypoAscender=1018, sTypoDescender=-276, usWinAscent=1018, usWinDescent=276)
    builder.setupNameTable({})
    builder.setupPost()
    builder.updateHead(created=_DATE, modified=_DATE)
    builder.font.recalcTimestamp = False
    _set_names(builder.font, "Formkit Input", "FormkitInput")
    return _saved(builder.font)


def _set_names(font: object, family: str, postscript: str) -> None:
    names = font["name"]  # type: ignore[index]
    for record, text in ((1, family), (2, "Regular"), (3, postscript), (4, family)):
        names.setName(text, record, 3, 1, 0x409)
    names.setName("Version 1.000", 5, 3, 1, 0x409)
    names.setName(postscript, 6, 3, 1, 0x409)


def _saved(font: object) -> bytes:
    stream = io.BytesIO()
    font.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


if __name__ == "__main__":
    FORM_SANS.write_bytes(form_sans(ORIGINAL.read_bytes()))
    INPUT.write_bytes(input_font())
