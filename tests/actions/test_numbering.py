from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formkit.actions.numbering import masked_number, with_check_digit
from formkit.fieldtypes.identifier import is_checked


@pytest.mark.parametrize(
    ("mask", "number"),
    [
        ("{year}-{seq:05}-{check}", "2026-00017-1"),
        ("{seq:05}-{check}", "00017-1"),
        ("{year}/{seq}", "2026/17"),
        ("Т-{seq:03}", "Т-017"),
        ("{seq:03}-{check}-Б", "017-0-Б"),
    ],
)
def test_a_number_follows_its_mask(mask: str, number: str) -> None:
    assert masked_number(mask, 2026, 17) == number


@given(st.integers(1, 9999), st.integers(1, 10**7))
def test_every_number_proves_itself_and_no_two_are_the_same(year: int, seq: int) -> None:
    mask = "{year}-{seq:05}-{check}"
    number = masked_number(mask, year, seq)
    assert is_checked(number)
    assert number != masked_number(mask, year, seq + 1)


@pytest.mark.parametrize(
    ("text", "mask", "key"),
    [
        ("00012", "{seq:05}-{check}", "00012-2"),
        ("00012-2", "{seq:05}-{check}", "00012-2"),
        ("00012", "{seq:05}{check}", "000122"),
        ("00012", "{seq:05}", "00012"),
        ("PR-01", "{seq:05}-{check}", "PR-01"),
        ("٠٠٠١٢", "{seq:05}-{check}", "٠٠٠١٢"),
        ("²", "{seq:05}-{check}", "²"),
        ("", "{seq:05}-{check}", ""),
    ],
)
def test_a_key_typed_without_its_check_digit_is_completed(text: str, mask: str, key: str) -> None:
    assert with_check_digit(text, mask) == key
