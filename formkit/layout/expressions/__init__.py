"""Expressions of prose and templates: ``org.head.name | case('gen')``. The home of Jinja.

The language is a part of Jinja's: names, parts, literals, comparison, and/or/not/if, filters,
``~ + -``; in templates also ``if``, ``for`` and ``set``. No calls, no methods, no other tags:
whatever is not listed is refused before anything runs.
"""

from formkit.layout.expressions.check import (
    Shape,
    check_expression,
    expression_problems,
    loop_names,
    names_of,
    table_problems,
    used_names,
)
from formkit.layout.expressions.environment import environment
from formkit.layout.expressions.evaluation import (
    Script,
    at_place,
    compile_markup,
    evaluate,
    is_true,
    value_of,
)
from formkit.layout.expressions.filters import CHECKED, FILTERS, UNCHECKED, text_of
from formkit.layout.expressions.values import (
    DOCUMENT,
    Answer,
    Chosen,
    Entry,
    ExpressionError,
    Missing,
    Phrase,
    Several,
    context,
    field_value,
)

__all__ = [
    "CHECKED",
    "DOCUMENT",
    "FILTERS",
    "UNCHECKED",
    "Answer",
    "Chosen",
    "Entry",
    "ExpressionError",
    "Missing",
    "Phrase",
    "Script",
    "Several",
    "Shape",
    "at_place",
    "check_expression",
    "compile_markup",
    "context",
    "environment",
    "evaluate",
    "expression_problems",
    "field_value",
    "is_true",
    "loop_names",
    "names_of",
    "table_problems",
    "text_of",
    "used_names",
    "value_of",
]
