"""The corner squares of a page: ArUco DICT_4X4_50, ids 0 to 3, clockwise from the top left."""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np

from formkit.formats.formmark import FIDUCIAL_MM, MarkPlaces
from formkit.formats.scan.alignment import Array
from formkit.model.form import Paper

SEARCH_SIDE = 1700
"""Pixels; the squares are large enough to be found in a smaller picture."""
ENOUGH = 3
"""Squares: twelve corners tell how the page lies, the print does the rest."""
SIZES = tuple(
    Paper(size, turned).size_mm for size in ("A4", "A5", "A3") for turned in (False, True)
)
TOLERANCE_MM = 1.2
"""Corners further off are of something else: a covered or torn square."""

Found = dict[int, Array]
"""The four corners of every square that was found, in pixels, clockwise from its top left."""


def find(image: Array) -> Found:
    """The squares of a page; more trouble is taken where too few are found."""
    found = _detected(image, SEARCH_SIDE)
    for variant in (None, *_VARIANTS):
        if len(found) >= ENOUGH:
            break
        looked = image if variant is None else variant(image)
        found = {**_detected(looked, max(image.shape)), **found}
    return found


_VARIANTS = (
    # Toner that has run is thinned, faint print and blur are thickened.
    lambda image: cv2.dilate(image, np.ones((3, 3), np.uint8)),
    lambda image: cv2.GaussianBlur(image, (0, 0), 2.0),
    lambda image: cv2.dilate(image, np.ones((5, 5), np.uint8)),
)


def _detected(image: Array, side: int) -> Found:
    scale = min(1.0, side / max(image.shape))
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    corners, ids, _ = _detector().detectMarkers(image)
    if ids is None:
        return {}
    pairs = zip(np.ravel(ids), corners, strict=True)
    # Both count from the middle of the first pixel.
    return {
        int(i): (np.reshape(quad, (4, 2)).astype(float) + 0.5) / scale - 0.5
        for i, quad in pairs
        if int(i) < 4
    }


@cache
def _detector() -> Any:
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.cornerRefinementWinSize = 4
    settings.adaptiveThreshWinSizeMin = 13
    settings.adaptiveThreshWinSizeMax = 53
    settings.adaptiveThreshWinSizeStep = 20
    settings.minMarkerPerimeterRate = 0.02
    settings.maxMarkerPerimeterRate = 0.5
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    return cv2.aruco.ArucoDetector(dictionary, settings)


def corners_mm(places: MarkPlaces) -> Found:
    """Where the corners stand on the page."""
    half = FIDUCIAL_MM / 2
    square = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    return {i: np.array(centre) + square for i, centre in enumerate(places.fiducial_centres_mm)}


def homography(found: Found, places: MarkPlaces) -> tuple[Array | None, float]:
    """Millimetres to pixels, and the mean error in millimetres; needs two squares at least."""
    stands = corners_mm(places)
    ids = [i for i in found if i in stands]
    if len(ids) < 2:
        return None, float("inf")
    page = np.concatenate([stands[i] for i in ids])
    pixels = np.concatenate([found[i] for i in ids])
    scale = float(np.median([np.linalg.norm(found[i][0] - found[i][1]) for i in ids])) / FIDUCIAL_MM
    if len(ids) == 2:
        matrix = _similarity(page, pixels)
    else:
        matrix = cv2.findHomography(page, pixels, cv2.RANSAC, TOLERANCE_MM * scale)[0]
    if matrix is None:
        return None, float("inf")
    off = cv2.perspectiveTransform(page[None], matrix)[0] - pixels
    return matrix, float(np.linalg.norm(off, axis=1).mean()) / max(scale, 1e-6)


def _similarity(page: Array, pixels: Array) -> Array | None:
    """Two squares say too little about perspective."""
    found = cv2.estimateAffinePartial2D(page, pixels)[0]
    return None if found is None else np.vstack([found, [0, 0, 1.0]])


def guess_places(found: Found) -> MarkPlaces | None:
    """The size of paper whose corners lie like these; None where too few were found."""
    if len(found) < 2:
        return None
    guesses = [MarkPlaces.for_hand(_paper(size)) for size in SIZES]
    errors = [homography(found, places)[1] for places in guesses]
    best = int(np.argmin(errors))
    return guesses[best] if errors[best] < TOLERANCE_MM else None


def _paper(size_mm: tuple[float, float]) -> Paper:
    return next(
        Paper(size, turned)
        for size in ("A4", "A5", "A3")
        for turned in (False, True)
        if Paper(size, turned).size_mm == size_mm
    )
