"""The form as one web page: no script, nothing fetched; and what a browser submits, read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, assert_never

from formkit.fieldtypes.base import Widget
from formkit.fieldtypes.choice import YES
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
    SignatureLine,
    Stamp,
    TableGrid,
    TearLine,
    Text,
    Title,
    When,
)
from formkit.layout.expressions import ExpressionError
from formkit.layout.numbering import Counters
from formkit.layout.printed import Printed
from formkit.model.clean import slot_texts
from formkit.model.record import Values

if TYPE_CHECKING:
    from formkit.language.profiles import Numbering
    from formkit.model.form import Form

_CSS = """
body{font:16px/1.45 "PT Sans",Verdana,sans-serif;max-width:52rem;margin:1.5rem auto;padding:0 1rem;
  color:#1a1a1a;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;border-bottom:1px solid #888;padding-bottom:.2rem}
.grid{display:grid;grid-template-columns:repeat(6,1fr);gap:.8rem}
.cell label,.cell .label{display:block;font-size:.85rem;color:#444;margin-bottom:.15rem}
.hint{color:#666;font-size:.8rem}
input[type=text],textarea,select{width:100%;box-sizing:border-box;font:inherit;padding:.35rem;
  border:1px solid #777;border-radius:3px;background:#fff}
input:focus,textarea:focus,select:focus{outline:2px solid #1a5fb4}
.option{display:inline-block;margin-right:1rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0}
th,td{border:1px solid #999;padding:.2rem;text-align:left;vertical-align:top;font-size:.9rem}
.clause{margin:.3rem 0}.note{font-size:.85rem;color:#444}.stamp{margin-left:60%}
.rule{display:inline-block;min-width:8rem;border-bottom:1px solid #000}
hr{border:0;border-top:1px dashed #555}
@media(max-width:40rem){.grid{grid-template-columns:1fr}.cell{grid-column:span 1!important}}
"""


def write(
    document: Document, values: Values, words: Printed, numbering: Numbering, send: str = ""
) -> str:
    """A complete page whose controls are named after slots and hold the values.

    Args:
        document: the laid-out form.
        values: what the controls already hold.
        words: printed words of the prose.
        numbering: style of clause numbers.
        send: label of the button; empty for a page without one.
    """
    texts = slot_texts(document.form, values, document.locale)
    writer = _Writer(document.form, texts, words, numbering)
    body = "".join(writer.block(block) for block in document.blocks)
    body += writer.carried()
    button = f'<p><button type="submit">{escape(send)}</button></p>' if send else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{document.locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(document.words.title)}</title><style>{_CSS}</style></head><body>"
        f'<form method="post" accept-charset="utf-8">{body}{button}</form></body></html>\n'
    )


def read(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Texts by slot name of what a browser submitted; a control left empty has no entry."""
    return {name: text for name, text in pairs if text}


@dataclass
class _Writer:
    form: Form
    texts: Mapping[str, str]
    words: Printed
    numbering: Numbering
    counters: Counters = field(init=False)
    shown: set[str] = field(default_factory=set)
    """Slots with a control on the page."""

    def __post_init__(self) -> None:
        self.counters = Counters(self.numbering)

    def blocks(self, blocks: Sequence[Block]) -> str:
        return "".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:  # noqa: C901, PLR0912 - one case a block
        match block:
            case Title(inlines=inlines):
                return f"<h1>{self.inlines(inlines)}</h1>"
            case Heading(inlines=inlines, is_numbered=is_numbered):
                number = f"{escape(self.counters.heading(is_numbered))} ".lstrip()
                return f"<h2>{number}{self.inlines(inlines)}</h2>"
            case Paragraph(inlines=inlines, role=role):
                return f'<p class="{escape(role)}">{self.inlines(inlines)}</p>'
            case Clause(inlines=inlines, level=level):
                return f'<p class="clause">{self.number(level)} {self.inlines(inlines)}</p>'
            case Item(inlines=inlines):
                return f'<p class="clause">• {self.inlines(inlines)}</p>'
            case Grid():
                return self.grid(block)
            case TableGrid():
                return self.table(block)
            case ClauseRows(inputs=inputs, label=label):
                rows = "".join(f'<p class="clause">{self.control(own)}</p>' for own in inputs)
                return f'<p class="label">{escape(label)}</p>{rows}'
            case SignatureLine(left=left, right=right, date=date):
                when = self.control(date) if date is not None else ""
                place = '<span class="rule"></span>'
                return f"<p>{self.inlines(left)} {place} {self.inlines(right)} {when}</p>"
            case Stamp(lines=lines):
                inner = "<br>".join(self.inlines(line) for line in lines)
                return f'<div class="stamp">{inner}</div>'
            case TearLine(text=text):
                return f'<hr><p class="note">{escape(text)}</p>'
            case PageBreak():
                return ""
            case When(expression=expression, blocks=blocks, otherwise=otherwise):
                return self.blocks(blocks if self.words.is_true(expression) else otherwise)
            case Each(variable=variable, expression=expression, blocks=blocks):
                return self.each(expression, variable, blocks)
            case _:
                assert_never(block)

    def carried(self) -> str:
        """Values whose place the prose leaves out here; they come back with the page."""
        signed = {s.name for s in self.form.slots() if s.field.widget is Widget.SIGNATURE}
        return "".join(
            f'<input type="hidden" name="{name}" value="{escape(text)}">'
            for name, text in self.texts.items()
            if name not in self.shown | signed
        )

    def each(self, expression: str, variable: str, blocks: Sequence[Block]) -> str:
        outer = self.words
        parts = []
        for row in outer.rows(expression, variable):
            self.words = row
            parts.append(self.blocks(blocks))
        self.words = outer
        return "".join(parts)

    def number(self, level: int) -> str:
        return escape(self.counters.next(level))

    def inlines(self, inlines: Inlines) -> str:
        return "".join(self.inline(piece) for piece in inlines)

    def inline(self, piece: Inline) -> str:
        match piece:
            case Text(text=text, is_bold=is_bold, is_italic=is_italic):
                return _marked(escape(text), is_bold, is_italic)
            case LineBreak():
                return "<br>"
            case Placeholder(expression=expression, input=own):
                if own is not None:
                    return self.control(own)
                if (printed := self.said(expression)) is None:
                    return '<span class="rule"></span>'
                return _marked(escape(printed), piece.is_bold, piece.is_italic)
            case Input():
                return self.control(piece)
            case _:
                assert_never(piece)

    def said(self, expression: str) -> str | None:
        """The printed text; a ruled line too where the unfinished page lacks what grammar needs."""
        try:
            return self.words.text(expression)
        except ExpressionError:
            return None

    def grid(self, block: Grid) -> str:
        return f'<div class="grid">{"".join(self.cell(cell) for cell in block.cells)}</div>'

    def cell(self, cell: Cell) -> str:
        unit = f" ({escape(cell.unit)})" if cell.unit else ""
        hint = f'<div class="hint">{escape(cell.hint)}</div>' if cell.hint else ""
        slot, words = cell.input.slot, f"{escape(cell.label)}{unit}"
        label = f'<label for="{slot.name}">{words}</label>'
        if slot.field.widget in (Widget.RADIO, Widget.CHECKBOX, Widget.SIGNATURE):
            label = f'<div class="label">{words}</div>'
        style = f"grid-column:span {cell.span}"
        return f'<div class="cell" style="{style}">{label}{self.control(cell.input)}{hint}</div>'

    def table(self, block: TableGrid) -> str:
        labels = [column.label for column in block.columns]
        rows = [[self.control(own) for own in row] for row in block.inputs]
        if block.table.is_numbered:
            labels.insert(0, self.numbering.row)
            rows = [[str(number), *row] for number, row in enumerate(rows, start=1)]
        head = "".join(f"<th>{escape(label)}</th>" for label in labels)
        body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        return f"<p><b>{escape(block.label)}</b></p><table><tr>{head}</tr>{body}</table>"

    def control(self, own: Input) -> str:
        name = own.slot.name
        self.shown.add(name)
        text = self.texts.get(name, "")
        title = f'title="{escape(own.label)}"'
        match own.slot.field.widget:
            case Widget.TEXT | Widget.COMB:
                held = escape(text)
                return f'<input type="text" id="{name}" name="{name}" {title} value="{held}">'
            case Widget.MULTILINE:
                lines = max(own.slot.field.lines, 2)
                held = escape(text)
                # A line end right after the tag is dropped by every browser, so one is added.
                tag = f'<textarea id="{name}" name="{name}" {title} rows="{lines}">'
                return f"{tag}\n{held}</textarea>"
            case Widget.SELECT:
                options = "".join(self.choice(option, text) for option in own.options)
                tag = f'<select id="{name}" name="{name}" {title}><option></option>'
                return f"{tag}{options}</select>"
            case Widget.RADIO | Widget.CHECKBOX:
                boxes = "".join(self.box(own, option) for option in own.options)
                return f'<span role="group" aria-label="{escape(own.label)}">{boxes}</span>'
            case Widget.SIGNATURE:
                return '<span class="rule"></span>'
            case _ as widget:
                assert_never(widget)

    def choice(self, option: Option, text: str) -> str:
        chosen = " selected" if option.name == text else ""
        return f'<option value="{option.name}"{chosen}>{escape(option.label)}</option>'

    def box(self, own: Input, option: Option) -> str:
        is_radio = own.slot.field.widget is Widget.RADIO
        name = own.slot.name if is_radio or option.slot is None else option.slot.name
        self.shown.add(name)
        kind = "radio" if is_radio else "checkbox"
        held = option.name if is_radio or own.slot.option else YES
        is_on = self.texts.get(name) == held
        checked = " checked" if is_on else ""
        label = escape(option.label)
        box = f'<input type="{kind}" name="{name}" value="{held}"{checked}>'
        return f'<label class="option">{box} {label}</label>'


def _marked(markup: str, is_bold: bool, is_italic: bool) -> str:
    if is_bold:
        markup = f"<b>{markup}</b>"
    return f"<i>{markup}</i>" if is_italic else markup
