"""A form: the definition of a document. Pure data; loading is the catalogue's work."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import FieldType, Widget
from formkit.fieldtypes.choice import YES, ChoiceType, MultiChoiceType, YesNoType

if TYPE_CHECKING:
    from formkit.model.binding import Binding
    from formkit.model.condition import Condition
    from formkit.model.register import Feed
    from formkit.model.words import FormWords

NAME_PATTERN = r"[a-z][a-z0-9_]{0,39}"
"""Names of forms, fields, columns and choices: valid in AcroForm, XLSForm, JSON, SQL, Excel."""
TODAY = "today"
"""The default of a date that is the day of the work."""
OFFICE = "office"
OFFICE_RECORD = "org"
"""Name of the office's own record in expressions and data files; no field may have it."""
SEPARATOR = "__"
"""Joins table, row and column, or field and choice, in the name of a PDF field."""
ROW = re.compile("[1-9][0-9]{0,2}")
"""Number of a row in the name of a PDF field."""
MOST_ROWS = 200
"""Of a table with a continuation."""


class Sensitivity(Enum):
    """What a field reveals; decides what may leave the office."""

    IDENTITY = "identity"
    MEDICAL = "medical"
    DRUG = "drug"
    CRIMINAL = "criminal"
    FINANCE = "finance"
    SOCIAL = "social"


class Kind(Enum):
    """FORM has fixed geometry; TEXT flows and is rendered anew for every document."""

    FORM = "form"
    TEXT = "text"


