"""Stateless filling: data in, documents out. No office, no register, no number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from formkit.actions.data import DataFile
from formkit.actions.faces import (
    FILLED,
    SUFFIX,
    Copy,
    Prepared,
    require_face,
    verify_written,
    with_standing,
)
from formkit.actions.prefill import organisation
from formkit.errors import DataError, NotSignableError
from formkit.fieldtypes.base import Plain, Widget, wrong_shape
from formkit.model.clean import check_values, from_plain
from formkit.model.form import OFFICE_RECORD, TODAY, Form, Section, Table
from formkit.problems import Problem, has_errors

if TYPE_CHECKING:
    from formkit.formats.acroform.signing import Key


@dataclass(frozen=True, slots=True)
class Written:
    name: str
    """File name without folder; free of personal data."""
    content: bytes


@dataclass(frozen=True, slots=True)
class NamedCopy:
    """A copy to be written and the stem of its file name."""

    copy: Copy
    stem: str


def fill_copies(
    form: Form,
    data: DataFile,
    *,
    locale: str,
    face: str,
    office: Mapping[str, Any] | None = None,
) -> list[NamedCopy]:
    """One copy for every record of a data file; all of them are sound, or none is returned.

    ``office`` is the record ``org`` where a record of the data has none of its own.

    Raises:
        UnknownFaceError
        DataError: with the problems of all records, each with its path.
    """
    require_face(face, FILLED, form)
    today = date.today()
    copies, problems = [], list(data.problems)
    for number, plain in enumerate(data.records, start=1):
        plain = {OFFICE_RECORD: office, **plain} if office else plain
        copy, found = prepare_copy(form, plain, locale, today)
        prefix = f"{number}." if data.is_table else ""
        problems += [
            p.at(file=data.name, path=(prefix + (p.where.path or "")).rstrip(".")) for p in found
        ]
        stem = f"{number:04d}" if len(data.records) > 1 else PurePath(data.name).stem
        copies.append(NamedCopy(copy, f"{form.name}-{stem}"))
    if has_errors(problems):
        raise DataError(file=data.name, problems=problems)
    return copies


def write_copy(
    named: NamedCopy,
    face: str,
    prepared: Prepared,
    *,
    is_verified: bool = False,
    key: Key | None = None,
) -> Written:
    """One document of a batch, read back if asked, and signed where there is a key.

    Raises:
        DataError: a text cannot be printed, or what was written says something else.
        MissingProgramError: the layout engine is not installed.
        NotSignableError: only a PDF can be signed.
    """
    content = FILLED[face](named.copy, prepared)
    if is_verified and (found := verify_written(named.copy, face, content)):
        raise DataError(file=named.stem, problems=found)
    if key is not None:
        content = signed(named.copy, face, content, key)
    return Written(named.stem + SUFFIX[face], content)


def signed(copy: Copy, face: str, content: bytes, key: Key) -> bytes:
    """A PDF signed in the first place where the office signs, else out of sight."""
    from formkit.formats.acroform.signing import sign

    require_signable(face)
    slots = copy.form.slots() if face == "fillable" and copy.form.binding is None else ()
    own = {member.name for section in copy.form.issued_sections for member in section.members}
    places = (s.name for s in slots if s.field.widget is Widget.SIGNATURE and s.name in own)
    return sign(content, key, field=next(places, None), moment=datetime.now().astimezone())


def require_signable(face: str) -> None:
    if face not in SIGNABLE:
        raise NotSignableError(face=face, known=", ".join(SIGNABLE))


SIGNABLE = ("pdf", "fillable")
"""Faces that carry a signature."""


def prepare_copy(
    form: Form, plain: Mapping[str, Plain], locale: str, today: date
) -> tuple[Copy, list[Problem]]:
    """A copy from plain data with what is wrong with it; ``org`` is the record of the office."""
    own = {name: value for name, value in plain.items() if name != OFFICE_RECORD}
    values, problems = from_plain(form, own, locale)
    values = with_standing(form, values, locale)
    values = with_defaults(form.issued_sections, values, today, locale)
    named = {path.split(".")[0] for p in problems if (path := p.where.path)}
    missing = check_values(form.issued_sections, values, form.words[locale])
    problems += [p for p in missing if (p.where.path or "").split(".")[0] not in named]
    org, found = _organisation(plain.get(OFFICE_RECORD), locale)
    problems += [p.at(path=f"{OFFICE_RECORD}.{p.where.path or ''}".rstrip(".")) for p in found]
    records = {OFFICE_RECORD: org} if org and OFFICE_RECORD in form.prefill else {}
    return Copy(form, locale, values, records), problems


def _organisation(plain: Plain, locale: str) -> tuple[dict[str, Any], list[Problem]]:
    if plain is None:
        return {}, []
    if not isinstance(plain, Mapping):
        return {}, [wrong_shape("mapping of the office's own words", plain)]
    return organisation(plain, locale)


def with_defaults(
    sections: Iterable[Section], values: Mapping[str, Any], today: date, locale: str
) -> dict[str, Any]:
    """The values with the defaults of those fields of some sections that have none."""
    added = dict(values)
    for member in (member for section in sections for member in section.members):
        if isinstance(member, Table) or member.default is None or member.name in added:
            continue
        plain: Any = today if member.default == TODAY else member.default
        value, _ = member.type.from_plain(plain, locale)
        if value is not None:
            added[member.name] = value
    return added
