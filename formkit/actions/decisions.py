"""Decisions: what a person says about a document brings it to the registers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from formkit.actions.desk import Desk, lookup
from formkit.actions.judgement import Judgement
from formkit.actions.papers import Shelf
from formkit.actions.prefill import resolve_references
from formkit.actions.read import completed
from formkit.actions.review import MANY, Question, is_about_paper, question_of
from formkit.model.record import FormMark, Method, Reading, Seen
from formkit.problems import Code, Problem, Severity, Where, has_errors, problem
from formkit.store import documents, receipts, reviews
from formkit.store.receipts import Receipt, Verdict
from formkit.store.reviews import Decision, ReviewItem
from formkit.store.source import SourceKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.form import Form


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says to one question."""

    question: str
    decision: Decision
    """TAKEN: what was proposed is right; KEPT: nothing stands there; CORRECTED: ``text``."""
    text: str = ""
    """As the document would have it, or labels of choices."""
    where: Where = field(default_factory=Where)
    """Where the answer stands, for problems with it."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What answers brought."""

    count: int
    """Questions that were answered now."""
    documents: tuple[tuple[str, Verdict], ...]
    """Numbers of documents with nothing left to ask, and what became of them."""
    problems: tuple[Problem, ...]
    """With an error among them nothing was written."""


def decide(desk: Desk, answers: Sequence[Answer], *, is_preview: bool = False) -> Decided:
    """Write down answers, and bring documents on that have nothing left to ask.

    All of it or, where an answer has an error or for a preview, nothing. The same answer again
    changes nothing.
    """
    shelf = Shelf(desk)
    with desk.store.transaction() as connection:
        checked = [_checked(desk, connection, shelf, answer) for answer in answers]
        problems = tuple(found for each in checked for found in each.problems)
        if is_preview or has_errors(problems):
            return Decided(0, (), problems)
        written = [each for each in checked if each.is_new and _write(desk, connection, each)]
        finished = []
        for receipt in dict.fromkeys(each.question.receipt for each in written if each.question):
            finished += _finished(desk, connection, shelf, receipt)
    return Decided(len(written), tuple(finished), problems)


@dataclass(frozen=True, slots=True)
class _Checked:
    answer: Answer
    question: Question | None = None
    text: str = ""
    """As the field has it."""
    problems: tuple[Problem, ...] = ()
    is_new: bool = True


def _checked(desk: Desk, connection: Connection, shelf: Shelf, answer: Answer) -> _Checked:
    item = reviews.find(connection, answer.question)
    if item is None or not is_about_paper(item):
        return _Checked(answer, problems=_at(answer, [problem(Code.REVIEW_UNKNOWN_QUESTION)]))
    question = question_of(connection, shelf, item)
    text, problems = _text(desk, connection, question, answer)
    if item.decision is not None:
        return _decided_before(answer, item, question, text)
    return _Checked(answer, question, text, _at(answer, problems))


def _decided_before(answer: Answer, item: ReviewItem, question: Question, text: str) -> _Checked:
    before = item.decided_value if isinstance(item.decided_value, str) else ""
    if before == text:
        return _Checked(answer, question, text, is_new=False)
    other = problem(
        Code.REVIEW_DECIDED_BEFORE, Severity.WARNING, actor=item.decided_by or "", text=before
    )
    return _Checked(answer, question, text, _at(answer, [other]), is_new=False)


def _at(answer: Answer, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    where = answer.where
    return tuple(p.at(file=where.file, line=where.line, path=where.path) for p in problems)


def _text(
    desk: Desk, connection: Connection, question: Question, answer: Answer
) -> tuple[str, list[Problem]]:
    """The text of the field an answer means, and why it cannot be used."""
    if answer.decision is Decision.KEPT:
        return "", []
    if question.member is None:
        is_written = answer.decision is Decision.CORRECTED
        belongs = problem(Code.REVIEW_NO_VALUE_ASKED, text=answer.text)
        return "", [belongs] if is_written else []
    if answer.decision is Decision.TAKEN:
        nothing = [] if question.text else [problem(Code.REVIEW_NOTHING_PROPOSED)]
        text = question.text
        return text, nothing or _unusable(desk, connection, question, text)
    text = _named(question, answer.text)
    return text, _unusable(desk, connection, question, text)


def _named(question: Question, text: str) -> str:
    """Labels of choices by their names."""
    names = {label.casefold(): name for name, label in question.choices.items()}
    if not question.is_many:
        return names.get(text.strip().casefold(), text)
    parts = [part.strip() for part in text.split(MANY.strip()) if part.strip()]
    return " ".join(names.get(part.casefold(), part) for part in parts)


def _unusable(desk: Desk, connection: Connection, question: Question, text: str) -> list[Problem]:
    member, form = question.member, question.form
    if member is None or form is None:
        return []
    value, problems = member.type.parse(text, question.locale)
    if value is None or problems or question.slots[0].table is not None:
        return list(problems)
    known = lookup(desk, connection, question.locale)
    _values, found = resolve_references(form, {member.name: value}, known)
    return found


def _write(desk: Desk, connection: Connection, checked: _Checked) -> bool:
    question, decision = checked.question, checked.answer.decision
    if question is None:
        return False
    source = desk.source(SourceKind.REVIEW)
    written = [
        reviews.decide(connection, item, decision, checked.text, source) for item in question.items
    ]
    return any(written)


def _finished(
    desk: Desk, connection: Connection, shelf: Shelf, receipt_id: str
) -> list[tuple[str, Verdict]]:
    """Judge a document again with everything people have decided, if nothing is left to ask."""
    asked = reviews.of_receipt(connection, receipt_id)
    receipt = receipts.get(connection, receipt_id)
    if receipt is None or receipt.document is None or receipt.verdict is not Verdict.REVIEW:
        return []
    document = documents.find(connection, receipt.document)
    if document is None or any(item.decision is None for item in asked):
        return []
    form = shelf.form(document.form, document.version, document.locale, document.id)
    if form is None:
        return []
    seen = receipts.get_seen(connection, receipt.id)
    keyed = _keyed(form, seen, asked)
    mark = FormMark(
        document.form, document.version, document.locale, document.id, document.fingerprint or ""
    )
    read = completed(Reading(mark, {**seen, **keyed}), form, document.locale)
    paths = {item.path for item in asked if item.path}
    judged = Judgement(desk, connection, read, decided=paths)
    settled: Receipt = replace(
        receipt, verdict=judged.verdict, problems=judged.problems, plain=judged.plain
    )
    receipts.set_result(connection, settled, keyed)
    judged.write(settled)
    return [(document.number or document.id, judged.verdict)]


def _keyed(form: Form, seen: Mapping[str, Seen], asked: Iterable[ReviewItem]) -> dict[str, Seen]:
    """What the slots say after the decisions; a confirmed proposal stays as it was read."""
    keyed: dict[str, Seen] = {}
    slots = list(form.slots(form.rows_named(seen)))
    for item in asked:
        text = item.decided_value if isinstance(item.decided_value, str) else ""
        for slot in slots:
            if item.path is None or slot.path != item.path:
                continue
            before = seen.get(slot.name, Seen(""))
            said = text
            if slot.option is not None:
                said = slot.option if slot.option in text.split() else ""
            is_taken = item.decision is Decision.TAKEN
            method = before.method if is_taken else Method.KEYED
            keyed[slot.name] = replace(before, text=said, method=method, confidence=1.0)
    return keyed
