"""Full names in their cases, as initials, in a salutation.

Forms confirmed by a person always win over the rules; gender is given by the caller,
`guess_gender` only proposes one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from formkit.language import czech, russian, ukrainian
from formkit.language.full_name import FullName, Part, is_given_name, parse, syllables, word_list
from formkit.language.paradigms import like_typed
from formkit.language.profiles import get_profile

NBSP = "\u00a0"

CASES = ("nom", "gen", "dat", "acc", "ins", "voc")
GENDERS: tuple[Literal["male"], Literal["female"]] = ("male", "female")
LOCALES = ("ru", "uk", "cs", "en")

_NOTHING: Mapping[str, str] = MappingProxyType({})
_GREETINGS = {
    "ru": (("Уважаемый", "господин"), ("Уважаемая", "госпожа")),
    "uk": (("Шановний", "пане"), ("Шановна", "пані")),
    "cs": (("Vážený", "pane"), ("Vážená", "paní")),
    "en": (("Dear", "Mr"), ("Dear", "Ms")),
}
_WITHOUT_YO = str.maketrans("ёЁ", "еЕ")
_FOREIGN_LETTERS = {
    "ru": re.compile("[a-z]"),
    "uk": re.compile("[a-z]"),
    "cs": re.compile("[Ѐ-ӿ]"),
}
"""A word of another script has no forms here."""
_GENDER_ENDINGS: Mapping[str, Mapping[tuple[str, str], str]] = {
    "ru": {
        ("patronymic", "male"): r"[иы]ч$|(?:оглы|угли|уулу|улы)$",
        ("patronymic", "female"): r"[оеё]вна$|[иы]чна$|(?:кызы|кизи|гызы)$",
        ("surname", "male"): r"..[оеё]в$|..[иы]н$|[сц]кий$|ый$",
        ("surname", "female"): r"..[оеё]ва$|[сц]кая$|ая$",
    },
    "uk": {
        ("patronymic", "male"): r"[иі]ч$|огли$",
        ("patronymic", "female"): r"[ії]вна$|[иі]чна$|кизи$",
        ("surname", "male"): r"..[оеєї]в$|[сцз]ький$|ий$",
        ("surname", "female"): r"..[оеєї]ва$|[сцз]ька$",
    },
    "cs": {("surname", "male"): r"ý$", ("surname", "female"): r"(?:ov|[^aeiouyáéíóúůýě])á$"},
    "en": {},
}


def decline(full_name: str, case: str, *, gender: str, locale: str) -> str:
    """The whole name in `nom gen dat acc ins voc` or `loc`, in the order it was typed.

    Capitals, hyphens, apostrophes and ё stay as typed; white space becomes single
    spaces. English names have one form.

    Raises:
        ValueError: for an unknown case, gender or locale.
    """
    return str(_declined(full_name, case, gender, locale))


def forms(
    full_name: str,
    *,
    gender: str,
    locale: str,
    confirmed: Mapping[str, str] = _NOTHING,
    is_indeclinable: bool = False,
) -> dict[str, str]:
    """Every case of the name; a confirmed form is taken as it is."""
    result = {}
    for case in CASES:
        rule_case = "nom" if is_indeclinable else case
        proposed = decline(full_name, rule_case, gender=gender, locale=locale)
        result[case] = confirmed.get(case) or proposed
    return result


def initials(full_name: str, *, locale: str, order: Literal["after", "before"] = "after") -> str:
    """«Иванов И. И.» or, with `before`, «И. И. Иванов»; kept together by U+00A0."""
    return _initials(parse(full_name, locale=locale), order)


def signature_name(full_name: str, *, locale: str) -> str:
    """The name beside a signature, in the order of the locale's profile."""
    name = parse(full_name, locale=locale)
    match get_profile(locale).signature.name_order:
        case "initials-first":
            return _initials(name, "before")
        case "given-SURNAME":
            surname = " ".join(name.words("surname")).upper()
            return " ".join([*name.words("given", "initials", "particle"), surname]).strip()
        case "full":
            return str(name)


def salutation(full_name: str, *, gender: str, locale: str) -> str:
    """How a letter begins, without the punctuation that closes it."""
    name = _declined(full_name, "voc", gender, locale)
    greeting, title = _GREETINGS[locale][GENDERS.index(gender)]
    if name.words("patronymic"):
        return " ".join([greeting, *name.words("given", "patronymic")])
    given, surname = name.words("given"), name.words("particle", "surname")
    addressed = (given or surname) if locale == "uk" else (surname or given)
    return " ".join([greeting, title, *addressed])


