"""What an office leaves out is in none of its forms, and nothing that stays misses it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from formkit.actions.init import EMPTY_ORGANISATION, settings_text
from formkit.actions.overview import check
from formkit.catalogue.index import Catalogue
from formkit.layout.build import build_checked
from formkit.model.form import fingerprint
from formkit.model.modules import MODULES, LegalProfile, usual_modules
from formkit.problems import Code, Problem
from formkit.workspace import open_office

FORM = """\
form: intake
code: IN
version: 1
kind: text
sections:
  about:
    fields:
      no: {type: id}
      name: {type: text}
  offences:
    by: worker
    module: criminal
    fields:
      convicted: {type: yes_no}
      articles: {type: text, required_if: "convicted == True"}
      cases: {type: table, rows: 2, columns: {court: {type: text}}}
  drugs:
    by: worker
    module: drug_use
    fields:
      started: {type: text}
feeds:
  people:
    key: no
    columns: {name: name, articles: articles}
  courts:
    each: cases
    key: "{no}/{row}"
    columns: {name: court}
"""
WORDS = """\
---
title: Intake
sections: {about: About, offences: Offences, drugs: Drugs}
fields:
  no: Number
  name: Name
  convicted: {label: Convicted, choices: {"yes": "yes", "no": "no"}}
  articles: Articles
  cases: {label: Cases, columns: {court: Court}}
  started: Started
defaults: {articles: none}
---

[[section: about]]
[[section: offences]]
[[section: drugs]]
"""
PEOPLE = """\
register: people
key: no
columns: {no: {type: id}, name: {type: text}, articles: {type: text}}
"""
COURTS = "register: courts\nkey: no\ncolumns: {no: {type: id}, name: {type: text}}\n"
REGISTER_WORDS = """\
---
registers:
  people: {title: People, columns: {no: Number, name: Name, articles: Articles}}
  courts: {title: Courts, columns: {no: Number, name: Name}}
---
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        "intake/form.yaml": FORM,
        "intake/en.md": WORDS,
        "registers/people.yaml": PEOPLE,
        "registers/courts.yaml": COURTS,
        "registers/en.md": REGISTER_WORDS,
    }
    for name, text in files.items():
        path = tmp_path / "form_templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "form_templates"


def section_names(folder: Path, profile: LegalProfile) -> list[str]:
    return [section.name for section in Catalogue([folder], profile).get("intake").sections]


@pytest.mark.parametrize(
    ("profile", "left"),
    [
        (LegalProfile(), ["about", "offences", "drugs"]),
        (LegalProfile("uk"), ["about", "offences", "drugs"]),
        (LegalProfile("en"), ["about", "offences", "drugs"]),
        (LegalProfile("ru"), ["about", "drugs"]),
        (LegalProfile("cs"), ["about", "drugs"]),
        (LegalProfile("cs", frozenset({"criminal"})), ["about", "offences"]),
        (LegalProfile("uk", frozenset()), ["about"]),
    ],
)
def test_an_office_has_what_it_names_else_what_its_country_allows(
    folder: Path, profile: LegalProfile, left: list[str]
) -> None:
    assert section_names(folder, profile) == left


def test_nothing_of_a_module_left_out_remains(folder: Path) -> None:
    form = Catalogue([folder], LegalProfile("ru")).get("intake")
    assert [slot.name for slot in form.slots()] == ["no", "name", "started"]
    assert [(feed.register, dict(feed.columns)) for feed in form.feeds] == [
        ("people", {"name": "name"})
    ]
    words = form.words["en"]
    assert set(words.fields) == {"no", "name", "started"}
    assert set(words.sections) == {"about", "drugs"}
    assert words.defaults == {}
    assert "offences" not in words.body
    assert build_checked(form, "en")[1] == []


def test_the_fingerprint_follows(folder: Path) -> None:
    prints = {
        fingerprint(Catalogue([folder], LegalProfile(locale)).get("intake"), {})
        for locale in ("uk", "ru", "cs")
    }
    assert len(prints) == 2


def test_with_and_without_its_modules_a_sound_form_is_sound(folder: Path) -> None:
    for modules in (None, frozenset({"drug_use"}), frozenset({"criminal"}), frozenset[str]()):
        assert check(Catalogue([folder], LegalProfile("", modules))) == (1, [])


def problems_of(folder: Path, old: str, new: str) -> list[Problem]:
    definition = folder / "intake" / "form.yaml"
    definition.write_text(FORM.replace(old, new), encoding="utf-8")
    return check(Catalogue([folder]))[1]


def test_what_stays_may_not_depend_on_a_module(folder: Path) -> None:
    condition = '{type: text, required_if: "convicted == True"}'
    found = problems_of(folder, "started: {type: text}", f"started: {condition}")
    assert [(p.code, p.where.line) for p in found] == [(Code.DEFINITION_UNKNOWN_FIELD, 21)]


def test_a_module_is_named_like_everything_else(folder: Path) -> None:
    found = problems_of(folder, "module: criminal", "module: Сriminal")
    assert [(p.code, p.where.line) for p in found] == [(Code.DEFINITION_BAD_NAME, 12)]


def test_a_slip_in_the_settings_is_told(folder: Path) -> None:
    office = folder.parent
    settings = 'locale = "ru"\nmodules = ["drug_use", "crimnal"]\n'
    (office / "formkit.toml").write_text(settings, encoding="utf-8")
    profile = open_office(office).settings.profile
    assert section_names(folder, profile) == ["about", "drugs"]
    (found,) = check(Catalogue([folder], profile))[1]
    assert (found.code, found.where.file) == (Code.DEFINITION_WRONG_VALUE, "formkit.toml")
    assert found.values["value"] == "crimnal"


def test_a_new_office_is_told_which_modules_it_has(catalogue: Catalogue) -> None:
    assert set(MODULES) == {m for name in catalogue.names for m in catalogue.get(name).modules}
    line = "# modules = " + json.dumps(usual_modules("cs"))
    assert line in settings_text("cs", EMPTY_ORGANISATION)
    assert "criminal" not in line
    assert "criminal" in usual_modules("uk")
