"""Printed continuation sheets: the rests of texts, found by the numbers of their entries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from formkit.formats.acroform.appearance import PADDING_PT
from formkit.formats.acroform.lines import joined, line_text, lines_of
from formkit.formats.acroform.sheets import room_of
from formkit.formats.acroform.values import DOUBT
from formkit.problems import Code, Problem, Where, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formkit.formats.acroform.lines import Line
    from formkit.formats.acroform.pages import Page
    from formkit.formats.formmark import MarkPlaces
    from formkit.model.record import Seen

_REFERENCE = re.compile(r"\s*…[^…\[\]]*\[([1-9][0-9]{0,3})\]$")
_LABEL = re.compile(r"\[([1-9][0-9]{0,3})\] ")
_HEADING_LINES = 2
"""Title of a sheet and of its form."""


@dataclass(slots=True)
class Rests:
    """What stands on the sheets, by the number of the entry."""

    texts: dict[int, str] = field(default_factory=dict)
    pages_with_rows: list[int] = field(default_factory=list)
    """Sheets with rows of tables, which nobody can read from paper yet."""


def rests_on(pages: Mapping[int, Page], places: MarkPlaces) -> Rests:
    """The entries of sheets; they may go on from one to the next.

    Args:
        pages: by their number in the document.
        places: of the marks, which say where a sheet begins and ends.
    """
    rests = Rests()
    box = room_of(places)
    entries: dict[int, list[Line]] = {}
    for number in sorted(pages):
        entry = None
        glyphs = [glyph for glyph in pages[number].glyphs if glyph.is_in(box)]
        for line in lines_of(glyphs)[_HEADING_LINES:]:
            is_label = line[0].box[0] < box[0] + PADDING_PT / 2
            found = _LABEL.match(line_text(line)) if is_label else None
            if found is not None:
                entry = int(found[1])
            elif entry is None:
                if number not in rests.pages_with_rows:
                    rests.pages_with_rows.append(number)
            elif not is_label:
                entries.setdefault(entry, []).append(line)
    for entry, lines in entries.items():
        rests.texts[entry] = joined(lines, [line_text(line) for line in lines], box)[0]
    return rests


def with_rests(seen: Mapping[str, Seen], rests: Rests) -> tuple[dict[str, Seen], list[Problem]]:
    """Texts that go on, put together; a space and the end of a line look alike, so all in doubt.

    Problems: DOCUMENT_SHEET_MISSING, DOCUMENT_ROWS_NOT_READ.
    """
    whole: dict[str, Seen] = {}
    problems = [
        problem(Code.DOCUMENT_ROWS_NOT_READ, where=Where(page=number))
        for number in rests.pages_with_rows
    ]
    for name, each in seen.items():
        found = _REFERENCE.search(each.text)
        if found is None:
            whole[name] = each
            continue
        rest = rests.texts.get(int(found[1]))
        if rest is None:
            missing = problem(Code.DOCUMENT_SHEET_MISSING, entry=found[1])
            problems.append(replace(missing, where=Where(page=each.page, path=name)))
        text = " ".join(filter(None, [each.text[: found.start()], rest or ""]))
        whole[name] = replace(each, text=text, confidence=DOUBT)
    return whole, problems
