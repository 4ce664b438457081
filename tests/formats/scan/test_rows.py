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
from formkit.formats.scan.combs import Cell, centred
from formkit.formats.scan.digits import CLASSES, probabilities
from formkit.formats.scan.paper import Proof
from formkit.formats.scan.rows import Row, _row

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


def _shares(text: str, **other: float) -> list[list[tuple[str, float]]]:
    """Nearly sure of every digit; ``c3=0.4`` is unsure at place 3, ``d3=7`` says of what."""
    signs = []
    for place, digit in enumerate(text):
        rival, share = str(int(other.get(f"d{place}", (int(digit) + 1) % 10))), 1e-6
        share = other.get(f"c{place}", share)
        signs.append([(digit, 1 - share), (rival, share)])
    return signs


def test_a_digit_the_network_hesitates_about_is_settled_by_the_check_digit() -> None:
    proof = proofs_of(form_of("survey"), "ru", TODAY)["number_1"]
    whole = "123456789" + check_digit("123456789")
    cells = [Cell(np.zeros((28, 28), np.uint8), 5.0)] * 10
    assert _row(cells, _shares(whole), proof) == Row(whole, 1.0)
    misread = whole[:3] + "9" + whole[4:]
    hesitant = _shares(misread, c3=0.3, d3=int(whole[3]))
    assert _row(cells, hesitant, proof) == Row(whole, 1.0)
    # Nearly sure of a digit that does not fit: somebody may have written just that.
    sure = _shares(misread, c3=0.02, d3=int(whole[3]))
    assert _row(cells, sure, proof).confidence < 0.9


def test_two_rows_that_pass_and_are_about_as_likely_prove_nothing() -> None:
    cells = [Cell(np.zeros((28, 28), np.uint8), 5.0)] * 2
    proof = Proof(Strength.REDUNDANT, lambda text: text in ("17", "11"))
    assert _row(cells, _shares("17", c1=0.2, d1=1), proof).confidence < 0.9
    assert _row(cells, _shares("17", c1=0.0001, d1=1), proof) == Row("17", 1.0)
