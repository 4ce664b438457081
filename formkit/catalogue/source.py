"""YAML with line numbers, so that every problem of a definition names its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from formkit.problems import Code, Problem, Severity, Where, problem

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Node(dict[str, Any]):
    """A mapping that knows the line of each key, counted from 1 in its file."""

    line: int = 1
    lines: dict[str, int]


DEEPEST = 50
"""Levels of nesting; the parser of C code would run out of stack far below."""


class _LinedLoader(_Loader):  # type: ignore[misc,valid-type]
    """Safe YAML; mappings become nodes; a date or a number stays the text it was written as."""

    first_line = 1

    def construct_lined(self, node: yaml.MappingNode) -> Node:
        result = Node()
        result.line = node.start_mark.line + self.first_line
        result.lines = {}
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            line = key_node.start_mark.line + self.first_line
            if key in result:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{key}” stands here twice", key_node.start_mark
                )
            result[key] = self.construct_object(value_node, deep=True)
            result.lines[key] = line
        return result

    def construct_flag(self, node: yaml.ScalarNode) -> bool | str:
        text: str = node.value
        return text == "true" if text in ("true", "false") else text


_LinedLoader.add_constructor("tag:yaml.org,2002:map", _LinedLoader.construct_lined)
_BOOL = "tag:yaml.org,2002:bool"
_TEXT_TAGS = {
    "tag:yaml.org,2002:timestamp",
    "tag:yaml.org,2002:int",
    "tag:yaml.org,2002:float",
    _BOOL,
}
for _tag in _TEXT_TAGS:
    _LinedLoader.add_constructor(_tag, _LinedLoader.construct_yaml_str)
_LinedLoader.add_constructor(_BOOL, _LinedLoader.construct_flag)
_LinedLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag not in _TEXT_TAGS]
    for first, rules in _Loader.yaml_implicit_resolvers.items()
}
_LinedLoader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), list("tf"))


def parse_yaml(text: str, file: str, first_line: int = 1) -> tuple[Any, list[Problem]]:
    """The content of a YAML text: nodes, lists, texts, true, false, None.

    Numbers and dates stay text, so that ``00012`` keeps its zeros.
    """
    try:
        _check_depth(text)
        loader = _LinedLoader(text)
        loader.first_line = first_line
        return loader.get_single_data(), []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + first_line if mark else None
        reason = str(getattr(error, "problem", None) or error).strip()
        where = Where(file=file, line=line)
        return None, [problem(Code.DEFINITION_NOT_YAML, where=where, reason=reason)]


def _check_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            reason = f"nested deeper than {DEEPEST} levels"
            mark: Any = event.start_mark
            raise yaml.MarkedYAMLError(problem=reason, problem_mark=mark)


def read_source(path: Path, file: str) -> tuple[str, list[Problem]]:
    """The text of a definition, with or without byte order mark; ``file`` names it in problems."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), []
    except UnicodeDecodeError as error:
        where = Where(file=file, line=content.count(b"\n", 0, error.start) + 1)
        return "", [problem(Code.DEFINITION_NOT_YAML, where=where, reason="not saved as UTF-8")]


def split_front_matter(text: str) -> tuple[str, str]:
    """Front matter and body; the first line of the front matter is the line of its marks."""
    if not text.startswith("---"):
        return "", text
    head, mark, body = text[3:].partition("\n---")
    return (head, body.partition("\n")[2]) if mark else (text[3:], "")


class Findings:
    """Collects the problems of one file while it is being read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(
        self,
        code: Code,
        line: int | None,
        severity: Severity = Severity.ERROR,
        /,
        **facts: Hashable,
    ) -> None:
        where = Where(file=self.file, line=line)
        self.problems.append(problem(code, severity, where=where, **facts))
