from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formkit.language.suggestion import has_mixed_alphabets, latin_look, nearest, suggest

KNOWN = ("client", "client_name", "partner", "service")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("clinet", "client"),
        ("сlient", "client"),  # a Cyrillic «с»
        ("раrtnеr", "partner"),
        ("ｃｌｉｅｎｔ", "client"),  # full-width letters
        ("client_nam", "client_name"),
        ("services", "service"),
        ("quantity", None),
        ("клиент", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_what_was_meant(text: str, name: str | None) -> None:
    assert nearest(text, KNOWN) == name
    assert suggest(text, KNOWN) == (f" → {name}?" if name else "")


def test_nothing_is_near_where_nothing_is() -> None:
    assert suggest("client", []) == ""


@pytest.mark.parametrize(
    ("word", "is_mixed"),
    [
        ("клиент", False),
        ("client", False),
        ("клиeнт", True),  # a Latin «e»
        ("сlient", True),
        ("COVID19", False),
        ("ї", False),
        ("αβ", False),
        ("", False),
        ("2026", False),
    ],
)
def test_two_alphabets_in_one_word_are_seen(word: str, is_mixed: bool) -> None:
    assert has_mixed_alphabets(word) is is_mixed


@given(st.text(max_size=30), st.lists(st.text(max_size=8), max_size=5))
def test_a_suggestion_is_one_of_the_known_names(text: str, known: list[str]) -> None:
    found = nearest(text, known)
    assert found is None or found in known
    assert latin_look(latin_look(text)) == latin_look(text)
