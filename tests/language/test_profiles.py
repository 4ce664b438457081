"""Paperwork profiles."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from formkit.language.agreement import agree
from formkit.language.profiles import LOCALES, get_profile


@pytest.mark.parametrize("locale", LOCALES)
def test_a_profile_is_complete_and_its_numbers_fit_the_sheet(locale: str) -> None:
    profile = get_profile(locale)
    margins = profile.margins_mm
    assert profile.locale == locale
    assert min(margins.left, margins.right, margins.top, margins.bottom) >= 10
    assert profile.page_number.edge_mm < margins.top
    assert profile.requisites_width_mm < 210 - margins.left - margins.right
    assert profile.type.table_size_pt <= profile.type.size_pt <= profile.type.title_size_pt
    assert "{page}" in profile.page_number.text
    assert len(set(profile.numbering.letters)) == len(profile.numbering.letters) >= 20


def test_every_line_with_a_value_names_its_certainty() -> None:
    for locale in LOCALES:
        text = files("formkit.language").joinpath("profiles", f"{locale}.toml").read_text("utf-8")
        values = [line for line in text.splitlines() if "=" in line and not line.startswith("#")]
        without = [line for line in values if "# A" not in line and "# B" not in line]
        without = [line for line in without if "# C" not in line]
        assert [line for line in without if not line.startswith("standard")] == []
        assert tomllib.loads(text)


def test_the_stamp_agrees_with_the_document() -> None:
    words = get_profile("ru").approval.words
    assert agree(words, "plural") == "УТВЕРЖДЕНЫ"
    assert agree(words, "neuter") == "УТВЕРЖДЕНО"


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(ValueError, match="no paperwork profile"):
        get_profile("de")
