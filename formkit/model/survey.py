"""What a PDF of somebody else asks, as far as a definition can be drafted from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formkit.fieldtypes.base import Widget
    from formkit.model.binding import Place
    from formkit.problems import Problem


@dataclass(frozen=True, slots=True)
class SurveyedChoice:
    text: str
    """What the PDF stores."""
    label: str
    """What it shows or what is printed beside the box; empty where nothing is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyedField:
    """One field of the PDF."""

    name: str
    """Fully qualified, parts joined by dots."""
    widget: Widget
    label: str = ""
    """Its tooltip, else the text nearest on the page; empty where there is none."""
    choices: tuple[SurveyedChoice, ...] = ()
    places: tuple[Place, ...]
    """Buttons with the text of their choice."""
    standing: str = ""
    """What it holds already, as a reader gives it."""
    limit: int | None = None
    """Characters, the cells of a comb."""
    script: str = ""
    """The call that formats what is typed: ``AFDate_FormatEx("dd.mm.yyyy")``."""
    is_required: bool = False
    is_read_only: bool = False
    is_multiple: bool = False
    """Several choices of a list may stand in it."""
    is_open: bool = False
    """Takes other texts than its choices."""


@dataclass(frozen=True, slots=True)
class Survey:
    """A whole PDF."""

    title: str
    """Empty where the file does not say."""
    page_pt: tuple[float, float]
    """Width and height of the first page as it is shown."""
    fields: tuple[SurveyedField, ...]
    left_out: tuple[str, ...]
    """Names of the fields no definition can have; the problems say why."""
    problems: tuple[Problem, ...]
