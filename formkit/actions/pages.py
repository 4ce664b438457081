"""Returns without fields: printed to PDF or flattened, read by the blank they were made from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from formkit.model.record import Method
from formkit.problems import Code, problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from formkit.catalogue.index import Catalogue
    from formkit.formats.acroform import Blank
    from formkit.model.record import Reading


def is_without_fields(reading: Reading) -> bool:
    return any(found.code is Code.DOCUMENT_NO_FIELDS for found in reading.problems)


def is_printed(reading: Reading) -> bool:
    """Whether it says what pages show, not what fields hold."""
    return any(seen.method is Method.PRINTED for seen in reading.seen.values())


def named(catalogue: Catalogue, reading: Reading) -> Reading:
    """A reading with the mark of a page, where the form stands by its short code."""
    mark = reading.mark
    if mark is None or mark.form not in catalogue.codes:
        return reading
    return replace(reading, mark=replace(mark, form=catalogue.codes[mark.form]))


def read_pages(reading: Reading, content: bytes, blanks: Iterable[Blank]) -> Reading:
    """What stands on the pages of a file without fields.

    Problems: DOCUMENT_OTHER_GEOMETRY where none of the blanks is the one it was made from,
    DOCUMENT_MARKS_DISAGREE where file and pages name different documents.

    Args:
        reading: of its fields: a mark, and DOCUMENT_NO_FIELDS.
        content: the file.
        blanks: of the form of the mark, the likeliest first.
    """
    from formkit.formats.acroform import read_isolated

    mark = reading.mark
    others = [found for found in reading.problems if found.code is not Code.DOCUMENT_NO_FIELDS]
    for blank in blanks:
        if mark is None or mark.fingerprint not in ("", blank.fingerprint):
            continue
        printed = read_isolated(content, blank.data)
        if any(found.code is Code.DOCUMENT_OTHER_GEOMETRY for found in printed.problems):
            continue
        said = mark if printed.mark is None else printed.mark
        if said.document != mark.document:
            marks = f"{mark.document or '-'}; {said.document or '-'}"
            others.append(problem(Code.DOCUMENT_MARKS_DISAGREE, marks=marks))
        return replace(printed, mark=said, problems=(*others, *printed.problems))
    form = mark.form if mark is not None else ""
    other = problem(Code.DOCUMENT_OTHER_GEOMETRY, form=form)
    return replace(reading, problems=(*others, other))
