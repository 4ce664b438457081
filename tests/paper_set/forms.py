"""Forms for the heap: one full of boxes and digits, one like an office has."""

from __future__ import annotations

from functools import cache

from formkit.actions.faces import make_blank
from formkit.catalogue.index import open_catalogue
from formkit.fieldtypes import (
    ChoiceType,
    DateType,
    IdentifierType,
    MultiChoiceType,
    NumberType,
    SignatureType,
    TextType,
    YesNoType,
)
from formkit.formats.acroform import Blank
from formkit.layout.build import build
from formkit.model.form import Field, Form, Kind, Paper, Section
from formkit.model.words import FieldWords, FormWords

NEEDS = tuple(f"need_{n}" for n in range(1, 11))
ANSWERS = ("never", "rarely", "often", "always")


def survey(version: int = 1) -> Form:
    """Sixty boxes and eleven rows of digits on one page; version 2 has a question more."""
    fields: list[Field] = []
    for n in range(1, 7):
        kind = IdentifierType(digits=10, has_check_digit=True, is_by_hand=True)
        fields.append(Field(name=f"number_{n}", type=kind, span=3))
    for n in range(1, 5):
        fields.append(Field(name=f"day_{n}", type=DateType(is_by_hand=True), span=3))
    for n in range(1, 3):
        kind_of = NumberType(digits=4, decimals=1, most=9999, is_by_hand=True)
        fields.append(Field(name=f"amount_{n}", type=kind_of, span=3))
    for n in range(1, 8 + version):
        kind_of_one = ChoiceType(choices=ANSWERS, is_by_hand=True)
        fields.append(Field(name=f"question_{n}", type=kind_of_one, span=3))
    fields += [
        Field(name=f"needs_{n}", type=MultiChoiceType(choices=NEEDS, is_by_hand=True))
        for n in (1, 2)
    ]
    fields += [
        Field(name=f"consent_{n}", type=YesNoType(appearance="check", is_by_hand=True), span=2)
        for n in range(1, 4)
    ]
    fields.append(Field(name="remark", type=TextType(length=60, is_by_hand=True), span=4))
    fields.append(Field(name="signature", type=SignatureType(is_by_hand=True), span=2))
    return _form("survey", "T1", version, fields, Paper("A4"))


def intake() -> Form:
    """Two pages with names, dates, choices and signatures."""
    text = TextType(length=60, is_by_hand=True)
    one = ChoiceType(choices=("day", "week", "month", "year"), is_by_hand=True)
    fields: list[Field] = []
    for page in (1, 2):
        number = IdentifierType(digits=8, has_check_digit=True, is_by_hand=True)
        fields += [
            Field(name=f"client_no_{page}", type=number, span=3),
            Field(name=f"born_{page}", type=DateType(is_by_hand=True), span=3),
        ]
        fields += [Field(name=f"line_{page}_{n}", type=text, lines=2) for n in range(1, 8)]
        fields += [Field(name=f"how_often_{page}_{n}", type=one, span=3) for n in range(1, 7)]
        check = YesNoType(appearance="check", is_by_hand=True)
        fields += [Field(name=f"agree_{page}_{n}", type=check, span=2) for n in range(1, 4)]
        fields.append(Field(name=f"sign_{page}", type=SignatureType(is_by_hand=True), span=3))
    return _form("intake", "T2", 1, fields, Paper("A4"))


def _form(name: str, code: str, version: int, fields: list[Field], paper: Paper) -> Form:
    words = {
        each.name: FieldWords(
            _LABELS[n % len(_LABELS)], choices={c: _word(c) for c in each.choices}
        )
        for n, each in enumerate(fields)
    }
    section = Section(name="all", by="client", members=tuple(fields), is_by_hand=True)
    title = {"survey": "Анкета клиента службы", "intake": "Карта первичного приёма"}[name]
    return Form(
        name=name,
        code=code,
        version=version,
        kind=Kind.FORM,
        sections=(section,),
        words={"ru": FormWords("ru", title, {"all": "Сведения о клиенте"}, words)},
        paper=paper,
    )


_LABELS = (
    "Номер карты",
    "Индивидуальный номер",
    "Номер договора",
    "Дата обращения",
    "Как часто вы обращались за помощью",
    "Сколько человек живёт вместе с вами",
    "Получали ли вы помощь раньше",
    "Что для вас сейчас важнее всего",
)
_WORDS = {
    "never": "никогда",
    "rarely": "редко",
    "often": "часто",
    "always": "всегда",
    "day": "день",
    "week": "неделя",
    "month": "месяц",
    "year": "год",
    "yes": "да",
    "no": "нет",
}


def _word(choice: str) -> str:
    return _WORDS.get(choice, f"помощь {choice.rsplit('_', 1)[-1]}")


@cache
def voucher() -> Form:
    return open_catalogue(None).get("referral_voucher")


@cache
def blank_of(name: str, version: int = 1) -> Blank:
    """The blank of a form by its name."""
    return make_blank(build(form_of(name, version), "ru"), {})


def form_of(name: str, version: int = 1) -> Form:
    made = {"survey": lambda: survey(version), "intake": intake, "referral_voucher": voucher}
    return made[name]()


__all__ = ["blank_of", "form_of", "intake", "survey", "voucher"]
