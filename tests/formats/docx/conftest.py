"""Three small documents built in code: a form, a prose document, a plan with tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from formkit.fieldtypes.choice import ChoiceType, MultiChoiceType, YesNoType
from formkit.fieldtypes.date import DateType
from formkit.fieldtypes.identifier import IdentifierType
from formkit.fieldtypes.number import NumberType
from formkit.fieldtypes.person import Person, PersonType
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.fieldtypes.signature import SignatureType
from formkit.fieldtypes.text import MultilineType, TextType
from formkit.layout.blocks import (
    Block,
    Cell,
    Clause,
    ClauseRows,
    Document,
    Each,
    Grid,
    Heading,
    Input,
    Item,
    LineBreak,
    Option,
    Paragraph,
    Placeholder,
    SignatureLine,
    Stamp,
    TableColumn,
    TableGrid,
    TearLine,
    Text,
    Title,
    When,
)
from formkit.model.form import (
    Field,
    Form,
    Kind,
    Numbering,
    Paper,
    Section,
    Table,
    field_slots,
    table_slots,
)
from formkit.model.words import FieldWords, FormWords


@dataclass(frozen=True)
class Sample:
    """A document with the values and records that fill it in."""

    document: Document
    values: Mapping[str, Any]
    records: Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="session")
def sample() -> Callable[..., Sample]:
    """``sample("voucher", "ru")``; also ``job`` and ``plan``, and in ``en``."""

    def make(name: str, locale: str = "ru") -> Sample:
        samples: dict[str, tuple[Callable[[str], Document], Any, Any]] = {
            "voucher": (voucher, VOUCHER_VALUES, VOUCHER_RECORDS),
            "job": (job, JOB_VALUES, JOB_RECORDS),
            "plan": (plan, PLAN_VALUES, {}),
        }
        document, values, records = samples[name]
        return Sample(document(locale), values, records)

    return make


STATUSES = {
    "ru": {"provided": "оказана", "provided_partly": "оказана частично", "refused": "отказано"},
    "en": {"provided": "provided", "provided_partly": "provided in part", "refused": "refused"},
}


def asked(form: Form, name: str, words: FormWords) -> Input:
    """The input of a plain field."""
    member = form.find(name)
    assert isinstance(member, Field)
    slots = list(field_slots(member))
    label = words.fields[name]
    options = tuple(Option(c, label.choices.get(c, c)) for c in member.choices)
    return Input(slots[0], label.label, options)


def cell(form: Form, name: str, words: FormWords, **more: object) -> Cell:
    member = form.find(name)
    assert isinstance(member, Field)
    label = words.fields[name]
    facts = {"span": member.span, "lines": member.lines, "unit": member.unit, **more}
    return Cell(label.label, asked(form, name, words), hint=label.hint, **facts)  # type: ignore[arg-type]


def grid(form: Form, words: FormWords, *names: str, by_hand: bool = False) -> Grid:
    return Grid(tuple(cell(form, name, words, is_by_hand=by_hand) for name in names))


def table_grid(form: Form, words: FormWords, name: str, weights: dict[str, float]) -> TableGrid:
    member = form.find(name)
    assert isinstance(member, Table)
    label = words.fields[name]
    columns = tuple(TableColumn(c, label.columns[c].label, weight) for c, weight in weights.items())
    by_row: dict[int, list[Input]] = {}
    for slot in table_slots(member):
        by_row.setdefault(slot.row or 0, []).append(Input(slot, slot.field.name))
    inputs = tuple(tuple(row) for row in by_row.values())
    return TableGrid(member, label.label, columns, inputs, label.hint)


# voucher ------------------------------------------------------------------------------------

_VOUCHER_LABELS = {
    "voucher_no": ("Номер талона", "Voucher number"),
    "issued_on": ("Дата выдачи", "Issued on"),
    "valid_until": ("Действителен до", "Valid until"),
    "client_id": ("Номер клиента", "Client number"),
    "partner": ("Куда направляется", "Referred to"),
    "partner_address": ("Адрес и часы приёма", "Address and hours"),
    "service": ("Услуга", "Service"),
    "quantity": ("Количество", "Quantity"),
    "purpose": ("Цель направления", "Purpose of the referral"),
    "issued_by": ("Выдал специалист", "Issued by"),
    "issuer_signature": ("Подпись, печать", "Signature, stamp"),
    "service_status": ("Отметка об оказании", "Result"),
    "served_on": ("Дата оказания", "Served on"),
    "qty_delivered": ("Оказано", "Delivered"),
    "needs_follow_up": ("Нужен повторный приём", "Needs a follow-up"),
    "refusal_reason": ("Причина", "Reason"),
    "provider_worker": ("Работник партнёра", "Partner’s worker"),
    "provider_signature": ("Подпись, печать партнёра", "Partner’s signature, stamp"),
}


def voucher_form() -> Form:
    issued = (
        Field(name="voucher_no", type=IdentifierType(), is_required=True, span=2),
        Field(name="issued_on", type=DateType(), is_required=True, span=2),
        Field(name="valid_until", type=DateType(), span=2),
        Field(name="client_id", type=ReferenceType(register="clients", shows_label=False), span=2),
        Field(name="partner", type=ReferenceType(register="partners"), span=4, is_required=True),
        Field(name="partner_address", type=MultilineType(), span=6, lines=2),
        Field(name="service", type=ReferenceType(register="services"), span=4),
        Field(name="quantity", type=NumberType(decimals=1), span=2, unit="приём"),
        Field(name="purpose", type=TextType(), span=6),
        Field(name="issued_by", type=PersonType(), span=3),
        Field(name="issuer_signature", type=SignatureType(), span=3),
    )
    mark = (
        Field(name="service_status", type=ChoiceType(choices=tuple(STATUSES["ru"])), span=6),
        Field(name="served_on", type=DateType(is_by_hand=True), span=2),
        Field(name="qty_delivered", type=NumberType(), span=2),
        Field(name="needs_follow_up", type=YesNoType(), span=2),
        Field(name="refusal_reason", type=TextType(), span=6),
        Field(name="provider_worker", type=PersonType(), span=3),
        Field(name="provider_signature", type=SignatureType(), span=3),
    )
    return Form(
        name="referral_voucher",
        code="RV",
        version=1,
        kind=Kind.FORM,
        paper=Paper("A5"),
        number=Numbering("voucher_no", "{year}-{seq:05}"),
        prefill={"org": "office", "partner": "partner"},
        sections=(
            Section(name="issued", by="office", members=issued),
            Section(name="mark", by="partner", members=mark, is_by_hand=True),
        ),
        words={locale: _voucher_words(locale) for locale in ("ru", "en")},
    )


def _voucher_words(locale: str) -> FormWords:
    index = ("ru", "en").index(locale)
    choices = {
        "service_status": STATUSES[locale],
        "needs_follow_up": {"ru": {"yes": "да", "no": "нет"}, "en": {"yes": "yes", "no": "no"}}[
            locale
        ],
    }
    fields = {
        name: FieldWords(labels[index], choices=choices.get(name, {}))
        for name, labels in _VOUCHER_LABELS.items()
    }
    title = ("Талон направления на услугу", "Referral voucher")[index]
    return FormWords(locale, title, {}, fields)


def voucher(locale: str = "ru") -> Document:
    form = voucher_form()
    words = form.words[locale]
    is_ru = locale == "ru"
    part_a = "А. Заполняет бюро" if is_ru else "Part A. Issued by the office"
    part_b = "Б. Отметка об оказании услуги" if is_ru else "Part B. Completed by the partner"
    tear = "линия отрыва" if is_ru else "tear here"
    issued, mark = form.sections
    note = "Заполняется печатными буквами." if is_ru else "Please print."
    return Document(
        form,
        words,
        (
            Paragraph((Placeholder("org.full_name"),), "centre"),
            Title(
                (
                    Text(words.title + " № " if is_ru else words.title + " "),
                    Placeholder("voucher_no"),
                )
            ),
            Heading((Text(part_a),)),
            grid(form, words, *(m.name for m in issued.members)),
            TearLine(tear),
            Heading((Text(part_b),)),
            Paragraph((Text(note),), "note"),
            grid(form, words, *(m.name for m in mark.members), by_hand=True),
        ),
    )


VOUCHER_VALUES = {
    "voucher_no": "2026-00017",
    "issued_on": date(2026, 6, 5),
    "valid_until": date(2026, 7, 5),
    "client_id": Reference("К-0042-7", "Їжакевич Леся"),
    "partner": Reference("P-03", "Городская поликлиника № 3"),
    "partner_address": "ул. Садовая, 5\nпн–пт 9–17",
    "service": Reference("S-11", "Консультация терапевта"),
    "quantity": Decimal("1.5"),
    "issued_by": Person("Ковалёва Мария Ильинична", "female"),
}
VOUCHER_RECORDS = {"org": {"full_name": "АНО «Рассвет»", "gender": "feminine"}}


# job description ----------------------------------------------------------------------------

_JOB_LABELS = {
    "position_title": ("Должность", "Position"),
    "qualification": ("Образование и опыт", "Qualification"),
    "duties": ("Обязанности", "Duties"),
    "rights": ("Права", "Rights"),
    "caseload_norm": ("Норма нагрузки", "Caseload"),
    "documents_kept": ("Ведёт документы", "Records kept"),
    "acquainted_signature": ("С инструкцией ознакомлен(а)", "Read and received a copy"),
    "acquainted_on": ("Дата", "Date"),
    "approved_on": ("Дата утверждения", "Approved on"),
}
RECORDS_KEPT = {
    "ru": {"questionnaire": "анкета", "service_plan": "план", "voucher": "талон"},
    "en": {"questionnaire": "questionnaire", "service_plan": "plan", "voucher": "voucher"},
}


def job_form() -> Form:
    members = (
        Field(name="position_title", type=TextType(), is_required=True),
        Field(name="qualification", type=MultilineType()),
        Table(
            name="duties", columns=(Field(name="duty", type=TextType()),), rows=8, is_clauses=True
        ),
        Table(
            name="rights", columns=(Field(name="item", type=TextType()),), rows=4, is_clauses=True
        ),
        Field(name="caseload_norm", type=NumberType()),
        Field(name="documents_kept", type=MultiChoiceType(choices=tuple(RECORDS_KEPT["ru"]))),
        Field(name="acquainted_signature", type=SignatureType()),
        Field(name="acquainted_on", type=DateType()),
        Field(name="approved_on", type=DateType()),
    )
    return Form(
        name="job_description",
        code="JD1",
        version=2,
        kind=Kind.TEXT,
        prefill={"org": "office", "worker": "worker"},
        sections=(Section(name="all", by="office", members=members),),
        words={locale: _job_words(locale) for locale in ("ru", "en")},
        has_approval_stamp=True,
        keeps_long=True,
    )


def _job_words(locale: str) -> FormWords:
    index = ("ru", "en").index(locale)
    duties = {
        "ru": ["выявлять потребности клиента и его сильные стороны", "вести карту клиента"],
        "en": ["assess the client’s needs and strengths", "keep the client’s file"],
    }
    fields = {
        name: FieldWords(
            labels[index], choices=RECORDS_KEPT[locale] if name == "documents_kept" else {}
        )
        for name, labels in _JOB_LABELS.items()
    }
    title = (
        "Должностная инструкция специалиста по социальной работе",
        "Job description: social work specialist",
    )[index]
    return FormWords(locale, title, {}, fields, defaults={"duties": duties[locale]})


def job(locale: str = "ru") -> Document:
    form = job_form()
    words = form.words[locale]
    return Document(form, words, _job_ru(form, words) if locale == "ru" else _job_en(form, words))


def _rows(form: Form, name: str) -> ClauseRows:
    member = form.find(name)
    assert isinstance(member, Table)
    inputs = tuple(Input(slot, slot.field.name) for slot in table_slots(member))
    return ClauseRows(member, name, inputs, level=2)


def _job_ru(form: Form, words: FormWords) -> tuple[Block, ...]:
    signature, signed_on = (
        asked(form, n, words) for n in ("acquainted_signature", "acquainted_on")
    )
    head = Placeholder("org.head.position | first_capital")
    return (
        Stamp(
            (
                (Text("УТВЕРЖДАЮ"),),
                (head,),
                (Text("____________ "), Placeholder("org.head.name | initials")),
                (Placeholder("approved_on | date"),),
            )
        ),
        Title(
            (Text("ДОЛЖНОСТНАЯ ИНСТРУКЦИЯ"), LineBreak(), Text("специалиста по социальной работе"))
        ),
        Heading((Text("Общие положения"),), is_numbered=True),
        Clause(
            (
                Text("Специалист "),
                Placeholder("org.full_name"),
                Text(" подчиняется "),
                Placeholder("org.head.name | case('dat')"),
                Text("."),
            )
        ),
        Clause((Text("Требования: "), Placeholder("qualification"), Text("."))),
        Heading((Text("Обязанности"),), is_numbered=True),
        Clause((Text("Специалист обязан:"),)),
        _rows(form, "duties"),
        When(
            "caseload_norm",
            (Clause((Text("Норма нагрузки — "), Placeholder("caseload_norm"), Text(" случаев."))),),
            (Clause((Text("Норма нагрузки не установлена."),)),),
        ),
        Clause((Text("Специалист ведёт документы: "), Placeholder("documents_kept"), Text("."))),
        Heading((Text("Права"),), is_numbered=True),
        Clause((Text("Специалист вправе:"),)),
        _rows(form, "rights"),
        Clause((Text("Отказ от поручения:"),)),
        Clause((Text("угрожающего жизни"),), level=3),
        Clause((Text("противоречащего закону"),), level=3),
        Heading((Text("Приложения"),)),
        Clause((Text("Первый пункт ненумерованного раздела."),)),
        Clause((Text("Второй пункт."),)),
        Each(
            "row", "duties", (Item((Text("памятка: "), Placeholder("row.duty", is_italic=True))),)
        ),
        Paragraph(
            (
                Text("С инструкцией "),
                Placeholder("worker | agree('ознакомлен/ознакомлена/ознакомлено/ознакомлены')"),
                Text(", экземпляр получен."),
            )
        ),
        SignatureLine(
            (Placeholder("position_title"),),
            signature,
            (Placeholder("worker.name | initials"),),
            signed_on,
        ),
    )


def _job_en(form: Form, words: FormWords) -> tuple[Block, ...]:
    signature, signed_on = (
        asked(form, n, words) for n in ("acquainted_signature", "acquainted_on")
    )
    return (
        Title((Text(words.title),)),
        Heading((Text("General"),), is_numbered=True),
        Clause((Text("The specialist reports to "), Placeholder("org.head.name"), Text("."))),
        Clause((Text("Qualification: "), Placeholder("qualification"), Text("."))),
        Heading((Text("Duties"),), is_numbered=True),
        Clause((Text("The specialist shall:"),)),
        _rows(form, "duties"),
        When(
            "caseload_norm",
            (Clause((Text("The caseload is "), Placeholder("caseload_norm"), Text("."))),),
        ),
        Clause((Text("Records kept: "), Placeholder("documents_kept"), Text("."))),
        Heading((Text("Rights"),), is_numbered=True),
        _rows(form, "rights"),
        Paragraph((Text("I have read this job description and received a copy."),)),
        SignatureLine(
            (Placeholder("position_title"),), signature, (Placeholder("worker.name"),), signed_on
        ),
    )


JOB_VALUES = {
    "position_title": "Специалист по социальной работе",
    "qualification": "высшее образование & опыт <1 года>",
    "rights": ({"item": "получать сведения"}, {"item": "проходить обучение"}),
    "caseload_norm": Decimal(15),
    "documents_kept": ("questionnaire", "voucher"),
    "approved_on": date(2026, 1, 12),
}
JOB_RECORDS = {
    "org": {
        "full_name": "АНО «Рассвет»",
        "gender": "feminine",
        "head": {
            "name": Person("Ковалёва Мария Ильинична", "female"),
            "position": "директор",
        },
    },
    "worker": {"name": Person("Гайдай Леонид Иович", "male"), "gender": "male"},
}


# plan ---------------------------------------------------------------------------------------

_PLAN_LABELS = {
    "plan_no": ("Номер плана", "Plan number"),
    "plan_date": ("Дата составления", "Made on"),
    "client": ("Клиент", "Client"),
    "worker": ("Социальный работник", "Worker"),
    "reason": ("Причина обращения", "Reason for contact"),
    "steps": ("Шаги к целям", "Steps to the goals"),
    "worker_signature": ("Подпись работника", "Worker’s signature"),
    "client_signature": ("Подпись клиента", "Client’s signature"),
}
_STEP_LABELS = {
    "action": ("Действие", "Action"),
    "quantity": ("Кол-во", "Quantity"),
    "deadline": ("Срок", "Deadline"),
    "kind": ("Вид", "Kind"),
}


def plan_form() -> Form:
    columns = (
        Field(name="action", type=TextType()),
        Field(name="quantity", type=NumberType()),
        Field(name="deadline", type=DateType()),
        Field(name="kind", type=ChoiceType(choices=("short", "long"))),
    )
    members = (
        Field(name="plan_no", type=IdentifierType(), span=2),
        Field(name="plan_date", type=DateType(), span=2),
        Field(name="client", type=ReferenceType(register="clients", shows_label=False), span=2),
        Field(name="worker", type=PersonType(), span=6),
        Field(name="reason", type=MultilineType(), lines=3),
        Table(name="steps", columns=columns, rows=6),
        Field(name="worker_signature", type=SignatureType()),
        Field(name="client_signature", type=SignatureType()),
    )
    return Form(
        name="plan",
        code="IP",
        version=1,
        kind=Kind.FORM,
        number=Numbering("plan_no", "{seq}"),
        prefill={"client": "client"},
        sections=(Section(name="all", by="worker", members=members),),
        words={locale: _plan_words(locale) for locale in ("ru", "en")},
    )


def _plan_words(locale: str) -> FormWords:
    index = ("ru", "en").index(locale)
    kinds = {
        "ru": {"short": "краткосрочная", "long": "долгосрочная"},
        "en": {"short": "short-term", "long": "long-term"},
    }[locale]
    columns = {
        name: FieldWords(labels[index], choices=kinds if name == "kind" else {})
        for name, labels in _STEP_LABELS.items()
    }
    fields = {
        name: FieldWords(labels[index], columns=columns if name == "steps" else {})
        for name, labels in _PLAN_LABELS.items()
    }
    title = ("Индивидуальный план обслуживания клиента", "Individual service plan")[index]
    return FormWords(locale, title, {}, fields)


def plan(locale: str = "ru") -> Document:
    form = plan_form()
    words = form.words[locale]
    worker, client = (asked(form, f"{who}_signature", words) for who in ("worker", "client"))
    is_ru = locale == "ru"
    return Document(
        form,
        words,
        (
            Title((Text(words.title),)),
            grid(form, words, "plan_no", "plan_date", "client", "worker", "reason"),
            Heading((Text("Цели и шаги" if is_ru else "Goals and steps"),)),
            table_grid(
                form, words, "steps", {"action": 4, "quantity": 1, "deadline": 1.4, "kind": 1.8}
            ),
            SignatureLine(
                (Text("Социальный работник" if is_ru else "Social worker"),),
                worker,
                (Placeholder("worker | initials"),),
            ),
            SignatureLine(
                (Text("Клиент" if is_ru else "Client"),), client, (Placeholder("client"),)
            ),
        ),
    )


PLAN_VALUES = {
    "plan_no": "17/2",
    "plan_date": date(2026, 6, 5),
    "client": Reference("К-0042-7"),
    "worker": Person("Ковалёва Мария Ильинична", "female"),
    "reason": "Потеря жилья.\nНет документов & дохода <совсем>.",
    "steps": tuple(
        {
            "action": f"Шаг {n}: собрать справки для восстановления паспорта и подать заявление",
            "quantity": Decimal(n),
            "deadline": date(2026, 7, n),
            "kind": "short" if n % 2 else "long",
        }
        for n in range(1, 31)
    ),
}
