"""The binding of a form to somebody else's PDF, from the two files that lie in its folder."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from formkit.catalogue.adopt import BINDING
from formkit.catalogue.fields import check_keys, wrong_value
from formkit.catalogue.source import Findings, Node, parse_yaml
from formkit.language.suggestion import suggest
from formkit.model.binding import Binding, BoundField, Place
from formkit.model.form import SEPARATOR, Form
from formkit.problems import Code, Problem

_KEYS = {"original", "sha256", "fields", "left_out"}
_FIELD_KEYS = {"pdf", "choices", "places"}
_PLACE_KEYS = {"choice", "page", "box"}


def read_binding(folder: Path, form: Form) -> tuple[Binding | None, list[Problem]]:
    """The binding of a form; None where its folder has none or it cannot be used.

    Problems: ORIGINAL_MISSING, ORIGINAL_CHANGED, ORIGINAL_UNBOUND, DEFINITION_*.
    """
    path = folder / BINDING
    if not path.is_file():
        return None, []
    shown = f"{folder.name}/{BINDING}"
    node, problems = parse_yaml(path.read_text(encoding="utf-8"), shown)
    findings = Findings(shown)
    if not isinstance(node, Node):
        findings.add(Code.DEFINITION_MISSING_KEY, 1, key="fields", purpose=BINDING)
        return None, problems or findings.problems
    check_keys(node, _KEYS, findings)
    original = _original(folder, node, findings)
    listed = node.get("left_out") or []
    fields = _fields(node, findings)
    _check_slots(form, fields, node, findings)
    if findings.problems:
        return None, findings.problems
    left_out = frozenset(str(name) for name in listed)
    return Binding(str(node["sha256"]), fields, left_out, original), []


def _original(folder: Path, node: Node, findings: Findings) -> bytes:
    """The PDF, if it is the very file the form was drafted from."""
    name = Path(str(node.get("original", ""))).name
    path = folder / name
    if not name or not path.is_file():
        findings.add(Code.ORIGINAL_MISSING, node.lines.get("original", 1), file=name)
        return b""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != node.get("sha256"):
        findings.add(Code.ORIGINAL_CHANGED, node.lines.get("sha256", 1), file=name)
    return data


def _fields(node: Node, findings: Findings) -> dict[str, BoundField]:
    fields = node.get("fields")
    if not isinstance(fields, Node):
        findings.add(Code.DEFINITION_MISSING_KEY, node.line, key="fields", purpose=BINDING)
        return {}
    found = {}
    for name, entry in fields.items():
        line = fields.lines[name]
        if not isinstance(entry, Node) or "pdf" not in entry:
            wrong_value(findings, line, name, entry, "{pdf: …, places: …}")
            continue
        check_keys(entry, _FIELD_KEYS, findings)
        choices = entry.get("choices") or Node()
        places = entry.get("places") or []
        if not isinstance(choices, Node):
            wrong_value(findings, line, "choices", choices, "{choice: …}")
            choices = Node()
        found[name] = BoundField(
            str(entry["pdf"]),
            tuple(p for item in places if (p := _place(item, line, findings)) is not None),
            {choice: str(stored) for choice, stored in choices.items()},
        )
    return found


def _place(item: Any, line: int, findings: Findings) -> Place | None:
    try:
        check_keys(item, _PLACE_KEYS, findings)
        left, bottom, right, top = map(float, item["box"])
        return Place(int(item["page"]), (left, bottom, right, top), str(item.get("choice", "")))
    except (AttributeError, KeyError, TypeError, ValueError):
        wrong_value(findings, line, "places", item, "{page: 1, box: [0, 0, 10, 10]}")
        return None


def _check_slots(form: Form, fields: dict[str, BoundField], node: Node, findings: Findings) -> None:
    """Every slot of the form has its field in the PDF, and every choice of it its text."""
    lines = getattr(node.get("fields"), "lines", {})
    wanted: dict[str, set[str]] = {}
    for slot in form.slots():
        whole = slot.field.name if slot.option and slot.table is None else slot.name
        name = whole if whole in fields else slot.name
        wanted.setdefault(name, set()).update(slot.states or slot.field.choices)
    for name, choices in wanted.items():
        bound = fields.get(name)
        if bound is None:
            findings.add(Code.ORIGINAL_UNBOUND, node.line, name=name)
        elif lost := sorted(choices - bound.choices.keys()):
            findings.add(Code.ORIGINAL_UNBOUND, lines[name], name=name + SEPARATOR + lost[0])
    for name in fields.keys() - wanted.keys():
        facts = {"name": name, "suggestion": suggest(name, wanted)}
        findings.add(Code.DEFINITION_UNKNOWN_FIELD, lines[name], **facts)
