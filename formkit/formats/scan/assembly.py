"""From pages to documents, in whatever order and files they came. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formkit.formats.scan.result import Outcome
from formkit.model.record import Reading
from formkit.problems import Code, Severity, Where, problem

if TYPE_CHECKING:
    from formkit.formats.formmark import Payload
    from formkit.formats.scan.result import ScannedPage
    from formkit.model.record import FormMark, Seen
    from formkit.problems import Problem


@dataclass(frozen=True, slots=True)
class Filed:
    """A page and the file it came in."""

    source: str
    """Hash of the file in the archive."""
    page: ScannedPage


@dataclass(frozen=True, slots=True)
class Bundle:
    """The pages of one document as far as they have come."""

    pages: tuple[Filed, ...]
    """One for every page that has come, in the document's order."""
    missing: tuple[int, ...] = ()
    """Numbers of pages still to come."""
    repeated: tuple[Filed, ...] = ()
    """Further pictures of pages that are there; not read again."""
    problems: tuple[Problem, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def mark(self) -> FormMark | None:
        return self.pages[0].page.mark

    @property
    def document(self) -> str | None:
        return self.mark.document if self.mark else None

    @property
    def reading(self) -> Reading:
        """All pages as one; fields of missing pages have no entry."""
        seen = {name: each for filed in self.pages for name, each in filed.page.seen.items()}
        found = [p for filed in self.pages for p in filed.page.problems]
        return Reading(self.mark, seen, (*found, *self.problems))


@dataclass(frozen=True, slots=True)
class Assembly:
    """What became of a heap of pages."""

    documents: tuple[Bundle, ...]
    """In the order in which their first page came."""
    others: tuple[Filed, ...]
    """Pages that belong to no document: empty, foreign, unproven, unreadable."""


def assemble(pages: Iterable[Filed]) -> Assembly:
    """Put pages together by document number; give it those that waited, too.

    Pages of blanks nobody issued have no number: they belong together only where all pages of
    one form follow each other in one file, from the first to the last.
    """
    groups: list[list[Filed]] = []
    numbered: dict[str, list[Filed]] = {}
    others: list[Filed] = []
    for filed in pages:
        payload = filed.page.payload
        if filed.page.outcome is not Outcome.READ or payload is None:
            others.append(filed)
        elif payload.document is not None:
            group = numbered.setdefault(payload.document, [])
            if not group:
                groups.append(group)
            group.append(filed)
        elif groups and _follows(groups[-1][-1], filed):
            groups[-1].append(filed)
        else:
            groups.append([filed])
    return Assembly(tuple(map(_bundle, groups)), tuple(others))


def _follows(before: Filed, after: Filed) -> bool:
    """Whether a page without a number goes on where the one before it ended."""
    first, second = before.page.payload, after.page.payload
    if first is None or second is None or before.source != after.source:
        return False
    is_same = _kind(first) == _kind(second) and first.document is None
    is_next = (second.page, after.page.number) == (first.page + 1, before.page.number + 1)
    return is_same and is_next


def _kind(payload: Payload) -> tuple[str, int, str, int]:
    return payload.code, payload.version, payload.locale, payload.pages


def _bundle(group: Sequence[Filed]) -> Bundle:
    by_page: dict[int, list[Filed]] = {}
    for filed in group:
        if filed.page.payload is not None:
            by_page.setdefault(filed.page.payload.page, []).append(filed)
    kept: list[Filed] = []
    repeated: list[Filed] = []
    problems: list[Problem] = []
    for number in sorted(by_page):
        alike = sorted(by_page[number], key=_doubts)
        kept.append(alike[0])
        repeated += alike[1:]
        problems += [_compared(alike[0], other, number) for other in alike[1:]]
    said = {(_kind(p), filed.page.mark) for filed in kept if (p := filed.page.payload)}
    if len(said) > 1:
        marks = "; ".join(sorted(_shown(filed) for filed in kept))
        problems.append(problem(Code.DOCUMENT_MARKS_DISAGREE, marks=marks))
    count = max(filed.page.payload.pages for filed in kept if filed.page.payload)
    missing = tuple(number for number in range(1, count + 1) if number not in by_page)
    if missing:
        numbers = ", ".join(map(str, missing))
        problems.append(problem(Code.SCAN_PAGE_MISSING, pages=numbers, of=count))
    return Bundle(tuple(kept), missing, tuple(repeated), tuple(problems))


def _doubts(filed: Filed) -> tuple[float, float]:
    """The surest picture of a page first; of equals the one that lies best."""
    registration = filed.page.registration
    doubt = sum(1 - seen.confidence for seen in filed.page.seen.values())
    return doubt, registration.residual_mm if registration else 0.0


def _compared(kept: Filed, other: Filed, number: int) -> Problem:
    """A page that came twice: nothing to say but that, unless the two read differently."""
    fields = sorted(
        name
        for name, seen in kept.page.seen.items()
        if name in other.page.seen and _differs(seen, other.page.seen[name])
    )
    where = Where(page=number)
    if fields:
        return problem(Code.SCAN_PAGES_DIFFER, where=where, page=number, fields=", ".join(fields))
    return problem(Code.SCAN_PAGE_REPEATED, Severity.INFO, where=where, page=number)


def _differs(one: Seen, other: Seen) -> bool:
    """What is only a doubt in one of two pictures does not contradict the other."""
    return one.text != other.text and min(one.confidence, other.confidence) >= 1.0


def _shown(filed: Filed) -> str:
    page = filed.page
    if page.payload is None:
        return "-"
    edition = page.mark.fingerprint if page.mark else ""
    said = page.payload
    return f"{said.document or '-'} {said.code}.{said.version} {said.page}/{said.pages} {edition}"
