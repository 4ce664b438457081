"""The packet that frightens templates: what is in it, and what it says without programs."""

from __future__ import annotations

import pytest

from formkit.actions.rehearsal import cases_of, leaf_through
from formkit.actions.specimens import Specimens
from formkit.catalogue.index import Catalogue
from formkit.fieldtypes.person import Person
from formkit.model.clean import check_values, from_plain, to_plain
from formkit.model.form import Form, Table
from formkit.problems import Code, Severity

ROWS = (0, 1, 2, 5, 21)
LOCALES = ("ru", "uk", "cs", "en")


def test_a_form_with_tables_is_rehearsed_with_few_and_many_rows(catalogue: Catalogue) -> None:
    form = catalogue.get("individual_plan")
    cases = cases_of(catalogue, form, "uk")
    assert [case.name.split(".", 2)[2] for case in cases] == [
        "missing",
        *(f"{('female', 'male')[n % 2]}-{count}-rows" for n, count in enumerate(ROWS)),
        "longest",
    ]
    counts = [
        {len(case.copy.values[table.name]) for table in form.tables()} for case in cases[1:-1]
    ]
    assert counts == [{count} for count in ROWS]


def test_both_genders_speak_everywhere(catalogue: Catalogue) -> None:
    form = catalogue.get("job_description_specialist")
    for case in cases_of(catalogue, form, "ru")[1:]:
        wanted = "male" if ".male-" in case.name else "female"
        head = case.copy.records["org"]["head"]["name"]
        worker = case.copy.records["worker"]["name"]
        assert isinstance(worker, Person)
        assert (head.gender, worker.gender) == (wanted, wanted)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_specimen_is_a_value_that_data_could_have(catalogue: Catalogue, locale: str) -> None:
    for name in catalogue.names:
        form = catalogue.get(name)
        if locale not in form.words:
            continue
        for is_longest in (False, True):
            values = Specimens(catalogue, locale, "male", is_longest).values(form, 2)
            back, problems = from_plain(form, to_plain(form, values), locale)
            assert [p for p in problems if p.severity is Severity.ERROR] == []
            assert back.keys() == values.keys()
            assert _missing(form, values, locale) == []


def _missing(form: Form, values: dict[str, object], locale: str) -> list[str]:
    """Required fields without a value, but for places to sign."""
    found = check_values(form.sections, values, form.words[locale])
    names = [(p.where.path or "").split(".") for p in found if p.code is Code.VALUE_REQUIRED]
    return [".".join(path) for path in names if not _is_signature(form, path)]


def _is_signature(form: Form, path: list[str]) -> bool:
    member = form.find(path[0])
    if isinstance(member, Table):
        member = member.column(path[-1])
    return member is not None and member.type.name == "signature"


def test_the_longest_is_longer(catalogue: Catalogue) -> None:
    for locale in LOCALES:
        usual, longest = (Specimens(catalogue, locale, "female", flag) for flag in (False, True))
        assert len(longest.person.text) > 2 * len(usual.person.text)
        assert len(longest.text(80)) > len(usual.text(80))
        assert len(longest.text(80)) <= 80


def test_without_libreoffice_pages_are_not_looked_at_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    files, (found,) = leaf_through([])
    assert files == []
    assert (found.code, found.severity) == (Code.REHEARSAL_NOT_LOOKED_AT, Severity.INFO)
    assert found.values["program"] == "LibreOffice"
