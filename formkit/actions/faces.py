"""Every face a document has: which function writes it, and how its files are called."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import formkit
from formkit.errors import DataError, MissingProgramError, UnknownFaceError
from formkit.fieldtypes.base import Widget
from formkit.formats.formmark import spaced_id
from formkit.language.profiles import get_profile
from formkit.language.suggestion import suggest
from formkit.layout.blocks import Document, Rendering, inputs_of
from formkit.layout.build import build
from formkit.layout.expressions import context
from formkit.layout.frame import BAND_MM
from formkit.layout.printed import Records, printed
from formkit.model.clean import check_rows, from_plain, row_counts, slot_texts, to_plain
from formkit.model.form import OFFICE_RECORD, Form, Kind, Look
from formkit.model.record import FormMark, Values
from formkit.problems import Problem, has_errors
from formkit.workspace import write_file

if TYPE_CHECKING:
    from formkit.actions.templates import OfficeTemplates
    from formkit.formats.acroform import Blank, Writer
    from formkit.formats.acroform.foreign import ForeignWriter
    from formkit.formats.docx import Template
    from formkit.formats.formmark import MarkPlaces

_FRAME_GAP_MM = 3.0
"""Between the frame of a certificate and the form mark."""
PAGE_OF = {
    "ru": "Страница {page} из {pages}",
    "uk": "Сторінка {page} з {pages}",
    "cs": "Strana {page} z {pages}",
    "en": "Page {page} of {pages}",
}
"""The page text of forms, in the language of the document."""


@dataclass(frozen=True)
class Copy:
    """One document to be written."""

    form: Form
    locale: str
    values: Values
    records: Records = field(default_factory=dict)
    document: str | None = None
    rendering: Rendering = Rendering.FILLED
    """BLANK keeps the printed rows of every table for a pen."""
    locked: frozenset[str] = frozenset()
    """Fields that whoever completes the document cannot change."""


class Prepared:
    """What is made once and serves many documents: blanks and Word templates.

    Blanks are also kept in a folder where there is one; the Word templates of an office win.
    """

    def __init__(
        self, folder: Path | None = None, templates: OfficeTemplates | None = None
    ) -> None:
        self.folder = folder
        self.templates = templates
        self._writers: dict[tuple[str, str, str], Writer] = {}
        self._templates: dict[tuple[str, str], Template] = {}

    def writer(self, form: Form, locale: str, records: Records) -> Writer | ForeignWriter:
        """What fills the pages of a form, our own or the PDF it is bound to."""
        from formkit.formats.acroform.foreign import ForeignWriter

        if form.binding is not None:
            return ForeignWriter(form, form.binding, locale)
        return self._own_writer(form, locale, records)

    def _own_writer(self, form: Form, locale: str, records: Records) -> Writer:
        """What fills the blank of a form; the office's own name is on it, if records have one."""
        from formkit.formats.acroform import Writer

        own = {name: parts for name, parts in records.items() if name == OFFICE_RECORD}
        key = (form.name, locale, repr(own))
        if key not in self._writers:
            self._writers[key] = Writer(self._kept_blank(form, locale, own))
        return self._writers[key]

    def blanks(self, form: Form, locale: str, records: Records) -> Iterator[Blank]:
        """The blank of a form, then those of its earlier looks that were kept.

        None where the form is bound to somebody else's PDF.
        """
        from formkit.formats.acroform import Blank

        if form.binding is not None:
            return
        with suppress(MissingProgramError):
            yield self._own_writer(form, locale, records).blank
        if self.folder is not None:
            for path in sorted(self.folder.glob(f"{form.name}-{locale}-*.pdf")):
                yield Blank.load(path.read_bytes())

    def _kept_blank(self, form: Form, locale: str, own: Records) -> Blank:
        from formkit.formats.acroform import Blank

        if self.folder is None:
            return make_blank(build(form, locale), own)
        path = self.folder / f"{form.name}-{locale}-{edition_hash(form, locale, own)}.pdf"
        if path.is_file():
            return Blank.load(path.read_bytes())
        blank = make_blank(build(form, locale), own)
        write_file(path, blank.data)
        return blank

    def template(self, form: Form, locale: str) -> Template:
        """The Word template of a form.

        Raises:
            TemplateError: the office's own one has errors.
        """
        from formkit.formats.docx import Template, compile_template

        if (form.name, locale) not in self._templates:
            if self.templates is None:
                content = compile_template(build(form, locale), get_profile(locale))
            else:
                content = self.templates.content(form, locale)
            name = f"{form.name}.{locale}.docx"
            self._templates[form.name, locale] = Template(content, locale, name)
        return self._templates[form.name, locale]


