"""One form from its folder: structure from ``form.yaml``, words from ``<locale>.md``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from formkit.catalogue.binding import read_binding
from formkit.catalogue.feeds import build_feeds
from formkit.catalogue.fields import (
    Surroundings,
    build_member,
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
from formkit.catalogue.references import check_references, record_parts
from formkit.catalogue.source import Findings, Node, parse_yaml, read_source
from formkit.catalogue.words import SharedWords, read_form_words
from formkit.language.suggestion import suggest
from formkit.model.clean import check_rows, from_plain
from formkit.model.form import (
    NAME_PATTERN,
    OFFICE_RECORD,
    Field,
    Form,
    Kind,
    Look,
    Numbering,
    Paper,
    Section,
    Table,
)
from formkit.model.modules import without
from formkit.model.register import Register
from formkit.model.words import FormWords
from formkit.problems import Code, Problem

_FORM_KEYS = {
    "form", "code", "version", "kind", "sources", "audience", "paper", "number", "prefill",
    "approval_stamp", "keeps_long", "look", "sections", "feeds", "rules",
}  # fmt: skip
_SECTION_KEYS = {"by", "hand", "tear", "module", "include", "fields"}
GROUPS_FILE = "shared/groups.yaml"
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
    shown = f"{folder.name}/form.yaml"
    source, problems = read_source(folder / "form.yaml", shown)
    if problems:
        return None, problems
    node, problems = parse_yaml(source, shown)
    findings = Findings(shown)
    if not isinstance(node, Node):
        if not problems:
            findings.add(Code.DEFINITION_MISSING_KEY, 1, key="form", purpose="every form")
        return None, problems + findings.problems
    check_keys(node, _FORM_KEYS, findings)
    form = _build_form(node, folder.name, shared, findings)
    words, found = _words(folder, form, shared)
    if not words and not found:
        findings.add(Code.LOCALE_MISSING_WORD, 1, locale="*", what=form.name)
    binding, unbound = read_binding(folder, form)
    form = replace(form, words=words, binding=binding)
    return form, [*findings.problems, *found, *unbound, *_check_standing(folder.name, form)]


def _words(folder: Path, form: Form, shared: Shared) -> tuple[dict[str, FormWords], list[Problem]]:
    words, problems = {}, []
    for path in sorted(folder.glob("*.md")):
        locale, shown = path.stem, f"{folder.name}/{path.name}"
        source, found = read_source(path, shown)
        if not found:
            common = shared.words.get(locale, SharedWords())
            words[locale], found = read_form_words(source, shown, locale, form.sections, common)
        problems += found
    return words, problems


def _check_standing(folder: str, form: Form) -> Iterator[Problem]:
    """Standing content must be values of the form, or it would be left out without a word."""
    for locale, words in form.words.items():
        values, problems = from_plain(form, words.defaults, locale)
        lines = getattr(words.defaults, "lines", {})
        for found in (*problems, *check_rows(form, values)):
            path = found.where.path or ""
            line = lines.get(path.split(".")[0])
            yield found.at(file=f"{folder}/{locale}.md", line=line, path=f"defaults.{path}")


def _build_form(node: Node, folder: str, shared: Shared, findings: Findings) -> Form:
    for key in ("form", "code", "version"):
        if key not in node:
            findings.add(Code.DEFINITION_MISSING_KEY, node.line, key=key, purpose="every form")
    name = text(node, "form") or folder
    if name != folder:
        wrong_value(findings, node.lines["form"], "form", name, f"the folder's name, {folder}")
    code = text(node, "code") or ""
    if "code" in node and not re.fullmatch("[A-Z0-9]{1,8}", code):
        wrong_value(findings, node.lines["code"], "code", code, "A–Z and 0–9, at most 8")
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
        look=_look(node, findings),
        number=_numbering(node, findings),
        prefill=texts(node, "prefill", findings),
        feeds=(),
        rules=names(node, "rules", findings),
        sources=names(node, "sources", findings),
        has_approval_stamp=flag(node, "approval_stamp", findings),
        keeps_long=flag(node, "keeps_long", findings),
    )
    form = replace(form, feeds=tuple(build_feeds(node, form, shared.registers, findings)))
    parts = record_parts(form, shared.registers, shared.groups)
    check_references(node, form, parts, findings)
    _check_modules(node, form, parts, findings)
    return form


def _check_modules(
    node: Node, form: Form, parts: Mapping[str, list[str]], findings: Findings
) -> None:
    """What stays when a module is left out must not name what went with it."""
    for module in sorted(form.modules):
        left = Findings(findings.file)
        check_references(node, without(form, {module}), parts, left)
        findings.problems += [found for found in left.problems if found not in findings.problems]


def _kind(node: Node, findings: Findings) -> Kind:
    return Kind(_one_of(node, "kind", tuple(k.value for k in Kind), "form", findings))


def _look(node: Node, findings: Findings) -> Look:
    look = Look(_one_of(node, "look", tuple(v.value for v in Look), "plain", findings))
    if look is Look.CERTIFICATE and text(node, "kind") != Kind.TEXT.value:
        wrong_value(findings, node.lines["look"], "look", look.value, "plain; or kind: text")
    return look


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
    if reason := number_mask_fault(mask):
        findings.add(Code.DEFINITION_BAD_MASK, number.lines["mask"], mask=mask, reason=reason)
        return None
    return Numbering(str(number["field"]), mask)


def _sections(node: Node, shared: Shared, findings: Findings) -> Iterator[Section]:
    sections = node.get("sections")
    if not isinstance(sections, Node) or not sections:
        findings.add(Code.DEFINITION_MISSING_KEY, node.line, key="sections", purpose="every form")
        return
    seen = {OFFICE_RECORD}
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
            module=_module(section, findings),
        )


def _module(section: Node, findings: Findings) -> str:
    name = text(section, "module") or ""
    if name:
        check_name(name, findings, section.lines["module"])
    return name


def _members(
    section: Node, is_by_hand: bool, shared: Shared, findings: Findings
) -> Iterator[Field | Table]:
    around = Surroundings(shared.choice_lists, frozenset(shared.registers), is_by_hand)
    nodes = []
    in_groups = Findings(GROUPS_FILE)
    for name in names(section, "include", findings):
        if name in shared.groups:
            nodes.append((shared.groups[name], in_groups))
        else:
            facts = {"name": name, "suggestion": suggest(name, shared.groups)}
            findings.add(Code.DEFINITION_UNKNOWN_SHARED, section.lines["include"], **facts)
    own = section.get("fields") or Node()
    if isinstance(own, Node):
        nodes.append((own, findings))
    else:
        wrong_value(findings, section.lines["fields"], "fields", own, "a mapping of fields")
    for node, own_findings in nodes:
        for name, member in node.items():
            built = build_member(name, member, around, own_findings, node.lines[name])
            if built is not None:
                yield built
    findings.problems += in_groups.problems


def is_form_folder(path: Path) -> bool:
    return re.fullmatch(NAME_PATTERN, path.name) is not None and (path / "form.yaml").is_file()
