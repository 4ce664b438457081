from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.store.merge import Conflict, merge

CELL = st.sampled_from([None, "a", "b", "c"])
ROW = st.fixed_dictionaries({}, optional={"x": CELL, "y": CELL, "z": CELL})


@pytest.mark.parametrize(
    ("base", "proposed", "current", "becomes"),
    [
        ("a", "a", "a", "same"),
        ("a", "a", "b", "same"),
        ("a", "b", "a", "applied"),
        ("a", "b", "b", "converged"),
        ("a", "b", "c", "conflict"),
        (None, "b", None, "applied"),
        (None, "b", "c", "conflict"),
        ("a", None, "a", "applied"),
        ("a", None, "c", "conflict"),
        ("a", "b", None, "conflict"),
    ],
)
def test_a_cell_is_decided_by_base_proposal_and_register(base, proposed, current, becomes):
    result = merge({"x": current}, {"x": base}, {"x": proposed})
    assert result.applied == ({"x": proposed} if becomes == "applied" else {})
    assert result.converged == (("x",) if becomes == "converged" else ())
    conflict = Conflict("x", base, current, proposed)
    assert result.conflicts == ((conflict,) if becomes == "conflict" else ())


@given(current=ROW, base=ROW, proposed=ROW)
@settings(deadline=None)
def test_no_value_the_register_got_from_elsewhere_is_overwritten(current, base, proposed):
    result = merge(current, base, proposed)
    for column in result.applied:
        assert current.get(column) == base.get(column)


@given(current=ROW, base=ROW, proposed=ROW)
@settings(deadline=None)
def test_every_edit_is_taken_agreed_or_asked_about(current, base, proposed):
    result = merge(current, base, proposed)
    edited = {c for c in proposed if proposed[c] != base.get(c)}
    answered = {*result.applied, *result.converged, *(c.column for c in result.conflicts)}
    assert answered == edited


@given(current=ROW, base=ROW, proposed=ROW)
@settings(deadline=None)
def test_the_same_proposal_again_changes_nothing(current, base, proposed):
    first = merge(current, base, proposed)
    second = merge({**current, **first.applied}, base, proposed)
    assert second.applied == {}
    assert second.conflicts == first.conflicts


def test_a_person_who_comes_with_more_facts_is_completed():
    known, fuller = {"text": "Ян"}, {"text": "Ян", "gender": "male"}
    assert merge({"x": known}, {"x": known}, {"x": fuller}).applied == {"x": fuller}
    assert merge({"x": fuller}, {"x": fuller}, {"x": known}).applied == {}