class Look(Enum):
    """How a text is set: as any other of the locale, or as a sheet to hang on the wall."""

    PLAIN = "plain"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing asked."""

    name: str
    type: FieldType
    is_required: bool = False
    required_if: Condition | None = None
    visible_if: Condition | None = None
    """Printed and asked only when it holds; None for always."""
    sensitive: Sensitivity | None = None
    default: str | None = None
    """``today``, or a text parsed like data; None for none."""
    source: str = ""
    """Where ``issue`` takes the value from: ``partner.address``; empty for data only."""
    is_checked: bool = True
    """False for a reference that may name what no register holds."""
    span: int = 6
    """Columns of six in the field grid."""
    lines: int = 1
    """Height of the writing space in lines."""
    unit: str = ""

    @property
    def widget(self) -> Widget:
        return self.type.widget

    @property
    def choices(self) -> tuple[str, ...]:
        """Names to choose from; empty for a type without a choice list."""
        if isinstance(self.type, ChoiceType | MultiChoiceType | YesNoType):
            return self.type.choices
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Repeating rows; the printed form has room for ``rows`` of them."""

    name: str
    columns: tuple[Field, ...]
    rows: int
    is_required: bool = False
    required_if: Condition | None = None
    visible_if: Condition | None = None
    sensitive: Sensitivity | None = None
    is_clauses: bool = False
    """One column of standing text, printed as numbered clauses and not as a grid."""
    is_numbered: bool = False
    """Rows carry 1, 2, 3 … in a narrow first column; it is no field."""
    has_continuation: bool = False
    """Rows beyond the printed ones go on on a continuation sheet."""

    def column(self, name: str) -> Field:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    name: str
    by: str
    """Who fills it in: ``office``, ``worker``, ``client`` or ``partner``."""
    members: tuple[Field | Table, ...]
    is_by_hand: bool = False
    has_tear_line: bool = False
    """Torn off before this section."""
    module: str = ""
    """What an office may leave out; empty for what every office has."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet in portrait measures before ``is_landscape`` turns it."""

    size: str = "A4"
    is_landscape: bool = False

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height, ISO 216."""
        width, height = {"A4": (210.0, 297.0), "A5": (148.0, 210.0), "A3": (297.0, 420.0)}[
            self.size
        ]
        return (height, width) if self.is_landscape else (width, height)


@dataclass(frozen=True, slots=True)
class Numbering:
    """How documents of the form are numbered: the field and its mask."""

    field: str
    mask: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One widget of a form, and the name of its field in a PDF."""

    name: str
    field: Field
    table: Table | None = None
    row: int | None = None
    """Row of the table, from 1."""
    option: str | None = None
    """The choice a check box stands for; None for every other widget."""

    @property
    def path(self) -> str:
        """Place of the value in a record: ``items.2.amount``."""
        if self.table is None:
            return self.field.name
        return f"{self.table.name}.{self.row}.{self.field.name}"

    @property
    def states(self) -> tuple[str, ...]:
        """Names of the on-states of a button (ISO 32000-1, 12.7.4.2); empty for other widgets."""
        if self.field.widget is Widget.CHECKBOX:
            return (self.option or YES,)
        return self.field.choices if self.field.widget is Widget.RADIO else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One document of the catalogue in one version, with its words in every locale."""

    name: str
    code: str
    """Short name for the form mark: A–Z and 0–9, at most 8 characters, unique."""
    version: int
    kind: Kind
    sections: tuple[Section, ...]
    words: Mapping[str, FormWords]
    audience: str = "office"
    """Who receives the completed paper: ``office``, ``client``, ``partner``, ``public``."""
    paper: Paper = Paper()
    look: Look = Look.PLAIN
    number: Numbering | None = None
    prefill: Mapping[str, str] = field(default_factory=dict)
    """Record name in expressions -> field that names it, or ``office``."""
    feeds: tuple[Feed, ...] = ()
    rules: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    has_approval_stamp: bool = False
    keeps_long: bool = False
    """Kept over ten years: 30 mm binding margin whatever the locale's profile says."""
    binding: Binding | None = None
    """Somebody else's PDF in which the form is filled in; None for pages of our own."""

    @property
    def issued_sections(self) -> tuple[Section, ...]:
        """What the office fills in before it hands the document out.

        Office sections after the first one of somebody else are filled in on the return.
        """
        others = [n for n, section in enumerate(self.sections) if section.by != OFFICE]
        return self.sections[: others[0]] if others else self.sections

    @property
    def modules(self) -> frozenset[str]:
        return frozenset(section.module for section in self.sections if section.module)

    @property
    def is_by_hand(self) -> bool:
        """Whether any part of it is completed with a pen and comes back as paper."""
        return any(section.is_by_hand for section in self.sections)

    def members(self) -> Iterator[Field | Table]:
        for section in self.sections:
            yield from section.members

    def fields(self) -> Iterator[Field]:
        """Fields outside tables, in document order."""
        return (member for member in self.members() if isinstance(member, Field))

    def tables(self) -> Iterator[Table]:
        return (member for member in self.members() if isinstance(member, Table))

    def find(self, name: str) -> Field | Table | None:
        return next((member for member in self.members() if member.name == name), None)

    def section_of(self, name: str) -> Section:
        return next(s for s in self.sections if any(m.name == name for m in s.members))

    def slots(self, rows: Mapping[str, int] | None = None) -> Iterator[Slot]:
        """All widgets in document order; this is the AcroForm of the form.

        ``rows`` are those of tables with a continuation; None for the printed ones only.
        """
        for member in self.members():
            if isinstance(member, Field):
                yield from field_slots(member)
            else:
                yield from table_slots(member, (rows or {}).get(member.name, 0))

    def rows_named(self, names: Iterable[str]) -> dict[str, int]:
        """The last row of every table with a continuation among the names of PDF fields."""
        rows: dict[str, int] = {}
        continued = {table.name for table in self.tables() if table.has_continuation}
        for name in names:
            parts = name.split(SEPARATOR)
            if len(parts) == 3 and parts[0] in continued and ROW.fullmatch(parts[1]):
                rows[parts[0]] = max(rows.get(parts[0], 0), int(parts[1]))
        return rows


def field_slots(member: Field) -> Iterator[Slot]:
    if isinstance(member.type, MultiChoiceType):
        for option in member.choices:
            yield Slot(f"{member.name}{SEPARATOR}{option}", member, option=option)
    else:
        yield Slot(member.name, member)


def table_slots(table: Table, rows: int = 0) -> Iterator[Slot]:
    """Cells of the printed rows, and of as many as asked where the table may go on."""
    last = min(rows, MOST_ROWS) if table.has_continuation else 0
    for row in range(1, max(table.rows, last) + 1):
        for column in table.columns:
            name = SEPARATOR.join((table.name, str(row), column.name))
            yield Slot(name, column, table, row)


def fingerprint(form: Form, rectangles_pt: Mapping[str, tuple[int, tuple[float, ...]]]) -> str:
    """Sixteen hex digits over names, types, choices and widget rectangles, not over wording.

    Args:
        form: the definition.
        rectangles_pt: page (from 1) and rectangle in points by slot name, ``/state`` appended
            for the boxes of a radio group.
    """
    slots = [(s.name, s.field.type.name, s.states or s.field.choices) for s in form.slots()]
    boxes = sorted(
        (name, page, [round(v) for v in box]) for name, (page, box) in rectangles_pt.items()
    )
    content = json.dumps([form.name, form.version, slots, boxes], separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()[:16]
