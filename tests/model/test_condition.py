from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formkit.fieldtypes.reference import Reference
from formkit.model.condition import LONGEST, BadConditionError, parse_condition

VALUES: dict[str, Any] = {
    "status": "provided",
    "quantity": Decimal("2.5"),
    "needs": ("home", "food"),
    "is_done": False,
    "served_on": date(2026, 6, 5),
    "partner": Reference("PR-01", "Центр"),
    "note": "нет дома",
}


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("status == 'provided'", True),
        ("status != 'provided'", False),
        ("status in ['provided', 'refused']", True),
        ("status not in ('provided', 'refused')", False),
        ("quantity > 2", True),
        ("quantity >= 3", False),
        ("2 < quantity <= 3", True),
        ("3 < quantity <= 4", False),
        ("quantity == 2 or status == 'provided'", True),
        ("quantity > 2 and not is_done", True),
        ("not (quantity > 2 and not is_done)", False),
        ("is_done == False", True),
        ("is_done", False),
        ("needs", True),
        ("'food' in needs", True),
        ("'day' in needs", False),
        ("'day' not in needs", True),
        ("'дома' in note", True),
        ("True", True),
    ],
)
def test_a_condition_holds_or_not(text: str, is_true: bool) -> None:
    assert parse_condition(text).is_true(VALUES) is is_true


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("unknown == 'provided'", False),
        ("unknown != 'provided'", True),
        ("unknown == None", True),
        ("status == None", False),
        ("unknown in ['provided']", False),
        ("unknown not in ['provided']", True),
        ("'food' in unknown", False),
        ("'food' not in unknown", True),
        ("unknown > 1", False),
        ("1 > unknown", False),
        ("quantity > unknown", False),
        ("unknown", False),
        ("not unknown", True),
    ],
)
def test_a_field_without_a_value_is_unlike_everything(text: str, is_true: bool) -> None:
    assert parse_condition(text).is_true(VALUES) is is_true


@pytest.mark.parametrize(
    "text",
    [
        "quantity > 'two'",
        "status < 5",
        "served_on > '2026-01-01'",
        "partner < 'PR-02'",
        "status in 5",
        "5 in note",
        "needs >= 1",
        "quantity == '2.5'",
        "partner == 'PR-01'",
    ],
)
def test_what_cannot_be_compared_does_not_hold_and_does_not_stop_the_work(text: str) -> None:
    assert not parse_condition(text).is_true(VALUES)


def test_a_condition_knows_the_fields_it_asks_for() -> None:
    condition = parse_condition("status == 'a' and (quantity > 1 or 'b' in needs)")
    assert condition.names == {"status", "quantity", "needs"}
    assert set(condition.compared()) == {("status", "a"), ("quantity", 1), ("needs", "b")}


def test_every_literal_of_a_list_is_compared() -> None:
    condition = parse_condition("not (status in ['a', 'b'] or 1 < quantity < 3) or is_done")
    assert set(condition.compared()) == {
        ("status", "a"),
        ("status", "b"),
        ("quantity", 1),
        ("quantity", 3),
    }


def test_conditions_are_equal_by_their_text() -> None:
    assert parse_condition("a == 1") == parse_condition("a == 1") != parse_condition("a == 2")


HOSTILE = [
    "__import__('os').system('true')",
    "status.upper()",
    "status.__class__",
    "needs[0]",
    "(lambda: 1)()",
    "[x for x in needs]",
    "{'a': 1}",
    "{status}",
    "f'{status}'",
    "b'bytes'",
    "1.5",
    "1j",
    "...",
    "quantity + 1",
    "-1",
    "2 ** 999999999",
    "'a' * 999999999",
    "status is None",
    "status if quantity else note",
    "(status := 'x')",
    "*needs",
    "await status",
    "yield",
    "print(1)",
    "status = 'x'",
    "import os",
    "a; b",
    "",
    "   ",
    "\n",
    "and",
    "status ==",
    "((((",
    "'unclosed",
    "a\x00b",
    "класс ==",
    "9" * 900 + "x",
    "(" * 400 + "x" + ")" * 400,
    "[" * 400 + "]" * 400,
    "not " * 100_000 + "x",
    "-" * 100_000 + "1",
    "x" + " == x" * 100_000,
    "x and " * 100_000 + "x",
    "9" * 5000,
    "'" + "a" * LONGEST + "'",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_nothing_but_a_condition_is_accepted(text: str) -> None:
    with pytest.raises(BadConditionError) as caught:
        parse_condition(text)
    assert str(caught.value)


def test_the_deepest_condition_that_is_short_enough_is_evaluated() -> None:
    text = "not " * ((LONGEST - 1) // 4) + "x"
    assert parse_condition(text).is_true({"x": True}) is ((LONGEST - 1) // 4 % 2 == 0)


WORDS = st.sampled_from(
    [
        *("status", "quantity", "needs", "note", "x", "'a'", "1", "None", "True"),
        *("==", "!=", "<", ">=", "in", "not", "and", "or", "is", "if", "else", "lambda"),
        *("[", "]", "(", ")", ",", ".", "é"),
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join), st.booleans())
def test_any_row_of_words_is_refused_or_evaluated(text: str, has_values: bool) -> None:
    try:
        condition = parse_condition(text)
    except BadConditionError:
        return
    assert condition.is_true(VALUES if has_values else {}) in (True, False)
    assert {name for name, _ in condition.compared()} <= condition.names
