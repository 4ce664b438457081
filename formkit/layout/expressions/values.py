"""What the names of an expression stand for: values that know how they are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from formkit.errors import InputError
from formkit.fieldtypes.base import Value, Widget
from formkit.fieldtypes.choice import NO, YES
from formkit.fieldtypes.number import MoneyType, NumberType
from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.language.suggestion import suggest
from formkit.layout.blocks import Rendering
from formkit.model.clean import from_plain
from formkit.model.form import Field, Form, Table
from formkit.problems import Code, problem

if TYPE_CHECKING:
    from formkit.model.record import Values
    from formkit.model.words import FieldWords, FormWords

Choices = Mapping[str, str]
"""Labels of a choice list by name, in the order they are printed."""

_NO_CHOICES: Choices = {}
DOCUMENT = "document_id"
"""Names the identity of an issued document in expressions."""


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


class ExpressionError(InputError):
    """An expression cannot be filled in; its problems say which and why."""

    message = _("The document was not written: expressions in it cannot be filled in.")
    hint = _("Correct the template or the data named above and run the command again.")


def unknown_part(name: str, part: str, known: Mapping[str, object]) -> ExpressionError:
    near = suggest(part, known)
    found = problem(Code.TEMPLATE_UNKNOWN_PART, name=name, part=part, suggestion=near)
    return ExpressionError(problems=[found])


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """A value nobody gave: false, unlike everything, printed as a ruled line.

    ``width`` is the length of the line in characters.
    """

    name: str
    width: int = 24
    choices: Choices = field(default_factory=dict)

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "_" * self.width

    def __len__(self) -> int:
        return 0

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def _is_never(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _is_never

    def part(self, name: str) -> Missing:
        return Missing(f"{self.name}.{name}")


class Chosen(str):
    """One choice: equal to its name, printed by its label."""

    __slots__ = ("choices",)
    choices: Choices

    def __new__(cls, name: str, choices: Choices = _NO_CHOICES) -> Chosen:
        self = super().__new__(cls, name)
        self.choices = choices
        return self

    @property
    def label(self) -> str:
        return self.choices.get(str(self)) or str(self)


class Answer(int):
    """Yes or no: true or false in conditions, printed by its label."""

    choices: Choices

    def __new__(cls, is_yes: bool, choices: Choices = _NO_CHOICES) -> Answer:
        self = super().__new__(cls, is_yes)
        self.choices = choices
        return self

    @property
    def name(self) -> str:
        return YES if self else NO

    @property
    def label(self) -> str:
        return self.choices.get(self.name, "")


class Several(tuple[Chosen, ...]):
    """The choices made of several, in the order of their list."""

    choices: Choices

    def __new__(cls, names: tuple[str, ...], choices: Choices = _NO_CHOICES) -> Several:
        self = super().__new__(cls, (Chosen(name, choices) for name in names))
        self.choices = choices
        return self


class Phrase(str):
    """A text that grammar may change: name of an organisation, position.

    ``gender`` is ``masculine``, ``feminine``, ``neuter``, ``plural``, ``male`` or ``female``;
    ``forms`` are its confirmed cases.
    """

    __slots__ = ("forms", "gender")
    gender: str | None
    forms: Mapping[str, str]

    def __new__(
        cls, text: str, gender: str | None = None, forms: Mapping[str, str] | None = None
    ) -> Phrase:
        self = super().__new__(cls, text)
        self.gender, self.forms = gender, forms or {}
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A record of a register, or a row of a table; its parts are read by name.

    ``parts`` is None where the record itself is not known: every part is then missing.
    ``own`` is the value of the field that names the record; it is what gets printed.
    """

    name: str
    parts: Mapping[str, Any] | None = None
    own: Any = None

    def part(self, name: str) -> Any:
        if isinstance(self.own, Reference) and name in ("key", "label"):
            return getattr(self.own, name)
        if self.parts is None:
            return Missing(f"{self.name}.{name}")
        if name not in self.parts:
            raise unknown_part(self.name, name, self.parts)
        return self._wrapped(name, self.parts[name])

    def _wrapped(self, name: str, value: Any) -> Any:
        path = f"{self.name}.{name}"
        if value is None or value == "":
            return Missing(path)
        if isinstance(value, Mapping):
            return Entry(path, value)
        if type(value) is str:
            forms = (self.parts or {}).get(f"{name}_forms")
            return Phrase(value, self.gender, forms if isinstance(forms, Mapping) else None)
        return value

    @property
    def person(self) -> Person | None:
        """The person the record is about."""
        if isinstance(self.own, Person):
            return self.own
        name = (self.parts or {}).get("name")
        return name if isinstance(name, Person) else None

    @property
    def gender(self) -> str | None:
        given = (self.parts or {}).get("gender")
        if isinstance(given, str) and given:
            return given
        return self.person.gender if self.person else None

    def __bool__(self) -> bool:
        return bool(self.own) if self.own is not None else bool(self.parts)

    def __eq__(self, other: object) -> bool:
        own = self.own.key if isinstance(self.own, Reference) else self.own
        return bool(own == other)

    __hash__ = None  # type: ignore[assignment]


