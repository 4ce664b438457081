"""A form with every widget, laid out by a few lines of HTML, and its blank."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from importlib.resources import files

import pytest

from formkit.fieldtypes import (
    ChoiceType,
    DateType,
    IdentifierType,
    MoneyType,
    MultiChoiceType,
    MultilineType,
    PersonType,
    SignatureType,
    TextType,
    YesNoType,
)
from formkit.fieldtypes.base import Widget
from formkit.formats.acroform import Blank, Writer, prepare
from formkit.formats.formmark import MarkPlaces
from formkit.layout.blocks import Input, Option
from formkit.model.form import Field, Form, Kind, Paper, Section, Slot, Table
from formkit.model.record import FormMark
from formkit.model.words import FieldWords, FormWords

LABELS = {
    "voucher_no": "Номер талона",
    "client": "Фамилия, имя, отчество",
    "birth": "Дата рождения",
    "tax_no": "Налоговый номер",
    "address": "Адрес проживания",
    "note": "Обстоятельства",
    "consent": "Согласие на обработку",
    "needs": "Что нужно",
    "sex": "Пол",
    "housing": "Жильё",
    "region": "Область",
    "items": "Услуги",
    "signature": "Подпись получателя",
}
CHOICES = {
    "needs": {"home": "уход на дому", "day": "дневной уход", "food": "питание"},
    "sex": {"f": "женский", "m": "мужской"},
    "housing": {"own": "своё", "rent": "наём", "none": "нет"},
    "region": {"ua_46": "Львовская", "ua_26": "Ивано-Франковская", "cz_10": "Praha"},
}


def sample_form() -> Form:
    office = Section(
        name="issued",
        by="office",
        members=(
            Field(name="voucher_no", type=IdentifierType(), is_required=True),
            Field(name="client", type=PersonType(), is_required=True),
            Field(name="birth", type=DateType(is_by_hand=True)),
            Field(name="tax_no", type=IdentifierType(is_by_hand=True, digits=10)),
            Field(name="address", type=TextType(length=200)),
            Field(name="note", type=MultilineType(), lines=4),
        ),
    )
    partner = Section(
        name="mark",
        by="partner",
        members=(
            Field(name="consent", type=YesNoType(appearance="check"), is_required=True),
            Field(name="needs", type=MultiChoiceType(choices=tuple(CHOICES["needs"]))),
            Field(name="sex", type=ChoiceType(choices=tuple(CHOICES["sex"]))),
            Field(name="housing", type=ChoiceType(choices=tuple(CHOICES["housing"]))),
            Field(
                name="region",
                type=ChoiceType(choices=tuple(CHOICES["region"]), appearance="minimal"),
            ),
            Table(
                name="items",
                columns=(
                    Field(name="name", type=TextType()),
                    Field(name="amount", type=MoneyType()),
                ),
                rows=3,
            ),
            Field(name="signature", type=SignatureType()),
        ),
    )
    words = {
        name: FieldWords(
            label,
            choices=CHOICES.get(name, {}),
            columns={"name": FieldWords("Услуга"), "amount": FieldWords("Сумма")},
        )
        for name, label in LABELS.items()
    }
    return Form(
        name="referral_voucher",
        code="VOUCHER",
        version=1,
        kind=Kind.FORM,
        sections=(office, partner),
        words={"ru": FormWords("ru", "Талон направления на услугу", {}, words)},
        audience="partner",
    )


def sample_inputs(form: Form) -> list[Input]:
    """One input a field; the slots of a multiple choice make one input together."""
    inputs: list[Input] = []
    slots: dict[str, list[Slot]] = {}
    for slot in form.slots():
        slots.setdefault(slot.name if slot.option is None else slot.field.name, []).append(slot)
    for group in slots.values():
        slot = group[0]
        choices = CHOICES.get(slot.field.name, {})
        options = tuple(
            Option(name, label, next((s for s in group if s.option == name), None))
            for name, label in choices.items()
        )
        label = LABELS[slot.table.name if slot.table else slot.field.name]
        if slot.table:
            label += f" {slot.row}: {slot.field.name}"
        inputs.append(Input(slot, label, options, slot.field.is_required))
    return inputs


_STYLE = """
@font-face{font-family:PTS;src:url(fonts/PTS55F.ttf)}
@font-face{font-family:In;src:url(fonts/input.ttf)}
@page{size:A4;margin:36mm 20mm 22mm 20mm} html,body{margin:0;font:10pt PTS}
h1{font-size:14pt} .f{margin:2mm 0} label.l{display:block;font-size:9pt}
input,select,textarea{display:inline-block;box-sizing:border-box;font:10pt In;
 border:.5pt solid #444;border-radius:0;background:none;vertical-align:middle;
 padding:0;margin:0;width:110mm;height:7mm}
