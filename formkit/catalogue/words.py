"""Locale files: every word of a form in one language, nothing missing and nothing left over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from formkit.catalogue.fields import check_keys, text
from formkit.catalogue.source import Findings, Node, parse_yaml, split_front_matter
from formkit.language.suggestion import has_mixed_alphabets
from formkit.model.form import Field, Section, Table
from formkit.model.words import FieldWords, FormWords
from formkit.problems import Code, Problem, Severity

_KEYS = {"title", "sections", "fields", "phrases", "defaults", "notes"}


@dataclass(frozen=True)
class SharedWords:
    """Words of one locale that several forms use."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Choice labels by the name of the list."""


def read_shared_words(source: str, file: str) -> tuple[SharedWords, list[Problem]]:
    node, _, problems, findings = _front_matter(source, file)
    check_keys(node, {"fields", "columns", "choices"}, findings)
    shared = SharedWords(
        _mapping(node, "fields"), _mapping(node, "columns"), _mapping(node, "choices")
    )
    return shared, problems + findings.problems


def read_form_words(
    source: str,
    file: str,
    locale: str,
    sections: tuple[Section, ...],
    shared: SharedWords,
) -> tuple[FormWords, list[Problem]]:
    """The words of a form; a missing one is a problem and stands as its name in brackets."""
    node, body, problems, findings = _front_matter(source, file)
    check_keys(node, _KEYS, findings)
    reader = _Reader(locale, shared, findings)
    words = FormWords(
        locale,
        reader.needed(text(node, "title"), node.line, "title", locale),
        reader.sections(node, sections),
        reader.fields(node, sections),
        {name: str(phrase) for name, phrase in _mapping(node, "phrases").items()},
        _mapping(node, "defaults"),
        body.strip("\n"),
        text(node, "notes") or "",
    )
    _check_letters(node, findings)
    return words, problems + findings.problems


class _Reader:
    """Looks words up in the form's own file, then among the shared ones."""

    def __init__(self, locale: str, shared: SharedWords, findings: Findings) -> None:
        self.locale = locale
        self.shared = shared
        self.findings = findings

    def needed(self, word: Any, line: int, what: str, name: str) -> str:
        if isinstance(word, str) and word.strip():
            return " ".join(word.split())
        self.findings.add(Code.LOCALE_MISSING_WORD, line, locale=self.locale, what=what)
        return f"[{name}]"

    def sections(self, node: Node, sections: tuple[Section, ...]) -> dict[str, str]:
        own = _mapping(node, "sections")
        known = {section.name for section in sections}
        self.report_unknown(own, known, "sections.")
        line = node.line
        return {
            s.name: ""
            if own.get(s.name, None) == ""
            else self.needed(own.get(s.name), line, f"sections.{s.name}", s.name)
            for s in sections
        }

    def fields(self, node: Node, sections: tuple[Section, ...]) -> dict[str, FieldWords]:
        own = _mapping(node, "fields")
        members = [member for section in sections for member in section.members]
        self.report_unknown(own, {member.name for member in members}, "fields.")
        return {
            m.name: self.member(m, own.get(m.name, self.shared.fields.get(m.name)), own, node.line)
            for m in members
        }

    def member(self, member: Field | Table, words: Any, own: Any, line: int) -> FieldWords:
        line = getattr(own, "lines", {}).get(member.name, line)
        what = f"fields.{member.name}"
        label, more = _label_and_more(words)
        hint = str(more.get("hint", ""))
        if isinstance(member, Table):
            columns = self.columns(member, _mapping(more, "columns"), line, what)
            return FieldWords(self.needed(label, line, what, member.name), hint, {}, columns)
        choices = self.choices(member, _mapping(more, "choices"), line, what)
        return FieldWords(self.needed(label, line, what, member.name), hint, choices)

    def columns(
        self, table: Table, own: Mapping[str, Any], line: int, what: str
    ) -> dict[str, FieldWords]:
        self.report_unknown(own, {column.name for column in table.columns}, f"{what}.columns.")
        found = {}
        for column in table.columns:
            words = own.get(column.name, self.shared.columns.get(column.name))
            label, more = _label_and_more(words)
            place = f"{what}.columns.{column.name}"
            choices = self.choices(column, _mapping(more, "choices"), line, place)
            label_text = self.needed(label, line, place, column.name)
            found[column.name] = FieldWords(label_text, str(more.get("hint", "")), choices)
        return found

    def choices(
        self, member: Field, own: Mapping[str, Any], line: int, what: str
    ) -> dict[str, str]:
        names = member.choices
        self.report_unknown(own, set(names), f"{what}.choices.")
        listed = self.shared_list(names)
        return {
            n: self.needed(own.get(n, listed.get(n)), line, f"{what}.choices.{n}", n) for n in names
        }

    def shared_list(self, names: tuple[str, ...]) -> Mapping[str, str]:
        """The labels of the shared list that has all these names; empty if there is none."""
        lists = self.shared.choices.values()
        return next((labels for labels in lists if set(names) <= set(labels)), {})

    def report_unknown(self, own: Mapping[str, Any], known: set[str], prefix: str) -> None:
        for name in own:
            if name not in known:
                line = getattr(own, "lines", {}).get(name)
                facts = {"locale": self.locale, "what": prefix + name}
                self.findings.add(Code.LOCALE_UNKNOWN_WORD, line, **facts)


def _front_matter(source: str, file: str) -> tuple[Node, str, list[Problem], Findings]:
    findings = Findings(file)
    head, body, _ = split_front_matter(source)
    node, problems = parse_yaml(head, file)
    if not isinstance(node, Node):
        if not problems:
            findings.add(Code.DEFINITION_MISSING_KEY, 1, key="title", purpose="every locale")
        node = Node()
        node.lines = {}
    return node, body, problems, findings


def _label_and_more(words: Any) -> tuple[Any, Mapping[str, Any]]:
    if isinstance(words, Mapping):
        return words.get("label"), words
    return words, {}


def _mapping(node: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = node.get(key)
    return value if isinstance(value, Mapping) else {}


def _check_letters(node: Any, findings: Findings) -> None:
    for line, words in _texts(node, 1):
        for word in re.findall(r"\w+", words):
            if has_mixed_alphabets(word):
                findings.add(Code.LOCALE_MIXED_LETTERS, line, Severity.WARNING, text=word)


def _texts(node: Any, line: int) -> list[tuple[int, str]]:
    if isinstance(node, str):
        return [(line, node)]
    if isinstance(node, Node):
        return [t for key, value in node.items() for t in _texts(value, node.lines[key])]
    if isinstance(node, list):
        return [t for item in node for t in _texts(item, line)]
    return []
