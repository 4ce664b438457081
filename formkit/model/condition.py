"""Conditions of definitions: a comparison language of names, literals and and/or/not.

The grammar is a small part of Python's expressions, so that an editor colours it; nothing else of
Python can be written: no calls, no attributes, no arithmetic.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from typing import Any

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_LITERALS = (str, bool, int, type(None))
LONGEST = 1000
"""Characters of a condition; keeps the parser far from its limits."""


class BadConditionError(ValueError):
    """The text is not a condition; the argument says why."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition; two are equal when their texts are equal."""

    text: str
    names: frozenset[str] = field(compare=False, repr=False)
    """The fields it asks for."""

    def is_true(self, values: Mapping[str, object]) -> bool:
        """Whether it holds.

        A field without a value is None and unlike everything else; what cannot be compared is
        neither larger nor smaller, and nothing is in it.
        """
        return bool(_evaluate(ast.parse(self.text, mode="eval").body, values))

    def compared(self) -> Iterator[tuple[str, object]]:
        """Every field with every literal it is compared with."""
        for node in ast.walk(ast.parse(self.text, mode="eval")):
            if isinstance(node, ast.Compare):
                sides = (node.left, *node.comparators)
                names = [side.id for side in sides if isinstance(side, ast.Name)]
                items = [item for side in sides for item in getattr(side, "elts", [side])]
                literals = [item.value for item in items if isinstance(item, ast.Constant)]
                yield from product(names, literals)


def parse_condition(text: str) -> Condition:
    """A condition such as ``status in ['provided', 'refused'] and quantity > 1``.

    Raises:
        BadConditionError: not in the grammar.
    """
    if len(text) > LONGEST:
        raise BadConditionError(f"longer than {LONGEST} characters")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadConditionError(str(error.args[0] if error.args else "too deep")) from None
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
            return all(_holds(op, a, b) for op, a, b in pairs)
    raise BadConditionError(ast.unparse(node))


def _holds(op: ast.cmpop, a: Any, b: Any) -> bool:
    try:
        return _COMPARE[type(op)](a, b)
    except TypeError:
        return isinstance(op, ast.NotIn)
