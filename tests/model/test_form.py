from __future__ import annotations

from dataclasses import replace

import pytest

from formkit.fieldtypes import ChoiceType, DateType, TextType
from formkit.model.form import Field, Form, Paper, Section, Slot, Table, fingerprint
from formkit.model.words import FormWords

BOXES: dict[str, tuple[int, tuple[float, ...]]] = {
    "number": (1, (50.2, 700.4, 150.0, 715.0)),
    "quantity": (1, (160.0, 700.0, 250.0, 715.0)),
}


def test_every_widget_has_a_slot_in_document_order(form: Form) -> None:
    assert [slot.name for slot in form.slots()] == [
        "number",
        "quantity",
        "client",
        "result",
        "reason",
        "needs__home",
        "needs__food",
        "consent",
        "agrees",
        *(f"items__{row}__{c}" for row in (1, 2, 3) for c in ("name", "amount", "state", "mark")),
        "served_on",
        "signature",
    ]


@pytest.mark.parametrize(
    ("name", "path", "states"),
    [
        ("number", "number", ()),
        ("result", "result", ("provided", "refused")),
        ("needs__food", "needs", ("food",)),
        ("consent", "consent", ("yes",)),
        ("agrees", "agrees", ("yes", "no")),
        ("items__2__amount", "items.2.amount", ()),
        ("items__3__state", "items.3.state", ("provided", "refused")),
    ],
)
def test_a_slot_knows_its_place_in_the_record_and_its_states(
    form: Form, name: str, path: str, states: tuple[str, ...]
) -> None:
    slot = next(slot for slot in form.slots() if slot.name == name)
    assert (slot.path, slot.states) == (path, states)


def test_names_are_found_and_their_sections_too(form: Form) -> None:
    items = form.find("items")
    assert isinstance(items, Table)
    assert items.column("amount").name == "amount"
    assert form.find("amount") is None
    assert form.section_of("items").name == "mark"
    assert [member.name for member in form.tables()] == ["items"]
    assert "items" not in [member.name for member in form.fields()]
    assert form.is_by_hand


def with_members(form: Form, *members: Field | Table) -> Form:
    return replace(form, sections=(Section(name="only", by="office", members=members),))


def test_a_corrected_typo_does_not_change_the_fingerprint(form: Form) -> None:
    corrected = replace(form, words={"ru": FormWords("ru", "Другой заголовок", {}, {})})
    assert fingerprint(corrected, BOXES) == fingerprint(form, BOXES)


def test_a_box_that_moves_less_than_half_a_point_is_the_same_box(form: Form) -> None:
    moved = {**BOXES, "number": (1, (50.0, 700.0, 150.0, 715.0))}
    assert fingerprint(form, moved) == fingerprint(form, BOXES)


@pytest.mark.parametrize(
    "boxes",
    [
        {**BOXES, "number": (1, (51.2, 700.4, 150.0, 715.0))},
        {**BOXES, "number": (2, BOXES["number"][1])},
        {"number": BOXES["number"]},
    ],
)
def test_a_box_that_moves_changes_the_fingerprint(
    form: Form, boxes: dict[str, tuple[int, tuple[float, ...]]]
) -> None:
    assert fingerprint(form, boxes) != fingerprint(form, BOXES)


def test_names_types_choices_and_version_change_the_fingerprint(form: Form) -> None:
    text = Field(name="a", type=TextType())
    choice = Field(name="a", type=ChoiceType(choices=("x", "y")))
    others = [
        form,
        replace(form, version=2),
        replace(form, name="other"),
        with_members(form, text),
        with_members(form, replace(text, name="b")),
        with_members(form, replace(text, type=DateType())),
        with_members(form, choice),
        with_members(form, replace(choice, type=ChoiceType(choices=("x", "z")))),
    ]
    prints = [fingerprint(each, BOXES) for each in others]
    assert len(set(prints)) == len(prints)
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in prints)


@pytest.mark.parametrize(
    ("paper", "size"),
    [
        (Paper(), (210, 297)),
        (Paper("A5"), (148, 210)),
        (Paper("A4", is_landscape=True), (297, 210)),
        (Paper("A3"), (297, 420)),
    ],
)
def test_paper_is_measured_in_millimetres(paper: Paper, size: tuple[float, float]) -> None:
    assert paper.size_mm == size


def test_two_slots_of_one_field_differ_by_their_option(form: Form) -> None:
    needs = form.find("needs")
    assert isinstance(needs, Field)
    assert Slot("needs__home", needs, option="home") != Slot("needs__food", needs, option="food")


def test_the_office_fills_in_what_stands_before_the_first_part_of_others(form: Form) -> None:
    late = replace(form.sections[0], name="back")
    returned = replace(form, sections=(*form.sections, late))
    assert [section.name for section in returned.issued_sections] == ["issued"]
    own = replace(form, sections=(form.sections[0], late))
    assert [section.name for section in own.issued_sections] == ["issued", "back"]
