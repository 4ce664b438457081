"""Case forms of names against tables written by hand.

A row is name|m or f|genitive|dative|instrumental|vocative; variants of a word are
separated by a slash, ё equals е. A vocative of fewer words is that of the last ones.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from formkit.language.names import decline

GOLD = Path(__file__).parent / "gold"
CASES = ("gen", "dat", "ins", "voc")
GENDERS = {"m": "male", "f": "female"}


def rows() -> list[tuple[str, str, str, str, str]]:
    found = []
    for path in sorted(GOLD.glob("*.tsv")):
        locale = path.stem[-2:]
        for line in path.read_text("utf-8").splitlines():
            name, gender, *forms = line.split("|")
            cases = zip(CASES, forms, strict=False)
            found += [(locale, name, GENDERS[gender], case, form) for case, form in cases if form]
    return found


ROWS = rows()


def fits(form: str, variants: str) -> bool:
    plain = form.replace("ё", "е").replace("Ё", "Е")
    return plain in variants.replace("ё", "е").replace("Ё", "Е").split("/")


@pytest.mark.parametrize("locale", ["ru", "uk", "cs"])
def test_every_form_is_one_of_those_the_table_allows(locale: str) -> None:
    wrong = []
    for row_locale, name, gender, case, expected in ROWS:
        if row_locale != locale:
            continue
        wanted = expected.split()
        words = decline(name, case, gender=gender, locale=locale).split()
        if case == "voc" and len(wanted) < len(words):
            words = words[-len(wanted) :]
        if len(words) != len(wanted) or not all(map(fits, words, wanted)):
            wrong.append(f"{name} {case}: {' '.join(words)}, expected {expected}")
    assert wrong == []


def test_the_tables_are_as_large_as_they_were() -> None:
    sizes = {locale: sum(row[0] == locale for row in ROWS) for locale in ("ru", "uk", "cs")}
    assert sizes["ru"] >= 636
    assert sizes["uk"] >= 720
    assert sizes["cs"] >= 590
