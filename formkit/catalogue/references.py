"""What the parts of a form say of one another: names must exist, conditions be able to hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from formkit.catalogue.fields import wrong_value
from formkit.catalogue.source import Findings, Node
from formkit.fieldtypes import (
    IdentifierType,
    NumberType,
    ReferenceType,
    SignatureType,
    TextType,
    YesNoType,
)
from formkit.language.suggestion import suggest
from formkit.model.form import OFFICE, Field, Form, Table
from formkit.model.register import Register, same_key
from formkit.problems import Code

_OFFICERS = ("head.name", "head.position", "data_officer.name", "data_officer.position")
Members = Mapping[str, Field | Table]


def record_parts(
    form: Form, registers: Mapping[str, Register], groups: Mapping[str, Node]
) -> dict[str, list[str]]:
    """What expressions may ask of the records a form is prefilled from, by record name."""
    own = [name.removeprefix("org_") for name in groups.get("organisation", Node())]
    parts = {}
    for name, source in form.prefill.items():
        kind = getattr(form.find(source), "type", None)
        if source == OFFICE:
            parts[name] = [*own, *_OFFICERS]
        elif isinstance(kind, ReferenceType):
            register = registers[kind.register]
            columns = [c.name for r in same_key(register, registers) for c in r.columns]
            parts[name] = [*columns, "number", "name"]
    return parts


def check_references(
    node: Node, form: Form, records: Mapping[str, list[str]], findings: Findings
) -> None:
    """Names in numbering, prefill, ``from`` and conditions.

    Args:
        node: the definition, for its lines.
        form: built from it.
        records: see :func:`record_parts`.
        findings: where problems go.
    """
    members: Members = {member.name: member for member in form.members()}
    if form.number and form.number.field not in members:
        line = _line_of(node, "number", "field")
        unknown_field(form.number.field, members, line, findings)
    _check_prefill(node, form, members, findings)
    for section in form.sections:
        for member in section.members:
            path = ("sections", section.name, "fields", member.name)
            _check_conditions(member, members, node, path, findings)
            if isinstance(member, Table):
                columns: Members = {column.name: column for column in member.columns}
                for column in member.columns:
                    inner = (*path, "columns", column.name)
                    _check_conditions(column, columns, node, inner, findings)
            elif member.source:
                _check_source(member.source, records, _line_of(node, *path, "from"), findings)


def _line_of(node: Node, *path: str) -> int:
    """The line of the deepest key of a path that stands in this file; groups stand in another."""
    line, here = node.line, node
    for key in path:
        if not isinstance(here, Node) or key not in here:
            break
        line, here = here.lines[key], here[key]
    return line


def _check_prefill(node: Node, form: Form, members: Members, findings: Findings) -> None:
    for record, source in form.prefill.items():
        line = _line_of(node, "prefill", record)
        if source == OFFICE:
            continue
        if source not in members:
            unknown_field(source, members, line, findings)
        elif not isinstance(getattr(members[source], "type", None), ReferenceType):
            wrong_value(findings, line, record, source, "office or a field of the type ref")


def _check_source(
    source: str, records: Mapping[str, list[str]], line: int, findings: Findings
) -> None:
    """``partner.address``: a record of ``prefill`` and one of its parts."""
    record, _, part = source.partition(".")
    if part not in records.get(record, ()):
        known = [f"{name}.{part}" for name, parts in records.items() for part in parts]
        unknown_field(source, known, line, findings)


def _check_conditions(
    owner: Field | Table, known: Members, node: Node, path: tuple[str, ...], findings: Findings
) -> None:
    for key in ("required_if", "visible_if"):
        condition = getattr(owner, key)
        if condition is None:
            continue
        line = _line_of(node, *path, key)
        for name in sorted(condition.names - set(known)):
            unknown_field(name, known, line, findings)
        for name, literal in condition.compared():
            if name in known and (reason := _never(name, known[name], literal)):
                facts = {"condition": condition.text, "reason": reason}
                findings.add(Code.DEFINITION_BAD_CONDITION, line, **facts)


def _never(name: str, member: Field | Table, literal: object) -> str:
    """Why a field never has this value, so that the condition would be silently wrong."""
    choices = () if isinstance(member, Table) else member.choices
    kind = None if isinstance(member, Table) else member.type
    match literal:
        case None:
            is_possible = True
        case bool():
            is_possible = isinstance(kind, YesNoType | SignatureType)
        case int():
            is_possible = isinstance(kind, NumberType)
        case _:
            is_named = literal in choices and not isinstance(kind, YesNoType)
            is_possible = is_named or isinstance(kind, TextType | IdentifierType)
    near = suggest(literal, choices) if isinstance(literal, str) else ""
    return "" if is_possible else f"{name} is never {literal!r}{near}"


def unknown_field(name: str, known: Iterable[str], line: int | None, findings: Findings) -> None:
    facts = {"name": name, "suggestion": suggest(name, known)}
    findings.add(Code.DEFINITION_UNKNOWN_FIELD, line, **facts)
