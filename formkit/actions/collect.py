"""Collecting: every received file is kept, read, and brought to the registers or to a person."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.actions.desk import Desk, lookup
from formkit.actions.feeds import RETURN, feed_registers
from formkit.actions.fill import with_defaults
from formkit.actions.issue import JOURNAL
from formkit.actions.pages import is_printed
from formkit.actions.prefill import resolve_references
from formkit.actions.read import ReadFile, read_document
from formkit.errors import FileMissingError
from formkit.model.clean import from_plain, to_plain
from formkit.model.form import OFFICE, OFFICE_RECORD
from formkit.problems import Code, Problem, Severity, has_errors, problem
from formkit.store import documents, proposals, receipts, reviews
from formkit.store.documents import Document, Status
from formkit.store.receipts import Receipt, Verdict
from formkit.store.reviews import ReviewItem, ReviewKind
from formkit.store.source import SourceKind
from formkit.workspace import archive_file, digest

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.fieldtypes.base import Plain, Value
    from formkit.model.form import Form


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of one file."""

    path: Path
    sha256: str
    """Name of the file in the archive."""
    verdict: Verdict
    form: str | None
    number: str | None
    document: str | None
    problems: tuple[Problem, ...]
    is_same_file: bool = False
    """The very same file had been received before; nothing was added."""


