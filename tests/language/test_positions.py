"""Posts and organisations in their cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from formkit.language.positions import (
    decline,
    decline_organisation,
    decline_position,
    organisation_gender,
    position,
    posts,
)

TABLES = Path(__file__).parent / "posts"
CASES = ("nom", "gen", "dat", "acc", "ins")
GENDERS = {"m": "male", "f": "female"}


@pytest.mark.parametrize("locale", ["ru", "uk", "cs"])
def test_every_post_of_the_catalogue_has_the_forms_of_the_table(locale: str) -> None:
    """A row is post|m or f|nominative|genitive|dative|accusative|instrumental."""
    rows = [line.split("|") for line in (TABLES / f"{locale}.tsv").read_text("utf-8").splitlines()]
    assert {row[0] for row in rows} == set(posts())
    for post, gender, *expected in rows:
        forms = [position(post, case, gender=GENDERS[gender], locale=locale) for case in CASES]
        assert forms == expected


@pytest.mark.parametrize(
    ("text", "locale", "genitive", "instrumental"),
    [
        ("главный бухгалтер", "ru", "главного бухгалтера", "главным бухгалтером"),
        ("врач-нарколог", "ru", "врача-нарколога", "врачом-наркологом"),
        ("кейс-менеджер", "ru", "кейс-менеджера", "кейс-менеджером"),
        ("заведующий отделением", "ru", "заведующего отделением", "заведующим отделением"),
        ("заведующая аптекой", "ru", "заведующей аптекой", "заведующей аптекой"),
        ("исполняющий обязанности", "ru", "исполняющего обязанности", "исполняющим обязанности"),
        ("управляющий делами", "ru", "управляющего делами", "управляющим делами"),
        ("управляющий директор", "ru", "управляющего директора", "управляющим директором"),
        ("действующий глава", "ru", "действующего главы", "действующим главой"),
        ("глава администрации", "ru", "главы администрации", "главой администрации"),
        (
            "первый заместитель главы",
            "ru",
            "первого заместителя главы",
            "первым заместителем главы",
        ),
        ("уполномоченный органа", "ru", "уполномоченного органа", "уполномоченным органа"),
        ("ДИРЕКТОР", "ru", "ДИРЕКТОРА", "ДИРЕКТОРОМ"),
        ("и. о. директора", "ru", "и. о. директора", "и. о. директора"),
        ("директор и бухгалтер", "ru", "директор и бухгалтер", "директор и бухгалтер"),
        ("продавец", "ru", "продавца", "продавцом"),
        ("завідувач відділення", "uk", "завідувача відділення", "завідувачем відділення"),
        ("голова правління", "uk", "голови правління", "головою правління"),
        ("лікар-нарколог", "uk", "лікаря-нарколога", "лікарем-наркологом"),
        ("перший заступник", "uk", "першого заступника", "першим заступником"),
        ("фахівчиня", "uk", "фахівчині", "фахівчинею"),
        ("předseda výboru", "cs", "předsedy výboru", "předsedou výboru"),
        ("statutární zástupce", "cs", "statutárního zástupce", "statutárním zástupcem"),
        ("vedoucí služby", "cs", "vedoucího služby", "vedoucím služby"),
        ("director", "en", "director", "director"),
    ],
)
def test_a_free_post_declines_up_to_its_first_noun(
    text: str, locale: str, genitive: str, instrumental: str
) -> None:
    for case, expected in (("nom", text), ("gen", genitive), ("ins", instrumental)):
        assert decline_position(text, case, gender="male", locale=locale) == expected


def test_the_person_decides_where_one_word_serves_both() -> None:
    assert decline_position("vedoucí", "gen", gender="female", locale="cs") == "vedoucí"
    assert decline_position("vedoucí", "gen", gender="male", locale="cs") == "vedoucího"


@pytest.mark.parametrize(
    ("name", "locale", "gender", "genitive"),
    [
        (
            "Автономная некоммерческая организация «Рассвет»",
            "ru",
            "feminine",
            "Автономной некоммерческой организации «Рассвет»",
        ),
        ("Социальное бюро", "ru", "neuter", "Социального бюро"),
        ("Детский фонд «Надежда»", "ru", "masculine", "Детского фонда «Надежда»"),
        ("Управление социальной защиты", "ru", "neuter", "Управления социальной защиты"),
        ("Городская школа-интернат № 5", "ru", "feminine", "Городской школы-интерната № 5"),
        ("Дом-интернат для престарелых", "ru", "masculine", "Дома-интерната для престарелых"),
        ("Курсы повышения квалификации", "ru", "plural", "Курсов повышения квалификации"),
        ("Красные Зори", "ru", None, "Красные Зори"),
        ("АНО «РАССВЕТ»", "ru", "feminine", "АНО «РАССВЕТ»"),
        ("ООО «Луч»", "ru", "neuter", "ООО «Луч»"),
        ("ГБУЗ «Больница № 5»", "ru", "neuter", "ГБУЗ «Больница № 5»"),
        ("Громадська організація «Дім»", "uk", "feminine", "Громадської організації «Дім»"),
        ("Центр соціальних служб", "uk", "masculine", "Центру соціальних служб"),
        ("Управління захисту", "uk", "neuter", "Управління захисту"),
        ("ГО «Світанок»", "uk", "feminine", "ГО «Світанок»"),
        ("Spolek Úsvit", "cs", "masculine", "Spolku Úsvit"),
        ("Obecně prospěšná společnost A", "cs", "feminine", "Obecně prospěšné společnosti A"),
        ("Centrum sociálních služeb", "cs", "neuter", "Centra sociálních služeb"),
        ("Úsvit, z. s.", "cs", "masculine", "Úsvit, z. s."),
        ("Naděje, o.p.s.", "cs", "feminine", "Naděje, o.p.s."),
        ("Sunrise Trust", "en", None, "Sunrise Trust"),
    ],
)
def test_an_organisation_declines_and_has_a_gender(
    name: str, locale: str, gender: str | None, genitive: str
) -> None:
    assert organisation_gender(name, locale) == gender
    assert decline_organisation(name, "gen", locale=locale) == genitive


def test_an_organisation_is_no_living_being() -> None:
    name = "Городской центр"
    assert decline_organisation(name, "acc", locale="ru") == name
    assert decline_position("директор", "acc", gender=None, locale="ru") == "директора"


def test_a_confirmed_form_wins() -> None:
    confirmed = {"gen": "Красных Зорь"}
    forms = [
        decline_organisation("Красные Зори", case, locale="ru", confirmed=confirmed)
        for case in ("gen", "dat")
    ]
    assert forms == ["Красных Зорь", "Красные Зори"]


@pytest.mark.parametrize(
    ("text", "case", "locale", "expected"),
    [
        ("устав", "gen", "ru", "устава"),
        ("доверенность", "gen", "ru", "доверенности"),
        ("положение", "gen", "ru", "положения"),
        ("приказ", "ins", "ru", "приказом"),
        ("статут", "gen", "uk", "статуту"),
        ("довіреність", "gen", "uk", "довіреності"),
        ("положення", "gen", "uk", "положення"),
        ("директор", "acc", "ru", "директора"),
        ("Благотворительный фонд", "acc", "ru", "Благотворительный фонд"),
        ("stanovy", "gen", "cs", "stanov"),
    ],
)
def test_a_phrase_of_either_kind(text: str, case: str, locale: str, expected: str) -> None:
    assert decline(text, case, locale=locale) == expected


def test_an_unknown_post_or_case_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown post"):
        position("astronaut", locale="ru")
    with pytest.raises(ValueError, match="expected one of"):
        decline_position("директор", "abl", gender=None, locale="ru")
