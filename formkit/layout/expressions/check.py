"""What an expression may name, and everything wrong with one, before any data is there."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jinja2
from jinja2 import nodes

from formkit.fieldtypes.base import Widget
from formkit.language.suggestion import suggest
from formkit.layout.expressions.environment import LOOP_PARTS, TESTS, parse_expression
from formkit.layout.expressions.evaluation import at_place, bad_expression
from formkit.layout.expressions.filters import ARGUMENTS, FILTERS
from formkit.layout.expressions.values import DOCUMENT
from formkit.model.form import Field, Form, Table
from formkit.problems import Code, Problem, problem


@dataclass(frozen=True, slots=True)
class Shape:
    """What may be asked of a name. ``parts`` is None where anything may be."""

    parts: Mapping[str, Shape] | None = None
    choices: tuple[str, ...] = ()
    row: Shape | None = None
    """What ``for`` gives; None for what is not a table."""


ANYTHING = Shape()
PLAIN = Shape({})
_PARTS_OF_TYPE = {
    "person": ("text", "name", "gender", "position"),
    "ref": ("key", "label"),
    "date": ("year", "month", "day"),
    "time": ("hour", "minute"),
}
LOOP = Shape(dict.fromkeys(LOOP_PARTS, PLAIN))


def names_of(form: Form, records: Mapping[str, Iterable[str]] | None = None) -> dict[str, Shape]:
    """Everything an expression of the form may name.

    Args:
        form: its fields, tables and the records it is prefilled from.
        records: parts of each record by its name in expressions, nested ones with dots:
            ``{"org": ["full_name", "head.name"]}``. A record without an entry may have any part.
    """
    names = {DOCUMENT: PLAIN} | {member.name: _shape_of(member) for member in form.members()}
    known = {name: _tree(paths) for name, paths in (records or {}).items()}
    for name in {**form.prefill, **known}:
        own = names.get(name, PLAIN)
        shape: Shape = known.get(name, ANYTHING)
        if shape.parts is not None:
            shape = Shape({**(own.parts or {}), **shape.parts}, own.choices)
        names[name] = shape
    return names


def _shape_of(member: Field | Table) -> Shape:
    if isinstance(member, Table):
        row = Shape({column.name: _shape_of(column) for column in member.columns})
        return Shape({}, row=row)
    parts: Collection[str] = _PARTS_OF_TYPE.get(member.type.name, ())
    if member.choices:
        parts = ("label",)
    is_several = member.widget is Widget.CHECKBOX and member.type.name == "multi_choice"
    each = Shape({"label": PLAIN}, member.choices) if is_several else None
    return Shape(dict.fromkeys(parts, PLAIN), member.choices, each)


def _tree(paths: Iterable[str]) -> Shape:
    below: dict[str, list[str]] = {}
    for path in paths:
        first, _, rest = path.partition(".")
        below.setdefault(first, []).extend([rest] if rest else [])
    parts = {name: _tree(rest) if rest else PLAIN for name, rest in below.items()}
    for name, shape in list(parts.items()):
        if name == "name" and shape.parts == {}:
            parts[name] = Shape(dict.fromkeys(_PARTS_OF_TYPE["person"], PLAIN))
    return Shape(parts)


def loop_names(names: Mapping[str, Shape], variable: str, expression: str) -> dict[str, Shape]:
    """The names inside ``for variable in expression``."""
    row = _Check(names).shape(_parsed(expression)).row or ANYTHING
    return {**names, variable: row, "loop": LOOP}


def table_problems(expression: str, names: Mapping[str, Shape]) -> list[Problem]:
    """Everything wrong with what a loop repeats over."""
    found = expression_problems(expression, names)
    if found:
        return found
    shape = _Check(names).shape(_parsed(expression))
    if shape.row is None and shape.parts is not None:
        found.append(problem(Code.TEMPLATE_NOT_A_TABLE, name=expression, place=expression))
    return found


def check_expression(text: str, names: Mapping[str, Shape]) -> list[Problem]:
    """Everything wrong with an expression of the prose; see :func:`names_of` for ``names``."""
    return expression_problems(text, names)


def expression_problems(text: str, names: Mapping[str, Shape]) -> list[Problem]:
    try:
        tree = parse_expression(text)
    except jinja2.TemplateSyntaxError as error:
        return [bad_expression(text, error)]
    check = _Check(names)
    check.shape(tree)
    return [at_place(p, text) for p in check.problems]


def used_names(text: str) -> set[str]:
    """The names an expression asks for; none where it cannot be read."""
    tree = _parsed(text)
    own = {tree.name} if isinstance(tree, nodes.Name) else set()
    return own | {node.name for node in tree.find_all(nodes.Name)}


def _parsed(text: str) -> nodes.Expr:
    try:
        return parse_expression(text)
    except jinja2.TemplateSyntaxError:
        return nodes.Const(None)


@dataclass
class _Check:
    """Walks one expression."""

    names: Mapping[str, Shape]
    problems: list[Problem] = field(default_factory=list)

    def shape(self, node: nodes.Node) -> Shape:
        match node:
            case nodes.Name(name=name):
                return self._name(name)
            case nodes.Getattr(node=inner, attr=part):
                return self._part(inner, part)
            case nodes.Getitem(node=inner, arg=nodes.Const(value=str(part))):
                return self._part(inner, part)
            case nodes.Getitem(node=inner):
                return self.shape(inner).row or ANYTHING
            case nodes.Filter():
                return self._filter(node)
            case nodes.Test(name=name) if name not in TESTS:
                self._add(
                    Code.TEMPLATE_UNKNOWN_FILTER, filter=name, suggestion=suggest(name, TESTS)
                )
            case nodes.Compare():
                self._compare(node)
            case nodes.CondExpr(expr1=first):
                self._children(node)
                return self.shape(first) if isinstance(first, nodes.Name) else ANYTHING
        self._children(node)
        return ANYTHING

    def _children(self, node: nodes.Node) -> None:
        for child in node.iter_child_nodes():
            self.shape(child)

    def _add(self, code: Code, **facts: str) -> None:
        found = Problem(code, values=facts)
        if found not in self.problems:
            self.problems.append(found)

    def _name(self, name: str) -> Shape:
        if name in self.names:
            return self.names[name]
        self._add(Code.TEMPLATE_UNKNOWN_NAME, name=name, suggestion=suggest(name, self.names))
        return ANYTHING

    def _part(self, inner: nodes.Expr, part: str) -> Shape:
        parts = self.shape(inner).parts
        if parts is None or part in parts:
            return (parts or {}).get(part, ANYTHING)
        self._add(
            Code.TEMPLATE_UNKNOWN_PART,
            name=_written(inner),
            part=part,
            suggestion=suggest(part, parts),
        )
        return ANYTHING

    def _filter(self, node: nodes.Filter) -> Shape:
        shape = self.shape(node.node) if node.node else ANYTHING
        for argument in (*node.args, *node.kwargs):
            self.shape(argument)
        if node.name not in FILTERS:
            near = suggest(node.name, FILTERS)
            self._add(Code.TEMPLATE_UNKNOWN_FILTER, filter=node.name, suggestion=near)
            return ANYTHING
        self._arguments(node, shape)
        return shape if node.name in ("case", "default") else ANYTHING

    def _arguments(self, node: nodes.Filter, shape: Shape) -> None:
        keywords: dict[str, Any] = {str(pair.key): pair.value for pair in node.kwargs}
        signature = inspect.signature(FILTERS[node.name])
        try:
            signature.bind(None, *node.args, locale="", **keywords)
        except TypeError as error:
            self._add(Code.PROSE_BAD_EXPRESSION, expression=node.name, reason=str(error))
            return
        first = node.args[0] if node.args else None
        if not isinstance(first, nodes.Const):
            return
        if node.name == "box" and shape.choices:
            self._choice(first.value, shape.choices)
        known = ARGUMENTS.get(node.name)
        if known and first.value not in known:
            expected = ", ".join(k for k in known if k)
            self._add(
                Code.TEMPLATE_WRONG_VALUE,
                filter=node.name,
                expected=expected,
                text=str(first.value),
                suggestion=suggest(str(first.value), [k for k in known if k]),
            )

    def _compare(self, node: nodes.Compare) -> None:
        choices = self._quiet_shape(node.expr).choices
        for operand in node.ops:
            constants = operand.expr.find_all(nodes.Const)
            own = [operand.expr] if isinstance(operand.expr, nodes.Const) else list(constants)
            for constant in own:
                if choices and isinstance(constant.value, str):
                    self._choice(constant.value, choices)

    def _quiet_shape(self, node: nodes.Node) -> Shape:
        return _Check(self.names).shape(node)

    def _choice(self, name: Any, choices: tuple[str, ...]) -> None:
        if name not in choices:
            near = suggest(str(name), choices)
            known = ", ".join(choices)
            self._add(Code.VALUE_NOT_A_CHOICE, text=str(name), suggestion=near, known=known)


def _written(node: nodes.Node) -> str:
    match node:
        case nodes.Name(name=name):
            return name
        case nodes.Getattr(node=inner, attr=part):
            return f"{_written(inner)}.{part}"
    return "…"
