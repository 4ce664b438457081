"""Words that agree with the party they speak of."""

from __future__ import annotations

_ORDER = ("masculine", "feminine", "neuter", "plural")
_SAME = {"male": "masculine", "female": "feminine"}
_VOWELS = frozenset("аеёиоуыэюяєіїaeiouyáéíóúůýě")


def agree(variants: str, gender: str | None) -> str:
    """The variant of `masculine/feminine/neuter/plural` for a gender or a person's sex.

    Two variants are masculine and feminine, three have the neuter. Where the gender is
    unknown, or the variant for it was not given, both are shown as on a blank:
    «ознакомлен(а)», «прошёл (прошла)».

    Raises:
        ValueError: for more than four variants or an unknown gender.
    """
    words = variants.split("/")
    if len(words) > len(_ORDER):
        raise ValueError(f"{variants!r} has more than four variants: {', '.join(_ORDER)}")
    if gender is not None:
        wanted = _SAME.get(gender, gender)
        if wanted not in _ORDER:
            raise ValueError(f"unknown gender {gender!r}; expected one of {', '.join(_ORDER)}")
        if _ORDER.index(wanted) < len(words):
            return words[_ORDER.index(wanted)]
    return words[0] if len(words) == 1 else _both(words[0], words[1])


def _both(masculine: str, feminine: str) -> str:
    pairs = enumerate(zip(masculine, feminine, strict=False))
    end = next((index for index, (one, two) in pairs if one != two), len(masculine))
    stem = masculine[:end]
    if stem == masculine:
        return f"{masculine}({feminine[len(stem) :]})"
    if stem and stem[-1].lower() in _VOWELS:
        stem = stem[:-1]
    endings = masculine[len(stem) :], feminine[len(stem) :]
    is_whole_word = 0 < len(stem) < 3
    if is_whole_word or not all(_is_ending(ending) for ending in endings):
        return f"{masculine} ({feminine})"
    return f"{masculine}({endings[1]})"


def _is_ending(text: str) -> bool:
    """«ый», «ая», «его», «ей»: an adjective's ending, which a bracket may hold alone."""
    letters = text.lower()
    is_short = 0 < len(letters) < 4 and letters[0] in _VOWELS
    return is_short and not set(letters[1:]) - _VOWELS - {*"йгм"}
