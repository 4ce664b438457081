"""Rows of digits: what proves them, and what the network knows."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from paper_set.forms import form_of
from paper_set.pen import drawn_digits

from formkit.fieldtypes.identifier import check_digit
from formkit.formats.scan import Strength, proofs_of
from formkit.formats.scan.combs import centred
from formkit.formats.scan.digits import CLASSES, probabilities

TODAY = date(2026, 11, 22)


def test_check_digits_prove_and_dates_are_only_plausible() -> None:
    proofs = proofs_of(form_of("survey"), "ru", TODAY)
    strengths = {name: proof.strength for name, proof in proofs.items()}
    assert strengths["number_1"] is Strength.REDUNDANT
    assert strengths["day_1"] is Strength.PLAUSIBLE
    assert strengths["amount_1"] is Strength.PLAUSIBLE
    assert "question_1" not in proofs


@settings(deadline=None)
@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 9), st.integers(1, 9))
def test_a_slip_in_one_digit_never_passes(digits: str, place: int, by: int) -> None:
    proof = proofs_of(form_of("survey"), "ru", TODAY)["number_1"]
    whole = digits + check_digit(digits)
    assert proof.is_passed(whole)
    wrong = str((int(whole[place]) + by) % 10)
    assert not proof.is_passed(whole[:place] + wrong + whole[place + 1 :])


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("05061958", True),
        ("31021958", False),
        ("05061858", False),
        ("05062099", False),
        ("0506195", False),
        ("0506 958", False),
    ],
)
def test_a_date_must_be_in_the_calendar_and_near(text: str, *, passes: bool) -> None:
    proof = proofs_of(form_of("survey"), "ru", TODAY)["day_1"]
    assert proof.is_passed(text) is passes


def test_a_register_makes_digits_redundant() -> None:
    known = {"amount_1": lambda text: text == "17"}
    proof = proofs_of(form_of("survey"), "ru", TODAY, known)["amount_1"]
    assert proof.strength is Strength.REDUNDANT
    assert proof.is_passed("17")
    assert not proof.is_passed("18")


def test_the_network_knows_the_digits_taught_here() -> None:
    drawn = drawn_digits(default_rng(91), 20)
    shares = probabilities([centred(image) for image in drawn.images])
    assert shares.shape == (200, CLASSES)
    assert shares.sum(axis=1) == pytest.approx(np.ones(200))
    right = shares.argmax(axis=1) == drawn.labels
    assert right.mean() > 0.95
    assert probabilities([]).shape == (0, CLASSES)
