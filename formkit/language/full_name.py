"""The parts of a full name: which word is the surname, the given name, the patronymic."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Role = Literal["surname", "given", "patronymic", "initials", "particle", "title"]


@dataclass(frozen=True)
class Part:
    """One word as typed; «Рашид оглы» is one word."""

    text: str
    role: Role
    is_fixed: bool = False


@dataclass(frozen=True)
class FullName:
    """`is_foreign`: the given name is a western one, so the surname is no Russian one."""

    parts: tuple[Part, ...]
    is_foreign: bool = False

    def words(self, *roles: Role) -> list[str]:
        return [part.text for part in self.parts if part.role in roles]

    def __str__(self) -> str:
        return " ".join(part.text for part in self.parts).replace(" ,", ",")


_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+")
_KIN = re.compile(r"(?:^|.+[- ])(?:оглы|огли|о[ғг]лу|угли|уулу|улы|кызы|кизи|[қк]изи|гызы|қызы)$")
_FUSED_KIN = re.compile(r".{3,}(?:улы|[кқ]ызы)$")
_PATRONYMIC = {
    "ru": re.compile(r".+(?:[иы]ч|[оеё]вна|[иы]чна)"),
    "uk": re.compile(r".+(?:[иі]ч|[ії]вна|[иі]чна)"),
}
_SURNAME = {
    "ru": re.compile(
        r".+(?:[оеё]ва?|[иы]на?|[сцз]кий|[сц]кая|ко|[ыи]х|ый|ая|ян|дзе|швили|[чн]?ук|юк|ец|зода)"
    ),
    "uk": re.compile(
        r".+(?:[оеєї]ва?|[иі]на?|[сцз]ький|[сцз]ька|ко|[иі]х|ий|ян|дзе|швілі|[чн]?ук|юк|ець|[ії]в)"
    ),
    "cs": re.compile(r".+(?:ová|[ýáí]|ů|ek|ec)"),
}
_VOWEL = re.compile(r"[аеёиоуыэюяєіїaeiouyáéíóúůýěäöü]", re.IGNORECASE)
_TITLE = re.compile(r"(?:\w+\.)+-?|MBA|MPA|LL\.M\.|DiS", re.IGNORECASE)


def parse(full_name: str, *, locale: str, gender: str | None = None) -> FullName:
    """The parts in the order they were typed, in NFC.

    Russian and Ukrainian: surname or given name first, with or without a patronymic.
    Czech and English: given name first, unless the lists of names tell otherwise;
    titles before the name and after it.
    """
    words = unicodedata.normalize("NFC", full_name).replace(",", " , ").split()
    if locale in _PATRONYMIC:
        return _eastern(_with_kin_joined(words), locale, gender)
    return _western(words, locale)


def is_given_name(word: str, names: str, gender: str | None = None) -> bool:
    """Whether the word, or a piece of a hyphenated word, is in the list of that locale."""
    lists = _given_names().get(names, {})
    known = lists.get(gender or "") or frozenset().union(*lists.values())
    return any(piece in known for piece in plain(word).split("-"))


def plain(word: str) -> str:
    """Lower case, ё as е, one kind of apostrophe: the spelling of the lists."""
    return word.lower().translate(str.maketrans("ё’ʼ", "е''"))


@cache
def word_list(name: str) -> frozenset[str]:
    """One of the lists of `name_words.toml`."""
    return frozenset(_name_words()[name].split())


@cache
def _given_names() -> dict[str, dict[str, frozenset[str]]]:
    return {
        locale: {gender: frozenset(names.split()) for gender, names in lists.items()}
        for locale, lists in _name_words()["given"].items()
    }


@cache
def _name_words() -> dict[str, Any]:
    text = files("formkit.language").joinpath("name_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _with_kin_joined(words: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if joined and _KIN.fullmatch(word.lower()) and "-" not in word and len(word) < 6:
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _eastern(words: Sequence[str], locale: str, gender: str | None) -> FullName:
    aside = {index: _aside(word, words, locale) for index, word in enumerate(words)}
    roles = {index: role for index, role in aside.items() if role}
    free = [index for index in range(len(words)) if index not in roles]
    patronymic = _patronymic(words, free, locale, gender)
    if patronymic is None and _is_east_asian([words[index] for index in free], locale):
        return _east_asian(words, free, gender)
    named = [index for index in free if index != patronymic]
    surnames = _surnames(words, named, patronymic, locale, gender)
    for index in free:
        roles[index] = "surname" if index in surnames else "given"
    if patronymic is not None:
        roles[patronymic] = "patronymic"
    is_foreign = patronymic is None and any(
        is_given_name(words[index], f"western_{locale}") for index in set(named) - set(surnames)
    )
    parts = (
        Part(word, roles[index], _is_fixed(word, roles[index])) for index, word in enumerate(words)
    )
    return FullName(tuple(parts), is_foreign)


def _aside(word: str, words: Sequence[str], locale: str) -> Role | None:
    """The role of a word that is no name itself."""
    if word == ",":
        return "particle"
    if word.startswith("("):
        return "surname"
    if _INITIALS.fullmatch(word):
        return "initials"
    is_particle = word.lower() in word_list("particles") and len(words) > 1 and word != words[-1]
    # «Ван Гог Винсент» begins with a particle, «Ван Ли Юй» with a surname.
    is_first_certain = is_given_name(words[-1], f"western_{locale}")
    is_certain = word.islower() or (len(words) > 2 and (word != words[0] or is_first_certain))
    return "particle" if is_particle and is_certain and not word.isupper() else None


def _is_fixed(word: str, role: Role) -> bool:
    lower = word.lower()
    is_kin = bool(_KIN.fullmatch(lower)) or lower.endswith("-заде")
    return is_kin or role in ("initials", "particle", "title")


def _patronymic(
    words: Sequence[str], free: Sequence[int], locale: str, gender: str | None
) -> int | None:
    for index in free[1:]:
        word = words[index].lower()
        is_womans = word.endswith("на")
        fits = gender is None or is_womans == (gender == "female")
        is_kin = _KIN.fullmatch(word) or (len(words) > 2 and _FUSED_KIN.fullmatch(word))
        if is_kin or (fits and _PATRONYMIC[locale].fullmatch(word)):
            return index
    return None


def _surnames(
    words: Sequence[str],
    named: Sequence[int],
    patronymic: int | None,
    locale: str,
    gender: str | None = None,
) -> Sequence[int]:
    """Positions of the surname among the words that are neither patronymic nor set aside."""
    if patronymic is not None:
        after = [index for index in named if index > patronymic]
        return after or named[:-1]
    known = [is_given_name(words[index], locale) for index in named]
    known = [
        flag or is_given_name(words[index], f"western_{locale}")
        for flag, index in zip(known, named, strict=True)
    ]
    if len(named) < 2:
        return [] if any(known) else named
    if known[0] and not known[-1]:
        return [
            index
            for index, is_known in zip(named, known, strict=True)
            if index == named[-1] or (not is_known and _looks_surname(words[index], locale))
        ]
    if known[-1] and not known[0]:
        return named[: known.index(True)]
    ordered = [words[index] for index in named]
    return named[-1:] if _is_given_first(ordered, locale, gender) else named[:1]


def _is_given_first(words: Sequence[str], locale: str, gender: str | None) -> bool:
    """The order of words none of which, or all of which, are known given names."""
    if locale not in _PATRONYMIC:
        return True
    first, last = words[0], words[-1]
    if _looks_surname(last, locale) and not _looks_surname(first, locale):
        return True
    is_womans = gender == "female" and first[-1].lower() in "ая" and last[-1].lower() not in "ая"
    return is_womans and not re.search(r"(?:[оеєї]ва|[сз]ька|ая)$", first.lower())


def _looks_surname(word: str, locale: str) -> bool:
    return locale in _SURNAME and bool(_SURNAME[locale].fullmatch(plain(word)))


def _is_east_asian(words: Sequence[str], locale: str) -> bool:
    if len(words) < 2 or any(is_given_name(word, locale) for word in words[1:]):
        return False
    if any(is_given_name(word, f"western_{locale}") for word in words):
        return False
    is_listed = plain(words[0]) in word_list("east_asian_surnames") and not is_given_name(
        words[0], locale
    )
    return is_listed or (len(words) > 2 and all(syllables(word) == 1 for word in words))


def _east_asian(words: Sequence[str], free: Sequence[int], gender: str | None) -> FullName:
    """Only the last word of a man's name declines, and only if it ends in a consonant."""
    parts = []
    for index, word in enumerate(words):
        is_last = index == free[-1]
        is_fixed = not is_last or gender == "female" or bool(_VOWEL.fullmatch(word[-1]))
        role: Role = "surname" if index == free[0] else "given"
        parts.append(Part(word, role, is_fixed))
    return FullName(tuple(parts))


def _western(words: Sequence[str], locale: str) -> FullName:
    titled = _titles(words)
    roles: dict[int, Role] = dict.fromkeys(titled, "title")
    for index, word in enumerate(words):
        if index not in titled and word.startswith("("):
            roles[index] = "surname"
        elif index not in titled and word.lower() in word_list("particles") and word != words[-1]:
            roles[index] = "particle"
    named = [index for index in range(len(words)) if index not in roles]
    surnames = _surnames(words, named, None, locale)
    for index in named:
        roles[index] = "surname" if index in surnames else "given"
    parts = (
        Part(word, roles[index], roles[index] in ("title", "particle"))
        for index, word in enumerate(words)
    )
    return FullName(tuple(parts))


def _titles(words: Sequence[str]) -> set[int]:
    """Positions of degrees: abbreviations, and everything from the first comma on."""
    end = words.index(",") if "," in words else len(words)
    abbreviations = {index for index, word in enumerate(words) if _TITLE.fullmatch(word)}
    return abbreviations | set(range(end, len(words)))


def syllables(word: str) -> int:
    return len(_VOWEL.findall(word))
