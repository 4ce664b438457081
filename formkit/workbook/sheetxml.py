"""The XML of one worksheet, changed where our cells are and left as it is everywhere else.

Rows are found by pattern and only those that change are looked into: a sheet of a hundred
thousand rows is patched in the time it takes to copy it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from formkit.workbook.cells import Cell
from formkit.workbook.cellxml import Formula, cell_xml
from formkit.workbook.faults import column_number

Cells = Mapping[int, Cell | Formula]
"""By column from 0."""


class ForeignError(Exception):
    """The sheet is written in a way that cannot be patched safely: it is written anew."""


_ROW = re.compile(rb"<row\b[^>]*>")
_NUMBER = re.compile(rb'\sr="(\d+)"')
_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_PLACE = re.compile(rb'\sr="([A-Z]+)\d+"')
_STYLE = re.compile(rb'\ss="(\d+)"')
_FORMULA = re.compile(rb"<f\b([^>]*?)(?:/>|>(.*?)</f>)", re.DOTALL)
_COLUMN = re.compile(rb"<col\b[^>]*>")
_FACT = re.compile(rb'\s(min|max|style|width)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class CellXml:
    place: int
    style: bytes
    content: bytes
    xml: bytes

    @property
    def formula(self) -> tuple[bytes, bytes] | None:
        """Attributes and text."""
        found = _FORMULA.search(self.content)
        return (found[1], found[2] or b"") if found else None

    @property
    def is_empty(self) -> bool:
        return (
            b"<v>" not in self.content and b"<f" not in self.content and b"<t" not in self.content
        )


class SheetXml:
    """The part of a worksheet, cut at its rows."""

    def __init__(self, part: bytes) -> None:
        begin = re.search(rb"<sheetData\b[^>]*?(/?)>", part)
        if begin is None:
            raise ForeignError("its elements have a prefix")
        if begin[1]:
            self.head, self.body, self.tail = part[: begin.start()], b"", part[begin.end() :]
            return
        end = part.rindex(b"</sheetData>")
        self.head = part[: begin.start()]
        self.body = part[begin.end() : end]
        self.tail = part[end + len(b"</sheetData>") :]
        if self.body.strip() and not re.match(rb"\s*<row\b[^>]*\sr=", self.body):
            raise ForeignError("its rows have no numbers")

    def to_bytes(self) -> bytes:
        return b"".join((self.head, b"<sheetData>", self.body, b"</sheetData>", self.tail))

    @property
    def last_row(self) -> int:
        """Number of the last row that is there; 0 for none."""
        at = self.body.rfind(b"<row ")
        found = _NUMBER.search(self.body, at) if at >= 0 else None
        return int(found[1]) if found else 0

    def cells(self, row: int) -> dict[int, CellXml]:
        """The cells of a row by column; nothing for a row that is not there."""
        if row > self.last_row:
            return {}
        found = self._find(row)
        return {cell.place: cell for cell in _cells(found[1])} if found else {}

    def column_styles(self) -> dict[int, bytes]:
        """Formats of whole columns."""
        return {place: facts[b"style"] for place, facts in self._columns() if b"style" in facts}

    def column_widths(self) -> dict[int, float]:
        """In characters of the standard font."""
        return {
            place: float(facts[b"width"]) for place, facts in self._columns() if b"width" in facts
        }

    def _columns(self) -> Iterator[tuple[int, dict[bytes, bytes]]]:
        for column in _COLUMN.findall(self.head):
            facts = dict(_FACT.findall(column))
            for number in range(int(facts[b"min"]), min(int(facts[b"max"]), 1000) + 1):
                yield number - 1, facts

    def _find(self, row: int) -> tuple[bytes, bytes] | None:
        for number, tag, content in _rows(self.body, {row}):
            if number == row:
                return tag, content
        return None

    def set(
        self,
        changes: Mapping[int, Cells],
        styles: Mapping[int, bytes],
        heights: Mapping[int, float],
    ) -> None:
        """Write cells; those of a row that is not there make it.

        Args:
            changes: cells by row from 1.
            styles: formats by column, for cells that are not there yet.
            heights: in points, of rows that have none.
        """
        pieces, at = [], 0
        waiting = sorted(changes, reverse=True)
        for begin, end, number in _spans(self.body, set(changes)):
            while waiting and waiting[-1] < number:
                pieces += [self.body[at:begin], _new_row(waiting[-1], changes, styles, heights)]
                at = begin
                waiting.pop()
            if waiting and waiting[-1] == number:
                row = self.body[begin:end]
                pieces += [self.body[at:begin], _changed(row, number, changes[number], styles)]
                at = end
                waiting.pop()
            if not waiting:
                break
        pieces.append(self.body[at:])
        pieces += [_new_row(row, changes, styles, heights) for row in reversed(waiting)]
        self.body = b"".join(pieces)
        self._check_shared_formulas()

    def _check_shared_formulas(self) -> None:
        """A formula others refer to must not have been replaced."""
        if b't="shared"' not in self.body:
            return
        masters, all_ = set(), set()
        for attributes, text in _FORMULA.findall(self.body):
            if shared := re.search(rb'\ssi="(\d+)"', attributes):
                all_.add(shared[1])
                masters |= {shared[1]} if text else set()
        if all_ - masters:
            raise ForeignError("a formula that others share would be lost")

    def shared_formula(self, index: bytes) -> tuple[bytes, bytes] | None:
        """Place (``C2``) and text of the formula that others share."""
        pattern = (
            rb'<c\b[^>]*?\sr="([A-Z]+\d+)"[^>]*><f\b[^>]*\ssi="' + index + rb'"[^>]*>([^<]+)</f>'
        )
        found = re.search(pattern, self.body)
        return (found[1], found[2]) if found else None

    def strip_results(self) -> None:
        """Drop the results of formulas: LibreOffice shows them as they are, however old."""
        if b"<f" in self.body:
            self.body = _CELL.sub(_without_result, self.body)

    def extend(self, old: int, new: int) -> None:
        """Let ranges that end at a row of the table, or soon below, end at its new last row."""
        self.head = _extended_dimension(self.head, new)
        for pattern in (_FILTER, _RULES, _RULES_2010):
            self.tail = pattern.sub(lambda m: m[1] + _extended(m[2], old, new) + m[3], self.tail)


def _rows(body: bytes, wanted: set[int]) -> Iterator[tuple[int, bytes, bytes]]:
    for begin, end, number in _spans(body, wanted):
        if number in wanted:
            row = body[begin:end]
            tag = _ROW.match(row)
            yield number, tag[0] if tag else b"", row[tag.end() if tag else 0 :]


def _spans(body: bytes, wanted: set[int]) -> Iterator[tuple[int, int, int]]:
    """Begin, end and number of the rows; the end is exact for those that are wanted."""
    for tag in _ROW.finditer(body):
        number = _NUMBER.search(tag[0])
        if number is None:
            raise ForeignError("its rows have no numbers")
        row, end = int(number[1]), tag.end()
        if row in wanted and not tag[0].endswith(b"/>"):
            end = body.index(b"</row>", end) + len(b"</row>")
        yield tag.start(), end, row


def _cells(row: bytes) -> Iterator[CellXml]:
    for found in _CELL.finditer(row):
        place, style = _PLACE.search(found[1]), _STYLE.search(found[1])
        if place is None:
            raise ForeignError("its cells have no places")
        number = column_number(place[1].decode())
        yield CellXml(number, style[1] if style else b"", found[2] or b"", found[0])


def _changed(row: bytes, number: int, new: Cells, styles: Mapping[int, bytes]) -> bytes:
    tag = _ROW.match(row)
    if tag is None:
        raise ForeignError("a row cannot be read")
    cells = {cell.place: cell for cell in _cells(row)}
    for place in new.keys() & cells.keys():
        if (formula := cells[place].formula) and b't="array"' in formula[0]:
            raise ForeignError("an array formula stands in a column of the register")
    made = {place: cell.xml for place, cell in cells.items()}
    for place, content in new.items():
        style = cells[place].style if place in cells else styles.get(place, b"")
        made[place] = cell_xml(place, number, content, style)
    rest = _CELL.sub(b"", row[tag.end() :]).removesuffix(b"</row>")
    opening = re.sub(rb'\sspans="[^"]*"', b"", tag[0].removesuffix(b"/>").removesuffix(b">"))
    return opening + b">" + b"".join(made[place] for place in sorted(made)) + rest + b"</row>"


def _new_row(
    row: int,
    changes: Mapping[int, Cells],
    styles: Mapping[int, bytes],
    heights: Mapping[int, float],
) -> bytes:
    cells = [
        cell_xml(place, row, content, styles.get(place, b""))
        for place, content in sorted(changes[row].items())
    ]
    height = f' ht="{heights[row]:g}"' if row in heights else ""
    return f'<row r="{row}"{height}>'.encode() + b"".join(cells) + b"</row>"


_RESULT = re.compile(rb"<v>[^<]*</v>|<v/>")
_TYPE = re.compile(rb'\st="(?:str|n|b|e)"')


def _without_result(found: re.Match[bytes]) -> bytes:
    content = found[2] or b""
    if b"<f" not in content or not _RESULT.search(content) or content.startswith(b"<f>HYPERLINK("):
        return found[0]
    return b"<c" + _TYPE.sub(b"", found[1]) + b">" + _RESULT.sub(b"", content) + b"</c>"


_FILTER = re.compile(rb'(<autoFilter\b[^>]*?\sref=")([^"]*)(")')
_RULES = re.compile(rb'(<(?:dataValidation|conditionalFormatting)\b[^>]*?\ssqref=")([^"]*)(")')
_RULES_2010 = re.compile(rb"(<xm:sqref>)([^<]*)(</xm:sqref>)")
_RANGE = re.compile(rb"(\$?[A-Z]+\$?)(\d+):(\$?[A-Z]+\$?)(\d+)")
_SOON = 1001
"""LibreOffice cuts rules for whole columns down to a thousand rows below the last one."""


def _extended(ranges: bytes, old: int, new: int) -> bytes:
    def longer(found: re.Match[bytes]) -> bytes:
        end = int(found[4])
        last = new if old <= end < new and end <= old + _SOON else end
        return b"%s%s:%s%d" % (found[1], found[2], found[3], last)

    return _RANGE.sub(longer, ranges)


def _extended_dimension(head: bytes, new: int) -> bytes:
    def longer(found: re.Match[bytes]) -> bytes:
        return b"%s%s%d%s" % (found[1], found[2], max(int(found[3]), new), found[4])

    return re.sub(rb'(<dimension ref="[A-Z]+\d+:)([A-Z]+)(\d+)(")', longer, head, count=1)
