"""The questions about paper as an Excel workbook, and the answers that come back in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.actions.decisions import Answer, Decided, decide
from formkit.actions.desk import Desk
from formkit.actions.review import MANY, Question, questions
from formkit.errors import FileMissingError, NotReviewError
from formkit.fieldtypes.base import Widget
from formkit.formats.scan import crops, missing_packages, page_from_json
from formkit.language.text import say
from formkit.problems import Code, Problem, Where, problem
from formkit.store import documents, receipts, scans
from formkit.store.reviews import Decision
from formkit.workbook.reviewsheet import WORDS, AskedRow, Reply, read, write
from formkit.workspace import archived, for_opening, write_file

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.formats.acroform.pages import Box
    from formkit.formats.scan import Registration


@dataclass(frozen=True, slots=True)
class Place:
    """Where the picture of a field is."""

    sha256: str
    suffix: str
    """Of the archived file."""
    page: int
    """In the file, from 1; 0 for the file as a whole."""
    registration: Registration | None = None
    rectangle_pt: Box | None = None
    """None where no field can be shown."""


def export_review(desk: Desk, target: Path) -> int:
    """Write all open questions about paper into a workbook.

    Returns:
        How many there are.

    Raises:
        NoSpaceError, ReadOnlyError
    """
    asked = questions(desk)
    with desk.store.reading() as connection:
        places = {each.id: place_of(connection, each) for each in asked}
    pictures = picture_of_each(desk, places)
    rows = [_row(desk, each, places[each.id], pictures.get(each.id), target) for each in asked]
    write_file(target, write(rows, desk.office.settings.locale))
    return len(rows)


def apply_review(desk: Desk, source: Path) -> Decided:
    """Take the answers out of a workbook; the same workbook again changes nothing.

    Raises:
        FileMissingError
        NotReviewError: it is another file.
    """
    try:
        replies = read(source.read_bytes())
    except OSError as error:
        raise FileMissingError(file=source) from error
    except ValueError as error:
        raise NotReviewError(file=source) from error
    if replies is None:
        raise NotReviewError(file=source)
    answers, problems = [], []
    for reply in replies:
        where = Where(file=source.name, line=reply.line)
        answer, found = _answer(reply, where)
        problems += found
        if answer is not None:
            answers.append(answer)
    if problems:
        return Decided(0, (), (*problems, *_only_looked_at(desk, answers)))
    return decide(desk, answers)


def _only_looked_at(desk: Desk, answers: Sequence[Answer]) -> tuple[Problem, ...]:
    """Problems of the other answers of a workbook that cannot be taken as a whole."""
    return decide(desk, answers, is_preview=True).problems


def _answer(reply: Reply, where: Where) -> tuple[Answer | None, list[Problem]]:
    takes = {words.take for words in WORDS.values()}
    nothings = {words.nothing for words in WORDS.values()}
    if reply.decision and reply.value:
        return None, [problem(Code.REVIEW_TWO_ANSWERS, where=where)]
    if reply.value:
        return Answer(reply.id, Decision.CORRECTED, reply.value, where), []
    if reply.decision in takes:
        return Answer(reply.id, Decision.TAKEN, where=where), []
    if reply.decision in nothings:
        return Answer(reply.id, Decision.KEPT, where=where), []
    known = ", ".join(sorted(takes | nothings))
    return None, [problem(Code.REVIEW_BAD_DECISION, where=where, text=reply.decision, known=known)]


def _row(
    desk: Desk, question: Question, place: Place | None, picture: bytes | None, target: Path
) -> AskedRow:
    number = (question.document.number or question.document.id) if question.document else "—"
    title = ""
    if question.form is not None and question.document is not None:
        title = question.form.words[question.document.locale].title
    link = ""
    if place is not None:
        kept = for_opening(desk.office, place.sha256, place.suffix)
        link = Path(os.path.relpath(kept, target.resolve().parent)).as_posix()
    choices = () if question.is_many else tuple(question.choices.values())
    reasons = [say(reason.code.value, **reason.values) for reason in question.reasons]
    if question.is_many:
        reasons.append(MANY.join(question.choices.values()))
    return AskedRow(
        id=question.id,
        document=f"{title}\n{number}".strip(),
        field=question.label,
        picture=picture,
        proposed=question.shown,
        choices=choices,
        reason="\n".join(dict.fromkeys(reasons)),
        page=str(place.page) if place is not None and place.page else "—",
        link=link,
    )


def place_of(connection: Connection, question: Question) -> Place | None:
    """File, page and rectangle of what a question is about; None where no file is kept."""
    receipt = receipts.get(connection, question.receipt)
    if receipt is None:
        return None
    scanned = [
        (kept, page_from_json(dict(kept.content)))
        for kept in scans.of_receipt(connection, receipt.id)
    ]
    if question.document is None or not scanned:
        number = next((r.where.page for r in question.reasons if r.where.page), 0)
        return Place(receipt.sha256, receipt.suffix, number or 0)
    found = _rectangle(connection, question)
    for kept, page in scanned:
        if page.payload is None or (found and page.payload.page != found[0]):
            continue
        file = receipts.find(connection, kept.sha256)
        suffix = file.suffix if file else ""
        box = found[1] if found else None
        return Place(kept.sha256, suffix, kept.number, page.registration, box)
    return None


def _rectangle(connection: Connection, question: Question) -> tuple[int, Box] | None:
    """Page of the document and rectangle that shows the field with all its boxes."""
    fingerprint = (question.document.fingerprint or "") if question.document else ""
    edition = documents.find_geometry(connection, fingerprint)
    boxes: list[tuple[int, Sequence[float]]] = []
    for slot in question.slots:
        is_radio = slot.field.widget is Widget.RADIO
        names = [f"{slot.name}/{state}" for state in slot.states] if is_radio else [slot.name]
        if edition is not None:
            boxes += [edition.rectangles_pt[n] for n in names if n in edition.rectangles_pt]
        elif (seen := question.seen.get(slot.name)) and seen.page and seen.rectangle_pt:
            boxes.append((seen.page, seen.rectangle_pt))
    if not boxes:
        return None
    page = boxes[0][0]
    sides = list(zip(*(box for number, box in boxes if number == page), strict=True))
    return page, (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))


def picture_of_each(desk: Desk, places: Mapping[str, Place | None]) -> dict[str, bytes]:
    """PNG of every field that can be shown, by question; each page is opened once."""
    if missing_packages():
        return {}
    pages: dict[tuple[str, str, int], list[tuple[str, Registration, Box]]] = {}
    for question, place in places.items():
        if place is not None and place.registration is not None and place.rectangle_pt is not None:
            key = (place.sha256, place.suffix, place.page)
            pages.setdefault(key, []).append((question, place.registration, place.rectangle_pt))
    made: dict[str, bytes] = {}
    for key, wanted in pages.items():
        made |= _pictures(desk, key, wanted)
    return made


def _pictures(
    desk: Desk, page: tuple[str, str, int], wanted: Iterable[tuple[str, Registration, Box]]
) -> dict[str, bytes]:
    sha256, suffix, number = page
    wanted = list(wanted)
    file = archived(desk.office, sha256, suffix)
    try:
        content = file.read_bytes()
        cut = crops(content, number, wanted[0][1], [box for _, _, box in wanted])
    except (OSError, ValueError):
        # Without its file a question can still be answered from the paper.
        return {}
    return {question: png for (question, _, _), png in zip(wanted, cut, strict=True)}
