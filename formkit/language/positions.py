"""Posts and organisations in their cases.

A form confirmed by a person, kept with the record, wins over everything here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from formkit.language.phrases import abbreviation_gender, decline_phrase, find_head

CASES = ("nom", "gen", "dat", "acc", "ins", "loc", "voc")
Gender = Literal["masculine", "feminine", "neuter", "plural"]

_GENDERS: Mapping[str, Gender] = MappingProxyType(
    {"m": "masculine", "a": "masculine", "f": "feminine", "n": "neuter", "p": "plural"}
)
_FEMALE = ("female", "feminine")
_NOTHING: Mapping[str, str] = MappingProxyType({})


def posts() -> tuple[str, ...]:
    """Names of the posts which `position` knows."""
    return tuple(_posts())


def position(post: str, case: str = "nom", *, gender: str | None = None, locale: str) -> str:
    """The title of a catalogue post for a man or a woman, in a case.

    Raises:
        ValueError: for an unknown post or case.
    """
    if post not in _posts():
        raise ValueError(f"unknown post {post!r}; expected one of {', '.join(_posts())}")
    titles = _posts()[post][locale]
    title = titles[-1] if gender in _FEMALE else titles[0]
    return decline_position(title, case, gender=gender, locale=locale)


def decline_position(text: str, case: str, *, gender: str | None, locale: str) -> str:
    """A post in a case; unchanged where its first noun is not certain.

    `gender` is that of the person; it matters where one word serves both («vedoucí»).
    """
    return _decline(text, case, locale, is_person=True, gender=gender)


def decline_organisation(
    name: str, case: str, *, locale: str, confirmed: Mapping[str, str] = _NOTHING
) -> str:
    """A name in a case: what stands in quotation marks and abbreviations do not change."""
    return confirmed.get(case) or _decline(name, case, locale, is_person=False, gender=None)


def decline(text: str, case: str, *, gender: str | None = None, locale: str) -> str:
    """A post or an organisation, whichever its first noun tells."""
    return _decline(text, case, locale, is_person=None, gender=gender)


def organisation_gender(name: str, locale: str) -> Gender | None:
    """The gender that words about the organisation agree with; None where it is not certain."""
    if locale == "en":
        return None
    head = find_head(name, locale=locale, is_person=False)
    code = head.gender if head else abbreviation_gender(name, locale)
    return _GENDERS[code] if code else None


def _decline(
    text: str, case: str, locale: str, *, is_person: bool | None, gender: str | None
) -> str:
    if case not in CASES:
        raise ValueError(f"unknown {case!r}; expected one of {', '.join(CASES)}")
    if locale == "en":
        return text
    sex = "female" if gender in _FEMALE else "male"
    return decline_phrase(text, case, locale=locale, is_person=is_person, sex=sex)


@cache
def _posts() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("formkit.language").joinpath("positions.toml").read_text("utf-8"))
