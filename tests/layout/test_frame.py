"""The frame of a certificate stays in its band whatever the sheet."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.layout.frame import BAND_MM, frame

EDGE_MM = 9.0


@settings(deadline=None, max_examples=20)
@given(st.floats(100, 450), st.floats(100, 450))
def test_no_line_leaves_the_band_between_edge_and_text(width: float, height: float) -> None:
    for stroke in frame(width, height, EDGE_MM):
        for letter, points in stroke.steps:
            # The controls of a wave lie a third higher than the wave.
            slack = 0.5 if letter == "C" else 0.0
            for x, y in points:
                depth = min(x, y, width - x, height - y)
                assert EDGE_MM - slack <= depth <= EDGE_MM + BAND_MM + slack + 1e-6


def test_every_side_has_the_same_ornament() -> None:
    fine = frame(200.0, 200.0, EDGE_MM)[-1]
    points = {(round(x, 3), round(y, 3)) for _, step in fine.steps for x, y in step}
    assert points == {(round(200 - x, 3), y) for x, y in points}
    assert len(points) > 500
