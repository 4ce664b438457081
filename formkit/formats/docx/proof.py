"""What a reader of a made document would stumble over: blank values and leftovers of tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from formkit.formats.docx.clean import settle
from formkit.formats.docx.help import help_styles, remove_help
from formkit.formats.docx.ooxml import parse_xml, q
from formkit.formats.docx.package import parts_of
from formkit.formats.docx.render import FILLED_PARTS, place_text
from formkit.formats.docx.tags import Tag, tagged_paragraphs
from formkit.layout.expressions import Entry, Missing, evaluate, is_true, value_of
from formkit.layout.expressions.environment import LOOP_PARTS
from formkit.problems import Code, Problem, Severity, problem

_LEFTOVER = re.compile(r"\{\s*[{%]|[}%]\s*\}")
_ENTRY = re.compile(r"\|\s*entry\s*$")
_FOR = re.compile(r"for\s+(\w+)\s+in\s+(.+)", re.DOTALL)


def leftovers(docx: bytes) -> list[Problem]:
    """Tags and words of the program that stayed in a made document."""
    found = []
    for name, content in parts_of(docx).items():
        if not FILLED_PARTS.fullmatch(name):
            continue
        for paragraph in parse_xml(content).iter(q("p")):
            text = "".join(piece.text or "" for piece in paragraph.iter(q("t")))
            if match := _LEFTOVER.search(text):
                found.append(
                    problem(Code.REHEARSAL_LEFTOVER, text=match[0], place=place_text(text))
                )
    return found


def blank_tags(docx: bytes, names: Mapping[str, Any], locale: str) -> list[Problem]:
    """Values of a template that print nothing although ``names`` give all there are.

    Loops are gone through once, with their first row; branches only where they are taken.
    """
    found = []
    parts = parts_of(docx)
    styles = help_styles(parts["word/styles.xml"])
    for name, content in sorted(parts.items()):
        if not FILLED_PARTS.fullmatch(name):
            continue
        root = parse_xml(content)
        remove_help(root, styles)
        settle(root)
        walk = _Walk(dict(names), locale)
        for paragraph in tagged_paragraphs(root):
            place = place_text(paragraph.text)
            for tag in paragraph.tags:
                if walk.prints_nothing(tag):
                    code, written = Code.REHEARSAL_BLANK, tag.written
                    found.append(problem(code, Severity.WARNING, tag=written, place=place))
    return found


_FIRST_TURN = Entry("loop", dict.fromkeys(LOOP_PARTS, 1))


@dataclass
class _Walk:
    """Names at a place of the template, and whether it is printed at all."""

    names: dict[str, Any]
    locale: str
    _taken: list[tuple[bool, bool]] = field(default_factory=list)
    """Of every open block: is it printed here, was any branch of it before."""

    def prints_nothing(self, tag: Tag) -> bool:
        if tag.is_expression:
            return self._is_here and self._is_blank(tag.text)
        word, _, rest = tag.text.partition(" ")
        match word:
            case "if":
                is_taken = self._is_here and is_true(rest, self.names, self.locale)
                self._taken.append((is_taken, is_taken))
            case "for":
                self._taken.append((self._loop(tag.text), True))
            case "elif" | "else":
                self._branch(rest)
            case "endif" | "endfor":
                self._taken.pop()
            case "set" if self._is_here:
                variable, _, expression = rest.partition("=")
                value = value_of(expression.strip(), self.names, self.locale)
                self.names[variable.strip()] = value
        return False

    @property
    def _is_here(self) -> bool:
        return all(is_taken for is_taken, _ in self._taken)

    def _is_blank(self, expression: str) -> bool:
        """An ending may be empty by right; an entry of a cell is so where its value is missing."""
        value = _ENTRY.sub("", expression)
        return isinstance(evaluate(value, self.names, self.locale), Missing)

    def _loop(self, text: str) -> bool:
        match = _FOR.fullmatch(text)
        if match is None or not self._is_here:
            return False
        rows = value_of(match[2], self.names, self.locale)
        if rows:
            self.names |= {match[1]: rows[0], "loop": _FIRST_TURN}
        return bool(rows)

    def _branch(self, condition: str) -> None:
        _, was_taken = self._taken.pop()
        is_taken = not was_taken and self._is_here
        if condition and is_taken:
            is_taken = is_true(condition, self.names, self.locale)
        self._taken.append((is_taken, was_taken or is_taken))
