"""Scanned pages: kept until their document is whole, then judged like any return."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from formkit.actions.judgement import Judgement
from formkit.actions.papers import Shelf
from formkit.actions.read import ReadFile, completed
from formkit.formats.scan import (
    Bundle,
    Filed,
    Outcome,
    ScannedPage,
    assemble,
    missing_packages,
    page_from_json,
    page_to_json,
    read_scan,
)
from formkit.problems import Code, Problem, Severity, has_errors, problem
from formkit.store import documents, receipts, reviews, scans
from formkit.store.receipts import Receipt, Verdict
from formkit.store.reviews import ReviewItem, ReviewKind
from formkit.store.scans import KeptPage
from formkit.store.sqltypes import canonical_json
from formkit.workspace import archive_file

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.actions.desk import Desk
    from formkit.model.form import Form
    from formkit.model.record import Reading

PAGES_SUFFIX = ".pages.json"
"""Of the list of pages a document was put together of: hashes of files and numbers of pages."""
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")
_FOR_A_PERSON = (Outcome.UNPROVEN, Outcome.FOREIGN, Outcome.UNREADABLE)
_NOT_BY_ITSELF = (Code.DOCUMENT_NOT_OURS, Code.DOCUMENT_OTHER_GEOMETRY)
"""Said of a PDF that may be pictures of pages."""


def is_picture(content: bytes) -> bool:
    """Whether the file begins as TIFF, JPEG, PNG or HEIC does."""
    is_heif = content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS
    return is_heif or content.startswith(_PICTURES)


def may_be_scan(content: bytes, read: ReadFile) -> bool:
    """Whether a file of which nothing could be read may be pictures of pages."""
    if is_picture(content):
        return True
    said = any(found.code in _NOT_BY_ITSELF for found in read.problems)
    return read.record is None and said and not missing_packages()


def read_pages(desk: Desk, content: bytes) -> list[ScannedPage]:
    """All pages of a scanned file, each with its outcome.

    Raises:
        MissingProgramError: the extra is not installed.
    """
    return list(read_scan(content, Shelf(desk).papers))


def is_ours(pages: Iterable[ScannedPage]) -> bool:
    """Whether any page is known for one of ours."""
    return any(page.outcome in (Outcome.READ, Outcome.UNPROVEN) for page in pages)


def verdict_of(pages: Sequence[ScannedPage]) -> Verdict:
    """What became of a file as a whole; its documents are told apart."""
    if not any(page.outcome in _FOR_A_PERSON for page in pages):
        return Verdict.PAGES
    return Verdict.REVIEW if is_ours(pages) else Verdict.UNREADABLE


def problems_of(pages: Iterable[ScannedPage]) -> tuple[Problem, ...]:
    """What there is to say of pages that belong to no document, each with its number."""
    return tuple(
        found.at(page=page.number)
        for page in pages
        if page.outcome is not Outcome.READ
        for found in page.problems
    )


def keep_pages(connection: Connection, receipt: Receipt, pages: Sequence[ScannedPage]) -> None:
    """Keep the pages of a file; those that belong to no document are for a person."""
    kept = [
        KeptPage(
            sha256=receipt.sha256,
            number=page.number,
            content=page_to_json(page),
            document=page.payload.document if page.payload else None,
            receipt=None if page.outcome is Outcome.READ else receipt.id,
        )
        for page in pages
    ]
    scans.add(connection, kept)
    for page in pages:
        if page.outcome not in _FOR_A_PERSON:
            continue
        for found in problems_of([page]):
            item = ReviewItem(
                kind=ReviewKind.PROBLEM, opened_at=receipt.at, problem=found, receipt=receipt.id
            )
            reviews.add(connection, item)


class Settled:
    """What became of a document whose pages were looked at, or of its pages so far."""

    def __init__(self, bundle: Bundle, verdict: Verdict, problems: Sequence[Problem]) -> None:
        mark = bundle.mark
        self.verdict = verdict
        self.problems = tuple(problems)
        self.form = mark.form if mark else None
        self.document = bundle.document
        self.number: str | None = None
        self.sha256 = bundle.pages[0].source


def settle_pages(desk: Desk) -> list[Settled]:
    """Put waiting pages together and judge every document that is whole.

    Each document is written in a transaction of its own: stopped at any moment, the rest is done
    the next time.
    """
    with desk.store.reading() as connection:
        waiting = [_filed(page) for page in scans.waiting(connection)]
    shelf = Shelf(desk)
    return [_settled(desk, shelf, bundle) for bundle in assemble(waiting).documents]


def _filed(page: KeptPage) -> Filed:
    return Filed(page.sha256, page_from_json(dict(page.content)))


def _settled(desk: Desk, shelf: Shelf, bundle: Bundle) -> Settled:
    with desk.store.transaction() as connection:
        earlier = scans.of_document(connection, bundle.document) if bundle.document else []
        earlier = [page for page in earlier if _filed(page).page.outcome is Outcome.READ]
        if earlier:
            settled = _again(desk, connection, bundle, earlier)
        elif bundle.is_whole:
            settled = _whole(desk, connection, shelf, bundle)
        else:
            settled = Settled(bundle, Verdict.WAITING, bundle.problems)
        if bundle.document is not None:
            document = documents.find(connection, bundle.document)
            settled.number = document.number if document else None
    return settled


def _again(
    desk: Desk, connection: Connection, bundle: Bundle, earlier: Sequence[KeptPage]
) -> Settled:
    """Pages of a document that was whole before: nothing new, or another word against it."""
    both = assemble([*map(_filed, earlier), *bundle.pages, *bundle.repeated]).documents[0]
    receipt = earlier[0].receipt or ""
    scans.set_receipt(connection, _places(bundle), receipt)
    differing = [found for found in both.problems if has_errors([found])]
    if not differing:
        return Settled(bundle, Verdict.REPEATED, both.problems)
    for found in differing:
        item = ReviewItem(
            kind=ReviewKind.PROBLEM,
            opened_at=desk.now,
            problem=found,
            receipt=receipt,
            document=bundle.document,
        )
        reviews.add(connection, item)
    return Settled(bundle, Verdict.CONFLICT, both.problems)


def _places(bundle: Bundle) -> list[tuple[str, int]]:
    """Files and numbers of all pictures of a document, those it was read from first."""
    return [(filed.source, filed.page.number) for filed in (*bundle.pages, *bundle.repeated)]


def _whole(desk: Desk, connection: Connection, shelf: Shelf, bundle: Bundle) -> Settled:
    read = read_bundle(shelf, bundle)
    judged = Judgement(desk, connection, read)
    places = [[filed.source, filed.page.number] for filed in bundle.pages]
    content = canonical_json(places).encode()
    judged.keep_foreign()
    receipt = Receipt(
        sha256=archive_file(desk.office, content, PAGES_SUFFIX),
        suffix=PAGES_SUFFIX,
        size=len(content),
        at=desk.now,
        actor=desk.actor,
        verdict=judged.verdict,
        document=judged.document.id if judged.document else None,
        problems=judged.problems,
        plain=judged.plain if read.record else None,
    )
    if receipts.add(connection, receipt, read.reading.seen):
        judged.write(receipt)
        scans.set_receipt(connection, _places(bundle), receipt.id)
    return Settled(bundle, judged.verdict, judged.problems)


def read_bundle(shelf: Shelf, bundle: Bundle) -> ReadFile:
    """All pages of a document as one return."""
    reading, mark = bundle.reading, bundle.mark
    if mark is None:
        return ReadFile(reading, None, None, reading.problems)
    form = shelf.form(mark.form, mark.version, mark.locale, mark.document)
    if form is None:
        unknown = problem(Code.DOCUMENT_UNKNOWN_FORM, form=mark.form, suggestion="")
        return ReadFile(reading, None, None, (*reading.problems, unknown))
    return completed(_with_paths(reading, form), form, mark.locale)


def _with_paths(reading: Reading, form: Form) -> Reading:
    """Problems at the paths of values; what needs a person's confirmation as an error."""
    paths = {slot.name: slot.path for slot in form.slots()}
    found = [p.at(path=paths.get(p.where.path or "", p.where.path)) for p in reading.problems]
    found = [
        replace(p, severity=Severity.ERROR) if p.code is Code.SCAN_KNOWN_BY_LIKENESS else p
        for p in found
    ]
    return replace(reading, problems=tuple(found))
