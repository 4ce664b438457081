"""“Did you mean”: the nearest known name, look-alike letters of other alphabets included."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

_LOOK_ALIKE = str.maketrans(
    "авекмнорстухіјѕԁһԛԝАВЕКМНОРСТУХІЈЅ", "abekmhopctyxijsdhqwABEKMHOPCTYXIJS"
)


def latin_look(text: str) -> str:
    """The text with Cyrillic letters that look Latin replaced by the Latin ones."""
    return unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKE)


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant.

    Look-alike letters are folded only against names of Latin letters: folding a Cyrillic label
    would make a word of two alphabets of it.
    """
    names = list(known)
    by_spelling = {_spelling(name): name for name in reversed(names)}
    forms = {_spelling(text)}
    if any(name.isascii() for name in names):
        forms.add(latin_look(text).casefold())
    for form in forms & by_spelling.keys() - {_spelling(text)}:
        return by_spelling[form]
    near = {match: form for form in forms for match in get_close_matches(form, by_spelling, n=1)}
    best = max(near, key=lambda match: _likeness(near[match], match), default=None)
    return by_spelling[best] if best is not None else None


def _spelling(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def has_mixed_alphabets(word: str) -> bool:
    """Whether Latin and Cyrillic letters stand in one word."""
    alphabets = {unicodedata.name(c, "").split(" ")[0] for c in word if c.isalpha()}
    return {"LATIN", "CYRILLIC"} <= alphabets


def suggest(text: str, known: Iterable[str]) -> str:
    """The nearest name to append to a message, `` → name?``, or nothing."""
    name = nearest(text, known)
    return f" → {name}?" if name else ""
