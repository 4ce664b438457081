"""A document as a Word template: real styles, real numbering, tags where values come."""

from __future__ import annotations

from typing import assert_never

from formkit.formats.docx.inlines import NAME_WIDTH, literal, runs, tag, text_run
from formkit.formats.docx.numbering import BULLETS, CLAUSE_STYLES, Numbering, num_pr
from formkit.formats.docx.ooxml import Element, paragraph, q, to_xml, w
from formkit.formats.docx.package import package, packed
from formkit.formats.docx.page import (
    content_types,
    core_properties,
    document_relations,
    footer,
    header,
    logo_relations,
    package_relations,
    section,
    settings,
)
from formkit.formats.docx.picture import Picture
from formkit.formats.docx.sheet import Sheet, sheet_of
from formkit.formats.docx.styles import font_table, styles
from formkit.formats.docx.tables import grid, signature, table
from formkit.language.profiles import Profile
from formkit.layout.blocks import (
    Block,
    Clause,
    ClauseRows,
    Document,
    Each,
    Grid,
    Heading,
    Inlines,
    Item,
    LineBreak,
    PageBreak,
    Paragraph,
    SignatureLine,
    Stamp,
    TableGrid,
    TearLine,
    Text,
    Title,
    When,
)

_ROLES = {
    "body": "BodyText",
    "note": "Note",
    "centre": "Centred",
    "requisites": "Requisites",
    "subtitle": "Subtitle",
}


def compile_template(document: Document, profile: Profile, logo: Picture | None = None) -> bytes:
    """The .docx template of a document: what the program fills in and an office may edit.

    ``logo`` stands above the first page.
    """
    sheet = sheet_of(document.form, profile)
    numbering = Numbering(sheet, _has_numbered_headings(document.blocks))
    body = _Body(sheet, numbering)
    content = body.blocks(document.blocks)
    root = w("document", w("body", *content, section(sheet)))
    has_number = not sheet.is_certificate
    on_first = has_number and profile.page_number.first_page == 1
    parts = {
        "[Content_Types].xml": content_types(logo),
        "_rels/.rels": package_relations(),
        "docProps/core.xml": core_properties(document),
        "word/document.xml": to_xml(root),
        "word/_rels/document.xml.rels": document_relations(),
        "word/styles.xml": to_xml(styles(sheet, numbering)),
        "word/numbering.xml": to_xml(numbering.part()),
        "word/fontTable.xml": to_xml(font_table(sheet)),
        "word/settings.xml": to_xml(settings(sheet)),
        "word/header1.xml": to_xml(header(sheet, has_number)),
        "word/header2.xml": to_xml(header(sheet, on_first, logo)),
        "word/footer1.xml": to_xml(footer(document, sheet, has_number)),
        "word/footer2.xml": to_xml(footer(document, sheet, on_first)),
    }
    if logo is not None:
        parts["word/_rels/header2.xml.rels"] = logo_relations(logo)
        parts[f"word/media/logo.{logo.suffix}"] = logo.data
    return package(packed(name, content) for name, content in parts.items())


def _has_numbered_headings(blocks: tuple[Block, ...]) -> bool:
    for block in blocks:
        match block:
            case Heading(is_numbered=True):
                return True
            case When() if _has_numbered_headings(block.blocks + block.otherwise):
                return True
            case Each() if _has_numbered_headings(block.blocks):
                return True
    return False


_KEPT_ROWS = 2
"""Rows of a grid that a closing line takes along to the next page."""


