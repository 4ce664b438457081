"""Review: what waits for a person, and what the person decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from formkit.actions.desk import Desk
from formkit.actions.papers import Shelf
from formkit.fieldtypes import MultiChoiceType, SignatureType
from formkit.fieldtypes.base import Plain
from formkit.fieldtypes.signature import SIGNED
from formkit.model.form import Field
from formkit.problems import Problem
from formkit.store import documents, receipts, reviews
from formkit.store.reviews import ReviewKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.form import Form, Slot
    from formkit.model.record import Seen
    from formkit.store.documents import Document
    from formkit.store.reviews import ReviewItem

MANY = "; "
"""Between the choices of one answer."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One question: where it is, why it is asked, what the document says."""

    id: str
    form: str | None
    number: str | None
    path: str | None
    problem: Problem | None
    proposed: Plain
    file: str | None
    """Hash of the archived file."""


def waiting(desk: Desk) -> list[Waiting]:
    """Everything open, oldest first."""
    with desk.store.reading() as connection:
        files = {r.id: r.sha256 for r in receipts.everything(connection)}
        found = []
        for item in reviews.open_items(connection):
            document = documents.find(connection, item.document) if item.document else None
            found.append(
                Waiting(
                    item.id,
                    document.form if document else None,
                    document.number if document else None,
                    item.path,
                    item.problem,
                    item.proposed,
                    files.get(item.receipt or ""),
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Question:
    """All that is asked about one field of one received document."""

    items: tuple[str, ...]
    """Ids of the items it closes; the first one names the question."""
    receipt: str
    reasons: tuple[Problem, ...]
    document: Document | None = None
    form: Form | None = None
    path: str | None = None
    """None where the document or the page as a whole is in doubt: it can only be confirmed."""
    slots: tuple[Slot, ...] = ()
    seen: Mapping[str, Seen] = field(default_factory=dict)
    """By name of the slots."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """Label by the text a slot may have; empty where anything can be written."""

    @property
    def id(self) -> str:
        return self.items[0]

    @property
    def member(self) -> Field | None:
        return self.slots[0].field if self.slots else None

    @property
    def is_many(self) -> bool:
        return self.member is not None and isinstance(self.member.type, MultiChoiceType)

    @property
    def locale(self) -> str:
        return self.document.locale if self.document else ""

    @property
    def label(self) -> str:
        """Of the field, with the row where it is in a table."""
        if self.form is None or not self.slots:
            return self.path or ""
        slot, words = self.slots[0], self.form.words[self.locale].fields
        if slot.table is None:
            return words[slot.field.name].label
        column = words[slot.table.name].columns[slot.field.name].label
        return f"{words[slot.table.name].label} {slot.row}: {column}"

    @property
    def text(self) -> str:
        """What was read, as the text of the field."""
        return " ".join(s.text for s in self.seen.values() if s.text)

    @property
    def shown(self) -> str:
        """What was read, as people say it."""
        if self.is_many:
            names = self.text.split()
            return MANY.join(self.choices.get(name, name) for name in names)
        return self.choices.get(self.text, self.text)


def questions(desk: Desk) -> list[Question]:
    """Open questions about received documents, those of one field of one form together."""
    shelf = Shelf(desk)
    with desk.store.reading() as connection:
        groups: dict[tuple[str, str | None, str], list[ReviewItem]] = {}
        for item in reviews.open_items(connection):
            if is_about_paper(item):
                groups.setdefault(_group(item), []).append(item)
        found = [_question(connection, shelf, items) for items in groups.values()]
    return sorted(found, key=_order)


def is_about_paper(item: ReviewItem) -> bool:
    """Whether looking at what came back is enough to answer it."""
    if item.kind is not ReviewKind.PROBLEM or item.problem is None or item.receipt is None:
        return False
    return item.path is not None or item.problem.code.name.startswith("SCAN_")


def _group(item: ReviewItem) -> tuple[str, str | None, str]:
    return item.receipt or "", item.path, "" if item.path else item.id


def _order(question: Question) -> tuple[str, str, str, str]:
    form = question.form.name if question.form else "~"
    place = question.path or ""
    name = place.split(".")[0] + "." + place.split(".")[-1]
    number = (question.document.number or question.document.id) if question.document else ""
    return form, name, number, place


def question_of(connection: Connection, shelf: Shelf, item: ReviewItem) -> Question:
    """The question an item belongs to, open or closed."""
    asked = reviews.of_receipt(connection, item.receipt or "")
    return _question(connection, shelf, [each for each in asked if _group(each) == _group(item)])


def _question(connection: Connection, shelf: Shelf, items: Sequence[ReviewItem]) -> Question:
    first = items[0]
    ids = tuple(item.id for item in items)
    reasons = tuple(item.problem for item in items if item.problem)
    receipt = first.receipt or ""
    document = documents.find(connection, first.document) if first.document else None
    if document is None:
        return Question(ids, receipt, reasons, path=first.path)
    form = shelf.form(document.form, document.version, document.locale, document.id)
    seen = receipts.get_seen(connection, receipt)
    if form is None or first.path is None:
        return Question(ids, receipt, reasons, document, form, first.path, seen=dict(seen))
    slots = tuple(s for s in form.slots(form.rows_named(seen)) if s.path == first.path)
    own = {slot.name: seen[slot.name] for slot in slots if slot.name in seen}
    choices = _choices(form, slots[0], document.locale) if slots else {}
    return Question(ids, receipt, reasons, document, form, first.path, slots, own, choices)


def _choices(form: Form, slot: Slot, locale: str) -> dict[str, str]:
    if isinstance(slot.field.type, SignatureType):
        return {SIGNED: "✓"}
    words = form.words[locale].fields
    own = words[slot.field.name] if slot.table is None else None
    if slot.table is not None:
        own = words[slot.table.name].columns[slot.field.name]
    return {name: own.choices.get(name, name) if own else name for name in slot.field.choices}
