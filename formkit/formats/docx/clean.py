"""What people leave in a Word file and no document may carry: names, comments, changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from formkit.formats.docx.ooxml import Element, parse_xml, q, to_xml

_DROPPED_PARTS = re.compile(r"word/(comments\w*|people)\.xml|docProps/(app|custom|thumbnail)\.\w+")
COMMENT_MARK = "commentReference"
_COMMENTS = ("commentRangeStart", "commentRangeEnd", COMMENT_MARK)
_DROPPED = (*_COMMENTS, "proofErr", "del", "moveFrom")
_UNWRAPPED = ("ins", "moveTo")
CHANGE_MARKS = ("ins", "del", "moveFrom", "moveTo")
_CHANGES = ("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange")
_CREATOR = "formkit"
TITLE = "{http://purl.org/dc/elements/1.1/}title"


def cleaned_parts(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts without comments and without what names people."""
    kept = {name: data for name, data in parts.items() if not _DROPPED_PARTS.fullmatch(name)}
    if len(kept) != len(parts):
        for name in kept:
            if name == "[Content_Types].xml" or name.endswith(".rels"):
                kept[name] = _without_targets(kept[name])
    if "docProps/core.xml" in kept:
        kept["docProps/core.xml"] = _title_alone(kept["docProps/core.xml"])
    return kept


def settle(root: Element) -> None:
    """Accept tracked changes and take comments and spell marks out, in place."""
    for element in list(root.iter(*map(q, _DROPPED + _CHANGES))):
        _remove(element)
    for element in list(root.iter(*map(q, _UNWRAPPED))):
        parent = element.getparent()
        index = parent.index(element)
        parent[index : index + 1] = list(element)


def _remove(element: Element) -> None:
    parent = element.getparent()
    parent.remove(element)
    is_empty_run = parent.tag == q("r") and not [c for c in parent if c.tag != q("rPr")]
    if is_empty_run and parent.getparent() is not None:
        parent.getparent().remove(parent)


def _without_targets(data: bytes) -> bytes:
    root = parse_xml(data)
    for child in list(root):
        target = child.get("Target") or child.get("PartName") or ""
        name = target.lstrip("/")
        if _DROPPED_PARTS.fullmatch(name) or _DROPPED_PARTS.fullmatch(f"word/{name}"):
            root.remove(child)
    return to_xml(root)


def _title_alone(data: bytes) -> bytes:
    title = parse_xml(data).findtext(TITLE) or ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{_CREATOR}</dc:creator>"
        "</cp:coreProperties>"
    ).encode()
