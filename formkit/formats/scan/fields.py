"""The fields of a page that lies flat: boxes, digits, texts, signatures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Widget
from formkit.fieldtypes.signature import SIGNED
from formkit.formats.acroform.plan import ButtonPlan, Plan, SignaturePlan, TextPlan
from formkit.formats.acroform.values import DOUBT
from formkit.formats.scan import boxes, strokes
from formkit.formats.scan.asprinted import look_as_printed
from formkit.formats.scan.boxes import BoxSeen, State
from formkit.formats.scan.plans import plans_on
from formkit.formats.scan.rows import Comb, Row, read_rows
from formkit.model.record import Method, Seen
from formkit.problems import Code, Where, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formkit.formats.scan.flatpage import FlatPage
    from formkit.formats.scan.paper import Paper
    from formkit.problems import Problem

UNKNOWN = 0.0
"""Confidence of what only a person can read."""


@dataclass
class _Page:
    """What the functions of this module share about one page."""

    flat: FlatPage
    paper: Paper
    number: int
    is_copy: bool
    as_printed: Mapping[str, bool]
    rows: Mapping[str, Row]
    problems: list[Problem] = field(default_factory=list)

    def seen(self, name: str, text: str, method: Method, confidence: float, box: str = "") -> Seen:
        number, rectangle = self.paper.blank.geometry[box or name]
        return Seen(text, method, number, rectangle, confidence)

    def note(self, code: Code, name: str, **facts: object) -> None:
        where = Where(page=self.number, path=name)
        self.problems.append(problem(code, where=where, **facts))


def read_fields(
    flat: FlatPage, paper: Paper, number: int, *, is_copy: bool
) -> tuple[dict[str, Seen], list[Problem]]:
    """Readings of the fields whose boxes all stand on this page, by slot name.

    Problems: VALUE_SEVERAL_MARKED, VALUE_CORRECTED_MARK, VALUE_HANDWRITTEN, VALUE_PRINT_ALTERED,
    each with the slot as its path. A doubt without a problem is one of ink or digits.
    """
    plans = plans_on(paper.blank, number)
    whole = look_as_printed(flat, paper, number)
    page = _Page(flat, paper, number, is_copy, whole, _rows(flat, paper, plans))
    seen = {plan.name: _field(page, plan) for plan in plans}
    return seen, page.problems


def _field(page: _Page, plan: Plan) -> Seen:
    if plan.name in page.as_printed:
        return _printed(page, plan)
    if isinstance(plan, ButtonPlan):
        return _group(page, plan) if plan.is_radio else _single(page, plan)
    if isinstance(plan, TextPlan) and plan.box.widget is Widget.COMB:
        return _digits(page, plan)
    length = strokes.written_mm(page.flat, page.flat.sheet.boxes[plan.name])
    if isinstance(plan, SignaturePlan):
        text = SIGNED if length >= strokes.SPECK_MM else ""
        confidence = 1.0 if strokes.is_sure(length) else DOUBT
        return page.seen(plan.name, text, Method.OMR, confidence)
    return _text(page, plan, length)


def _printed(page: _Page, plan: Plan) -> Seen:
    """What the office had printed, if it is still as it was printed."""
    text = page.paper.texts[plan.name]
    is_whole = page.as_printed[plan.name]
    if not is_whole:
        page.note(Code.VALUE_PRINT_ALTERED, plan.name, text=text)
    box = _first_box(plan)
    return page.seen(plan.name, text, Method.PRINTED, 1.0 if is_whole else DOUBT, box)


def _first_box(plan: Plan) -> str:
    if isinstance(plan, ButtonPlan) and plan.is_radio:
        return f"{plan.name}/{plan.buttons[0].state}"
    return plan.name


def _text(page: _Page, plan: TextPlan, length_mm: float) -> Seen:
    """Nothing, or handwriting for a person."""
    if length_mm < strokes.SPECK_MM:
        confidence = 1.0 if not _is_weighty(page, plan) else DOUBT
        return page.seen(plan.name, "", Method.OMR, confidence)
    page.note(Code.VALUE_HANDWRITTEN, plan.name)
    return page.seen(plan.name, "", Method.OCR, UNKNOWN)


def _digits(page: _Page, plan: TextPlan) -> Seen:
    found = page.rows[plan.name]
    if not found.text and found.confidence >= 1.0 and _is_weighty(page, plan):
        return page.seen(plan.name, "", Method.ICR, DOUBT)
    return page.seen(plan.name, found.text, Method.ICR, found.confidence)


def _rows(flat: FlatPage, paper: Paper, plans: list[Plan]) -> dict[str, Row]:
    combs = {
        plan.name: Comb(flat.sheet.boxes[plan.name], plan.limit or 1, paper.proofs.get(plan.name))
        for plan in plans
        if isinstance(plan, TextPlan) and plan.box.widget is Widget.COMB
    }
    return read_rows(flat, combs, paper.blank.mark.locale)


def _single(page: _Page, plan: ButtonPlan) -> Seen:
    """A box of its own: nothing beside it tells what a heavy or filled one means."""
    found = boxes.look(page.flat, page.flat.sheet.boxes[plan.name])
    state = plan.buttons[0].state
    if found.state in (State.HEAVY, State.FILLED):
        page.note(Code.VALUE_CORRECTED_MARK, plan.name)
        return page.seen(plan.name, "", Method.OMR, DOUBT)
    is_sure = found.state is not State.DOUBT
    if found.state is State.OFF and _is_weighty(page, plan):
        is_sure = False
    text = state if _is_marked(found) else ""
    return page.seen(plan.name, text, Method.OMR, 1.0 if is_sure else DOUBT)


def _group(page: _Page, plan: ButtonPlan) -> Seen:
    """One of several: a filled box beside a marked one was taken back.

    A heavy one is the mark where there is no other; beside another it may have been taken back.
    """
    keys = {button.state: f"{plan.name}/{button.state}" for button in plan.buttons}
    found = {s: boxes.look(page.flat, page.flat.sheet.boxes[key]) for s, key in keys.items()}
    on = [state for state, box in found.items() if box.state in (State.ON, State.HEAVY)]
    filled = [state for state, box in found.items() if box.state is State.FILLED]
    doubts = [state for state, box in found.items() if box.state is State.DOUBT]
    text = next(iter([*on, *doubts, *filled]), "")
    box = keys.get(text, next(iter(keys.values())))
    is_sure = len(on) == 1 and not doubts
    if len(on) > 1:
        page.note(Code.VALUE_SEVERAL_MARKED, plan.name, texts=", ".join(on))
    elif filled and not on:
        page.note(Code.VALUE_CORRECTED_MARK, plan.name)
    elif not on and not doubts:
        is_sure = not _is_weighty(page, plan)
    return page.seen(plan.name, text, Method.OMR, 1.0 if is_sure else DOUBT, box)


def _is_marked(found: BoxSeen) -> bool:
    return found.state is State.ON or (found.state is State.DOUBT and found.share > 0)


def _is_weighty(page: _Page, plan: Plan) -> bool:
    """Whether nothing there must not be taken for nothing written."""
    return page.is_copy and plan.name in page.paper.weighty
