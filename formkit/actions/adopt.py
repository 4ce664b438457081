"""Adopting: somebody else's fillable PDF or XLSForm becomes a form of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.catalogue.adopt import draft, sanitised
from formkit.errors import (
    BadFormNameError,
    FormExistsError,
    NotAdoptableError,
    UnknownLocaleError,
)
from formkit.language.profiles import LOCALES
from formkit.language.suggestion import suggest
from formkit.model.form import NAME_PATTERN
from formkit.problems import Code, Problem, Where, has_errors, problem
from formkit.workspace import write_file

if TYPE_CHECKING:
    from formkit.catalogue.index import Catalogue

_EXPECTED = {Code.DOCUMENT_NOT_OURS, Code.DOCUMENT_NO_FIELDS, Code.VALUE_SEVERAL_MARKED}
"""What the reader says of a form that is not ours or not filled in well."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A drafted form, to be looked through by a person."""

    form: str
    folder: Path
    field_count: int
    problems: tuple[Problem, ...]
    """What was left out and why, and what filling will change; no errors."""


def adopt(
    content: bytes,
    file: str,
    *,
    catalogue: Catalogue,
    folder: Path,
    locale: str,
    name: str | None = None,
) -> Adopted:
    """Draft the folder of a form: bound to a PDF, or free where it comes from an XLSForm.

    Args:
        content: the file.
        file: its name, which names the form where ``name`` does not.
        catalogue: its short names are taken.
        folder: in which the folder of the form is made.
        locale: of the words on the pages of the PDF.
        name: of the form.

    Raises:
        NotAdoptableError: with all reasons, fields included.
        BadFormNameError, FormExistsError, UnknownLocaleError, NoSpaceError, ReadOnlyError
    """
    form, target = _target(name, file, catalogue, folder, locale)
    if file.lower().endswith(".xlsx"):
        return _adopt_xlsform(content, file, catalogue, target, locale)
    from formkit.formats.acroform import read_isolated
    from formkit.formats.acroform.foreign import survey

    faults = [p for p in read_isolated(content).problems if p.code not in _EXPECTED]
    if has_errors(faults):
        raise NotAdoptableError(file=file, problems=faults)
    found = survey(content)
    problems = (*faults, *found.problems)
    if has_errors(problems) or not found.fields:
        raise NotAdoptableError(file=file, problems=problems)
    drafted = draft(found, content, name=form, locale=locale, codes=catalogue.codes)
    _write_all(target, drafted.files)
    return Adopted(form, target, len(found.fields), problems)


def _adopt_xlsform(
    content: bytes, file: str, catalogue: Catalogue, target: Path, locale: str
) -> Adopted:
    from formkit.catalogue.imported import draft_imported
    from formkit.formats.xlsform import read

    try:
        found = read(content)
    except ValueError as error:
        reason = problem(Code.DATA_NOT_READABLE, where=Where(file=file), reason=str(error))
        raise NotAdoptableError(file=file, problems=(reason,)) from error
    codes = catalogue.codes
    drafted, problems = draft_imported(found, name=target.name, locale=locale, codes=codes)
    _write_all(target, drafted.files)
    return Adopted(target.name, target, len(list(found.root.questions())), tuple(problems))


def _target(
    name: str | None, file: str, catalogue: Catalogue, folder: Path, locale: str
) -> tuple[str, Path]:
    """Name and folder of the new form."""
    form = _form_name(name, file)
    if locale not in LOCALES:
        near, known = suggest(locale, LOCALES), ", ".join(LOCALES)
        raise UnknownLocaleError(form=form, locale=locale, known=known, suggestion=near)
    target = folder / form
    if target.exists() or form in catalogue.names:
        raise FormExistsError(form=form, folder=target)
    return form, target


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """All files or none."""
    try:
        for name, content in files.items():
            write_file(folder / name, content)
    except BaseException:
        for name in files:
            (folder / name).unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()
        raise


def _form_name(name: str | None, file: str) -> str:
    suggestion = sanitised(name or Path(file).stem, spare="form")
    if name is not None and not re.fullmatch(NAME_PATTERN, name):
        raise BadFormNameError(name=name, suggestion=suggestion)
    return suggestion if name is None else name
