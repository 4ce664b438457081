"""Expressions and templates with their names filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from types import TracebackType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.environment import TemplateExpression
from jinja2.meta import find_undeclared_variables

from formkit.language.suggestion import suggest
from formkit.layout.expressions.environment import environment, parse_expression
from formkit.layout.expressions.filters import text_of
from formkit.layout.expressions.values import Entry, ExpressionError, Missing
from formkit.problems import Code, Problem, problem


@lru_cache(maxsize=4096)
def _compiled(text: str, locale: str) -> tuple[TemplateExpression, frozenset[str]]:
    try:
        tree = parse_expression(text)
        compiled = environment(locale).compile_expression(text, undefined_to_none=False)
    except jinja2.TemplateSyntaxError as error:
        raise ExpressionError(problems=[bad_expression(text, error)]) from None
    names = {
        node.name for node in (tree, *tree.find_all(nodes.Name)) if isinstance(node, nodes.Name)
    }
    return compiled, frozenset(names)


def bad_expression(text: str, error: Exception) -> Problem:
    reason = error.message if isinstance(error, jinja2.TemplateSyntaxError) else str(error)
    return problem(Code.PROSE_BAD_EXPRESSION, expression=text, reason=reason)


def at_place(found: Problem, place: str) -> Problem:
    """The same finding with the text around it."""
    return replace(found, values={**found.values, "place": place})


def value_of(text: str, names: Mapping[str, Any], locale: str) -> Any:
    """The value of an expression.

    Raises:
        ExpressionError: unknown name or part, or a value its filters cannot use.
    """
    compiled, used = _compiled(text, locale)
    if unknown := unknown_names(used, names):
        raise ExpressionError(problems=[at_place(p, text) for p in unknown])
    with _placed(text):
        return compiled(names)


def evaluate(text: str, names: Mapping[str, Any], locale: str) -> str | Missing:
    """The printed text of an expression; Missing where a ruled line stands for it.

    Raises:
        ExpressionError: see :func:`value_of`.
    """
    value = value_of(text, names, locale)
    if isinstance(value, Entry) and isinstance(value.own, Missing):
        value = value.own
    if isinstance(value, Missing):
        return value
    with _placed(text):
        return text_of(value, locale)


@contextmanager
def _placed(text: str) -> Iterator[None]:
    """Findings inside get the expression as their place."""
    try:
        yield
    except ExpressionError as error:
        raise ExpressionError(problems=[at_place(p, text) for p in error.problems]) from None
    except (TypeError, ValueError, ArithmeticError) as error:
        raise ExpressionError(problems=[bad_expression(text, error)]) from None


def is_true(text: str, names: Mapping[str, Any], locale: str = "en") -> bool:
    """Whether a condition holds; a missing value is false and unlike everything."""
    return bool(value_of(text, names, locale))


def unknown_names(used: frozenset[str], names: Mapping[str, Any]) -> list[Problem]:
    return [
        problem(Code.TEMPLATE_UNKNOWN_NAME, name=name, suggestion=suggest(name, names))
        for name in sorted(used - names.keys())
    ]


@dataclass(frozen=True)
class Script:
    """A template of markup, compiled once."""

    source: str
    names: frozenset[str]
    _template: jinja2.Template

    def render(self, names: Mapping[str, Any]) -> str:
        """The markup of one document.

        Raises:
            ExpressionError: all unknown names at once, or the first value that cannot be used;
                ``line`` of its place is the line of the source.
        """
        if unknown := unknown_names(self.names, names):
            raise ExpressionError(problems=[self._at_name(p) for p in unknown])
        try:
            return self._template.render(names)
        except ExpressionError as error:
            line = _line_of(error.__traceback__)
            raise ExpressionError(problems=[p.at(line=line) for p in error.problems]) from None
        except (TypeError, ValueError, ArithmeticError, jinja2.UndefinedError) as error:
            line = _line_of(error.__traceback__)
            found = bad_expression("…", error).at(line=line)
            raise ExpressionError(problems=[found]) from None

    def _at_name(self, found: Problem) -> Problem:
        """The first tag that has the name."""
        name = re.escape(found.values["name"])
        match = re.search(rf"\{{[{{%][^{{}}]*\b{name}\b", self.source)
        before = self.source[: match.end()] if match else ""
        return found.at(line=before.count("\n") + 1)


def compile_markup(source: str, locale: str) -> Script:
    """A template of WordprocessingML with ``{{ }}`` and ``{% %}``.

    Raises:
        ExpressionError: the first tag that cannot be read.
    """
    made = environment(locale, is_markup=True)
    try:
        tree = made.parse(source)
        names = frozenset(find_undeclared_variables(tree))
        code = made.compile(tree)
        template = made.template_class.from_code(made, code, made.make_globals(None))
        return Script(source, names, template)
    except jinja2.TemplateSyntaxError as error:
        found = problem(Code.TEMPLATE_BAD_TAG, reason=error.message or "").at(line=error.lineno)
        raise ExpressionError(problems=[found]) from None
    except RecursionError:
        found = problem(Code.TEMPLATE_BAD_TAG, reason="it is nested too deeply")
        raise ExpressionError(problems=[found]) from None


def _line_of(traceback: TracebackType | None) -> int | None:
    """The line of the template in which it failed, from 1."""
    line = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
