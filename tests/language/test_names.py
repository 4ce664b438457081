"""Names: shape as typed, order, initials, salutation, what wins over the rules."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.language.full_name import parse
from formkit.language.names import (
    CASES,
    NBSP,
    decline,
    forms,
    guess_gender,
    initials,
    salutation,
    search_forms,
    signature_name,
)

LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ'’ʼ- .,()abcčdďeěfghijklmnoprřsštťuůvyýzž"


@pytest.mark.parametrize(
    ("name", "case", "gender", "locale", "expected"),
    [
        ("ИВАНОВ ИВАН ИВАНОВИЧ", "ins", "male", "ru", "ИВАНОВЫМ ИВАНОМ ИВАНОВИЧЕМ"),
        ("ИВАНОВ Иван", "gen", "male", "ru", "ИВАНОВА Ивана"),
        ("  Иванов \t Иван\u00a0Иванович ", "gen", "male", "ru", "Иванова Ивана Ивановича"),
        ("Андреи\u0306 Ильич Белый", "gen", "male", "ru", "Андрея Ильича Белого"),
        ("Соловьёв Пётр", "gen", "male", "ru", "Соловьёва Петра"),
        ("Королева Алёна", "gen", "female", "ru", "Королевой Алёны"),
        ("Иванова (Петрова) Анна", "gen", "female", "ru", "Ивановой (Петровой) Анны"),
        ("Лук'янчук Мар’яна", "gen", "female", "uk", "Лук'янчук Мар’яни"),
        ("Соловей Дем'ян", "ins", "male", "uk", "Солов'єм Дем'яном"),
        ("Кожумʼяка Анна", "dat", "female", "uk", "Кожумʼяці Анні"),
        ("МакДональд Рональд", "gen", "male", "ru", "МакДональда Рональда"),
        ("MUDr. JAN NOVÁK, CSc.", "gen", "male", "cs", "MUDr. JANA NOVÁKA, CSc."),
        ("John Smith", "gen", "male", "ru", "John Smith"),
        ("Иванов Иван", "gen", "male", "cs", "Иванов Иван"),
        ("John Smith", "gen", "male", "en", "John Smith"),
        ("", "gen", "male", "ru", ""),
    ],
)
def test_the_shape_of_the_name_stays_as_it_was_typed(
    name: str, case: str, gender: str, locale: str, expected: str
) -> None:
    assert decline(name, case, gender=gender, locale=locale) == expected


@pytest.mark.parametrize(
    ("name", "locale", "surname"),
    [
        ("Иванов Иван Иванович", "ru", ["Иванов"]),
        ("Иван Иванович Иванов", "ru", ["Иванов"]),
        ("Иван Иванов", "ru", ["Иванов"]),
        ("Абрамович Роман Аркадьевич", "ru", ["Абрамович"]),
        ("Роман Аркадьевич Абрамович", "ru", ["Абрамович"]),
        ("Чарльз Чаплин", "ru", ["Чаплин"]),
        ("Мамедов Эльчин Рашид оглы", "ru", ["Мамедов"]),
        ("Эльчин Рашид оглы Мамедов", "ru", ["Мамедов"]),
        ("Нгуен Ван Хоанг", "ru", ["Нгуен"]),
        ("Анна", "ru", []),
        ("Шевченко Тарас Григорович", "uk", ["Шевченко"]),
        ("Тарас Шевченко", "uk", ["Шевченко"]),
        ("Mgr. Jana Nováková, Ph.D.", "cs", ["Nováková"]),
        ("Nováková Jana", "cs", ["Nováková"]),
        ("Zuzana Novotná Malá", "cs", ["Novotná", "Malá"]),
        ("John Smith", "en", ["Smith"]),
    ],
)
def test_the_surname_is_found_in_either_order(name: str, locale: str, surname: list[str]) -> None:
    assert parse(name, locale=locale).words("surname") == surname


@pytest.mark.parametrize(
    ("name", "locale", "after", "before", "signed"),
    [
        ("Иванов Иван Иванович", "ru", "Иванов И. И.", "И. И. Иванов", "И. И. Иванов"),
        ("Анна-Мария Петровна Ким", "ru", "Ким А.-М. П.", "А.-М. П. Ким", "А.-М. П. Ким"),
        ("Иванов И.И.", "ru", "Иванов И. И.", "И. И. Иванов", "И. И. Иванов"),
        ("Джамшед", "ru", "Джамшед", "Джамшед", "Джамшед"),
        ("Коваль Марія Іванівна", "uk", "Коваль М. І.", "М. І. Коваль", "Марія КОВАЛЬ"),
        ("Ing. Jan Novák", "cs", "Novák J.", "J. Novák", "Ing. Jan Novák"),
    ],
)
def test_initials_and_signature(
    name: str, locale: str, after: str, before: str, signed: str
) -> None:
    assert initials(name, locale=locale) == after.replace(" ", NBSP)
    assert initials(name, locale=locale, order="before") == before.replace(" ", NBSP)
    assert signature_name(name, locale=locale).replace(NBSP, " ") == signed


@pytest.mark.parametrize(
    ("name", "gender", "locale", "expected"),
    [
        ("Иванова Анна Петровна", "female", "ru", "Уважаемая Анна Петровна"),
        ("Смит Джон", "male", "ru", "Уважаемый господин Смит"),
        ("Соловей Лука Ілліч", "male", "uk", "Шановний Луко Іллічу"),
        ("Коваль Марія", "female", "uk", "Шановна пані Маріє"),
        ("Ing. Jan Kučera", "male", "cs", "Vážený pane Kučero"),
        ("Eva Krejčí", "female", "cs", "Vážená paní Krejčí"),
        ("Mary Smith", "female", "en", "Dear Ms Smith"),
    ],
)
def test_salutation(name: str, gender: str, locale: str, expected: str) -> None:
    assert salutation(name, gender=gender, locale=locale) == expected


@pytest.mark.parametrize(
    ("name", "locale", "expected"),
    [
        ("Заяц Анна Львовна", "ru", "female"),
        ("Мамедов Эльчин Рашид оглы", "ru", "male"),
        ("Рашидов Камол", "ru", "male"),
        ("Петренко Олександр", "uk", "male"),
        ("Nikola Svobodová", "cs", "female"),
        ("Женя", "ru", None),
        ("Ким Чен Ын", "ru", None),
        ("Иванов Анна", "ru", None),
        ("Nikola Svoboda", "cs", None),
    ],
)
def test_gender_is_proposed_only_where_nothing_contradicts(
    name: str, locale: str, expected: str | None
) -> None:
    assert guess_gender(name, locale) == expected


def test_a_confirmed_form_wins_and_the_indeclinable_name_keeps_its_form() -> None:
    name = "Дубик Иван Петрович"
    confirmed = forms(
        name, gender="male", locale="ru", confirmed={"gen": "Дубика Ивана Петровича!"}
    )
    kept = forms(
        name,
        gender="male",
        locale="ru",
        confirmed={"dat": "Дубик Ивану"},
        is_indeclinable=True,
    )
    assert confirmed["gen"] == "Дубика Ивана Петровича!"
    assert confirmed["dat"] == "Дубику Ивану Петровичу"
    assert kept == dict.fromkeys(CASES, name) | {"dat": "Дубик Ивану"}


def test_search_forms_hold_every_way_the_person_may_be_written() -> None:
    found = search_forms("Соловьёв Пётр Ильич", gender="male", locale="ru")
    assert {"Соловьёва", "Соловьева", "Петру", "Соловьёву П. И.", "П. И. Соловьёвым"} <= found
    assert {"Петра Соловьёва", "Соловьёвым Петром Ильичом"} <= found
    assert not any(NBSP in form or len(form) < 2 for form in found)


@pytest.mark.parametrize(
    ("case", "gender", "locale"),
    [("abl", "male", "ru"), ("gen", "m", "ru"), ("gen", "male", "de")],
)
def test_an_unknown_case_gender_or_locale_is_refused(case: str, gender: str, locale: str) -> None:
    with pytest.raises(ValueError, match="expected one of"):
        decline("Иванов Иван", case, gender=gender, locale=locale)


@settings(deadline=None, max_examples=150)
@given(
    name=st.text(alphabet=LETTERS + LETTERS.upper(), max_size=40),
    case=st.sampled_from((*CASES, "loc")),
    gender=st.sampled_from(("male", "female")),
    locale=st.sampled_from(("ru", "uk", "cs", "en")),
)
def test_any_text_keeps_its_number_of_words_and_stays_composed(
    name: str, case: str, gender: str, locale: str
) -> None:
    form = decline(name, case, gender=gender, locale=locale)
    nominative = decline(name, "nom", gender=gender, locale=locale)
    assert len(form.split()) == len(nominative.split())
    assert unicodedata.is_normalized("NFC", form)


CZECH_VOCATIVES = """
Adam Adame, Aleš Aleši, Alexandr Alexandře, Bedřich Bedřichu, David Davide, Emil Emile,
Filip Filipe, Hynek Hynku, Igor Igore, Ivo Ivo, Jan Jane, Jiří Jiří, Karel Karle, Luboš Luboši,
Marek Marku, Matěj Matěji, Oldřich Oldřichu, Otakar Otakare, Pavel Pavle, Petr Petře,
Samuel Samueli, Tomáš Tomáši, Zdeněk Zdeňku
"""


def test_czech_vocatives_agree_with_the_vokativ_library() -> None:
    vokativ = pytest.importorskip("vokativ").vokativ
    for pair in CZECH_VOCATIVES.replace("\n", " ").split(","):
        name, expected = pair.split()
        assert decline(name, "voc", gender="male", locale="cs") == expected
        assert vokativ(name, woman=False) == expected.lower()


RUSSIAN_ORACLE = """
Абрамов Алексеев Баранов Белов Борисов Быков Васильев Воронцов Гаврилов Голубев Громыко Давыдов
Долгоруков Егоров Ефимов Жданов Зайцев Зуев Ильин Исаев Казаков Карпенко Коваленко Кравчук Кузьмин
Лебедев Литвинов Макаров Мельник Миронов Назаров Никитин Орлов Осипов Павлюк Поляков Романюк Руденко
Савченко Серов Сидоренко Соколов Тарасов Тихий Ушаков Федотов Фролов Хромых Царёв Чернов Шапошников
Шульга Щукин Юдин Яковлев Саркисян Гогоберидзе Мамардашвили Вайнштейн Гуревич Кобзев Лесной Морской
"""


def test_common_russian_surnames_agree_with_pytrovich() -> None:
    pytest.importorskip("pytrovich")
    from pytrovich.enums import Case, Gender, NamePart
    from pytrovich.maker import PetrovichDeclinationMaker

    maker = PetrovichDeclinationMaker()
    cases = {
        "gen": Case.GENITIVE,
        "dat": Case.DATIVE,
        "acc": Case.ACCUSATIVE,
        "ins": Case.INSTRUMENTAL,
        "loc": Case.PREPOSITIONAL,
    }
    genders = {"male": Gender.MALE, "female": Gender.FEMALE}
    for surname in RUSSIAN_ORACLE.split():
        for gender, their_gender in genders.items():
            if gender == "female" and surname.endswith(("ий", "ой")):
                continue
            for case, their_case in cases.items():
                theirs = maker.make(NamePart.LASTNAME, their_gender, their_case, surname)
                assert decline(surname, case, gender=gender, locale="ru") == theirs
