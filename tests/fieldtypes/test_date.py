from __future__ import annotations

from datetime import date, datetime, time

import pytest

from formkit.fieldtypes import DateType, TimeType
from formkit.problems import Code

DAY = date(2026, 6, 5)


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("ru", "05.06.2026", DAY),
        ("ru", "5.6.2026", DAY),
        ("ru", "2026-06-05", DAY),
        ("ru", "5 июня 2026 г.", DAY),
        ("ru", "«05» июня 2026", DAY),
        ("ru", "05/06/2026", DAY),
        ("ru", "05062026", DAY),
        ("uk", "5 червня 2026 р.", DAY),
        ("cs", "5.\u00a06.\u00a02026", DAY),
        ("cs", "5. června 2026", DAY),
        ("en", "05/06/2026", DAY),
        ("en", "5 June 2026", DAY),
        ("en", "June 5, 2026", DAY),
        ("ru", "29.02.2024", date(2024, 2, 29)),
        ("ru", "29.02.2026", Code.VALUE_NOT_A_DATE),
        ("ru", "31.06.2026", Code.VALUE_NOT_A_DATE),
        ("en", "06/13/2026", Code.VALUE_NOT_A_DATE),
        ("ru", "05.06.26", Code.VALUE_NOT_A_DATE),
        ("ru", "06.2026", Code.VALUE_NOT_A_DATE),
        ("ru", "вчера", Code.VALUE_NOT_A_DATE),
        ("ru", "0506202", Code.VALUE_NOT_A_DATE),
        ("ru", "٠٥.٠٦.٢٠٢٦", Code.VALUE_NOT_A_DATE),
        ("ru", "2026-06-05T00:00", Code.VALUE_NOT_A_DATE),
    ],
)
def test_a_date_as_people_write_it(locale: str, text: str, value: date | Code) -> None:
    parsed, problems = DateType().parse(text, locale)
    assert (problems[0].code if problems else parsed) == value
    assert not (problems and parsed)


@pytest.mark.parametrize(
    ("locale", "line", "comb"),
    [
        ("ru", "05.06.2026", "05.06.2026"),
        ("uk", "05.06.2026", "05.06.2026"),
        ("cs", "5.\u00a06.\u00a02026", "05.06.2026"),
        ("en", "05/06/2026", "05/06/2026"),
    ],
)
def test_a_date_on_a_line_and_in_cells(locale: str, line: str, comb: str) -> None:
    assert DateType().format(DAY, locale) == line
    assert DateType(is_by_hand=True).format(DAY, locale) == comb


@pytest.mark.parametrize("locale", ["ru", "uk", "cs", "en"])
@pytest.mark.parametrize("day", [date(1, 1, 1), date(2026, 12, 31), date(9999, 9, 9)])
def test_a_date_in_cells_always_has_one_character_a_cell(locale: str, day: date) -> None:
    by_hand = DateType(is_by_hand=True)
    assert len(by_hand.format(day, locale)) == by_hand.max_length


def test_the_problem_shows_how_to_write_it() -> None:
    _, (problem,) = DateType().parse("?", "en")
    assert dict(problem.values) == {"text": "?", "example": "05/06/2026"}


def test_a_date_of_a_data_file_is_taken_as_it_is() -> None:
    assert DateType().from_plain(DAY, "ru") == (DAY, ())
    assert DateType().from_plain(datetime(2026, 6, 5), "ru") == (DAY, ())
    assert DateType().to_plain(DAY) == "2026-06-05"


def test_a_moment_is_not_cut_to_a_day() -> None:
    value, (problem,) = DateType().from_plain(datetime(2026, 6, 5, 9, 30), "ru")
    assert value is None
    assert problem.code is Code.VALUE_NOT_A_DATE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("09:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("23-59", time(23, 59)),
        ("24:00", Code.VALUE_NOT_A_TIME),
        ("9:60", Code.VALUE_NOT_A_TIME),
        ("9:30 pm", Code.VALUE_NOT_A_TIME),
    ],
)
def test_a_time_of_day(text: str, value: time | Code) -> None:
    parsed, problems = TimeType().parse(text, "cs")
    assert (problems[0].code if problems else parsed) == value


def test_a_time_of_a_data_file_is_kept_to_the_minute() -> None:
    assert TimeType().from_plain(time(9, 30, 15), "en") == (time(9, 30), ())
    assert TimeType().to_plain(time(9, 5)) == "09:05"
