"""Typography of prose; ~ stands for the no-break space."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.language.typography import NBSP, quotes, typeset

ALPHABET = "авгеикмноприст АБИ abkszKM0123456789.,\"«»„“”‚‘’'ʼ-–—№§% \u00a0\n()г.р.č."


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("ru", "в лице И. И. Иванова", "в~лице~И.~И.~Иванова"),
        ("ru", "Иванов И.И. и я", "Иванов~И.~И. и~я"),
        ("ru", "5 июня 2026 г. в городе", "5~июня 2026~г. в~городе"),
        ("ru", "№17 и § 5, п. 2 ст. 7", "№~17 и~§~5, п.~2 ст.~7"),
        ("ru", "2 500 000 руб. за 3 мес", "2~500~000~руб. за~3 мес"),
        ("ru", "г. Душанбе, д. 5", "г.~Душанбе, д.~5"),
        ("ru", "бюро - это центр", "бюро~— это центр"),
        ("ru", "10 - 20 и 10-20", "10 - 20 и~10-20"),
        ("ru", "- пункт списка", "- пункт списка"),
        ("ru", "и т. д.", "и~т.~д."),
        ("uk", "п'ять - у м. Київ", "п’ять~– у~м.~Київ"),
        ("cs", "V Praze 5. 6. 2026 a 5. června", "V~Praze 5.~6.~2026 a~5.~června"),
        ("cs", "k § 91 odst. 2, 5 Kč", "k~§~91 odst.~2, 5~Kč"),
        ("en", "It's No. 5 - on 5 June", "It’s No.~5~– on 5~June"),
    ],
)
def test_no_break_spaces_and_dashes(locale: str, text: str, expected: str) -> None:
    assert typeset(text, locale=locale).replace(NBSP, "~") == expected


@pytest.mark.parametrize(
    ("locale", "text", "expected"),
    [
        ("ru", 'ООО "Фирма "Рога""', "ООО «Фирма „Рога“»"),
        ("ru", '«Дом "Свет"»', "«Дом „Свет“»"),
        ("uk", '"день"', "«день»"),
        ("cs", '"dům "A""', "„dům ‚A‘“"),
        ("en", '"He said "no""', "“He said ‘no’”"),
        ("ru", 'экран 5" и "да"', 'экран 5" и «да»'),
        ("ru", '("да")', "(«да»)"),
        ("ru", '"одна\n"две"', "«одна\n«две»"),
    ],
)
def test_quotation_marks_of_the_locale(locale: str, text: str, expected: str) -> None:
    assert quotes(text, locale=locale) == expected


@settings(deadline=None, max_examples=300)
@given(
    text=st.text(alphabet=ALPHABET, max_size=60), locale=st.sampled_from(("ru", "uk", "cs", "en"))
)
def test_typesetting_twice_changes_nothing(text: str, locale: str) -> None:
    once = typeset(text, locale=locale)
    assert typeset(once, locale=locale) == once


def test_the_text_is_composed() -> None:
    assert typeset("и\u0306", locale="ru") == "й"
