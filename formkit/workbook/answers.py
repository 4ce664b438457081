"""Answers people have chosen in the sheets of questions, applied to the registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from formkit.problems import Code, Problem, has_errors, problem
from formkit.store import proposals, records, reviews
from formkit.store.reviews import Decision, ReviewItem, ReviewKind
from formkit.store.source import SourceKind
from formkit.store.values import to_plain, to_value
from formkit.workbook.cells import Raw, parse_cell
from formkit.workbook.edits import shapes_of
from formkit.workbook.words import WORDS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.fieldtypes.base import Value
    from formkit.model.register import Register
    from formkit.store.source import Source
    from formkit.workbook.read import Answer, Book


@dataclass(slots=True)
class Answered:
    """The account of the sheets of questions."""

    decided: int = 0
    refused: list[Problem] = field(default_factory=list)
    """Answers that cannot be used; their questions stay open."""


def apply_answers(
    connection: Connection, book: Book, registers: Sequence[Register], source: Source
) -> Answered:
    """Decide every question that has an answer; one decided before stays decided.

    Args:
        connection: of a transaction that writes.
        book: as it was read.
        registers: those of the workbook.
        source: who and when.
    """
    account = Answered()
    known = {register.name: register for register in registers}
    for answer in book.answers:
        item = reviews.find(connection, answer.question)
        if item is None or item.decision is not None or item.register not in known:
            continue
        decision = _decision(answer)
        if decision is None:
            continue
        by = replace(source, kind=SourceKind.REVIEW)
        work = _Work(connection, known[item.register], item, answer, by, book.locale)
        found = work.apply(decision)
        account.refused += [
            p.at(sheet=answer.sheet, line=answer.line, path=item.path) for p in found
        ]
        account.decided += not found
    return account


def _decision(answer: Answer) -> Decision | None:
    """A value of one's own counts more than the choice."""
    if answer.correction not in (None, ""):
        return Decision.CORRECTED
    chosen = answer.choice.casefold()
    for words in WORDS.values():
        if chosen == words.keep.casefold():
            return Decision.KEPT
        if chosen == words.take.casefold():
            return Decision.TAKEN
    return None


@dataclass(frozen=True, slots=True)
class _Work:
    connection: Connection
    register: Register
    item: ReviewItem
    answer: Answer
    source: Source
    locale: str

    def apply(self, decision: Decision) -> Sequence[Problem]:
        """What keeps the answer from being used; the question is closed where nothing does."""
        if decision is Decision.KEPT:
            self._close(decision, None)
            return ()
        ways: dict[ReviewKind, Callable[[Decision], Sequence[Problem]]] = {
            ReviewKind.CONFLICT: self._cell,
            ReviewKind.PROBLEM: self._cell,
            ReviewKind.DUPLICATE: self._row,
            ReviewKind.KEYLESS: self._row,
            ReviewKind.WITHDRAWN: self._withdrawn,
            ReviewKind.TWIN: self._twin,
        }
        return ways[self.item.kind](decision)

    def _close(self, decision: Decision, value: Value) -> None:
        plain = to_plain(value)
        reviews.decide(self.connection, self.item.id, decision, plain, self.source)

    def _cell(self, decision: Decision) -> Sequence[Problem]:
        """One cell: the proposed value, or one of the person's own."""
        item = self.item
        if item.row_id is None or item.path is None or not self.register.has_column(item.path):
            return (_not_possible(self.answer),)
        shape = shapes_of(self.register, self.locale)[item.path]
        value: Value | None
        if decision is Decision.CORRECTED:
            value, found = parse_cell(self.answer.correction, shape)
            if has_errors(found):
                return found
        elif item.kind is ReviewKind.PROBLEM:
            return (_not_possible(self.answer),)
        else:
            value = to_value(shape.type, item.proposed)
        self._close(decision, value)
        self._propose(item.row_id, {item.path: value})
        return ()

    def _propose(self, row_id: str, values: Mapping[str, Value | None]) -> None:
        """Write what was decided over what the person was shown."""
        row = records.find_id(self.connection, self.register, row_id)
        base = dict(row.values) if row else {}
        item = self.item
        if item.kind is ReviewKind.CONFLICT and item.path is not None:
            base[item.path] = to_value(self.register.column(item.path).type, item.current)
        proposals.propose_to(
            self.connection, self.register, row_id, values, base=base, source=self.source
        )

    def _row(self, decision: Decision) -> Sequence[Problem]:
        """A row that was held: into the record with its key, or a new one under another key."""
        values = self._proposed_values()
        if decision is Decision.TAKEN and self.item.row_id is not None:
            values.pop(self.register.key, None)
            self._close(decision, None)
            self._propose(self.item.row_id, values)
            return ()
        shape = shapes_of(self.register, self.locale)[self.register.key]
        key, found = parse_cell(self.answer.correction, shape)
        text = "" if key is None else str(to_plain(key))
        if has_errors(found) or not text:
            return found or (_not_possible(self.answer),)
        if records.find_any(self.connection, self.register, text) is not None:
            return (problem(Code.WORKBOOK_KEY_TAKEN, key=text),)
        self._close(Decision.CORRECTED, key)
        proposals.propose(
            self.connection, self.register, text, values, base=None, source=self.source
        )
        return ()

    def _withdrawn(self, decision: Decision) -> Sequence[Problem]:
        """Bring a withdrawn record back and write what was proposed for it."""
        row = records.find_id(self.connection, self.register, self.item.row_id or "")
        if row is None or decision is Decision.CORRECTED:
            return (_not_possible(self.answer),)
        key = str(row.plain.get(self.register.key, ""))
        if records.find(self.connection, self.register, key) is not None:
            return (problem(Code.WORKBOOK_KEY_TAKEN, key=key),)
        live = records.State.LIVE
        proposals.set_state(self.connection, self.register, row, live, self.source)
        self._close(decision, None)
        self._propose(row.id, self._proposed_values())
        return ()

    def _twin(self, decision: Decision) -> Sequence[Problem]:
        """Two records are the same; whoever applies the answers merges them."""
        if decision is Decision.CORRECTED:
            return (_not_possible(self.answer),)
        self._close(decision, None)
        return ()

    def _proposed_values(self) -> dict[str, Value]:
        proposed = self.item.proposed
        plain = proposed if isinstance(proposed, Mapping) else {}
        return records.values_of(self.register, plain)


def _not_possible(answer: Answer) -> Problem:
    return problem(Code.WORKBOOK_ANSWER_UNUSABLE, text=_said(answer.choice, answer.correction))


def _said(choice: str, correction: Raw) -> str:
    return choice if correction in (None, "") else str(correction)
