"""Every filter with an example in each language; docs/filters.md is made of the same table.

Run as a program it writes the page anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.layout.expressions import (
    FILTERS,
    Chosen,
    Entry,
    Missing,
    Several,
    compile_markup,
    evaluate,
)
from formkit.layout.expressions.examples import EXAMPLES, NAMES, Example
from formkit.layout.expressions.values import Row

PAGE = Path(__file__).parents[2] / "docs" / "filters.md"
LANGUAGES = {"ru": "Russian", "uk": "Ukrainian", "cs": "Czech", "en": "English"}


def _samples(
    name: str, organisation: str, position: str, partner: str, choices: str, documents: str
) -> dict[str, Any]:
    """The values the examples speak of; two choices and three documents, parted by commas."""
    person = Person(name, "female")
    status = dict(zip(("provided", "refused"), choices.split(", "), strict=True))
    kept = dict(zip(("plan", "file", "voucher"), documents.split(", "), strict=True))
    org = {"full_name": organisation, "head": {"name": person, "position": position}}
    return {
        "client": person,
        "org": Entry("org", org),
        "signed_on": date(2026, 6, 5),
        "price": Decimal("2500.00"),
        "visits": Decimal(21),
        "status": Chosen("provided", status),
        "documents": Several(("plan", "file", "voucher"), kept),
        "note": Missing("note"),
        "steps": (Row("steps.1", {"step": "1"}), Row("steps.2", {"step": "2"})),
        "partner": Reference("PR-04", partner),
    }


SAMPLES = {
    "ru": _samples(
        "Ковалёва Мария Ильинична",
        "Автономная некоммерческая организация «Причал»",
        "директор",
        "Центр «Забота»",
        "оказана, отказано",
        "план, дело, талон",
    ),
    "uk": _samples(
        "Коваленко Марія Іллівна",
        "Громадська організація «Причал»",
        "директор",
        "Центр «Турбота»",
        "надано, відмовлено",
        "план, справа, талон",
    ),
    "cs": _samples(
        "Marie Nováková",
        "Občanské sdružení Přístav",
        "ředitelka",
        "Centrum Péče",
        "poskytnuto, odmítnuto",
        "plán, spis, poukaz",
    ),
    "en": _samples(
        "Mary Kowalski",
        "Harbour Trust",
        "director",
        "Care Centre",
        "provided, refused",
        "plan, file, voucher",
    ),
}
LINE = "_" * 12
WITHOUT_VALUE: Mapping[str, Mapping[str, str]] = {
    "ending": {"ru": "ый(ая)", "uk": "ий(а)", "cs": "ý(á)", "en": "he (she)"},
    "agree": {
        "ru": "ознакомлен(а)",
        "uk": "ознайомлений(а)",
        "cs": "seznámen(a)",
        "en": "his (her)",
    },
    "plural": {"ru": "визитов", "uk": "візитів", "cs": "návštěv", "en": "visits"},
    "default": {"ru": "нет", "uk": "немає", "cs": "není", "en": "none"},
    "line": dict.fromkeys(LANGUAGES, "_" * 10),
    "entry": dict.fromkeys(LANGUAGES, ""),
    "box": dict.fromkeys(LANGUAGES, "☐"),
    "boxes": {
        "ru": "☐ оказана   ☐ отказано",
        "uk": "☐ надано   ☐ відмовлено",
        "cs": "☐ poskytnuto   ☐ odmítnuto",
        "en": "☐ provided   ☐ refused",
    },
    "length": dict.fromkeys(LANGUAGES, "0"),
}
"""What a filter prints where nobody gave the value; all others print the ruled line."""
CASES = [(example, locale) for example in EXAMPLES for locale in LANGUAGES]


def expression_of(example: Example, locale: str) -> str:
    return example.shown[locale][0].format_map(NAMES)


def test_every_filter_has_one_example() -> None:
    assert sorted(example.filter for example in EXAMPLES) == sorted(FILTERS)


@pytest.mark.parametrize(("example", "locale"), CASES, ids=lambda v: getattr(v, "filter", v))
def test_an_example_prints_what_it_says_in_prose_and_in_word(example: Example, locale: str) -> None:
    expression, expected = expression_of(example, locale), example.shown[locale][1]
    assert example.filter in expression
    assert str(evaluate(expression, SAMPLES[locale], locale)) == expected
    script = compile_markup("<t>{{ " + expression + " }}</t>", locale)
    assert etree.fromstring(script.render(SAMPLES[locale])).text == expected


def without_value(example: Example, locale: str) -> str:
    """What the example prints when its field was left out."""
    names = SAMPLES[locale]
    choices = {"choices": names["status"].choices} if example.filter in ("box", "boxes") else {}
    expression = expression_of(example, locale)
    asked = expression.split(" ")[0]
    first = asked.split(".")[0]
    missing = Missing(asked, 12, **choices)
    for part in reversed(asked.split(".")[1:]):
        missing = Entry(first, {part: missing})
    return str(evaluate(expression, {**names, first: missing}, locale))


@pytest.mark.parametrize(("example", "locale"), CASES, ids=lambda v: getattr(v, "filter", v))
def test_without_a_value_there_is_a_ruled_line_or_both_forms(example: Example, locale: str) -> None:
    expected = WITHOUT_VALUE.get(example.filter, {}).get(locale, LINE)
    assert without_value(example, locale).replace("\u00a0", " ") == expected


def test_a_person_whose_gender_nobody_said_gets_both_forms() -> None:
    for locale, expected in WITHOUT_VALUE["agree"].items():
        example = next(e for e in EXAMPLES if e.filter == "agree")
        names = {"client": Person("Ли Жан")}
        assert evaluate(expression_of(example, locale), names, locale) == expected


def page() -> str:
    """The text of docs/filters.md."""
    lines = [
        "# Filters",
        "",
        "A filter follows a name and a bar: `{{ client | case('dat') }}`. Several are applied from",
        "left to right. They are the same in the Markdown of a form, in Word templates and in",
        "HTML, and they follow the language of the document. A value nobody gave prints a ruled",
        "line to write on; where a filter chooses between words it prints both. Names of people",
        "whose gender nobody said are never declined by a guess: `case` and `salutation` refuse",
        "them, with the place in the document.",
        "",
        "The examples speak of a woman `client`, the record `org` of the office, `visits` = 21,",
        "`price` = 2500.00, `signed_on` = 2026-06-05 and a `note` that nobody wrote. No-break",
        "spaces are shown as spaces.",
        "",
    ]
    for example in EXAMPLES:
        lines += [f"## {example.filter}", "", example.purpose, ""]
        lines += ["| Language | Expression | Prints | Without a value |", "|---|---|---|---|"]
        lines += [_row(example, locale) for locale in LANGUAGES]
        lines.append("")
    return "\n".join(lines)


def _row(example: Example, locale: str) -> str:
    expression = expression_of(example, locale).replace("|", "\\|")
    printed, blank = example.shown[locale][1], without_value(example, locale)
    cells = [f"`{text}`" if text else "nothing" for text in (printed, blank)]
    row = f"| {LANGUAGES[locale]} | `{expression}` | {cells[0]} | {cells[1]} |"
    return row.replace("\u00a0", " ")


def test_the_page_of_filters_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"run: python {Path(__file__).name}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
