"""What people leave in a Word file and no document may carry: names, comments, changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

from formkit.formats.docx.ooxml import Element, as_xml, parse_xml, q

_DROPPED_PARTS = re.compile(
    r"word/(comments\w*|people|recipientData|mailMergeRecipients)\.xml"
    r"|docProps/(app|custom|thumbnail)\.\w+"
)
COMMENT_MARK = "commentReference"
_COMMENTS = ("commentRangeStart", "commentRangeEnd", COMMENT_MARK)
_DROPPED = (
    *(*_COMMENTS, "proofErr", "permStart", "permEnd", "del", "moveFrom", "cellIns", "cellMerge"),
    *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
)
_UNWRAPPED = ("ins", "moveTo")
_DROPPED_SETTINGS = ("attachedTemplate", "mailMerge", "trackRevisions")
"""Paths of somebody's computer, and the tracking of further changes."""
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
    if "word/settings.xml" in kept:
        kept["word/settings.xml"] = _impersonal(kept["word/settings.xml"])
        kept.pop("word/_rels/settings.xml.rels", None)
    return kept


def settle(root: Element) -> None:
    """Accept tracked changes and take comments and spell marks out, in place."""
    _remove_deleted(root)
    _join_paragraphs(root)
    for element in list(root.iter(*map(q, _DROPPED + _CHANGES))):
        _remove(element)
    for element in list(root.iter(*map(q, _UNWRAPPED))):
        parent = element.getparent()
        index = parent.index(element)
        parent[index : index + 1] = list(element)


def _remove_deleted(root: Element) -> None:
    """Rows and cells whose deletion was tracked; a table without rows goes too."""
    for tag, mark in (("tr", f"{q('trPr')}/{q('del')}"), ("tc", f"{q('tcPr')}/{q('cellDel')}")):
        for element in list(root.iter(q(tag))):
            parent = element.getparent()
            if element.find(mark) is None or parent is None:
                continue
            parent.remove(element)
            if tag == "tr" and parent.find(q("tr")) is None:
                parent.getparent().remove(parent)


def _join_paragraphs(root: Element) -> None:
    """A paragraph whose end was deleted runs on in the next one, which keeps its own look."""
    for element in list(root.iter(q("p"))):
        marks = [element.find(f"{q('pPr')}/{q('rPr')}/{q(tag)}") for tag in ("del", "moveFrom")]
        following = element.getnext()
        if marks == [None, None] or following is None or following.tag != q("p"):
            continue
        place = 0 if following.find(q("pPr")) is None else 1
        following[place:place] = [child for child in element if child.tag != q("pPr")]
        element.getparent().remove(element)


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
    return as_xml(root)


def _impersonal(data: bytes) -> bytes:
    root = parse_xml(data)
    for element in list(root.iter(*map(q, _DROPPED_SETTINGS))):
        element.getparent().remove(element)
    return as_xml(root)


def _title_alone(data: bytes) -> bytes:
    title = parse_xml(data).findtext(TITLE) or ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{_CREATOR}</dc:creator>"
        "</cp:coreProperties>"
    ).encode()
