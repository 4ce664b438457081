"""The square code of a page: decoded, or recognised among those that are awaited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import zxingcpp

from formkit.formats.acroform.qr import qr_rows
from formkit.formats.formmark import QR_MODULES, Payload, parse_payload
from formkit.formats.scan.alignment import Alignment, Array

if TYPE_CHECKING:
    from formkit.formats.formmark import MarkPlaces

LIKENESS_MARGIN = 0.10
"""Between the likeliest awaited code and the next; wrong ones never had more than 0.032."""
LEAST_LIKENESS = 0.35
_FORMATS: Any = zxingcpp.BarcodeFormat.QRCode
_MODULE_PX = 10
_AROUND_MM = 2.0
_FINDER_PX = 90
"""Side of a finder pattern with its white frame."""
LEAST_FINDER = 0.4
"""Correlation from which something is a finder pattern."""


@dataclass(frozen=True)
class Code2D:
    """A code that was read."""

    payload: Payload
    corners: Array | None = None
    """Clockwise from its top left, in pixels; None where it was sampled, not found."""
    is_likeness: bool = False
    """Not decoded, only most like this one of the awaited."""


def decoded(image: Array) -> Code2D | None:
    """The form mark on a page by ever more expensive attempts; other codes are passed over."""
    for scale, attempt in _attempts(image):
        for found in zxingcpp.read_barcodes(attempt, formats=_FORMATS, try_invert=False):
            payload = parse_payload(found.text)
            if payload is not None:
                place = found.position
                quad = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
                corners = np.array([[p.x, p.y] for p in quad], dtype=float)
                return Code2D(payload, corners / scale)
    return None


def _attempts(image: Array) -> Iterator[tuple[float, Array]]:
    """Pictures to try and their scales, the cheapest and likeliest first."""
    yield 1.0, image
    for scale in (1.5, 2.0, 0.5, 0.67):
        yield scale, _scaled(image, scale)
    even = on_even_paper(image)
    yield 1.0, even
    sharp = cv2.addWeighted(even, 2.0, cv2.GaussianBlur(even, (0, 0), 3), -1.0, 0)
    yield 2.0, _scaled(sharp, 2.0)
    for size in (3, 5):
        thinned = cv2.dilate(_scaled(image, 2.0), np.ones((size, size), np.uint8))
        yield 2.0, thinned


def _scaled(image: Array, scale: float) -> Array:
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=how)


def on_even_paper(image: Array) -> Array:
    """Shadows and stains of the paper divided away."""
    small = cv2.resize(image, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(cv2.medianBlur(small, 5), np.ones((7, 7))), (0, 0), 4)
    paper = cv2.resize(paper, (image.shape[1], image.shape[0]))
    return cv2.divide(image, np.maximum(paper, 1), scale=255)


def sampled(image: Array, alignment: Alignment, places: MarkPlaces) -> Code2D | None:
    """The code read module by module where it must stand; for torn and blurred ones."""
    looks = _code_picture(image, alignment, places)
    for modules in _sharpenings(looks):
        for grid in _binary(modules):
            payload = _decoded_grid(grid)
            if payload is not None:
                return Code2D(payload)
    return None


def most_like(
    image: Array, alignment: Alignment, places: MarkPlaces, awaited: Sequence[str]
) -> Code2D | None:
    """The awaited code that a page is most like; None without a clear margin to the next."""
    if not awaited:
        return None
    seen = _centred(_modules(_code_picture(image, alignment, places)))
    best: tuple[float, str] | None = None
    for blur in (0.0, 0.6, 0.9):
        likeness = _codebook(tuple(awaited), blur) @ (
            seen.ravel() / max(np.linalg.norm(seen), 1e-6)
        )
        order = np.argsort(-likeness)
        second = likeness[order[1]] if len(order) > 1 else LEAST_LIKENESS
        margin = float(likeness[order[0]] - second)
        is_like = likeness[order[0]] >= LEAST_LIKENESS and margin >= LIKENESS_MARGIN
        if is_like and (best is None or margin > best[0]):
            best = margin, awaited[int(order[0])]
    payload = parse_payload(best[1]) if best else None
    return Code2D(payload, is_likeness=True) if payload else None


def _code_picture(image: Array, alignment: Alignment, places: MarkPlaces) -> Array:
    """The code alone, ten pixels a module, moved so that its finder patterns fit."""
    left, top = places.qr_corner_mm
    side, scale = places.qr_side_mm, _MODULE_PX / places.qr_module_mm
    box = (left - _AROUND_MM, top - _AROUND_MM, left + side + _AROUND_MM, top + side + _AROUND_MM)
    wide = alignment.piece(image, box, scale)
    smooth = cv2.GaussianBlur(wide, (0, 0), 2.0)
    base = _AROUND_MM * scale
    corners = ((3.5, 3.5), (QR_MODULES - 3.5, 3.5), (3.5, QR_MODULES - 3.5))
    wanted = np.array(corners, np.float32) * _MODULE_PX
    shifts = [_finder_shift(smooth, base + x, base + y) for x, y in wanted]
    known = [shift for shift in shifts if shift is not None]
    # A finder pattern that is torn off went where the others went.
    common = np.mean(known, axis=0) if known else np.zeros(2)
    found = wanted + base + np.array([common if s is None else s for s in shifts])
    matrix = cv2.getAffineTransform(wanted, found.astype(np.float32))
    pixels = QR_MODULES * _MODULE_PX
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        wide, matrix, (pixels, pixels), flags=flags, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)


def _finder_shift(smooth: Array, x: float, y: float) -> Array | None:
    """How far a finder pattern is from where its middle should be; None where there is none."""
    half, reach = _FINDER_PX // 2, 14
    x0, y0 = max(0, int(x) - half - reach), max(0, int(y) - half - reach)
    window = smooth[y0 : int(y) + half + reach, x0 : int(x) + half + reach]
    scores = cv2.matchTemplate(window, _finder_pattern(), cv2.TM_CCOEFF_NORMED)
    _, best, _, (dx, dy) = cv2.minMaxLoc(scores)
    if best < LEAST_FINDER:
        return None
    return np.array([x0 + dx + half - x, y0 + dy + half - y])


@lru_cache(maxsize=1)
def _finder_pattern() -> Array:
    large = cv2.resize(_finder_modules(), (70, 70), interpolation=cv2.INTER_NEAREST)
    framed = cv2.copyMakeBorder(large, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=[255])
    return cv2.GaussianBlur(framed, (0, 0), 5)


def _sharpenings(looks: Array) -> Iterator[Array]:
    """Modules with more and more blur taken back."""
    yield _modules(looks)
    for sigma in (3, 5, 7, 9, 11):
        for noise in (0.02, 0.1):
            yield _modules(_deblurred(looks, sigma, noise))


def _deblurred(looks: Array, sigma: float, noise: float) -> Array:
    """Wiener filter for a Gaussian blur."""
    wide = cv2.copyMakeBorder(looks, 40, 40, 40, 40, cv2.BORDER_REPLICATE)
    height, width = wide.shape
    down, across = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None]
    blur = np.exp(-2 * np.pi**2 * sigma**2 * (across**2 + down**2))
    sharp = np.fft.irfft2(np.fft.rfft2(wide) * blur / (blur * blur + noise), s=wide.shape)
    inner: Array = sharp[40:-40, 40:-40].astype(np.float32)
    return inner


def _modules(looks: Array) -> Array:
    """Mean grey of the middle of every module."""
    cells = looks.reshape(QR_MODULES, _MODULE_PX, QR_MODULES, _MODULE_PX)
    grey: Array = cells[:, 3:7, :, 3:7].mean(axis=(1, 3))
    return grey


def _binary(modules: Array) -> Iterator[Array]:
    grey = modules.astype(np.float32)
    middle = (np.percentile(grey, 88) + np.percentile(grey, 12)) / 2
    for threshold in (cv2.blur(grey, (11, 11)), np.full_like(grey, middle)):
        yield np.where(grey < threshold, 0, 255).astype(np.uint8)


def _decoded_grid(grid: Array) -> Payload | None:
    """Error correction of the modules; the fixed patterns are put in as they must be."""
    fixed = grid.copy()
    finder = _finder_modules()
    fixed[:8, :8] = fixed[:8, -8:] = fixed[-8:, :8] = 255
    fixed[:7, :7] = fixed[:7, -7:] = fixed[-7:, :7] = finder
    timing = np.array([0 if i % 2 == 0 else 255 for i in range(8, QR_MODULES - 8)], np.uint8)
    fixed[6, 8:-8] = fixed[8:-8, 6] = timing
    large = cv2.resize(fixed, None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)
    framed = cv2.copyMakeBorder(large, 24, 24, 24, 24, cv2.BORDER_CONSTANT, value=[255])
    for found in zxingcpp.read_barcodes(framed, formats=_FORMATS):
        payload = parse_payload(found.text)
        if payload is not None:
            return payload
    return None


def _finder_modules() -> Array:
    pattern = np.zeros((7, 7), np.uint8)
    pattern[1:6, 1:6] = 255
    pattern[2:5, 2:5] = 0
    return pattern


@lru_cache(maxsize=6)
def _codebook(awaited: tuple[str, ...], sigma: float) -> Array:
    """Every awaited code as a row of length one, blurred as pictures blur it."""
    grids = [_drawn(payload) for payload in awaited]
    looks = [grid if sigma == 0 else cv2.GaussianBlur(grid, (0, 0), sigma) for grid in grids]
    centred = np.array([_centred(look).ravel() for look in looks])
    units: Array = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    return units


def _drawn(payload: str) -> Array:
    rows = [
        [row >> (QR_MODULES - 1 - x) & 1 for x in range(QR_MODULES)] for row in qr_rows(payload)
    ]
    return 255.0 * (1 - np.array(rows, np.float32))


def _centred(modules: Array) -> Array:
    grey = modules.astype(np.float32)
    return grey - cv2.blur(grey, (9, 9))
