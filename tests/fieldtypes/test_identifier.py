from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formkit.fieldtypes import IdentifierType
from formkit.fieldtypes.identifier import check_digit, hybrid_check, is_checked
from formkit.problems import Code

CHECKED = IdentifierType(has_check_digit=True)
digits = st.text("0123456789", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("text", "value"),
    [("00012", "00012"), (" AB-0 7 ", "AB-0 7"), ("123456789012345678", "123456789012345678")],
)
def test_an_identifier_is_kept_as_written(text: str, value: str) -> None:
    assert IdentifierType().parse(text, "ru") == (value, ())


def test_the_example_of_the_standard() -> None:
    # ISO/IEC 7064, hybrid system MOD 11,10: the string 0794 has the check character 5.
    assert check_digit("0794") == "5"


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("2026-00017-1", True),
        ("00012-2", True),
        ("2026-00071-1", False),
        ("00021-2", False),
        ("00012-3", False),
        ("0012-2", False),
        ("5", False),
        ("нет", False),
        ("٠٠٠١٢-٢", False),
    ],
)
def test_a_number_that_fails_its_check_digit_is_kept_and_named(text: str, is_right: bool) -> None:
    value, problems = CHECKED.parse(text, "ru")
    assert value == text
    assert [p.code for p in problems] == ([] if is_right else [Code.VALUE_BAD_CHECK_DIGIT])


@given(digits, st.data())
def test_one_wrong_digit_never_passes(number: str, data: st.DataObject) -> None:
    whole = number + check_digit(number)
    place = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda d: d != whole[place]))
    assert is_checked(whole)
    assert not is_checked(whole[:place] + other + whole[place + 1 :])


@given(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=2, max_size=12), st.data())
def test_one_wrong_character_of_a_larger_alphabet_never_passes(
    text: str, data: st.DataObject
) -> None:
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(alphabet).filter(lambda c: c != text[place]))
    changed = text[:place] + other + text[place + 1 :]
    assert hybrid_check(text, alphabet) != hybrid_check(changed, alphabet)
