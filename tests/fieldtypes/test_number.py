from __future__ import annotations

from decimal import Decimal

import pytest

from formkit.fieldtypes import MoneyType, NumberType
from formkit.fieldtypes.number import shortest_decimal
from formkit.problems import Code

NBSP = "\u00a0"
NUMBER = NumberType(decimals=2, least=Decimal(-1000), most=Decimal(10**7))


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("ru", "1234", Decimal(1234)),
        ("ru", "1 234,5", Decimal("1234.5")),
        ("ru", f"1{NBSP}234,50", Decimal("1234.5")),
        ("ru", "12.5", Decimal("12.5")),
        ("uk", "-12,5", Decimal("-12.5")),
        ("uk", "\u221212,5", Decimal("-12.5")),
        ("cs", "1 234 567,89", Decimal("1234567.89")),
        ("en", "1,234.56", Decimal("1234.56")),
        ("en", "0", Decimal(0)),
        ("ru", "1.234", Code.VALUE_NOT_A_NUMBER),
        ("ru", "12,345", Code.VALUE_NOT_A_NUMBER),
        ("ru", "двадцать", Code.VALUE_NOT_A_NUMBER),
        ("ru", "1e3", Code.VALUE_NOT_A_NUMBER),
        ("en", "NaN", Code.VALUE_NOT_A_NUMBER),
        ("en", "٣", Code.VALUE_NOT_A_NUMBER),
        ("ru", "10000000,01", Code.VALUE_OUT_OF_RANGE),
        ("ru", "-1001", Code.VALUE_OUT_OF_RANGE),
    ],
)
def test_a_number_as_people_write_it(locale: str, text: str, value: Decimal | Code) -> None:
    parsed, problems = NUMBER.parse(text, locale)
    assert (problems[0].code if problems else parsed) == value


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        (20, Decimal(20)),
        (2.5, Decimal("2.5")),
        ("2.50", Decimal("2.5")),
        ("1.234", Code.VALUE_NOT_A_NUMBER),
        (Decimal("1E+3"), Decimal(1000)),
        ("-0", Decimal(0)),
        ("1." + "0" * 40 + "1", Code.VALUE_NOT_A_NUMBER),
        (True, Code.VALUE_WRONG_SHAPE),
        (float("nan"), Code.VALUE_NOT_A_NUMBER),
        (float("inf"), Code.VALUE_NOT_A_NUMBER),
        (1e300, Code.VALUE_OUT_OF_RANGE),
    ],
)
def test_a_number_of_a_data_file_is_taken_as_written(plain: str, value: Decimal | Code) -> None:
    parsed, problems = NUMBER.from_plain(plain, "ru")
    assert (problems[0].code if problems else parsed) == value


def test_a_dot_in_a_data_file_is_a_decimal_mark_in_every_locale() -> None:
    thousandths = NumberType(decimals=3)
    assert thousandths.from_plain("1.234", "ru") == (Decimal("1.234"), ())
    assert thousandths.parse("1.234", "ru")[0] is None


@pytest.mark.parametrize(
    ("locale", "text"),
    [("ru", f"1{NBSP}234,5"), ("uk", f"1{NBSP}234,5"), ("cs", f"1{NBSP}234,5"), ("en", "1,234.5")],
)
def test_a_number_has_the_marks_of_its_locale(locale: str, text: str) -> None:
    assert NUMBER.format(Decimal("1234.5"), locale) == text


@pytest.mark.parametrize(("locale", "text"), [("ru", "1234,5"), ("en", "1234.5")])
def test_cells_hold_digits_and_no_groups(locale: str, text: str) -> None:
    comb = NumberType(decimals=1, digits=6, is_by_hand=True)
    assert comb.format(Decimal("1234.5"), locale) == text


def test_the_range_stands_in_the_problem() -> None:
    _, (problem,) = NumberType(most=Decimal(1500)).parse("1501", "ru")
    assert dict(problem.values) == {"text": "1501", "least": "0", "most": f"1{NBSP}500"}


@pytest.mark.parametrize(
    ("decimals", "value", "text"),
    [(2, "5", "5,00"), (2, "1234.5", f"1{NBSP}234,50"), (3, "0.125", "0,125"), (0, "7", "7")],
)
def test_money_is_written_with_all_its_decimals(decimals: int, value: str, text: str) -> None:
    assert MoneyType(decimals=decimals).format(Decimal(value), "ru") == text


def test_money_has_no_more_decimals_than_it_may() -> None:
    assert MoneyType().parse("1,005", "ru")[1][0].code is Code.VALUE_NOT_A_NUMBER


@pytest.mark.parametrize(
    ("number", "plain"),
    [("2.50", "2.5"), ("1E+3", "1000"), ("-0.0", "0"), ("-1.10", "-1.1"), ("1E-9", "0.000000001")],
)
def test_the_shortest_way_to_write_a_number(number: str, plain: str) -> None:
    assert str(NumberType(decimals=9).to_plain(shortest_decimal(Decimal(number)))) == plain


def test_no_digit_is_lost_however_long_the_number() -> None:
    long = Decimal("1" * 40 + "." + "1" * 40)
    assert shortest_decimal(long) == long
