"""Every form as XLSForm, converted by the reference converter."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from pyxform.xls2xform import convert

from formkit.fieldtypes import ChoiceType, MultiChoiceType, NumberType, YesNoType
from formkit.formats.xlsform import read, write
from formkit.formats.xlsform.xpath import xpath
from formkit.model.condition import parse_condition

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType
    from formkit.model.form import Form

TYPES: dict[str, FieldType] = {
    "status": ChoiceType(choices=("provided", "refused")),
    "kinds": MultiChoiceType(choices=("a", "b")),
    "held": YesNoType(),
    "amount": NumberType(),
}


def test_every_form_is_converted_without_error_or_warning(every_form: list[Form]) -> None:
    for form in every_form:
        result = convert(io.BytesIO(write(form, "ru")), validate=False)
        assert result.warnings == [], form.name
        for locale in form.words:
            assert f"({locale})" in result.xform


def test_every_question_of_a_form_stands_in_its_xlsform(every_form: list[Form]) -> None:
    for form in every_form:
        asked = {question.name for question in read(write(form, "ru")).root.questions()}
        slots = {slot.name for slot in form.slots() if slot.table is None and slot.option is None}
        assert slots <= asked, form.name


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("status == 'refused'", "${status} = 'refused'"),
        ("status != None", "${status} != ''"),
        ("held != True", "${held} != 'yes'"),
        ("held", "${held} = 'yes'"),
        ("amount > 1 and not held", "(${amount} > 1 and not(${held} = 'yes'))"),
        ("'a' in kinds", "selected(${kinds}, 'a')"),
        (
            "status in ['provided', 'refused']",
            "(${status} = 'provided' or ${status} = 'refused')",
        ),
        ("status not in ['refused']", "not((${status} = 'refused'))"),
    ],
)
def test_a_condition_becomes_xpath(condition: str, expected: str) -> None:
    assert xpath(parse_condition(condition), TYPES) == expected
