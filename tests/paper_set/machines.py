"""Printers, scanners, copiers, faxes, telephones, and what they do to a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator

Array = np.ndarray[Any, Any]
SOURCE = 300 / 25.4
"""Pixels a millimetre of the page before any machine."""


@dataclass(frozen=True)
class Lie:
    """Where a page lies in its picture: truth to compare with."""

    matrix: Array
    bend: Callable[[Array], Array]

    def pixels(self, points_mm: Array) -> Array:
        points = np.asarray(points_mm, float)
        return cv2.perspectiveTransform((points + self.bend(points))[None], self.matrix)[0]


@dataclass(frozen=True)
class Taken:
    """A picture of a page."""

    image: Array
    lie: Lie
    dpi: tuple[float, float] = (0, 0)
    """What the file says; 0 for nothing."""
    is_bilevel: bool = False


Machine = Callable[[Array, Generator], Taken]


def _flat(points: Array) -> Array:
    return np.zeros_like(points)


def _printed(rng: Generator) -> Array:
    """The printer fits the page to its margins and feeds it a little off."""
    scale = rng.uniform(0.96, 1.0) * np.array([1 + rng.normal(0, 0.001), 1.0])
    shift = rng.normal(0, 1.2, 2)
    return np.array([[scale[0], 0, shift[0]], [0, scale[1], shift[1]], [0, 0, 1]])


def _turned(degrees: float, size_mm: tuple[float, float]) -> Array:
    x, y = size_mm[0] / 2, size_mm[1] / 2
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, x - c * x + s * y], [s, c, y - s * x - c * y], [0, 0, 1]])


def _size(page: Array) -> tuple[float, float]:
    return page.shape[1] / SOURCE, page.shape[0] / SOURCE


def _picture(page: Array, lie: Lie, shape: tuple[int, int], background: float) -> Array:
    """The page seen through its lie, without light or noise."""
    step = 16
    rows, columns = np.arange(0, shape[0] + step, step), np.arange(0, shape[1] + step, step)
    grid = np.stack(np.meshgrid(columns, rows), -1).reshape(-1, 2).astype(float)
    bent = cv2.perspectiveTransform(grid[None], np.linalg.inv(lie.matrix))[0]
    flat = bent
    for _ in range(4):
        flat = bent - lie.bend(flat)
    source = (flat * SOURCE - 0.5).astype(np.float32).reshape(len(rows), len(columns), 2)
    places = np.stack(np.meshgrid(np.arange(shape[1]), np.arange(shape[0])), -1) / step
    places = places.astype(np.float32)
    x, y = (
        cv2.remap(source[..., a], places[..., 0], places[..., 1], cv2.INTER_LINEAR) for a in (0, 1)
    )
    density = np.sqrt(abs(np.linalg.det(lie.matrix[:2, :2])))
    blur = 0.42 * max(SOURCE / max(density, 1e-3), 0.8)
    soft = cv2.GaussianBlur(page, (0, 0), blur)
    return cv2.remap(
        soft, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=background
    ).astype(np.float32)


def _noisy(image: Array, rng: Generator, sigma: float) -> Array:
    grain = rng.normal(0, sigma, image.shape).astype(np.float32)
    return (image + grain).clip(0, 255).astype(np.uint8)


def _jpeg(image: Array, quality: int) -> Array:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)


def _scanned(
    page: Array, rng: Generator, dpi: tuple[float, float], lean: float
) -> tuple[Array, Lie]:
    size = _size(page)
    is_down = rng.random() < 0.25
    turn = _turned(rng.uniform(-lean, lean) + (180 if is_down else 0), size)
    scale = np.diag([dpi[0] / 25.4, dpi[1] / 25.4, 1])
    half = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]])
    lie = Lie(half @ scale @ turn @ _printed(rng), _flat)
    shape = (round(size[1] * dpi[1] / 25.4), round(size[0] * dpi[0] / 25.4))
    return _picture(page, lie, shape, 250), lie


def office(dpi: float, lean: float) -> Machine:
    """A flatbed or feeder in grey."""

    def scan(page: Array, rng: Generator) -> Taken:
        image, lie = _scanned(page, rng, (dpi, dpi), lean)
        image = image * rng.uniform(0.94, 1.0) + rng.uniform(0, 6)
        return Taken(_jpeg(_noisy(image, rng, 3.0), int(rng.integers(70, 92))), lie, (dpi, dpi))

    return scan


def faded(page: Array, rng: Generator) -> Taken:
    """Toner nearly gone, in patches; the pen is written over it and stays."""
    image, lie = _scanned(page, rng, (200, 200), 3)
    patches = cv2.resize(rng.uniform(0, 1, (9, 7)).astype(np.float32), image.shape[::-1])
    lightest = rng.uniform(0.42, 0.62)
    image = 255 - (255 - image) * (lightest + (0.75 - lightest) * patches)
    return Taken(_jpeg(_noisy(image, rng, 4.0), 80), lie, (200, 200))


def damaged(page: Array, rng: Generator) -> Taken:
    """A torn corner, punch holes, a staple, stamps over the edge and over the code."""
    page = page.copy()
    height, width = page.shape
    for corner in rng.permutation(4)[: int(rng.integers(1, 3))]:
        reach = rng.uniform(18, 30) * SOURCE
        x, y = (0 if corner in (0, 3) else width), (0 if corner in (0, 1) else height)
        ends = [[x, y], [abs(x - reach), y], [x, abs(y - reach * rng.uniform(0.6, 1.2))]]
        cv2.fillPoly(page, [np.array(ends, np.int32)], 245)
    for y in (height * 0.36, height * 0.64):
        cv2.circle(page, (int(10 * SOURCE), int(y)), int(3 * SOURCE), 60, -1, cv2.LINE_AA)
    staple = np.array([[6, 5], [14, 8]]) * SOURCE
    cv2.line(page, *(tuple(map(int, p)) for p in staple), 90, 8, cv2.LINE_AA)
    centres = [(rng.uniform(0.1, 0.9), rng.uniform(0.7, 0.97))]
    if rng.random() < 0.3:
        centres.append((0.84, 0.09))
    for x, y in centres:
        place = (int(x * width), int(y * height))
        for radius in (19, 17, 12):
            ring = page.copy()
            cv2.circle(ring, place, int(radius * SOURCE), 120, int(0.8 * SOURCE), cv2.LINE_AA)
            page = np.minimum(page, ring)
    image, lie = _scanned(page, rng, (200, 200), 3)
    return Taken(_jpeg(_noisy(image, rng, 4.0), 80), lie, (200, 200))


def copied_twice(page: Array, rng: Generator) -> Taken:
    """Two generations of a dark photocopier, then a scanner."""
    image, lie = _scanned(page, rng, (300, 300), 2)
    for _ in range(2):
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(1.0, 1.6))
        middle, steep = rng.uniform(150, 190), rng.uniform(12, 25)
        image = 255 / (1 + np.exp(-(image - middle) / steep))
        dirt = rng.random(image.shape) < 0.00012
        dirt = cv2.dilate(dirt.astype(np.uint8), np.ones((3, 3)))
        image = np.where(dirt > 0, 30, image).astype(np.float32)
    scale = 200 / 300
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    matrix = np.diag([scale, scale, 1]) @ lie.matrix
    return Taken(_jpeg(_noisy(small, rng, 3.0), 80), Lie(matrix, _flat), (200, 200))


def fax(down: float) -> Machine:
    """ITU-T T.4: 204 dots an inch across, 196 or 98 down, black or white."""

    def send(page: Array, rng: Generator) -> Taken:
        image, lie = _scanned(page, rng, (204, down), 1.5)
        image = image + rng.normal(0, 14, image.shape)
        dots = np.where(image < rng.uniform(135, 175), 0, 255).astype(np.uint8)
        return Taken(dots, lie, (204, down), is_bilevel=True)

    return send


def phone(*, is_good: bool) -> Machine:
    """A telephone held over the page; badly: at an angle, blurred, in shadow, the paper curled."""

    def snap(page: Array, rng: Generator) -> Taken:
        size = _size(page)
        long = float(rng.uniform(3300, 4000) if is_good else rng.uniform(2100, 2500))
        landscape = rng.random() < 0.3
        shape = (int(long), int(long * 0.75))
        fill = rng.uniform(0.84, 0.94)
        scale = min(shape[0] / size[1], shape[1] / size[0]) * fill
        offset = (np.array(shape[::-1]) - np.array(size) * scale) / 2
        place = np.array([[scale, 0, offset[0]], [0, scale, offset[1]], [0, 0, 1]])
        place = place @ _turned(rng.uniform(-3, 3) + (180 if rng.random() < 0.2 else 0), size)
        corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32) * shape[::-1]
        push = rng.uniform(-1, 1, (4, 2)) * shape[1] * (0.02 if is_good else 0.05)
        tilt = cv2.getPerspectiveTransform(
            corners.astype(np.float32), (corners + push).astype(np.float32)
        )
        curl, phase = rng.uniform(0, 0.4 if is_good else 2.5), rng.uniform(0, 2 * np.pi)

        def bend(points: Array) -> Array:
            wave = np.sin(points[:, 1] / size[1] * np.pi + phase) * curl
            return np.stack([wave * 0.3, wave * (points[:, 0] / size[0] - 0.5)], 1)

        lie = Lie(tilt @ place @ _printed(rng), bend)
        image = _picture(page, lie, shape, 110)
        if landscape:
            image = np.ascontiguousarray(np.rot90(image))
            turn = np.array([[0, 1, 0], [-1, 0, shape[1] - 1], [0, 0, 1.0]])
            lie = Lie(turn @ lie.matrix, bend)
        image *= _light(image.shape, rng, is_good)
        blur = rng.uniform(0.5, 0.9) if is_good else rng.uniform(1.0, 2.0)
        image = cv2.GaussianBlur(image, (0, 0), blur)
        if not is_good:
            image = _shaken(image, rng)
        quality = int(rng.integers(75, 92) if is_good else rng.integers(40, 65))
        return Taken(_jpeg(_noisy(image, rng, 3.0 if is_good else 5.0), quality), lie)

    return snap


def _light(shape: tuple[int, ...], rng: Generator, is_good: bool) -> Array:
    """Light from a side; badly: a hard shadow across the page."""
    down, across = np.mgrid[0 : shape[0] : 8, 0 : shape[1] : 8].astype(np.float32)
    down, across = down / shape[0], across / shape[1]
    angle = rng.uniform(0, 2 * np.pi)
    slope = np.cos(angle) * (across - 0.5) + np.sin(angle) * (down - 0.5)
    light = 0.9 + slope * rng.uniform(0.05, 0.2 if is_good else 0.4)
    if not is_good:
        edge = np.clip((slope - rng.uniform(-0.2, 0.2)) * 60, 0, 1)
        light *= 1 - rng.uniform(0.2, 0.45) * edge
    return cv2.resize(light.astype(np.float32), (shape[1], shape[0])).clip(0.2, 1.05)


def _shaken(image: Array, rng: Generator) -> Array:
    length = int(rng.integers(2, 5))
    kernel = np.zeros((9, 9), np.float32)
    angle = rng.uniform(0, np.pi)
    for step in np.linspace(-length / 2, length / 2, 20):
        kernel[round(4 + np.sin(angle) * step), round(4 + np.cos(angle) * step)] = 1
    return cv2.filter2D(image, -1, kernel / kernel.sum())


MACHINES: dict[str, Machine] = {
    "office300": office(300, 2),
    "office200": office(200, 5),
    "office150": office(150, 3),
    "faded200": faded,
    "phone_good": phone(is_good=True),
    "damaged200": damaged,
    "copy2_200": copied_twice,
    "fax_fine": fax(196),
    "fax_std": fax(98),
    "phone_bad": phone(is_good=False),
}
ORIGINALS = ("office300", "office200", "office150", "phone_good")
"""Of which the targets for marks speak; faded toner comes on top of them."""
