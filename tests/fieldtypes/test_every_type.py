"""What holds for every field type, in every locale, for every value it allows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import CHARACTERS, LOCALES, values_of

from formkit.fieldtypes import (
    FIELD_TYPES,
    AddressType,
    ChoiceType,
    DateType,
    EmailType,
    IdentifierType,
    MoneyType,
    MultiChoiceType,
    MultilineType,
    NumberType,
    PersonType,
    PhoneType,
    ReferenceType,
    SignatureType,
    TextType,
    TimeType,
    YesNoType,
)
from formkit.fieldtypes.base import Widget
from formkit.problems import Code, has_errors

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType

CHOICES = ("provided", "provided_partly", "refused")
KINDS: tuple[FieldType, ...] = (
    TextType(),
    TextType(length=12),
    MultilineType(),
    AddressType(),
    PhoneType(),
    EmailType(),
    DateType(),
    DateType(is_by_hand=True),
    TimeType(),
    NumberType(),
    NumberType(decimals=3),
    NumberType(decimals=2, digits=8, is_by_hand=True),
    MoneyType(),
    MoneyType(digits=9, is_by_hand=True),
    YesNoType(),
    YesNoType(appearance="check"),
    ChoiceType(choices=CHOICES),
    ChoiceType(choices=CHOICES, appearance="minimal"),
    MultiChoiceType(choices=CHOICES),
    IdentifierType(),
    IdentifierType(has_check_digit=True),
    PersonType(),
    ReferenceType(register="clients"),
    ReferenceType(register="clients", shows_label=False),
    SignatureType(),
)
kinds = st.sampled_from(KINDS)
locales = st.sampled_from(LOCALES)


def test_all_registered_types_are_tried_here() -> None:
    assert {type(kind) for kind in KINDS} == set(FIELD_TYPES.values())
    assert all(kind.name == name for name, kind in FIELD_TYPES.items())


@given(kinds, locales, st.data())
def test_what_is_formatted_parses_to_the_same_value(
    kind: FieldType, locale: str, data: st.DataObject
) -> None:
    value = data.draw(values_of(kind))
    parsed, problems = kind.parse(kind.format(value, locale), locale)
    assert parsed == value
    assert not has_errors(problems)


@given(kinds, locales, st.data())
def test_a_value_goes_through_json_and_back(
    kind: FieldType, locale: str, data: st.DataObject
) -> None:
    value = data.draw(values_of(kind))
    plain = json.loads(json.dumps(kind.to_plain(value)))
    parsed, problems = kind.from_plain(plain, locale)
    assert parsed == value
    assert not has_errors(problems)


@given(kinds, locales, st.text(st.characters(), max_size=60))
def test_any_text_is_a_value_or_a_problem_and_never_a_crash(
    kind: FieldType, locale: str, text: str
) -> None:
    value, problems = kind.parse(text, locale)
    if value is not None:
        assert kind.parse(kind.format(value, locale), locale)[0] == value
    elif not isinstance(kind, SignatureType | YesNoType | MultiChoiceType):
        assert problems or not text.replace("\x00", "").strip()


PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(CHARACTERS, max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "key", "label", "gender", "forms"]), inner)
    ),
    max_leaves=5,
)


@given(kinds, locales, PLAIN)
def test_any_json_is_a_value_or_a_problem_and_never_a_crash(
    kind: FieldType, locale: str, plain: object
) -> None:
    value, problems = kind.from_plain(plain, locale)  # type: ignore[arg-type]
    if value is not None and not problems:
        assert kind.from_plain(kind.to_plain(value), locale)[0] == value


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_an_empty_text_is_no_value_and_no_problem(kind: FieldType) -> None:
    for locale in LOCALES:
        for nothing in ("", " \n\t ", "\u00a0", "\x00"):
            assert kind.parse(nothing, locale) == (None, ())
        assert kind.from_plain(None, locale) == (None, ())


@pytest.mark.parametrize("kind", KINDS, ids=repr)
def test_a_list_where_one_value_is_asked_is_a_wrong_shape(kind: FieldType) -> None:
    if isinstance(kind, MultiChoiceType):
        return
    value, problems = kind.from_plain(["provided"], "en")
    assert value is None
    assert [p.code for p in problems] == [Code.VALUE_WRONG_SHAPE]
    assert problems[0].values["found"] == "list"


@pytest.mark.parametrize(
    ("kind", "widget", "max_length"),
    [
        (TextType(), Widget.TEXT, None),
        (TextType(length=60), Widget.TEXT, 60),
        (MultilineType(), Widget.MULTILINE, None),
        (AddressType(is_by_hand=True), Widget.MULTILINE, None),
        (DateType(), Widget.TEXT, None),
        (DateType(is_by_hand=True), Widget.COMB, 10),
        (TimeType(is_by_hand=True), Widget.TEXT, None),
        (NumberType(digits=4), Widget.TEXT, None),
        (NumberType(is_by_hand=True), Widget.TEXT, None),
        (NumberType(digits=4, is_by_hand=True), Widget.COMB, 4),
        (IdentifierType(digits=10, is_by_hand=True), Widget.COMB, 10),
        (IdentifierType(digits=10), Widget.TEXT, None),
        (YesNoType(), Widget.RADIO, None),
        (YesNoType(appearance="check"), Widget.CHECKBOX, None),
        (ChoiceType(choices=CHOICES), Widget.RADIO, None),
        (ChoiceType(choices=CHOICES, appearance="minimal"), Widget.SELECT, None),
        (ChoiceType(choices=CHOICES, appearance="minimal", is_by_hand=True), Widget.RADIO, None),
        (MultiChoiceType(choices=CHOICES), Widget.CHECKBOX, None),
        (PersonType(), Widget.TEXT, None),
        (ReferenceType(register="staff"), Widget.TEXT, None),
        (SignatureType(), Widget.SIGNATURE, None),
    ],
    ids=repr,
)
def test_a_type_names_its_widget(kind: FieldType, widget: Widget, max_length: int | None) -> None:
    assert (kind.widget, kind.max_length) == (widget, max_length)
