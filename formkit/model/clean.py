"""Text to values and back. The only place where text becomes values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Parsed, Plain, Value, canonical_text, wrong_shape
from formkit.fieldtypes.choice import YES, MultiChoiceType
from formkit.language.suggestion import suggest
from formkit.model.form import (
    MOST_ROWS,
    Field,
    Form,
    Section,
    Slot,
    Table,
    field_slots,
    table_slots,
)
from formkit.model.record import Reading, Record, Values
from formkit.problems import Code, Problem, Severity, Where, problem

if TYPE_CHECKING:
    from formkit.model.words import FieldWords, FormWords

SURE = 0.9
"""Below this confidence a value is doubtful whatever it says."""


def clean(reading: Reading, form: Form, locale: str) -> Record:
    """The record of a reading: every text parsed by its field type, nothing guessed.

    What cannot be parsed gives a problem and no value; required fields are checked apart, by
    :func:`check_values`, because it depends on the stage which of them are due.
    """
    words = form.words[locale]
    texts = {name: seen.text for name, seen in reading.seen.items()}
    values, problems = parse_texts(form, texts, words)
    slots = list(form.slots(form.rows_named(texts)))
    doubtful = {
        slot.path
        for slot in slots
        if slot.name in reading.seen and reading.seen[slot.name].confidence < SURE
    }
    doubtful |= {p.where.path for p in problems if p.where.path and p.severity is Severity.ERROR}
    problems += _doubts(slots, reading, problems)
    mark = reading.mark
    return Record(
        form.name,
        form.version,
        locale,
        values,
        mark.document if mark else None,
        (*reading.problems, *problems),
        frozenset(doubtful),
    )


def _doubts(slots: Iterable[Slot], reading: Reading, problems: Iterable[Problem]) -> list[Problem]:
    """Why a person has to look at what was seen, where nothing else says so."""
    known = {found.where.path for found in (*reading.problems, *problems)}
    seen = [(s, reading.seen[s.name]) for s in slots if s.name in reading.seen]
    return [
        problem(Code.VALUE_DOUBTFUL, where=Where(page=each.page, path=slot.path), text=each.text)
        for slot, each in seen
        if each.confidence < SURE and not known & {slot.name, slot.path}
    ]


def parse_texts(
    form: Form, texts: Mapping[str, str], words: FormWords
) -> tuple[dict[str, Value], list[Problem]]:
    """Values of the texts of slots; inverse of :func:`slot_texts`."""
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    rows = form.rows_named(texts)
    for member in form.members():
        label_words = words.fields.get(member.name)
        if isinstance(member, Field):
            value, found = _parse_field(
                field_slots(member), member, texts, label_words, words.locale
            )
        else:
            slots = table_slots(member, rows.get(member.name, 0))
            value, found = _parse_table(slots, texts, label_words, words.locale)
        problems += found
        if value is not None:
            values[member.name] = value
    return values, problems


def _parse_field(
    slots: Iterable[Slot],
    member: Field,
    texts: Mapping[str, str],
    words: FieldWords | None,
    locale: str,
) -> tuple[Value | None, list[Problem]]:
    slots = list(slots)
    if isinstance(member.type, MultiChoiceType):
        text = " ".join(s.option or "" for s in slots if _is_on(texts.get(s.name, ""), s))
    else:
        text = texts.get(slots[0].name, "")
    value, found = member.type.parse(_named_choice(text, member, words), locale)
    return value, [p.at(path=slots[0].path) for p in found]


def _is_on(text: str, slot: Slot) -> bool:
    return canonical_text(text) in (slot.option, YES)


def _named_choice(text: str, member: Field, words: FieldWords | None) -> str:
    """The name of a choice whose label was given: some programs store what they show."""
    if not member.choices or words is None or text in member.choices:
        return text
    wanted = " ".join(canonical_text(text).split()).casefold()
    names = [name for name, label in words.choices.items() if label.casefold() == wanted]
    return names[0] if len(names) == 1 else text


def _parse_table(
    cells: Iterable[Slot], texts: Mapping[str, str], words: FieldWords | None, locale: str
) -> tuple[Value | None, list[Problem]]:
    rows: list[dict[str, Value]] = []
    problems: list[Problem] = []
    by_row: dict[int, list[Slot]] = {}
    for slot in cells:
        by_row.setdefault(slot.row or 0, []).append(slot)
    for slots in by_row.values():
        row: dict[str, Value] = {}
        for slot in slots:
            column_words = words.columns.get(slot.field.name) if words else None
            value, found = _parse_field([slot], slot.field, texts, column_words, locale)
            problems += found
            if value is not None:
                row[slot.field.name] = value
        rows.append(row)
    return _as_far_as_filled(rows), problems


def _as_far_as_filled(rows: list[dict[str, Value]]) -> tuple[dict[str, Value], ...] | None:
    """Rows up to the last filled one; an empty row between others keeps their places."""
    count = max((number for number, row in enumerate(rows, start=1) if row), default=0)
    return tuple(rows[:count]) or None


def slot_texts(form: Form, values: Values, locale: str) -> dict[str, str]:
    """The text of every slot that has one; inverse of :func:`parse_texts`.

    Rows beyond the room of a table have no slot: ask :func:`check_rows` first.
    """
    texts: dict[str, str] = {}
    for slot in form.slots(row_counts(form, values)):
        source = values if slot.table is None else _row(values, slot)
        value = source.get(slot.field.name)
        if value is None:
            continue
        if slot.option is not None:
            text = slot.option if slot.option in value else ""
        else:
            text = slot.field.type.format(value, locale)
        if text:
            texts[slot.name] = text
    return texts


def row_counts(form: Form, values: Values) -> dict[str, int]:
    """How many rows the values have, by table."""
    return {table.name: len(values.get(table.name, ())) for table in form.tables()}


def _row(values: Values, slot: Slot) -> Mapping[str, Value]:
    rows = values.get(slot.table.name, ()) if slot.table else ()
    index = (slot.row or 1) - 1
    return rows[index] if index < len(rows) else {}


def from_plain(
    form: Form, data: Mapping[str, Plain], locale: str
) -> tuple[dict[str, Value], list[Problem]]:
    """Values of a mapping from a data file; all problems at once, each with its path."""
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, plain in data.items():
        member = form.find(name)
        if member is None:
            problems.append(_unknown_field(name, form))
            continue
        words = form.words[locale].fields.get(name)
        if isinstance(member, Field):
            value, found = _field_from_plain(member, plain, words, locale)
        else:
            value, found = _table_from_plain(member, plain, words, locale)
        problems += [p.at(path=f"{name}.{p.where.path}" if p.where.path else name) for p in found]
        if value is not None:
            values[name] = value
    return values, problems


def _field_from_plain(member: Field, plain: Plain, words: FieldWords | None, locale: str) -> Parsed:
    if isinstance(plain, str):
        plain = _named_choice(plain, member, words)
    elif isinstance(plain, list | tuple):
        plain = [_named_choice(i, member, words) if isinstance(i, str) else i for i in plain]
    return member.type.from_plain(plain, locale)


def _table_from_plain(table: Table, plain: Plain, words: FieldWords | None, locale: str) -> Parsed:
    if plain is None:
        return None, ()
    if not isinstance(plain, list | tuple):
        return None, (wrong_shape("list of rows", plain),)
    rows: list[dict[str, Value]] = []
    problems: list[Problem] = []
    for number, item in enumerate(plain, start=1):
        row, found = _row_from_plain(table, item, words, locale)
        problems += [p.at(path=f"{number}.{p.where.path or ''}".rstrip(".")) for p in found]
        rows.append(row)
    return _as_far_as_filled(rows), tuple(problems)


def _row_from_plain(
    table: Table, item: Plain, words: FieldWords | None, locale: str
) -> tuple[dict[str, Value], list[Problem]]:
    if isinstance(item, str) and len(table.columns) == 1:
        item = {table.columns[0].name: item}
    if not isinstance(item, Mapping):
        return {}, [wrong_shape("mapping of columns", item)]
    known = {column.name: column for column in table.columns}
    row: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, plain in item.items():
        if name not in known:
            problems.append(_unknown_name(name, known).at(path=name))
            continue
        column_words = words.columns.get(name) if words else None
        value, found = _field_from_plain(known[name], plain, column_words, locale)
        problems += [p.at(path=name) for p in found]
        if value is not None:
            row[name] = value
    return row, problems


def to_plain(form: Form, values: Values) -> dict[str, Plain]:
    """The values as JSON carries them, in the order of the form."""
    plain: dict[str, Plain] = {}
    for member in form.members():
        value = values.get(member.name)
        if value is None:
            continue
        if isinstance(member, Field):
            plain[member.name] = member.type.to_plain(value)
        else:
            plain[member.name] = [_row_to_plain(member, row) for row in value]
    return plain


def _row_to_plain(table: Table, row: Mapping[str, Value]) -> dict[str, Plain]:
    return {c.name: c.type.to_plain(row[c.name]) for c in table.columns if c.name in row}


def check_values(sections: Iterable[Section], values: Values, words: FormWords) -> list[Problem]:
    """Missing required values of some sections of a form, conditions included.

    Signatures are never missing here: a person signs on paper or with a certificate. Nor are
    fields with a default.
    """
    problems: list[Problem] = []
    for section in sections:
        problems += _missing(section, values, words)
    return problems


def _missing(section: Section, values: Values, words: FormWords) -> list[Problem]:
    found = []
    for member in section.members:
        is_asked = not _comes_by_itself(member) and is_due(member, values)
        if is_asked and values.get(member.name) is None:
            label = words.fields[member.name].label
            missing = problem(Code.VALUE_REQUIRED, label=label)
            found.append(missing.at(path=member.name))
        if isinstance(member, Table):
            found += _missing_cells(member, values, words.fields[member.name])
    return found


def _comes_by_itself(member: Field | Table) -> bool:
    """A person signs, and the office fills in what has a default; neither is asked for."""
    if isinstance(member, Table):
        return False
    return member.type.name == "signature" or member.default is not None


def _missing_cells(table: Table, values: Values, words: FieldWords) -> list[Problem]:
    return [
        problem(Code.VALUE_REQUIRED, label=words.columns[column.name].label).at(
            path=f"{table.name}.{number}.{column.name}"
        )
        for number, row in enumerate(values.get(table.name, ()), start=1)
        for column in table.columns
        if row and column.type.name != "signature"
        if is_due(column, row) and row.get(column.name) is None
    ]


def is_due(member: Field | Table, values: Values) -> bool:
    """Whether the member must have a value, given the others."""
    if member.visible_if is not None and not member.visible_if.is_true(values):
        return False
    if member.required_if is not None:
        return member.required_if.is_true(values)
    return member.is_required


def check_rows(form: Form, values: Values, *, has_sheets: bool = True) -> list[Problem]:
    """Tables with more rows than there is room for.

    Args:
        form: definition.
        values: of a document.
        has_sheets: whether tables that may go on have continuation sheets to go on to.
    """
    problems = []
    for table in form.tables():
        limit = max(table.rows, MOST_ROWS if table.has_continuation and has_sheets else 0)
        count = len(values.get(table.name, ()))
        if count > limit:
            many = problem(Code.VALUE_TOO_MANY_ROWS, rows=count, limit=limit)
            problems.append(many.at(path=table.name))
    return problems


def _unknown_field(name: str, form: Form) -> Problem:
    return _unknown_name(name, {m.name: m for m in form.members()}).at(path=name)


def _unknown_name(name: str, known: Mapping[str, object]) -> Problem:
    return problem(Code.VALUE_UNKNOWN_FIELD, name=name, suggestion=suggest(name, known))
