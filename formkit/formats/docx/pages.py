"""Where the pages of a document end: headings and signatures left alone, empty pages.

A Word file has no pages of its own. Landmarks are put into a copy as bookmarks, LibreOffice makes
a PDF of it, and the bookmarks come back as named destinations (ISO 32000-1, 12.3.2.3).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from formkit.formats.docx.ooxml import Element, as_xml, parse_xml, q, w
from formkit.formats.docx.package import package, packed, parts_of
from formkit.formats.docx.styles import NAMES
from formkit.problems import Code, Problem, Severity, Where, problem

if TYPE_CHECKING:
    from pypdf import PageObject

_FIRST_ID = 1_900_000_000
_HEADING = re.compile(r"heading [1-9]|title", re.IGNORECASE)
_NUMBER = re.compile(r"^[\d.()]+")
_LINE_PT = 4.0
"""Texts nearer than this stand on one line."""
_TWIPS_PER_PT = 20


class Kind(Enum):
    HEADING = "heading"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Landmark:
    """A paragraph that may not stand alone; ``name`` is that of its bookmark."""

    name: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A copy with its landmarks and the margins between which its body stands."""

    docx: bytes
    landmarks: tuple[Landmark, ...]
    top_pt: float
    bottom_pt: float


def survey(docx: bytes) -> Surveyed:
    """A copy with a bookmark at every heading and at every signature line."""
    parts = parts_of(docx)
    root = parse_xml(parts["word/document.xml"])
    kinds = _kinds(parse_xml(parts["word/styles.xml"]))
    found = []
    for number, (paragraph, kind) in enumerate(_marked(root, kinds)):
        name = f"formkit{number}"
        start = w("bookmarkStart", id=_FIRST_ID + number, name=name)
        place = 0 if paragraph.find(q("pPr")) is None else 1
        paragraph[place:place] = [start, w("bookmarkEnd", id=_FIRST_ID + number)]
        text = "".join(piece.text or "" for piece in paragraph.iter(q("t")))
        found.append(Landmark(name, kind, text))
    parts["word/document.xml"] = as_xml(root)
    copy = package(packed(name, data) for name, data in parts.items())
    top, bottom = (_margin_pt(root, side) for side in ("top", "bottom"))
    return Surveyed(copy, tuple(found), top, bottom)


def _kinds(styles: Element) -> dict[str, Kind]:
    """What the paragraphs of a style are, by its id."""
    found = {}
    for style in styles.iter(q("style")):
        name = style.find(q("name")).get(q("val"))
        if _HEADING.fullmatch(name):
            found[style.get(q("styleId"))] = Kind.HEADING
        elif name in NAMES["Signature"].values():
            found[style.get(q("styleId"))] = Kind.SIGNATURE
    return found


def _marked(root: Element, kinds: dict[str, Kind]) -> Iterator[tuple[Element, Kind]]:
    tables = set()
    for paragraph in root.iter(q("p")):
        style = paragraph.find(f"{q('pPr')}/{q('pStyle')}")
        kind = kinds.get(style.get(q("val"))) if style is not None else None
        table = next(paragraph.iterancestors(q("tbl")), None)
        if kind is Kind.HEADING:
            yield paragraph, kind
        elif kind is Kind.SIGNATURE and table not in tables:
            tables.add(table)
            yield paragraph, kind


def _margin_pt(root: Element, side: str) -> float:
    margins = [abs(int(m.get(q(side)) or 0)) for m in root.iter(q("pgMar"))]
    return min(margins, default=0) / _TWIPS_PER_PT


@dataclass(frozen=True, slots=True)
class _Page:
    """Lines between the margins from the top down, each with its height above the foot."""

    lines: tuple[tuple[float, str], ...]

    def above(self, top_pt: float) -> list[str]:
        return [text for height, text in self.lines if height > top_pt]

    def below(self, top_pt: float) -> list[str]:
        return [text for height, text in self.lines if height <= top_pt]


def page_problems(pdf: bytes, surveyed: Surveyed) -> list[Problem]:
    """Headings at the foot of a page, signatures at the head of one, empty pages."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    pages = [_page(page, surveyed) for page in reader.pages]
    found = [
        problem(Code.REHEARSAL_EMPTY_PAGE, Severity.WARNING, Where(page=number))
        for number, page in enumerate(pages, start=1)
        if not page.lines
    ]
    places = {name.lstrip("/"): place for name, place in reader.named_destinations.items()}
    for landmark in surveyed.landmarks:
        if place := places.get(landmark.name):
            number = reader.get_destination_page_number(place) or 0
            alone = _alone(landmark, pages[number], float(place.top or 0), is_first=number == 0)
            found += [p.at(page=number + 1) for p in alone]
    return sorted(found, key=lambda p: p.where.page or 0)


def page_count(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)


def _alone(landmark: Landmark, page: _Page, top_pt: float, *, is_first: bool) -> list[Problem]:
    match landmark.kind:
        case Kind.HEADING:
            own = _squeezed(landmark.text)
            others = [line for line in page.below(top_pt) if _squeezed(line) not in own]
            if not others:
                code = Code.REHEARSAL_HEADING_ALONE
                return [problem(code, Severity.WARNING, text=landmark.text)]
        case Kind.SIGNATURE:
            if not is_first and not page.above(top_pt):
                return [problem(Code.REHEARSAL_SIGNATURE_ALONE, Severity.WARNING)]
    return []


def _squeezed(text: str) -> str:
    """Without the number a heading is given and without spaces."""
    return _NUMBER.sub("", "".join(text.split()))


def _page(page: PageObject, surveyed: Surveyed) -> _Page:
    pieces: list[tuple[float, str]] = []
    highest = float(page.mediabox.height) - surveyed.top_pt

    def visit(text: str, cm: list[float], tm: list[float], *_font: object) -> None:
        height = tm[5] * cm[3] + cm[5]
        if text.strip() and surveyed.bottom_pt < height < highest:
            pieces.append((height, text))

    page.extract_text(visitor_text=visit)
    lines: list[tuple[float, str]] = []
    for height, text in sorted(pieces, key=lambda piece: -piece[0]):
        if lines and lines[-1][0] - height < _LINE_PT:
            lines[-1] = (lines[-1][0], lines[-1][1] + text)
        else:
            lines.append((height, text))
    return _Page(tuple(lines))
