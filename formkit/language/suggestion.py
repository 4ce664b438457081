"""“Did you mean”: the nearest known name, look-alike letters of other alphabets included."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_LOOK_ALIKE = str.maketrans(
    "авекмнорстухіјѕԁһԛԝАВЕКМНОРСТУХІЈЅ", "abekmhopctyxijsdhqwABEKMHOPCTYXIJS"
)


def latin_look(text: str) -> str:
    """The text with Cyrillic letters that look Latin replaced by the Latin ones."""
    return unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKE)


def nearest(text: str, known: Iterable[str]) -> str | None:
    names = list(known)
    latin = latin_look(text)
    if latin != text and latin in names:
        return latin
    found = get_close_matches(latin, names, n=1, cutoff=0.6)
    return found[0] if found else None


def has_mixed_alphabets(word: str) -> bool:
    """Whether Latin and Cyrillic letters stand in one word."""
    alphabets = {unicodedata.name(c, "").split(" ")[0] for c in word if c.isalpha()}
    return {"LATIN", "CYRILLIC"} <= alphabets


def suggest(text: str, known: Iterable[str]) -> str:
    """The nearest name to append to a message, `` → name?``, or nothing."""
    name = nearest(text, known)
    return f" → {name}?" if name else ""
