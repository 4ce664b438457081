"""Conditions of definitions: a comparison language of names, literals and and/or/not.

The grammar is a small part of Python's expressions, so that an editor colours it; nothing else of
Python can be written: no calls, no attributes, no arithmetic.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.In: lambda a, b: a is not None and a in b,
    ast.NotIn: lambda a, b: a is None or a not in b,
    ast.Lt: lambda a, b: a is not None and a < b,
    ast.LtE: lambda a, b: a is not None and a <= b,
    ast.Gt: lambda a, b: a is not None and a > b,
    ast.GtE: lambda a, b: a is not None and a >= b,
}
_LITERALS = (str, bool, int, type(None))


class BadConditionError(ValueError):
    """The text is not a condition; the argument says why."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition; two are equal when their texts are equal."""

    text: str
    names: frozenset[str] = field(compare=False, repr=False)
    """The fields it asks for."""

    def is_true(self, values: Mapping[str, object]) -> bool:
        """Whether it holds; a field without a value is None and unlike everything else."""
        return bool(_evaluate(ast.parse(self.text, mode="eval").body, values))


def parse_condition(text: str) -> Condition:
    """A condition such as ``status in ['provided', 'refused'] and quantity > 1``.

    Raises:
        BadConditionError: not in the grammar.
    """
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        raise BadConditionError(str(error.args[0] if error.args else error)) from None
    _check(tree.body)
    names = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    return Condition(text, names)


def _check(node: ast.expr) -> None:
    match node:
        case ast.Name():
            return
        case ast.Constant(value=value) if isinstance(value, _LITERALS):
            return
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.BoolOp(values=items):
            for item in items:
                _check(item)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _check(operand)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            if any(type(op) not in _COMPARE for op in ops):
                raise BadConditionError("only == != < <= > >= in, not in compare")
            for part in (left, *comparators):
                _check(part)
        case _:
            raise BadConditionError(f"“{ast.unparse(node)}” is not allowed here")


def _evaluate(node: ast.expr, values: Mapping[str, object]) -> Any:
    match node:
        case ast.Name(id=name):
            return values.get(name)
        case ast.Constant(value=value):
            return Decimal(value) if type(value) is int else value
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_evaluate(item, values) for item in items]
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_evaluate(part, values) for part in parts)
        case ast.BoolOp(values=parts):
            return any(_evaluate(part, values) for part in parts)
        case ast.UnaryOp(operand=operand):
            return not _evaluate(operand, values)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [_evaluate(part, values) for part in (left, *comparators)]
            pairs = zip(ops, sides, sides[1:], strict=False)
            return all(_COMPARE[type(op)](a, b) for op, a, b in pairs)
    raise BadConditionError(ast.unparse(node))