def edition_hash(form: Form, locale: str, records: Records) -> str:
    """Changes with anything that changes the look of a blank: form, words, office, program."""
    content = repr((formkit.__version__, form, records))
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def make_blank(document: Document, records: Records) -> Blank:
    """The prepared blank of a form: laid out once, every field dictionary rewritten.

    Raises:
        MissingProgramError: the layout engine is not installed.
    """
    from formkit.formats.acroform import prepare
    from formkit.formats.formmark import MarkPlaces

    form = document.form
    is_form = form.kind is Kind.FORM and form.is_by_hand
    marks = MarkPlaces.for_hand(form.paper) if is_form else _text_marks(document)
    return prepare(
        _pages(document, {}, records, Rendering.FILLABLE),
        inputs_of(document.blocks),
        form=form,
        locale=document.locale,
        title=document.words.title,
        marks=marks,
    )


def _text_marks(document: Document) -> MarkPlaces:
    """In the foot margin; inside the frame of a certificate."""
    from formkit.formats.formmark import MarkPlaces

    paper = document.form.paper
    if document.form.look is not Look.CERTIFICATE:
        return MarkPlaces.for_text(paper)
    inside = get_profile(document.locale).certificate.edge_mm + BAND_MM + _FRAME_GAP_MM
    return MarkPlaces.for_text(paper, (inside, inside))


def _pages(
    document: Document,
    values: Values,
    records: Records,
    rendering: Rendering,
) -> bytes:
    from formkit.formats.pdf.markup import page_html
    from formkit.formats.pdf.render import render

    profile = get_profile(document.locale)
    words = printed(document, values, records, rendering)
    is_form = document.form.kind is Kind.FORM
    page_of = PAGE_OF[document.locale] if is_form else profile.page_number.text
    return render(page_html(document, profile, rendering, words, page_of))


def with_standing(form: Form, values: Values, locale: str) -> dict[str, Any]:
    """The values, with the form's standing content where the data give none."""
    standing, _ = from_plain(form, form.words[locale].defaults, locale)
    return {**standing, **values}


def _checked(content: bytes, problems: tuple[Problem, ...], name: str) -> bytes:
    if has_errors(problems):
        raise DataError(file=name, problems=problems)
    return content


def _require_room(copy: Copy, *, has_sheets: bool = False) -> None:
    """Rows beyond the printed ones have no field to stand in but on continuation sheets."""
    if found := check_rows(copy.form, copy.values, has_sheets=has_sheets):
        raise DataError(file=copy.form.name, problems=found)


def _mark(copy: Copy, fingerprint: str) -> FormMark:
    return FormMark(copy.form.name, copy.form.version, copy.locale, copy.document, fingerprint)


def write_fillable(copy: Copy, prepared: Prepared, *, flat: bool = False) -> bytes:
    """The prepared blank with the values in it.

    Raises:
        DataError: something does not fit or cannot be printed; nothing is cut.
    """
    _require_room(copy, has_sheets=copy.form.binding is None)
    # Standing content of the blank must not show through where the document has none of it.
    slots = list(copy.form.slots(row_counts(copy.form, copy.values)))
    texts = {slot.name: "" for slot in slots}
    texts |= slot_texts(copy.form, copy.values, copy.locale)
    locked = {s.name for s in slots if (s.table or s.field).name in copy.locked}
    writer = prepared.writer(copy.form, copy.locale, copy.records)
    mark = _mark(copy, writer.blank.fingerprint)
    content, problems = writer.write(texts, mark=mark, read_only=locked, flat=flat)
    return _checked(content, problems, copy.form.name)


def verify_written(copy: Copy, face: str, content: bytes) -> list[Problem]:
    """What a PDF stores or shows otherwise than the copy says; nothing for other faces.

    A PDF of running text has no fields to compare, nor has somebody else's after it was flattened.
    """
    has_places = copy.form.kind is Kind.FORM and copy.form.binding is None
    is_compared = face == "fillable" or (face == "pdf" and has_places)
    return verify_fillable(copy, content) if is_compared else []


def verify_fillable(copy: Copy, content: bytes) -> list[Problem]:
    """What a file of :func:`write_fillable` stores or shows otherwise than the copy says.

    Signatures aside: that somebody signed is a value, to sign the file is another step.
    """
    from formkit.formats.acroform import foreign, verify

    slots = copy.form.slots(row_counts(copy.form, copy.values))
    signed = {slot.name for slot in slots if slot.field.widget is Widget.SIGNATURE}
    written = slot_texts(copy.form, copy.values, copy.locale)
    texts = {name: text for name, text in written.items() if name not in signed}
    if copy.form.binding is not None:
        return foreign.verify(content, copy.form, copy.form.binding, texts)
    return verify(content, texts, labels=_labels(copy))


