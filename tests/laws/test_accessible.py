"""Every form in every language is accessible and archival: empty, filled in, flat, saved again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Stream

from formkit.actions.faces import Prepared
from formkit.catalogue.index import Catalogue, open_catalogue
from formkit.fieldtypes.base import Widget
from formkit.formats.acroform import Writer, read, verify
from formkit.language.profiles import LOCALES
from formkit.model.form import Form

CASES = [(name, locale) for name in open_catalogue().names for locale in LOCALES]
DOCUMENT = "GP1XF3A7QG"
TEXT = "Řeka Їжак"


def answers(form: Form) -> dict[str, str]:
    """Something in every field: a short text, the first choice, a mark."""
    texts = {}
    for slot in form.slots():
        kind, limit = slot.field.type, slot.field.type.max_length
        if slot.field.widget is Widget.CHECKBOX:
            texts[slot.name] = slot.states[0]
        elif slot.field.choices:
            texts[slot.name] = slot.field.choices[-1]
        elif slot.field.widget is not Widget.SIGNATURE:
            text = "7" if kind.name in ("number", "money") else TEXT
            texts[slot.name] = text[:limit].strip()
    return texts


def saved_by_pdfium(data: bytes) -> bytes:
    pdfium = pytest.importorskip("pypdfium2")
    out = io.BytesIO()
    with pdfium.PdfDocument(data) as document:
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "locale"), CASES)
def test_every_form_is_accessible_in_every_language(
    catalogue: Catalogue, prepared: Prepared, tmp_path: Path, name: str, locale: str
) -> None:
    pdfua = pytest.importorskip("pdfua")
    pytest.importorskip("weasyprint")
    form = catalogue.get(name)
    if locale not in form.words:
        pytest.skip(f"{name} has no {locale}")
    writer = prepared.writer(form, locale, {})
    assert isinstance(writer, Writer)
    texts = answers(form)
    mark = replace(writer.blank.mark, document=DOCUMENT)
    filled, problems = writer.write(texts, mark=mark)
    assert problems == ()
    seen = read(filled).seen
    assert {slot: seen[slot].text for slot in texts} == texts
    files = {"blank": writer.blank.data, "filled": filled, "saved": saved_by_pdfium(filled)}
    if locale == list(form.words)[len(form.sections) % len(form.words)]:  # words do not matter
        files["flat"], problems = writer.write(texts, mark=mark, flat=True)
        assert problems == ()
        assert verify(filled, texts) == []
    for kind, data in files.items():
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(data)
        assert pdfua.validate(str(path)).findings == (), kind
        assert list(faults(data)) == [], kind


def faults(data: bytes) -> Iterator[str]:
    """What PDF/A-3a and PDF/UA-1 forbid, as far as a file tells by itself."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root
        metadata = pdf.open_metadata()
        if (metadata["pdfaid:part"], metadata["pdfuaid:part"]) != ("3", "1"):
            yield "the standards are not claimed"
        if not (root.MarkInfo.Marked and root.ViewerPreferences.DisplayDocTitle and root.Lang):
            yield "the catalog"
        if "/NeedAppearances" in root.get("/AcroForm", Dictionary()):
            yield "viewers are asked to draw"
        widgets = [a for page in pdf.pages for a in page.obj.get("/Annots", [])]
        widgets = [a for a in widgets if a.get("/Subtype") == Name.Widget]
        for widget in widgets:
            yield from _widget_faults(widget)
        owners = sum("/StructParent" in widget for widget in widgets)
        if owners != len([widget for widget in widgets if "/T" not in widget or _is_ours(widget)]):
            yield "a widget outside the structure"
        for item in pdf.objects:
            is_font = isinstance(item, Dictionary) and item.get("/Type") == Name.Font
            if is_font and "/DescendantFonts" in item and not _is_embedded(item):
                yield "a font that is not embedded"


def _is_ours(widget: pikepdf.Object) -> bool:
    return str(widget.T) != "FormMark"


def _widget_faults(widget: pikepdf.Object) -> Iterator[str]:
    owner = widget.get("/Parent", widget)
    name = str(owner.get("/T", ""))
    if "/TU" not in widget:
        yield f"{name} without a name for people"
    if name == "FormMark":
        return
    picture = widget.get("/AP", Dictionary()).get("/N")
    if Name.Btn == owner.FT:
        if picture is None or "/Off" not in picture:
            yield f"{name} without its states"
    elif not isinstance(picture, Stream):
        yield f"{name} without a picture"


def _is_embedded(font: pikepdf.Object) -> bool:
    descriptor = font.DescendantFonts[0].FontDescriptor
    return "/ToUnicode" in font and any(k in descriptor for k in ("/FontFile2", "/FontFile3"))
