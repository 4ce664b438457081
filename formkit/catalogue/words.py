"""Locale files: every word of a form in one language, nothing missing and nothing left over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from formkit.catalogue.fields import check_keys, text, texts, wrong_value
from formkit.catalogue.source import Findings, Node, parse_yaml, split_front_matter
from formkit.language.suggestion import has_mixed_alphabets
from formkit.model.form import Field, Section, Table
from formkit.model.words import FieldWords, FormWords
from formkit.problems import Code, Problem, Severity

_KEYS = {"title", "sections", "fields", "phrases", "defaults", "notes", "about"}
_ABOUT = {"purpose", "when", "route"}


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
    choices = _mapping(node, "choices", findings)
    shared = SharedWords(
        _mapping(node, "fields", findings),
        _mapping(node, "columns", findings),
        {name: texts(node["choices"], name, findings) for name in choices},
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
        texts(node, "phrases", findings),
        _mapping(node, "defaults", findings),
        body.strip("\n"),
        text(node, "notes") or "",
        texts(node, "about", findings),
    )
    if words.about:
        check_keys(node["about"], _ABOUT, findings)
    first_line = source.count("\n") - body.count("\n") + 1
    _check_letters([*_texts(node, 1), *enumerate(body.split("\n"), start=first_line)], findings)
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
        own = _mapping(node, "sections", self.findings)
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
        own = _mapping(node, "fields", self.findings)
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
        hint = text(more, "hint") or ""
        if isinstance(member, Table):
            columns = self.columns(member, _mapping(more, "columns", self.findings), line, what)
            return FieldWords(self.needed(label, line, what, member.name), hint, {}, columns)
        choices = self.choices(member, _mapping(more, "choices", self.findings), line, what)
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
            choices = self.choices(column, _mapping(more, "choices", self.findings), line, place)
            label_text = self.needed(label, line, place, column.name)
            found[column.name] = FieldWords(label_text, text(more, "hint") or "", choices)
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
    head, body = split_front_matter(source)
    node, problems = parse_yaml(head, file)
    if not isinstance(node, Node):
        if not problems:
            findings.add(Code.DEFINITION_MISSING_KEY, 1, key="title", purpose="every locale")
        node = Node()
        node.lines = {}
    return node, body, problems, findings


def _label_and_more(words: Any) -> tuple[Any, Node]:
    if isinstance(words, Node):
        return words.get("label"), words
    return words, Node()


def _mapping(node: Node, key: str, findings: Findings) -> Mapping[str, Any]:
    value = node.get(key)
    if value is None:
        return {}
    if isinstance(value, Node):
        return value
    wrong_value(findings, node.lines[key], key, value, "a mapping")
    return {}


def _check_letters(lines: list[tuple[int, str]], findings: Findings) -> None:
    for line, words in lines:
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
