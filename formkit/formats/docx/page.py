"""The sheet, its header and footer, and the small parts every Word file has."""

from __future__ import annotations

from xml.sax.saxutils import escape

from formkit.formats.docx.certificate import frame_paragraph
from formkit.formats.docx.inlines import tag, text_run
from formkit.formats.docx.ooxml import Element, R, field, paragraph, run, twips, w
from formkit.formats.docx.picture import Picture, logo_run
from formkit.formats.docx.sheet import Sheet
from formkit.formats.docx.styles import LANGUAGES
from formkit.layout.blocks import Document
from formkit.layout.expressions import DOCUMENT

PROGRAM = "formkit"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = R + "/"
_PARTS = {
    "styles": ("styles.xml", "styles"),
    "numbering": ("numbering.xml", "numbering"),
    "fontTable": ("fontTable.xml", "fontTable"),
    "settings": ("settings.xml", "settings"),
    "header1": ("header1.xml", "header"),
    "header2": ("header2.xml", "header"),
    "footer1": ("footer1.xml", "footer"),
    "footer2": ("footer2.xml", "footer"),
}
"""Relation id -> file and kind."""
_LOGO_WORDS = {"ru": "Эмблема", "uk": "Емблема", "cs": "Logo", "en": "Logo"}
"""What is read out in place of the picture."""


def section(sheet: Sheet) -> Element:
    """``w:sectPr``: size, margins, header and footer of the first and the other pages."""
    above, below = sheet.running_mm
    margins = w(
        "pgMar",
        top=twips(sheet.top_mm),
        right=twips(sheet.right_mm),
        bottom=twips(sheet.bottom_mm),
        left=twips(sheet.left_mm),
        header=twips(above),
        footer=twips(below),
        gutter=0,
    )
    size = {"w": twips(sheet.width_mm), "h": twips(sheet.height_mm)}
    if sheet.is_landscape:
        size["orient"] = "landscape"  # type: ignore[assignment]
    return w(
        "sectPr",
        _reference("header", "default", "header1"),
        _reference("header", "first", "header2"),
        _reference("footer", "default", "footer1"),
        _reference("footer", "first", "footer2"),
        w("pgSz", **size),
        margins,
        w("vAlign", val="center") if sheet.is_certificate else None,
        w("titlePg"),
    )


def _reference(kind: str, pages: str, relation: str) -> Element:
    element = w(f"{kind}Reference", type=pages)
    element.set(f"{{{R}}}id", relation)
    return element


def header(sheet: Sheet, has_number: bool, logo: Picture | None = None) -> Element:
    is_here = sheet.profile.page_number.place == "top-center" and has_number
    number = paragraph("Header", *(_page_number(sheet) if is_here else ()))
    if sheet.is_certificate:
        number, is_here = frame_paragraph(sheet), True
    if logo is None:
        return w("hdr", number)
    place = w("jc", val="center" if sheet.is_centred else "left")
    drawn = logo_run(logo, "logo", _LOGO_WORDS[sheet.profile.locale])
    return w("hdr", *([number] if is_here else []), paragraph("Header", drawn, properties=(place,)))


def footer(document: Document, sheet: Sheet, has_number: bool) -> Element:
    """The form mark in small print at the left, the page number where it belongs here."""
    is_here = sheet.profile.page_number.place == "bottom-center" and has_number
    number = [w("r", w("tab")), *_page_number(sheet)] if is_here else []
    return w("ftr", paragraph("Footer", text_run(mark_text(document)), *number))


def mark_text(document: Document) -> str:
    """Form code, version and locale; number and identity of the document where it has them."""
    form = document.form
    text = f"{form.code}.{form.version} {document.locale.upper()}"
    names = [form.number.field] if form.number else []
    for name in (*names, DOCUMENT):
        text += f"{{% if {name} %}} · {tag(name)}{{% endif %}}"
    return text


def _page_number(sheet: Sheet) -> list[Element]:
    pieces = sheet.profile.page_number.text.replace("{page}", "\0PAGE\0")
    pieces = pieces.replace("{pages}", "\0NUMPAGES\0")
    found: list[Element] = []
    for number, piece in enumerate(pieces.split("\0")):
        if number % 2:
            found += field(piece)
        elif piece:
            found.append(run(piece))
    return found


def settings(sheet: Sheet) -> Element:
    """Made for Word 2013 and later; a line that ends in a break is not stretched."""
    compatibility = w(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=15,
    )
    return w(
        "settings",
        w("zoom", percent=100),
        w("removePersonalInformation"),
        w("defaultTabStop", val=twips(12.5)),
        w("characterSpacingControl", val="doNotCompress"),
        w("compat", w("doNotExpandShiftReturn"), compatibility),
        w("themeFontLang", val=LANGUAGES[sheet.profile.locale]),
        w("decimalSymbol", val="." if sheet.profile.locale == "en" else ","),
        w("listSeparator", val="," if sheet.profile.locale == "en" else ";"),
    )


def core_properties(document: Document) -> bytes:
    """The title of the form and the name of the program; nobody's name, no time."""
    title = escape(document.words.title)
    language = LANGUAGES[document.locale]
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{PROGRAM}</dc:creator>"
        f"<dc:language>{language}</dc:language></cp:coreProperties>"
    ).encode()


def content_types(logo: Picture | None = None) -> bytes:
    kinds = {f"/word/{file}": _TYPE + kind + "+xml" for file, kind in _PARTS.values()}
    kinds["/word/document.xml"] = _TYPE + "document.main+xml"
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    if logo is not None:
        overrides = (
            f'<Default Extension="{logo.suffix}" ContentType="image/{logo.suffix}"/>{overrides}'
        )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def package_relations() -> bytes:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    return _relations(
        [
            ("document", _RELATION + "officeDocument", "word/document.xml"),
            ("core", core, "docProps/core.xml"),
        ]
    )


def document_relations() -> bytes:
    return _relations([(name, _RELATION + kind, file) for name, (file, kind) in _PARTS.items()])


def logo_relations(logo: Picture) -> bytes:
    return _relations([("logo", _RELATION + "image", f"media/logo.{logo.suffix}")])


def _relations(targets: list[tuple[str, str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{file}"/>' for name, kind, file in targets
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{listed}</Relationships>"
    ).encode()
