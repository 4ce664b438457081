from __future__ import annotations

from dataclasses import replace

import pytest

from formkit.fieldtypes import PersonType, TextType
from formkit.layout.build import build
from formkit.layout.proof import check_document
from formkit.model.form import Field, Form, Kind, Section, Table
from formkit.model.words import FieldWords, FormWords
from formkit.problems import Code

MEMBERS = (
    Field(name="post", type=TextType()),
    Field(name="head", type=PersonType()),
    Table(name="duties", columns=(Field(name="duty", type=TextType()),), rows=2),
)
COLUMNS = {"duty": FieldWords("Duty")}
WHOLE = "[[section: only]]\n"


def statute(body: str) -> Form:
    words = {member.name: FieldWords(member.name, columns=COLUMNS) for member in MEMBERS}
    return Form(
        name="statute",
        code="ST",
        version=1,
        kind=Kind.TEXT,
        sections=(Section(name="only", by="office", members=MEMBERS),),
        words={"en": FormWords("en", "Statute", {"only": ""}, words, body=body)},
        prefill={"org": "office"},
    )


def found(body: str) -> list[tuple[Code, str]]:
    records = {"org": ["full_name", "head.name", "head.position"]}
    problems = check_document(build(statute(body), "en"), records)
    return [(p.code, p.values.get("place") or p.values.get("name") or "") for p in problems]


@pytest.mark.parametrize(
    "body",
    [
        "{{ post | upper }} {{ head | initials }} {{ org.head.name | case('gen') }}",
        "{% if post %}\n{{ org.full_name }}\n{% endif %}",
        "{% for row in duties %}\n- {{ row.duty }} {{ loop.index }}\n{% endfor %}",
        "[[sign: | {{ org.head.position }} | {{ head.name | initials }} ]]",
        "{{ duties | length }}",
    ],
)
def test_a_sound_document_has_no_problem(body: str) -> None:
    assert found(WHOLE + body) == []


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        ("{{ pots | upper }}", Code.TEMPLATE_UNKNOWN_NAME, "pots | upper"),
        ("# {{ pots }}", Code.TEMPLATE_UNKNOWN_NAME, "pots"),
        ("1. {{ pots }}", Code.TEMPLATE_UNKNOWN_NAME, "pots"),
        ("- {{ pots }}", Code.TEMPLATE_UNKNOWN_NAME, "pots"),
        ("[[sign: | {{ pots }} | ]]", Code.TEMPLATE_UNKNOWN_NAME, "pots"),
        ("[[sign: | | {{ pots }} ]]", Code.TEMPLATE_UNKNOWN_NAME, "pots"),
        ("[[requisites: {{ pots }}]]", Code.TEMPLATE_UNKNOWN_NAME, "pots"),
        ("{% if pots %}\nA\n{% endif %}", Code.TEMPLATE_UNKNOWN_NAME, "pots"),
        ("{% if post %}\n{{ pots }}\n{% endif %}", Code.TEMPLATE_UNKNOWN_NAME, "pots"),
        (
            "{% if post %}\nA\n{% else %}\n{{ pots }}\n{% endif %}",
            Code.TEMPLATE_UNKNOWN_NAME,
            "pots",
        ),
        ("{% for row in post %}\nA\n{% endfor %}", Code.TEMPLATE_NOT_A_TABLE, "post"),
        ("{% for row in pots %}\nA\n{% endfor %}", Code.TEMPLATE_UNKNOWN_NAME, "pots"),
        (
            "{% for row in duties %}\n{{ row.dty }}\n{% endfor %}",
            Code.TEMPLATE_UNKNOWN_PART,
            "row.dty",
        ),
        ("{{ org.fullname }}", Code.TEMPLATE_UNKNOWN_PART, "org.fullname"),
        ("{{ post | uper }}", Code.TEMPLATE_UNKNOWN_FILTER, "post | uper"),
        ("{{ head | case('genitive') }}", Code.TEMPLATE_WRONG_VALUE, "head | case('genitive')"),
    ],
)
def test_a_slip_is_found_wherever_it_stands(body: str, code: Code, place: str) -> None:
    assert found(WHOLE + body) == [(code, place)]


@pytest.mark.parametrize("body", ["{{ post + }}", "{{ post.upper() }}", "{{ 1 * 2 }}"])
def test_what_is_no_expression_is_a_problem(body: str) -> None:
    assert [code for code, _ in found(WHOLE + body)] == [Code.PROSE_BAD_EXPRESSION]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("Nothing is placed.", ["post", "head", "duties"]),
        ("{{ post }}, {{ head }}\n\n[[section: only]]", ["post", "head"]),
        ("{{ post }}, {{ head }}", ["duties"]),
    ],
)
def test_every_field_has_one_place(body: str, names: list[str]) -> None:
    assert found(body) == [(Code.PROSE_WIDGET_COUNT, name) for name in names]


def test_a_record_whose_parts_are_not_known_may_have_any() -> None:
    form = statute(WHOLE + "{{ org.anything }} {{ client.name }}")
    form = replace(form, prefill={"org": "office", "client": "client_id"})
    assert check_document(build(form, "en")) == []


def test_a_field_that_an_empty_document_has_no_place_for_is_named() -> None:
    hidden = "{% if head is given %}\n[[section: only]]\n{% endif %}"
    names = ("post", "head", "duties__1__duty", "duties__2__duty")
    assert found(hidden) == [(Code.PROSE_FIELD_HIDDEN, name) for name in names]
    assert found(hidden.replace("head is given", "head is missing")) == []
