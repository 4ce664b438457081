"""Findings written into a copy of the template as Word comments."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from formkit.formats.docx.ooxml import q
from formkit.language.text import say
from formkit.problems import Problem

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

AUTHOR, INITIALS = "formkit", "fk"
_PLACE = re.compile(r"(?:(\w+) )?¶ ([0-9]+)")


def annotate(docx: bytes, problems: Iterable[Problem], language: str | None = None) -> bytes:
    """A copy with one comment for each finding of :func:`formkit.formats.docx.lint.check`.

    What has no paragraph of the body stands at the first one with text. ``language`` is that of
    the comments; None for the current one.
    """
    from docx import Document
    from docx.text.paragraph import Paragraph as Wrapped

    document = Document(io.BytesIO(docx))
    body = document.element.body
    paragraphs = [Wrapped(element, document._body) for element in body.iter(q("p"))]
    marked = sorted(((_number(p), p) for p in problems), key=lambda pair: pair[0])
    for number, group in groupby(marked, key=lambda pair: pair[0]):
        runs = _runs(paragraphs, number)
        for _, found in group:
            text = say(found.code.value, language, **found.values)
            document.add_comment(runs, text=text, author=AUTHOR, initials=INITIALS)
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _number(found: Problem) -> int:
    """The paragraph of the body, from 1; 0 for what is elsewhere."""
    match = _PLACE.fullmatch(found.where.path or "")
    return int(match[2]) if match and match[1] is None else 0


def _runs(paragraphs: Sequence[Paragraph], number: int) -> list[Run]:
    """The runs of a paragraph, or of the first one that has any."""
    own = list(paragraphs[number - 1].runs) if 0 < number <= len(paragraphs) else []
    return own or next((list(p.runs) for p in paragraphs if p.runs), [])
