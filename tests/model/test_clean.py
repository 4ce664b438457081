from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import records_of

from formkit.fieldtypes.person import Person
from formkit.model.clean import (
    check_rows,
    check_values,
    clean,
    from_plain,
    is_due,
    parse_texts,
    slot_texts,
    to_plain,
)
from formkit.model.form import Field
from formkit.model.record import FormMark, Reading, Seen
from formkit.problems import Code, Problem, problem

if TYPE_CHECKING:
    from formkit.model.form import Form

MARK = FormMark("small", 1, "ru", "7QK2M9XT4V")


def reading(texts: dict[str, str], **confidence: float) -> Reading:
    seen = {name: Seen(text, confidence=confidence.get(name, 1.0)) for name, text in texts.items()}
    return Reading(MARK, seen)


def codes(problems: list[Problem] | tuple[Problem, ...]) -> list[tuple[Code, str | None]]:
    return [(p.code, p.where.path) for p in problems]


def test_a_reading_becomes_a_record(form: Form) -> None:
    record = clean(
        reading(
            {
                "number": " 2026-00017 ",
                "quantity": "1 234,5",
                "client": "Щербаков-Їжак",
                "result": "provided",
                "needs__home": "home",
                "needs__food": "yes",
                "consent": "yes",
                "agrees": "no",
                "items__1__name": "Уход",
                "items__1__state": "refused",
                "served_on": "05.06.2026",
                "signature": "signed",
            }
        ),
        form,
        "ru",
    )
    assert record.values == {
        "number": "2026-00017",
        "quantity": Decimal("1234.5"),
        "client": Person("Щербаков-Їжак"),
        "result": "provided",
        "needs": ("home", "food"),
        "consent": True,
        "agrees": False,
        "items": ({"name": "Уход", "state": "refused"},),
        "served_on": date(2026, 6, 5),
        "signature": True,
    }
    assert (record.form, record.version, record.locale) == ("small", 1, "ru")
    assert record.document == "7QK2M9XT4V"
    assert record.is_sure


def test_what_cannot_be_parsed_has_no_value_a_problem_and_is_doubtful(form: Form) -> None:
    record = clean(
        reading({"number": "17", "quantity": "пять", "items__2__amount": "много"}), form, "ru"
    )
    assert record.values == {"number": "17"}
    assert codes(record.problems) == [
        (Code.VALUE_NOT_A_NUMBER, "quantity"),
        (Code.VALUE_NOT_A_NUMBER, "items.2.amount"),
    ]
    assert record.doubtful == {"quantity", "items.2.amount"}
    assert not record.is_sure


def test_what_a_reader_was_not_sure_of_is_doubtful_though_it_parses(form: Form) -> None:
    record = clean(
        reading({"number": "17", "needs__home": "home"}, number=0.5, needs__home=0.5), form, "ru"
    )
    assert record.values == {"number": "17", "needs": ("home",)}
    assert codes(record.problems) == [
        (Code.VALUE_DOUBTFUL, "number"),
        (Code.VALUE_DOUBTFUL, "needs"),
    ]
    assert record.doubtful == {"number", "needs"}
    assert not record.is_sure


def test_what_the_reader_found_stays_with_the_record(form: Form) -> None:
    found = problem(Code.DOCUMENT_DAMAGED, reason="cut off")
    record = clean(Reading(None, {}, (found,)), form, "ru")
    assert record.problems == (found,)
    assert record.document is None
    assert not record.is_sure


@pytest.mark.parametrize(
    ("slot", "text", "name", "value"),
    [
        ("result", "оказана", "result", "provided"),
        ("result", " Оказана ", "result", "provided"),
        ("result", "ОТКАЗАНО", "result", "refused"),
        ("agrees", "да, согласен", "agrees", True),
        ("items__1__state", "отказано", "items", ({"state": "refused"},)),
    ],
)
def test_a_choice_given_by_its_label_is_the_choice(
    form: Form, slot: str, text: str, name: str, value: object
) -> None:
    values, problems = parse_texts(form, {slot: text}, form.words["ru"])
    assert (values, problems) == ({name: value}, [])


@pytest.mark.parametrize(
    ("data", "values"),
    [
        ({"result": "оказана"}, {"result": "provided"}),
        ({"needs": ["питание", "home"]}, {"needs": ("home", "food")}),
        ({"needs": "уход на дому"}, {"needs": ("home",)}),
        ({"items": [{"state": "отказано"}]}, {"items": ({"state": "refused"},)}),
    ],
)
def test_a_data_file_may_give_labels_too(
    form: Form, data: dict[str, Any], values: dict[str, Any]
) -> None:
    assert from_plain(form, data, "ru") == (values, [])


def test_an_empty_row_between_others_keeps_their_places(form: Form) -> None:
    texts = {"items__1__name": "first", "items__3__name": "third"}
    values, _ = parse_texts(form, texts, form.words["ru"])
    assert values["items"] == ({"name": "first"}, {}, {"name": "third"})
    assert slot_texts(form, values, "ru") == texts
    plain = to_plain(form, values)
    assert plain == {"items": [{"name": "first"}, {}, {"name": "third"}]}
    assert from_plain(form, plain, "ru") == (values, [])


