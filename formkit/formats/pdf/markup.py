"""Blocks to the HTML of printed pages. Values are escaped; expressions never reach the markup."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import assert_never
from urllib.parse import quote

from formkit.fieldtypes.base import Value, Widget
from formkit.fieldtypes.date import DATE_CELLS, DateType
from formkit.formats.pdf.certificate import certificate_css
from formkit.formats.pdf.style import (
    CELL_MM,
    FORM_CSS,
    content_height_mm,
    content_width_mm,
    font_faces,
    page_css,
    text_css,
)
from formkit.language.profiles import Profile
from formkit.layout.blocks import (
    Block,
    Cell,
    Clause,
    ClauseRows,
    Document,
    Each,
    Grid,
    Heading,
    Inline,
    Inlines,
    Input,
    Item,
    LineBreak,
    Option,
    PageBreak,
    Paragraph,
    Placeholder,
    Rendering,
    SignatureLine,
    Stamp,
    TableGrid,
    TearLine,
    Text,
    Title,
    When,
)
from formkit.layout.numbering import Counters
from formkit.layout.printed import Printed
from formkit.model.form import Kind, Look

LINE_MM = {False: (5.2, 4.0), True: (8.0, 8.0)}
"""Height of the first and of every further line of writing space, typed and by hand."""
GRID_SPAN = 6
NUMBER_COLUMN_MM = 6.0
_MOST_OF_A_PAGE = 0.8
_OPTION_MM, _OPTION_HEIGHT_MM = 26.0, 6.5
"""A box with its label, as it is on an average."""
_STATEMENT = 40
"""A longer label above boxes is a sentence to be judged, not the name of a field."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HEAD = (Title, Paragraph)


def page_html(
    document: Document, profile: Profile, rendering: Rendering, values: Printed, page_of: str
) -> str:
    """A complete page for the layout engine; widgets are form controls named after slots."""
    form = document.form
    is_form = form.kind is Kind.FORM
    css = [font_faces(), page_css(form, profile, page_of), FORM_CSS]
    if not is_form:
        css.append(text_css(profile))
    if form.look is Look.CERTIFICATE:
        css.append(certificate_css(form.paper, profile))
    size = content_width_mm(form, profile), content_height_mm(form, profile)
    writer = _Writer(rendering, values, profile, is_form, form.is_by_hand, *size)
    body = writer.body(document.blocks)
    return (
        f'<!DOCTYPE html><html lang="{document.locale}"><head><meta charset="utf-8">'
        f"<title>{escape(document.words.title)}</title><style>{''.join(css)}</style></head>"
        f'<body class="{form.kind.value} as-{rendering.value}"><form>{body}</form></body></html>'
    )


