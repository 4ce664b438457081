"""A page from its picture to its readings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from formkit.formats.scan import codes, fiducials
from formkit.formats.scan.alignment import Alignment, Array
from formkit.formats.scan.fields import read_fields
from formkit.formats.scan.flatpage import lay_flat
from formkit.formats.scan.isolated import decoded_pages
from formkit.formats.scan.registration import Fit, register
from formkit.formats.scan.result import Outcome, ScannedPage
from formkit.formats.scan.sheet import Sheet, sheet_of
from formkit.problems import Code, Severity, Where, problem

if TYPE_CHECKING:
    from formkit.formats.scan.codes import Code2D
    from formkit.formats.scan.paper import Paper, Papers
    from formkit.formats.scan.picture import Decoded, Picture

EMPTY_SHARE = 0.0008
"""Dark pixels of an empty page: dust, bleeding from the other side."""
EDGE_SHARE = 0.06
"""Of the sides, where scanners see shadows and holes are punched."""
COPY_MIDTONES = 0.10
"""Grey pixels for one dark pixel; originals in grey have more at the edges of letters."""


def read_pages(data: bytes, papers: Papers) -> Iterator[ScannedPage]:
    for decoded in decoded_pages(data):
        yield read_page(decoded, papers)


def read_page(decoded: Decoded, papers: Papers) -> ScannedPage:
    """One page; everything found wrong is among its problems."""
    if decoded.picture is None:
        found = () if decoded.problem is None else (decoded.problem,)
        return ScannedPage(decoded.number, Outcome.UNREADABLE, problems=found)
    page = _identified(decoded.number, image_of(decoded.picture), decoded.picture, papers)
    where = Where(page=decoded.number)
    placed = tuple(p if p.where.path else p.at(page=where.page) for p in page.problems)
    return replace(page, problems=placed)


def image_of(picture: Picture) -> Array:
    grey = np.frombuffer(picture.pixels, np.uint8)
    return grey.reshape(picture.height, picture.width)


def _identified(number: int, image: Array, picture: Picture, papers: Papers) -> ScannedPage:
    code = codes.decoded(image)
    squares = fiducials.find(image)
    if code is None:
        code = _without_decoder(image, squares, papers)
    if code is None:
        return _nameless(number, image)
    said = code.payload
    best = _best_fit(image, squares, code, papers)
    if best is None:
        unknown = problem(Code.SCAN_UNKNOWN_PAPER, form=said.code, version=said.version)
        return ScannedPage(number, Outcome.UNPROVEN, said, problems=(unknown,))
    paper, sheet, fit = best
    mark = replace(paper.blank.mark, document=said.document)
    found = fit.registration
    dpi = round(fit.alignment.dpi(), 1)
    is_copy = picture.is_bilevel or is_without_midtones(image)
    page = ScannedPage(number, Outcome.UNPROVEN, said, mark, found, dpi=dpi, is_copy=is_copy)
    if not fit.is_proven:
        share = f"{found.agreement:.0%}"
        unproven = problem(Code.SCAN_NOT_REGISTERED, form=mark.form, agreement=share)
        return replace(page, problems=(unproven,))
    return _read(page, image, paper, (sheet, fit), code)


def _read(
    page: ScannedPage, image: Array, paper: Paper, lies: tuple[Sheet, Fit], code: Code2D
) -> ScannedPage:
    sheet, fit = lies
    flat = lay_flat(image, fit.alignment, sheet)
    seen, problems = read_fields(flat, paper, code.payload.page, is_copy=page.is_copy)
    if code.is_likeness:
        document = code.payload.document or "—"
        likeness = problem(Code.SCAN_KNOWN_BY_LIKENESS, Severity.WARNING, document=document)
        problems.append(likeness)
    if page.is_copy:
        problems.append(problem(Code.SCAN_IS_COPY, Severity.WARNING))
    return replace(page, outcome=Outcome.READ, seen=seen, problems=tuple(problems))


def _best_fit(
    image: Array, squares: fiducials.Found, code: Code2D, papers: Papers
) -> tuple[Paper, Sheet, Fit] | None:
    """The paper whose print stands where it should; the best of them where none quite does."""
    best: tuple[Paper, Sheet, Fit] | None = None
    for paper in papers.find(code.payload):
        sheet = sheet_of(paper.blank, code.payload.page)
        if sheet is None or paper.blank.page_count != code.payload.pages:
            continue
        fit = register(image, sheet, squares, code)
        if fit is None:
            continue
        if best is None or fit.registration.agreement > best[2].registration.agreement:
            best = paper, sheet, fit
        if fit.is_proven:
            break
    return best


def _without_decoder(image: Array, squares: fiducials.Found, papers: Papers) -> Code2D | None:
    """The code by the places of its modules, or by its likeness to one that is awaited."""
    places = fiducials.guess_places(squares)
    if places is None:
        return None
    matrix, _ = fiducials.homography(squares, places)
    if matrix is None:
        return None
    alignment = Alignment(matrix, places.page_size_mm)
    return codes.sampled(image, alignment, places) or codes.most_like(
        image, alignment, places, papers.awaited
    )


def _nameless(number: int, image: Array) -> ScannedPage:
    if is_empty(image):
        note = problem(Code.SCAN_EMPTY_PAGE, Severity.INFO)
        return ScannedPage(number, Outcome.EMPTY, problems=(note,))
    return ScannedPage(number, Outcome.FOREIGN, problems=(problem(Code.SCAN_NO_MARK),))


def is_empty(image: Array) -> bool:
    """Whether nothing stands on a page, edges left out."""
    small = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    even = codes.on_even_paper(small)
    down, across = (round(side * EDGE_SHARE) for side in even.shape)
    inner = cv2.medianBlur(even[down:-down, across:-across], 3)
    return float((inner < 150).mean()) < EMPTY_SHARE


def is_without_midtones(image: Array) -> bool:
    """Whether a picture in grey knows only black and white: a scanned copy or fax."""
    counts = np.bincount(image[::3, ::3].ravel(), minlength=256)
    white = int(np.argmax(counts[128:])) + 128
    dark = counts[: white // 3].sum()
    middle = counts[white // 3 : round(white * 0.85)].sum()
    return bool(dark) and float(middle) / float(dark) < COPY_MIDTONES
