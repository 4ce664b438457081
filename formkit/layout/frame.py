"""The ornamental frame of a certificate as curves: the same on every kind of page.

Two rules with a plait between them, a rosette at every corner. Millimetres from the upper left
corner of the sheet, y down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin
from typing import Literal

BAND_MM = 7.0
"""Between the outer and the inner rule."""
_PERIOD_MM = 7.0
_AMPLITUDES_MM = (2.3, -2.3, 1.1, -1.1)
_PETALS, _PETAL_MM = 8, 1.45
_CIRCLE = 0.5523
"""Control points of a quarter of a circle, in radii."""
_THICK_MM, _THIN_MM, _FINE_MM = 0.9, 0.3, 0.2

Point = tuple[float, float]
Step = tuple[Literal["M", "L", "C", "Z"], tuple[Point, ...]]
"""Move, line, cubic curve with both control points, close."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """Lines of one width."""

    width_mm: float
    steps: tuple[Step, ...]


def frame(width_mm: float, height_mm: float, edge_mm: float) -> tuple[Stroke, ...]:
    """The frame of a sheet; ``edge_mm`` is the way from its edge to the outer rule."""
    sheet = (width_mm, height_mm)
    inner = edge_mm + BAND_MM
    thin = (*_rectangle(sheet, edge_mm + 1.0), *_rectangle(sheet, inner))
    middle = edge_mm + BAND_MM / 2
    left, top, right, bottom = middle, middle, width_mm - middle, height_mm - middle
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    fine = [step for corner in corners for step in _rosette(corner)]
    for start, end in pairwise([*corners, corners[0]]):
        fine += _plait(start, end)
    return (
        Stroke(_THICK_MM, _rectangle(sheet, edge_mm)),
        Stroke(_THIN_MM, thin),
        Stroke(_FINE_MM, tuple(fine)),
    )


def _rectangle(sheet: Point, edge: float) -> tuple[Step, ...]:
    right, bottom = sheet[0] - edge, sheet[1] - edge
    return (
        ("M", ((edge, edge),)),
        ("L", ((right, edge),)),
        ("L", ((right, bottom),)),
        ("L", ((edge, bottom),)),
        ("Z", ()),
    )


def _rosette(centre: Point) -> Iterator[Step]:
    """Circles around a point through which they all go."""
    for petal in range(_PETALS):
        turn = 2 * pi * petal / _PETALS
        yield from _circle(_moved(centre, _PETAL_MM * cos(turn), _PETAL_MM * sin(turn)))


def _circle(centre: Point) -> Iterator[Step]:
    r, k = _PETAL_MM, _PETAL_MM * _CIRCLE
    quarters = (
        ((r, k), (k, r), (0.0, r)),
        ((-k, r), (-r, k), (-r, 0.0)),
        ((-r, -k), (-k, -r), (0.0, -r)),
        ((k, -r), (r, -k), (r, 0.0)),
    )
    yield "M", (_moved(centre, r, 0.0),)
    for quarter in quarters:
        yield "C", tuple(_moved(centre, x, y) for x, y in quarter)


def _plait(start: Point, end: Point) -> Iterator[Step]:
    """Waves between two rosettes on a side of the frame."""
    (x, y), (to_x, to_y) = start, end
    length = abs(to_x - x) + abs(to_y - y)
    along = ((to_x - x) / length, (to_y - y) / length)
    free = length - 2 * _PETAL_MM * 2
    count = 2 * round(free / _PERIOD_MM)
    half = free / count
    for amplitude in _AMPLITUDES_MM:
        yield from _wave(_on(start, along, _PETAL_MM * 2, 0.0), along, (half, count), amplitude)


def _wave(
    start: Point, along: Point, halves: tuple[float, int], amplitude: float
) -> Iterator[Step]:
    """A wave of half periods; a cubic whose controls lie 4/3 high is as high as the amplitude."""
    half, count = halves
    yield "M", (start,)
    for number in range(count):
        height = amplitude * 4 / 3 * (-1) ** number
        places = ((1 / 3, height), (2 / 3, height), (1.0, 0.0))
        points = (_on(start, along, (number + part) * half, up) for part, up in places)
        yield "C", tuple(points)


def _on(start: Point, along: Point, way: float, up: float) -> Point:
    """So far along a direction, and so far to the side of it."""
    return (start[0] + along[0] * way - along[1] * up, start[1] + along[1] * way + along[0] * up)


def _moved(point: Point, x: float, y: float) -> Point:
    return point[0] + x, point[1] + y
