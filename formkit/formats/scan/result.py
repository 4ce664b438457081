"""What is known of one page after it was looked at. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from formkit.model.record import Seen

if TYPE_CHECKING:
    from formkit.formats.formmark import Payload
    from formkit.model.record import FormMark
    from formkit.problems import Problem


class Outcome(Enum):
    """What a page turned out to be."""

    READ = "read"
    UNPROVEN = "unproven"
    """Ours, but which edition it is or how it lies could not be proven; nothing was read."""
    FOREIGN = "foreign"
    """Something stands on it, and no mark of ours."""
    EMPTY = "empty"
    """Nothing stands on it: the back of a sheet."""
    UNREADABLE = "unreadable"
    """No picture could be had of it."""


@dataclass(frozen=True, slots=True)
class Registration:
    """How a page lies in its picture: millimetres of the page to pixels, and how well."""

    size_mm: tuple[float, float]
    """Of the page."""
    matrix: tuple[float, ...]
    """Homography, 3 × 3 row by row: millimetres from the top left corner to pixels."""
    bend: tuple[float, ...] = ()
    """Coefficients of the smooth shift before it, ten a side; empty for a flat page."""
    residual_mm: float = 0.0
    """Median distance of the print from where it should stand after all corrections."""
    agreement: float = 0.0
    """Share of the print that was found in its place; tells one edition from another."""
    fiducials: int = 0
    """Corner squares that were found."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """One page of a received file."""

    number: int
    """In the file, from 1; 0 for a file of which no page could be opened."""
    outcome: Outcome
    payload: Payload | None = None
    """What its code says."""
    mark: FormMark | None = None
    """Whose page it is: the form by its name, and the edition it was printed from."""
    registration: Registration | None = None
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """By slot name; fields of other pages have no entry. Method OMR for boxes, signatures and
    empty fields, ICR for digits, OCR for text, PRINTED for what the office had printed."""
    problems: tuple[Problem, ...] = ()
    dpi: float = 0.0
    """Of the picture, by the page it shows; 0 where that is not known."""
    is_copy: bool = False
    """Black and white only, as faxes and copiers leave it: faint strokes may be gone."""
