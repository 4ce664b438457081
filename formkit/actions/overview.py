"""What the catalogue holds, told to people."""

from __future__ import annotations

from typing import NamedTuple

from formkit.catalogue.index import Catalogue, require_locale
from formkit.layout.build import build_checked
from formkit.layout.proof import check_document
from formkit.model.form import Field, Table
from formkit.problems import Problem


class FormRow(NamedTuple):
    form: str
    code: str
    locales: str
    title: str


class FieldRow(NamedTuple):
    field: str
    type: str
    required: str
    label: str


def list_forms(catalogue: Catalogue, locale: str) -> list[FormRow]:
    """All forms; the title in the locale asked for where the form has it."""
    rows = []
    for name in catalogue.names:
        form = catalogue.find(name)
        if form is None or not form.words:
            continue
        words = form.words.get(locale) or next(iter(form.words.values()))
        rows.append(FormRow(name, form.code, " ".join(form.words), words.title))
    return rows


def show_form(catalogue: Catalogue, name: str, locale: str | None) -> list[FieldRow]:
    """Every field of a form; columns of tables below their table."""
    form = catalogue.get(name)
    chosen = locale or next(iter(form.words))
    require_locale(form, chosen)
    words = form.words[chosen]
    rows = []
    for member in form.members():
        own = words.fields[member.name]
        if isinstance(member, Field):
            rows.append(_row(member, member.name, own.label))
            continue
        rows.append(FieldRow(member.name, "table", _star(member), own.label))
        rows += [
            _row(column, f"  {member.name}.{column.name}", own.columns[column.name].label)
            for column in member.columns
        ]
    return rows


def _row(member: Field, shown: str, label: str) -> FieldRow:
    return FieldRow(shown, member.type.name, _star(member), label)


def _star(member: Field | Table) -> str:
    return "*" if member.is_required else "?" if member.required_if else ""


def check(catalogue: Catalogue) -> tuple[int, list[Problem]]:
    """How many forms there are, and everything wrong with any definition or its prose."""
    problems = catalogue.check()
    for name in catalogue.names:
        form, _ = catalogue.load(name)
        if form is None:
            continue
        for locale in form.words:
            document, found = build_checked(form, locale)
            found += check_document(document, catalogue.record_parts(form))
            problems += [p.at(file=f"{name}/{locale}.md") for p in found]
    return len(catalogue.names), problems
