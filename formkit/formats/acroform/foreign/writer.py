"""Filling in somebody else's PDF: values, our pictures of them, the mark; the rest stays."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

import pikepdf
from pikepdf import Array, Name, String

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform.answers import canonical
from formkit.formats.acroform.fields import Flag, Geometry
from formkit.formats.acroform.foreign.fields import (
    buttons,
    choices_of,
    fields_by_name,
    is_open,
    is_secret,
    is_several,
    is_signed,
    key_of,
    limit_of,
    name_of,
    owner_of,
    text_widget,
    widget_of,
)
from formkit.formats.acroform.foreign.mark import put_in_field, put_in_file, put_in_pages
from formkit.formats.acroform.foreign.pictures import Pictures
from formkit.formats.acroform.foreign.revision import Revision
from formkit.formats.acroform.plan import path_of
from formkit.formats.acroform.walk import text_of
from formkit.language.suggestion import suggest
from formkit.model.binding import geometry, pdf_texts
from formkit.model.form import SEPARATOR, fingerprint
from formkit.model.record import FormMark
from formkit.problems import Code, Problem, Where, problem

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from formkit.formats.acroform.walk import WalkedField
    from formkit.model.binding import Binding
    from formkit.model.form import Form


@dataclass(frozen=True, slots=True)
class BoundBlank:
    """What a bound PDF has in common with a blank of our own."""

    mark: FormMark
    geometry: Geometry

    @property
    def fingerprint(self) -> str:
        return self.mark.fingerprint


class ForeignWriter:
    """Fills one bound PDF as often as asked, with the interface of ``Writer``."""

    def __init__(self, form: Form, binding: Binding, locale: str) -> None:
        self._form, self._binding = form, binding
        places = geometry(form, binding)
        mark = FormMark(form.name, form.version, locale, None, fingerprint(form, places))
        self.blank = BoundBlank(mark, places)

    def write(
        self,
        texts: Mapping[str, str],
        *,
        mark: FormMark,
        read_only: Collection[str] = (),
        flat: bool = False,
    ) -> tuple[bytes, tuple[Problem, ...]]:
        """One document: a whole new file, or where the original is signed a revision behind it.

        Args:
            texts: by slot name, as for :meth:`Writer.write`.
            mark: identity; the fingerprint is the binding's whatever it says.
            read_only: slots to lock; a signature forbids it.
            flat: values as page content and no field left. A tagged PDF would lose its tags by
                that: all its fields are locked instead. In a signed one they stay as they are.

        Returns:
            The file, and VALUE_OVERFLOW, VALUE_NO_GLYPH, VALUE_NOT_A_CHOICE, VALUE_UNKNOWN_FIELD.
        """
        mark = replace(mark, fingerprint=self.blank.fingerprint)
        data = self._binding.original
        known = {slot.name for slot in self._form.slots()}
        problems = [_unknown(name, known) for name in texts if name not in known]
        with pikepdf.open(io.BytesIO(data)) as pdf:
            revision = Revision(data, pdf) if is_signed(pdf) else None
            is_tagged = "/StructTreeRoot" in pdf.Root
            wanted = pdf_texts(self._form, self._binding, texts)
            problems += self._fill(pdf, wanted)
            put_in_file(pdf, mark)
            if revision is not None:
                return revision.appended(), tuple(problems)
            _drop_rivals(pdf)
            if flat and not is_tagged:
                _flatten(pdf)
            else:
                self._lock(pdf, known if flat else read_only)
                put_in_field(pdf, mark)
            put_in_pages(pdf, mark)
            return _saved(pdf), tuple(problems)

    def _fill(self, pdf: pikepdf.Pdf, wanted: Mapping[str, str]) -> list[Problem]:
        filler = _Filler(pdf)
        slots = {bound.pdf_name: name for name, bound in self._binding.fields.items()}
        problems: list[Problem] = []
        for name, group in fields_by_name(pdf).items():
            slot = slots.get(name, "")
            if not slot:
                filler.draw_standing(group)
                continue
            found = filler.fill(group, wanted.get(name))
            problems += [replace(each, where=Where(path=path_of(slot))) for each in found]
        filler.finish()
        return problems

    def _lock(self, pdf: pikepdf.Pdf, slots: Collection[str]) -> None:
        """Make fields read-only; a list of several choices as soon as one of them is."""
        locked = {*slots, *(name.partition(SEPARATOR)[0] for name in slots)}
        bound = {self._binding.fields[n].pdf_name for n in locked & self._binding.fields.keys()}
        for found in (
            f for name, group in fields_by_name(pdf).items() if name in bound for f in group
        ):
            owner_of(found.widgets[0]).Ff = int(found.flags | Flag.READ_ONLY)


class _Filler:
    """Puts answers into one open file."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._form = pdf.Root.AcroForm
        self._is_undrawn = bool(self._form.get("/NeedAppearances"))
        self._pictures = Pictures(pdf)

    def fill(self, group: list[WalkedField], text: str | None) -> list[Problem]:
        """The answer of all fields of one name; None keeps what stands there and draws it."""
        if not text and not any(_holds(found) for found in group):
            text = None
        if group[0].kind == "/Btn":
            return self._mark(group, text)
        if text is None or group[0].kind == "/Sig":
            self.draw_standing(group)
            return []
        return [self._write(each, text) for each in group][-1]

    def draw_standing(self, group: list[WalkedField]) -> None:
        """The pictures of texts that no program has drawn."""
        for found in group:
            is_text = found.kind in ("/Tx", "/Ch") and not is_secret(found)
            if is_text and (self._is_undrawn or not all("/AP" in w for w in found.widgets)):
                self._pictures.write(found, text_of(found.entries.get("/V")))

    def finish(self) -> None:
        """Everything is drawn now."""
        if "/NeedAppearances" in self._form:
            del self._form.NeedAppearances

    def _write(self, found: WalkedField, text: str) -> list[Problem]:
        owner = owner_of(found.widgets[0])
        if found.kind == "/Ch":
            if strange := _not_choices(found, text):
                return strange
            _choose(found, owner, text)
        else:
            text = canonical(text, text_widget(found))
            owner.V = String(text)
            if "/RV" in owner:
                del owner.RV
        for widget in found.widgets:
            if "/T" not in widget and "/V" in widget:
                del widget.V  # a value belongs to the field
        drawn = self._pictures.write(found, text)
        limit = limit_of(found) if found.kind == "/Tx" else None
        left = max(drawn.left, len(text) - limit if limit is not None else 0)
        problems = [problem(Code.VALUE_OVERFLOW, left=left)] if left else []
        if drawn.missing:
            listed = ", ".join(f"{c} (U+{ord(c):04X})" for c in drawn.missing)
            problems.append(problem(Code.VALUE_NO_GLYPH, characters=listed))
        return problems

    def _mark(self, group: list[WalkedField], text: str | None) -> list[Problem]:
        known = {button.text for found in group for button in buttons(found)}
        if text and text not in known:
            return [_not_a_choice(text, known)]
        is_radio = widget_of(group) is Widget.RADIO
        for found in group:
            own, owner = buttons(found), owner_of(found.widgets[0])
            if text is None:
                standing = found.entries.get("/V")
                marked = key_of(standing) if isinstance(standing, Name) else "/Off"
            else:
                marked = next((b.key for b in own if text and b.text == text), "/Off")
                owner.V = name_of(marked)
            for button in own:
                self._pictures.mark(button, is_radio=is_radio)
                if text is not None or "/AS" not in button.widget:
                    button.widget.AS = name_of(marked) if button.key == marked else Name.Off
        return []


