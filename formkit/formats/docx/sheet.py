"""Measures of the sheet: the locale's profile applied to one form."""

from __future__ import annotations

from dataclasses import dataclass

from formkit.language.profiles import Profile
from formkit.model.form import Form, Kind

BINDING_MM = 30
"""Left margin of what is kept over ten years."""
_SMALL_SHEETS = ("A5", "A6")
_SMALL_MARGINS_MM = (15.0, 10.0, 10.0, 12.0)
"""Left, right, top, bottom at most, on a sheet that is torn or folded rather than filed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    profile: Profile
    width_mm: float
    height_mm: float
    left_mm: float
    right_mm: float
    top_mm: float
    bottom_mm: float
    is_form: bool
    body_pt: float
    table_pt: float
    line_height: float
    is_landscape: bool = False

    @property
    def text_width_mm(self) -> float:
        return self.width_mm - self.left_mm - self.right_mm

    @property
    def small_pt(self) -> float:
        """Labels, notes, header and footer."""
        return 7.5 if self.body_pt <= 10 else 8.0 if self.body_pt < 12 else 9.0

    @property
    def indent_mm(self) -> float:
        """First line of a paragraph; forms have none."""
        return 0.0 if self.is_form else self.profile.type.indent_mm

    @property
    def is_centred(self) -> bool:
        """Whether headings stand in the middle, as where paragraphs are justified and indented."""
        return self.profile.type.is_justified


def sheet_of(form: Form, profile: Profile) -> Sheet:
    width, height = form.paper.size_mm
    margins = profile.margins_mm
    sides = (margins.left, margins.right, margins.top, margins.bottom)
    if form.paper.size in _SMALL_SHEETS:
        sides = tuple(map(min, sides, _SMALL_MARGINS_MM))  # type: ignore[assignment]
    if form.keeps_long:
        sides = (max(sides[0], BINDING_MM), *sides[1:])
    is_form = form.kind is Kind.FORM
    body, table = profile.type.size_pt, profile.type.table_size_pt
    if is_form:
        body = min(table, 10.0 if form.paper.size in _SMALL_SHEETS else 11.0)
        table = min(table, body)
    line_height = profile.type.form_line_height if is_form else profile.type.line_height
    return Sheet(
        profile, width, height, *sides, is_form, body, table, line_height, form.paper.is_landscape
    )
