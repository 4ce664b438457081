"""A document as blocks: what stands on the page, before any format knows how to write it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from formkit.model.form import Form, Slot, Table
from formkit.model.words import FormWords


class Rendering(Enum):
    """The three readings of a placeholder.

    FILLED: the value, a ruled line where an optional one is missing.
    BLANK: a ruled line or box of the field's size.
    FILLABLE: a widget.
    """

    FILLED = "filled"
    BLANK = "blank"
    FILLABLE = "fillable"


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line end inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """An expression of the prose, without its braces: ``org.head.name | case('gen')``."""

    expression: str
    input: Input | None = None
    """The widget that stands for it when the expression is a plain field of the form."""
    is_bold: bool = False
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One choice as printed, and the slot of its box when it has one of its own."""

    name: str
    label: str
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """A field in its place: one widget, or one box per option for RADIO and CHECKBOX groups."""

    slot: Slot
    """The only slot; for a multiple choice the slot of its first option."""
    label: str
    """Name of the field for people, with its group: “Part B: result” (/TU)."""
    options: tuple[Option, ...] = ()
    is_required: bool = False
    is_read_only: bool = False
    default_text: str = ""
    """Text a blank already holds, e.g. standing content."""


Inline = Text | LineBreak | Placeholder | Input
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Title:
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Heading:
    inlines: Inlines
    level: int = 1
    is_numbered: bool = False
    """Level 0 of the clause numbering; clauses below restart."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: Inlines
    role: str = "body"
    """``body``, ``subtitle``, ``note`` (small, for who fills in), ``centre``, ``requisites``."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause; the number comes from the locale's multilevel list, never from text."""

    inlines: Inlines
    level: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list without numbers."""

    inlines: Inlines
    level: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A labelled field of the grid."""

    label: str
    input: Input
    span: int
    """Columns of six."""
    hint: str = ""
    lines: int = 1
    unit: str = ""
    is_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Fields in rows of six columns."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class TableColumn:
    name: str
    label: str
    weight: float
    """Share of the width; weights of a table need not sum to anything."""


@dataclass(frozen=True, slots=True)
class TableGrid:
    """Repeating rows. ``inputs[row][column]`` are the widgets of the printed rows."""

    table: Table
    label: str
    columns: tuple[TableColumn, ...]
    inputs: tuple[tuple[Input, ...], ...]
    hint: str = ""
    is_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class ClauseRows:
    """A table of standing text printed as numbered clauses, one a row."""

    table: Table
    label: str
    inputs: tuple[Input, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """Position or label at the left, place to sign, name at the right; date below if asked."""

    left: Inlines
    input: Input | None
    right: Inlines
    date: Input | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """Approval stamp: top right of the first sheet."""

    lines: tuple[Inlines, ...]


@dataclass(frozen=True, slots=True)
class TearLine:
    text: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class When:
    """Blocks printed only if the expression is true."""

    expression: str
    blocks: tuple[Block, ...]
    otherwise: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """Blocks printed for every row of a table; ``variable`` names the row in expressions."""

    variable: str
    expression: str
    blocks: tuple[Block, ...]


Block = (
    Title
    | Heading
    | Paragraph
    | Clause
    | Item
    | Grid
    | TableGrid
    | ClauseRows
    | SignatureLine
    | Stamp
    | TearLine
    | PageBreak
    | When
    | Each
)


@dataclass(frozen=True, slots=True)
class Document:
    """One form laid out in one locale; the same for every face."""

    form: Form
    words: FormWords
    blocks: tuple[Block, ...]

    @property
    def locale(self) -> str:
        return self.words.locale


def inputs_of(blocks: tuple[Block, ...]) -> list[Input]:
    """Every widget of the blocks in reading order."""
    found: list[Input] = []
    for block in blocks:
        found += _block_inputs(block)
    return found


def _block_inputs(block: Block) -> list[Input]:
    match block:
        case Grid(cells=cells):
            return [cell.input for cell in cells]
        case TableGrid(inputs=rows):
            return [cell for row in rows for cell in row]
        case ClauseRows(inputs=inputs):
            return list(inputs)
        case SignatureLine(left=left, input=own, right=right, date=date):
            own_inputs = [i for i in (own, date) if i is not None]
            return [*_inline_inputs(left), *own_inputs, *_inline_inputs(right)]
        case Stamp(lines=lines):
            return [i for line in lines for i in _inline_inputs(line)]
        case When(blocks=blocks, otherwise=otherwise):
            return inputs_of(blocks) + inputs_of(otherwise)
        case Each(blocks=blocks):
            return inputs_of(blocks)
        case TearLine() | PageBreak():
            return []
        case _:
            return _inline_inputs(block.inlines)


def _inline_inputs(inlines: Inlines) -> list[Input]:
    found = [
        i.input if isinstance(i, Placeholder) else i if isinstance(i, Input) else None
        for i in inlines
    ]
    return [i for i in found if i is not None]
