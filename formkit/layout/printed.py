"""The words of one document as they are printed: what a page writer asks while it goes along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from formkit.layout.blocks import Document, Rendering
from formkit.layout.expressions import Entry, Missing, context, evaluate, is_true, text_of, value_of

if TYPE_CHECKING:
    from formkit.model.record import Values

Records = Mapping[str, Mapping[str, Any]]
"""Records that expressions may name, such as ``org``, by name."""


@dataclass(frozen=True)
class Printed:
    """Names and their printed texts in the document's locale."""

    names: Mapping[str, Any]
    locale: str

    def text(self, expression: str) -> str | None:
        """The printed text of an expression; None where a ruled line stands for it."""
        text = evaluate(expression, self.names, self.locale)
        return None if isinstance(text, Missing) else text

    def is_true(self, expression: str) -> bool:
        return is_true(expression, self.names, self.locale)

    def rows(self, expression: str, variable: str) -> Sequence[Printed]:
        """The same document once a row, with ``variable`` naming the row and ``loop`` its turn."""
        rows = list(value_of(expression, self.names, self.locale))
        return [
            replace(self, names={**self.names, variable: row, "loop": _turn(number, len(rows))})
            for number, row in enumerate(rows, start=1)
        ]

    def row_texts(self, table: str) -> Sequence[Mapping[str, str]]:
        """Printed texts of a table's rows by column; an empty cell has no entry."""
        return [
            {
                name: text_of(value, self.locale)
                for name, value in row.parts.items()
                if _given(value)
            }
            for row in self.names[table]
        ]


def _turn(number: int, rows: int) -> Entry:
    facts = {"index": number, "index0": number - 1, "revindex": rows - number + 1}
    return Entry("loop", {**facts, "first": number == 1, "last": number == rows, "length": rows})


def _given(value: Any) -> bool:
    return not isinstance(value, Missing)


def printed(document: Document, values: Values, records: Records, rendering: Rendering) -> Printed:
    """The printed words of a document made of values and records."""
    names = context(document.form, values, document.words, records, rendering)
    return Printed(names, document.locale)