def test_empty_rows_at_the_end_are_no_rows(form: Form) -> None:
    assert from_plain(form, {"items": [{"name": "a"}, {}, {"name": " "}]}, "ru") == (
        {"items": ({"name": "a"},)},
        [],
    )
    assert from_plain(form, {"items": [{}, {}]}, "ru") == ({}, [])


def test_all_problems_of_a_data_file_come_at_once_each_with_its_path(form: Form) -> None:
    data: dict[str, Any] = {
        "nubmer": "17",
        "quantity": "пять",
        "result": "maybe",
        "client": {"text": "Иван", "genger": "male"},
        "items": [{"name": "ok"}, {"amuont": 5, "amount": "много"}, "text"],
    }
    values, problems = from_plain(form, data, "ru")
    assert values == {"items": ({"name": "ok"},)}
    assert codes(problems) == [
        (Code.VALUE_UNKNOWN_FIELD, "nubmer"),
        (Code.VALUE_NOT_A_NUMBER, "quantity"),
        (Code.VALUE_NOT_A_CHOICE, "result"),
        (Code.VALUE_UNKNOWN_FIELD, "client.genger"),
        (Code.VALUE_UNKNOWN_FIELD, "items.2.amuont"),
        (Code.VALUE_NOT_A_NUMBER, "items.2.amount"),
        (Code.VALUE_WRONG_SHAPE, "items.3"),
    ]
    assert problems[0].values["suggestion"] == " → number?"
    assert problems[4].values["suggestion"] == " → amount?"


@pytest.mark.parametrize("plain", ["text", {"name": "a"}, 5, True])
def test_a_table_is_a_list_of_rows(form: Form, plain: Any) -> None:
    values, problems = from_plain(form, {"items": plain}, "ru")
    assert values == {}
    assert codes(problems) == [(Code.VALUE_WRONG_SHAPE, "items")]


def required(form: Form, values: dict[str, Any]) -> list[str]:
    found = check_values(form.sections, values, form.words["ru"])
    assert {p.code for p in found} <= {Code.VALUE_REQUIRED}
    return [p.where.path or "" for p in found]


def test_everything_required_that_is_missing_is_named_by_its_label(form: Form) -> None:
    found = check_values(form.sections[:1], {}, form.words["ru"])
    assert [(p.where.path, p.values["label"]) for p in found] == [
        ("number", "Номер"),
        ("quantity", "Количество"),
    ]


COMPLETE: dict[str, Any] = {
    "number": "17",
    "quantity": Decimal(5),
    "consent": True,
    "agrees": True,
}


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({}, []),
        ({"quantity": Decimal(0), "agrees": False}, []),
        ({"agrees": None}, ["agrees"]),
        ({"result": "refused"}, ["reason"]),
        ({"result": "refused", "reason": "карантин"}, []),
        ({"result": "provided"}, ["needs"]),
        ({"items": ({"name": "a"}, {}, {"amount": Decimal(1)})}, ["items.3.name"]),
        ({"items": ({"name": "a", "state": "provided"},)}, ["items.1.amount"]),
        ({"items": ({"name": "a", "state": "provided", "amount": Decimal(0)},)}, []),
    ],
)
def test_what_is_due_depends_on_the_other_values(
    form: Form, values: dict[str, Any], missing: list[str]
) -> None:
    assert required(form, {**COMPLETE, **values}) == missing


def test_a_field_that_is_not_shown_is_not_due(form: Form) -> None:
    needs = form.find("needs")
    assert isinstance(needs, Field)
    assert not is_due(needs, {"result": "refused"})
    assert is_due(needs, {"result": "provided"})


def test_more_rows_than_the_paper_has_are_counted(form: Form) -> None:
    four = {"items": ({"name": "a"},) * 4}
    (found,) = check_rows(form, four)
    assert codes([found]) == [(Code.VALUE_TOO_MANY_ROWS, "items")]
    assert dict(found.values) == {"rows": "4", "limit": "3"}
    assert check_rows(form, {"items": four["items"][:3]}) == []


@given(data=st.data())
def test_texts_of_slots_and_values_are_inverse(form: Form, data: st.DataObject) -> None:
    values = data.draw(records_of(form))
    texts = slot_texts(form, values, "ru")
    assert set(texts) <= {slot.name for slot in form.slots()}
    assert parse_texts(form, texts, form.words["ru"]) == (values, [])


@given(data=st.data())
def test_plain_values_and_values_are_inverse(form: Form, data: st.DataObject) -> None:
    values = data.draw(records_of(form))
    assert from_plain(form, to_plain(form, values), "ru") == (values, [])


@given(data=st.data())
def test_any_texts_in_the_slots_are_cleaned_without_a_crash(
    form: Form, data: st.DataObject
) -> None:
    slots = [slot.name for slot in form.slots()]
    texts = data.draw(st.dictionaries(st.sampled_from(slots), st.text(max_size=30)))
    record = clean(reading(texts), form, "ru")
    assert {p.where.path for p in record.problems} <= {slot.path for slot in form.slots()}
    check_values(form.sections, record.values, form.words["ru"])
