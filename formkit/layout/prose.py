"""Prose of a document: Markdown with expressions, parsed before any value is known.

A value can therefore never become Markdown, markup or an expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from formkit.language.suggestion import suggest
from formkit.layout.blocks import (
    Block,
    Clause,
    ClauseRows,
    Each,
    Heading,
    Inline,
    Inlines,
    Input,
    Item,
    LineBreak,
    PageBreak,
    Paragraph,
    Placeholder,
    SignatureLine,
    Stamp,
    Text,
    Title,
    When,
)
from formkit.layout.typeset import typeset_text
from formkit.problems import Code, Problem, problem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_CONTROL = re.compile(r"\{%-?\s*(.*?)\s*-?%\}")
_MARK = re.compile(r"\[\[\s*([a-z_]+)\s*(?::\s*(.*?))?\s*\]\]")
_LEFT_OVER = re.compile(r"\{%.*?%\}|\[\[.*?\]\]|\{\{|\}\}|\{%|%\}|\{#|#\}|\[\[|\]\]")
"""Tags that nothing has read: they would be printed as they stand."""
_MARKS = ("section", "clauses", "sign", "stamp", "title", "page", "requisites")
_FIRST, _LAST = "\ue000", "\ue001"
"""Private-use characters around the number of an expression while Markdown is parsed."""


@dataclass(frozen=True)
class Marks:
    """What ``[[…]]`` and plain expressions may place into the prose."""

    inputs: Mapping[str, Input] = field(default_factory=dict)
    sections: Mapping[str, tuple[Block, ...]] = field(default_factory=dict)
    clauses: Mapping[str, ClauseRows] = field(default_factory=dict)
    title: Title | None = None
    stamp: Stamp | None = None
    locale: str = ""
    """Language of the prose, for its typography; empty leaves it as it was typed."""


@dataclass
class _Open:
    """A control structure whose end has not been seen yet."""

    tag: str
    expression: str
    variable: str = ""
    blocks: list[Block] = field(default_factory=list)
    otherwise: list[Block] | None = None

    def add(self, block: Block) -> None:
        (self.blocks if self.otherwise is None else self.otherwise).append(block)

    def closed(self) -> Block:
        if self.tag == "for":
            return Each(self.variable, self.expression, tuple(self.blocks))
        return When(self.expression, tuple(self.blocks), tuple(self.otherwise or ()))


def read_prose(body: str, marks: Marks) -> tuple[list[Block], list[Problem]]:
    """Blocks of a Markdown body and everything wrong with it.

    ``# Heading`` is a numbered heading, ordered items are clauses below it whatever numbers were
    typed; control lines and ``[[marks]]`` stand alone on their line.
    """
    reader = _Reader(marks)
    text: list[str] = []
    for line in [*body.split("\n"), "[[end]]"]:
        bare = line.strip()
        control, mark = _CONTROL.fullmatch(bare), _MARK.fullmatch(bare)
        if control is None and mark is None:
            text.append(line)
            continue
        reader.markdown("\n".join(text))
        text = []
        if control is not None:
            reader.control(control[1], bare)
        elif mark is not None:
            reader.mark(mark[1], mark[2] or "", bare)
    return reader.finish(), reader.problems


def read_line(text: str) -> Inlines:
    """One line of prose with expressions and emphasis, without widgets."""
    return _Reader(Marks()).inlines(text)


class _Reader:
    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self.stack = [_Open("", "")]
        self.problems: list[Problem] = []
        self.used: set[str] = set()

    def finish(self) -> list[Block]:
        while len(self.stack) > 1:
            self.problems.append(
                problem(Code.PROSE_UNBALANCED, tag=f"{{% {self.stack[-1].tag} %}}")
            )
            closed = self.stack.pop().closed()
            self.stack[-1].add(closed)
        return self.stack[0].blocks

    def control(self, text: str, line: str) -> None:
        word, _, rest = text.partition(" ")
        if word == "if":
            self.stack.append(_Open("if", rest.strip()))
        elif word == "for" and (match := re.fullmatch(r"\s*([a-z_]+) in (.+)", rest)):
            self.stack.append(_Open("for", match[2].strip(), match[1]))
        elif word == "else" and self.stack[-1].tag == "if" and self.stack[-1].otherwise is None:
            self.stack[-1].otherwise = []
        elif word in ("endif", "endfor") and self.stack[-1].tag == word[3:]:
            closed = self.stack.pop().closed()
            self.stack[-1].add(closed)
        else:
            self.problems.append(problem(Code.PROSE_UNBALANCED, tag=line))

    def mark(self, name: str, argument: str, line: str) -> None:
        blocks = self.marked(name, argument)
        if blocks is None:
            known: Iterable[str] = _MARKS
            if name in _MARKS:
                name = argument.partition("|")[0].strip()
                known = [*self.marks.sections, *self.marks.clauses, *self.marks.inputs]
            self.refuse(line, name + suggest(name, known))
            return
        for block in blocks:
            self.stack[-1].add(block)

    def refuse(self, expression: str, reason: str) -> None:
        found = problem(Code.PROSE_BAD_EXPRESSION, expression=expression, reason=reason)
        self.problems.append(found)

    def marked(self, name: str, argument: str) -> tuple[Block, ...] | None:
        match name:
            case "end":
                return ()
            case "page":
                return (PageBreak(),)
            case "title" if self.marks.title is not None:
                return (self.marks.title,)
            case "stamp" if self.marks.stamp is not None:
                return (self.marks.stamp,)
            case "requisites":
                return (Paragraph(self.inlines(argument), "requisites"),) if argument else ()
            case "section":
                return self.marks.sections.get(argument)
            case "clauses" if argument in self.marks.clauses:
                return (self.marks.clauses[argument],)
            case "sign":
                return self.signature(argument)
        return None

    def signature(self, argument: str) -> tuple[Block, ...] | None:
        """``field | left | right | date field``; an empty field leaves a ruled place to sign."""
        parts = [part.strip() for part in re.split(r"\|(?![^{]*\}\})", argument)]
        parts += [""] * (4 - len(parts))
        name, left, right, date = parts[:4]
        if (name and name not in self.marks.inputs) or (date and date not in self.marks.inputs):
            return None
        own = self.marks.inputs[name] if name else None
        date_input = self.marks.inputs[date] if date else None
        return (SignatureLine(self.inlines(left), own, self.inlines(right), date_input),)

    def inlines(self, text: str) -> Inlines:
        """One line of Markdown; what would begin a heading or a list is text here."""
        source, expressions = _without_expressions(text)
        tokens = _markdown().parseInline(source)
        return tuple(_inlines(tokens[0], expressions, self)) if text else ()

    def markdown(self, text: str) -> None:
        for block in _blocks(text, self):
            self.stack[-1].add(block)

    def placeholder(self, expression: str, is_bold: bool, is_italic: bool) -> Placeholder:
        """A plain field is a widget where it stands first; later it only repeats the value."""
        own = self.marks.inputs.get(expression) if expression not in self.used else None
        self.used.add(expression)
        return Placeholder(expression, own, is_bold, is_italic)


@cache
def _markdown() -> MarkdownIt:
    """Headings, lists and emphasis of CommonMark; whatever else there is stays text."""
    from markdown_it import MarkdownIt

    rules = ["heading", "list", "emphasis", "newline", "escape", "entity"]
    return MarkdownIt("zero").enable(rules)


def _without_expressions(text: str) -> tuple[str, list[str]]:
    """The text with a number for every expression, and the expressions."""
    expressions: list[str] = []

    def keep(match: re.Match[str]) -> str:
        expressions.append(" ".join(match[1].split()))
        return f"{_FIRST}{len(expressions) - 1}{_LAST}"

    return _EXPRESSION.sub(keep, text.replace(_FIRST, "").replace(_LAST, "")), expressions


def _blocks(text: str, reader: _Reader) -> Iterator[Block]:
    lines = [line for line in text.split("\n") if line.strip()]
    indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    dedented = "\n".join(line[indent:] for line in text.split("\n"))
    source, expressions = _without_expressions(dedented)
    lists: list[str] = []
    in_heading = 0
    is_first = False
    for token in _markdown().parse(source):
        kind = token.type
        if kind in ("ordered_list_open", "bullet_list_open"):
            lists.append(kind)
        elif kind in ("ordered_list_close", "bullet_list_close"):
            lists.pop()
        elif kind == "list_item_open":
            is_first = True
        elif kind == "heading_open":
            in_heading = int(token.tag[1])
        elif kind == "heading_close":
            in_heading = 0
        elif kind == "inline":
            inlines = tuple(_inlines(token, expressions, reader))
            yield _block(inlines, in_heading, lists if is_first else [], indent // 3)
            is_first = False


def _block(inlines: Inlines, in_heading: int, lists: list[str], extra_level: int) -> Block:
    if in_heading:
        return Heading(inlines, in_heading, is_numbered=in_heading == 1)
    if not lists:
        return Paragraph(inlines)
    if lists[-1] == "bullet_list_open":
        return Item(inlines, len(lists) + extra_level)
    return Clause(inlines, len(lists) + extra_level)


def _inlines(token: object, expressions: list[str], reader: _Reader) -> Iterator[Inline]:
    bold = italic = 0
    for child in getattr(token, "children", None) or ():
        match child.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "em_open":
                italic += 1
            case "em_close":
                italic -= 1
            case "softbreak":
                yield Text(" ")
            case "hardbreak":
                yield LineBreak()
            case _:
                yield from _pieces(child.content, expressions, reader, bold > 0, italic > 0)


def _pieces(
    content: str, expressions: list[str], reader: _Reader, is_bold: bool, is_italic: bool
) -> Iterator[Inline]:
    # The number sign and the number that an expression will give stay on one line.
    ready = typeset_text(content, reader.marks.locale).replace(f"№ {_FIRST}", f"№\u00a0{_FIRST}")
    for piece in re.split(f"({_FIRST}[0-9]+{_LAST})", ready):
        if piece.startswith(_FIRST):
            expression = expressions[int(piece[1:-1])]
            yield reader.placeholder(expression, is_bold, is_italic)
        elif piece:
            for tag in _LEFT_OVER.findall(piece):
                is_whole = len(tag) > 2
                reader.refuse(tag, "it stands alone on its line" if is_whole else "unmatched")
            yield Text(piece, is_bold, is_italic)
