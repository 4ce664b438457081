"""The preamble of an agreement, as a strict clerk of each country would write it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from formkit.fieldtypes.person import Person
from formkit.layout.expressions import Entry, evaluate

PREAMBLES = {
    "ru": "{{ org.full_name }}, именуем{{ org | ending('ый/ая/ое/ые') }} в дальнейшем «Бюро», в "
    "лице {{ org.head.position | case('gen') }} {{ org.head.name | case('gen') }}, действующ"
    "{{ org.head | ending('его/ей') }} на основании {{ org.head_acts_on | case('gen') }}",
    "uk": "{{ org.full_name }} в особі {{ org.head.position | case('gen') }} "
    "{{ org.head.name | case('gen') }}, {{ org.head | ending('який/яка') }} діє на підставі "
    "{{ org.head_acts_on | case('gen') }}",
    "cs": "{{ org.full_name }}, zastoupen{{ org | ending('ý/á/é/í') }} "
    "{{ org.head.position | case('ins') }} {{ org.head.name | case('ins') }}, na základě "
    "{{ org.head_acts_on | case('gen') }}",
}


def _party(name: str, gender: str, head: str, sex: str, position: str, basis: str) -> Entry:
    person = {"name": Person(head, sex), "position": position, "gender": sex}
    parts = {"full_name": name, "gender": gender, "head": person, "head_acts_on": basis}
    return Entry("org", parts)


def _rendered(locale: str, party: Entry) -> str:
    names: Mapping[str, Any] = {"org": party}

    def value(match: re.Match[str]) -> str:
        return str(evaluate(match[1].strip(), names, locale))

    return re.sub(r"\{\{(.*?)\}\}", value, PREAMBLES[locale])


CASES = [
    (
        "ru",
        (
            "Автономная некоммерческая организация «Причал»",
            "feminine",
            "Ковалёва Мария Ильинична",
            "female",
            "директор",
            "устав",
        ),
        "Автономная некоммерческая организация «Причал», именуемая в дальнейшем «Бюро», в лице "
        "директора Ковалёвой Марии Ильиничны, действующей на основании устава",
    ),
    (
        "ru",
        (
            "Государственное бюджетное учреждение «Областной центр»",
            "neuter",
            "Гайдай Леонид Иович",
            "male",
            "главный врач",
            "доверенность от 12.01.2026 № 7",
        ),
        "Государственное бюджетное учреждение «Областной центр», именуемое в дальнейшем «Бюро», в "
        "лице главного врача Гайдая Леонида Иовича, действующего на основании доверенности от "
        "12.01.2026 № 7",
    ),
    (
        "uk",
        (
            "Громадська організація «Світанок»",
            "feminine",
            "Чорновіл Ольга Іллівна",
            "female",
            "керівник соціального бюро",
            "статут",
        ),
        "Громадська організація «Світанок» в особі керівника соціального бюро Чорновіл Ольги "
        "Іллівни, яка діє на підставі статуту",
    ),
    (
        "uk",
        (
            "Комунальне некомерційне підприємство «Центр здоров’я»",
            "neuter",
            "Гайдай Лука Ілліч",
            "male",
            "головний лікар",
            "довіреність від 12.01.2026 № 7",
        ),
        "Комунальне некомерційне підприємство «Центр здоров’я» в особі головного лікаря Гайдая "
        "Луки Ілліча, який діє на підставі довіреності від 12.01.2026 № 7",
    ),
    (
        "cs",
        ("Spolek Úsvit", "masculine", "Alžběta Tichá", "female", "ředitelka", "stanovy"),
        "Spolek Úsvit, zastoupený ředitelkou Alžbětou Tichou, na základě stanov",
    ),
    (
        "cs",
        (
            "Zdravotní středisko města Brna",
            "neuter",
            "Mgr. Pavel Vlček",
            "male",
            "ředitel",
            "plná moc ze dne 12. 1. 2026",
        ),
        "Zdravotní středisko města Brna, zastoupené ředitelem Mgr. Pavlem Vlčkem, na základě plné "
        "moci ze dne 12. 1. 2026",
    ),
]


@pytest.mark.parametrize(("locale", "party", "sentence"), CASES)
def test_a_party_is_named_right(locale: str, party: tuple[str, ...], sentence: str) -> None:
    assert _rendered(locale, _party(*party)) == sentence
