"""The help page at the end of an exported template: for people only, in no document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formkit.formats.docx.ooxml import Element, paragraph, parse_xml, q, run, to_xml, w
from formkit.formats.docx.package import package, packed, parts_of
from formkit.formats.docx.styles import GREY, size, spacing

NAMES = {
    "HelpTitle": {
        "ru": "Справка: заголовок",
        "uk": "Довідка: заголовок",
        "cs": "Nápověda: nadpis",
        "en": "Help title",
    },
    "Help": {"ru": "Справка", "uk": "Довідка", "cs": "Nápověda", "en": "Help"},
}
"""Names of the styles of its paragraphs: they tell it apart after any program has saved it."""
_CODE_FONT = "Courier New"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the help: heading, paragraphs, then rows whose first cell is to be copied."""

    heading: str
    lines: Sequence[str] = ()
    code: Sequence[str] = ()
    """Lines of tags that stand together."""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    weights: Sequence[float] = ()
    """Share of the width of each column."""


def with_help(docx: bytes, title: str, parts: Sequence[Part], locale: str) -> bytes:
    """The template with the help on a page of its own at the end."""
    files = parts_of(docx)
    root = parse_xml(files["word/document.xml"])
    body = root.find(q("body"))
    section = body.find(q("sectPr"))
    content = [element for part in parts for element in _elements(part, _text_width(section))]
    for element in (paragraph("HelpTitle", run(title)), *content):
        section.addprevious(element)
    styles = parse_xml(files["word/styles.xml"])
    styles.extend(_styles(locale))
    files |= {"word/document.xml": to_xml(root), "word/styles.xml": to_xml(styles)}
    return package(packed(name, data) for name, data in files.items())


def _text_width(section: Element) -> int:
    """In twips."""
    margins = section.find(q("pgMar"))
    sides = sum(int(margins.get(q(side))) for side in ("left", "right"))
    return int(section.find(q("pgSz")).get(q("w"))) - sides


def _elements(part: Part, width: int) -> list[Element]:
    found = []
    if part.heading:
        found.append(paragraph("Help", run(part.heading, w("b")), properties=(w("keepNext"),)))
    found += [paragraph("Help", run(line)) for line in part.lines]
    found += [paragraph("Help", _code(line)) for line in part.code]
    if part.rows:
        found.append(_table(part, width))
    return found


def _code(text: str) -> Element:
    fonts = w("rFonts", ascii=_CODE_FONT, hAnsi=_CODE_FONT, cs=_CODE_FONT)
    return run(text, fonts, w("noProof"))


def _table(part: Part, width: int) -> Element:
    widths = [round(width * weight / sum(part.weights)) for weight in part.weights]
    head = [run(text, w("b")) for text in part.head]
    rows = [[_code(row[0]), *map(run, row[1:])] for row in part.rows]
    line = {"val": "single", "sz": 4, "space": 0, "color": GREY}
    borders = w("tblBorders", *(w(side, **line) for side in ("top", "bottom", "insideH")))
    return w(
        "tbl",
        w("tblPr", w("tblW", w=width, type="dxa"), borders, w("tblLayout", type="fixed")),
        w("tblGrid", *(w("gridCol", w=column) for column in widths)),
        _row(head, widths, is_head=True),
        *(_row(row, widths) for row in rows),
    )


def _row(cells: Sequence[Element], widths: Sequence[int], is_head: bool = False) -> Element:
    properties = w("trPr", w("cantSplit"), w("tblHeader") if is_head else None)
    return w(
        "tr",
        properties,
        *(
            w("tc", w("tcPr", w("tcW", w=width, type="dxa")), paragraph("Help", cell))
            for cell, width in zip(cells, widths, strict=True)
        ),
    )


def _styles(locale: str) -> list[Element]:
    title = (w("keepNext"), w("pageBreakBefore"), spacing(0, 6), w("jc", val="left"))
    text = (spacing(2, 2), w("jc", val="left"))
    return [
        _style("HelpTitle", locale, title, (w("b"), *size(14))),
        _style("Help", locale, text, tuple(size(9))),
    ]


def _style(
    name: str, locale: str, properties: tuple[Element, ...], run_properties: tuple[Element, ...]
) -> Element:
    return w(
        "style",
        w("name", val=NAMES[name][locale]),
        w("basedOn", val="Normal"),
        w("next", val="Help"),
        w("pPr", *properties),
        w("rPr", *run_properties),
        type="paragraph",
        styleId=name,
        customStyle=True,
    )


@dataclass(frozen=True, slots=True)
class HelpStyles:
    """Style ids of the help in one file."""

    titles: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()


def help_styles(styles: bytes) -> HelpStyles:
    """The styles of the help, found by their names in any language."""
    ids: dict[str, set[str]] = {"HelpTitle": set(), "Help": set()}
    for style in parse_xml(styles).iter(q("style")):
        name = style.find(q("name"))
        for key, names in NAMES.items():
            if name is not None and name.get(q("val")) in names.values():
                ids[key].add(style.get(q("styleId")))
    return HelpStyles(frozenset(ids["HelpTitle"]), frozenset(ids["Help"]))


def remove_help(root: Element, styles: HelpStyles) -> None:
    """Take the help out of a body, in place; whatever has another style stays.

    The help begins at its title; where that was deleted it is what stands at the very end.
    """
    body = root.find(q("body"))
    if body is None or not styles.texts:
        return
    elements = [element for element in body if element.tag != q("sectPr")]
    ids = styles.titles | styles.texts
    titles = [n for n, element in enumerate(elements) if _is_styled(element, styles.titles)]
    first = titles[0] if titles else _end_of_text(elements, ids)
    for element in elements[first:]:
        if _is_styled(element, ids):
            body.remove(element)
    _end_in_paragraph(body)


def _is_styled(element: Element, ids: frozenset[str]) -> bool:
    """Whether a paragraph, or every paragraph of a table, has one of the styles."""
    found = [p.find(f"{q('pPr')}/{q('pStyle')}") for p in element.iter(q("p"))]
    return bool(found) and all(style is not None and style.get(q("val")) in ids for style in found)


def _end_of_text(elements: Sequence[Element], ids: frozenset[str]) -> int:
    first = len(elements)
    while first and _is_styled(elements[first - 1], ids):
        first -= 1
    return first


def _end_in_paragraph(body: Element) -> None:
    """A table that became the last thing is followed by a paragraph, as Word wants it."""
    section = body.find(q("sectPr"))
    before = None if section is None else section.getprevious()
    if before is not None and before.tag == q("tbl"):
        section.addprevious(paragraph("Gap"))
