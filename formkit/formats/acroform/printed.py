"""Returns without fields, flattened or printed to PDF, read by the map of their blank.

A text is what stands in the rectangle of its field, a mark is ink in its box. What can be seen
there but not told has a low confidence.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import pikepdf

from formkit.fieldtypes.signature import SIGNED
from formkit.formats.acroform.blank import Blank
from formkit.formats.acroform.continued import rests_on, with_rests
from formkit.formats.acroform.fields import NO_CHOICE
from formkit.formats.acroform.lines import text_in
from formkit.formats.acroform.marks import PT_PER_MM
from formkit.formats.acroform.pages import Box, Glyph, Ink, Page, grown, read_ink, read_pages
from formkit.formats.acroform.plan import ButtonPlan, Plan, SignaturePlan, TextPlan, plans_of
from formkit.formats.acroform.values import DOUBT
from formkit.formats.formmark import MarkPlaces, Payload, find_id_line
from formkit.model.record import FormMark, Method, Reading, Seen
from formkit.problems import Code, Problem, Where, problem

INSET_PT = 1.6
"""The border of a box and what a printer smears of it."""
EMPTY_SHARE, MARKED_SHARE = 0.03, 0.06
"""Ink up to the first is none, from the second on a mark; between them nobody knows."""
_ALIKE = 0.9
"""Share of the letters of a blank that must stand in their places."""
_SIZE_PT = 1.0
_NEAR_EM = 1.5
_SMEAR_PT = 0.7

Letters = dict[str, list[Glyph]]


class Paper(NamedTuple):
    """A blank as a map for reading."""

    blank: Blank
    plans: dict[str, Plan]
    pages: tuple[Page, ...]
    printed: tuple[Letters, ...]
    """The blank's own letters on every page."""


class BoxSeen(NamedTuple):
    """What stands in one rectangle."""

    glyphs: list[Glyph]
    ink: float
    """Share of black in it, letters included."""
    is_clear: bool
    """Nothing but the letters stands in it, and none of them hangs out of it."""


