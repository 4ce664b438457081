"""JSON Schema (draft 2020-12) of the values of a form, and of ``form.yaml`` itself."""

from __future__ import annotations

from typing import Any

from formkit.fieldtypes import FIELD_TYPES
from formkit.fieldtypes.choice import NO, YES, ChoiceType, MultiChoiceType, YesNoType
from formkit.fieldtypes.date import DateType, TimeType
from formkit.fieldtypes.number import NumberType
from formkit.fieldtypes.person import PersonType
from formkit.fieldtypes.reference import ReferenceType
from formkit.fieldtypes.signature import SignatureType
from formkit.formats.recordjson import to_json
from formkit.model.form import NAME_PATTERN, Field, Form, Sensitivity, Table
from formkit.model.words import FieldWords

__all__ = ["definition_schema", "form_schema", "to_json"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"


def form_schema(form: Form, locale: str) -> dict[str, Any]:
    """The schema of a data file for ``formkit fill``; labels become titles.

    Numbers are texts of decimals or JSON numbers. Required is what the office fills in before it
    hands the document out, but for what has a default or standing content.
    """
    words = form.words[locale]
    required = [
        member.name
        for section in form.issued_sections
        for member in section.members
        if member.is_required and not _comes_by_itself(member) and member.name not in words.defaults
    ]
    return {
        "$schema": DIALECT,
        "title": words.title,
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "org": {"type": "object"},
            **{m.name: _member_schema(m, words.fields[m.name]) for m in form.members()},
        },
        "required": required,
    }


def _comes_by_itself(member: Field | Table) -> bool:
    if isinstance(member, Table):
        return False
    return member.default is not None or isinstance(member.type, SignatureType)


def _member_schema(member: Field | Table, words: FieldWords) -> dict[str, Any]:
    if isinstance(member, Field):
        return _field_schema(member, words)
    row: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {c.name: _field_schema(c, words.columns[c.name]) for c in member.columns},
    }
    items = {"anyOf": [{"type": "string"}, row]} if len(member.columns) == 1 else row
    schema: dict[str, Any] = {"title": words.label, "type": "array", "items": items}
    return schema if member.has_continuation else schema | {"maxItems": member.rows}


def _field_schema(member: Field, words: FieldWords) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": words.label}
    if words.hint:
        schema["description"] = words.hint
    return schema | _type_schema(member)


def _type_schema(member: Field) -> dict[str, Any]:
    match member.type:
        case DateType():
            return {"type": "string", "format": "date"}
        case TimeType():
            return {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$"}
        case NumberType():
            return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _DECIMAL}]}
        case YesNoType():
            return {"enum": [True, False, YES, NO]}
        case SignatureType():
            return {"type": "boolean"}
        case ChoiceType(choices=choices):
            return {"type": "string", "enum": list(choices)}
        case MultiChoiceType(choices=choices):
            items = {"type": "string", "enum": list(choices)}
            return {"type": "array", "items": items, "uniqueItems": True}
        case PersonType():
            return {"anyOf": [{"type": "string"}, _PERSON]}
        case ReferenceType():
            return {"anyOf": [{"type": "string"}, _REFERENCE]}
        case _:
            return {"type": "string"}


_PERSON = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "gender": {"enum": ["male", "female"]},
        "position": {"type": "string"},
        "is_indeclinable": {"type": "boolean"},
        "forms": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["text"],
    "additionalProperties": False,
}
_REFERENCE = {
    "type": "object",
    "properties": {"key": {"type": "string"}, "label": {"type": "string"}},
    "required": ["key"],
    "additionalProperties": False,
}


def definition_schema() -> dict[str, Any]:
    """The schema of ``form.yaml``, so that editors complete and check it."""
    name = {"type": "string", "pattern": f"^{NAME_PATTERN}$"}
    return {
        "$schema": DIALECT,
        "title": "formkit form definition",
        "type": "object",
        "additionalProperties": False,
        "required": ["form", "code", "version", "sections"],
        "properties": {
            "form": name,
            "code": {"type": "string", "pattern": "^[A-Z0-9]{1,8}$"},
            "version": _whole(),
            "kind": {"enum": ["form", "text"]},
            "sources": {"type": "array", "items": {"type": "string"}},
            "audience": {"enum": ["office", "worker", "client", "partner", "public"]},
            "paper": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "size": {"enum": ["A3", "A4", "A5"]},
                    "orientation": {"enum": ["portrait", "landscape"]},
                },
            },
            "number": {
                "type": "object",
                "additionalProperties": False,
                "required": ["field", "mask"],
                "properties": {"field": name, "mask": {"type": "string"}},
            },
            "prefill": {"type": "object", "additionalProperties": {"type": "string"}},
            "approval_stamp": {"type": "boolean"},
            "keeps_long": {"type": "boolean"},
            "look": {"enum": ["plain", "certificate"]},
            "sections": {"type": "object", "additionalProperties": _section_schema()},
            "feeds": {"type": "object"},
            "rules": {"type": "array", "items": {"type": "string", "pattern": "^R[0-9]{2}$"}},
        },
    }


def _section_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "by": {"enum": ["office", "worker", "client", "partner", "public"]},
            "hand": {"type": "boolean"},
            "tear": {"type": "boolean"},
            "module": {"type": "string", "pattern": f"^{NAME_PATTERN}$"},
            "include": {"type": "array", "items": {"type": "string"}},
            "fields": {
                "type": "object",
                "propertyNames": {"pattern": f"^{NAME_PATTERN}$"},
                "additionalProperties": _field_definition(),
            },
        },
    }


def _field_definition(*, is_column: bool = False) -> dict[str, Any]:
    flag, text = {"type": "boolean"}, {"type": "string"}
    properties: dict[str, Any] = {
        "type": {"enum": sorted(FIELD_TYPES)},
        "sensitive": {"enum": [s.value for s in Sensitivity]},
        "choices": {"anyOf": [text, {"type": "array", "items": text, "minItems": 1}]},
        "appearance": {"enum": ["boxes", "minimal", "check"]},
        "least": {"type": "number"},
        "most": {"type": "number"},
        "decimals": _whole(least=0),
        "digits": _whole(),
        "length": _whole(),
        "span": _whole(most=6),
        "lines": _whole(most=60),
    }
    properties |= dict.fromkeys(("required", "checked", "check_digit", "show_label"), flag)
    properties |= dict.fromkeys(("required_if", "visible_if", "unit", "register"), text)
    if is_column:
        properties["type"] = {"enum": sorted(set(FIELD_TYPES) - {MultiChoiceType.name})}
    else:
        properties |= _outside_tables()
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["type"],
        "properties": properties,
    }


def _outside_tables() -> dict[str, Any]:
    """Keys of fields that are no column, and of tables."""
    columns = _field_definition(is_column=True)
    return {
        "type": {"enum": [*sorted(FIELD_TYPES), "table"]},
        "default": {"type": ["string", "number", "boolean"]},
        "from": {"type": "string"},
        "rows": _whole(most=200),
        "clauses": {"type": "boolean"},
        "numbered": {"type": "boolean"},
        "continues": {"type": "boolean"},
        "columns": {"type": "object", "minProperties": 1, "additionalProperties": columns},
    }


def _whole(least: int = 1, most: int = 9999) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}
