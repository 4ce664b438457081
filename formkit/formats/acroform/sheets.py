"""Continuation sheets: pages at the end of a blank for what its own have no room for."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.formats.acroform.appearance import EMPTY, LEADING, OFF, PADDING_PT, SIZE_PT, wrap
from formkit.formats.acroform.blank import Blank, draw_mark, geometry_in, saved
from formkit.formats.acroform.fields import PRINT, FieldWriter, Flag, LaidOut, decimal
from formkit.formats.acroform.font import ALIAS
from formkit.formats.acroform.identity import embed_identity
from formkit.formats.acroform.marks import PT_PER_MM
from formkit.formats.acroform.overflow import beginning, height_of, references
from formkit.formats.acroform.structure import parent_tree, set_parent_tree
from formkit.language.profiles import get_profile
from formkit.model.form import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formkit.formats.acroform.appearance import TextBox
    from formkit.formats.acroform.fields import Box
    from formkit.formats.acroform.font import FormFont
    from formkit.formats.formmark import MarkPlaces

MOST_SHEETS = 100
MARGIN_MM = 20.0
TITLE_PT, LABEL_PT, HEAD_PT = 12.0, 9.0, 7.0
GAP_PT = 6.0
_LEAST_LINES = 2
"""A box of fewer lines begins on the next sheet."""
_WIDGET_KEYS = ("/Type", "/Subtype", "/P", "/Rect", "/F", "/StructParent", "/AP")


@dataclass(frozen=True, slots=True)
class Rest:
    """A text that is too long for its field."""

    text: str
    """As it is drawn: the label of a choice."""
    box: TextBox


class TooManySheetsError(Exception):
    """More than a document may have."""


def with_sheets(
    blank: Blank, font: FormFont, rows: Mapping[str, int], rests: Mapping[str, Rest]
) -> Blank:
    """A blank of the same identity with sheets for some texts and for further rows of tables.

    Args:
        blank: of which the pages come first.
        font: that of the blank.
        rows: last row by table.
        rests: by field, further rows included.

    Raises:
        TooManySheetsError
    """
    with pikepdf.open(io.BytesIO(blank.data)) as pdf:
        sheets = _Sheets(pdf, blank, font)
        own = list(pdf.Root.AcroForm.Fields)
        for table, last in rows.items():
            sheets.add_rows(table, own, last)
        fields = {str(each.T): each for each in pdf.Root.AcroForm.Fields}
        for entry, name in enumerate((n for n in fields if n in rests), start=1):
            sheets.add_text(fields[name], rests[name], entry)
        sheets.close()
        writer = sheets.writer
        for number in range(blank.page_count + 1, len(pdf.pages) + 1):
            draw_mark(pdf, number, writer, blank.mark, blank.form_code, blank.places)
        embed_identity(pdf, blank.mark, blank.form_code, blank.places, sheets.title)
        count, geometry = len(pdf.pages), geometry_in(pdf)
        return replace(blank, data=saved(pdf), page_count=count, geometry=geometry)


@dataclass(slots=True)
class _Sheets:
    """Writes sheets from the top; a new one where there is no room left."""

    pdf: pikepdf.Pdf
    blank: Blank
    font: FormFont
    writer: FieldWriter = field(init=False)
    title: str = field(init=False)
    tree: dict[int, pikepdf.Object] = field(init=False)
    section: pikepdf.Object = field(init=False)
    page: pikepdf.Object | None = None
    parts: list[bytes] = field(default_factory=list)
    owners: list[pikepdf.Object] = field(default_factory=list)
    y: float = 0.0
    """Of the next line, in points from the bottom."""

    def __post_init__(self) -> None:
        root = self.pdf.Root
        fonts = root.AcroForm.DR.Font
        self.writer = FieldWriter(self.pdf, self.font, fonts[f"/{ALIAS}"])
        self.title = str(self.pdf.trailer["/Info"].Title)
        self.tree = parent_tree(self.pdf)
        tops = root.StructTreeRoot.K
        document = tops[0] if isinstance(tops, Array) else tops
        self.section = self._element(Name.Sect, document)

    @property
    def room(self) -> Box:
        return room_of(self.blank.places)

    def close(self) -> None:
        """Finish the last sheet and the structure of all."""
        self._end_page()
        set_parent_tree(self.pdf, self.tree)

    def add_text(self, item: pikepdf.Object, rest: Rest, entry: int) -> None:
        """Boxes for the rest of a text, each on a sheet of its own but the first."""
        words = references(self.blank.mark.locale, entry)
        _, used = beginning(self.font, rest.box, rest.text, words)
        left, bottom, right, _ = self.room
        width = right - left
        group, label = self._split(item), f"[{entry}] {item.TU}"
        whole = len(wrap(self.font, rest.text, width - 2 * PADDING_PT, SIZE_PT))
        while used < len(rest.text):
            head = LABEL_PT * LEADING + GAP_PT
            self._need(head + height_of(self.font, _LEAST_LINES))
            lines = wrap(self.font, rest.text[used:], width - 2 * PADDING_PT, SIZE_PT)
            fitting = int((self.y - bottom - head - height_of(self.font, 1)) / SIZE_PT / LEADING)
            count = min(fitting + 1, max(whole, len(lines)))
            whole = 0  # room to type all of it again is needed once
            self._line(label, left, LABEL_PT)
            height = height_of(self.font, count)
            box = (left, self.y - height, right, self.y)
            self._add_kid(group, box, str(item.TU))
            self.y -= height + GAP_PT
            used = used + lines[count - 1][1] if count < len(lines) else len(rest.text)

    def add_rows(self, table: str, fields: Sequence[pikepdf.Object], last: int) -> None:
        """Further rows of a table, each like its first one."""
        named = [(str(item.T).split(SEPARATOR), item) for item in fields]
        own = [parts for parts, _ in named if parts[0] == table]
        first = [item for parts, item in named if parts[:2] == [table, "1"]]
        printed = max(int(parts[1]) for parts in own)
        boxes = [_box_of(item) for item in first]
        height = max(box[3] for box in boxes) - min(box[1] for box in boxes)
        top = max(box[3] for box in boxes)
        grid: pikepdf.Object | None = None
        for row in range(printed + 1, last + 1):
            if grid is None or self.y - height < self.room[1]:
                self._need(self._head_height(first) + height)
                grid = self._table_head(first)
            line = self._element(Name.TR, grid)
            self._number(line, str(row), min(box[0] for box in boxes), height)
            for item in first:
                cell = self._element(Name.TD, line)
                self._add_copy(item, row, cell, self.y - top)
            self.y -= height + 1.0
        self.y -= GAP_PT

    def _need(self, height: float) -> None:
        if self.page is None or self.y - height < self.room[1]:
            self._end_page()
            self._begin_page()

    def _begin_page(self) -> None:
        if len(self.pdf.pages) - self.blank.page_count >= MOST_SHEETS:
            raise TooManySheetsError
        width, height = (decimal(mm * PT_PER_MM) for mm in self.blank.places.page_size_mm)
        self.pdf.add_blank_page(page_size=(width, height))
        self.page = self.pdf.pages[-1].obj
        fonts = Dictionary({f"/{ALIAS}": self.writer.font_object})
        self.page.Resources = Dictionary(Font=fonts)
        self.page.Tabs, self.page.Annots = Name.S, self.pdf.make_indirect(Array())
        self.parts, self.owners, self.y = [], [], self.room[3]
        self._line(get_profile(self.blank.mark.locale).continuation.title, self.room[0], TITLE_PT)
        self._line(self.title, self.room[0], LABEL_PT)
        self.y -= GAP_PT

    def _end_page(self) -> None:
        if self.page is None:
            return
        self.page.StructParents = self._next_key()
        self.tree[int(self.page.StructParents)] = self.pdf.make_indirect(Array(self.owners))
        content = Stream(self.pdf, b"\n".join(self.parts))
        self.page.Contents = Array([self.pdf.make_indirect(content)])
        self.page = None

    def _next_key(self) -> int:
        return max(self.tree, default=-1) + 1

    def _line(self, text: str, x: float, size: float, parent: pikepdf.Object | None = None) -> None:
        """A paragraph, wrapped; ``y`` moves below it."""
        lines = wrap(self.font, self._known(text), self.room[2] - x, size)
        element = self._element(Name.P, self.section if parent is None else parent)
        self._draw(element, x, [shown for shown, _ in lines], size, self.y)
        self.y -= len(lines) * size * LEADING

    def _known(self, text: str) -> str:
        """Words of the form were printed in another font: what this one lacks is left out."""
        return text.translate(dict.fromkeys(map(ord, self.font.missing(text))))

    def _draw(
        self, element: pikepdf.Object, x: float, lines: Sequence[str], size: float, top: float
    ) -> None:
        mcid = len(self.owners)
        self.owners.append(element)
        element.K, element.Pg = mcid, self.page
        baseline = top - size * self.font.ascent / 1000
        shown = b" T* ".join([self.font.show(each, size) for each in lines])
        parts = (mcid, ALIAS.encode(), size, size * LEADING, x, baseline, shown)
        self.parts.append(
            b"/P <</MCID %d>> BDC BT /%s %g Tf 0 g %.4g TL %.2f %.2f Td %s ET EMC" % parts
        )

    def _element(self, role: pikepdf.Object, parent: pikepdf.Object) -> pikepdf.Object:
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=role, P=parent))
        if "/K" not in parent:
            parent.K = Array()
        elif not isinstance(parent.K, Array):
            parent.K = Array([parent.K])
        parent.K.append(element)
        return element

    def _table_head(self, first: Sequence[pikepdf.Object]) -> pikepdf.Object:
        label, _ = _labels(first[0])
        self._line(label, self.room[0], LABEL_PT)
        grid = self._element(Name.Table, self.section)
        line = self._element(Name.TR, grid)
        height = 0.0
        for item in first:
            left, _, right, _ = _box_of(item)
            cell = self._element(Name.TH, line)
            cell.A = Dictionary(O=Name.Table, Scope=Name.Column)
            lines = self._head_lines(_labels(item)[1], right - left)
            self._draw(cell, left + 1, lines, HEAD_PT, self.y)
            height = max(height, len(lines) * HEAD_PT * LEADING)
        self.y -= height + 1.0
        return grid

    def _head_lines(self, label: str, width: float) -> list[str]:
        return [shown for shown, _ in wrap(self.font, self._known(label), width - 2, HEAD_PT)]

    def _head_height(self, first: Sequence[pikepdf.Object]) -> float:
        widths = [(_labels(item)[1], _box_of(item)) for item in first]
        count = max(len(self._head_lines(label, box[2] - box[0])) for label, box in widths)
        return LABEL_PT * LEADING + count * HEAD_PT * LEADING + 1.0

    def _number(self, line: pikepdf.Object, text: str, right: float, height: float) -> None:
        """Which row it is, before its first cell."""
        cell = self._element(Name.TH, line)
        cell.A = Dictionary(O=Name.Table, Scope=Name.Row)
        x = right - 3 - self.font.width_pt(text, HEAD_PT)
        self._draw(cell, x, [text], HEAD_PT, self.y - (height - HEAD_PT) / 2)

    def _split(self, item: pikepdf.Object) -> pikepdf.Object:
        """A field of its own above the widget, which becomes the first of its boxes."""
        group = self.pdf.make_indirect(Dictionary())
        for key in [key for key in item.keys() if key not in _WIDGET_KEYS]:  # noqa: SIM118
            group[key] = item[key]
            if key != "/TU":
                del item[key]
        item.Parent = group
        group.Kids = Array([item])
        fields = self.pdf.Root.AcroForm.Fields
        numbers = [each.objgen for each in fields]
        fields[numbers.index(item.objgen)] = group
        return group

    def _add_kid(self, group: pikepdf.Object, box: Box, label: str) -> None:
        content = self.writer.picture(EMPTY, box[2] - box[0], box[3] - box[1])
        kid = self._widget(box, label, self.section)
        kid.Parent, kid.AP = group, Dictionary(N=content)
        kid.DA = String(f"/{ALIAS} {SIZE_PT:g} Tf 0 g")
        group.Kids.append(kid)

    def _add_copy(self, item: pikepdf.Object, row: int, cell: pikepdf.Object, shift: float) -> None:
        """The field of the first row again, lower or higher by ``shift``."""
        table, _, column = str(item.T).split(SEPARATOR)
        label = re.sub(r"\b1: ", f"{row}: ", str(item.TU), count=1)
        kids = list(item.get("/Kids", [item]))
        copies = [self._copied(kid, row, cell, shift) for kid in kids]
        owner = copies[0]
        if "/Kids" in item:
            owner = self.pdf.make_indirect(Dictionary(Kids=Array(copies)))
            for kid, copy in zip(kids, copies, strict=True):
                copy.Parent = owner
                self._option(str(kid.TU).removeprefix(f"{item.TU}: "), copy, cell)
        owner.FT = item.FT
        for key in ("/MaxLen", "/Q", "/DA", "/Opt"):
            if key in item:
                owner[key] = item[key]
        owner.T = String(SEPARATOR.join((table, str(row), column)))
        owner.TU = String(label)
        owner.Ff = int(item.get("/Ff", 0)) & ~int(Flag.REQUIRED | Flag.NO_TOGGLE_TO_OFF)
        if Name.Btn == item.FT:
            owner.V = Name.Off
        fields = self.pdf.Root.AcroForm.Fields
        fields.insert(len(fields) - 1, owner)

    def _option(self, label: str, box: pikepdf.Object, cell: pikepdf.Object) -> None:
        """The words of a choice beside its box."""
        _, bottom, right, top = LaidOut(0, box, "").box
        middle = (bottom + top + HEAD_PT) / 2
        self._draw(self._element(Name.P, cell), right + 2, [self._known(label)], HEAD_PT, middle)

    def _copied(
        self, item: pikepdf.Object, row: int, cell: pikepdf.Object, shift: float
    ) -> pikepdf.Object:
        left, bottom, right, top = LaidOut(0, item, "").box
        box = (left, bottom + shift, right, top + shift)
        label = re.sub(r"\b1: ", f"{row}: ", str(item.TU), count=1)
        copy = self._widget(box, label, cell)
        if isinstance(item.AP.N, Stream):
            is_signature = Name.Sig == item.get("/FT")
            content = OFF if is_signature else EMPTY
            copy.AP = Dictionary(N=self.writer.picture(content, right - left, top - bottom))
        else:
            copy.AP, copy.AS = item.AP, Name.Off
        return copy

    def _widget(self, box: Box, label: str, parent: pikepdf.Object) -> pikepdf.Object:
        """A framed widget with its place in the structure."""
        left, bottom, right, top = box
        frame = (left, bottom, right - left, top - bottom)
        self.parts.append(b"/Artifact BMC q .5 w 0 G %.2f %.2f %.2f %.2f re S Q EMC" % frame)
        key = self._next_key()
        widget = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                P=self.page,
                Rect=Array([decimal(side) for side in box]),
                F=PRINT,
                StructParent=key,
                TU=String(label),
            )
        )
        element = self._element(Name.Form, parent)
        element.Pg = self.page
        element.K = Dictionary(Type=Name.OBJR, Obj=widget, Pg=self.page)
        self.tree[key] = element
        if self.page is not None:
            self.page.Annots.append(widget)
        return widget


def room_of(places: MarkPlaces) -> Box:
    """What of a sheet may be written on, in points from its bottom left corner."""
    width, height = places.page_size_mm
    boxes = places.reserved_mm
    top = max([bottom + 2 for _, top, _, bottom in boxes if top < height / 2], default=0.0)
    end = min([top - 2 for _, top, _, _ in boxes if top > height / 2], default=height)
    top, end = max(top, MARGIN_MM), min(end, height - MARGIN_MM)
    sides = (MARGIN_MM, height - end, width - MARGIN_MM, height - top)
    left, bottom, right, upper = (round(side * PT_PER_MM, 2) for side in sides)
    return left, bottom, right, upper


def _box_of(item: pikepdf.Object) -> Box:
    """Around all boxes of a field."""
    boxes = [LaidOut(0, kid, "").box for kid in item.get("/Kids", [item])]
    low = [min(box[side] for box in boxes) for side in (0, 1)]
    high = [max(box[side] for box in boxes) for side in (2, 3)]
    return low[0], low[1], high[0], high[1]


def _labels(item: pikepdf.Object) -> tuple[str, str]:
    """Table and column of a cell of the first row, as its tooltip names them."""
    table, _, column = re.split(r"(,? ?\b1: )", str(item.TU), maxsplit=1)
    return table, column
