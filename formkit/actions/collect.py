"""Collecting: every received file is kept, read, and brought to the registers or to a person."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.actions.desk import Desk
from formkit.actions.former import read_former
from formkit.actions.judgement import Judgement
from formkit.actions.read import ReadFile, read_document
from formkit.actions.scans import (
    is_ours,
    is_picture,
    keep_pages,
    may_be_scan,
    problems_of,
    read_pages,
    settle_pages,
    verdict_of,
)
from formkit.errors import FileMissingError
from formkit.formats.scan import INSTALL, missing_packages
from formkit.model.form import OFFICE_RECORD
from formkit.model.record import Reading
from formkit.problems import Code, Problem, Severity, problem
from formkit.store import documents, receipts
from formkit.store.receipts import Receipt, Verdict
from formkit.workspace import archive_file, digest, keep_for_opening

if TYPE_CHECKING:
    from formkit.formats.scan import ScannedPage
    from formkit.store.documents import Document


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of one file, or of one document of scanned pages."""

    path: Path | None
    """None for a document put together of scanned pages."""
    sha256: str
    """Name of the file in the archive; of scanned pages, the one with the first page."""
    verdict: Verdict
    form: str | None
    number: str | None
    document: str | None
    problems: tuple[Problem, ...]
    is_same_file: bool = False
    """The very same file had been received before; nothing was added."""


def collect_one(desk: Desk, path: Path, *, is_correction: bool = False) -> Collected:
    """Take one received file; a bad one is answered like any other.

    The file is kept in the archive before anything is read from it. Everything that comes of it
    is written in one transaction; only then does it leave the inbox. Stopped at any moment, the
    work goes on where it was when it is called again with the same file.

    Args:
        desk: of the office.
        path: the file.
        is_correction: a person says that it corrects what came before of the same document;
            without that the file itself has to be saved later.

    Raises:
        FileMissingError, NoSpaceError, ReadOnlyError, StoreError
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileMissingError(file=path) from error
    collected = _taken(desk, path, content, is_correction)
    is_left = collected.verdict is Verdict.WAITING
    if not is_left and desk.office.inbox in path.resolve().parents:
        with contextlib.suppress(OSError):
            path.unlink()
    return collected


def _taken(desk: Desk, path: Path, content: bytes, is_correction: bool) -> Collected:
    known = _known(desk, path, digest(content))
    if known is not None:
        return known
    sha256 = archive_file(desk.office, content, path.suffix.lower())
    own = {OFFICE_RECORD: desk.organisation}
    if is_picture(content) and missing_packages():
        return _left(path, sha256)
    read = ReadFile(Reading(None), None, None, ())
    if not is_picture(content):
        read = read_document(desk.catalogue, content, desk.prepared, own)
        read = read_former(desk, content, read)
    if may_be_scan(content, read):
        pages = read_pages(desk, content)
        if is_picture(content) or is_ours(pages):
            return _kept(desk, path, content, pages)
    if any(found.code is Code.DOCUMENT_ACTIVE_CONTENT for found in read.problems):
        _keep_harmless(desk, sha256, content)
    with desk.store.transaction() as connection:
        judged = Judgement(desk, connection, read, is_correction=is_correction)
        receipt = Receipt(
            sha256=sha256,
            suffix=path.suffix.lower(),
            size=len(content),
            at=desk.now,
            actor=desk.actor,
            verdict=judged.verdict,
            document=judged.document.id if judged.document else None,
            problems=judged.problems,
            plain=judged.plain if read.record else None,
        )
        judged.keep_foreign()
        if not receipts.add(connection, receipt, read.reading.seen):
            # Another process took the same file while this one was reading it.
            return _same(path, receipts.find(connection, sha256) or receipt, None)
        judged.write(receipt)
    return Collected(
        path,
        sha256,
        judged.verdict,
        read.form.name if read.form else None,
        judged.document.number if judged.document else None,
        judged.document.id if judged.document else None,
        judged.problems,
    )


def collect_pages(desk: Desk) -> list[Collected]:
    """Put the scanned pages that wait together and take every document that is whole.

    Documents that still wait for pages are among the result; nothing was done about them.
    """
    return [
        Collected(
            None,
            settled.sha256,
            settled.verdict,
            settled.form,
            settled.number,
            settled.document,
            settled.problems,
        )
        for settled in settle_pages(desk)
    ]


def _kept(desk: Desk, path: Path, content: bytes, pages: Sequence[ScannedPage]) -> Collected:
    """A file of scanned pages: they are kept, and wait for their documents."""
    receipt = Receipt(
        sha256=digest(content),
        suffix=path.suffix.lower(),
        size=len(content),
        at=desk.now,
        actor=desk.actor,
        verdict=verdict_of(pages),
        problems=problems_of(pages),
    )
    with desk.store.transaction() as connection:
        if not receipts.add(connection, receipt):
            return _same(path, receipts.find(connection, receipt.sha256) or receipt, None)
        keep_pages(connection, receipt, pages)
    return Collected(path, receipt.sha256, receipt.verdict, None, None, None, receipt.problems)


def _left(path: Path, sha256: str) -> Collected:
    """A picture on a machine that cannot read pictures; it is taken once it can be read."""
    missing = problem(
        Code.SCAN_NOT_INSTALLED, missing=", ".join(missing_packages()), install=INSTALL
    )
    return Collected(path, sha256, Verdict.WAITING, None, None, None, (missing,))


def _keep_harmless(desk: Desk, sha256: str, content: bytes) -> None:
    from formkit.formats.acroform.disarm import disarmed

    copy = disarmed(content)
    if copy is not None:
        keep_for_opening(desk.office, sha256, copy)


def _known(desk: Desk, path: Path, sha256: str) -> Collected | None:
    with desk.store.reading() as connection:
        receipt = receipts.find(connection, sha256)
        if receipt is None:
            return None
        document = documents.find(connection, receipt.document) if receipt.document else None
        return _same(path, receipt, document)


def _same(path: Path, receipt: Receipt, document: Document | None) -> Collected:
    note = problem(Code.DOCUMENT_SAME_FILE, Severity.INFO)
    return Collected(
        path,
        receipt.sha256,
        receipt.verdict,
        document.form if document else None,
        document.number if document else None,
        receipt.document,
        (note,),
        is_same_file=True,
    )
