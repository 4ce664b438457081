"""Registers from their YAML and locale files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from formkit.catalogue.fields import (
    Surroundings,
    build_field,
    check_keys,
    check_name,
    flag,
    text,
    whole,
)
from formkit.catalogue.source import Findings, Node, parse_yaml, split_front_matter
from formkit.catalogue.words import SharedWords
from formkit.language.suggestion import suggest
from formkit.model.register import Column, Register, RegisterWords
from formkit.problems import Code, Problem

_KEYS = {"register", "order", "key", "label", "number", "restricted", "columns", "stages"}


def read_register(
    source: str, file: str, around: Surroundings, words: Mapping[str, RegisterWords]
) -> tuple[Register | None, list[Problem]]:
    """A register; its key and stages must name columns."""
    node, problems = parse_yaml(source, file)
    findings = Findings(file)
    if not isinstance(node, Node):
        return None, problems
    check_keys(node, _KEYS, findings)
    for key in ("register", "key", "columns"):
        if key not in node:
            findings.add(Code.DEFINITION_MISSING_KEY, node.line, key=key, purpose="a register")
    if findings.problems and not {"register", "key", "columns"} <= set(node):
        return None, findings.problems
    columns = _columns(node["columns"], around, findings)
    register = Register(
        name=str(node["register"]),
        key=str(node["key"]),
        columns=columns,
        words=words,
        order=whole(node, "order", findings, default=1000),
        label=text(node, "label") or "",
        number_mask=text(node, "number") or "",
        is_restricted=flag(node, "restricted", findings),
        stages=_stages(node),
    )
    _check_columns(register, node, findings)
    return register, findings.problems


def _columns(node: Any, around: Surroundings, findings: Findings) -> tuple[Column, ...]:
    columns = []
    for name, column in node.items() if isinstance(node, Node) else ():
        check_name(name, findings, node.lines[name])
        if not isinstance(column, Node):
            facts = {"key": name, "value": str(column), "expected": "{type: …}"}
            findings.add(Code.DEFINITION_WRONG_VALUE, node.lines[name], **facts)
        elif field := build_field(name, column, around, findings):
            columns.append(Column(name=name, type=field.type, sensitive=field.sensitive))
    return tuple(columns)


def _stages(node: Node) -> dict[str, tuple[str, ...]]:
    stages = node.get("stages")
    if not isinstance(stages, Mapping):
        return {}
    return {name: tuple(str(c) for c in columns) for name, columns in stages.items()}


def _check_columns(register: Register, node: Node, findings: Findings) -> None:
    names = [column.name for column in register.columns]
    wanted = [("key", register.key)]
    if register.label:
        wanted.append(("label", register.label))
    wanted += [("stages", name) for columns in register.stages.values() for name in columns]
    for key, name in wanted:
        if name not in names:
            facts = {"register": register.name, "column": name, "suggestion": suggest(name, names)}
            findings.add(Code.DEFINITION_UNKNOWN_COLUMN, node.lines[key], **facts)


def read_register_words(
    source: str, file: str, locale: str, shared: SharedWords
) -> tuple[dict[str, RegisterWords], list[Problem]]:
    """The words of all registers in one locale, by register name."""
    head, _, _ = split_front_matter(source)
    node, problems = parse_yaml(head, file)
    if not isinstance(node, Node) or not isinstance(node.get("registers"), Node):
        return {}, problems
    return {
        name: RegisterWords(
            locale,
            str(words.get("title", f"[{name}]")),
            {**shared_labels(shared), **_texts(words.get("columns"))},
            {c: _texts(labels) for c, labels in (words.get("choices") or {}).items()},
        )
        for name, words in node["registers"].items()
        if isinstance(words, Node)
    }, problems


def shared_labels(shared: SharedWords) -> dict[str, str]:
    return {n: w if isinstance(w, str) else str(w.get("label")) for n, w in shared.columns.items()}


def _texts(node: Any) -> dict[str, str]:
    return {k: str(v) for k, v in node.items()} if isinstance(node, Mapping) else {}


def with_shared_choices(register: Register, shared: Mapping[str, SharedWords]) -> Register:
    """The register with the labels of shared choice lists put beside the columns that use them."""
    words = {
        locale: replace(own, choices={**_listed(register, shared.get(locale)), **own.choices})
        for locale, own in register.words.items()
    }
    return replace(register, words=words)


def _listed(register: Register, shared: SharedWords | None) -> dict[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for column in register.columns:
        names = getattr(column.type, "choices", ())
        lists = shared.choices.values() if shared and names else ()
        for labels in lists:
            if set(names) <= set(labels):
                found[column.name] = {name: labels[name] for name in names}
                break
    return found


def missing_words(register: Register) -> list[tuple[str, str]]:
    """Locale and place of every word the register lacks."""
    return [
        (locale, place)
        for locale, words in register.words.items()
        for place in _missing_in(register, words)
    ]


def _missing_in(register: Register, words: RegisterWords) -> list[str]:
    missing = [f"columns.{c.name}" for c in register.columns if c.name not in words.columns]
    for column in register.columns:
        names = getattr(column.type, "choices", ())
        labels = words.choices.get(column.name, {})
        if column.type.name == "yes_no" or set(names) <= set(labels):
            continue
        missing.append(f"choices.{column.name}")
    return missing
