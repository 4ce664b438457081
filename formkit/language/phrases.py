"""Noun phrases in their cases: names of posts and of organisations.

The adjectives before the first noun and that noun decline, everything after it stays:
«социальный работник пункта доверия», «Автономная некоммерческая организация «Рассвет»».
Where the noun is not certain nothing is declined.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from formkit.language.paradigms import Paradigm, find, like_typed, table

_ENDS_PHRASE = re.compile(r"[«»\"„“”‚‘(),;:№0-9–—]")
_CZECH_FORMS = (("z.s.", "m"), ("z.ú.", "m"), ("o.p.s.", "f"), ("s.r.o.", "f"), ("a.s.", "f"))
"""Legal forms behind a Czech name: spolek, ústav, společnost."""
_ABBREVIATION = re.compile(r"\w*[A-ZА-ЯЁҐЄІЇČŘŠŽ]{2,}|(?:\w\.)+")


@dataclass(frozen=True)
class Tables:
    """One section of `phrases.toml`."""

    nouns: tuple[tuple[str, Paradigm], ...]
    adjectives: Mapping[str, tuple[Paradigm, ...]]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    heads: frozenset[str]
    kept_pieces: frozenset[str]
    common_gender: frozenset[str]
    abbreviations: Mapping[str, str]
    not_adjectives: re.Pattern[str]
    oblique: re.Pattern[str]
    adverbs: re.Pattern[str]


@dataclass(frozen=True)
class Head:
    """The words that decline and their gender: m, a (animate), f, n, p (plural)."""

    words: tuple[str, ...]
    gender: str
    has_noun: bool = True


def decline_phrase(
    text: str, case: str, *, locale: str, is_person: bool | None, sex: str | None = None
) -> str:
    """The phrase in a case, or as it is where its head is not certain."""
    head = find_head(text, locale=locale, is_person=is_person, sex=sex)
    if head is None or case == "nom":
        return text
    tables = _tables(locale)
    position = 0
    result = []
    for index, word in enumerate(head.words):
        start = text.index(word, position)
        is_noun = head.has_noun and index == len(head.words) - 1
        form = _noun_form if is_noun else _adjective_form
        result += [text[position:start], form(word, case, head.gender, tables)]
        position = start + len(word)
    return "".join(result) + text[position:]


def find_head(
    text: str, *, locale: str, is_person: bool | None, sex: str | None = None
) -> Head | None:
    """What declines in the phrase.

    `is_person` tells posts from organisations, None leaves it to the noun; `sex` is
    that of the bearer of a post such as the Czech «vedoucí», the same for both.
    """
    tables = _tables(locale)
    words = _leading_words(text)
    if not words or _is_abbreviation(words[0], text, tables):
        return None
    words = _without_adverb(words, tables)
    adjectives = _adjectives(words, tables, is_person)
    rest = words[len(adjectives) :]
    if len(rest) > 1 and rest[1] in tables.conjunctions:
        return None
    if rest and rest[0].lower() not in tables.prepositions | tables.conjunctions:
        gender = _noun_gender(rest[0].lower(), adjectives, tables, is_person)
        if gender:
            return Head((*adjectives, rest[0]), gender)
        if not is_person and adjectives and adjectives[-1].lower() not in tables.heads:
            return None
    if not adjectives or (rest and rest[0].lower() in tables.conjunctions):
        return None
    return _substantive(adjectives, tables, is_person, sex)


def _leading_words(text: str) -> list[str]:
    end = _ENDS_PHRASE.search(text)
    return (text[: end.start()] if end else text).split()


def _is_abbreviation(word: str, text: str, tables: Tables) -> bool:
    if word.lower() in tables.abbreviations:
        return True
    return bool(_ABBREVIATION.fullmatch(word)) and not text.isupper()


def _without_adverb(words: list[str], tables: Tables) -> list[str]:
    """«Obecně prospěšná společnost» without its first word."""
    is_adverb = bool(tables.adverbs.search(words[0].lower()))
    return words[1:] if is_adverb and _agreeing(words[1:2], tables) and words[1:] else words


def _adjectives(words: Sequence[str], tables: Tables, is_person: bool | None) -> list[str]:
    """The leading adjectives that can belong to one noun."""
    found: list[str] = []
    for index, word in enumerate(words):
        genders = _agreeing([*found, word], tables)
        if not genders or tables.not_adjectives.fullmatch(word.lower()):
            break
        found.append(word)
        is_head = word.lower() in tables.heads
        if is_head and not _has_noun_ahead(words[index + 1 :], found, tables, is_person):
            break
    return found


def _has_noun_ahead(
    words: Sequence[str], found: Sequence[str], tables: Tables, is_person: bool | None
) -> bool:
    """Whether more adjectives and a noun in the nominative follow («старший социальный …»)."""
    adjectives = list(found)
    for word in words:
        if _noun_gender(word.lower(), adjectives, tables, is_person):
            return True
        adjectives.append(word)
        if not _agreeing(adjectives, tables):
            return False
    return False


def _agreeing(adjectives: Sequence[str], tables: Tables) -> set[str]:
    """The genders all the adjectives have in common."""
    return {
        gender
        for gender, paradigms in tables.adjectives.items()
        if all(find(word.lower(), paradigms) for word in adjectives)
    }


def _noun_gender(
    word: str, adjectives: Sequence[str], tables: Tables, is_person: bool | None
) -> str | None:
    """The gender of a noun in the nominative; None for anything else."""
    noun = next((piece for piece in word.split("-") if piece not in tables.kept_pieces), "")
    if not noun or (tables.oblique.search(noun) and not _is_listed(noun, tables)):
        return None
    allowed = _allowed(is_person) + ("M" if adjectives and not is_person else "")
    for line_gender, paradigm in tables.nouns:
        gender = line_gender.lower()
        if line_gender in allowed and paradigm.pattern.search(noun):
            agrees = not adjectives or gender in _agreeing(adjectives, tables)
            return gender if agrees or word in tables.common_gender else None
    return None


def _is_listed(word: str, tables: Tables) -> bool:
    return any(
        paradigm.pattern.pattern.startswith("(?:^") and paradigm.pattern.search(word)
        for _, paradigm in tables.nouns
    )


def _allowed(is_person: bool | None) -> str:
    return "mafnp" if is_person is None else "af" if is_person else "mfnp"


def _substantive(
    adjectives: Sequence[str], tables: Tables, is_person: bool | None, sex: str | None
) -> Head | None:
    """Adjectives without a noun: «заведующая», «vedoucí služby»."""
    genders = _agreeing(adjectives, tables) & set(_allowed(is_person))
    wanted = "f" if sex == "female" else "a"
    if wanted in genders:
        return Head(tuple(adjectives), wanted, has_noun=False)
    order = [gender for gender in "afmnp" if gender in genders]
    return Head(tuple(adjectives), order[0], has_noun=False) if order else None


def _adjective_form(word: str, case: str, gender: str, tables: Tables) -> str:
    """In the gender of the noun, or its own one before «глава» and «голова»."""
    for own in (gender, *"amfnp"):
        if paradigm := find(word.lower(), tables.adjectives[own]):
            return like_typed(paradigm.form(word.lower(), case), word)
    return word


def _noun_form(word: str, case: str, gender: str, tables: Tables) -> str:
    """«врача-нарколога», «кейс-менеджера», «школы-интерната»: the first noun has the gender."""
    pieces = word.split("-")
    genders = gender + gender.upper()
    for index, piece in enumerate(pieces):
        if piece.lower() not in tables.kept_pieces:
            pieces[index] = _piece_form(piece, case, genders, tables)
            genders = "a" if gender == "a" else "mMfn"
    return "-".join(pieces)


def _piece_form(piece: str, case: str, genders: str, tables: Tables) -> str:
    for gender, paradigm in tables.nouns:
        if gender in genders and paradigm.pattern.search(piece.lower()):
            return like_typed(paradigm.form(piece.lower(), case), piece)
    return piece


@cache
def _tables(locale: str) -> Tables:
    text = files("formkit.language").joinpath("phrases.toml").read_text("utf-8")
    data = tomllib.loads(text)[locale]
    cases = data["cases"].split()
    lines = [line.split(maxsplit=1) for line in data["nouns"].splitlines() if line.strip()]
    return Tables(
        nouns=tuple((gender, table(line, cases)[0]) for gender, line in lines),
        adjectives={gender: table(text, cases) for gender, text in data["adjectives"].items()},
        conjunctions=frozenset(data["conjunctions"].split()),
        prepositions=frozenset(data["prepositions"].split()),
        heads=frozenset(data["heads"].split()),
        kept_pieces=frozenset(data["kept_pieces"].split()),
        common_gender=frozenset(data["common_gender"].split()),
        abbreviations={
            name: gender
            for gender, names in data["abbreviations"].items()
            for name in names.split()
        },
        not_adjectives=re.compile(data["not_adjectives"]),
        oblique=re.compile(f"(?:{data['oblique']})$"),
        adverbs=re.compile(f"(?:{data['adverbs']})$"),
    )


def abbreviation_gender(text: str, locale: str) -> str | None:
    """The gender of an organisation called by its abbreviation («ООО», «АНО», «z. s.»)."""
    words = text.split()
    known = _tables(locale).abbreviations
    if words and words[0].lower() in known:
        return known[words[0].lower()]
    if locale == "cs":
        tail = text.replace(" ", "").replace("\u00a0", "").lower()
        return next((gender for end, gender in _CZECH_FORMS if tail.endswith(end)), None)
    return None
