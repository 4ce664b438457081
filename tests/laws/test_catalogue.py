"""Shipped content is tested as content: definitions are sound, every sample fills its form."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from formkit import bundled
from formkit.actions.data import read_data
from formkit.actions.faces import write_fillable
from formkit.actions.fill import prepare_copy
from formkit.actions.overview import check
from formkit.catalogue.index import Catalogue
from formkit.language.profiles import LOCALES
from formkit.language.text import describe
from formkit.model.clean import check_values, from_plain
from formkit.model.form import NAME_PATTERN, Form

if TYPE_CHECKING:
    from formkit.actions.faces import Prepared

TODAY = date(2026, 11, 22)
FORMS = Catalogue([bundled("form_templates")]).names
SAMPLES = [path for form in FORMS for path in sorted((bundled("samples") / form).glob("*.yaml"))]
KINDS = ("issue", "completed", "typical", "minimal", "stress")
SUFFIXES = ("", ".en", ".uk", ".cs")
WHOLE = [path for path in SAMPLES if not path.name.startswith("issue.")]
OFFICES = {"office": "ru", "office_uk": "uk", "office_cs": "cs", "office_en": "en"}
ROWS = [path for name in OFFICES for path in sorted((bundled("samples") / name).glob("*.yaml"))]


def named(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def locale_of(path: Path) -> str:
    """``typical.en.yaml`` is English, ``typical.yaml`` Russian."""
    return path.suffixes[0][1:] if len(path.suffixes) > 1 else "ru"


def records(path: Path) -> list[Any]:
    data = read_data(path.read_bytes(), path.name)
    assert not data.problems
    return list(data.records)


def test_every_definition_is_sound_in_every_locale(catalogue: Catalogue) -> None:
    forms, problems = check(catalogue)
    assert forms == len(FORMS) >= 3
    assert [describe(p) for p in problems] == []


def test_every_form_cites_its_sources_and_its_rules(every_form: list[Form]) -> None:
    for form in every_form:
        assert form.sources, form.name
        assert all(re.fullmatch(r"R[0-9]{2}", rule) for rule in form.rules)


def test_every_form_speaks_all_four_languages(every_form: list[Form]) -> None:
    for form in every_form:
        assert set(form.words) == set(LOCALES), form.name


def test_every_locale_of_a_form_has_the_same_phrases(every_form: list[Form]) -> None:
    for form in every_form:
        phrases = {locale: set(words.phrases) for locale, words in form.words.items()}
        assert len({frozenset(names) for names in phrases.values()}) == 1, (form.name, phrases)
        standing = {frozenset(words.defaults) for words in form.words.values()}
        assert len(standing) == 1, form.name


def test_every_name_is_fit_for_every_format(every_form: list[Form]) -> None:
    for form in every_form:
        names = {part for slot in form.slots() for part in slot.name.split("__")}
        wrong = {n for n in names if not re.fullmatch(rf"{NAME_PATTERN}|[0-9]+", n)}
        assert wrong == set()
        assert all(len(slot.name) <= 120 for slot in form.slots())


def test_every_form_has_a_typical_a_minimal_and_a_stress_sample_in_its_languages() -> None:
    spoken = {f"{kind}{suffix}" for kind in ("typical", "minimal") for suffix in SUFFIXES}
    for form in FORMS:
        stems = {path.stem for path in SAMPLES if path.parent.name == form}
        assert spoken | {"stress"} <= stems, form
        assert (stems - {"stress.en"}) <= {
            f"{kind}{suffix}" for kind in KINDS for suffix in SUFFIXES
        }


def test_what_others_complete_has_a_sample_of_the_issue_and_of_the_completed_copy(
    every_form: list[Form],
) -> None:
    for form in every_form:
        if form.sections == form.issued_sections:
            continue
        stems = {path.stem for path in SAMPLES if path.parent.name == form.name}
        assert {f"issue{suffix}" for suffix in SUFFIXES} <= stems, form.name
        assert {f"completed{suffix}" for suffix in SUFFIXES} <= stems, form.name


@pytest.mark.parametrize("path", WHOLE, ids=named)
def test_every_sample_fills_its_form_without_a_problem(
    catalogue: Catalogue, prepared: Prepared, path: Path
) -> None:
    form, locale = catalogue.get(path.parent.name), locale_of(path)
    (plain,) = records(path)
    copy, problems = prepare_copy(form, plain, locale, TODAY)
    assert [describe(p) for p in problems] == []
    # One blank serves all samples of a locale when no office's name is printed on it.
    nameless = replace(copy, records={})
    assert write_fillable(nameless, prepared).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "path", [path for path in WHOLE if path.name.startswith("completed.")], ids=named
)
def test_a_completed_sample_lacks_nothing_anybody_has_to_fill_in(
    catalogue: Catalogue, path: Path
) -> None:
    form, locale = catalogue.get(path.parent.name), locale_of(path)
    (plain,) = records(path)
    copy, _ = prepare_copy(form, plain, locale, TODAY)
    missing = check_values(form.sections, copy.values, form.words[locale])
    assert [describe(p) for p in missing] == []


@pytest.mark.parametrize(
    "path", [path for path in SAMPLES if path.name.startswith("issue.")], ids=named
)
def test_what_is_given_to_issue_is_values_of_the_form(catalogue: Catalogue, path: Path) -> None:
    form = catalogue.get(path.parent.name)
    (plain,) = records(path)
    values, problems = from_plain(form, plain, locale_of(path))
    assert [describe(p) for p in problems] == []
    assert set(values) == set(plain)


@pytest.mark.parametrize("path", [path for path in ROWS if path.stem != "org"], ids=named)
def test_every_record_of_the_sample_offices_fits_its_register(
    catalogue: Catalogue, path: Path
) -> None:
    register, locale = catalogue.registers[path.stem], OFFICES[path.parent.name]
    keys = []
    for row in records(path):
        for name, plain in row.items():
            value, problems = register.column(name).type.from_plain(plain, locale)
            assert (value is not None, [describe(p) for p in problems]) == (True, []), name
        keys.append(row[register.key])
    assert keys
    assert len(set(keys)) == len(keys)
