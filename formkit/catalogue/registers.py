"""Registers from their YAML and locale files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath

from formkit.catalogue.fields import (
    Surroundings,
    build_field,
    check_keys,
    check_name,
    flag,
    names,
    text,
    texts,
    whole,
    wrong_value,
)
from formkit.catalogue.masks import number_mask_fault
from formkit.catalogue.source import Findings, Node, parse_yaml, split_front_matter
from formkit.catalogue.words import SharedWords
from formkit.language.suggestion import suggest
from formkit.model.register import Column, Register, RegisterWords
from formkit.problems import Code, Problem

_KEYS = {"register", "order", "key", "label", "number", "restricted", "columns", "stages"}
_KEYS |= {"renamed"}


def read_register(
    source: str, file: str, around: Surroundings, words: Mapping[str, RegisterWords]
) -> tuple[Register | None, list[Problem]]:
    """A register; its key, label and stages must name columns."""
    node, problems = parse_yaml(source, file)
    findings = Findings(file)
    if not isinstance(node, Node):
        if not problems:
            findings.add(Code.DEFINITION_MISSING_KEY, 1, key="register", purpose="a register")
        return None, problems + findings.problems
    check_keys(node, _KEYS, findings)
    missing = [key for key in ("register", "key", "columns") if key not in node]
    for key in missing:
        findings.add(Code.DEFINITION_MISSING_KEY, node.line, key=key, purpose="a register")
    if missing:
        return None, findings.problems
    _check_identity(node, findings)
    register = Register(
        name=str(node["register"]),
        key=str(node["key"]),
        columns=_columns(node, around, findings),
        words=words,
        order=whole(node, "order", findings, default=1000),
        label=text(node, "label") or "",
        number_mask=text(node, "number") or "",
        is_restricted=flag(node, "restricted", findings),
        stages=_stages(node, findings),
        renamed=texts(node, "renamed", findings),
    )
    _check_columns(register, node, findings)
    return register, findings.problems


def _check_identity(node: Node, findings: Findings) -> None:
    own = PurePath(findings.file).stem
    if node["register"] != own:
        line = node.lines["register"]
        wrong_value(findings, line, "register", node["register"], f"the file's name, {own}")
    mask = text(node, "number") or ""
    if mask and (reason := number_mask_fault(mask)):
        findings.add(Code.DEFINITION_BAD_MASK, node.lines["number"], mask=mask, reason=reason)


def _columns(node: Node, around: Surroundings, findings: Findings) -> tuple[Column, ...]:
    own, columns = node["columns"], []
    if not isinstance(own, Node):
        wrong_value(findings, node.lines["columns"], "columns", own, "a mapping of columns")
        return ()
    for name, column in own.items():
        check_name(name, findings, own.lines[name])
        if not isinstance(column, Node):
            wrong_value(findings, own.lines[name], name, column, "{type: …}")
        elif field := build_field(name, column, around, findings):
            columns.append(Column(name=name, type=field.type, sensitive=field.sensitive))
    return tuple(columns)


def _stages(node: Node, findings: Findings) -> dict[str, tuple[str, ...]]:
    stages = node.get("stages") or Node()
    if isinstance(stages, Node):
        return {name: names(stages, name, findings) for name in stages}
    wrong_value(findings, node.lines["stages"], "stages", stages, "{stage: [column, …]}")
    return {}


def _check_columns(register: Register, node: Node, findings: Findings) -> None:
    known = [column.name for column in register.columns]
    wanted = [(node.lines["key"], register.key)]
    if register.label:
        wanted.append((node.lines["label"], register.label))
    for stage, columns in register.stages.items():
        wanted += [(node["stages"].lines[stage], name) for name in columns]
    wanted += [(node.lines["renamed"], name) for name in register.renamed.values()]
    for line, name in wanted:
        if name not in known:
            facts = {"register": register.name, "column": name, "suggestion": suggest(name, known)}
            findings.add(Code.DEFINITION_UNKNOWN_COLUMN, line, **facts)


def read_register_words(
    source: str, file: str, locale: str, shared: SharedWords
) -> tuple[dict[str, RegisterWords], list[Problem]]:
    """The words of all registers in one locale, by register name."""
    head, _ = split_front_matter(source)
    node, problems = parse_yaml(head, file)
    if problems:
        return {}, problems
    findings = Findings(file)
    registers = node.get("registers") if isinstance(node, Node) else None
    if not isinstance(registers, Node):
        findings.add(Code.DEFINITION_MISSING_KEY, 1, key="registers", purpose="every locale")
        return {}, findings.problems
    read = {}
    for name, words in registers.items():
        if isinstance(words, Node):
            read[name] = _register_words(words, name, locale, shared, findings)
        else:
            wrong_value(findings, registers.lines[name], name, words, "{title: …, columns: …}")
    return read, findings.problems


def _register_words(
    node: Node, name: str, locale: str, shared: SharedWords, findings: Findings
) -> RegisterWords:
    check_keys(node, {"title", "columns", "choices"}, findings)
    title = text(node, "title")
    if title is None:
        facts = {"locale": locale, "what": f"{name}.title"}
        findings.add(Code.LOCALE_MISSING_WORD, node.line, **facts)
    choices = node.get("choices") or Node()
    if not isinstance(choices, Node):
        wrong_value(findings, node.lines["choices"], "choices", choices, "{column: {name: label}}")
        choices = Node()
    return RegisterWords(
        locale,
        title or f"[{name}]",
        {**_shared_labels(shared), **texts(node, "columns", findings)},
        {column: texts(choices, column, findings) for column in choices},
    )


def _shared_labels(shared: SharedWords) -> dict[str, str]:
    labels = {n: w.get("label") if isinstance(w, Node) else w for n, w in shared.columns.items()}
    return {name: label for name, label in labels.items() if isinstance(label, str)}


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


def missing_words(register: Register, locales: Iterable[str]) -> list[tuple[str, str]]:
    """Locale and place of every word the register lacks."""
    return [
        (locale, place)
        for locale in locales
        for place in _missing_in(register, register.words.get(locale))
    ]


def _missing_in(register: Register, words: RegisterWords | None) -> list[str]:
    if words is None:
        return ["title"]
    missing = [f"columns.{c.name}" for c in register.columns if c.name not in words.columns]
    for column in register.columns:
        names = getattr(column.type, "choices", ())
        labels = words.choices.get(column.name, {})
        if column.type.name == "yes_no" or set(names) <= set(labels):
            continue
        missing.append(f"choices.{column.name}")
    return missing
