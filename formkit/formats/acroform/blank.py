"""From what the layout engine wrote to a blank that is right in every viewer."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf
import pikepdf.settings
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.formats.acroform.fields import (
    FieldWriter,
    Geometry,
    LaidOut,
    box_name,
    expected_names,
    geometry_of,
    laid_out_widgets,
    widgets,
)
from formkit.formats.acroform.font import ALIAS, embed_font, shipped_font
from formkit.formats.acroform.identity import (
    FIELD,
    MARK,
    PRIVATE,
    embed_identity,
    hidden_field,
    places_of,
)
from formkit.formats.acroform.marks import PT_PER_MM, fiducials, page_mark
from formkit.formats.acroform.structure import scope_headers, unwrap_controls
from formkit.formats.formmark import MarkPlaces, find_mark
from formkit.model.form import fingerprint
from formkit.model.record import FormMark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formkit.layout.blocks import Input
    from formkit.model.form import Form


@dataclass(frozen=True, slots=True)
class Blank:
    """One form, version and locale as a fillable PDF, and the map of its fields."""

    data: bytes = field(repr=False)
    """The PDF itself; any viewer opens it."""
    mark: FormMark
    """Identity without a document number; its fingerprint covers the geometry."""
    form_code: str
    places: MarkPlaces
    page_count: int
    geometry: Geometry
    """Page from 1 and rectangle in points by slot name; radio boxes as ``slot/state``."""

    @property
    def fingerprint(self) -> str:
        return self.mark.fingerprint

    @classmethod
    def load(cls, data: bytes) -> Blank:
        """The blank of its own bytes, e.g. from a cache on disk.

        Raises:
            ValueError: the bytes are no blank of ours.
        """
        with pikepdf.open(io.BytesIO(data)) as pdf:
            try:
                private = pdf.pages[0].obj.PieceInfo[PRIVATE].Private
                pdf.Root.AcroForm  # noqa: B018 - a flat document has none
                mark = find_mark(str(private.Mark))
            except (AttributeError, KeyError, IndexError):
                mark = None
            if mark is None:
                raise ValueError("not a blank: its pages carry no form mark")
            code, places = str(private.Code), places_of(private)
            return cls(data, mark, code, places, len(pdf.pages), geometry_in(pdf))


def geometry_in(pdf: pikepdf.Pdf) -> Geometry:
    """Page and rectangle of every box of a finished blank."""
    geometry: Geometry = {}
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in widgets(page):
            name = box_name(annotation)
            if name != FIELD:
                geometry[name] = (number, LaidOut(number, annotation, "").box)
    return geometry


def prepare(
    raw: bytes, inputs: Sequence[Input], *, form: Form, locale: str, title: str, marks: MarkPlaces
) -> Blank:
    """Rewrite a laid-out PDF into a blank.

    Args:
        raw: written by WeasyPrint with ``pdf_forms=True, pdf_variant="pdf/a-3a"``; every widget
            carries the name of its slot, the buttons of a radio group their state as value.
        inputs: the widgets; their order is that of the fields, tabs follow the structure.
        form: definition.
        locale: of the words on the pages.
        title: shown by viewers instead of the file's name.
        marks: where code and fiducials stand on every page.

    Raises:
        ValueError: pages and inputs do not have the same widgets, or the paper is not the marks'.
    """
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        found = laid_out_widgets(pdf)
        geometry = geometry_of(found, expected_names(inputs))
        print_of_form = fingerprint(form, geometry)
        mark = FormMark(form.name, form.version, locale, None, print_of_form)
        _drop_input_fonts(pdf, found)
        font = shipped_font()
        writer = FieldWriter(pdf, font, embed_font(pdf, font))
        _write_form(pdf, writer, inputs, found, mark)
        scope_headers(pdf)
        unwrap_controls(pdf)
        _draw_marks(pdf, writer, mark, form.code, marks)
        embed_identity(pdf, mark, form.code, marks, title)
        _set_catalog(pdf, locale)
        data = saved(pdf)
        return Blank(data, mark, form.code, marks, len(pdf.pages), geometry)


def _write_form(
    pdf: pikepdf.Pdf,
    writer: FieldWriter,
    inputs: Sequence[Input],
    found: Mapping[str, Sequence[LaidOut]],
    mark: FormMark,
) -> None:
    fields = [item for each in inputs for item in writer.fields_of(each, found)]
    first = pdf.pages[0].obj
    identity = hidden_field(pdf, first, mark)
    if "/Annots" not in first:
        first.Annots = Array()
    first.Annots.append(identity)
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([*fields, identity]),
        DR=Dictionary(Font=Dictionary({f"/{ALIAS}": writer.font_object})),
        DA=String(f"/{ALIAS} 10 Tf 0 g"),
    )
    for page in pdf.pages:
        page.obj.Tabs = Name.S


def _draw_marks(
    pdf: pikepdf.Pdf, writer: FieldWriter, mark: FormMark, code: str, places: MarkPlaces
) -> None:
    for number in range(1, len(pdf.pages) + 1):
        draw_mark(pdf, number, writer, mark, code, places)


def draw_mark(
    pdf: pikepdf.Pdf,
    number: int,
    writer: FieldWriter,
    mark: FormMark,
    code: str,
    places: MarkPlaces,
) -> None:
    """Append the mark to a page; what stands there is wrapped, its matrix stays its own."""
    width, height = (round(side * PT_PER_MM, 2) for side in places.page_size_mm)
    page = pdf.pages[number - 1]
    sheet = [float(side) for side in page.mediabox]
    if abs(sheet[2] - width) > 1 or abs(sheet[3] - height) > 1:
        raise ValueError(f"page {number} has another size than the marks are made for")
    content = page_mark(places, writer.font, mark, code, (number, len(pdf.pages)))
    name = f"{MARK}{number}"
    begin = pdf.make_indirect(Stream(pdf, b"q"))
    drawn = fiducials(places) + b" %s Do Q EMC" % name.encode()
    end = pdf.make_indirect(Stream(pdf, b"Q /Artifact BMC q " + drawn))
    page.obj.Contents = Array([begin, *_streams(page), end])
    resources = page.obj.Resources
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    resources.XObject[name] = writer.picture(content, width, height)


def _streams(page: pikepdf.Page) -> list[pikepdf.Object]:
    own = page.obj.Contents
    return list(own) if isinstance(own, Array) else [own]


def _drop_input_fonts(pdf: pikepdf.Pdf, found: Mapping[str, Sequence[LaidOut]]) -> None:
    """Fonts named by the widgets only: the layout engine embeds them whole."""
    annotations = [widget.annotation for group in found.values() for widget in group]
    named = {
        name
        for annotation in annotations
        if "/DA" in annotation
        for name in re.findall(r"(/\w+) [\d.]+ Tf", str(annotation.DA))
    }
    for page in pdf.pages:
        content = b"\n".join(stream.read_bytes() for stream in _streams(page))
        named -= {n.decode() for n in re.findall(rb"(/\w+) [\d.]+ Tf", content)}
    for page in pdf.pages:
        fonts = page.obj.Resources.get("/Font", Dictionary())
        for name in named:
            if name in fonts:
                del fonts[name]


def _set_catalog(pdf: pikepdf.Pdf, locale: str) -> None:
    root = pdf.Root
    root.Lang = String(locale.replace("_", "-"))
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def saved(pdf: pikepdf.Pdf) -> bytes:
    stream = io.BytesIO()
    pikepdf.settings.set_flate_compression_level(9)
    pdf.save(
        stream,
        recompress_flate=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
        fix_metadata_version=False,
        min_version="1.7",
    )
    return stream.getvalue()
