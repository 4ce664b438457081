"""Stateless reading: completed documents in, records out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from formkit.catalogue.index import Catalogue
from formkit.fieldtypes.base import Plain
from formkit.language.suggestion import suggest
from formkit.model.clean import check_values, clean, to_plain
from formkit.model.form import Form
from formkit.model.record import FormMark, Reading, Record
from formkit.problems import Code, Problem, Severity, has_errors, problem

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def read_document(catalogue: Catalogue, content: bytes) -> ReadFile:
    """Identify and read a completed PDF; everything found wrong is among the problems."""
    from formkit.formats.acroform import read_isolated

    reading = read_isolated(content)
    if reading.mark is None:
        return ReadFile(reading, None, None, reading.problems)
    form, found = identify(catalogue, reading.mark)
    if form is None or has_errors(found):
        return ReadFile(reading, None, None, (*reading.problems, *found))
    record = clean(reading, form, reading.mark.locale)
    found += _compare_slots(form, reading)
    missing = check_values(form.sections, record.values, form.words[record.locale])
    broken = {p.where.path for p in record.problems}
    found += [p for p in missing if p.where.path not in broken]
    return ReadFile(reading, record, form, (*record.problems, *found))


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
    known = {slot.name for slot in form.slots()}
    seen = set(reading.seen)
    extra = [
        problem(Code.DOCUMENT_UNKNOWN_FIELD, Severity.WARNING, name=name)
        for name in sorted(seen - known)
    ]
    lost = [problem(Code.DOCUMENT_MISSING_FIELD, name=name) for name in sorted(known - seen)]
    return extra + lost
