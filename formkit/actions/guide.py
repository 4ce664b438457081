"""The help page of an exported template: which tags there are, how they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from formkit.catalogue.index import Catalogue
from formkit.fieldtypes.base import Widget
from formkit.fieldtypes.reference import ReferenceType
from formkit.formats.docx.help import Part
from formkit.language.text import say
from formkit.layout.expressions.examples import EXAMPLES, NAMES
from formkit.model.form import Field, Form, Table
from formkit.model.register import Register
from formkit.model.words import FieldWords

_OFFICE_PREFIX = "org_"


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


TITLE = _("How this template is edited")
_INTRODUCTION = (
    _("These pages are help for you: no document has them. Delete them if you like."),
    _(
        "A tag is a name between double braces. Copy tags from the tables below and format them "
        "like any other text. Everything else in the file is yours: change texts, styles, tables, "
        "header and footer."
    ),
    _(
        "Save the file in the folder “templates” of the office under the name {name}; from then "
        "on it wins. “formkit template check {form}” finds mistakes and writes them into a copy "
        "as comments."
    ),
)
_FIELDS = _("Fields of this form (* must be filled in)")
_RECORDS = _("What the registers know")
_FILTERS = _("Filters: a bar after the name, then what to do with the value")
_FILTER_LINES = (_("Names that this form does not have stand for a field of the same kind."),)
_CONDITIONS = _("Text that is printed only sometimes")
_CONDITION_LINES = (
    _(
        "A line with {{%p … %}} stands alone in its paragraph and disappears; without the p it may "
        "stand inside a sentence."
    ),
    _("Conditions know ==, !=, <, >, and, or, not, in. A missing value counts as no."),
)
_LOOPS = _("Rows that repeat")
_LOOP_LINES = (
    _(
        "Lines with {{%tr … %}} stand in rows of their own, which disappear; the row between them "
        "is printed once for every row of the table."
    ),
)
_TAG, _MEANS, _PRINTS = _("Tag"), _("Meaning"), _("Prints")


_NOT_PRINTED = ("table", "ref")
_HEAD_PARTS = ("name", "position")
_KINDS = {
    "person": "person",
    "date": "date",
    "money": "money",
    "number": "number",
    "choice": "choice",
    "multi_choice": "several",
    "text": "text",
    "ref": "reference",
}
"""What a field type is called in the examples of filters."""
_PEOPLE = ("client", "worker")
"""Records that are a person."""


def guide(catalogue: Catalogue, form: Form, locale: str, file_name: str) -> tuple[str, list[Part]]:
    """Title and parts of the help in the language of the template."""

    def told(message: str) -> str:
        return say(message, locale, name=file_name, form=form.name)

    head = (told(_TAG), told(_MEANS))
    fields = list(_field_rows(form, locale))
    records = list(_record_rows(catalogue, form, locale))
    parts = [
        Part("", [told(line) for line in _INTRODUCTION]),
        Part(told(_FIELDS), head=head, rows=fields, weights=(5, 6)),
        Part(told(_RECORDS), head=head, rows=records, weights=(3, 7)),
        Part(
            told(_FILTERS),
            [told(line) for line in _FILTER_LINES],
            head=(*head, told(_PRINTS)),
            rows=_filter_rows(form, locale),
            weights=(5, 4, 3),
        ),
        Part(told(_CONDITIONS), [told(x) for x in _CONDITION_LINES], _condition(form)),
        Part(told(_LOOPS), [told(line) for line in _LOOP_LINES], _loop(form)),
    ]
    return told(TITLE), [part for part in parts if part.rows or part.lines]


def tag(expression: str) -> str:
    return "{{ " + expression + " }}"


def _field_rows(form: Form, locale: str) -> Iterator[tuple[str, str]]:
    words = form.words[locale].fields
    for member in form.members():
        own = words[member.name]
        if isinstance(member, Table):
            yield f"{{%tr for row in {member.name} %}}", _meaning(member, own)
            for column in member.columns:
                yield tag(f"row.{column.name}"), _meaning(column, own.columns[column.name])
        elif member.widget is not Widget.SIGNATURE:
            yield tag(member.name), _meaning(member, own)


def _meaning(member: Field | Table, words: FieldWords) -> str:
    """The label, with the names of the choices as conditions need them."""
    star = " *" if member.is_required else ""
    choices = "; ".join(f"{name} = {label}" for name, label in words.choices.items())
    return f"{words.label}{star}" + (f" ({choices})" if choices else "")


def _record_rows(catalogue: Catalogue, form: Form, locale: str) -> Iterator[tuple[str, str]]:
    """One row a record: the tag of its first part, then all parts with their labels."""
    for name, parts in catalogue.record_parts(form).items():
        register = _register_of(catalogue, form, name)
        labels = (
            _office_labels(catalogue, locale)
            if register is None
            else _register_labels(register, locale)
        )
        known = [part for part in parts if part in labels]
        if known:
            told = "; ".join(f"{part} = {labels[part]}" for part in known)
            yield tag(f"{name}.{known[0]}"), told


def _register_of(catalogue: Catalogue, form: Form, record: str) -> Register | None:
    """The register a record comes from; None for the office."""
    kind = getattr(form.find(form.prefill[record]), "type", None)
    return catalogue.registers[kind.register] if isinstance(kind, ReferenceType) else None


def _register_labels(register: Register, locale: str) -> Mapping[str, str]:
    words = register.words.get(locale)
    columns = words.columns if words else {}
    named = {"number": register.key, "name": register.label}
    return {**columns, **{part: columns[c] for part, c in named.items() if c in columns}}


def _office_labels(catalogue: Catalogue, locale: str) -> Mapping[str, str]:
    """Labels of the texts in the record of the office, its head by name and position."""
    shared = catalogue.shared.words.get(locale)
    fields = shared.fields if shared else {}
    columns = shared.columns if shared else {}
    group: Mapping[str, Any] = catalogue.shared.groups.get("organisation", {})
    labels = {
        name.removeprefix(_OFFICE_PREFIX): str(fields[name])
        for name, field in group.items()
        if name in fields and field.get("type") not in _NOT_PRINTED
    }
    head = fields.get(f"{_OFFICE_PREFIX}head", "")
    inner = {f"head.{part}": f"{head}: {columns[part]}" for part in _HEAD_PARTS if part in columns}
    return {**labels, **inner}


def _filter_rows(form: Form, locale: str) -> list[tuple[str, str, str]]:
    names = {**NAMES, **_own_names(form)}
    return [
        (
            tag(example.shown[locale][0].format_map(names)),
            say(example.purpose, locale),
            example.shown[locale][1],
        )
        for example in EXAMPLES
    ]


def _own_names(form: Form) -> dict[str, str]:
    """Fields of the form for the examples of filters, by kind."""
    found: dict[str, str] = {}
    for member in form.members():
        kind = "table" if isinstance(member, Table) else _KINDS.get(member.type.name)
        if kind is None or kind in found:
            continue
        found[kind] = member.name
        if kind == "choice" and isinstance(member, Field):
            found["option"] = member.choices[0]
    people = [name for name in form.prefill if name in _PEOPLE]
    return {"person": people[0], **found} if people else found


def _condition(form: Form) -> tuple[str, ...]:
    names = {**NAMES, **_own_names(form)}
    return (
        "{%p if " + "{choice} == '{option}'".format_map(names) + " %}",
        "…",
        "{%p else %}",
        "…",
        "{%p endif %}",
    )


def _loop(form: Form) -> tuple[str, ...]:
    """The loop over the first table; one made up where the form has none."""
    table = next(form.tables(), None)
    name = table.name if table else NAMES["table"]
    column = table.columns[0].name if table else "step"
    return (
        "{%tr for row in " + name + " %}",
        tag("loop.index") + " " + tag(f"row.{column}"),
        "{%tr endfor %}",
    )
