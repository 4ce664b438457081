"""A form and a locale become a document: the same blocks for every face."""

from __future__ import annotations

from collections.abc import Iterable

from formkit.fieldtypes.base import Plain, Widget
from formkit.layout.blocks import (
    Block,
    Cell,
    ClauseRows,
    Document,
    Grid,
    Heading,
    Inlines,
    Input,
    Option,
    Paragraph,
    Placeholder,
    Stamp,
    TableColumn,
    TableGrid,
    TearLine,
    Text,
    Title,
)
from formkit.layout.prose import Marks, read_line, read_prose
from formkit.layout.typeset import typeset_words
from formkit.model.form import Field, Form, Section, Slot, Table, field_slots, table_slots
from formkit.model.words import FieldWords, FormWords
from formkit.problems import Problem


def build(form: Form, locale: str) -> Document:
    """The document of a form; faults of its prose are found by :func:`build_checked`."""
    return build_checked(form, locale)[0]


def build_checked(form: Form, locale: str) -> tuple[Document, list[Problem]]:
    """The document and everything wrong with its prose."""
    words = typeset_words(form.words[locale])
    if not words.body:
        return Document(form, words, tuple(_form_blocks(form, words))), []
    blocks, problems = read_prose(words.body, _marks(form, words))
    return Document(form, words, tuple(blocks)), problems


def _form_blocks(form: Form, words: FormWords) -> Iterable[Block]:
    yield title(words)
    if subtitle := words.phrases.get("subtitle"):
        yield Paragraph(read_line(subtitle), "subtitle")
    first_by_hand = next((s.name for s in form.sections if s.is_by_hand), "")
    for section in form.sections:
        yield from section_blocks(section, words, has_instruction=section.name == first_by_hand)
    if closing := words.phrases.get("return_to"):
        yield Paragraph((Text(closing),), "note")


def title(words: FormWords) -> Title:
    return Title((Text(words.title),))


def section_blocks(
    section: Section, words: FormWords, *, has_instruction: bool = False
) -> Iterable[Block]:
    """Tear line, heading, then grids of fields and tables in the order of the definition.

    With ``has_instruction`` the way to mark and to correct stands under the heading.
    """
    if section.has_tear_line:
        yield TearLine(words.phrases.get("tear_line", ""))
    if heading := words.sections.get(section.name, ""):
        yield Heading((Text(heading),), 2)
    if has_instruction and (instruction := words.phrases.get("how_to_fill")):
        yield Paragraph((Text(instruction),), "note")
    run: list[Field] = []
    for member in section.members:
        if isinstance(member, Field):
            run.append(member)
            continue
        if run:
            yield grid(run, section, words)
            run = []
        yield table_block(member, section, words)
    if run:
        yield grid(run, section, words)


def grid(fields: Iterable[Field], section: Section, words: FormWords) -> Grid:
    return Grid(tuple(_cell(field, section, words) for field in fields))


def _cell(field: Field, section: Section, words: FormWords) -> Cell:
    own = words.fields[field.name]
    return Cell(
        own.label,
        field_input(field, words),
        min(field.span, 6),
        own.hint,
        field.lines,
        field.unit,
        section.is_by_hand,
    )


def field_input(field: Field, words: FormWords) -> Input:
    """The widget of a field outside tables."""
    own = words.fields[field.name]
    slots = list(field_slots(field))
    default = words.defaults.get(field.name)
    return Input(
        slots[0],
        own.label,
        _options(field, own, slots),
        field.is_required,
        default_text=default if isinstance(default, str) else "",
    )


def _options(field: Field, words: FieldWords, slots: list[Slot]) -> tuple[Option, ...]:
    if field.widget is Widget.CHECKBOX and slots[0].option is not None:
        return tuple(Option(s.option or "", words.choices[s.option or ""], s) for s in slots)
    if field.widget is Widget.CHECKBOX:
        return (Option(slots[0].states[0], words.label, slots[0]),)
    return tuple(Option(name, words.choices[name]) for name in field.choices)


def table_block(table: Table, section: Section, words: FormWords) -> TableGrid | ClauseRows:
    own = words.fields[table.name]
    rows = _table_inputs(table, words)
    if table.is_clauses:
        return ClauseRows(table, own.label, tuple(row[0] for row in rows))
    columns = tuple(
        TableColumn(column.name, own.columns[column.name].label, float(column.span))
        for column in table.columns
    )
    return TableGrid(table, own.label, columns, rows, own.hint, section.is_by_hand)


def _table_inputs(table: Table, words: FormWords) -> tuple[tuple[Input, ...], ...]:
    own = words.fields[table.name]
    defaults = words.defaults.get(table.name)
    rows: list[list[Input]] = [[] for _ in range(table.rows)]
    for slot in table_slots(table):
        row = slot.row or 1
        column = own.columns[slot.field.name]
        rows[row - 1].append(
            Input(
                slot,
                f"{own.label}, {row}: {column.label}",
                _options(slot.field, column, [slot]),
                slot.field.is_required and row == 1 and table.is_required,
                default_text=_default_cell(defaults, row, slot.field.name),
            )
        )
    return tuple(tuple(row) for row in rows)


def _default_cell(defaults: Plain, row: int, column: str) -> str:
    if not isinstance(defaults, list) or row > len(defaults):
        return ""
    item = defaults[row - 1]
    if isinstance(item, str):
        return item
    text = item.get(column) if isinstance(item, dict) else None
    return text if isinstance(text, str) else ""


def _marks(form: Form, words: FormWords) -> Marks:
    """What the prose may place: sections, clauses, widgets, stamp, title."""
    return Marks(
        inputs={field.name: field_input(field, words) for field in form.fields()},
        sections={s.name: tuple(section_blocks(s, words)) for s in form.sections},
        clauses={
            t.name: block
            for s in form.sections
            for t in s.members
            if isinstance(t, Table) and isinstance(block := table_block(t, s, words), ClauseRows)
        },
        title=title(words),
        stamp=_stamp(form, words),
        locale=words.locale,
    )


def _stamp(form: Form, words: FormWords) -> Stamp:
    """Approval stamp: word, position of the head, place to sign, name, date."""
    word = words.phrases.get("stamp_word", "")
    lines: list[Inlines] = [(Text(word, is_bold=True),)] if word else []
    lines.append((Placeholder("org.head.position | first_capital"),))
    lines.append((Placeholder("org.short_name"),))
    lines.append((Text("_" * 16 + " "), Placeholder("org.head.name | initials('before')")))
    lines.append((Text(words.phrases.get("stamp_date", "«___» ____________ 20___")),))
    return Stamp(tuple(lines))
