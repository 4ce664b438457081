"""One form from its folder: structure from ``form.yaml``, words from ``<locale>.md``."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from formkit.catalogue.fields import (
    Surroundings,
    build_member,
    check_keys,
    flag,
    text,
    whole,
    wrong_value,
)
from formkit.catalogue.source import Findings, Node, parse_yaml
from formkit.catalogue.words import SharedWords, read_form_words
from formkit.language.suggestion import suggest
from formkit.model.form import (
    NAME_PATTERN,
    Field,
    Form,
    Kind,
    Numbering,
    Paper,
    Section,
    Table,
)
from formkit.model.register import Feed, Register
from formkit.problems import Code, Problem

_FORM_KEYS = {
    "form", "code", "version", "kind", "sources", "audience", "paper", "number", "prefill",
    "approval_stamp", "keeps_long", "sections", "feeds", "rules",
}  # fmt: skip
_SECTION_KEYS = {"by", "hand", "tear", "include", "fields"}
_PARTIES = ("office", "worker", "client", "partner", "public")


@dataclass(frozen=True)
class Shared:
    """What forms share: choice lists, groups of fields, registers, words."""

    choice_lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: Mapping[str, Node] = field(default_factory=dict)
    registers: Mapping[str, Register] = field(default_factory=dict)
    words: Mapping[str, SharedWords] = field(default_factory=dict)


def load_form(folder: Path, shared: Shared) -> tuple[Form | None, list[Problem]]:
    """The form of a folder with all its locales; all problems at once."""
    file = folder / "form.yaml"
    shown = f"{folder.name}/form.yaml"
    node, problems = parse_yaml(file.read_text(encoding="utf-8"), shown)
    findings = Findings(shown)
    if not isinstance(node, Node):
        if not problems:
            findings.add(Code.DEFINITION_MISSING_KEY, 1, key="form", purpose="every form")
        return None, problems + findings.problems
    check_keys(node, _FORM_KEYS, findings)
    form = _build_form(node, folder.name, shared, findings)
    words = {}
    for path in sorted(folder.glob("*.md")):
        locale = path.stem
        words[locale], found = read_form_words(
            path.read_text(encoding="utf-8"),
            f"{folder.name}/{path.name}",
            locale,
            form.sections,
            shared.words.get(locale, SharedWords()),
        )
        problems += found
    if not words:
        findings.add(Code.LOCALE_MISSING_WORD, 1, locale="*", what=form.name)
    return replace(form, words=words), [*findings.problems, *problems]


def _build_form(node: Node, folder: str, shared: Shared, findings: Findings) -> Form:
    name = text(node, "form") or folder
    if name != folder:
        wrong_value(findings, node.lines["form"], "form", name, f"the folder's name, {folder}")
    code = text(node, "code") or ""
    if not re.fullmatch("[A-Z0-9]{1,8}", code):
        wrong_value(findings, node.lines.get("code", 1), "code", code, "A–Z and 0–9, at most 8")
    sections = tuple(_sections(node, shared, findings))
    form = Form(
        name=name,
        code=code,
        version=whole(node, "version", findings, default=1),
        kind=_kind(node, findings),
        sections=sections,
        words={},
        audience=_one_of(node, "audience", _PARTIES, "office", findings),
        paper=_paper(node, findings),
        number=_numbering(node, findings),
        prefill={k: str(v) for k, v in (node.get("prefill") or {}).items()},
        feeds=(),
        rules=tuple(str(rule) for rule in node.get("rules") or ()),
        sources=tuple(str(source) for source in node.get("sources") or ()),
        has_approval_stamp=flag(node, "approval_stamp", findings),
        keeps_long=flag(node, "keeps_long", findings),
    )
    form = replace(form, feeds=tuple(_feeds(node, form, shared, findings)))
    _check_references(node, form, findings)
    return form


def _kind(node: Node, findings: Findings) -> Kind:
    return Kind(_one_of(node, "kind", tuple(k.value for k in Kind), "form", findings))


def _one_of(node: Node, key: str, known: tuple[str, ...], default: str, findings: Findings) -> str:
    value = text(node, key) or default
    if value in known:
        return value
    wrong_value(findings, node.lines.get(key, node.line), key, value, ", ".join(known))
    return default


def _paper(node: Node, findings: Findings) -> Paper:
    paper = node.get("paper") or Node()
    if not isinstance(paper, Node):
        wrong_value(findings, node.lines["paper"], "paper", paper, "{size: A4}")
        return Paper()
    if not paper:
        return Paper()
    check_keys(paper, {"size", "orientation"}, findings)
    size = _one_of(paper, "size", ("A3", "A4", "A5"), "A4", findings)
    turn = _one_of(paper, "orientation", ("portrait", "landscape"), "portrait", findings)
    return Paper(size, turn == "landscape")


def _numbering(node: Node, findings: Findings) -> Numbering | None:
    number = node.get("number")
    if number is None:
        return None
    if not isinstance(number, Node) or {"field", "mask"} - set(number):
        wrong_value(findings, node.lines["number"], "number", number, "{field: …, mask: …}")
        return None
    check_keys(number, {"field", "mask"}, findings)
    mask = str(number["mask"])
    if reason := mask_fault(mask, {"year", "seq", "check"}):
        findings.add(Code.DEFINITION_BAD_MASK, number.lines["mask"], mask=mask, reason=reason)
        return None
    return Numbering(str(number["field"]), mask)


def mask_fault(mask: str, known: set[str]) -> str:
    """Why a mask cannot be used; empty if it can."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(mask) if name is not None]
    except ValueError as error:
        return str(error)
    unknown = [name for name in names if name not in known]
    if unknown:
        return f"{{{unknown[0]}}}{suggest(unknown[0], known)}"
    return "" if names else "{seq}?"


