"""Conditions of definitions as XPath of ODK XForms, where a value nobody gave is the empty text."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from formkit.fieldtypes import MultiChoiceType, YesNoType
from formkit.fieldtypes.choice import NO, YES

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType
    from formkit.model.condition import Condition

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "=",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
Types = Mapping[str, "FieldType"]


def xpath(condition: Condition, types: Types) -> str:
    """The condition in terms of ``${field}``; ``types`` are those of the fields it asks for."""
    return _written(ast.parse(condition.text, mode="eval").body, types)


def _written(node: ast.expr, types: Types) -> str:
    match node:
        case ast.BoolOp(op=op, values=parts):
            word = " and " if isinstance(op, ast.And) else " or "
            return "(" + word.join(_written(part, types) for part in parts) + ")"
        case ast.UnaryOp(operand=operand):
            return f"not({_written(operand, types)})"
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [left, *comparators]
            pairs = zip(sides, ops, sides[1:], strict=False)
            found = [_comparison(a, op, b, types) for a, op, b in pairs]
            return found[0] if len(found) == 1 else "(" + " and ".join(found) + ")"
        case ast.Name(id=name):
            is_yes_no = isinstance(types.get(name), YesNoType)
            return f"${{{name}}} = '{YES}'" if is_yes_no else f"${{{name}}} != ''"
        case ast.Constant(value=value):
            return "true()" if value else "false()"
    raise AssertionError(ast.dump(node))


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, types: Types) -> str:
    if isinstance(op, ast.In | ast.NotIn):
        found = _member(left, right, types)
        return f"not({found})" if isinstance(op, ast.NotIn) else found
    return f"{_term(left)} {_OPERATORS[type(op)]} {_term(right)}"


def _member(item: ast.expr, whole: ast.expr, types: Types) -> str:
    if isinstance(whole, ast.Name):
        if isinstance(types.get(whole.id), MultiChoiceType):
            return f"selected({_term(whole)}, {_term(item)})"
        return f"{_term(whole)} = {_term(item)}"
    parts = getattr(whole, "elts", [])
    return "(" + " or ".join(f"{_term(item)} = {_term(part)}" for part in parts) + ")"


def _term(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return f"${{{name}}}"
        case ast.Constant(value=None):
            return "''"
        case ast.Constant(value=bool(value)):
            return f"'{YES if value else NO}'"
        case ast.Constant(value=value):
            return str(value) if isinstance(value, int) else _quoted(str(value))
    raise AssertionError(ast.dump(node))


def _quoted(text: str) -> str:
    """XPath 1.0 has no escape: a text with both quotes cannot stand in it and never does here."""
    return f'"{text}"' if "'" in text else f"'{text}'"
