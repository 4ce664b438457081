"""Grids of fields, repeating tables and signature lines as Word tables."""

from __future__ import annotations

from formkit.fieldtypes.base import Widget
from formkit.fieldtypes.date import DATE_CELLS, DateType
from formkit.fieldtypes.number import NumberType
from formkit.formats.docx.inlines import (
    NAME_WIDTH,
    chosen,
    expression_of,
    has_boxes,
    literal,
    option_runs,
    runs,
    tag,
    text_run,
)
from formkit.formats.docx.ooxml import Element, paragraph, twips, w
from formkit.formats.docx.sheet import Sheet
from formkit.formats.docx.styles import TABLE_PADDING
from formkit.layout.blocks import Cell, Grid, Input, SignatureLine, TableColumn, TableGrid

COLUMNS = 6
_SIGNATURE_SHARES, _CERTIFICATE_SHARES = (0.42, 0.24, 0.34), (0.42, 0.2, 0.38)
_SIGNATURE_ROOM_MM, _CERTIFICATE_ROOM_MM = 9.0, 13.0
_ROW_MM, _HAND_ROW_MM = 7.0, 8.5
"""Rows of a table; handwriting needs 8 mm."""
_NUMBER_MM = 9.0
_LETTER_TWIPS = 11.0
_BOLD_LETTER_TWIPS = 12.0
"""Mean width of a letter for every point of its size."""
_BOX_LETTERS = 3
"""What a box and its space take up, in letters."""
_ROOM_LINES = 1.6
"""Boxes stand one a line when together they fill more lines than this."""


def grid(block: Grid, sheet: Sheet) -> Element:
    """Fields in hairline boxes, label above value; a short row is stretched to the margin."""
    widths = [twips(sheet.text_width_mm) // COLUMNS] * COLUMNS
    rows = [w("tr", _row_properties(_height_mm(row, sheet)), *_cells(row, widths, sheet))
            for row in _grid_rows(block.cells)]  # fmt: skip
    return _table("FormGrid", widths, rows)


def _grid_rows(cells: tuple[Cell, ...]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    room = 0
    for cell in cells:
        if cell.span > room:
            rows.append([])
            room = COLUMNS
        rows[-1].append(cell)
        room -= cell.span
    return rows


def _cells(row: list[Cell], widths: list[int], sheet: Sheet) -> list[Element]:
    spans = [cell.span for cell in row]
    spans[-1] += COLUMNS - sum(spans)
    return [
        _cell(cell, span, widths[0] * span, sheet) for cell, span in zip(row, spans, strict=True)
    ]


def _cell(cell: Cell, span: int, width: int, sheet: Sheet) -> Element:
    options = cell.input.options if cell.input.slot.field.widget is not Widget.SELECT else ()
    expression = expression_of(cell.input)
    if options:
        room = width / (sheet.table_pt * _LETTER_TWIPS)
        letters = sum(len(option.label) + 5 for option in options)
        value = option_runs(options, expression, has_lines=letters > room * _ROOM_LINES)
    else:
        value = [text_run(tag(f"{expression} | entry"))]
    is_labelled = len(options) != 1
    return w(
        "tc",
        w("tcPr", w("tcW", w=width, type="dxa"), w("gridSpan", val=span)),
        paragraph("FieldLabel", *_label(cell)) if is_labelled else None,
        paragraph("FieldValue", *value),
    )


def _label(cell: Cell) -> list[Element]:
    """The label with its unit; the hint only for who fills in by hand."""
    unit = f", {cell.unit}" if cell.unit else ""
    label = [text_run(literal(cell.label + unit))]
    if cell.hint and cell.is_by_hand:
        label.append(text_run(f" ({literal(cell.hint)})", is_italic=True))
    return label


def _height_mm(row: list[Cell], sheet: Sheet) -> float:
    """Room for the label and the lines asked for; a pen and a signature need more."""
    line = sheet.table_pt * 1.25 * 25.4 / 72
    lines = max(cell.lines for cell in row)
    is_signed = any(cell.input.slot.field.widget is Widget.SIGNATURE for cell in row)
    label = sheet.small_pt * 1.25 * 25.4 / 72
    extra = 4.0 if is_signed else 1.0 if any(cell.is_by_hand for cell in row) else 0.0
    return label + line * lines + extra


def table(block: TableGrid, sheet: Sheet) -> list[Element]:
    """A heading row repeated on every page, a row for every row of data, an empty one for none."""
    total = twips(sheet.text_width_mm)
    numbered = twips(_NUMBER_MM) if block.table.is_numbered else 0
    widths = _widths(block, total - numbered, sheet)
    labels = [column.label for column in block.columns]
    if numbered:
        widths, labels = [numbered, *widths], [sheet.profile.numbering.row, *labels]
    count = len(widths)
    name = block.table.name
    rows = [
        w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *map(_head_cell, labels, widths)),
        _tag_row(f"{{%tr for row in {name} %}}", count, total),
        _data_row(block, widths, is_empty=False),
        _tag_row("{%tr else %}", count, total),
        _data_row(block, widths, is_empty=True),
        _tag_row("{%tr endfor %}", count, total),
    ]
    title = [paragraph("TableTitle", text_run(literal(block.label)))] if block.label else []
    if block.hint and block.is_by_hand:
        hint = paragraph("Note", text_run(literal(block.hint)), properties=(w("keepNext"),))
        title.append(hint)
    return [*title, _table("FormTable", widths, rows, has_head=True)]


def _widths(block: TableGrid, total: int, sheet: Sheet) -> list[int]:
    """By weight, but no column narrower than the longest word of its head, a date or its boxes."""
    room = total // len(block.columns)
    least = [min(_least_width(column, block, sheet), room) for column in block.columns]
    weight = sum(column.weight for column in block.columns)
    wanted = [round(total * column.weight / weight) for column in block.columns]
    widths = [max(pair) for pair in zip(wanted, least, strict=True)]
    spare = [width - narrow for width, narrow in zip(widths, least, strict=True)]
    share = (sum(widths) - total) / (sum(spare) or 1)
    return [round(width - own * share) for width, own in zip(widths, spare, strict=True)]


def _least_width(column: TableColumn, block: TableGrid, sheet: Sheet) -> int:
    longest = max(map(len, column.label.split()), default=1)
    is_date = isinstance(block.table.column(column.name).type, DateType)
    own = _input(block, column)
    words = [word for option in own.options for word in option.label.split()]
    boxed = max(map(len, words), default=0) + _BOX_LETTERS
    letters = (
        longest * _BOLD_LETTER_TWIPS,
        DATE_CELLS * _LETTER_TWIPS if is_date else 0,
        boxed * _LETTER_TWIPS if block.is_by_hand and has_boxes(own) else 0,
    )
    return round(max(letters) * sheet.table_pt) + 2 * TABLE_PADDING


def _head_cell(label: str, width: int) -> Element:
    return w(
        "tc",
        w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="center")),
        paragraph("TableHead", text_run(literal(label))),
    )


