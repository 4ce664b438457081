"""The text of a Word file as people read it: clauses with their numbers, tables as rows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from formkit.formats.docx.ooxml import Element, parse_xml, q
from formkit.formats.docx.package import parts_of

_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def read_text(docx: bytes) -> list[str]:
    """Paragraphs and table rows of the body in order; empty paragraphs are left out.

    A clause begins with its computed number, a row is its cells joined by `` | ``.
    """
    parts = parts_of(docx)
    numbers = _Numbers(
        parse_xml(parts["word/numbering.xml"]) if "word/numbering.xml" in parts else None,
        parse_xml(parts["word/styles.xml"]),
    )
    body = parse_xml(parts["word/document.xml"]).find(q("body"))
    lines: list[str] = []
    for element in body:
        if element.tag == q("p"):
            lines.append(_paragraph(element, numbers))
        elif element.tag == q("tbl"):
            lines += [_row(row, numbers) for row in element.iter(q("tr"))]
    return [line for line in lines if line.strip(" |")]


def _row(row: Element, numbers: _Numbers) -> str:
    cells = []
    for cell in row.iter(q("tc")):
        texts = [_paragraph(p, numbers) for p in cell.iter(q("p"))]
        cells.append(": ".join(text for text in texts if text))
    return " | ".join(cells)


def _paragraph(paragraph: Element, numbers: _Numbers) -> str:
    text = "".join(_piece(piece) for piece in paragraph.iter(q("t"), q("br"), q("tab")))
    number = numbers.next_of(paragraph)
    return f"{number} {text}" if number else text


def _piece(piece: Element) -> str:
    if piece.tag == q("t"):
        return piece.text or ""
    if piece.tag == q("br"):
        return "\n"
    return "" if piece.getparent().tag == q("tabs") else "\t"


@dataclass
class _Numbers:
    """Counters of every list, as Word runs them (17.9)."""

    numbering: Element | None
    styles: Element
    _counts: dict[int, Counter[int]] = field(default_factory=dict)

    def next_of(self, paragraph: Element) -> str:
        place = self._place(paragraph)
        if place is None or place[0] == 0 or self.numbering is None:
            return ""
        instance, level = place
        levels = self._levels(instance)
        counts = self._counts.setdefault(instance, Counter())
        counts[level] += 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        pattern = levels[level].find(q("lvlText")).get(q("val"))
        return re.sub(r"%([1-9])", lambda m: self._number(levels, counts, int(m[1]) - 1), pattern)

    def _number(self, levels: dict[int, Element], counts: Counter[int], level: int) -> str:
        value = counts[level] or 1
        return _written(value, levels[level].find(q("numFmt")).get(q("val")))

    def _place(self, paragraph: Element) -> tuple[int, int] | None:
        own = paragraph.find(f"{q('pPr')}/{q('numPr')}")
        style = paragraph.find(f"{q('pPr')}/{q('pStyle')}")
        inherited = None
        if style is not None:
            name = style.get(q("val"))
            found = [s for s in self.styles if s.get(q("styleId")) == name]
            inherited = found[0].find(f"{q('pPr')}/{q('numPr')}") if found else None
        source = own if own is not None else inherited
        if source is None:
            return None
        level = source.find(q("ilvl"))
        instance = int(source.find(q("numId")).get(q("val")))
        return instance, int(level.get(q("val"))) if level is not None else 0

    def _levels(self, instance: int) -> dict[int, Element]:
        assert self.numbering is not None  # noqa: S101 - asked before
        num = next(n for n in self.numbering.iter(q("num")) if n.get(q("numId")) == str(instance))
        wanted = num.find(q("abstractNumId")).get(q("val"))
        abstract = next(
            a for a in self.numbering.iter(q("abstractNum")) if a.get(q("abstractNumId")) == wanted
        )
        return {int(level.get(q("ilvl"))): level for level in abstract.iter(q("lvl"))}


def _written(value: int, number_format: str) -> str:
    match number_format:
        case "lowerLetter":
            return chr(ord("a") + (value - 1) % 26)
        case "russianLower":
            return _RUSSIAN[(value - 1) % len(_RUSSIAN)]
        case "lowerRoman":
            return _roman(value)
    return str(value)


def _roman(value: int) -> str:
    result = ""
    for size, sign in _ROMAN:
        count, value = divmod(value, size)
        result += sign * count
    return result
