"""Judging: what becomes of a reading, given what the office already knows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from formkit.actions.desk import Desk, lookup
from formkit.actions.feeds import RETURN, correct_registers, feed_registers
from formkit.actions.fill import with_defaults
from formkit.actions.issue import JOURNAL
from formkit.actions.pages import is_printed
from formkit.actions.prefill import resolve_references
from formkit.actions.read import ReadFile
from formkit.model.clean import from_plain, to_plain
from formkit.model.form import OFFICE
from formkit.problems import Code, Problem, Severity, has_errors, problem
from formkit.store import documents, proposals, receipts, reviews
from formkit.store.documents import Document, Status
from formkit.store.receipts import Receipt, Verdict
from formkit.store.reviews import ReviewItem, ReviewKind
from formkit.store.source import SourceKind
from formkit.workspace import archived

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.fieldtypes.base import Plain, Value
    from formkit.model.form import Form


_SETTLED_BY_A_PERSON = (
    Code.VALUE_REQUIRED,
    Code.VALUE_DOUBTFUL,
    Code.VALUE_DIFFERS_FROM_ISSUED,
)
"""Not what the definition forbids: nobody can decide that."""


class Judgement:
    """Decides what becomes of a reading, given what the office already knows."""

    def __init__(
        self,
        desk: Desk,
        connection: Connection,
        read: ReadFile,
        *,
        is_correction: bool = False,
        decided: Collection[str] = (),
    ) -> None:
        """``decided`` are paths a person has answered for: what is said of them is settled."""
        self.desk = desk
        self.connection = connection
        self.read = read
        self.is_correction = is_correction
        self.decided = decided
        self.values: Mapping[str, Value] = read.record.values if read.record else {}
        self.found: list[Problem] = list(read.problems)
        self.document = self._find_document()
        self.before = self._taken_before()
        self._fill_in_own_part()
        self._check_references()
        self._check_issued()
        self.found = [f for f in self.found if not self._is_settled(f)]
        self.verdict = self._verdict()
        self.problems = tuple(self.found)

    def _is_settled(self, found: Problem) -> bool:
        return found.code in _SETTLED_BY_A_PERSON and is_under(found.where.path, self.decided)

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


def is_under(path: str | None, paths: Collection[str]) -> bool:
    """Whether a path is one of these or of a field of which one of these is a cell."""
    if path is None:
        return False
    return path in paths or any(each.startswith(f"{path}.") for each in paths)


def _is_same_print(form: Form, name: str, value: Value, other: Value | None) -> bool:
    """Paper does not tell a space from the end of a line."""
    return "".join(_shown(form, name, value).split()) == "".join(_shown(form, name, other).split())


def _shown(form: Form, name: str, value: Value) -> str:
    plain = to_plain(form, {name: value}).get(name) if value is not None else None
    return "" if plain is None else str(plain)