def _sections(node: Node, shared: Shared, findings: Findings) -> Iterator[Section]:
    sections = node.get("sections")
    if not isinstance(sections, Node) or not sections:
        findings.add(Code.DEFINITION_MISSING_KEY, node.line, key="sections", purpose="every form")
        return
    seen: set[str] = set()
    for name, section in sections.items():
        line = sections.lines[name]
        if not isinstance(section, Node):
            wrong_value(findings, line, name, section, "{by: …, fields: …}")
            continue
        check_keys(section, _SECTION_KEYS, findings)
        by = _one_of(section, "by", _PARTIES, "office", findings)
        is_by_hand = flag(section, "hand", findings)
        members = tuple(_members(section, is_by_hand, shared, findings))
        for member in members:
            if member.name in seen:
                findings.add(Code.DEFINITION_DUPLICATE_NAME, line, name=member.name)
            seen.add(member.name)
        yield Section(
            name=name,
            by=by,
            members=members,
            is_by_hand=is_by_hand,
            has_tear_line=flag(section, "tear", findings),
        )


def _members(
    section: Node, is_by_hand: bool, shared: Shared, findings: Findings
) -> Iterator[Field | Table]:
    around = Surroundings(shared.choice_lists, frozenset(shared.registers), is_by_hand)
    groups = [shared.groups.get(str(name)) for name in section.get("include") or ()]
    for name, group in zip(section.get("include") or (), groups, strict=True):
        if group is None:
            facts = {"name": name, "suggestion": suggest(str(name), shared.groups)}
            findings.add(Code.DEFINITION_UNKNOWN_SHARED, section.lines["include"], **facts)
    for node in (*groups, section.get("fields")):
        if isinstance(node, Node):
            for name, member in node.items():
                built = build_member(name, member, around, findings, node.lines[name])
                if built is not None:
                    yield built


def _feeds(node: Node, form: Form, shared: Shared, findings: Findings) -> Iterator[Feed]:
    feeds = node.get("feeds")
    if not isinstance(feeds, Node):
        return
    for register, content in feeds.items():
        line = feeds.lines[register]
        if register not in shared.registers:
            facts = {"register": register, "suggestion": suggest(register, shared.registers)}
            findings.add(Code.DEFINITION_UNKNOWN_REGISTER, line, **facts)
            continue
        for item in content if isinstance(content, list) else [content]:
            if not isinstance(item, Node) or {"key", "columns"} - set(item):
                wrong_value(findings, line, register, item, "{key: …, columns: …}")
                continue
            check_keys(item, {"each", "key", "columns", "constants"}, findings)
            yield _feed(item, shared.registers[register], form, findings)


def _feed(item: Node, register: Register, form: Form, findings: Findings) -> Feed:
    feed = Feed(
        register=register.name,
        key=str(item["key"]),
        columns={column: str(source) for column, source in item["columns"].items()},
        each=text(item, "each") or "",
        constants={
            stage: {c: str(v) for c, v in columns.items()}
            for stage, columns in (item.get("constants") or {}).items()
        },
    )
    names = [column.name for column in register.columns]
    constants = [c for columns in feed.constants.values() for c in columns]
    for column in (*feed.columns, *constants):
        if column not in names:
            facts = {"column": column, "suggestion": suggest(column, names)}
            line = item.lines["columns"]
            findings.add(Code.DEFINITION_UNKNOWN_COLUMN, line, register=register.name, **facts)
    _check_sources(feed, item, form, findings)
    return feed


def _check_sources(feed: Feed, item: Node, form: Form, findings: Findings) -> None:
    known = {member.name for member in form.members()}
    row = form.find(feed.each) if feed.each else None
    if isinstance(row, Table):
        known |= {column.name for column in row.columns} | {"row"}
    elif feed.each:
        _unknown_field(feed.each, known, item.lines["each"], findings)
    for source in feed.columns.values():
        if source not in known:
            _unknown_field(source, known, item.lines["columns"], findings)
    if "{" in feed.key:
        if reason := mask_fault(feed.key, known):
            line = item.lines["key"]
            findings.add(Code.DEFINITION_BAD_MASK, line, mask=feed.key, reason=reason)
    elif feed.key not in known:
        _unknown_field(feed.key, known, item.lines["key"], findings)


def _check_references(node: Node, form: Form, findings: Findings) -> None:
    """Names in numbering, prefill and conditions must be fields."""
    known = {member.name for member in form.members()}
    if form.number and form.number.field not in known:
        _unknown_field(form.number.field, known, node.lines["number"], findings)
    for source in form.prefill.values():
        if source != "office" and source not in known:
            _unknown_field(source, known, node.lines["prefill"], findings)
    for member in form.members():
        conditions: list[tuple[Field | Table, set[str]]] = [(member, known)]
        if isinstance(member, Table):
            columns = {column.name for column in member.columns}
            conditions += [(column, columns) for column in member.columns]
        for owner, names in conditions:
            for condition in (owner.required_if, owner.visible_if):
                for name in sorted((condition.names if condition else set()) - names):
                    _unknown_field(name, names, node.lines["sections"], findings)


def _unknown_field(name: str, known: set[str], line: int, findings: Findings) -> None:
    facts = {"name": name, "suggestion": suggest(name, known)}
    findings.add(Code.DEFINITION_UNKNOWN_FIELD, line, **facts)


def is_form_folder(path: Path) -> bool:
    return re.fullmatch(NAME_PATTERN, path.name) is not None and (path / "form.yaml").is_file()
