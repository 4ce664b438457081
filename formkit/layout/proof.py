"""Everything wrong with the expressions of a laid-out document, before any data is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from formkit.layout.blocks import (
    Block,
    Clause,
    Document,
    Each,
    Heading,
    Inlines,
    Item,
    Paragraph,
    Placeholder,
    Rendering,
    SignatureLine,
    Stamp,
    Title,
    When,
    inputs_of,
)
from formkit.layout.expressions import Shape, check_expression, loop_names, names_of
from formkit.layout.expressions.check import table_problems
from formkit.layout.printed import Printed, printed
from formkit.model.form import Field
from formkit.problems import Code, Problem, problem


def check_document(
    document: Document, records: Mapping[str, Iterable[str]] | None = None
) -> list[Problem]:
    """Expressions that cannot be evaluated, and fields that have no widget or two.

    Args:
        document: laid out from its form.
        records: parts of each record; see :func:`formkit.layout.expressions.names_of`.
    """
    names = names_of(document.form, records)
    found = [*_check_blocks(document.blocks, names), *_check_widgets(document)]
    return found or list(_check_shown(document))


def _check_shown(document: Document) -> Iterator[Problem]:
    """Every field has its place on the empty document, where no condition knows a value."""
    words = printed(document, {}, {}, Rendering.FILLABLE)
    shown = {own.slot.name for own in inputs_of(_shown(document.blocks, words))}
    for own in inputs_of(document.blocks):
        if own.slot.name not in shown:
            yield problem(Code.PROSE_FIELD_HIDDEN, name=own.slot.name)


def _shown(blocks: Iterable[Block], words: Printed) -> tuple[Block, ...]:
    found: list[Block] = []
    for block in blocks:
        match block:
            case When(expression=expression, blocks=inner, otherwise=otherwise):
                found += _shown(inner if words.is_true(expression) else otherwise, words)
            case Each(variable=variable, expression=expression, blocks=inner):
                for row in words.rows(expression, variable):
                    found += _shown(inner, row)
            case _:
                found.append(block)
    return tuple(found)


def _check_blocks(blocks: Iterable[Block], names: Mapping[str, Shape]) -> Iterator[Problem]:
    for block in blocks:
        match block:
            case When(expression=expression, blocks=inner, otherwise=otherwise):
                yield from check_expression(expression, names)
                yield from _check_blocks((*inner, *otherwise), names)
            case Each(variable=variable, expression=expression, blocks=inner):
                yield from table_problems(expression, names)
                yield from _check_blocks(inner, loop_names(names, variable, expression))
            case _:
                for expression in _expressions(block):
                    yield from check_expression(expression, names)


def _expressions(block: Block) -> Iterator[str]:
    lines: tuple[Inlines, ...] = ()
    match block:
        case Title() | Heading() | Paragraph() | Clause() | Item():
            lines = (block.inlines,)
        case SignatureLine(left=left, right=right):
            lines = (left, right)
        case Stamp(lines=own):
            lines = own
    for line in lines:
        yield from (piece.expression for piece in line if isinstance(piece, Placeholder))


def _check_widgets(document: Document) -> Iterator[Problem]:
    """Every field stands in the fillable document exactly once."""
    placed = [
        own.slot.table.name if own.slot.table else own.slot.field.name
        for own in inputs_of(document.blocks)
    ]
    for member in document.form.members():
        count = placed.count(member.name)
        is_wrong = count != 1 if isinstance(member, Field) else count == 0
        if is_wrong:
            yield problem(Code.PROSE_WIDGET_COUNT, name=member.name, count=count)
