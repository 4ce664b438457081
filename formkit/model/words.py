"""Every word of one form in one language: content of the document, not of the program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from formkit.fieldtypes.base import Plain


@dataclass(frozen=True, slots=True)
class FieldWords:
    label: str
    hint: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Label of every choice by its name."""
    columns: Mapping[str, FieldWords] = field(default_factory=dict)
    """Words of a table's columns by column name."""


@dataclass(frozen=True, slots=True)
class FormWords:
    locale: str
    title: str
    sections: Mapping[str, str]
    """Section titles by section name; an empty title prints no heading."""
    fields: Mapping[str, FieldWords]
    phrases: Mapping[str, str] = field(default_factory=dict)
    """Further sentences of the form by name: how to fill it in, stamp, tear line."""
    defaults: Mapping[str, Plain] = field(default_factory=dict)
    """Standing content by field name, used where the data give none."""
    body: str = ""
    """Markdown with Jinja expressions; empty where the document has no prose."""
    notes: str = ""
    """For the office, never printed: what a local lawyer has to confirm, and the like."""
    about: Mapping[str, str] = field(default_factory=dict)
    """For people who look for a form: ``purpose``, ``when`` it is made, ``route`` of its copies."""
