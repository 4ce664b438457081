"""What stands in every field of one document, checked against what the field can hold."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Widget
from formkit.fieldtypes.choice import NO, YES
from formkit.formats.acroform.appearance import draw
from formkit.formats.acroform.overflow import draw_on, references
from formkit.formats.acroform.plan import ButtonPlan, Plan, SignaturePlan, TextPlan, path_of
from formkit.language.suggestion import suggest
from formkit.problems import Code, Problem, Where, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formkit.formats.acroform.font import FormFont


@dataclass(frozen=True, slots=True)
class Answer:
    """A field with its text, and for a text field the picture of it."""

    plan: Plan
    text: str
    """Canonical, the state of a button; empty for no answer."""
    content: bytes = b""
    more: tuple[bytes, ...] = ()
    """Pictures of the boxes on continuation sheets."""
    left: int = 0
    """Characters for which there was no room."""


def answer_all(
    plans: Mapping[str, Plan], font: FormFont, texts: Mapping[str, str], locale: str
) -> tuple[list[Answer], list[Problem]]:
    """One answer a field, in their order; a field without a text keeps its standing content.

    Problems: VALUE_UNKNOWN_FIELD, VALUE_NOT_A_CHOICE, VALUE_OVERFLOW, VALUE_NO_GLYPH.
    """
    problems = [_unknown(name, plans) for name in texts if name not in plans]
    answers = []
    for name, plan in plans.items():
        text = texts.get(name)
        if text is None:
            text = "" if isinstance(plan, SignaturePlan) else plan.default
        answer, found = _answer(plan, text, font, locale)
        answers.append(answer)
        problems += [replace(each, where=Where(path=path_of(name))) for each in found]
    return answers, problems


def _answer(plan: Plan, text: str, font: FormFont, locale: str) -> tuple[Answer, list[Problem]]:
    if isinstance(plan, SignaturePlan) or not text:
        return Answer(plan, ""), []
    if isinstance(plan, ButtonPlan):
        return _marked(plan, text.strip())
    answer, missing = _written(plan, canonical(text, plan.box.widget), font, locale)
    return answer, missing + _overflow(plan, answer)


def canonical(text: str, widget: Widget) -> str:
    """NFC; line breaks are LF in a multi-line field and spaces everywhere else."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\n" in text and widget is not Widget.MULTILINE:
        text = " ".join(text.split("\n"))
    return text


def _marked(plan: ButtonPlan, text: str) -> tuple[Answer, list[Problem]]:
    states = [button.state for button in plan.buttons]
    if text in states:
        return Answer(plan, text), []
    if not plan.is_radio and text in (YES, NO):
        return Answer(plan, states[0] if text == YES else ""), []
    return Answer(plan, ""), [_not_a_choice(text, states)]


def _written(
    plan: TextPlan, text: str, font: FormFont, locale: str
) -> tuple[Answer, list[Problem]]:
    if plan.box.widget is Widget.SELECT and text not in plan.box.labels:
        return Answer(plan, ""), [_not_a_choice(text, [n for n in plan.box.labels if n])]
    if plan.parts:
        sizes = [part.size_pt for part in plan.parts[1:]]
        words = references(locale, plan.entry)
        (content, *more), left = draw_on(font, plan.box, text, sizes, words)
        return Answer(plan, text, content, tuple(more), left), []
    drawn = draw(font, plan.box, text)
    answer = Answer(plan, text, drawn.content, left=drawn.left)
    if not drawn.missing:
        return answer, []
    listed = ", ".join(f"{c} (U+{ord(c):04X})" for c in drawn.missing)
    return answer, [problem(Code.VALUE_NO_GLYPH, characters=listed)]


def _overflow(plan: TextPlan, answer: Answer) -> list[Problem]:
    over = len(answer.text) - plan.limit if plan.limit is not None else 0
    left = max(answer.left, over)
    return [problem(Code.VALUE_OVERFLOW, left=left)] if left > 0 else []


def _not_a_choice(text: str, known: list[str]) -> Problem:
    return problem(
        Code.VALUE_NOT_A_CHOICE, text=text, suggestion=suggest(text, known), known=", ".join(known)
    )


def _unknown(name: str, plans: Mapping[str, Plan]) -> Problem:
    suggestion = suggest(name, plans)
    return problem(
        Code.VALUE_UNKNOWN_FIELD, where=Where(path=name), name=name, suggestion=suggestion
    )
