from __future__ import annotations

import pytest

from formkit.language.profiles import LOCALES, Numbering, get_profile
from formkit.layout.numbering import Counters, clause_number

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


def test_letters_go_on_after_the_end_of_the_alphabet() -> None:
    letters = Numbering(("а)",), "абв", "•")
    numbers = [clause_number((own,), 0, letters) for own in range(1, 8)]
    assert numbers == ["а)", "б)", "в)", "аа)", "бб)", "вв)", "ааа)"]


def test_clauses_without_a_numbered_heading_begin_at_the_first_level() -> None:
    counters = Counters(SAMPLES)
    assert [counters.next(level) for level in (1, 2, 2, 1, 0, 1)] == [
        "1.", "1.1.", "1.2.", "2.", "1.", "1.1.",
    ]  # fmt: skip


def test_lists_may_be_as_deep_as_people_write_them() -> None:
    counters = Counters(SAMPLES)
    numbers = [counters.next(level) for level in range(12)]
    assert numbers[:3] == ["1.", "1.1.", "1.1.1."]
    assert set(numbers[6:]) == {"—"}


def test_under_a_heading_without_a_number_clauses_begin_anew_and_after_it_go_on() -> None:
    counters = Counters(SAMPLES)
    assert counters.heading(is_numbered=True) == "1."
    assert counters.next(1) == "1.1."
    assert counters.heading(is_numbered=False) == ""
    assert [counters.next(1), counters.next(1)] == ["1.", "2."]
    assert counters.heading(is_numbered=True) == "2."
    assert counters.next(1) == "2.1."