class _Body:
    """Writes the blocks of one document in order; numbering remembers what came before."""

    def __init__(self, sheet: Sheet, numbering: Numbering) -> None:
        self._sheet = sheet
        self._numbering = numbering

    def blocks(self, blocks: tuple[Block, ...]) -> list[Element]:
        found: list[Element] = []
        for block in blocks:
            if isinstance(block, Paragraph) and block is blocks[-1] and block.role == "note":
                _keep_rows(found)
            if isinstance(block, SignatureLine | Grid | TableGrid):
                _keep_with_next(found)
            found += self._block(block)
            if isinstance(block, Paragraph | Clause | Item) and _announces(block.inlines):
                _keep_with_next(found)
        return found

    def _block(self, block: Block) -> list[Element]:
        match block:
            case When() | Each() | ClauseRows():
                return self._repeated(block)
            case Grid() | TableGrid() | SignatureLine():
                return self._table(block)
            case Stamp():
                return [paragraph("Stamp", *runs(line, NAME_WIDTH)) for line in block.lines]
            case _:
                return [self._paragraph(block)]

    def _paragraph(
        self, block: Title | Heading | Paragraph | Clause | Item | PageBreak | TearLine
    ) -> Element:
        match block:
            case Title():
                return paragraph("Title", *runs(block.inlines))
            case Heading():
                return self._heading(block)
            case Paragraph():
                return paragraph(_ROLES[block.role], *runs(block.inlines))
            case Clause():
                return self._clause(block.level, runs(block.inlines))
            case Item():
                return paragraph("Item", *runs(block.inlines), properties=_item(block.level))
            case PageBreak():
                return paragraph("Gap", properties=(w("pageBreakBefore"),))
            case TearLine():
                return paragraph("TearLine", text_run("✂ " + literal(block.text)))
        assert_never(block)

    def _table(self, block: Grid | TableGrid | SignatureLine) -> list[Element]:
        """Tables end in a gap: Word joins two that touch."""
        gap = paragraph("Gap")
        match block:
            case Grid():
                return [grid(block, self._sheet), gap]
            case TableGrid():
                return [*table(block, self._sheet), gap]
            case SignatureLine():
                return [signature(block, self._sheet), gap]

    def _heading(self, block: Heading) -> Element:
        self._numbering.heading(block.is_numbered)
        style = f"Heading{min(block.level, 3)}"
        plain = () if block.is_numbered or block.level > 1 else (self._no_number(),)
        properties = tuple(p for p in plain if p is not None)
        return paragraph(style, *runs(block.inlines), properties=properties)

    def _no_number(self) -> Element | None:
        """Takes the number of the style away."""
        if self._numbering.style_level(1) == 0:
            return None
        return w("numPr", w("ilvl", val=0), w("numId", val=0))

    def _clause(self, level: int, content: list[Element]) -> Element:
        style = f"Clause{min(level, CLAUSE_STYLES)}"
        own = self._numbering.clause(level)
        return paragraph(style, *content, properties=() if own is None else (own,))

    def _repeated(self, block: When | Each | ClauseRows) -> list[Element]:
        match block:
            case When(otherwise=()):
                inner = self.blocks(block.blocks)
                return [_tag(f"if {block.expression}"), *inner, _tag("endif")]
            case When():
                yes, no = self.blocks(block.blocks), self.blocks(block.otherwise)
                return [_tag(f"if {block.expression}"), *yes, _tag("else"), *no, _tag("endif")]
            case Each():
                head = _tag(f"for {block.variable} in {block.expression}")
                return [head, *self.blocks(block.blocks), _tag("endfor")]
            case ClauseRows():
                return self._clause_rows(block)

    def _clause_rows(self, block: ClauseRows) -> list[Element]:
        """Without rows one clause with a ruled line."""
        column = block.table.columns[0].name
        filled = self._clause(block.level, [text_run(tag(f"row.{column}"))])
        ruled = self._clause(block.level, [text_run("_" * 50)])
        head = _tag(f"for row in {block.table.name}")
        return [head, filled, _tag("else"), ruled, _tag("endfor")]


def _announces(inlines: Inlines) -> bool:
    """Whether a list or a table is about to come."""
    told = [i for i in inlines if not isinstance(i, LineBreak) and getattr(i, "text", "x").strip()]
    last = told[-1] if told else None
    return isinstance(last, Text) and last.text.rstrip().endswith(":")


def _keep_with_next(elements: list[Element]) -> None:
    """The last paragraph stays with what follows: no signatures alone on a page, no note apart.

    Where it is one of two, or may be absent, every paragraph that can be the last one does.
    """
    depth, is_end = 0, True
    for element in reversed(elements):
        words = _tag_words(element)
        if words and words[0] in ("endif", "endfor"):
            depth += 1
        elif words and words[0] in ("if", "for"):
            depth -= 1
        if words:
            is_end = True
            continue
        if is_end:
            _keep(element)
        if depth == 0:
            return
        is_end = False


def _keep(element: Element) -> None:
    properties = element.find(q("pPr"))
    if properties is not None and properties.find(q("keepNext")) is None:
        properties.insert(1, w("keepNext"))


def _tag_words(element: Element) -> list[str]:
    """The words of a paragraph that vanishes; none of any other."""
    style = element.find(f"{q('pPr')}/{q('pStyle')}")
    if style is None or style.get(q("val")) != "Tag":
        return []
    return "".join(element.itertext()).removeprefix("{%p").removesuffix("%}").split()


def _keep_rows(elements: list[Element]) -> None:
    """The last rows above stay with the last line of the document, which else stands alone."""
    table = next((e for e in reversed(elements) if e.find(q("tr")) is not None), None)
    if table is not None and not any(_tag_words(own) for own in table.iter(q("p"))):
        for row in table.findall(q("tr"))[-_KEPT_ROWS:]:
            for own in row.iter(q("p")):
                _keep(own)
        for one in elements[elements.index(table) + 1 :]:
            _keep(one)


def _tag(text: str) -> Element:
    """A paragraph that vanishes."""
    return paragraph("Tag", text_run("{%p " + text + " %}"))


def _item(level: int) -> tuple[Element, ...]:
    if level == 1:
        return ()
    return (num_pr(BULLETS, min(level, 3) - 1),)
