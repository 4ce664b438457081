"""Findings written into a copy of the template as Word comments."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from formkit.formats.docx.ooxml import Element, q, w
from formkit.language.text import say
from formkit.problems import Problem

if TYPE_CHECKING:
    from docx.text.run import Run

AUTHOR, INITIALS = "formkit", "fk"
_PLACE = re.compile(r"(?:(\w+) )?¶ ([0-9]+)")


def annotate(docx: bytes, problems: Iterable[Problem], language: str | None = None) -> bytes:
    """A copy with one comment for each finding of :func:`formkit.formats.docx.lint.check`.

    What has no paragraph of the body stands at the first one with text, its place before it.
    ``language`` is that of the comments; None for the current one.
    """
    from docx import Document

    document = Document(io.BytesIO(docx))
    paragraphs = list(document.element.body.iter(q("p")))
    marked = sorted(((_number(p), p) for p in problems), key=lambda pair: pair[0])
    for number, group in groupby(marked, key=lambda pair: pair[0]):
        runs = _runs(paragraphs, number)
        for _, found in group:
            text = say(found.code.value, language, **found.values)
            if number == 0 and found.where.path:
                text = f"{found.where.path}: {text}"
            document.add_comment(runs, text=text, author=AUTHOR, initials=INITIALS)
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _number(found: Problem) -> int:
    """The paragraph of the body, from 1; 0 for what is elsewhere."""
    match = _PLACE.fullmatch(found.where.path or "")
    return int(match[2]) if match and match[1] is None else 0


def _runs(paragraphs: Sequence[Element], number: int) -> list[Run]:
    """The runs of a paragraph, or of the first one that has any; those in links and changes too."""
    from docx.text.run import Run as Wrapped

    places = [_outside_boxes(paragraphs[number - 1])] if 0 < number <= len(paragraphs) else []
    for paragraph in (*places, *paragraphs):
        own = [r for r in paragraph.iter(q("r")) if next(r.iterancestors(q("p"))) is paragraph]
        if own:
            return [Wrapped(element, paragraph) for element in own]
    last = w("r")
    paragraphs[-1].append(last)
    return [Wrapped(last, paragraphs[-1])]


def _outside_boxes(paragraph: Element) -> Element:
    """The paragraph around a text box: Word has no comments inside."""
    box = next(paragraph.iterancestors(q("txbxContent")), None)
    return paragraph if box is None else _outside_boxes(next(box.iterancestors(q("p"))))