class OtherPaperError(Exception):
    """A file that is not a print of the blank; the argument is the problem."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found)
        self.problem = found


def with_page_mark(reading: Reading, data: bytes) -> Reading:
    """A reading without a mark with the one people see on its pages, where there is one.

    Its ``form`` is the short code of the form: more is not printed there.
    """
    lines = [line for page in _pages(data) if (line := find_id_line(page.text)) is not None]
    if not lines:
        return reading
    first = lines[0]
    mark = FormMark(first.code, first.version, first.locale, first.document)
    kept = tuple(p for p in reading.problems if p.code is not Code.DOCUMENT_NOT_OURS)
    return Reading(mark, reading.seen, kept)


def read_printed(data: bytes, blank: bytes) -> Reading:
    """What stands on the pages of a file that was printed from a blank; in any order of pages.

    Problems: DOCUMENT_NO_FIELDS, DOCUMENT_DAMAGED, DOCUMENT_OTHER_GEOMETRY,
    DOCUMENT_MARKS_DISAGREE, VALUE_SEVERAL_MARKED, DOCUMENT_SHEET_MISSING,
    DOCUMENT_ROWS_NOT_READ. A page without the line of the mark is passed
    over; a field of a page that is missing has no entry.
    """
    paper = _paper(blank)
    pages = _pages(data)
    try:
        lines = _placed(paper, pages)
    except OtherPaperError as other:
        return Reading(None, problems=(other.problem,))
    if not lines:
        return Reading(None, problems=(problem(Code.DOCUMENT_NO_FIELDS),))
    own = {n: line for n, line in lines.items() if line.page <= len(paper.pages)}
    sheets = {line.page: pages[n] for n, line in lines.items() if n not in own}
    boxes: dict[str, BoxSeen] = {}
    for (number, line), ink in zip(own.items(), read_ink(data, list(own)), strict=True):
        boxes |= _page_boxes(paper, line.page, pages[number], ink)
    seen: dict[str, Seen] = {}
    problems: list[Problem] = []
    for plan in paper.plans.values():
        found, several = _field_seen(paper, plan, boxes)
        if found is not None:
            seen[plan.name] = found
        problems += several
    seen, others = with_rests(seen, rests_on(sheets, paper.blank.places))
    problems += others
    document = next(iter(lines.values())).document
    return Reading(replace(paper.blank.mark, document=document), seen, tuple(problems))


@lru_cache(maxsize=8)
def _paper(data: bytes) -> Paper:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        plans = plans_of(pdf)
    pages = tuple(read_pages(data))
    return Paper(Blank.load(data), plans, pages, tuple(map(_letters, pages)))


def _letters(page: Page) -> Letters:
    letters: Letters = {}
    for glyph in page.glyphs:
        letters.setdefault(glyph.text, []).append(glyph)
    return letters


def _pages(data: bytes) -> list[Page]:
    try:
        return read_pages(data)
    except RuntimeError:
        return []


def _placed(paper: Paper, pages: Sequence[Page]) -> dict[int, Payload]:
    """The pages that belong to the form, by their place in the file, with what their lines say.

    Raises:
        OtherPaperError: they are of several documents, or their letters stand elsewhere.
    """
    own = paper.blank.mark
    lines = {number: find_id_line(page.text) for number, page in enumerate(pages)}
    placed = {
        number: line
        for number, line in lines.items()
        if line and (line.code, line.version) == (paper.blank.form_code, own.version)
    }
    sheets = [line.page for line in placed.values()]
    said = {(line.document, line.locale.replace("-", "_").lower()) for line in placed.values()}
    locale = own.locale.replace("-", "_").lower()
    if len(said) > 1 or len(set(sheets)) < len(sheets):
        told = [f"{line.document or '-'} {line.page}/{line.pages}" for line in placed.values()]
        raise OtherPaperError(problem(Code.DOCUMENT_MARKS_DISAGREE, marks="; ".join(told)))
    for number, line in placed.items():
        is_sheet = len(paper.pages) < line.page <= line.pages
        is_alike = is_sheet or _is_alike(paper, line.page, pages[number])
        if line.locale.replace("-", "_").lower() != locale or not is_alike:
            raise OtherPaperError(problem(Code.DOCUMENT_OTHER_GEOMETRY, form=own.form))
    return placed


def _is_alike(paper: Paper, sheet: int, page: Page) -> bool:
    """Whether the page has the size of the blank's and its letters in their places."""
    own = paper.pages[sheet - 1]
    sizes = zip(own.size_pt, page.size_pt, strict=True)
    if any(abs(mine - other) > _SIZE_PT for mine, other in sizes):
        return False
    letters = _letters(page)
    line = _line_box(paper.blank.places)
    drawn = [g for g in own.glyphs if not g.text.isspace() and not g.is_in(line)]
    kept = sum(_stands(glyph, letters) for glyph in drawn)
    return kept >= _ALIKE * len(drawn)


def _line_box(places: MarkPlaces) -> Box:
    """Room of the line for people, which is another on every document."""
    left, right, baseline = (side * PT_PER_MM for side in places.id_line_mm)
    y = places.page_size_mm[1] * PT_PER_MM - baseline
    return grown((left, y, right, y), _SIZE_PT)


def _stands(glyph: Glyph, letters: Letters) -> bool:
    return any(glyph.is_same(other) for other in letters.get(glyph.text, ()))


