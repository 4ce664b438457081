"""Tables of endings: the form of a word by the way its nominative ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Paradigm:
    """Words ending in `pattern` lose `cut` letters and take the ending of the case."""

    pattern: re.Pattern[str]
    cut: int
    endings: dict[str, str]

    def form(self, word: str, case: str) -> str:
        ending = self.endings.get(case)
        return word if ending is None else word[: len(word) - self.cut] + ending


def table(text: str, cases: Sequence[str]) -> tuple[Paradigm, ...]:
    """Paradigms from lines of `pattern cut ending…`, one ending per case.

    A pattern is a regular expression for the end of the word, `^` makes it the whole
    word. `0` stands for an empty ending, `.` keeps the word in that case; a line with `=`
    after the pattern keeps it in every case. `#` starts a comment.
    """
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return tuple(_paradigm(line, cases) for line in lines if line)


def find(word: str, paradigms: Sequence[Paradigm]) -> Paradigm | None:
    """The first paradigm that fits."""
    return next((one for one in paradigms if one.pattern.search(word)), None)


def inflect(word: str, case: str, paradigms: Sequence[Paradigm]) -> str:
    """The form by the first paradigm that fits; the word itself where none does."""
    paradigm = find(word, paradigms)
    return paradigm.form(word, case) if paradigm else word


def like_typed(form: str, typed: str) -> str:
    """The lower-case `form` with the capitals of the nominative as it was typed."""
    if len(typed) > 1 and typed.isupper():
        return form.upper()
    pairs = zip(form, typed.ljust(len(form), " "), strict=False)
    return "".join(letter.upper() if sign.isupper() else letter for letter, sign in pairs)


def _paradigm(line: Sequence[str], cases: Sequence[str]) -> Paradigm:
    pattern = re.compile(f"(?:{line[0]})$")
    if line[1] == "=":
        return Paradigm(pattern, 0, {})
    endings = dict(zip(cases, line[2:], strict=True))
    return Paradigm(
        pattern,
        int(line[1]),
        {case: ending.strip("0") for case, ending in endings.items() if ending != "."},
    )
