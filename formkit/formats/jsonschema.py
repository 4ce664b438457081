"""JSON Schema (draft 2020-12) of the values of a form, and of ``form.yaml`` itself."""

from __future__ import annotations

from typing import Any

from formkit.fieldtypes import FIELD_TYPES
from formkit.fieldtypes.choice import ChoiceType, MultiChoiceType, YesNoType
from formkit.fieldtypes.date import DateType, TimeType
from formkit.fieldtypes.identifier import IdentifierType
from formkit.fieldtypes.number import NumberType
from formkit.fieldtypes.person import PersonType
from formkit.fieldtypes.signature import SignatureType
from formkit.formats.recordjson import to_json
from formkit.model.form import NAME_PATTERN, Field, Form, Sensitivity, Table
from formkit.model.words import FieldWords

__all__ = ["definition_schema", "form_schema", "to_json"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"


def form_schema(form: Form, locale: str) -> dict[str, Any]:
    """The schema of a data file for ``formkit fill``; labels become titles.

    Numbers are texts of decimals or JSON numbers; only fields the office fills are required.
    """
    words = form.words[locale]
    required = [
        member.name
        for section in form.sections
        if section.by == "office"
        for member in section.members
        if member.is_required and not _is_signature(member)
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


def _is_signature(member: Field | Table) -> bool:
    return isinstance(member, Field) and isinstance(member.type, SignatureType)


def _member_schema(member: Field | Table, words: FieldWords) -> dict[str, Any]:
    if isinstance(member, Field):
        return _field_schema(member, words)
    row: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {c.name: _field_schema(c, words.columns[c.name]) for c in member.columns},
    }
    items = {"anyOf": [{"type": "string"}, row]} if len(member.columns) == 1 else row
    return {"title": words.label, "type": "array", "items": items, "maxItems": member.rows}


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
        case YesNoType() | SignatureType():
            return {"type": "boolean"}
        case ChoiceType(choices=choices):
            return {"type": "string", "enum": list(choices)}
        case MultiChoiceType(choices=choices):
            items = {"type": "string", "enum": list(choices)}
            return {"type": "array", "items": items, "uniqueItems": True}
        case PersonType():
            return {"anyOf": [{"type": "string"}, _PERSON]}
        case IdentifierType(has_check_digit=True):
            note = "the last digit is a check digit, ISO 7064 MOD 11,10"
            return {"type": "string", "$comment": note}
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
            "version": {"type": "integer", "minimum": 1},
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
            "include": {"type": "array", "items": {"type": "string"}},
            "fields": {"type": "object", "additionalProperties": _field_definition()},
        },
    }


def _field_definition(*, is_column: bool = False) -> dict[str, Any]:
    types = sorted(FIELD_TYPES) + ([] if is_column else ["table"])
    flag, text, whole = {"type": "boolean"}, {"type": "string"}, {"type": "integer"}
    properties: dict[str, Any] = {
        "type": {"enum": types},
        "sensitive": {"enum": [s.value for s in Sensitivity]},
        "choices": {"anyOf": [text, {"type": "array", "items": text}]},
        "appearance": {"enum": ["boxes", "minimal", "check"]},
        "least": {"type": "number"},
        "most": {"type": "number"},
    }
    flags = ("required", "checked", "check_digit", "show_label", "clauses")
    properties |= dict.fromkeys(flags, flag)
    texts = ("required_if", "visible_if", "default", "from", "unit", "register")
    properties |= dict.fromkeys(texts, text)
    wholes = ("span", "lines", "decimals", "digits", "length", "rows")
    properties |= dict.fromkeys(wholes, whole)
    if not is_column:
        columns = _field_definition(is_column=True)
        properties["columns"] = {"type": "object", "additionalProperties": columns}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["type"],
        "properties": properties,
    }
