"""The nearest name: look-alike letters against Latin names, plain likeness against labels."""

from __future__ import annotations

import pytest

from formkit.language.suggestion import nearest, suggest

NAMES = ["client_id", "phone", "сomment", "status"]
LABELS = ["услуга оказана", "оказана частично", "отказано", "клиент не явился"]


@pytest.mark.parametrize(
    ("text", "known", "found"),
    [
        ("сlient_id", NAMES, "client_id"),
        ("clientid", NAMES, "client_id"),
        ("рhопе", NAMES, "phone"),
        ("услуга оказанна", LABELS, "услуга оказана"),
        ("Отказано", LABELS, "отказано"),
        ("отказалась", LABELS, "отказано"),
        ("клієнт не явився", LABELS, "клиент не явился"),
        ("Статус", ["Cтатус", "Статус"], "Cтатус"),
        ("Телефон клиента", ["Телефон", "Адрес"], "Телефон"),
        ("wholly different", LABELS, None),
        ("x", [], None),
    ],
)
def test_the_name_that_was_meant_is_found(text: str, known: list[str], found: str | None) -> None:
    if text in known:
        known = [name for name in known if name != text]
    assert nearest(text, known) == found


def test_a_suggestion_is_ready_to_be_put_behind_a_message() -> None:
    assert suggest("услуга оказанна", LABELS) == " → услуга оказана?"
    assert suggest("qqq", LABELS) == ""
