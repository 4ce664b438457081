"""Which digit a glyph is, and how sure that is: two small networks, shipped as one ONNX file.

How they were trained, and on what, stands in ``docs/design/scan.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from formkit.formats.scan.alignment import Array

NETWORK = Path(__file__).with_name("digits.onnx")
CLASSES = 11
"""Ten digits, and the eleventh for what is none."""
TEMPERATURE = 1.0
"""Divides the network's answers, so that its confidence is the share of right answers."""


def probabilities(glyphs: Sequence[Array]) -> Array:
    """A row for every glyph: ten digits, then the share for none of them."""
    if not glyphs:
        return np.zeros((0, CLASSES))
    batch = np.stack(glyphs).astype(np.float32)[:, None] / 255
    network = _network()
    network.setInput(batch)
    scores = np.asarray(network.forward(), dtype=float) / TEMPERATURE
    scores -= scores.max(axis=1, keepdims=True)
    share = np.exp(scores)
    sums: Array = share / share.sum(axis=1, keepdims=True)
    return sums


@cache
def _network() -> Any:
    return cv2.dnn.readNetFromONNX(str(NETWORK))
