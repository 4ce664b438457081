"""Where everything on a page lies in its picture: corner squares, then patches of the print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from formkit.formats.scan import fiducials
from formkit.formats.scan.alignment import Alignment, Array, laid_flat, terms
from formkit.formats.scan.result import Registration
from formkit.formats.scan.sheet import ANCHOR_MM, ANCHOR_PX_PER_MM, Sheet

if TYPE_CHECKING:
    from formkit.formats.scan.codes import Code2D

PROVEN_AGREEMENT = 0.80
"""Right editions have 0.92 and more, others of the same form 0.60 and less."""
PROVEN_RESIDUAL_MM = 0.25
ALIKE = 0.45
"""Correlation from which a patch counts as found."""
FIRST_SEARCH_MM, SECOND_SEARCH_MM = 4.0, 2.0
CLOSE_MM = 0.4
"""A patch further from the smooth shift than this is not in its place."""
LEAST_PATCHES = 12
ROBUST_MM = 0.2
STIFFNESS = np.diag([1e-3] * 3 + [0.15] * 7)
"""Bending is paid for; shift, turn and scale are free."""


@dataclass(frozen=True)
class Fit:
    """The best that could be found for one sheet."""

    alignment: Alignment
    registration: Registration

    @property
    def is_proven(self) -> bool:
        found = self.registration
        return found.agreement >= PROVEN_AGREEMENT and found.residual_mm <= PROVEN_RESIDUAL_MM


def register(image: Array, sheet: Sheet, found: fiducials.Found, code: Code2D | None) -> Fit | None:
    """How a page lies, given its corner squares and its code; None without a start."""
    starts = list(_starts(sheet, found, code))
    best: Fit | None = None
    for matrix in starts:
        fit = _refined(image, sheet, matrix, len(found))
        if best is None or fit.registration.agreement > best.registration.agreement:
            best = fit
        if best.is_proven:
            break
    return best


def _starts(sheet: Sheet, found: fiducials.Found, code: Code2D | None) -> list[Array]:
    """First guesses, the best first."""
    starts = []
    matrix, error_mm = fiducials.homography(found, sheet.places)
    if matrix is not None and error_mm < 2 * fiducials.TOLERANCE_MM:
        starts.append(matrix)
    if code is not None and code.corners is not None:
        origin = np.array(sheet.places.qr_corner_mm)
        side = sheet.places.qr_side_mm
        square = np.array([[0, 0], [side, 0], [side, side], [0, side]], float) + origin
        stands = fiducials.corners_mm(sheet.places)
        ids = [i for i in found if i in stands]
        page = np.concatenate([square, *(stands[i] for i in ids)])
        pixels = np.concatenate([code.corners, *(found[i] for i in ids)])
        if ids:
            joined = cv2.findHomography(page, pixels, cv2.RANSAC, 8.0)[0]
            if joined is not None:
                starts.append(joined)
        alike = cv2.estimateAffinePartial2D(page, pixels)[0]
        if alike is not None:
            starts.append(np.vstack([alike, [0, 0, 1.0]]))
    return starts


def _refined(image: Array, sheet: Sheet, matrix: Array, squares: int) -> Fit:
    """Two rounds of patches: the first moves the homography, the second finds the bend."""
    corners, _ = sheet.anchors
    middles = corners + np.array(ANCHOR_MM) / 2
    alignment = Alignment(matrix, sheet.size_mm)
    if len(corners) >= LEAST_PATCHES:
        off, alike = _found_patches(image, sheet, alignment, FIRST_SEARCH_MM)
        is_good = alike > ALIKE
        if is_good.sum() >= LEAST_PATCHES:
            alignment = _moved(alignment, middles[is_good], off[is_good])
    off, alike = _found_patches(image, sheet, alignment, SECOND_SEARCH_MM)
    is_good = alike > ALIKE
    bend = None
    if is_good.sum() >= LEAST_PATCHES:
        bend = _smooth_shift(middles, off, np.where(is_good, alike, 0.0), sheet.size_mm)
        off = off - terms(middles, sheet.size_mm) @ bend
    distance = np.linalg.norm(off, axis=1)
    count = max(len(corners), 1)
    agreement = float((is_good & (distance < CLOSE_MM)).sum()) / count
    residual = float(np.median(distance[is_good])) if is_good.any() else 9.0
    alignment = Alignment(alignment.matrix, sheet.size_mm, bend)
    return Fit(
        alignment,
        Registration(
            sheet.size_mm,
            tuple(float(v) for v in alignment.matrix.ravel()),
            () if bend is None else tuple(float(v) for v in bend.ravel()),
            round(residual, 4),
            round(agreement, 3),
            squares,
        ),
    )


def _found_patches(
    image: Array, sheet: Sheet, alignment: Alignment, search_mm: float
) -> tuple[Array, Array]:
    """How far every patch stands from its place in millimetres, and how like it is."""
    corners, looks = sheet.anchors
    width, height = ANCHOR_MM
    off = np.zeros((len(corners), 2))
    alike = np.zeros(len(corners))
    for index, ((x, y), look) in enumerate(zip(corners, looks, strict=True)):
        box = (x - search_mm, y - search_mm, x + width + search_mm, y + height + search_mm)
        matrix = alignment.local(x + width / 2, y + height / 2)
        window = laid_flat(image, matrix, box, ANCHOR_PX_PER_MM)
        scores = cv2.matchTemplate(window, look, cv2.TM_CCOEFF_NORMED)
        _, alike[index], _, (column, row) = cv2.minMaxLoc(scores)
        place = np.array(_between_pixels(scores, column, row))
        off[index] = place / ANCHOR_PX_PER_MM - search_mm
    return off, alike


def _between_pixels(scores: Array, column: int, row: int) -> tuple[float, float]:
    """The top of the parabola through the best score and its neighbours."""
    x, y = float(column), float(row)
    best = scores[row, column]
    if 0 < column < scores.shape[1] - 1:
        before, after = scores[row, column - 1], scores[row, column + 1]
        x += _peak(before, best, after)
    if 0 < row < scores.shape[0] - 1:
        before, after = scores[row - 1, column], scores[row + 1, column]
        y += _peak(before, best, after)
    return x, y


def _peak(before: float, best: float, after: float) -> float:
    return float((after - before) / (2 * (2 * best - before - after) + 1e-9))


def _moved(alignment: Alignment, middles: Array, off: Array) -> Alignment:
    """The homography through the patches; the old one where they do not agree on any."""
    pixels = alignment.pixels(middles + off)
    a, b = alignment.pixels(np.array([[0, 0], [1.0, 0]]))
    tolerance = max(float(np.linalg.norm(b - a)), 1.0)
    matrix, kept = cv2.findHomography(middles, pixels, cv2.RANSAC, tolerance)
    if matrix is None or kept.sum() < max(10, 0.4 * len(middles)):
        return alignment
    return Alignment(matrix, alignment.size_mm)


def _smooth_shift(middles: Array, off: Array, trust: Array, size_mm: tuple[float, float]) -> Array:
    """Weighted least squares, repeated: patches off the common shift lose their say."""
    parts = terms(middles, size_mm)
    weight = trust
    bend: Array = np.zeros((parts.shape[1], 2))
    for _ in range(6):
        weighted = (parts * weight[:, None]).T
        bend = np.linalg.solve(weighted @ parts + STIFFNESS, weighted @ off)
        distance = np.linalg.norm(off - parts @ bend, axis=1)
        weight = trust / (1 + (distance / ROBUST_MM) ** 2)
    return bend
