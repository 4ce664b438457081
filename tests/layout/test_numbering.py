from __future__ import annotations

import pytest

from formkit.language.profiles import LOCALES, Numbering, get_profile
from formkit.layout.numbering import clause_number

SAMPLES = Numbering(("1.", "1.1.", "1.1.1.", "1)", "а)", "(i)", "—"), "абвгд", "•")


@pytest.mark.parametrize(
    ("level", "counters", "number"),
    [
        (0, (3,), "3."),
        (1, (3, 2), "3.2."),
        (2, (3, 2, 11), "3.2.11."),
        (3, (3, 2, 1, 4), "4)"),
        (4, (3, 2, 1, 4, 3), "в)"),
        (5, (3, 2, 1, 4, 3, 9), "(ix)"),
        (6, (3, 2, 1, 4, 3, 9, 1), "—"),
    ],
)
def test_a_clause_is_numbered_like_the_sample_of_its_level(
    level: int, counters: tuple[int, ...], number: str
) -> None:
    assert clause_number(counters, level, SAMPLES) == number


@pytest.mark.parametrize(
    ("number", "roman"),
    [(1, "i"), (4, "iv"), (5, "v"), (9, "ix"), (14, "xiv"), (18, "xviii"), (39, "xxxix")],
)
def test_roman_numerals(number: int, roman: str) -> None:
    assert clause_number((number,), 0, Numbering(("(i)",), "a", "•")) == f"({roman})"


def test_a_level_deeper_than_the_samples_is_numbered_like_the_last() -> None:
    shallow = Numbering(("1.", "а)"), "абв", "•")
    assert clause_number((1, 2, 3), 2, shallow) == "в)"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_two_clauses_of_one_level_have_the_same_number(locale: str) -> None:
    numbering = get_profile(locale).numbering
    for level in range(3):
        counters = [(1,) * level + (own,) for own in range(1, 20)]
        numbers = [clause_number(c, level, numbering) for c in counters]
        is_bullet = len(set(numbers)) == 1
        assert is_bullet or len(set(numbers)) == len(numbers)