def _page_boxes(paper: Paper, sheet: int, page: Page, ink: Ink) -> dict[str, BoxSeen]:
    """What stands in every rectangle of a page."""
    printed = paper.printed[sheet - 1]
    places = {key: box for key, (number, box) in paper.blank.geometry.items() if number == sheet}
    own = _own_letters(printed, page)
    written = [glyph for glyph in page.glyphs if id(glyph) not in own]
    inside = {key: [g for g in written if g.is_in(box)] for key, box in places.items()}
    inks = {key: ink.share(grown(box, -INSET_PT)) for key, box in places.items()}
    held = {id(glyph) for glyphs in inside.values() for glyph in glyphs}
    loose = [g for g in written if id(g) not in held and not g.text.isspace()]
    places_taken = [glyph.box for glyph in paper.pages[sheet - 1].glyphs]
    loose = [g for g in loose if not any(map(g.is_in, places_taken))]
    ink.wipe(grown(glyph.box, _SMEAR_PT) for glyph in page.glyphs)
    return {
        key: BoxSeen(
            inside[key],
            inks[key],
            ink.is_clear(grown(box, -INSET_PT)) and not _hangs_out(box, loose),
        )
        for key, box in places.items()
    }


def _own_letters(printed: Letters, page: Page) -> set[int]:
    """The letters of a page that the blank has there too; one for each of the blank's."""
    drawn, own = _letters(page), set()
    for text, blanks in printed.items():
        for blank in blanks:
            alike = [g for g in drawn.get(text, ()) if g.is_same(blank) and id(g) not in own]
            if alike:
                own.add(id(min(alike, key=lambda g: abs(g.baseline - blank.baseline))))
    return own


def _hangs_out(box: Box, loose: Sequence[Glyph]) -> bool:
    """Letters that belong to no field, close by: a text longer than its field."""
    return any(glyph.is_in(grown(box, _NEAR_EM * glyph.size_pt)) for glyph in loose)


def _field_seen(
    paper: Paper, plan: Plan, boxes: dict[str, BoxSeen]
) -> tuple[Seen | None, list[Problem]]:
    """A field as it looks; None where its page is missing."""
    if isinstance(plan, ButtonPlan):
        return _button_seen(paper, plan, boxes)
    if plan.name not in boxes:
        return None, []
    found = boxes[plan.name]
    if isinstance(plan, SignaturePlan):
        is_empty = not found.glyphs and found.is_clear
        return _seen(paper, plan.name, "" if is_empty else SIGNED, is_sure=is_empty), []
    return _text_seen(paper, plan, found), []


def _text_seen(paper: Paper, plan: TextPlan, found: BoxSeen) -> Seen:
    text, is_sure = text_in(plan, paper.blank.geometry[plan.name][1], found.glyphs)
    names = {label: name for name, label in plan.box.labels.items()}
    is_drawn = found.ink > 0 or not text
    shown = "" if plan.box.labels and text == NO_CHOICE else names.get(text, text)
    return _seen(paper, plan.name, shown, is_sure=is_sure and is_drawn and found.is_clear)


def _button_seen(
    paper: Paper, plan: ButtonPlan, boxes: dict[str, BoxSeen]
) -> tuple[Seen | None, list[Problem]]:
    keys = {b.state: f"{plan.name}/{b.state}" if plan.is_radio else plan.name for b in plan.buttons}
    if any(key not in boxes for key in keys.values()):
        return None, []
    inks = {state: boxes[key].ink for state, key in keys.items()}
    marked = [state for state, share in inks.items() if share >= MARKED_SHARE]
    is_sure = all(not EMPTY_SHARE < share < MARKED_SHARE for share in inks.values())
    text = marked[0] if marked else ""
    seen = _seen(paper, keys.get(text, next(iter(keys.values()))), text, is_sure=is_sure)
    if len(marked) < 2:
        return seen, []
    where = Where(page=seen.page, path=plan.name)
    several = problem(Code.VALUE_SEVERAL_MARKED, where=where, texts=", ".join(marked))
    return replace(seen, confidence=DOUBT), [several]


def _seen(paper: Paper, key: str, text: str, *, is_sure: bool) -> Seen:
    page, box = paper.blank.geometry[key]
    return Seen(text, Method.PRINTED, page, box, 1.0 if is_sure else DOUBT)
