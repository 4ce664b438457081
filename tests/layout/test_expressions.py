"""Expressions: what they print, what they refuse, what is found before any data is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from formkit.fieldtypes.choice import ChoiceType, MultiChoiceType, YesNoType
from formkit.fieldtypes.date import DateType
from formkit.fieldtypes.number import MoneyType, NumberType
from formkit.fieldtypes.person import Person, PersonType
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.fieldtypes.signature import SignatureType
from formkit.fieldtypes.text import MultilineType, TextType
from formkit.layout.blocks import Rendering
from formkit.layout.expressions import (
    FILTERS,
    Entry,
    ExpressionError,
    Missing,
    Phrase,
    check_expression,
    compile_markup,
    context,
    evaluate,
    is_true,
    loop_names,
    names_of,
    table_problems,
)
from formkit.model.form import Field, Form, Kind, Section, Table
from formkit.model.words import FieldWords, FormWords
from formkit.problems import Code

NBSP = "\u00a0"
MARIA = Person("Ковалёва Мария Ильинична", "female")
LEONID = Person("Гайдай Леонид Иович", "male")
SOMEBODY = Person("Ли Жан")

MEMBERS = (
    Field(name="number", type=TextType(), is_required=True),
    Field(name="made_on", type=DateType()),
    Field(name="price", type=MoneyType()),
    Field(name="visits", type=NumberType()),
    Field(name="client", type=PersonType()),
    Field(name="partner", type=ReferenceType(register="partners")),
    Field(name="client_id", type=ReferenceType(register="clients", shows_label=False)),
    Field(name="status", type=ChoiceType(choices=("provided", "refused"))),
    Field(name="kept", type=MultiChoiceType(choices=("plan", "file", "voucher"))),
    Field(name="agrees", type=YesNoType()),
    Field(name="note", type=MultilineType(), span=3, lines=2),
    Field(name="signed", type=SignatureType()),
    Table(
        name="steps",
        rows=4,
        columns=(
            Field(name="step", type=TextType()),
            Field(name="kind", type=ChoiceType(choices=("short", "long"))),
        ),
    ),
    Table(name="duties", rows=3, columns=(Field(name="duty", type=TextType()),), is_clauses=True),
)
CHOICES = {
    "status": {"provided": "оказана", "refused": "отказано"},
    "kept": {"plan": "план", "file": "дело", "voucher": "талон"},
    "agrees": {"yes": "согласен", "no": "не согласен"},
}
COLUMNS = {
    "step": FieldWords("Шаг"),
    "kind": FieldWords("Вид", choices={"short": "скоро", "long": "позже"}),
}
WORDS = FormWords(
    "ru",
    "План",
    {},
    {
        m.name: FieldWords(
            m.name,
            choices=CHOICES.get(m.name, {}),
            columns=COLUMNS if m.name == "steps" else {},
        )
        for m in MEMBERS
    },
    defaults={"duties": ["вести дело"], "number": "б/н"},
)
FORM = Form(
    name="plan",
    code="P",
    version=1,
    kind=Kind.FORM,
    prefill={"org": "office", "partner": "partner"},
    sections=(Section(name="all", by="office", members=MEMBERS),),
    words={"ru": WORDS},
)
VALUES = {
    "number": "17/2",
    "made_on": date(2026, 6, 5),
    "price": Decimal("2500"),
    "visits": Decimal(3),
    "client": MARIA,
    "partner": Reference("P-03", "Поликлиника № 3"),
    "client_id": Reference("К-42", "Ковалёва М. И."),
    "status": "refused",
    "kept": ("plan", "voucher"),
    "agrees": False,
    "note": "первая\nвторая",
    "signed": True,
    "steps": ({"step": "собрать справки", "kind": "short"}, {"step": "подать заявление"}),
}
RECORDS: Mapping[str, Mapping[str, Any]] = {
    "org": {
        "full_name": "Автономная некоммерческая организация «Рассвет»",
        "short_name": "",
        "gender": "feminine",
        "head": {"name": LEONID, "position": "директор"},
    },
    "partner": {"address": "ул. Садовая, 5", "head_name": SOMEBODY},
}
FILLED = context(FORM, VALUES, WORDS, RECORDS)
BLANK = context(FORM, {}, WORDS, {}, Rendering.BLANK)


def test_values_are_printed_in_the_way_of_the_language() -> None:
    for expression, expected in {
        "number": "17/2",
        "made_on": "05.06.2026",
        "price": f"2{NBSP}500,00",
        "visits": "3",
        "client": "Ковалёва Мария Ильинична",
        "partner": "Поликлиника № 3",
        "partner.key": "P-03",
        "partner.address": "ул. Садовая, 5",
        "client_id": "К-42",
        "status": "отказано",
        "kept": "план, талон",
        "agrees": "не согласен",
        "note": "первая\nвторая",
        "org.full_name": "Автономная некоммерческая организация «Рассвет»",
        "org.head.name": "Гайдай Леонид Иович",
        "made_on ~ ' № ' ~ number": "05.06.2026 № 17/2",
        "made_on.year": "2026",
        "steps[1].step": "подать заявление",
        "'есть' if agrees else 'нет'": "нет",
        "visits + 1": "4",
        "visits > 2": "да",
    }.items():
        assert evaluate(expression, FILLED, "ru") == expected, expression


def test_bare_values_follow_their_type_and_locale() -> None:
    names = {"day": date(2026, 6, 5), "at": time(9, 5), "yes": True, "sum": Decimal("1250.5")}
    for locale, texts in {
        "ru": ("05.06.2026", "09:05", "да", f"1{NBSP}250,5"),
        "uk": ("05.06.2026", "09:05", "так", f"1{NBSP}250,5"),
        "cs": (f"5.{NBSP}6.{NBSP}2026", "09:05", "ano", f"1{NBSP}250,5"),
        "en": ("05/06/2026", "09:05", "yes", "1,250.5"),
    }.items():
        assert tuple(evaluate(name, names, locale) for name in names) == texts


def test_filters_choose_the_forms_of_grammar() -> None:
    for expression, expected in {
        "client | case('gen')": "Ковалёвой Марии Ильиничны",
        "org.head.name | case('dat')": "Гайдаю Леониду Иовичу",
        "org.head.position | case('gen')": "директора",
        "org.full_name | case('ins')": "Автономной некоммерческой организацией «Рассвет»",
        "client | initials": f"М.{NBSP}И.{NBSP}Ковалёва",
        "client | case('dat') | initials('after')": f"Ковалёвой{NBSP}М.{NBSP}И.",
        "client | salutation": "Уважаемая Мария Ильинична",
        "org | ending('ый/ая/ое/ые')": "ая",
        "client | agree('ознакомлен/ознакомлена')": "ознакомлена",
        "made_on | date": f"5{NBSP}июня 2026{NBSP}г.",
        "made_on | date('numeric')": "05.06.2026",
        "price | money": f"2{NBSP}500 (две тысячи пятьсот) рублей 00{NBSP}копеек",
        "visits | words": "три",
        "visits | plural('визит/визита/визитов')": "визита",
        "steps | length": "2",
        "kept | join": "план и талон",
        "kept | join('; ')": "план; талон",
        "duties | join": "вести дело",
        "status | upper": "ОТКАЗАНО",
        "status | first_capital": "Отказано",
        "client | lower": "ковалёва мария ильинична",
        "status | box('refused')": "☒",
        "status | box('provided')": "☐",
        "kept | box('plan')": "☒",
        "agrees | box('no')": "☒",
        "agrees | box('yes')": "☐",
        "status | boxes": f"☐{NBSP}оказана   ☒{NBSP}отказано",
        "number | default('нет')": "17/2",
        "partner | entry": "P-03 — Поликлиника № 3",
        "number | line(5)": "17/2",
    }.items():
        text = evaluate(expression, FILLED, "ru")
        assert isinstance(text, str), expression
        assert text.replace(" ", NBSP) == expected.replace(" ", NBSP), expression


def test_every_filter_of_a_missing_value_gives_a_ruled_line_or_both_endings() -> None:
    arguments = {
        "case": "('gen')",
        "plural": "('визит/визита/визитов')",
        "ending": "('ый/ая/ое/ые')",
        "agree": "('ознакомлен/ознакомлена')",
        "default": "('нет')",
        "line": "(5)",
    }
    printed = {
        "ending": "ый(ая)",
        "agree": "ознакомлен(а)",
        "plural": "визитов",
        "default": "нет",
        "entry": "",
        "box": "☐",
        "boxes": f"☐{NBSP}оказана   ☐{NBSP}отказано",
        "chosen": f"☐{NBSP}оказана   ☐{NBSP}отказано",
        "length": "0",
    }
    for name in FILTERS:
        text = evaluate(f"status | {name}{arguments.get(name, '')}", BLANK, "ru")
        if name in printed:
            assert text == printed[name], name
        else:
            assert isinstance(text, Missing), name


def test_a_missing_value_is_a_line_of_the_width_of_its_field() -> None:
    widths = {name: value.width for name, value in BLANK.items() if isinstance(value, Missing)}
    assert widths["made_on"] < widths["client"]
    assert widths["note"] == 2 * 27
    assert isinstance(evaluate("signed", FILLED, "ru"), Missing), "a signature is never text"
    assert isinstance(evaluate("org.short_name", FILLED, "ru"), Missing), "an empty part is missing"
    assert isinstance(evaluate("org.head.name | initials", BLANK, "ru"), Missing)
    line = evaluate("number | line(7)", {"number": Missing("number")}, "ru")
    assert isinstance(line, Missing)
    assert line.width == 7
    assert evaluate("'№ ' ~ made_on", BLANK, "ru") == "№ " + "_" * widths["made_on"]


def test_conditions_see_names_of_choices_and_take_missing_for_false() -> None:
    for condition, expected in {
        "status == 'refused'": True,
        "status in ['provided', 'refused']": True,
        "status != 'refused'": False,
        "agrees": False,
        "not agrees": True,
        "visits >= 3 and made_on": True,
        "partner == 'P-03'": True,
        "steps": True,
        "kept is given": True,
        "signed is missing": True,
    }.items():
        assert is_true(condition, FILLED) is expected, condition
    for condition in ("status == 'refused'", "visits > 1", "visits <= 1", "made_on", "partner"):
        assert not is_true(condition, BLANK), condition
    assert is_true("status != 'refused' and partner is missing", BLANK)


def test_standing_content_stands_in_and_blanks_have_all_rows() -> None:
    assert evaluate("number", BLANK, "ru") == "б/н"
    assert evaluate("duties[0].duty", FILLED, "ru") == "вести дело"
    assert [len(names["steps"]) for names in (FILLED, BLANK)] == [2, 4]
    by_hand = Form(
        name="plan",
        code="P",
        version=1,
        kind=Kind.FORM,
        sections=(Section(name="all", by="client", members=MEMBERS, is_by_hand=True),),
        words={"ru": WORDS},
    )
    assert len(context(by_hand, VALUES, WORDS)["steps"]) == 4, "room for a pen"


def refused(expression: str, names: Mapping[str, Any] = FILLED) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        evaluate(expression, names, "ru")
    return caught.value


def test_what_cannot_be_printed_says_which_and_why() -> None:
    for expression, code, facts in (
        ("famliya", Code.TEMPLATE_UNKNOWN_NAME, {"name": "famliya"}),
        ("statsu", Code.TEMPLATE_UNKNOWN_NAME, {"suggestion": " → status?"}),
        ("сlient", Code.TEMPLATE_UNKNOWN_NAME, {"suggestion": " → client?"}),
        ("org.hed.name", Code.TEMPLATE_UNKNOWN_PART, {"suggestion": " → head?"}),
        ("client.famliya", Code.TEMPLATE_UNKNOWN_PART, {"part": "famliya"}),
        ("steps[0].nmae", Code.TEMPLATE_UNKNOWN_PART, {"name": "steps.1"}),
        ("number | case('rod')", Code.TEMPLATE_WRONG_VALUE, {"text": "rod"}),
        ("number | money", Code.TEMPLATE_WRONG_VALUE, {"expected": "a number"}),
        ("number | date", Code.TEMPLATE_WRONG_VALUE, {"expected": "a date"}),
        ("org", Code.TEMPLATE_WRONG_VALUE, {"text": "org"}),
        ("partner.head_name | case('gen')", Code.TEMPLATE_NO_GENDER, {"text": "Ли Жан"}),
        ("partner.head_name | salutation", Code.TEMPLATE_NO_GENDER, {"filter": "salutation"}),
        ("visits > made_on", Code.PROSE_BAD_EXPRESSION, {"expression": "visits > made_on"}),
        ("client | agree('а/б/в/г/д')", Code.PROSE_BAD_EXPRESSION, {}),
        ("number |", Code.PROSE_BAD_EXPRESSION, {}),
    ):
        (found,) = refused(expression).problems
        assert found.code is code, expression
        assert facts.items() <= found.values.items(), expression
        if code is not Code.PROSE_BAD_EXPRESSION:
            assert found.values["place"] == expression


def test_indeclinable_and_confirmed_forms_need_no_gender() -> None:
    names = {
        "a": Person("Ли Жан", is_indeclinable=True),
        "b": Person("Ли Жан", forms={"gen": "Ли Жаня"}),
        "c": Phrase("Бюро «Рассвет»", forms={"gen": "Бюро своего"}),
    }
    assert evaluate("a | case('gen')", names, "ru") == "Ли Жан"
    assert evaluate("b | case('gen')", names, "ru") == "Ли Жаня"
    assert evaluate("c | case('gen')", names, "ru") == "Бюро своего"


def test_confirmed_forms_of_a_record_win() -> None:
    record = {"full_name": "Бюро", "full_name_forms": {"dat": "Бюро-дат"}, "gender": "neuter"}
    names = {"org": Entry("org", record)}
    assert evaluate("org.full_name | case('dat')", names, "ru") == "Бюро-дат"
    assert evaluate("org | ending('ый/ая/ое/ые')", names, "ru") == "ое"


def test_nothing_of_python_can_be_reached() -> None:
    for expression in (
        "number.__class__",
        "number.upper()",
        "''.join(kept)",
        "number | attr('__class__')",
        "range(10)",
        "'a' * 1000000000",
        "2 ** 99",
        "number % number",
        "_print",
        "{'a': 1}",
        "self._TemplateReference__context",
        "steps.append",
        "org.items",
        "client.forms",
        "lipsum",
        "[x for x in steps]",
    ):
        refused(expression)
    for template in (
        "{% include 'x' %}",
        "{% macro a() %}{% endmacro %}",
        "{% import 'os' as os %}",
        "{% call number() %}{% endcall %}",
        "{% block a %}{% endblock %}",
        "{% filter upper %}{% endfilter %}",
        "{% for x in steps %}{{ loop.cycle('a') }}{% endfor %}",
    ):
        with pytest.raises(ExpressionError):
            compile_markup(template, "ru").render(FILLED)


@given(st.text(max_size=40))
@example("(" * 5000)
@settings(deadline=None, max_examples=150)
def test_any_text_is_an_expression_or_an_error_of_ours(text: str) -> None:
    try:
        found = evaluate(text, FILLED, "ru")
    except ExpressionError as error:
        found = error.problems[0].code.token
    assert isinstance(found, str | Missing)


PRINTABLE = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], whitelist_characters="\n\t"), max_size=60
)


@given(PRINTABLE)
@settings(deadline=None, max_examples=200)
def test_markup_gives_the_same_text_back_whatever_it_is(text: str) -> None:
    script = compile_markup('<r xmlns:w="w"><w:t>{{ x }}</w:t></r>', "ru")
    root = etree.fromstring(script.render({"x": text}))
    signs = {"{w}br": "\n", "{w}tab": "\t"}
    read = "".join(signs.get(piece.tag) or piece.text or "" for piece in root)
    assert read.replace("\u200b", "") == text.replace("\ufffe", "\ufffd").replace(
        "\uffff", "\ufffd"
    ).replace("\u200b", "")


def test_what_xml_forbids_is_shown_as_replaced() -> None:
    assert compile_markup("{{ x }}", "ru").render({"x": "a\x0bb\x00"}) == "a\ufffdb\ufffd"


def test_a_template_names_all_unknown_names_with_their_lines() -> None:
    script = compile_markup("один\n{{ famliya }}\nтри {{ statsu }} {{ number }}", "ru")
    with pytest.raises(ExpressionError) as caught:
        script.render(FILLED)
    assert [(p.values["name"], p.where.line) for p in caught.value.problems] == [
        ("famliya", 2),
        ("statsu", 3),
    ]


def test_a_failing_value_is_found_on_its_line() -> None:
    script = compile_markup("\n\n{% for row in steps %}\n{{ row.nmae }}{% endfor %}", "ru")
    with pytest.raises(ExpressionError) as caught:
        script.render(FILLED)
    assert caught.value.problems[0].where.line == 4


def test_only_tables_are_repeated() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_markup("{% for letter in number %}{{ letter }}{% endfor %}", "ru").render(FILLED)
    assert caught.value.problems[0].code is Code.TEMPLATE_NOT_A_TABLE


SCHEMA = names_of(
    FORM, {"org": ["full_name", "gender", "head.name", "head.position"], "partner": ["address"]}
)


def test_definitions_are_checked_before_there_is_data() -> None:
    for expression, codes in {
        "org.head.name | case('gen')": [],
        "org.head.name.gender": [],
        "partner.address ~ partner.key": [],
        "client | initials('before')": [],
        "status == 'refused' or status in ['provided']": [],
        "kept | box('plan')": [],
        "steps[0].kind.label": [],
        "made_on.year if made_on else '—'": [],
        "famliya ~ org.hed ~ number | uper": [
            Code.TEMPLATE_UNKNOWN_NAME,
            Code.TEMPLATE_UNKNOWN_PART,
            Code.TEMPLATE_UNKNOWN_FILTER,
        ],
        "client.famliya": [Code.TEMPLATE_UNKNOWN_PART],
        "org.head.name.nmae": [Code.TEMPLATE_UNKNOWN_PART],
        "partner.phone": [Code.TEMPLATE_UNKNOWN_PART],
        "steps[0].nmae": [Code.TEMPLATE_UNKNOWN_PART],
        "number is givven": [Code.TEMPLATE_UNKNOWN_FILTER],
        "status == 'refuzed'": [Code.VALUE_NOT_A_CHOICE],
        "status in ['provided', 'refuzed']": [Code.VALUE_NOT_A_CHOICE],
        "status | box('refuzed')": [Code.VALUE_NOT_A_CHOICE],
        "client | case('rod')": [Code.TEMPLATE_WRONG_VALUE],
        "client | case": [Code.PROSE_BAD_EXPRESSION],
        "client | upper('a', 'b')": [Code.PROSE_BAD_EXPRESSION],
        "client.upper()": [Code.PROSE_BAD_EXPRESSION],
        "client |": [Code.PROSE_BAD_EXPRESSION],
        "": [Code.PROSE_BAD_EXPRESSION],
    }.items():
        found = check_expression(expression, SCHEMA)
        assert [p.code for p in found] == codes, expression


def test_rows_of_loops_are_checked_as_well() -> None:
    inside = loop_names(SCHEMA, "row", "steps")
    assert check_expression("row.step ~ loop.index", inside) == []
    (found,) = check_expression("row.stpe", inside)
    assert found.values["suggestion"] == " → step?"
    (found,) = check_expression("loop.indx", inside)
    assert found.values["suggestion"] == " → index?"
    assert table_problems("steps", SCHEMA) == []
    assert table_problems("kept", SCHEMA) == []
    assert [p.code for p in table_problems("number", SCHEMA)] == [Code.TEMPLATE_NOT_A_TABLE]
    assert [p.code for p in table_problems("stesp", SCHEMA)] == [Code.TEMPLATE_UNKNOWN_NAME]


def test_what_passes_the_check_renders_on_a_blank() -> None:
    for expression in ("org.head.name | case('gen')", "partner.address", "steps[0].step"):
        assert not check_expression(expression, SCHEMA)
        assert isinstance(evaluate(expression, BLANK, "ru"), Missing)
