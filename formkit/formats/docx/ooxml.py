"""WordprocessingML elements (ISO/IEC 29500-1, transitional) in few words."""

from __future__ import annotations

from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = {"w": W, "r": R}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = Any
"""An lxml element; lxml has no types."""


def q(tag: str) -> str:
    """The tag with its namespace."""
    return f"{{{W}}}{tag}"


def w(tag: str, *children: Element | str | None, **attributes: object) -> Element:
    """An element ``w:tag``; None among the children is left out, True is written ``1``."""
    named = {q(name): _attribute(value) for name, value in attributes.items()}
    element = etree.Element(q(tag), named, nsmap=NAMESPACES)
    for child in children:
        if isinstance(child, str):
            element.text = child
        elif child is not None:
            element.append(child)
    return element


def _attribute(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def t(text: str) -> Element:
    element = w("t", text)
    element.set(_SPACE, "preserve")
    return element


def run(text: str, *properties: Element | None) -> Element:
    kept = [p for p in properties if p is not None]
    return w("r", w("rPr", *kept) if kept else None, t(text))


def paragraph(style: str, *content: Element, properties: tuple[Element, ...] = ()) -> Element:
    """``properties`` in the order of the schema (17.3.1.26)."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), *content)


def field(instruction: str, shown: str = "1") -> list[Element]:
    """A field computed by Word, such as PAGE; ``shown`` until then."""
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", _instruction(instruction)),
        w("r", w("fldChar", fldCharType="separate")),
        run(shown),
        w("r", w("fldChar", fldCharType="end")),
    ]


def _instruction(text: str) -> Element:
    element = w("instrText", f" {text} ")
    element.set(_SPACE, "preserve")
    return element


def twips(mm: float) -> int:
    """Twentieths of a point."""
    return round(mm * 1440 / 25.4)


def to_xml(root: Element) -> bytes:
    """A part of our own making."""
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r"])
    return as_xml(root)


def as_xml(root: Element) -> bytes:
    """A part with all its namespaces: mc:Ignorable names even those nothing uses."""
    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return xml


def parse_xml(data: bytes) -> Element:
    """The root of a part; entities and external references are never followed.

    Raises:
        lxml.etree.XMLSyntaxError: not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(data, parser)