class Row(Entry):
    """A row of a table: its cells are values of fields already."""

    __slots__ = ()

    def part(self, name: str) -> Any:
        cells = self.parts or {}
        if name not in cells:
            raise unknown_part(self.name, name, cells)
        return cells[name]


def context(
    form: Form,
    values: Values,
    words: FormWords,
    records: Mapping[str, Mapping[str, Any]] | None = None,
    rendering: Rendering = Rendering.FILLED,
    document: str | None = None,
) -> dict[str, Any]:
    """Everything an expression of the form may name.

    Fields without a value are :class:`Missing`; standing content of the form stands in for
    values the data lack. A record that shares its name with a field is one name: printed it is
    the field, with a part it is the record. Tables have all their printed rows on a blank and
    where somebody fills them in by hand. ``document`` is the identity of an issued document.
    """
    records = records or {}
    standing, _ = from_plain(form, words.defaults, words.locale)
    values = {**standing, **values}
    names: dict[str, Any] = {DOCUMENT: document or Missing(DOCUMENT, _WIDTH_OF_IDENTITY)}
    for section in form.sections:
        is_padded = section.is_by_hand or rendering is not Rendering.FILLED
        for member in section.members:
            label = words.fields.get(member.name)
            value = values.get(member.name)
            if isinstance(member, Table):
                names[member.name] = _rows(member, value, label, is_padded)
            else:
                names[member.name] = field_value(member, value, label)
    for name in {**form.prefill, **records}:
        names[name] = Entry(name, records.get(name), names.get(name))
    return names


def field_value(member: Field, value: Value | None, words: FieldWords | None) -> Any:
    """The value of one field or cell as expressions see it."""
    choices = {c: (words.choices.get(c) if words else None) or c for c in member.choices}
    if value is None or member.widget is Widget.SIGNATURE:
        return Missing(member.name, line_width(member), choices)
    match value:
        case bool():
            return Answer(value, words.choices if words else _NO_CHOICES)
        case tuple():
            return Several(value, choices)
        case str() if member.choices:
            return Chosen(value, choices)
        case Decimal() if isinstance(member.type, MoneyType):
            return value.quantize(Decimal("0.01"))
        case Reference() if isinstance(member.type, ReferenceType) and not member.type.shows_label:
            return replace(value, label="")
    return value


_WIDTH_OF_IDENTITY = 11
_WIDTH_OF_COLUMN = 9
"""Characters that fit into one of the six columns of a sheet."""


def line_width(member: Field) -> int:
    """Characters of the ruled line that stands for a missing value in running text."""
    match member.widget:
        case Widget.SIGNATURE:
            return 22
        case Widget.COMB:
            return (member.type.max_length or 10) + 2
        case Widget.TEXT if isinstance(member.type, NumberType):
            return 8
    if member.type.name in ("date", "time", "id"):
        return 14
    return max(_WIDTH_OF_COLUMN * member.span * member.lines, 12)


def _rows(
    table: Table, value: Value | None, words: FieldWords | None, is_padded: bool
) -> tuple[Row, ...]:
    rows = list(value or ())
    if is_padded:
        rows += [{}] * (table.rows - len(rows))
    labels = words.columns if words else {}
    return tuple(
        Row(
            f"{table.name}.{number}",
            {c.name: field_value(c, row.get(c.name), labels.get(c.name)) for c in table.columns},
        )
        for number, row in enumerate(rows, start=1)
    )


_PERSON_PARTS = {"text": "", "name": "", "gender": "", "position": ""}
_PARTS: dict[type, Mapping[str, object]] = {
    Reference: {"key": "", "label": ""},
    Chosen: {"label": ""},
    Answer: {"label": ""},
    date: {"year": "", "month": "", "day": ""},
    time: {"hour": "", "minute": ""},
}


def part_of(value: Any, name: str) -> Any:
    """``value.name`` of an expression: fields of data only, never a method of an object.

    Raises:
        ExpressionError: there is no such part.
    """
    if isinstance(value, Missing | Entry):
        return value.part(name)
    if isinstance(value, Mapping):
        return Entry("", value).part(name)
    if isinstance(value, Person):
        return _person_part(value, name)
    for kind, known in _PARTS.items():
        if isinstance(value, kind) and name in known:
            return getattr(value, name) or Missing(name)
    known = next((parts for kind, parts in _PARTS.items() if isinstance(value, kind)), {})
    raise unknown_part(value if isinstance(value, str) else type(value).__name__, name, known)


def _person_part(person: Person, name: str) -> Any:
    if name not in _PERSON_PARTS:
        raise unknown_part(person.text, name, _PERSON_PARTS)
    if name == "name":
        return person
    value = getattr(person, name)
    return Phrase(value, person.gender) if value else Missing(name)
