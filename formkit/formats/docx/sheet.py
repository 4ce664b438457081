"""Measures of the sheet: the locale's profile applied to one form."""

from __future__ import annotations

from dataclasses import dataclass

from formkit.language.profiles import Profile
from formkit.layout.frame import BAND_MM
from formkit.model.form import Form, Kind, Look

BINDING_MM = 30
"""Left margin of what is kept over ten years."""
_FOOTER_MM = 8.0
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
    is_certificate: bool = False

    @property
    def text_width_mm(self) -> float:
        return self.width_mm - self.left_mm - self.right_mm

    @property
    def signature_width_mm(self) -> float:
        own = self.profile.certificate.signature_width_mm
        return min(own, self.text_width_mm) if self.is_certificate else self.text_width_mm

    @property
    def running_mm(self) -> tuple[float, float]:
        """From the edge of the sheet to the header and to the footer."""
        if self.is_certificate:
            inside = self.profile.certificate.edge_mm + BAND_MM + 2.0
            return inside, inside
        edge = self.profile.page_number.edge_mm
        return min(edge, self.top_mm), min(_FOOTER_MM, self.bottom_mm)

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
    is_certificate = form.look is Look.CERTIFICATE
    if is_certificate:
        sides = (profile.certificate.margin_mm,) * 4
    is_form = form.kind is Kind.FORM
    body, table = profile.type.size_pt, profile.type.table_size_pt
    if is_form:
        body = min(table, 10.0 if form.paper.size in _SMALL_SHEETS else 11.0)
        table = min(table, body)
    if is_certificate:
        body = profile.certificate.size_pt
    line_height = profile.type.form_line_height if is_form else profile.type.line_height
    kind = (is_form, body, table, line_height)
    return Sheet(profile, width, height, *sides, *kind, form.paper.is_landscape, is_certificate)