def _data_row(block: TableGrid, widths: list[int], is_empty: bool) -> Element:
    cells = []
    if block.table.is_numbered:
        number = text_run("1" if is_empty else tag("loop.index"))
        cells.append(_data_cell([number], widths[0], "center"))
    for column, width in zip(block.columns, widths[len(cells) :], strict=True):
        field = block.table.column(column.name)
        side = "right" if isinstance(field.type, NumberType) else ""
        written = [] if is_empty else [text_run(tag(_value(block, column)))]
        cells.append(_data_cell(written, width, side))
    height = _HAND_ROW_MM if block.is_by_hand else _ROW_MM
    return w("tr", _row_properties(height), *cells)


def _input(block: TableGrid, column: TableColumn) -> Input:
    return next(own for own in block.inputs[0] if own.slot.field.name == column.name)


def _value(block: TableGrid, column: TableColumn) -> str:
    """What stands in the cells of a column; boxes for a pen where nothing does."""
    own, name = _input(block, column), f"row.{column.name}"
    return chosen(own, name) if block.is_by_hand and has_boxes(own) else f"{name} | entry"


def _data_cell(content: list[Element], width: int, side: str) -> Element:
    properties = (w("jc", val=side),) if side else ()
    text = paragraph("TableText", *content, properties=properties)
    return w("tc", w("tcPr", w("tcW", w=width, type="dxa")), text)


def _tag_row(text: str, count: int, width: int) -> Element:
    properties = w("tcPr", w("tcW", w=width, type="dxa"), w("gridSpan", val=count))
    return w("tr", w("tc", properties, paragraph("Tag", text_run(text))))


def signature(block: SignatureLine, sheet: Sheet) -> Element:
    """Position, place to sign, name on one line; the date below where asked."""
    total = twips(sheet.signature_width_mm)
    shares = _CERTIFICATE_SHARES if sheet.is_certificate else _SIGNATURE_SHARES
    widths = [round(total * share) for share in shares]
    left, middle, right = widths
    line = w("tcBorders", w("bottom", val="single", sz=4, space=0, color="000000"))
    indent = (w("jc", val="right") if sheet.is_centred else w("ind", left=twips(3)),)
    row = w(
        "tr",
        _row_properties(_CERTIFICATE_ROOM_MM if sheet.is_certificate else _SIGNATURE_ROOM_MM),
        _signature_cell(left, runs(block.left, NAME_WIDTH)),
        _signature_cell(middle, [], line),
        _signature_cell(right, runs(block.right, NAME_WIDTH), indent=indent),
    )
    rows = [row]
    if block.date is not None:
        label = block.date.slot.field.name
        written = [text_run(literal(block.date.label) + " "), text_run(tag(label))]
        spanned = w("tcPr", w("tcW", w=total, type="dxa"), w("gridSpan", val=3))
        cell = w("tc", spanned, paragraph("Signature", *written))
        rows.append(w("tr", _row_properties(6.0), cell))
    return _table("SignatureTable", widths, rows, is_centred=sheet.is_certificate)


def _signature_cell(
    width: int,
    content: list[Element],
    border: Element | None = None,
    indent: tuple[Element, ...] = (),
) -> Element:
    properties = w("tcPr", w("tcW", w=width, type="dxa"), border, w("vAlign", val="bottom"))
    return w("tc", properties, paragraph("Signature", *content, properties=indent))


def _row_properties(height_mm: float) -> Element:
    height = w("trHeight", val=twips(height_mm), hRule="atLeast")
    return w("trPr", w("cantSplit"), height)


def _table(
    style: str,
    widths: list[int],
    rows: list[Element],
    *,
    has_head: bool = False,
    is_centred: bool = False,
) -> Element:
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblStyle", val=style),
            w("tblW", w=sum(widths), type="dxa"),
            w("jc", val="center") if is_centred else None,
            w("tblLayout", type="fixed"),
            w("tblLook", val="0020" if has_head else "0000", firstRow=has_head, noVBand=True),
        ),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *rows,
    )