def _holds(found: WalkedField) -> bool:
    """Whether anything stands in a field."""
    states = [widget.get("/AS", Name.Off) for widget in found.widgets]
    if found.kind == "/Btn":
        return any(state != Name.Off for state in states)
    return bool(text_of(found.entries.get("/V")))


def _choose(found: WalkedField, owner: pikepdf.Object, text: str) -> None:
    chosen = [line for line in text.split("\n") if line]
    many = is_several(found) and len(chosen) > 1
    owner.V = Array([String(each) for each in chosen]) if many else String(text)
    if "/I" in owner:
        exports = [export for export, _ in choices_of(found)]
        owner.I = Array(sorted(exports.index(each) for each in chosen if each in exports))


def _not_choices(found: WalkedField, text: str) -> list[Problem]:
    known = [export for export, _ in choices_of(found)]
    lines = text.split("\n") if is_several(found) else [text]
    if is_open(found):
        return []
    return [_not_a_choice(line, known) for line in lines if line and line not in known]


def _not_a_choice(text: str, known: Collection[str]) -> Problem:
    near, listed = suggest(text, known), ", ".join(known)
    return problem(Code.VALUE_NOT_A_CHOICE, text=text, suggestion=near, known=listed)


def _unknown(name: str, known: Collection[str]) -> Problem:
    where, suggestion = Where(path=name), suggest(name, known)
    return problem(Code.VALUE_UNKNOWN_FIELD, where=where, name=name, suggestion=suggestion)


def _drop_rivals(pdf: pikepdf.Pdf) -> None:
    """What would show other values than the fields, or complain of the change."""
    for key in ("/XFA", "/NeedsRendering"):
        for owner in (pdf.Root.AcroForm, pdf.Root):
            if key in owner:
                del owner[key]
    if "/Perms" in pdf.Root:
        del pdf.Root.Perms


def _flatten(pdf: pikepdf.Pdf) -> None:
    """Pictures become content of their pages; widgets without one are taken away."""
    pdf.flatten_annotations("all")
    for page in pdf.pages:
        others = [a for a in page.obj.get("/Annots", ()) if a.get("/Subtype") != Name.Widget]
        page.obj.Annots = Array(others)
    if "/AcroForm" in pdf.Root:
        del pdf.Root.AcroForm


def _saved(pdf: pikepdf.Pdf) -> bytes:
    stream = io.BytesIO()
    is_encrypted = pdf.is_encrypted
    with catch_warnings():
        # Boxes without a field were there before us; adopting has told of them.
        simplefilter("ignore", pikepdf.PageCopyWarning)
        pdf.save(
            stream,
            encryption=is_encrypted,
            deterministic_id=not is_encrypted,
            fix_metadata_version=False,
        )
    return stream.getvalue()
