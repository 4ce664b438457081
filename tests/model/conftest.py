"""A small form with every shape a form can have, in two languages."""

from __future__ import annotations

import pytest

from formkit.fieldtypes import (
    ChoiceType,
    DateType,
    MultiChoiceType,
    NumberType,
    PersonType,
    SignatureType,
    TextType,
    YesNoType,
)
from formkit.model.condition import parse_condition
from formkit.model.form import Field, Form, Kind, Section, Table
from formkit.model.words import FieldWords, FormWords

LABELS = {
    "number": "Номер",
    "quantity": "Количество",
    "client": "Клиент",
    "result": "Отметка",
    "reason": "Причина",
    "needs": "Что нужно",
    "consent": "Согласие",
    "agrees": "Клиент согласен",
    "items": "Услуги",
    "signature": "Подпись",
}
CHOICES = {
    "result": {"provided": "оказана", "refused": "отказано"},
    "needs": {"home": "уход на дому", "food": "питание"},
    "agrees": {"yes": "да, согласен", "no": "нет"},
}
COLUMNS = {
    "name": FieldWords("Услуга"),
    "amount": FieldWords("Сколько"),
    "state": FieldWords("Состояние", choices=CHOICES["result"]),
    "mark": FieldWords("Подпись"),
}


def small_form() -> Form:
    office = Section(
        name="issued",
        by="office",
        members=(
            Field(name="number", type=TextType(), is_required=True),
            Field(name="quantity", type=NumberType(decimals=1), is_required=True),
            Field(name="client", type=PersonType()),
        ),
    )
    refused = parse_condition("result == 'refused'")
    provided = parse_condition("result == 'provided'")
    partner = Section(
        name="mark",
        by="partner",
        members=(
            Field(name="result", type=ChoiceType(choices=("provided", "refused"))),
            Field(name="reason", type=TextType(), required_if=refused),
            Field(
                name="needs",
                type=MultiChoiceType(choices=("home", "food")),
                is_required=True,
                visible_if=provided,
            ),
            Field(name="consent", type=YesNoType(appearance="check"), is_required=True),
            Field(name="agrees", type=YesNoType(), is_required=True),
            Table(
                name="items",
                columns=(
                    Field(name="name", type=TextType(), is_required=True),
                    Field(
                        name="amount",
                        type=NumberType(),
                        required_if=parse_condition("state == 'provided'"),
                    ),
                    Field(name="state", type=ChoiceType(choices=("provided", "refused"))),
                    Field(name="mark", type=SignatureType(), is_required=True),
                ),
                rows=3,
            ),
            Field(name="served_on", type=DateType(is_by_hand=True)),
            Field(name="signature", type=SignatureType(), is_required=True),
        ),
        is_by_hand=True,
    )
    words = {
        name: FieldWords(label, choices=CHOICES.get(name, {}), columns=COLUMNS)
        for name, label in {**LABELS, "served_on": "Дата"}.items()
    }
    return Form(
        name="small",
        code="SMALL",
        version=1,
        kind=Kind.FORM,
        sections=(office, partner),
        words={"ru": FormWords("ru", "Малая форма", {}, words)},
    )


@pytest.fixture(scope="session")
def form() -> Form:
    return small_form()
