"""What a form writes into the registers, from its YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from formkit.catalogue.fields import check_keys, text, texts, wrong_value
from formkit.catalogue.masks import mask_fault
from formkit.catalogue.references import unknown_field
from formkit.catalogue.source import Findings, Node
from formkit.language.suggestion import suggest
from formkit.model.form import Form, Table
from formkit.model.register import Feed, Register
from formkit.problems import Code

_KEYS = {"each", "key", "columns", "constants"}


def build_feeds(
    node: Node, form: Form, registers: Mapping[str, Register], findings: Findings
) -> Iterator[Feed]:
    """Feeds of a form; their registers, columns and fields must be there."""
    feeds = node.get("feeds")
    if feeds is None:
        return
    if not isinstance(feeds, Node):
        wrong_value(findings, node.lines["feeds"], "feeds", feeds, "{register: {key: …}}")
        return
    for register, content in feeds.items():
        line = feeds.lines[register]
        if register not in registers:
            facts = {"register": register, "suggestion": suggest(register, registers)}
            findings.add(Code.DEFINITION_UNKNOWN_REGISTER, line, **facts)
            continue
        for item in content if isinstance(content, list) else [content]:
            if not isinstance(item, Node) or {"key", "columns"} - set(item):
                wrong_value(findings, line, register, item, "{key: …, columns: …}")
                continue
            yield _feed(item, registers[register], form, findings)


def _feed(item: Node, register: Register, form: Form, findings: Findings) -> Feed:
    check_keys(item, _KEYS, findings)
    feed = Feed(
        register=register.name,
        key=str(item["key"]),
        columns=texts(item, "columns", findings),
        each=text(item, "each") or "",
        constants=_constants(item, findings),
    )
    _check_columns(feed, item, register, findings)
    _check_sources(feed, item, form, findings)
    return feed


def _constants(item: Node, findings: Findings) -> dict[str, dict[str, str]]:
    stages: Any = item.get("constants") or Node()
    if isinstance(stages, Node):
        return {stage: texts(stages, stage, findings) for stage in stages}
    wrong_value(findings, item.lines["constants"], "constants", stages, "{stage: {column: text}}")
    return {}


def _check_columns(feed: Feed, item: Node, register: Register, findings: Findings) -> None:
    columns = [column.name for column in register.columns]
    wanted = [("columns", name) for name in feed.columns]
    wanted += [("constants", name) for stage in feed.constants.values() for name in stage]
    for key, name in wanted:
        if name not in columns:
            facts = {"column": name, "suggestion": suggest(name, columns)}
            line = getattr(item[key], "lines", item.lines).get(name, item.lines[key])
            findings.add(Code.DEFINITION_UNKNOWN_COLUMN, line, register=register.name, **facts)


def _check_sources(feed: Feed, item: Node, form: Form, findings: Findings) -> None:
    known = {member.name for member in form.members()}
    row = form.find(feed.each) if feed.each else None
    if isinstance(row, Table):
        known |= {column.name for column in row.columns} | {"row"}
    elif feed.each:
        unknown_field(feed.each, {t.name for t in form.tables()}, item.lines["each"], findings)
    for column, source in feed.columns.items():
        if source not in known:
            line = getattr(item["columns"], "lines", item.lines).get(column)
            unknown_field(source, known, line, findings)
    if "{" in feed.key:
        if reason := mask_fault(feed.key, known):
            line = item.lines["key"]
            findings.add(Code.DEFINITION_BAD_MASK, line, mask=feed.key, reason=reason)
    elif feed.key not in known:
        unknown_field(feed.key, known, item.lines["key"], findings)
