"""Alphabetical order."""

from __future__ import annotations

import random

import pytest

from formkit.language.collation import sort_key


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("uk", "Авраменко Гончар Ґалаґан Дмитренко Єременко Іваненко Їжак Йосипенко"),
        ("ru", "12 Егоров Ёж Елкин Ёлкин Ель Жуков Smith"),
        ("tg", "Гулов Ғафуров Каримов Қодиров Ҳасанов Чориев Ҷалилов"),
        ("cs", "ada Ada áda cena čas duha hora chata iris zub žena"),
        ("en", "Adam adult Éclair zoo"),
    ],
)
def test_the_alphabet_of_the_language(locale: str, words: str) -> None:
    expected = words.split()
    shuffled = random.Random(3).sample(expected, len(expected))
    assert sorted(shuffled, key=lambda word: sort_key(word, locale=locale)) == expected


def test_a_shorter_name_comes_before_the_longer_one() -> None:
    names = ["Иванов Пётр", "Иванова Анна", "Иванов Иван"]
    ordered = sorted(names, key=lambda name: sort_key(name, locale="ru"))
    assert ordered == ["Иванов Иван", "Иванов Пётр", "Иванова Анна"]


@pytest.mark.parametrize("locale", ["ru", "uk", "cs"])
def test_the_order_is_that_of_icu(locale: str) -> None:
    icu = pytest.importorskip("icu")
    collator = icu.Collator.createInstance(icu.Locale(locale))
    mine = ["žena", "čaj", "cena", "chata", "hora", "ďas", "duha", "šat", "sud", "zub"]
    if locale != "cs":
        mine = ["Ёлка", "Ель", "Эхо", "Їжак", "Іван", "Ґава", "Гора", "Щука", "Ясень"]
    if locale == "ru":
        mine = [word for word in mine if word[0] not in "ЇІҐ"]
    assert sorted(mine, key=lambda word: sort_key(word, locale=locale)) == sorted(
        mine, key=collator.getSortKey
    )