def collect_one(desk: Desk, path: Path) -> Collected:
    """Take one received file; a bad one is answered like any other.

    The file is kept in the archive before anything is read from it. Everything that comes of it
    is written in one transaction; only then does it leave the inbox. Stopped at any moment, the
    work goes on where it was when it is called again with the same file.

    Raises:
        FileMissingError, NoSpaceError, ReadOnlyError, StoreError
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileMissingError(file=path) from error
    collected = _taken(desk, path, content)
    if desk.office.inbox in path.resolve().parents:
        with contextlib.suppress(OSError):
            path.unlink()
    return collected


def _taken(desk: Desk, path: Path, content: bytes) -> Collected:
    known = _known(desk, path, digest(content))
    if known is not None:
        return known
    sha256 = archive_file(desk.office, content, path.suffix.lower())
    own = {OFFICE_RECORD: desk.organisation}
    read = read_document(desk.catalogue, content, desk.prepared, own)
    with desk.store.transaction() as connection:
        judged = _Judgement(desk, connection, read)
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


class _Judgement:
    """Decides what becomes of a reading, given what the office already knows."""

    def __init__(self, desk: Desk, connection: Connection, read: ReadFile) -> None:
        self.desk = desk
        self.connection = connection
        self.read = read
        self.values: Mapping[str, Value] = read.record.values if read.record else {}
        self.found: list[Problem] = list(read.problems)
        self.document = self._find_document()
        self._fill_in_own_part()
        self._check_references()
        self._check_issued()
        self.verdict = self._verdict()
        self.problems = tuple(self.found)

    @property
    def plain(self) -> dict[str, Plain]:
        return to_plain(self.read.form, self.values) if self.read.form else {}

    def _find_document(self) -> Document | None:
        mark = self.read.reading.mark
        if mark is None or mark.document is None:
            return None
        return documents.find(self.connection, mark.document)

    def _fill_in_own_part(self) -> None:
        """What the office itself writes on a document that came back, such as the day."""
        form, record = self.read.form, self.read.record
        if form is None or record is None:
            return
        late = [s for s in form.sections if s.by == OFFICE and s not in form.issued_sections]
        today = self.desk.now.astimezone().date()
        self.values = with_defaults(late, self.values, today, record.locale)

    def _check_references(self) -> None:
        form = self.read.form
        if self.read.record is None or form is None:
            return
        known = lookup(self.desk, self.connection, self.read.record.locale)
        self.values, problems = resolve_references(form, self.values, known)
        self.found += problems

    def _check_issued(self) -> None:
        """The document must be one of ours, and say what it said when it was issued."""
        record = self.read.record
        if record is None:
            return
        if self.document is None:
            shown = record.document or "—"
            self.found.append(problem(Code.DOCUMENT_NOT_ISSUED, document=shown))
            return
        form = self.desk.catalogue.get(record.form)
        issued, _problems = from_plain(form, self.document.plain, record.locale)
        for name, value in issued.items():
            read = self.values.get(name)
            if is_printed(self.read.reading) and _is_same_print(form, name, value, read):
                self.values = {**self.values, name: value}
            if self.values.get(name) != value:
                said, says = (_shown(form, name, v) for v in (value, self.values.get(name)))
                differs = problem(Code.VALUE_DIFFERS_FROM_ISSUED, issued=said, text=says)
                self.found.append(differs.at(path=name))

    def _verdict(self) -> Verdict:
        if self.read.record is None:
            return Verdict.UNREADABLE
        if self.document is not None:
            before = receipts.of_document(self.connection, self.document.id)
            accepted = [r for r in before if r.verdict is Verdict.ACCEPTED]
            if accepted:
                return self._again(accepted[-1])
        is_sure = self.read.record.is_sure and not has_errors(self.found)
        return Verdict.ACCEPTED if is_sure else Verdict.REVIEW

    def _again(self, before: Receipt) -> Verdict:
        number = (self.document.number or self.document.id) if self.document else ""
        if before.plain == self.plain:
            note = problem(Code.DOCUMENT_REPEATED, Severity.INFO, document=number)
            self.found.append(note)
            return Verdict.REPEATED
        self.found.append(problem(Code.DOCUMENT_CONFLICT, document=number))
        return Verdict.CONFLICT

    def keep_foreign(self) -> None:
        """A document nobody here issued enters the ledger as such, so that its copies meet."""
        mark = self.read.reading.mark
        if self.document is not None or mark is None or mark.document is None:
            return
        self.document = Document(
            id=mark.document,
            form=mark.form,
            version=mark.version,
            locale=mark.locale,
            status=Status.FOREIGN,
            fingerprint=mark.fingerprint or None,
        )
        documents.add(self.connection, self.document, self.desk.source(SourceKind.DOCUMENT))

    def write(self, receipt: Receipt) -> None:
        if receipt.verdict is Verdict.ACCEPTED:
            self._accept(receipt)
        elif receipt.verdict is not Verdict.REPEATED:
            self._ask(receipt)

    def _accept(self, receipt: Receipt) -> None:
        form, document = self.read.form, self.document
        if form is None or document is None:
            return
        source = self.desk.source(
            SourceKind.DOCUMENT, document=document.id, stage=RETURN, receipt=receipt.id
        )
        feed_registers(self.connection, form, self.values, self.desk.registers, source)
        documents.set_status(self.connection, document.id, Status.RETURNED, source)
        journal = self.desk.registers.get(JOURNAL)
        if journal is not None:
            key, status = document.number or document.id, {"status": "returned"}
            base = {"status": "issued"}
            proposals.propose(self.connection, journal, key, status, base=base, source=source)

    def _ask(self, receipt: Receipt) -> None:
        """One question to a person for everything that keeps the document out."""
        plain = self.plain
        for found in self.problems:
            if found.severity is not Severity.ERROR:
                continue
            path = found.where.path
            item = ReviewItem(
                kind=ReviewKind.PROBLEM,
                opened_at=self.desk.now,
                problem=found,
                receipt=receipt.id,
                document=receipt.document,
                path=path,
                proposed=plain.get(path.split(".")[0]) if path else None,
            )
            reviews.add(self.connection, item)


def _is_same_print(form: Form, name: str, value: Value, other: Value | None) -> bool:
    """Paper does not tell a space from the end of a line."""
    return "".join(_shown(form, name, value).split()) == "".join(_shown(form, name, other).split())


def _shown(form: Form, name: str, value: Value) -> str:
    plain = to_plain(form, {name: value}).get(name) if value is not None else None
    return "" if plain is None else str(plain)
