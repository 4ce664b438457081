"""The language of expressions: a part of Jinja's, closed and formatting by the locale."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.parser import Parser
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from formkit.layout.expressions.filters import filters, rows, text_of
from formkit.layout.expressions.values import Entry, Missing, part_of, unknown_part

_EXPRESSIONS: tuple[type[nodes.Node], ...] = (
    *(nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr),
    *(nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg, nodes.List, nodes.Tuple, nodes.Keyword),
)
_STATEMENTS: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
)
LOOP_PARTS = ("index", "index0", "revindex", "first", "last", "length")
_PRINT, _ROWS = "_print", "_rows"
"""Filters that the compiler puts in by itself."""


class _Environment(ImmutableSandboxedEnvironment):
    """Parts of data instead of attributes of objects; nothing can be called."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Entry):
            return obj.part(attribute)
        if isinstance(obj, LoopContext):
            if attribute not in LOOP_PARTS:
                raise unknown_part("loop", attribute, dict.fromkeys(LOOP_PARTS))
            return getattr(obj, attribute)
        return part_of(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, int) and isinstance(obj, tuple | list):
            return obj[argument] if -len(obj) <= argument < len(obj) else Missing(str(argument))
        return self.getattr(obj, str(argument))

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        """The hook between Jinja's parser and its compiler."""
        for node in source.find_all(nodes.Node):
            refuse(node)
        return super()._generate(_Printing().visit(source), name, filename, defer_init)


class _Printing(NodeTransformer):
    """Joined values are printed as alone; only tables are repeated."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Concat:  # noqa: N802 - name of the node
        self.generic_visit(node)
        node.nodes = [_filtered(part, _PRINT) for part in node.nodes]
        return node

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - name of the node
        self.generic_visit(node)
        node.iter = _filtered(node.iter, _ROWS)
        return node


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def refuse(node: nodes.Node) -> None:
    """Stop at anything that is not part of the language.

    Raises:
        jinja2.TemplateSyntaxError: names the construct and its line.
    """
    if isinstance(node, nodes.Name) and node.name.startswith("_"):
        raise jinja2.TemplateSyntaxError(f"“{node.name}” is not allowed here", node.lineno)
    if not isinstance(node, _EXPRESSIONS + _STATEMENTS):
        name = type(node).__name__.lower()
        raise jinja2.TemplateSyntaxError(f"“{name}” is not allowed here", node.lineno)


def _is_given(value: Any) -> bool:
    if isinstance(value, Entry) and value.own is not None:
        value = value.own
    return value is not None and not isinstance(value, Missing)


def _is_missing(value: Any) -> bool:
    return not _is_given(value)


TESTS = {"given": _is_given, "missing": _is_missing}


@lru_cache
def environment(locale: str, is_markup: bool = False) -> jinja2.Environment:
    """The environment of a locale; with ``is_markup`` values are escaped for WordprocessingML."""
    made = _Environment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        finalize=partial(_markup_of if is_markup else text_of, locale=locale),
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    made.filters |= filters(locale)
    made.filters |= {_PRINT: partial(text_of, locale=locale), _ROWS: partial(rows, locale=locale)}
    made.tests |= TESTS
    return made


_ESCAPED = {
    **dict.fromkeys((*range(32), 65534, 65535), "�"),
    **{ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"},
    ord("\n"): '</w:t><w:br/><w:t xml:space="preserve">',
    ord("\t"): '</w:t><w:tab/><w:t xml:space="preserve">',
}
_NEEDS_ESCAPE = re.compile("[\\x00-\\x1f&<>\ufffe\uffff]")


_LONG_LINE = re.compile("_{13,}")


def _breakable(line: re.Match[str]) -> str:
    """A long ruled line that may run on in the next line of its paragraph."""
    return "\u200b".join(re.findall("_{1,6}", line[0]))


def _markup_of(value: Any, locale: str) -> str:
    """A value inside ``w:t``: escaped, lines broken, what XML 1.0 forbids replaced by U+FFFD.

    Every printed value passes here and comes out once; that is why Jinja's own escaping is off.
    """
    text = value if type(value) is str else text_of(value, locale)
    if "____" in text:
        text = _LONG_LINE.sub(_breakable, text)
    return text.translate(_ESCAPED) if _NEEDS_ESCAPE.search(text) else text


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> nodes.Expr:
    """The tree of one expression, to be read only.

    Raises:
        jinja2.TemplateSyntaxError: not in the language.
    """
    parser = Parser(environment("en"), text, state="variable")
    try:
        expression: nodes.Expr = parser.parse_expression()
    except RecursionError:
        raise jinja2.TemplateSyntaxError("it is nested too deeply", 1) from None
    if not parser.stream.eos:
        found = parser.stream.current.value
        raise jinja2.TemplateSyntaxError(f"unexpected “{found}”", 1)
    refuse(expression)
    for node in expression.find_all(nodes.Node):
        refuse(node)
    return expression
