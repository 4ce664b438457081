"""Stateless reading: completed documents in, records out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from formkit.actions.faces import Prepared
from formkit.actions.pages import is_without_fields, named, read_pages
from formkit.catalogue.index import Catalogue
from formkit.fieldtypes.base import Plain
from formkit.language.suggestion import suggest
from formkit.model.binding import slots_read
from formkit.model.clean import check_values, clean, to_plain
from formkit.model.form import OFFICE_RECORD, Form
from formkit.model.record import FormMark, Reading, Record
from formkit.problems import Code, Problem, Severity, has_errors, problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from formkit.layout.printed import Records


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What one file says; ``record`` is None when the file could not be read as a form."""

    reading: Reading
    record: Record | None
    form: Form | None
    problems: tuple[Problem, ...]

    @property
    def plain(self) -> Mapping[str, Plain]:
        if self.record is None or self.form is None:
            return {}
        return to_plain(self.form, self.record.values)

    @property
    def is_sure(self) -> bool:
        return self.record is not None and self.record.is_sure and not has_errors(self.problems)


def read_document(
    catalogue: Catalogue,
    content: bytes,
    prepared: Prepared | None = None,
    records: Records | None = None,
) -> ReadFile:
    """Identify and read a completed PDF; everything found wrong is among the problems.

    Args:
        catalogue: the forms it may be of.
        content: the file.
        prepared: where the blanks are by which pages without fields are read; None for new ones.
        records: the office's own, as it stands printed on them.
    """
    from formkit.formats.acroform import read_isolated

    reading = _known_by_fields(catalogue, named(catalogue, read_isolated(content)))
    mark = reading.mark
    if mark is None:
        return ReadFile(reading, None, None, reading.problems)
    form, found = identify(catalogue, mark)
    if form is None or has_errors(found):
        return ReadFile(reading, None, None, (*reading.problems, *found))
    if form.binding is not None:
        reading = slots_read(form, form.binding, reading)
    elif is_without_fields(reading):
        own = {OFFICE_RECORD: (records or {})[OFFICE_RECORD]} if _has_own(form, records) else {}
        blanks = (prepared or Prepared()).blanks(form, mark.locale, own)
        reading = read_pages(reading, content, blanks)
        if not reading.seen:
            return ReadFile(reading, None, None, reading.problems)
    return completed(reading, form, mark.locale, found)


def completed(
    reading: Reading, form: Form, locale: str, problems: Iterable[Problem] = ()
) -> ReadFile:
    """What a reading says as a document of its form, and what is missing in it."""
    record = clean(reading, form, locale)
    found = [*problems, *_compare_slots(form, reading)]
    missing = check_values(form.sections, record.values, form.words[record.locale])
    broken = {p.where.path for p in record.problems}
    found += [p for p in missing if p.where.path not in broken]
    return ReadFile(reading, record, form, (*record.problems, *found))


def _has_own(form: Form, records: Records | None) -> bool:
    return OFFICE_RECORD in form.prefill and OFFICE_RECORD in (records or {})


def _known_by_fields(catalogue: Catalogue, reading: Reading) -> Reading:
    """A file without a mark is of the one bound form that has the same fields in their places."""
    if reading.mark is not None or not reading.seen:
        return reading
    bound = [form for name in catalogue.bound_names if (form := catalogue.find(name)) is not None]
    found = [form for form in bound if form.binding is not None and form.binding.is_of(reading)]
    if len(found) != 1:
        return reading
    form = found[0]
    mark = FormMark(form.name, form.version, next(iter(form.words)))
    note = problem(Code.DOCUMENT_KNOWN_BY_FIELDS, Severity.INFO, form=form.name)
    others = [p for p in reading.problems if p.code is not Code.DOCUMENT_NOT_OURS]
    return replace(reading, mark=mark, problems=(note, *others))


def identify(catalogue: Catalogue, mark: FormMark) -> tuple[Form | None, list[Problem]]:
    """The form of a mark, and what does not fit: unknown form, other version or locale."""
    form = catalogue.find(mark.form)
    if form is None:
        suggestion = suggest(mark.form, catalogue.names)
        return None, [problem(Code.DOCUMENT_UNKNOWN_FORM, form=mark.form, suggestion=suggestion)]
    if mark.version != form.version:
        found, current = mark.version, form.version
        other = problem(Code.DOCUMENT_OTHER_VERSION, form=form.name, found=found, current=current)
        return form, [other]
    if mark.locale not in form.words:
        return form, [problem(Code.DOCUMENT_OTHER_GEOMETRY, form=form.name)]
    return form, []


def _compare_slots(form: Form, reading: Reading) -> list[Problem]:
    """Fields of the file that the form lacks, and the other way round."""
    seen = set(reading.seen)
    known = {slot.name for slot in form.slots(form.rows_named(seen))}
    extra = [
        problem(Code.DOCUMENT_UNKNOWN_FIELD, Severity.WARNING, name=name)
        for name in sorted(seen - known)
    ]
    lost = [problem(Code.DOCUMENT_MISSING_FIELD, name=name) for name in sorted(known - seen)]
    return extra + lost
