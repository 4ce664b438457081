from __future__ import annotations

from typing import Any

import pytest

from formkit.fieldtypes import ReferenceType
from formkit.fieldtypes.reference import Reference
from formkit.problems import Code

PARTNERS = ReferenceType(register="partners")
CLIENTS = ReferenceType(register="clients", shows_label=False)


@pytest.mark.parametrize(
    ("text", "key", "label"),
    [
        ("PR-01", "PR-01", ""),
        ("PR-01 — Комплексный центр", "PR-01", "Комплексный центр"),
        ("PR-01 — Центр — филиал", "PR-01", "Центр — филиал"),
        ("PR-01 - Центр", "PR-01 - Центр", ""),
        ("Комплексный центр", "Комплексный центр", ""),
        ("— PR-01", "— PR-01", ""),
    ],
)
def test_what_stands_before_the_first_dash_is_the_key(text: str, key: str, label: str) -> None:
    reference, problems = PARTNERS.parse(text, "ru")
    assert reference is not None
    assert (reference.key, reference.label, problems) == (key, label, ())


@pytest.mark.parametrize(
    ("reference", "on_paper", "key_alone"),
    [
        (Reference("PR-01", "Центр"), "PR-01 — Центр", "PR-01"),
        (Reference("PR-01"), "PR-01", "PR-01"),
        (Reference("PR-01", "PR-01"), "PR-01", "PR-01"),
    ],
)
def test_the_label_stands_beside_the_key_only_where_it_may(
    reference: Reference, on_paper: str, key_alone: str
) -> None:
    assert PARTNERS.format(reference, "ru") == on_paper
    assert CLIENTS.format(reference, "ru") == key_alone


def test_two_references_to_one_record_are_equal_whatever_their_labels() -> None:
    assert Reference("PR-01", "old name") == Reference("PR-01", "new name")
    assert str(Reference("PR-01", "Центр")) == "Центр"
    assert str(Reference("PR-01")) == "PR-01"


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("PR-01", "PR-01"),
        ({"key": "PR-01", "label": "Центр"}, "PR-01"),
        ({"key": " PR-01 "}, "PR-01"),
        ({"key": "PR-01", "label": None}, "PR-01"),
        ({"key": ""}, None),
        (12, "12"),
        ({"kye": "PR-01"}, Code.VALUE_WRONG_SHAPE),
        ({"key": "PR-01", "lable": "Центр"}, Code.VALUE_WRONG_SHAPE),
        ({"key": 5}, Code.VALUE_WRONG_SHAPE),
        ({"key": "PR\x01"}, Code.VALUE_BAD_CHARACTER),
        (["PR-01"], Code.VALUE_WRONG_SHAPE),
    ],
)
def test_a_reference_of_a_data_file(plain: Any, expected: str | Code | None) -> None:
    reference, problems = PARTNERS.from_plain(plain, "ru")
    found = problems[0].code if problems else reference.key if reference else None
    assert found == expected
