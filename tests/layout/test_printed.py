"""What a page writer is told while it repeats blocks."""

from __future__ import annotations

from decimal import Decimal

from formkit.layout.expressions import Entry
from formkit.layout.printed import Printed


def test_a_repeated_block_knows_its_turn() -> None:
    rows = [Entry("goal", {"name": text}) for text in ("a", "b", "c")]
    words = Printed({"goals": rows}, "en")
    turns = list(words.rows("goals", "goal"))
    assert [turn.text("loop.index ~ '/' ~ loop.length ~ goal.name") for turn in turns] == [
        "1/3a",
        "2/3b",
        "3/3c",
    ]
    assert [turn.is_true("loop.first") for turn in turns] == [True, False, False]
    assert [turn.is_true("loop.last") for turn in turns] == [False, False, True]
    assert Decimal(turns[0].text("loop.revindex") or "0") == 3
