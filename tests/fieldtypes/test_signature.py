from __future__ import annotations

from typing import Any

import pytest

from formkit.fieldtypes import SignatureType
from formkit.problems import Code


@pytest.mark.parametrize(
    ("plain", "value"),
    [(True, True), ("signed", True), (False, None), ("", None), (None, None)],
)
def test_a_place_is_signed_or_it_is_empty(plain: Any, value: bool | None) -> None:
    assert SignatureType().from_plain(plain, "ru") == (value, ())


@pytest.mark.parametrize("plain", ["yes", "Ковалёва", 1, ["signed"]])
def test_anything_else_is_not_passed_over_as_unsigned(plain: Any) -> None:
    value, problems = SignatureType().from_plain(plain, "ru")
    assert value is None
    assert [p.code for p in problems] == [Code.VALUE_WRONG_SHAPE]


def test_what_is_written_in_the_place_is_never_read_as_text() -> None:
    assert SignatureType().parse("Ковалёва", "ru") == (None, ())
    assert SignatureType().format(True, "ru") == "signed"
