"""A rehearsal of a template: the documents that frighten it, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from formkit.actions.faces import (
    FILLED,
    SUFFIX,
    Copy,
    Prepared,
    names_in_word,
    with_standing,
    write_docx,
)
from formkit.actions.fill import Written
from formkit.actions.specimens import Specimens
from formkit.catalogue.index import Catalogue
from formkit.errors import DataError, MissingProgramError
from formkit.fieldtypes.base import Widget
from formkit.layout.expressions import ExpressionError
from formkit.model.clean import check_rows
from formkit.model.form import Field, Form, Kind
from formkit.problems import Code, Problem, Severity, problem

if TYPE_CHECKING:
    from formkit.actions.templates import OfficeTemplates

_ROWS, _USUAL_ROWS = (0, 1, 2, 5, 21), 2
_IDENTITY = "0000000000"
"""Of a document that was never issued."""
_SIGNED = "✓"


@dataclass(frozen=True, slots=True)
class Case:
    """One document of a packet; ``name`` is its file without suffix."""

    name: str
    copy: Copy
    has_all: bool = True
    """Whether every value is given, so that nothing may stay blank."""
    usual: str = ""
    """The case that a printed form should not be longer than; empty for none."""

    @property
    def word_file(self) -> str:
        return self.name + SUFFIX["docx"]


@dataclass(frozen=True, slots=True)
class Performed:
    case: Case
    files: tuple[Written, ...]
    problems: tuple[Problem, ...]


def cases_of(catalogue: Catalogue, form: Form, locale: str) -> list[Case]:
    """The packet of one language: nothing given, both genders, few and many rows, the longest."""
    specimens = {gender: Specimens(catalogue, locale, gender) for gender in ("female", "male")}
    stem = f"{form.name}.{locale}"
    missing = Copy(form, locale, with_standing(form, {}, locale))
    cases = [Case(f"{stem}.missing", missing, has_all=False)]
    has_tables = any(True for _ in form.tables())
    for number, count in enumerate(_ROWS if has_tables else (1, 1)):
        gender = ("female", "male")[number % 2]
        name = f"{stem}.{gender}" + (f"-{count}-rows" if has_tables else "")
        copy = _copy(form, specimens[gender], count)
        cases.append(Case(name, copy, has_all=count > 0))
    longest = replace(specimens["female"], is_longest=True)
    usual = f"{stem}.female" + (f"-{_USUAL_ROWS}-rows" if has_tables else "")
    copy = _copy(form, longest, _USUAL_ROWS)
    cases.append(Case(f"{stem}.longest", copy, usual=usual if form.kind is Kind.FORM else ""))
    return cases


def _copy(form: Form, specimens: Specimens, rows: int) -> Copy:
    records = specimens.records(form)
    values = specimens.values(form, rows)
    return Copy(form, specimens.locale, values, records, _IDENTITY)


def perform(case: Case, templates: OfficeTemplates, prepared: Prepared) -> Performed:
    """The Word file and, where the rows fit, the PDF of one case.

    Raises:
        TemplateError: the office's own template has errors.
    """
    from formkit.formats.docx.proof import blank_tags, leftovers

    copy = case.copy
    files: list[Written] = []
    found: list[Problem] = []
    try:
        content = write_docx(copy, prepared)
        files.append(Written(case.word_file, content))
        found += leftovers(content)
        if case.has_all:
            template = templates.content(copy.form, copy.locale)
            found += blank_tags(template, _signed(copy), copy.locale)
    except ExpressionError as error:
        found += error.problems
    pdf, problems = _pdf(case, prepared)
    return Performed(case, (*files, *pdf), tuple(p.at(file=case.name) for p in (*found, *problems)))


def _signed(copy: Copy) -> dict[str, Any]:
    """The names of a copy with something in the places to sign, which always stay blank."""
    names = names_in_word(copy)
    for member in copy.form.members():
        if isinstance(member, Field):
            names |= {member.name: _SIGNED} if member.widget is Widget.SIGNATURE else {}
            continue
        columns = [c.name for c in member.columns if c.widget is Widget.SIGNATURE]
        signed = dict.fromkeys(columns, _SIGNED)
        rows = names[member.name]
        names[member.name] = tuple(replace(row, parts={**row.parts, **signed}) for row in rows)
    return names


def _pdf(case: Case, prepared: Prepared) -> tuple[list[Written], list[Problem]]:
    copy = case.copy
    is_form = copy.form.kind is Kind.FORM
    face = "fillable" if is_form else "pdf"
    if is_form and check_rows(copy.form, copy.values):
        return [], []
    try:
        return [Written(case.name + SUFFIX[face], FILLED[face](copy, prepared))], []
    except (DataError, ExpressionError) as error:
        return [], _once_a_column(error.problems)
    except MissingProgramError as error:
        program = error.facts["program"]
        return [], [problem(Code.REHEARSAL_NO_PDF, Severity.INFO, program=program)]


def _once_a_column(found: Sequence[Problem]) -> list[Problem]:
    """Not the same again for every row of a table."""
    columns = {(p.code, re.sub(r"\.\d+\.", ".", p.where.path or "")): p for p in reversed(found)}
    return list(reversed(columns.values()))


def leaf_through(performed: Sequence[Performed]) -> tuple[list[Written], list[Problem]]:
    """The Word files as LibreOffice paginates them, and what is wrong with their page ends."""
    from formkit.formats.docx.pages import page_problems, survey
    from formkit.formats.libreoffice import to_pdf

    surveyed = {
        p.case.name: survey(f.content)
        for p in performed
        for f in p.files
        if f.name == p.case.word_file
    }
    try:
        pdfs = to_pdf({name: one.docx for name, one in surveyed.items()})
    except MissingProgramError as error:
        facts = {"program": error.facts["program"]}
        return [], [Problem(Code.REHEARSAL_NOT_LOOKED_AT, severity=Severity.INFO, values=facts)]
    found = [
        p.at(file=name) for name, pdf in pdfs.items() for p in page_problems(pdf, surveyed[name])
    ]
    found += _grown([p.case for p in performed], pdfs)
    return [Written(name + SUFFIX["docx-pdf"], pdf) for name, pdf in pdfs.items()], found


def _grown(cases: Sequence[Case], pdfs: Mapping[str, bytes]) -> Iterator[Problem]:
    """Printed forms that long values make longer."""
    from formkit.formats.docx.pages import page_count

    for case in cases:
        if case.name in pdfs and case.usual in pdfs:
            pages, usual = page_count(pdfs[case.name]), page_count(pdfs[case.usual])
            if pages > usual:
                code = Code.REHEARSAL_MORE_PAGES
                found = problem(code, Severity.WARNING, pages=pages, usual=usual)
                yield found.at(file=case.name)