@dataclass
class _Writer:
    rendering: Rendering
    values: Printed
    profile: Profile
    is_form: bool
    is_by_hand: bool
    width_mm: float
    height_mm: float
    """Between the margins of a page that is not the first."""
    counters: Counters = field(init=False)

    def __post_init__(self) -> None:
        self.counters = Counters(self.profile.numbering)

    @property
    def is_filled(self) -> bool:
        return self.rendering is Rendering.FILLED

    def body(self, blocks: Sequence[Block]) -> str:
        """Title and notes of a form stand beside the form mark, in a head of fixed height."""
        if not self.is_form:
            return self.blocks(blocks)
        count = next((n for n, b in enumerate(blocks) if not isinstance(b, _HEAD)), len(blocks))
        kind = "head" if self.is_by_hand else "head plain"
        head = f'<div class="{kind}">{self.blocks(blocks[:count])}</div>'
        return head + self.blocks(blocks[count:])

    def blocks(self, blocks: Iterable[Block]) -> str:
        return "".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:  # noqa: C901, PLR0912 - one case a block
        match block:
            case Title(inlines=inlines):
                return f"<h1>{self.inlines(inlines)}</h1>"
            case Heading():
                return self.heading(block)
            case Paragraph(inlines=inlines, role=role):
                lead = " lead" if _leads(inlines) else ""
                return f'<p class="{escape(role)}{lead}">{self.inlines(inlines)}</p>'
            case Clause(inlines=inlines, level=level):
                return self.clause(self.inlines(inlines), level)
            case Item(inlines=inlines):
                bullet = escape(self.profile.numbering.bullet)
                return f'<p class="item">{bullet} {self.inlines(inlines)}</p>'
            case Grid(cells=cells):
                return self.filled_grid(cells) if self.is_filled else self.grid(cells)
            case TableGrid():
                return self.filled_table(block) if self.is_filled else self.table(block)
            case ClauseRows():
                return self.clause_rows(block)
            case SignatureLine():
                return self.signature(block)
            case Stamp(lines=lines):
                inner = "".join(f"<p>{self.inlines(line)}</p>" for line in lines)
                return f'<div class="stamp">{inner}</div>'
            case TearLine(text=text):
                return f'<div class="tear">{escape(text)}</div>'
            case PageBreak():
                return '<div style="break-after:page"></div>'
            case When(expression=expression, blocks=blocks, otherwise=otherwise):
                return self.blocks(blocks if self.values.is_true(expression) else otherwise)
            case Each(variable=variable, expression=expression, blocks=blocks):
                return self.each(expression, variable, blocks)
            case _:
                assert_never(block)

    def each(self, expression: str, variable: str, blocks: tuple[Block, ...]) -> str:
        outer = self.values
        parts = []
        for row in outer.rows(expression, variable):
            self.values = row
            parts.append(self.blocks(blocks))
        self.values = outer
        return "".join(parts)

    def heading(self, block: Heading) -> str:
        inner = self.inlines(block.inlines)
        number = self.counters.heading(block.is_numbered)
        if not number:
            return f"<h2>{inner}</h2>"
        return f'<h2 class="numbered"><span class="number">{number}</span>{inner}</h2>'

    def number(self, level: int) -> str:
        """The next number of a level in the style of the profile."""
        return self.counters.next(level)

    def clause(self, inner: str, level: int) -> str:
        number = self.number(level)
        shown = f'<span class="number">{escape(number)}</span>'
        return f'<p class="clause level{level}">{shown}{inner}</p>'

    def clause_rows(self, block: ClauseRows) -> str:
        column = block.table.columns[0].name
        if self.is_filled:
            rows = self.values.row_texts(block.table.name)
            return "".join(self.clause(_text(row.get(column, "")), block.level) for row in rows)
        return "".join(self.clause_box(own, block.level) for own in block.inputs)

    def clause_box(self, own: Input, level: int) -> str:
        number = escape(self.number(level))
        height = space_mm(own.slot.field.lines, is_by_hand=False)
        box = f'<div class="clausebox" style="height:{height}mm">{self.control(own)}</div>'
        shown = f'<div class="number own">{number}</div>'
        return f'<div class="row numbered">{shown}<div class="rest">{box}</div></div>'

    def inlines(self, inlines: Inlines) -> str:
        return "".join(self.inline(piece) for piece in inlines)

    def inline(self, piece: Inline) -> str:
        match piece:
            case Text(text=text, is_bold=is_bold, is_italic=is_italic):
                return _marked(escape(text), is_bold, is_italic)
            case LineBreak():
                return "<br>"
            case Placeholder():
                return self.placeholder(piece)
            case Input():
                return self.inline_input(piece)
            case _:
                assert_never(piece)

    def placeholder(self, piece: Placeholder) -> str:
        if piece.input is not None and not self.is_filled:
            return self.inline_input(piece.input)
        text = self.values.text(piece.expression)
        if text is None and piece.input is not None and _has_boxes(piece.input):
            return self.options(piece.input)
        if text is None:
            width = _inline_width_mm(piece.input) if piece.input else 40.0
            return f'<span class="rule" style="width:{width}mm"></span>'
        return _marked(_text(text), piece.is_bold, piece.is_italic)

    def inline_input(self, own: Input) -> str:
        if _has_boxes(own):
            return self.options(own)
        width = _inline_width_mm(own)
        height = space_mm(own.slot.field.lines, is_by_hand=False)
        kind = "inline tall" if own.slot.field.lines > 1 else "inline"
        style = f"width:{width}mm;height:{height}mm"
        return f'<span class="{kind}" style="{style}">{self.control(own)}</span>'

    def grid(self, cells: tuple[Cell, ...]) -> str:
        return "".join(self.row(row) for row in pack(cells))

    def row(self, cells: list[Cell]) -> str:
        parts = []
        for number, cell in enumerate(cells, start=1):
            last = " last" if number == len(cells) else ""
            hand = " hand" if cell.is_by_hand else ""
            width = f"width:{cell.span / GRID_SPAN:.4%}"
            inner = self.cell(cell)
            parts.append(f'<div class="cell{last}{hand}" style="{width}">{inner}</div>')
        return f'<div class="row">{"".join(parts)}</div>'

    def cell(self, cell: Cell) -> str:
        hint = f' <span class="hint">({escape(cell.hint)})</span>' if cell.hint else ""
        is_statement = bool(cell.input.options) and len(cell.label) > _STATEMENT
        kind = "label statement" if is_statement else "label"
        label = f'<span class="{kind}">{escape(cell.label)}{hint}</span>'
        if cell.input.slot.field.widget in (Widget.RADIO, Widget.CHECKBOX):
            return label + self.options(cell.input)
        if cell.input.slot.field.widget is Widget.COMB:
            return label + self.comb(cell.input)
        height = space_mm(cell.lines, is_by_hand=cell.is_by_hand)
        sign = " sign" if cell.input.slot.field.widget is Widget.SIGNATURE else ""
        hand = " hand" if cell.is_by_hand else ""
        frame = f'<span class="frame{sign}{hand}" style="height:{height}mm">'
        return f"{label}{frame}{self.control(cell.input)}</span>"

    def comb(self, own: Input) -> str:
        """Cells as background; the widget lies exactly over them."""
        cells = own.slot.field.type.max_length or 1
        width, height = cells * CELL_MM[0], CELL_MM[1]
        is_date = isinstance(own.slot.field.type, DateType)
        image = comb_image(cells, _date_marks(self.profile) if is_date else {})
        style = f"width:{width}mm;height:{height}mm;background-size:{width}mm {height}mm;"
        return (
            f'<span class="comb" style="{style}background-image:url({image})">'
            f"{self.control(own)}</span>"
        )

    def options(self, own: Input) -> str:
        return f'<span class="options">{"".join(self.option(own, o) for o in own.options)}</span>'

    def option(self, own: Input, option: Option) -> str:
        box = f'<span class="box">{self.option_control(own, option)}</span>'
        is_single = len(own.options) == 1 and own.slot.field.widget is Widget.CHECKBOX
        label = "" if is_single else escape(option.label)
        return f'<span class="option">{box}{label}</span>'

    def option_control(self, own: Input, option: Option) -> str:
        if self.rendering is not Rendering.FILLABLE:
            return ""
        if own.slot.field.widget is Widget.RADIO:
            return f'<input type="radio" name="{own.slot.name}" value="{option.name}">'
        name = option.slot.name if option.slot else own.slot.name
        return f'<input type="checkbox" name="{name}">'

    def control(self, own: Input) -> str:
        """The form control of every widget but boxes."""
        if self.rendering is Rendering.BLANK:
            return ""
        name = own.slot.name
        match own.slot.field.widget:
            case Widget.TEXT | Widget.COMB | Widget.SIGNATURE:
                return f'<input type="text" name="{name}">'
            case Widget.MULTILINE:
                return f'<textarea name="{name}"></textarea>'
            case Widget.SELECT:
                options = "".join(
                    f'<option value="{o.name}">{escape(o.label)}</option>' for o in own.options
                )
                return f'<select name="{name}">{options}</select>'
            case Widget.CHECKBOX | Widget.RADIO:
                return self.options(own)
            case _ as widget:
                assert_never(widget)

    def table(self, block: TableGrid) -> str:
        head = self.table_head(block, has_numbers=True)
        hint = f' <span class="hint">({escape(block.hint)})</span>' if block.hint else ""
        label = f'<span class="label above">{escape(block.label)}{hint}</span>'
        rows = "".join(
            self.table_row(number, inputs, is_by_hand=block.is_by_hand)
            for number, inputs in enumerate(block.inputs, start=1)
        )
        table = f'<table class="grid">{head}<tbody>{rows}</tbody></table>'
        kind = "block long" if self.is_long(block) else "block"
        return f'<div class="{kind}">{label}{table}</div>'

    def is_long(self, block: TableGrid) -> bool:
        """Whether a page hardly holds it: in one piece it would leave a heading or a page alone."""
        share = self.width_mm / sum(column.weight for column in block.columns)
        widths = [column.weight * share for column in block.columns]
        by_hand = block.is_by_hand
        heights = (
            max(
                _cell_height_mm(own, width, is_by_hand=by_hand)
                for own, width in zip(row, widths, strict=True)
            )
            for row in block.inputs
        )
        return sum(heights) > self.height_mm * _MOST_OF_A_PAGE

    def table_head(self, block: TableGrid, *, has_numbers: bool) -> str:
        width = self.width_mm - (NUMBER_COLUMN_MM if has_numbers else 0)
        share = width / sum(column.weight for column in block.columns)
        widths = [NUMBER_COLUMN_MM] if has_numbers else []
        widths += [column.weight * share for column in block.columns]
        columns = "".join(f'<col style="width:{width:.2f}mm">' for width in widths)
        mark = escape(self.profile.numbering.row)
        number = f'<th class="n">{mark}</th>' if has_numbers else ""
        labels = "".join(f"<th>{escape(column.label)}</th>" for column in block.columns)
        return f"<colgroup>{columns}</colgroup><thead><tr>{number}{labels}</tr></thead>"

    def table_row(self, number: int, inputs: tuple[Input, ...], *, is_by_hand: bool) -> str:
        lines = max(own.slot.field.lines for own in inputs)
        height = space_mm(lines, is_by_hand=is_by_hand)
        cells = "".join(self.table_cell(own, height, is_by_hand=is_by_hand) for own in inputs)
        return f'<tr><td class="n">{number}</td>{cells}</tr>'

    def table_cell(self, own: Input, height_mm: float, *, is_by_hand: bool) -> str:
        hand = ' class="hand"' if is_by_hand else ""
        if own.slot.field.widget in (Widget.RADIO, Widget.CHECKBOX):
            return f'<td{hand} style="padding:1mm">{self.options(own)}</td>'
        inner = f'<div style="height:{height_mm}mm">{self.control(own)}</div>'
        return f"<td{hand}>{inner}</td>"

    def filled_grid(self, cells: tuple[Cell, ...]) -> str:
        rows = "".join(
            f'<tr><td style="width:38%;padding:.8mm 1mm"><b>{escape(cell.label)}</b></td>'
            f'<td class="filled">{self.filled_cell(cell)}</td></tr>'
            for cell in cells
        )
        return f'<table class="grid">{rows}</table>'

    def filled_cell(self, cell: Cell) -> str:
        text = self.values.text(cell.input.slot.field.name)
        if text is None and cell.is_by_hand and cell.input.options:
            return self.options(cell.input)
        if text is None:
            return '<span class="rule" style="width:60mm"></span>'
        unit = f" {escape(cell.unit)}" if cell.unit else ""
        return _text(text) + unit

    def filled_table(self, block: TableGrid) -> str:
        texts = self.values.row_texts(block.table.name)
        if block.is_by_hand and not texts:
            texts = [{}] * block.table.rows  # somebody else has yet to fill them in
        rows = "".join(self.filled_row(block, n, row) for n, row in enumerate(texts, start=1))
        head = self.table_head(block, has_numbers=block.table.is_numbered)
        return f'<table class="grid">{head}<tbody>{rows}</tbody></table>'

    def filled_row(self, block: TableGrid, number: int, row: Mapping[str, str]) -> str:
        shown = f'<td class="n">{number}</td>' if block.table.is_numbered else ""
        texts = (_text(row.get(column.name, "")) for column in block.columns)
        cells = "".join(f'<td class="filled">{text}</td>' for text in texts)
        hand = f' style="height:{space_mm(1, is_by_hand=True)}mm"' if block.is_by_hand else ""
        return f"<tr{hand}>{shown}{cells}</tr>"

    def signature(self, block: SignatureLine) -> str:
        place = self.control(block.input) if block.input and not self.is_filled else ""
        date = ""
        if block.date is not None:
            own = Placeholder(block.date.slot.field.name, block.date)
            label = escape(block.date.label)
            date = f'<div class="date"><span>{label}</span>{self.placeholder(own)}</div>'
        return (
            f'<div class="signature"><div class="left">{self.inlines(block.left)}</div>'
            f'<div class="place">{place}</div>'
            f'<div class="right">{self.inlines(block.right)}</div>{date}</div>'
        )


