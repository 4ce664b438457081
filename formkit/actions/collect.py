"""Collecting: every received file is kept, read, and brought to the registers or to a person."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.actions.desk import Desk, lookup
from formkit.actions.feeds import RETURN, correct_registers, feed_registers
from formkit.actions.fill import with_defaults
from formkit.actions.former import read_former
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
from formkit.workspace import archive_file, archived, digest, keep_for_opening

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
    if desk.office.inbox in path.resolve().parents:
        with contextlib.suppress(OSError):
            path.unlink()
    return collected


def _taken(desk: Desk, path: Path, content: bytes, is_correction: bool) -> Collected:
    known = _known(desk, path, digest(content))
    if known is not None:
        return known
    sha256 = archive_file(desk.office, content, path.suffix.lower())
    own = {OFFICE_RECORD: desk.organisation}
    read = read_document(desk.catalogue, content, desk.prepared, own)
    read = read_former(desk, content, read)
    if any(found.code is Code.DOCUMENT_ACTIVE_CONTENT for found in read.problems):
        _keep_harmless(desk, sha256, content)
    with desk.store.transaction() as connection:
        judged = _Judgement(desk, connection, read, is_correction)
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


class _Judgement:
    """Decides what becomes of a reading, given what the office already knows."""

    def __init__(
        self, desk: Desk, connection: Connection, read: ReadFile, is_correction: bool
    ) -> None:
        self.desk = desk
        self.connection = connection
        self.read = read
        self.is_correction = is_correction
        self.values: Mapping[str, Value] = read.record.values if read.record else {}
        self.found: list[Problem] = list(read.problems)
        self.document = self._find_document()
        self.before = self._taken_before()
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

    def _taken_before(self) -> list[Receipt]:
        """Copies of the same document that went to the registers, oldest first."""
        if self.document is None:
            return []
        found = receipts.of_document(self.connection, self.document.id)
        return [receipt for receipt in found if receipt.verdict in receipts.TAKEN]

    def _fill_in_own_part(self) -> None:
        """What the office itself writes on a document that came back, such as the day.

        Another copy of it came back on the day the first one did.
        """
        form, record = self.read.form, self.read.record
        if form is None or record is None:
            return
        late = [s for s in form.sections if s.by == OFFICE and s not in form.issued_sections]
        if self.before:
            plain = self.before[-1].plain or {}
            own = {m.name: plain[m.name] for s in late for m in s.members if m.name in plain}
            self.values = {**from_plain(form, own, record.locale)[0], **self.values}
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
        form, record = self.read.form, self.read.record
        if form is None or record is None:
            return
        if self.document is None:
            shown = record.document or "—"
            self.found.append(problem(Code.DOCUMENT_NOT_ISSUED, document=shown))
            return
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
        is_sure = self.read.record.is_sure and not has_errors(self.found)
        if self.before:
            return self._again(is_sure=is_sure)
        return Verdict.ACCEPTED if is_sure else Verdict.REVIEW

    def _again(self, *, is_sure: bool) -> Verdict:
        """Of the same document: the same again, what corrects it, or another word against it."""
        plain, last = self.plain, self.before[-1]
        is_later = last.plain != plain and (self.is_correction or self._is_saved_after(last))
        if last.plain == plain or (not is_later and any(r.plain == plain for r in self.before)):
            self._say(Code.DOCUMENT_REPEATED, Severity.INFO)
            return Verdict.REPEATED
        if is_later and is_sure:
            self._say(Code.DOCUMENT_CORRECTED, Severity.WARNING, columns=self._changed(last))
            return Verdict.CORRECTED
        self._say(Code.DOCUMENT_CONFLICT)
        return Verdict.CONFLICT

    def _say(self, code: Code, severity: Severity = Severity.ERROR, columns: str = "") -> None:
        number = (self.document.number or self.document.id) if self.document else ""
        self.found.append(problem(code, severity, document=number, columns=columns))

    def _is_saved_after(self, before: Receipt) -> bool:
        """Whether both files say when they were saved, and this one was saved later."""
        from formkit.formats.acroform import read_isolated

        saved_at = self.read.reading.saved_at
        kept = archived(self.desk.office, before.sha256, before.suffix)
        if saved_at is None or not kept.is_file():
            return False
        then = read_isolated(kept.read_bytes()).saved_at
        return then is not None and saved_at > then

    def _changed(self, before: Receipt) -> str:
        """Labels of what the two copies say differently."""
        form, record, old, new = self.read.form, self.read.record, before.plain or {}, self.plain
        if form is None or record is None:
            return ""
        names = [m.name for m in form.members() if old.get(m.name) != new.get(m.name)]
        return ", ".join(form.words[record.locale].fields[name].label for name in names)

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
        if receipt.verdict in receipts.TAKEN:
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
        registers = self.desk.registers
        if receipt.verdict is Verdict.CORRECTED:
            _, kept = correct_registers(self.connection, form, self.values, registers, source)
            for key in kept:
                self._ask_about_row(receipt, key)
        else:
            feed_registers(self.connection, form, self.values, registers, source)
        documents.set_status(self.connection, document.id, Status.RETURNED, source)
        journal = self.desk.registers.get(JOURNAL)
        if journal is not None:
            key, status = document.number or document.id, {"status": "returned"}
            base = {"status": "issued"}
            proposals.propose(self.connection, journal, key, status, base=base, source=source)

    def _ask_about_row(self, receipt: Receipt, key: str) -> None:
        number = (self.document.number or self.document.id) if self.document else ""
        item = ReviewItem(
            kind=ReviewKind.PROBLEM,
            opened_at=self.desk.now,
            problem=problem(Code.DOCUMENT_ROW_GONE, document=number, record=key),
            receipt=receipt.id,
            document=receipt.document,
        )
        reviews.add(self.connection, item)

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
