"""Records as JSON: one object a document, plain values by field name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from formkit.fieldtypes.base import Plain
from formkit.model.clean import from_plain
from formkit.model.form import Form
from formkit.model.record import Record, Values
from formkit.problems import Problem


def write(form: Form, locale: str, plain: Mapping[str, Plain], document: str | None) -> bytes:
    """One record with its identity; UTF-8, indented, a line end at the end."""
    content = {
        "form": form.name,
        "version": form.version,
        "locale": locale,
        "document": document,
        "values": plain,
    }
    return to_json(content)


def read(content: bytes, form: Form) -> tuple[Values, list[Problem]]:
    """Values of a record written by :func:`write`."""
    data = json.loads(content, parse_float=str, parse_int=str)
    return from_plain(form, data["values"], data["locale"])


def read_object(
    file: str, record: Record | None, plain: Mapping[str, Plain], problems: Sequence[Any]
) -> dict[str, Any]:
    """What ``formkit read --json`` says of one file; ``problems`` are objects already."""
    return {
        "file": file,
        "form": record.form if record else None,
        "version": record.version if record else None,
        "locale": record.locale if record else None,
        "document": record.document if record else None,
        "values": plain,
        "problems": list(problems),
        "doubtful": sorted(record.doubtful) if record else [],
    }


def to_json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
