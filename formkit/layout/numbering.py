"""Numbers of clauses in the style of a locale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formkit.language.profiles import Numbering

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class Counters:
    """Counts the clauses of a document, level by level, however deep they are."""

    numbering: Numbering
    numbers: list[int] = field(default_factory=list)
    _headings: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._headings = self.numbers

    def heading(self, is_numbered: bool) -> str:
        """The number of a heading; under one without a number clauses begin anew."""
        self.numbers = self._headings if is_numbered else []
        return self.next(0) if is_numbered else ""

    def next(self, level: int) -> str:
        """The number of the next clause of a level; deeper ones begin anew."""
        del self.numbers[level + 1 :]
        self.numbers += [0] * (level + 1 - len(self.numbers))
        self.numbers[level] += 1
        return clause_number(self.numbers, level, self.numbering)


def clause_number(numbers: Sequence[int], level: int, numbering: Numbering) -> str:
    """The number of a clause from the counters of all levels and the sample of its level.

    ``1.1.`` repeats the outer numbers, ``1)`` does not; ``а)`` and ``(a)`` are letters, ``(i)``
    Roman numerals; a sample without any of these, such as a dash, stands as it is. Where nothing
    outside of it was numbered, a clause is of the first level.
    """
    while level and not numbers[0]:
        numbers, level = numbers[1:], level - 1
    sample = numbering.levels[min(level, len(numbering.levels) - 1)]
    core = sample.strip("().")
    own = numbers[level]
    if core == "1" and level:
        shown = str(own)
    elif core.replace(".", "").strip("1") == "" and core:
        shown = ".".join(str(n) for n in numbers[: level + 1])
    elif core == "i":
        shown = _roman(own)
    elif core.isalpha():
        rounds, place = divmod(own - 1, len(numbering.letters))
        shown = numbering.letters[place] * (rounds + 1)
    else:
        return sample
    return sample.replace(core, shown)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text
