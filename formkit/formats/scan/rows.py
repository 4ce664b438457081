"""A row of digits in comb cells, and whether it may be taken without a person."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from heapq import heappop, heappush
from itertools import islice
from math import inf, log
from typing import TYPE_CHECKING

import numpy as np

from formkit.formats.acroform.values import DOUBT
from formkit.formats.scan.combs import LEAST_DIGIT_MM, Cell, cells_of
from formkit.formats.scan.digits import probabilities
from formkit.formats.scan.paper import Proof, Strength
from formkit.language.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from formkit.formats.scan.alignment import Array, BoxMm
    from formkit.formats.scan.flatpage import FlatPage

LEAST_DIGIT = 0.10
"""Least share of any digit where a check digit or a register proves the row. A digit that the
network does not hesitate about is never replaced: people write wrong numbers, too."""
CLEAR_RATIO = 150.0
"""Times as likely as the next row that passes the same proof."""
MOST_TRIED = 400
"""Rows tried for one proof; where more are about as likely, none of them is clear."""
SURE_PLAUSIBLE = 0.995
"""Least confidence of any digit where only form and range speak for the row."""
UNREADABLE = "?"
NONE = 10
"""Class of what is no digit."""
_Sign = list[tuple[str, float]]
"""What a cell may hold and the share of each, the likeliest first."""


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


def _sign(cell: Cell, shares: Array | None, mark: str) -> _Sign:
    """What stands in a cell, the likeliest first."""
    if shares is None:
        return [(" ", 1.0)]
    if cell.is_low:
        return [(mark, 1.0)]
    order = [int(each) for each in np.argsort(-shares)]
    ways = [(str(digit), float(shares[digit])) for digit in order if digit < NONE]
    return ways if order[0] != NONE else [(UNREADABLE, float(shares[NONE]))]


def _row(cells: list[Cell], signs: list[_Sign], proof: Proof | None) -> Row:
    astray = any(c.is_printed and c.height_mm >= LEAST_DIGIT_MM for c in cells)
    written = [sign for cell, sign in zip(cells, signs, strict=True) if not cell.is_printed]
    written = _stripped(written)
    if not written:
        return Row("", DOUBT if astray else 1.0)
    text = "".join(sign[0][0] for sign in written)
    least = min(sign[0][1] for sign in written)
    doubt = Row(text, min(least, DOUBT))
    if astray or proof is None or UNREADABLE in text or " " in text:
        return doubt
    if proof.strength is Strength.REDUNDANT:
        proven = _proven(written, proof)
        return doubt if proven is None else Row(proven, 1.0)
    return Row(text, 1.0) if least >= SURE_PLAUSIBLE and proof.is_passed(text) else doubt


def _stripped(signs: list[_Sign]) -> list[_Sign]:
    filled = [n for n, sign in enumerate(signs) if sign[0][0] != " "]
    return signs[filled[0] : filled[-1] + 1] if filled else []


def _proven(signs: list[_Sign], proof: Proof) -> str | None:
    """The likeliest row that passes, if it is far likelier than the next."""
    found: str | None = None
    limit = inf
    for text, cost, least in islice(_rows_by_likelihood(signs), MOST_TRIED):
        if cost > limit:
            return found
        if not proof.is_passed(text):
            continue
        if found is not None or least < LEAST_DIGIT:
            return None
        found, limit = text, cost + log(CLEAR_RATIO)
    return None


def _rows_by_likelihood(signs: list[_Sign]) -> Iterator[tuple[str, float, float]]:
    """Row, negative logarithm of its share, share of its poorest digit; the likeliest first."""
    costs = [[-log(max(share, 1e-9)) for _, share in sign] for sign in signs]
    first = (0,) * len(signs)
    waiting, met = [(sum(cost[0] for cost in costs), first)], {first}
    while waiting:
        cost, places = heappop(waiting)
        chosen = [sign[place] for sign, place in zip(signs, places, strict=True)]
        yield "".join(each for each, _ in chosen), cost, min(share for _, share in chosen)
        for n, place in enumerate(places):
            after = (*places[:n], place + 1, *places[n + 1 :])
            if place + 1 < len(costs[n]) and after not in met:
                met.add(after)
                heappush(waiting, (cost + costs[n][place + 1] - costs[n][place], after))
    # All rows there are have been said: nothing comes near the last one.
    yield "", inf, 0.0