def guess_gender(full_name: str, locale: str) -> Literal["male", "female"] | None:
    """A proposal from patronymic, surname and given name; None where they leave a doubt."""
    votes = {_vote(part, locale) for part in parse(full_name, locale=locale).parts} - {None}
    return votes.pop() if len(votes) == 1 else None


def search_forms(full_name: str, *, gender: str, locale: str) -> frozenset[str]:
    """Everything by which the person could be found in a text.

    The whole name, its single words and the surname with initials in every case, with ё
    and with е; U+00A0 is written as a plain space. Single letters are left out.
    """
    found: set[str] = set()
    for case in (*CASES, "loc"):
        name = _declined(full_name, case, gender, locale)
        found |= {str(name), _initials(name, "after"), _initials(name, "before")}
        found |= set(name.words("surname", "given", "patronymic"))
        given, surname = " ".join(name.words("given")), " ".join(name.words("surname"))
        found |= {f"{given} {surname}".strip(), f"{surname} {given}".strip()}
    spaced = {form.replace(NBSP, " ") for form in found if len(form) > 1}
    return frozenset(spaced | {form.translate(_WITHOUT_YO) for form in spaced})


def _declined(full_name: str, case: str, gender: str, locale: str) -> FullName:
    for value, known in ((case, (*CASES, "loc")), (gender, GENDERS), (locale, LOCALES)):
        if value not in known:
            raise ValueError(f"unknown {value!r}; expected one of {', '.join(known)}")
    name = parse(full_name, locale=locale, gender=gender)
    if case == "nom" or locale == "en":
        return name
    parts = tuple(
        part
        if part.is_fixed
        else replace(part, text=_decline_word(part, case, gender, locale, name.is_foreign))
        for part in name.parts
    )
    return replace(name, parts=parts)


def _decline_word(part: Part, case: str, gender: str, locale: str, is_foreign: bool) -> str:
    """Every piece of a hyphenated word in its case; marks around it stay."""
    pieces = part.text.split("-")
    for position, piece in enumerate(pieces):
        letters = piece.strip('()[]«»"“”„,;:')
        word = letters.lower()
        is_last = position == len(pieces) - 1
        if len(word) < 2 or _FOREIGN_LETTERS[locale].search(word):
            continue
        if not is_last and _is_kept(word, part.role, locale):
            continue
        form = _form(word, case, part.role, gender, locale, is_foreign)
        pieces[position] = piece.replace(letters, like_typed(form, letters))
    return "-".join(pieces)


def _form(word: str, case: str, role: str, gender: str, locale: str, is_foreign: bool) -> str:
    if locale == "ru":
        return russian.decline_word(word, case, role, gender, is_foreign=is_foreign)
    if locale == "uk":
        return ukrainian.decline_word(word, case, role, gender, is_foreign=is_foreign)
    return czech.decline_word(word, case, role, gender)


def _is_kept(piece: str, role: str, locale: str) -> bool:
    """Leading pieces of Slavic double surnames decline unless they have one syllable."""
    is_eastern_surname = locale in ("ru", "uk") and role == "surname"
    return piece in word_list("kept_pieces") or (is_eastern_surname and syllables(piece) == 1)


def _initials(name: FullName, order: str) -> str:
    surname = name.words("particle", "surname")
    letters = [_initial(part) for part in name.parts if part.role in ("given", "patronymic")]
    letters += [re.sub(r"\.(?=\w)", f".{NBSP}", word) for word in name.words("initials")]
    if not surname:
        return NBSP.join(name.words("given", "patronymic", "initials"))
    return NBSP.join(surname + letters if order == "after" else letters + surname)


def _initial(part: Part) -> str:
    """«И.», «А.-М.»; «Р. оглы» for «Рашид оглы»."""
    first, *kin = part.text.split(" ")
    letters = "-".join(f"{piece[0].upper()}." for piece in first.split("-") if piece)
    return NBSP.join([letters, *kin])


def _vote(part: Part, locale: str) -> Literal["male", "female"] | None:
    if part.role == "given":
        lists = (locale, f"western_{locale}")
        is_male, is_female = (
            any(is_given_name(part.text, names, gender) for names in lists) for gender in GENDERS
        )
        return None if is_male == is_female else "male" if is_male else "female"
    for gender in GENDERS:
        ending = _GENDER_ENDINGS[locale].get((part.role, gender))
        if ending and re.search(ending, part.text.lower()):
            return gender
    return None
