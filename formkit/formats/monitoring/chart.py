"""Charts of the printed report: bars and lines as SVG, words and numbers beside the shapes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from formkit.model.report import Block, Cell, Chart

WIDTH = 640
SERIES = ("#1F4E5F", "#6BA3B5", "#E0A13C", "#B5473C", "#8A9A5B", "#7A5C8E")
_LABEL, _ROW, _GAP, _FONT = 190, 13, 7, 9
_LETTER = 5.1
"""Mean width of a letter of the font."""


def svg(block: Block) -> str:
    """The chart of a block; empty where it has none or nothing to show."""
    chart = block.chart
    if chart is None or not block.rows or not _most(block, chart):
        return ""
    names = [column.name for column in block.columns]
    places = [names.index(name) for name in chart.columns]
    legend = [block.columns[place].label for place in places]
    draw = _lines if chart.kind == "lines" else _bars
    body, height = draw(block, places, chart.kind)
    if len(legend) > 1:
        key, rows = _legend(legend, height)
        body, height = body + key, height + 16 * rows
    title = escape(block.title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="100%" '
        f'role="img" aria-label="{title}"><title>{title}</title>{body}</svg>'
    )


def _value(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _most(block: Block, chart: Chart) -> float:
    sums = [sum(_value(cell) for cell in block.cells(name)) for name in chart.columns]
    return sum(sums)


def _bars(block: Block, places: Sequence[int], kind: str) -> tuple[str, int]:
    """A bar for every row, or one a series and row."""
    is_stacked = kind == "stacked"
    values = [[_value(row[place]) for place in places] for row in block.rows]
    longest = max(sum(row) if is_stacked else max(row) for row in values) or 1
    scale = (WIDTH - _LABEL - 60) / longest
    parts, top = [], 4
    for row, numbers in zip(block.rows, values, strict=True):
        height = _ROW * (1 if is_stacked else len(numbers))
        parts.append(_text(_LABEL - 6, top + height / 2 + 3, _row_label(block, row), "end"))
        left = float(_LABEL)
        for number, value in enumerate(numbers):
            width = value * scale
            y = top if is_stacked else top + number * _ROW
            parts.append(_bar(left, y, width, SERIES[number % len(SERIES)]))
            if is_stacked:
                left += width
            else:
                parts.append(_text(left + width + 4, y + _ROW - 3.5, _shown(value), "start"))
        if is_stacked:
            parts.append(_text(left + 4, top + _ROW - 3.5, _shown(sum(numbers)), "start"))
        top += height + _GAP
    axis = f'<line x1="{_LABEL}" y1="0" x2="{_LABEL}" y2="{top}" stroke="#888" stroke-width=".7"/>'
    return axis + "".join(parts), top


def _bar(left: float, top: float, width: float, colour: str) -> str:
    size = f'width="{max(width, 0):.1f}" height="{_ROW - 2}"'
    return f'<rect x="{left:.1f}" y="{top:.1f}" {size} fill="{colour}"/>'


def _row_label(block: Block, row: Sequence[Cell]) -> str:
    has_name = block.columns[0].name == "key" and len(row) > 1 and row[1]
    return str(row[1] if has_name else row[0])


def _lines(block: Block, places: Sequence[int], kind: str) -> tuple[str, int]:
    """A line a series over the rows, the last value at its end."""
    height, left, right = 190, 40, WIDTH - 60
    values = [[_value(row[place]) for row in block.rows] for place in places]
    longest = max(max(series) for series in values) or 1
    step = (right - left) / max(len(block.rows) - 1, 1)
    parts = []
    for part in range(5):
        y = height - 20 - part * (height - 36) / 4
        shown = _shown(round(longest * part / 4, 1))
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(_text(left - 6, y + 3, shown, "end"))
    for number, row in enumerate(block.rows):
        parts.append(_text(left + number * step, height - 6, str(row[0]), "middle"))
    for number, series in enumerate(values):
        colour = SERIES[number % len(SERIES)]
        points = [
            (left + place * step, height - 20 - value / longest * (height - 36))
            for place, value in enumerate(series)
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{colour}"/>' for x, y in points]
    return "".join(parts), height


def _legend(labels: Sequence[str], top: float) -> tuple[str, int]:
    """Names of the series below the chart, and in how many rows they stand."""
    parts, left, row = [], 10.0, 0
    for number, label in enumerate(labels):
        width = 24 + len(label) * _LETTER
        if left + width > WIDTH and left > 10:
            left, row = 10.0, row + 1
        y = top + 4 + row * 16
        parts.append(_bar(left, y, 10, SERIES[number % len(SERIES)]))
        parts.append(_text(left + 14, y + 9, label, "start"))
        left += width
    return "".join(parts), row + 1


def _text(x: float, y: float, text: str, anchor: str) -> str:
    most = int((_LABEL - 10) / _LETTER)
    shown = text if anchor != "end" or len(text) <= most else text[: most - 1] + "…"
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{_FONT}" fill="#222">{escape(shown)}</text>'


def _shown(value: float) -> str:
    return f"{value:.10g}" if value == int(value) else f"{value:.1f}"
