from __future__ import annotations

import pytest

from formkit.catalogue.words import SharedWords, read_form_words, read_shared_words
from formkit.fieldtypes import ChoiceType, TextType, YesNoType
from formkit.model.form import Field, Section, Table
from formkit.problems import Code, Severity

SECTIONS = (
    Section(
        name="only",
        by="office",
        members=(
            Field(name="name", type=TextType()),
            Field(name="result", type=ChoiceType(choices=("provided", "refused"))),
            Table(name="items", columns=(Field(name="done", type=YesNoType()),), rows=2),
        ),
    ),
)
SHARED = SharedWords(
    fields={"name": "Имя (общее)"},
    columns={"done": "Сделано"},
    choices={
        "yes_no": {"yes": "да", "no": "нет"},
        "results": {"provided": "оказана", "refused": "отказано", "late": "поздно"},
    },
)
WHOLE = """---
title: Письмо
sections: {only: Раздел}
fields:
  result: {label: Итог, hint: один}
  items: {label: Строки}
---
Текст.
"""


def test_what_the_form_does_not_say_comes_from_the_shared_words() -> None:
    words, problems = read_form_words(WHOLE, "ru.md", "ru", SECTIONS, SHARED)
    assert problems == []
    assert words.fields["name"].label == "Имя (общее)"
    assert (words.fields["result"].label, words.fields["result"].hint) == ("Итог", "один")
    assert words.fields["result"].choices == {"provided": "оказана", "refused": "отказано"}
    assert words.fields["items"].columns["done"].label == "Сделано"
    assert words.fields["items"].columns["done"].choices == {"yes": "да", "no": "нет"}
    assert words.body == "Текст."


def test_the_form_s_own_words_win() -> None:
    source = WHOLE.replace("  items:", "  name: Имя\n  items:")
    source = source.replace("hint: один", "choices: {provided: да, refused: нет}")
    words, problems = read_form_words(source, "ru.md", "ru", SECTIONS, SHARED)
    assert problems == []
    assert words.fields["name"].label == "Имя"
    assert words.fields["result"].choices == {"provided": "да", "refused": "нет"}


def test_a_missing_word_is_a_problem_and_stands_as_its_name() -> None:
    words, problems = read_form_words(WHOLE, "uk.md", "uk", SECTIONS, SharedWords())
    assert [(p.code, p.values["what"]) for p in problems] == [
        (Code.LOCALE_MISSING_WORD, "fields.name"),
        (Code.LOCALE_MISSING_WORD, "fields.result.choices.provided"),
        (Code.LOCALE_MISSING_WORD, "fields.result.choices.refused"),
        (Code.LOCALE_MISSING_WORD, "fields.items.columns.done.choices.yes"),
        (Code.LOCALE_MISSING_WORD, "fields.items.columns.done.choices.no"),
        (Code.LOCALE_MISSING_WORD, "fields.items.columns.done"),
    ]
    assert {p.values["locale"] for p in problems} == {"uk"}
    assert words.fields["name"].label == "[name]"


@pytest.mark.parametrize("empty", ["", '""', "~", '"  "'])
def test_an_empty_word_never_becomes_the_word_none(empty: str) -> None:
    source = (
        f"---\ntitle: {empty}\nsections: {{only: Раздел}}\nfields:\n"
        f"  name: {{label: {empty}, hint: {empty}}}\n  result: Итог\n  items: Строки\n"
        f"notes: {empty}\n---\n"
    )
    words, problems = read_form_words(source, "ru.md", "ru", SECTIONS, SHARED)
    assert [p.values["what"] for p in problems] == ["title", "fields.name"]
    shown = (words.title, words.fields["name"].label, words.fields["name"].hint, words.notes)
    assert "None" not in "".join(shown)


def test_line_breaks_of_yaml_are_not_line_breaks_of_labels() -> None:
    source = WHOLE.replace("Письмо", "Письмо\n  с продолжением")
    words, _ = read_form_words(source, "ru.md", "ru", SECTIONS, SHARED)
    assert words.title == "Письмо с продолжением"


@pytest.mark.parametrize(
    ("text", "line"),
    [("title: Письмо", 2), ("Текст.", 8)],
)
def test_look_alike_letters_are_a_warning_wherever_they_stand(text: str, line: int) -> None:
    mixed = text.replace("с", "c").replace("к", "k")
    source = WHOLE.replace(text, mixed)
    _, problems = read_form_words(source, "ru.md", "ru", SECTIONS, SHARED)
    assert [(p.code, p.severity, p.where.line) for p in problems] == [
        (Code.LOCALE_MIXED_LETTERS, Severity.WARNING, line)
    ]


def test_shared_words_are_read_as_they_stand() -> None:
    shared, problems = read_shared_words(
        "---\nfields: {a: А}\ncolumns: {b: Б}\nchoices: {c: {d: Д}}\n---\n", "ru.md"
    )
    assert problems == []
    assert (shared.fields, shared.columns) == ({"a": "А"}, {"b": "Б"})
    assert shared.choices == {"c": {"d": "Д"}}
