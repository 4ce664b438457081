"""Whole sheets of ours put into a workbook that people have made their own.

The sheet comes from a new workbook: its texts move into its cells, its formats into the formats
of the other workbook, its table and notes get new names. Nothing else in the workbook changes.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from formkit.workbook.lists import area
from formkit.workbook.package import (
    RELATIONSHIPS,
    WORKBOOK,
    Package,
    links_of,
)
from formkit.workbook.sheetxml import ForeignError
from formkit.workbook.styles import StyleMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from formkit.workbook.lists import Lists

_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = {
    "worksheet": f"{_TYPES}.worksheet+xml",
    "table": f"{_TYPES}.table+xml",
    "comments": f"{_TYPES}.comments+xml",
}
_FOLDERS = {
    "table": "xl/tables/table",
    "comments": "xl/comments",
    "vmlDrawing": "xl/drawings/vmlDrawing",
}
_STRINGS = "xl/sharedStrings.xml"


def transplant(source: Package, target: Package, names: Iterable[str]) -> None:
    """Put sheets of the source into the target, over sheets of the same name.

    Args:
        source: a workbook of XlsxWriter.
        target: the workbook that is changed.
        names: of the sheets.
    """
    styles = StyleMap(source, target)
    strings = _strings(source)
    theirs, ours = target.sheet_parts(), source.sheet_parts()
    for name in names:
        part = theirs.get(name) or _add_sheet(source, target, name)
        _drop_tables(target, part)
        target.drop(links_of(part))
        sheet = _with_own_strings(source.read(ours[name]), strings)
        sheet = _with_styles(sheet, styles)
        ids = {
            link.id: add_part(source, target, part, link.kind, link.target, styles)
            for link in source.links(ours[name])
        }
        for old, new in ids.items():
            sheet = sheet.replace(f'r:id="{old}"'.encode(), f'r:id="\0{new}"'.encode())
        target.write(part, sheet.replace(b"\0", b""))
    styles.save()


def _strings(package: Package) -> list[bytes]:
    """The inside of every shared string, ECMA-376, 18.4."""
    if _STRINGS not in package.names:
        return []
    return re.findall(rb"<si>(.*?)</si>", package.read(_STRINGS), re.DOTALL)


_SHARED = re.compile(rb'(<c\b[^>]*?) t="s"([^>]*)><v>(\d+)</v></c>')


def _with_own_strings(sheet: bytes, strings: list[bytes]) -> bytes:
    def inline(found: re.Match[bytes]) -> bytes:
        text = strings[int(found[3])]
        return found[1] + b' t="inlineStr"' + found[2] + b"><is>" + text + b"</is></c>"

    return _SHARED.sub(inline, sheet)


def _with_styles(part: bytes, styles: StyleMap) -> bytes:
    def cell(found: re.Match[bytes]) -> bytes:
        return b"%s%d%s" % (found[1], styles.cells[int(found[2])], found[3])

    def rule(found: re.Match[bytes]) -> bytes:
        return b"%s%d%s" % (found[1], styles.rules[int(found[2])], found[3])

    part = re.sub(rb'(<(?:c|row)\b[^>]*? s=")(\d+)(")', cell, part)
    part = re.sub(rb'(<col\b[^>]*? style=")(\d+)(")', cell, part)
    return re.sub(rb'( (?:d|headerRowD|dataD)xfId=")(\d+)(")', rule, part)


def _add_sheet(source: Package, target: Package, name: str) -> str:
    """A new part for a sheet, named in the workbook with the state it has in the source."""
    from lxml import etree

    part = _free(target, "xl/worksheets/sheet", ".xml")
    target.write(part, b"")
    target.set_type(part, _CONTENT_TYPES["worksheet"])
    link = target.add_link(WORKBOOK, "worksheet", part)
    states = {s.get("name"): s.get("state") for s in source.xml(WORKBOOK).iter("{*}sheet")}
    book = target.xml(WORKBOOK)
    sheets = book.find("{*}sheets")
    number = max(int(sheet.get("sheetId", "0")) for sheet in sheets) + 1
    facts = {"name": name, "sheetId": str(number)}
    facts |= {"state": states[name]} if states[name] else {}
    tag = f"{{{etree.QName(sheets).namespace}}}sheet"
    etree.SubElement(sheets, tag, {**facts, f"{{{RELATIONSHIPS}}}id": link})
    target.write_xml(WORKBOOK, book)
    return part


def add_part(
    source: Package,
    target: Package,
    sheet: str,
    kind: str,
    part: str,
    styles: StyleMap | None = None,
) -> str:
    """A part of a sheet under a free name; the id by which the sheet refers to it."""
    name = _free(target, _FOLDERS[kind], ".vml" if kind == "vmlDrawing" else ".xml")
    content = source.read(part)
    if kind == "table" and styles is not None:
        content = _renumbered(_with_styles(content, styles), target)
    target.write(name, content)
    if kind in _CONTENT_TYPES:
        target.set_type(name, _CONTENT_TYPES[kind])
    else:
        _set_default_type(target)
    return target.add_link(sheet, kind, name)


def _renumbered(table: bytes, target: Package) -> bytes:
    """The table with an id and a name no other table has."""
    tables = [target.read(name) for name in target.names if name.startswith("xl/tables/")]
    heads = [found[0] for table in tables if (found := re.search(rb"<table\b[^>]*>", table))]
    ids = {int(i) for head in heads for i in re.findall(rb'\sid="(\d+)"', head)}
    table = re.sub(rb'(<table\b[^>]*?\sid=")\d+"', rb'\g<1>%d"' % (max(ids, default=0) + 1), table)
    names = {n for head in heads for n in re.findall(rb'\sdisplayName="([^"]*)"', head)}
    own = re.findall(rb'\sdisplayName="([^"]*)"', table)[0]
    number, free = 1, own
    while free in names:
        number += 1
        free = b"%s_%d" % (own, number)
    return table.replace(b'ame="%s"' % own, b'ame="%s"' % free)


def _drop_tables(target: Package, sheet: str) -> None:
    for link in target.links(sheet):
        if link.kind == "table":
            target.drop(link.target)
            target.set_type(link.target, None)


def _free(package: Package, stem: str, suffix: str) -> str:
    return next(n for i in range(1, 10**6) if (n := f"{stem}{i}{suffix}") not in package.names)


def _set_default_type(target: Package) -> None:
    """The drawing of notes is known by its suffix."""
    from lxml import etree

    from formkit.workbook.package import CONTENT_TYPES

    root = target.xml(CONTENT_TYPES)
    if not any(e.get("Extension") == "vml" for e in root.iter("{*}Default")):
        tag = f"{{{etree.QName(root).namespace}}}Default"
        facts = {"Extension": "vml"}
        facts["ContentType"] = "application/vnd.openxmlformats-officedocument.vmlDrawing"
        root.insert(0, etree.Element(tag, facts))
        target.write_xml(CONTENT_TYPES, root)


def define_lists(target: Package, lists: Lists) -> None:
    """Let the defined names of the lists point at their new cells; other names stay."""
    wanted: Mapping[str, str] = {
        name: area(place, len(entries)) for place, (name, entries) in enumerate(lists.items())
    }
    book = target.read(WORKBOOK)
    for name, cells in wanted.items():
        pattern = re.compile(rb'(<definedName\b[^>]*?\bname="%s"[^>]*>)[^<]*' % name.encode())
        text = escape(cells, quote=False).encode()
        if pattern.search(book):
            book = pattern.sub(lambda m, text=text: m[1] + text, book)  # type: ignore[misc]
        else:
            entry = b'<definedName name="%s">%s</definedName>' % (name.encode(), text)
            book = _with_name(book, entry)
    target.write(WORKBOOK, book)


def _with_name(book: bytes, entry: bytes) -> bytes:
    if b"</definedNames>" in book:
        return book.replace(b"</definedNames>", entry + b"</definedNames>", 1)
    return _inserted(book, b"<definedNames>" + entry + b"</definedNames>", _BEFORE_NAMES)


_BEFORE_NAMES = (b"</externalReferences>", b"</functionGroups>", b"</sheets>")


def _inserted(book: bytes, element: bytes, after: tuple[bytes, ...]) -> bytes:
    """The workbook with an element behind the first of these that it has: order is prescribed."""
    for end in after:
        if end in book:
            return book.replace(end, end + element, 1)
    raise ForeignError("the elements of its workbook have a prefix")


def let_compute(target: Package) -> None:
    """Let programs compute all formulas when they open the workbook."""
    book = target.read(WORKBOOK)
    if b"<calcPr" not in book:
        after = (b"</definedNames>", *_BEFORE_NAMES)
        book = _inserted(book, b'<calcPr fullCalcOnLoad="1"/>', after)
    elif b"fullCalcOnLoad" not in book:
        book = book.replace(b"<calcPr", b'<calcPr fullCalcOnLoad="1"', 1)
    target.write(WORKBOOK, book)
    for link in target.links(WORKBOOK):
        if link.kind == "calcChain":
            target.drop(link.target)
            target.set_type(link.target, None)
            links = target.read(links_of(WORKBOOK))
            pattern = re.compile(rb'<Relationship\b[^>]*\bId="%s"[^>]*/>' % link.id.encode())
            target.write(links_of(WORKBOOK), pattern.sub(b"", links))
