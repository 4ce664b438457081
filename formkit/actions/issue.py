"""Issuing: a document gets its number, its journal entry and its identity, then its files."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formkit.actions.check import require_allowed
from formkit.actions.desk import Desk, lookup
from formkit.actions.disclosure import record_access
from formkit.actions.faces import (
    FILLED,
    SUFFIX,
    Copy,
    require_face,
    verify_written,
    with_standing,
)
from formkit.actions.feeds import ISSUE, feed_registers, locked_fields
from formkit.actions.fill import with_defaults
from formkit.actions.numbering import masked_number, with_check_digit
from formkit.actions.people import persons_in, remember
from formkit.actions.prefill import prefill_records, prefilled, resolve_references
from formkit.catalogue.former import definition_texts
from formkit.catalogue.index import require_locale
from formkit.errors import DataError, UnknownFieldError
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.model.clean import check_values, from_plain, to_plain
from formkit.model.form import Field, Form, Numbering
from formkit.problems import Problem, has_errors
from formkit.store import definitions, documents, numbers, proposals, records
from formkit.store.documents import Document, Geometry
from formkit.store.merging import current_key
from formkit.store.source import Source, SourceKind
from formkit.workspace import digest, write_file

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.fieldtypes.base import Plain, Value

JOURNAL = "documents"
CLIENTS = "clients"


@dataclass(frozen=True, slots=True)
class Issued:
    document: str
    """Ten characters of the form mark."""
    number: str | None
    form: str
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]
    """Warnings only; errors stop the issue."""


def issue(
    desk: Desk,
    form_name: str,
    data: Mapping[str, Plain],
    *,
    locale: str,
    faces: Sequence[str] = (),
    is_verified: bool = True,
) -> Issued:
    """Number, journal, prefill and write one document.

    Without ``faces`` there is a Word file, and a PDF: fillable where somebody else completes it.
    With ``is_verified`` every PDF is read back before it is handed over.

    The number, the journal entry and the registers change together with the files: when a file
    cannot be written, nothing has happened and the number is free again.

    Raises:
        UnknownFormError, UnknownLocaleError, UnknownFaceError
        DataError: the data do not fit the form, or a text does not fit its box.
        RefusedError: a rule forbids the document to leave.
        NoSpaceError, ReadOnlyError, StoreError
    """
    form = desk.catalogue.get(form_name)
    require_locale(form, locale)
    faces = faces or _usual_faces(form)
    for face in faces:
        require_face(face, FILLED, form)
    values, problems = from_plain(form, data, locale)
    with desk.store.transaction() as connection:
        copy, found = _complete_copy(desk, connection, form, values, locale)
        problems += found
        if has_errors(problems):
            raise DataError(file=form_name, problems=problems)
        remarks, access = require_allowed(desk, connection, form, copy.values)
        problems += remarks
        number = copy.values.get(form.number.field) if form.number else None
        stem = f"{number or copy.document}-{form.name}"
        files = [
            (f"{stem}{_suffix(face, faces)}", _written(desk, copy, face, is_verified=is_verified))
            for face in faces
        ]
        _register(desk, connection, copy, files[0])
        record_access(desk, connection, [access])
        paths = _write_all(desk.office.outbox, files)
    return Issued(copy.document or "", number, form.name, paths, tuple(problems))


def _write_all(folder: Path, files: Sequence[tuple[str, bytes]]) -> tuple[Path, ...]:
    """All files or none."""
    paths: list[Path] = []
    try:
        for name, content in files:
            write_file(folder / name, content)
            paths.append(folder / name)
    except BaseException:
        for path in paths:
            path.unlink(missing_ok=True)
        raise
    return tuple(paths)


def client_field(desk: Desk, form_name: str) -> str:
    """The field of a form that names the client.

    Raises:
        UnknownFieldError: the form has none.
    """
    form = desk.catalogue.get(form_name)
    for member in form.fields():
        if isinstance(member.type, ReferenceType) and member.type.register == CLIENTS:
            return member.name
    raise UnknownFieldError(form=form_name, field=CLIENTS, suggestion="")


def _usual_faces(form: Form) -> tuple[str, str]:
    is_complete = form.issued_sections == form.sections
    return ("pdf" if is_complete else "fillable"), "docx"


def _suffix(face: str, faces: Sequence[str]) -> str:
    """Two PDFs of one document have different names."""
    is_second_pdf = face == "fillable" and "pdf" in faces
    return ("-fillable" if is_second_pdf else "") + SUFFIX[face]


def _complete_copy(
    desk: Desk, connection: Connection, form: Form, values: dict[str, Value], locale: str
) -> tuple[Copy, list[Problem]]:
    """The values with number, prefilled and standing content, and what is wrong with them."""
    known = lookup(desk, connection, locale)
    values = _full_keys(desk, connection, form, values)
    today = desk.now.astimezone().date()
    values = with_standing(form, values, locale)
    values = with_defaults(form.issued_sections, values, today, locale)
    if form.number:
        values[form.number.field] = _next_number(desk, connection, form, form.number, today.year)
    values, problems = resolve_references(form, values, known)
    record_parts = prefill_records(form, values, known)
    taken = known.known(prefilled(form, values, record_parts))
    values, further = resolve_references(form, taken, known)
    problems += [p for p in further if p not in problems]
    named = {(p.where.path or "").split(".")[0] for p in problems}
    missing = check_values(form.issued_sections, values, form.words[locale])
    problems += [p for p in missing if (p.where.path or "").split(".")[0] not in named]
    from formkit.formats.formmark import new_document_id

    document = new_document_id(secrets.SystemRandom())
    locked = locked_fields(form)
    copy = Copy(form, locale, values, record_parts, document, locked=locked)
    return copy, problems


def _next_number(
    desk: Desk, connection: Connection, form: Form, numbering: Numbering, year: int
) -> str:
    """The next number nobody has used, be it by hand before the office began with formkit."""
    keyed = [f.register for f in form.feeds if f.key == numbering.field and not f.each]
    while True:
        seq = numbers.next_number(connection, form.name, year)
        number = masked_number(numbering.mask, year, seq)
        taken = (records.find(connection, desk.registers[name], number) for name in keyed)
        if not any(taken):
            return number


def _full_keys(
    desk: Desk, connection: Connection, form: Form, values: Mapping[str, Value]
) -> dict[str, Value]:
    """Keys typed without their check digit are completed: ``00012`` means ``00012-7``.

    That of a record that was merged into another one means the other one.
    """
    full = dict(values)
    for member in form.fields():
        value = values.get(member.name)
        if isinstance(member.type, ReferenceType) and isinstance(value, Reference):
            register = desk.registers[member.type.register]
            key = with_check_digit(value.key, register.number_mask)
            full[member.name] = replace(value, key=current_key(connection, register, key))
    return full


def _written(desk: Desk, copy: Copy, face: str, *, is_verified: bool) -> bytes:
    """One face of the copy; a PDF is read back and compared before it leaves this function."""
    content = FILLED[face](copy, desk.prepared)
    if is_verified and (found := verify_written(copy, face, content)):
        raise DataError(file=copy.form.name, problems=found)
    return content


def _register(
    desk: Desk, connection: Connection, copy: Copy, first_file: tuple[str, bytes]
) -> None:
    """Ledger, geometry, registers and journal of an issued copy."""
    form, name = copy.form, first_file[0]
    source = desk.source(SourceKind.DOCUMENT, document=copy.document, stage=ISSUE)
    blank = desk.prepared.writer(form, copy.locale, copy.records).blank
    rectangles = blank.geometry
    edition = Geometry(
        fingerprint=blank.fingerprint,
        form=form.name,
        version=form.version,
        locale=copy.locale,
        rectangles_pt=rectangles,
    )
    documents.add_geometry(connection, edition)
    if form.binding is None:
        texts = partial(definition_texts, desk.catalogue, form.name)
        definitions.keep(connection, blank.fingerprint, form.name, texts)
    document = Document(
        id=copy.document or "",
        form=form.name,
        version=form.version,
        locale=copy.locale,
        number=copy.values.get(form.number.field) if form.number else None,
        fingerprint=blank.fingerprint,
        plain=to_plain(form, copy.values),
        sha256=digest(first_file[1]),
        actor=desk.actor,
        issued_at=desk.now,
    )
    documents.add(connection, document, source)
    feed_registers(connection, form, copy.values, desk.registers, source)
    remember(desk, connection, persons_in([copy.values, copy.records]), copy.locale, source)
    _journal(desk, connection, copy, document, source, name)


def _journal(
    desk: Desk,
    connection: Connection,
    copy: Copy,
    document: Document,
    source: Source,
    file_name: str,
) -> None:
    if JOURNAL not in desk.registers:
        return
    journal = desk.registers[JOURNAL]
    row: dict[str, Any] = {
        "doc_type": copy.form.name,
        "doc_date": desk.now.astimezone().date(),
        "status": "issued",
        "file_ref": file_name,
    }
    for name in ("client", "worker", "partner"):
        member = copy.form.find(copy.form.prefill.get(name, ""))
        value = copy.values.get(member.name) if isinstance(member, Field) else None
        if isinstance(value, Reference):
            row[f"{name}_id"] = value
    row = {column: value for column, value in row.items() if journal.has_column(column)}
    key = document.number or document.id
    proposals.propose(connection, journal, key, row, base=None, source=source)
