"""What was read from a document, and the values that came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from formkit.fieldtypes.base import Value
from formkit.problems import Problem, has_errors

Values = Mapping[str, Value]
"""By field name; a table is a tuple of mappings by column name, empty for a row left out.

No key for no value.
"""


class Method(Enum):
    """How a text was seen."""

    ACROFORM = "acroform"
    PRINTED = "printed"
    """Text and ink on a page that has no fields any more."""
    MARK = "mark"
    OMR = "omr"
    ICR = "icr"
    OCR = "ocr"
    KEYED = "keyed"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class FormMark:
    """The identity a document carries in its file and on its pages. No personal data."""

    form: str
    version: int
    locale: str
    document: str | None = None
    """Number in the mark, ten characters; None on a blank nobody issued."""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One field as a reader saw it; never interpreted."""

    text: str
    method: Method = Method.ACROFORM
    page: int | None = None
    rectangle_pt: tuple[float, float, float, float] | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as a reader saw it."""

    mark: FormMark | None
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """By slot name; a field that was not found has no entry, an empty one has empty text."""
    problems: tuple[Problem, ...] = ()
    saved_at: datetime | None = None
    """When it was saved last, as the file itself says."""


@dataclass(frozen=True, slots=True)
class Record:
    """Values of one document with all that was found about them."""

    form: str
    version: int
    locale: str
    values: Values
    document: str | None = None
    problems: tuple[Problem, ...] = ()
    doubtful: frozenset[str] = frozenset()
    """Paths of values a person has to look at."""

    @property
    def is_sure(self) -> bool:
        return not self.doubtful and not has_errors(self.problems)