def space_mm(lines: int, *, is_by_hand: bool) -> float:
    """Height of a writing space of some lines."""
    first, further = LINE_MM[is_by_hand]
    return first + further * max(lines - 1, 0)


def pack(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Rows of cells whose spans sum to at most six."""
    rows: list[list[Cell]] = []
    free = 0
    for cell in cells:
        if cell.span > free:
            rows.append([])
            free = GRID_SPAN
        rows[-1].append(cell)
        free -= cell.span
    return rows


def comb_image(cells: int, marks: Mapping[int, str]) -> str:
    """Light-grey cell borders as a data URI; ``marks`` are characters printed in cells."""
    width, height = CELL_MM
    lines = "".join(
        f'<path d="M{n * width} 0V{height}" stroke="#bbb" stroke-width=".2"/>'
        for n in range(1, cells)
    )
    dots = "".join(
        f'<text x="{(n + 0.5) * width}" y="{height * 0.72}" font-family="Formkit Sans" '
        f'font-size="4" fill="#bbb" text-anchor="middle">{escape(mark)}</text>'
        for n, mark in marks.items()
    )
    size = f'width="{cells * width}mm" height="{height}mm"'
    box = f'viewBox="0 0 {cells * width} {height}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>{lines}{dots}</svg>'
    return "data:image/svg+xml," + quote(svg)


def _date_marks(profile: Profile) -> dict[int, str]:
    mark = "/" if profile.locale == "en" else "."
    first, second = 2, DATE_CELLS - 5
    return {first: mark, second: mark}


def _inline_width_mm(own: Input) -> float:
    kind = own.slot.field.type.name
    widths = {"date": 28.0, "number": 20.0, "money": 28.0, "id": 35.0, "time": 16.0}
    return widths.get(kind, 150.0 if own.slot.field.lines > 1 else 80.0)


def _has_boxes(own: Input) -> bool:
    return bool(own.options) and own.slot.field.widget in (Widget.RADIO, Widget.CHECKBOX)


def _leads(inlines: Inlines) -> bool:
    """Whether a paragraph announces what follows, and so must not stand at a page foot."""
    last = inlines[-1] if inlines else None
    return isinstance(last, Text) and last.text.rstrip().endswith(":")


def _marked(markup: str, is_bold: bool, is_italic: bool) -> str:
    if is_bold:
        markup = f"<b>{markup}</b>"
    return f"<i>{markup}</i>" if is_italic else markup


def _text(text: Value) -> str:
    shown = _ADDRESS.sub(r'<span class="whole">\g<0></span>', escape(str(text)))
    return shown.replace("\n", "<br>")


def _cell_height_mm(own: Input, width_mm: float, *, is_by_hand: bool) -> float:
    height = space_mm(own.slot.field.lines, is_by_hand=is_by_hand)
    has_boxes = is_by_hand and own.slot.field.widget in (Widget.RADIO, Widget.CHECKBOX)
    lines = math.ceil(len(own.options) * _OPTION_MM / width_mm) if has_boxes else 0
    return max(height, lines * _OPTION_HEIGHT_MM)
