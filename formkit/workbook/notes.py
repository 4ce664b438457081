"""Notes of the program beside those of people, ECMA-376, 18.7 and part 4, 19.1 (VML).

Notes of the program are known by their author and are written anew; all others keep their bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from formkit.workbook.faults import column_number
from formkit.workbook.package import Package
from formkit.workbook.registersheet import AUTHOR
from formkit.workbook.sheetxml import ForeignError

if TYPE_CHECKING:
    from formkit.workbook.package import Link

Notes = Mapping[tuple[int, int], str]
"""Text by row from 1 and column from 0."""

_AUTHORS = re.compile(rb"<author>([^<]*)</author>|<author/>")
_COMMENT = re.compile(rb"<comment\b([^>]*)>(.*?)</comment>", re.DOTALL)
_SHAPE = re.compile(rb"<v:shape\b.*?</v:shape>", re.DOTALL)
_CELL = re.compile(rb"<x:Row>(\d+)</x:Row>\s*<x:Column>(\d+)</x:Column>")
_AFTER = tuple(
    f"<{name}".encode()
    for name in (
        "legacyDrawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "/worksheet>",
    )
)
"""Elements that follow the drawing of notes, ECMA-376, 18.3.1.99."""


def write_notes(
    package: Package, part: str, notes: Notes, rows: Collection[int] | None = None
) -> None:
    """Let the notes of the program be these; cells people have a note at are left to them.

    Args:
        package: the workbook.
        part: of the sheet.
        notes: all of them, or those of some rows.
        rows: the rows whose notes are written; None for all.

    Raises:
        ForeignError: the notes of the sheet are written in a way that cannot be changed safely.
    """
    links = {link.kind: link for link in package.links(part)}
    comments, drawing = links.get("comments"), links.get("vmlDrawing")
    if comments is None:
        if notes:
            _add_parts(package, part, notes, drawing)
        return
    if drawing is None:
        raise ForeignError("its notes have no drawing")
    old = package.read(comments.target)
    names = enumerate(_AUTHORS.findall(old))
    mine = {str(n).encode() for n, name in names if name == AUTHOR.encode()}
    everything = {_place(found[1]): found for found in _COMMENT.finditer(old)}
    standing = {p: found for p, found in everything.items() if rows is None or p[0] in rows}
    theirs = {place for place, found in standing.items() if _author(found[1]) not in mine}
    wanted = {place: text for place, text in notes.items() if place not in theirs}
    if {p: _text(f[2]) for p, f in standing.items() if p not in theirs} == wanted:
        return
    gone = set(standing) - theirs
    _merge(package, (comments.target, drawing.target), _fresh(wanted), gone)


def _place(attributes: bytes) -> tuple[int, int]:
    found = re.search(rb'\sref="([A-Z]+)(\d+)"', attributes)
    if found is None:
        raise ForeignError("its notes have no places")
    return int(found[2]), column_number(found[1].decode())


def _author(attributes: bytes) -> bytes:
    found = re.search(rb'\sauthorId="(\d+)"', attributes)
    return found[1] if found else b""


def _text(content: bytes) -> str:
    from html import unescape

    return unescape(b"".join(re.findall(rb"<t\b[^>]*>([^<]*)</t>", content)).decode())


def _fresh(notes: Notes) -> Package:
    """A workbook whose first sheet has these notes."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for (row, place), text in sorted(notes.items()):
        sheet.write_comment(row - 1, place, text, {"author": AUTHOR, "font_size": 9})
    book.close()
    return Package(buffer.getvalue())


def _add_parts(package: Package, part: str, notes: Notes, drawing: Link | None) -> None:
    """The first notes of a sheet."""
    if drawing is not None:
        raise ForeignError("it has form controls of the old kind")
    from formkit.workbook.transplant import add_part

    fresh = _fresh(notes)
    add_part(fresh, package, part, "comments", "xl/comments1.xml")
    link = add_part(fresh, package, part, "vmlDrawing", "xl/drawings/vmlDrawing1.vml")
    sheet = package.read(part)
    tail = sheet.rindex(b"</sheetData>") if b"</sheetData>" in sheet else 0
    at = min(p for end in _AFTER if (p := sheet.find(end, tail)) >= 0)
    tag = b'<legacyDrawing xmlns:r="%s" r:id="%s"/>' % (_RELATIONSHIPS, link.encode())
    package.write(part, sheet[:at] + tag + sheet[at:])


_RELATIONSHIPS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _merge(
    package: Package, parts: tuple[str, str], fresh: Package, gone: set[tuple[int, int]]
) -> None:
    """Take the old notes of the program out and put the new ones in."""
    comments, drawing = (package.read(part) for part in parts)
    if b"</commentList>" not in comments or b"</authors>" not in comments:
        raise ForeignError("the elements of its notes have a prefix")
    authors, name = _AUTHORS.findall(comments), AUTHOR.encode()
    if name not in authors:
        comments = comments.replace(b"</authors>", b"<author>%s</author></authors>" % name, 1)
        authors.append(name)
    number = authors.index(name)
    comments = _COMMENT.sub(lambda m: b"" if _place(m[1]) in gone else m[0], comments)
    drawing = _SHAPE.sub(lambda m: b"" if _cell(m[0]) in gone else m[0], drawing)
    if "xl/comments1.xml" in fresh.names:
        made = re.search(rb"<commentList>(.*)</commentList>", fresh.read("xl/comments1.xml"), re.S)
        new = re.sub(rb'authorId="\d+"', b'authorId="%d"' % number, made[1] if made else b"")
        comments = comments.replace(b"</commentList>", new + b"</commentList>", 1)
        shapes = _SHAPE.findall(fresh.read("xl/drawings/vmlDrawing1.vml"))
        drawing = drawing.replace(b"</xml>", b"".join(_renamed(shapes, drawing)) + b"</xml>", 1)
    for part, content in zip(parts, (comments, drawing), strict=True):
        package.write(part, content)


def _cell(shape: bytes) -> tuple[int, int] | None:
    found = _CELL.search(shape)
    return (int(found[1]) + 1, int(found[2])) if found else None


def _renamed(shapes: list[bytes], drawing: bytes) -> list[bytes]:
    """Shapes under names the drawing does not have."""
    taken = [int(number) for number in re.findall(rb'id="_x0000_s(\d+)"', drawing)]
    first = max(taken, default=1024) + 1
    return [
        re.sub(rb'id="_x0000_s\d+"', b'id="_x0000_s%d"' % number, shape, count=1)
        for number, shape in enumerate(shapes, start=first)
    ]
