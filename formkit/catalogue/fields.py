"""Fields, tables and columns from their YAML: one function a subject, all problems at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from formkit.catalogue.source import Findings, Node
from formkit.fieldtypes import FIELD_TYPES, DateType, FieldType, MultiChoiceType
from formkit.language.suggestion import latin_look, suggest
from formkit.model.condition import BadConditionError, Condition, parse_condition
from formkit.model.form import NAME_PATTERN, TODAY, Field, Sensitivity, Table
from formkit.problems import Code

COLUMNS_OF_GRID = 6
MOST_LINES, MOST_ROWS = 60, 200
_FACET_KEYS = {
    "choices": "choices",
    "register": "register",
    "decimals": "decimals",
    "least": "least",
    "most": "most",
    "digits": "digits",
    "length": "length",
    "appearance": "appearance",
    "has_check_digit": "check_digit",
    "shows_label": "show_label",
}
"""Attribute of a field type -> its key in YAML."""
_FIELD_KEYS = {
    "type", "required", "required_if", "visible_if", "sensitive", "default", "from", "checked",
    "span", "lines", "unit",
}  # fmt: skip
_COLUMN_KEYS = _FIELD_KEYS - {"default", "from"}
_TABLE_KEYS = {
    "type", "required", "required_if", "visible_if", "sensitive", "rows", "columns", "clauses",
    "numbered", "continues",
}  # fmt: skip
_SPANS = {"date": 2, "time": 1, "number": 2, "money": 2, "id": 2, "signature": 3, "phone": 3}
_BOXED = {"choice", "multi_choice", "yes_no"}
_LINES = {"multiline": 3, "address": 2, "signature": 2}


@dataclass(frozen=True)
class Surroundings:
    """What a field may refer to."""

    choice_lists: Mapping[str, tuple[str, ...]]
    registers: frozenset[str]
    is_by_hand: bool = False
    is_in_table: bool = False
    """Cells of a table are too narrow for comb cells."""


def build_member(
    name: str, node: Any, around: Surroundings, findings: Findings, line: int
) -> Field | Table | None:
    """A field or table; None when it cannot be used, with the reasons among the findings."""
    check_name(name, findings, line)
    if not isinstance(node, Node):
        _wrong(findings, line, name, node, "a mapping such as {type: text}")
        return None
    if node.get("type") == "table":
        return _build_table(name, node, around, findings)
    return build_field(name, node, around, findings)


def build_field(name: str, node: Node, around: Surroundings, findings: Findings) -> Field | None:
    kind = build_type(node, around, findings)
    known = _COLUMN_KEYS if around.is_in_table else _FIELD_KEYS
    check_keys(node, known | _facet_keys(type(kind) if kind else None), findings)
    if kind is None:
        return None
    type_name = kind.name
    _check_default(node, kind, findings)
    return Field(
        name=name,
        type=kind,
        is_required=flag(node, "required", findings),
        required_if=condition(node, "required_if", findings),
        visible_if=condition(node, "visible_if", findings),
        sensitive=sensitivity(node, findings),
        default=text(node, "default"),
        source=text(node, "from") or "",
        is_checked=flag(node, "checked", findings, default=True),
        span=whole(
            node,
            "span",
            findings,
            default=_SPANS.get(type_name, COLUMNS_OF_GRID),
            most=COLUMNS_OF_GRID,
        ),
        lines=whole(node, "lines", findings, default=_LINES.get(type_name, 1), most=MOST_LINES),
        unit=text(node, "unit") or "",
    )


def _build_table(name: str, node: Node, around: Surroundings, findings: Findings) -> Table | None:
    check_keys(node, _TABLE_KEYS, findings)
    columns_node = node.get("columns")
    if not isinstance(columns_node, Node) or not columns_node:
        facts = {"key": "columns", "purpose": f"the table {name}"}
        findings.add(Code.DEFINITION_MISSING_KEY, node.line, **facts)
        return None
    around = replace(around, is_in_table=True)
    columns = []
    for column_name, column_node in columns_node.items():
        line = columns_node.lines[column_name]
        check_name(column_name, findings, line)
        if not isinstance(column_node, Node):
            _wrong(findings, line, column_name, column_node, "a mapping such as {type: text}")
        elif column := build_field(column_name, column_node, around, findings):
            if isinstance(column.type, MultiChoiceType):
                # One cell has no room for a box a choice.
                _wrong(findings, column_node.lines["type"], "type", "multi_choice", "choice")
            columns.append(column)
    if not columns:
        return None
    return Table(
        name=name,
        columns=tuple(columns),
        rows=whole(node, "rows", findings, default=5, most=MOST_ROWS),
        is_required=flag(node, "required", findings),
        required_if=condition(node, "required_if", findings),
        visible_if=condition(node, "visible_if", findings),
        sensitive=sensitivity(node, findings),
        is_clauses=flag(node, "clauses", findings),
        is_numbered=flag(node, "numbered", findings),
        has_continuation=flag(node, "continues", findings),
    )


def build_type(node: Node, around: Surroundings, findings: Findings) -> FieldType | None:
    """The field type with its facets."""
    name = str(node.get("type", ""))
    line = node.lines.get("type", node.line)
    if not name:
        findings.add(Code.DEFINITION_MISSING_KEY, line, key="type", purpose="every field")
        return None
    if name not in FIELD_TYPES:
        known = ", ".join([*sorted(FIELD_TYPES), "table"])
        facts = {"type": name, "suggestion": suggest(name, FIELD_TYPES), "known": known}
        findings.add(Code.DEFINITION_UNKNOWN_TYPE, line, **facts)
        return None
    kind = FIELD_TYPES[name]
    has_room = name in _BOXED or not around.is_in_table
    facets: dict[str, Any] = {"is_by_hand": around.is_by_hand and has_room}
    for attribute in (f.name for f in fields(kind)):
        key = _FACET_KEYS.get(attribute)
        if key and key in node:
            facets[attribute] = _FACETS[key](node, key, around, findings)
    if any(value is None for value in facets.values()):
        return None
    for attribute in ("choices", "register"):
        if attribute in {f.name for f in fields(kind)} and attribute not in facets:
            facts = {"key": attribute, "purpose": f"the type {name}"}
            findings.add(Code.DEFINITION_MISSING_KEY, node.line, **facts)
            return None
    return kind(**facets)


def _facet_keys(kind: type[FieldType] | None) -> set[str]:
    """Keys a type has of its own; all there are where the type is not known."""
    if kind is None:
        return set(_FACET_KEYS.values())
    return {_FACET_KEYS[f.name] for f in fields(kind) if f.name in _FACET_KEYS}


def _check_default(node: Node, kind: FieldType, findings: Findings) -> None:
    """A default that is no value of its type would never be filled in, without a word."""
    default = text(node, "default")
    if default is None or (default == TODAY and isinstance(kind, DateType)):
        return
    if kind.from_plain(node["default"], "en")[0] is None:
        expected = f"a value of the type {kind.name}"
        _wrong(findings, node.lines["default"], "default", default, expected)


def _choices(
    node: Node, key: str, around: Surroundings, findings: Findings
) -> tuple[str, ...] | None:
    value, line = node[key], node.lines[key]
    if isinstance(value, str):
        if value not in around.choice_lists:
            facts = {"name": value, "suggestion": suggest(value, around.choice_lists)}
            findings.add(Code.DEFINITION_UNKNOWN_SHARED, line, **facts)
            return None
        return around.choice_lists[value]
    if not isinstance(value, list) or not value:
        _wrong(findings, line, key, value, "a list of names or the name of a shared list")
        return None
    return choice_list(value, findings, line)


def choice_list(items: list[Any], findings: Findings, line: int) -> tuple[str, ...]:
    """The names of a choice list, each of them checked and there once."""
    listed = tuple(str(item) for item in items)
    for name in listed:
        check_name(name, findings, line)
    for name in sorted({n for n in listed if listed.count(n) > 1}):
        findings.add(Code.DEFINITION_DUPLICATE_NAME, line, name=name)
    return listed


def _register(node: Node, key: str, around: Surroundings, findings: Findings) -> str | None:
    name = str(node[key])
    if name not in around.registers:
        facts = {"register": name, "suggestion": suggest(name, around.registers)}
        findings.add(Code.DEFINITION_UNKNOWN_REGISTER, node.lines[key], **facts)
        return None
    return name


def _decimal(node: Node, key: str, around: Surroundings, findings: Findings) -> Decimal | None:
    try:
        number = Decimal(str(node[key]))
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_finite():
        return number
    _wrong(findings, node.lines[key], key, node[key], "a number")
    return None


def _whole_facet(node: Node, key: str, around: Surroundings, findings: Findings) -> int | None:
    return whole(node, key, findings, default=1, least=0 if key == "decimals" else 1)


def _flag_facet(node: Node, key: str, around: Surroundings, findings: Findings) -> bool:
    return flag(node, key, findings)


def _appearance(node: Node, key: str, around: Surroundings, findings: Findings) -> str | None:
    value = str(node[key])
    if value not in ("boxes", "minimal", "check"):
        _wrong(findings, node.lines[key], key, value, "boxes, minimal or check")
        return None
    return value


_FACETS: dict[str, Callable[[Node, str, Surroundings, Findings], Any]] = {
    "choices": _choices,
    "register": _register,
    "decimals": _whole_facet,
    "digits": _whole_facet,
    "length": _whole_facet,
    "least": _decimal,
    "most": _decimal,
    "appearance": _appearance,
    "check_digit": _flag_facet,
    "show_label": _flag_facet,
}


def check_name(name: str, findings: Findings, line: int | None) -> None:
    if not re.fullmatch(NAME_PATTERN, name) or "__" in name:
        near = _latin_name(name)
        suggestion = f" → {near}?" if re.fullmatch(NAME_PATTERN, near) else ""
        findings.add(Code.DEFINITION_BAD_NAME, line, name=name, suggestion=suggestion)


def _latin_name(name: str) -> str:
    return latin_look(name).lower().replace("-", "_").replace(" ", "_").replace("__", "_")


def check_keys(node: Node, known: set[str], findings: Findings) -> None:
    for key in node:
        if key not in known:
            facts = {"suggestion": suggest(key, known), "known": ", ".join(sorted(known))}
            findings.add(Code.DEFINITION_UNKNOWN_KEY, node.lines[key], key=key, **facts)


def flag(node: Node, key: str, findings: Findings, *, default: bool = False) -> bool:
    value = node.get(key, default)
    if isinstance(value, bool):
        return value
    _wrong(findings, node.lines[key], key, value, "true or false")
    return default


def whole(
    node: Node, key: str, findings: Findings, *, default: int, least: int = 1, most: int = 9999
) -> int:
    value = node.get(key)
    if value is None:
        return default
    if isinstance(value, str) and re.fullmatch("[0-9]{1,6}", value) and least <= int(value) <= most:
        return int(value)
    _wrong(findings, node.lines[key], key, value, f"a whole number from {least} to {most}")
    return default


def names(node: Node, key: str, findings: Findings) -> tuple[str, ...]:
    """A list of texts; empty where there is none."""
    value = node.get(key)
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    _wrong(findings, node.lines[key], key, value, "a list such as [one, two]")
    return ()


def texts(node: Node, key: str, findings: Findings) -> dict[str, str]:
    """A mapping of texts; empty where there is none."""
    value = node.get(key)
    if value is None:
        return {}
    if isinstance(value, Node) and all(isinstance(item, str) for item in value.values()):
        return dict(value)
    _wrong(findings, node.lines[key], key, value, "a mapping of texts such as {one: two}")
    return {}


def text(node: Node, key: str) -> str | None:
    value = node.get(key)
    return None if value is None else str(value)


def condition(node: Node, key: str, findings: Findings) -> Condition | None:
    value = node.get(key)
    if value is None:
        return None
    try:
        return parse_condition(str(value))
    except BadConditionError as error:
        findings.add(
            Code.DEFINITION_BAD_CONDITION, node.lines[key], condition=value, reason=str(error)
        )
        return None


def sensitivity(node: Node, findings: Findings) -> Sensitivity | None:
    value = node.get("sensitive")
    if value is None:
        return None
    known = [s.value for s in Sensitivity]
    if value in known:
        return Sensitivity(value)
    _wrong(findings, node.lines["sensitive"], "sensitive", value, ", ".join(known))
    return None


def _wrong(findings: Findings, line: int | None, key: str, value: object, expected: str) -> None:
    shown = value if isinstance(value, str) else type(value).__name__
    findings.add(Code.DEFINITION_WRONG_VALUE, line, key=key, value=shown, expected=expected)


wrong_value = _wrong