def _labels(copy: Copy) -> dict[str, dict[str, str]]:
    """What drop-downs show, by slot and choice; further rows are as the first."""
    slots = copy.form.slots(row_counts(copy.form, copy.values))
    chosen = [slot for slot in slots if slot.field.widget is Widget.SELECT]
    if not chosen:
        return {}
    inputs = inputs_of(build(copy.form, copy.locale).blocks)
    shown = {
        ((each.slot.table or each.slot.field).name, each.slot.field.name): {
            option.name: option.label for option in each.options
        }
        for each in inputs
    }
    return {slot.name: shown[(slot.table or slot.field).name, slot.field.name] for slot in chosen}


def write_print(copy: Copy, prepared: Prepared) -> bytes:
    """The same pages without fields, to be filled in with a pen."""
    return write_fillable(copy, prepared, flat=True)


def write_final(copy: Copy, prepared: Prepared) -> bytes:
    """The final PDF: nothing left to fill in. Texts flow, forms keep their geometry."""
    if copy.form.kind is Kind.FORM:
        return write_fillable(copy, prepared, flat=True)
    from formkit.formats.acroform import Writer, prepare

    document = build(copy.form, copy.locale)
    blank = prepare(
        _pages(document, copy.values, copy.records, Rendering.FILLED),
        (),
        form=copy.form,
        locale=copy.locale,
        title=document.words.title,
        marks=_text_marks(document),
    )
    content, problems = Writer(blank).write({}, mark=_mark(copy, blank.fingerprint), flat=True)
    return _checked(content, problems, copy.form.name)


def write_docx(copy: Copy, prepared: Prepared) -> bytes:
    """The Word file.

    Raises:
        TemplateError: the office's own template has errors.
        ExpressionError: a value cannot be used where the template asks for it.
    """
    return prepared.template(copy.form, copy.locale).render(names_in_word(copy))


def names_in_word(copy: Copy) -> dict[str, Any]:
    """Everything the Word template of a copy may name."""
    words, identity = copy.form.words[copy.locale], copy.document
    document = spaced_id(identity) if identity else None
    return context(copy.form, copy.values, words, copy.records, copy.rendering, document)


def write_word_pdf(copy: Copy, prepared: Prepared) -> bytes:
    """The Word file as PDF, look and all.

    Raises:
        MissingProgramError: LibreOffice is not installed.
    """
    from formkit.formats.libreoffice import to_pdf

    return to_pdf({"": write_docx(copy, prepared)})[""]


def write_html(copy: Copy, prepared: Prepared) -> bytes:
    from formkit.formats.html import write

    _require_room(copy)
    document = build(copy.form, copy.locale)
    words = printed(document, copy.values, copy.records, Rendering.FILLABLE)
    numbering = get_profile(copy.locale).numbering
    return write(document, copy.values, words, numbering).encode()


def write_json(copy: Copy, prepared: Prepared) -> bytes:
    from formkit.formats.recordjson import write

    values = to_plain(copy.form, copy.values)
    return write(copy.form, copy.locale, values, copy.document)


def write_jsonschema(copy: Copy, prepared: Prepared) -> bytes:
    from formkit.formats.jsonschema import form_schema, to_json

    return to_json(form_schema(copy.form, copy.locale))


def write_xlsform(copy: Copy, prepared: Prepared) -> bytes:
    from formkit.formats.xlsform import write

    return write(copy.form, copy.locale)


def write_batch(copy: Copy, prepared: Prepared) -> bytes:
    from formkit.formats.batchsheet import write

    return write(copy.form, copy.locale)


Write = Callable[[Copy, Prepared], bytes]

FILLED: dict[str, Write] = {
    "docx": write_docx,
    "docx-pdf": write_word_pdf,
    "pdf": write_final,
    "fillable": write_fillable,
    "html": write_html,
    "json": write_json,
}
"""Faces of a completed document by name."""

BLANK: dict[str, Write] = {
    "pdf": write_fillable,
    "print": write_print,
    "docx": write_docx,
    "html": write_html,
    "jsonschema": write_jsonschema,
    "xlsform": write_xlsform,
    "xlsx": write_batch,
}
"""Faces of a document nobody has filled in."""

SUFFIX = {
    "docx": ".docx",
    "docx-pdf": "-word.pdf",
    "pdf": ".pdf",
    "fillable": ".pdf",
    "print": ".pdf",
    "html": ".html",
    "json": ".json",
    "jsonschema": ".schema.json",
    "xlsform": "-xlsform.xlsx",
    "xlsx": ".xlsx",
}


def require_face(name: str, faces: Mapping[str, Write], form: Form) -> Write:
    if name not in faces:
        raise UnknownFaceError(
            form=form.name, face=name, known=", ".join(faces), suggestion=suggest(name, faces)
        )
    return faces[name]


def write_blank(form: Form, locale: str, face: str, prepared: Prepared | None = None) -> bytes:
    """One face of an empty document, standing content included."""
    write = require_face(face, BLANK, form)
    values = with_standing(form, {}, locale)
    copy = Copy(form, locale, values, rendering=Rendering.BLANK)
    return write(copy, prepared or Prepared())