textarea{height:24mm} .comb{width:60mm;height:8mm} .sign{height:14mm;width:70mm}
input[type=checkbox],input[type=radio]{width:4.5mm;height:4.5mm}
.row{display:flex} .row input{width:60mm}
"""


def sample_html(inputs: list[Input], title: str) -> str:
    body = "".join(_input_html(each) for each in inputs)
    return (
        f'<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><form><h1>{escape(title)}</h1>{body}</form></body></html>"
    )


def _input_html(each: Input) -> str:
    name, label = each.slot.name, escape(each.label)
    head = f'<div class="f"><label class="l" for="{name}">{label}</label>'
    match each.slot.field.widget:
        case Widget.MULTILINE:
            body = f'<textarea id="{name}" name="{name}"></textarea>'
        case Widget.SELECT:
            options = "".join(f'<option value="{o.name}">{o.label}</option>' for o in each.options)
            body = f'<select id="{name}" name="{name}">{options}</select>'
        case Widget.RADIO:
            body = " ".join(
                f'<input type="radio" name="{name}" value="{o.name}"> {o.label}'
                for o in each.options
            )
        case Widget.CHECKBOX:
            boxes = [(o.slot.name, o.label) for o in each.options if o.slot] or [(name, "")]
            body = " ".join(f'<input type="checkbox" name="{n}"> {text}' for n, text in boxes)
        case widget:
            kind = {Widget.COMB: "comb", Widget.SIGNATURE: "sign"}.get(widget, "line")
            body = f'<input type="text" id="{name}" name="{name}" class="{kind}">'
    return f"{head}{body}</div>"


def laid_out(inputs: list[Input], title: str) -> bytes:
    HTML = pytest.importorskip("weasyprint").HTML  # noqa: N806 - a class
    html = HTML(string=sample_html(inputs, title), base_url=f"{files('formkit')}/")
    data = html.write_pdf(pdf_forms=True, pdf_variant="pdf/a-3a")
    assert isinstance(data, bytes)
    return data


@pytest.fixture(scope="session")
def form() -> Form:
    return sample_form()


@pytest.fixture(scope="session")
def inputs(form: Form) -> list[Input]:
    return sample_inputs(form)


@pytest.fixture(scope="session")
def raw(form: Form, inputs: list[Input]) -> bytes:
    return laid_out(inputs, form.words["ru"].title)


@pytest.fixture(scope="session")
def blank(form: Form, inputs: list[Input], raw: bytes) -> Blank:
    return prepare(
        raw,
        inputs,
        form=form,
        locale="ru",
        title=form.words["ru"].title,
        marks=MarkPlaces.for_hand(Paper()),
    )


TEXTS = {
    "voucher_no": "2026-00017",
    "client": "Щербаков-Їжак Ґалаґан Řeřicha",
    "birth": "04.03.1958",
    "tax_no": "0123456789",
    "address": "г. Львов, ул. Подъездная, д. 5, кв. 17 (вход со двора)",
    "note": "Живёт одна, нуждается в помощи с едой и уборкой.\n"
    "Второй абзац: до 50 м — с «тростью».\n"
    "Гөлнара Әнвәр кызы Җәләлова, Қазақ ҢҮҰҺ",
    "consent": "yes",
    "needs__home": "home",
    "needs__food": "yes",
    "sex": "f",
    "housing": "rent",
    "region": "ua_26",
    "items__1__name": "Уход на дому (8 часов)",
    "items__1__amount": "1 234,50",
    "items__2__name": "Питание \\ (обед)",
}


@pytest.fixture
def texts() -> dict[str, str]:
    return dict(TEXTS)


DOCUMENT = "GP1XF3A7QG"


@pytest.fixture(scope="session")
def writer(blank: Blank) -> Writer:
    return Writer(blank)


@pytest.fixture(scope="session")
def mark(blank: Blank) -> FormMark:
    return replace(blank.mark, document=DOCUMENT)


@pytest.fixture(scope="session")
def filled(writer: Writer, mark: FormMark) -> bytes:
    data, problems = writer.write(TEXTS, mark=mark)
    assert problems == ()
    return data


@pytest.fixture(scope="session")
def flat(writer: Writer, mark: FormMark) -> bytes:
    data, problems = writer.write(TEXTS, mark=mark, flat=True)
    assert problems == ()
    return data


@pytest.fixture(scope="session")
def expected() -> dict[str, str]:
    """What is read back: every slot, check boxes by their option."""
    empty = {slot.name: "" for slot in sample_form().slots()}
    return empty | TEXTS | {"needs__food": "food"}
