"""A row of digits in comb cells, and whether it may be taken without a person."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from formkit.formats.acroform.values import DOUBT
from formkit.formats.scan.combs import LEAST_DIGIT_MM, Cell, cells_of
from formkit.formats.scan.digits import probabilities
from formkit.formats.scan.paper import Proof, Strength
from formkit.language.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formkit.formats.scan.alignment import Array, BoxMm
    from formkit.formats.scan.flatpage import FlatPage

SURE_REDUNDANT = 0.60
"""Least confidence of any digit where a check digit or a register proves the row."""
SURE_PLAUSIBLE = 0.995
"""Where only form and range do."""
UNREADABLE = "?"


@dataclass(frozen=True, slots=True)
class Row:
    """Digits as read; 1.0 is taken, less is a proposal."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Comb:
    """A comb to be read."""

    box: BoxMm
    cells: int
    proof: Proof | None = None


def read_rows(page: FlatPage, combs: Mapping[str, Comb], locale: str) -> dict[str, Row]:
    """The digits of combs by slot name; an unreadable one is ``?``, and its row a proposal."""
    cells = {name: cells_of(page, comb.box, comb.cells) for name, comb in combs.items()}
    glyphs = [c.glyph for row in cells.values() for c in row if c.glyph is not None]
    shares = iter(probabilities(glyphs))
    mark = format_number(Decimal("1.5"), locale=locale)[1]
    found = {}
    for name, row in cells.items():
        signs = [_sign(c, next(shares) if c.glyph is not None else None, mark) for c in row]
        found[name] = _row(row, signs, combs[name].proof)
    return found


def _sign(cell: Cell, shares: Array | None, mark: str) -> tuple[str, float]:
    """What stands in a cell, and how sure that is."""
    if shares is None:
        return " ", 1.0
    if cell.is_low:
        return mark, 1.0
    best = int(np.argmax(shares))
    return (str(best) if best < 10 else UNREADABLE), float(shares[best])


def _row(cells: list[Cell], signs: list[tuple[str, float]], proof: Proof | None) -> Row:
    astray = any(c.is_printed and c.height_mm >= LEAST_DIGIT_MM for c in cells)
    written = [sign for cell, sign in zip(cells, signs, strict=True) if not cell.is_printed]
    text = "".join(sign for sign, _ in written).strip()
    if not text:
        return Row("", DOUBT if astray else 1.0)
    least = min(share for _, share in written)
    is_whole = not astray and UNREADABLE not in text and " " not in text
    if is_whole and proof is not None and least >= _needed(proof) and proof.is_passed(text):
        return Row(text, 1.0)
    return Row(text, min(least, DOUBT))


def _needed(proof: Proof) -> float:
    return SURE_REDUNDANT if proof.strength is Strength.REDUNDANT else SURE_PLAUSIBLE
