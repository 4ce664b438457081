"""Multilevel numbering from the samples of the profile (17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from formkit.formats.docx.ooxml import Element, q, twips, w
from formkit.formats.docx.sheet import Sheet

MAIN, BULLETS = 1, 2
"""Numbering instances that the styles refer to; further ones restart the clauses."""
_FORMATS = (
    (re.compile(r"[0-9]+"), "decimal"),
    (re.compile(r"[ivx]+"), "lowerRoman"),
    (re.compile(r"[a-z]"), "lowerLetter"),
    (re.compile(r"[а-я]"), "russianLower"),
)
_HANGING_MM, _STEP_MM = 10.0, 8.0
"""Room of the number of the upper levels, and of each deeper one, where paragraphs hang."""


@dataclass(frozen=True, slots=True)
class Level:
    """``format`` is a number format of 17.18.59, ``text`` its pattern such as ``%1.%2.``."""

    format: str
    text: str


def level_of(sample: str, position: int) -> Level:
    """The level a clerk means by a sample such as ``1.1.`` as number ``position``, from 0."""
    for pattern, name in _FORMATS:
        found = pattern.findall(sample)
        if found:
            first = position + 2 - len(found)
            text = pattern.sub("%", sample)
            for number in range(first, position + 2):
                text = re.sub("%(?![0-9])", f"%{number}", text, count=1)
            return Level(name, text)
    return Level("bullet", sample)


class Numbering:
    """Which list and level the next clause belongs to.

    Under a numbered heading clauses are its lower levels; elsewhere they begin at the first
    level, anew after every heading.
    """

    def __init__(self, sheet: Sheet, has_numbered_headings: bool) -> None:
        self._sheet = sheet
        self._first = 1 if has_numbered_headings else 0
        self._is_numbered = has_numbered_headings
        self._current = MAIN
        self._restarts: list[int] = []

    def heading(self, is_numbered: bool) -> None:
        self._is_numbered = is_numbered
        if is_numbered:
            self._current = MAIN
        else:
            self._current = 0

    def clause(self, level: int) -> Element | None:
        """The numbering of a clause of a level, from 1; None where its style already says it."""
        if self._is_numbered:
            return None
        if self._current == 0:
            self._current = BULLETS + 1 + len(self._restarts)
            self._restarts.append(self._current)
        if self._current == MAIN:
            return None
        return num_pr(self._current, min(level - 1, len(self._levels) - 1))

    def style_level(self, level: int) -> int:
        """The list level of the style ``Clause {level}``."""
        return min(level - 1 + self._first, len(self._levels) - 1)

    @property
    def _levels(self) -> tuple[str, ...]:
        return self._sheet.profile.numbering.levels

    def part(self) -> Element:
        """``w:numbering``."""
        instances = [_instance(MAIN, 0), _instance(BULLETS, 1)]
        instances += [_instance(number, 2, restart=True) for number in self._restarts]
        return w(
            "numbering",
            self._clauses(0, linked=True),
            self._bullets(1),
            self._clauses(2),
            *instances,
        )

    def _clauses(self, number: int, linked: bool = False) -> Element:
        levels = [
            _level(
                n,
                level_of(sample, n),
                self._indent(n, is_heading=linked and n < self._first),
                self._style(n) if linked else None,
            )
            for n, sample in enumerate(self._levels)
        ]
        return w(
            "abstractNum", w("multiLevelType", val="multilevel"), *levels, abstractNumId=number
        )

    def _style(self, position: int) -> str | None:
        if position < self._first:
            return "Heading1"
        level = position - self._first + 1
        return f"Clause{level}" if level <= CLAUSE_STYLES else None

    def _bullets(self, number: int) -> Element:
        bullet = Level("bullet", self._sheet.profile.numbering.bullet)
        levels = [
            _level(n, bullet, self._bullet_indent(n), "Item" if n == 0 else None) for n in range(3)
        ]
        return w(
            "abstractNum", w("multiLevelType", val="multilevel"), *levels, abstractNumId=number
        )

    def _bullet_indent(self, position: int) -> Element:
        if self._sheet.indent_mm and position == 0:
            return _first_line(self._sheet.indent_mm)
        return _hanging(6.0 * (position + 1), 6.0)

    def _indent(self, position: int, is_heading: bool) -> Element:
        if self._sheet.indent_mm:
            is_centred = is_heading and self._sheet.is_centred
            return _first_line(0.0 if is_centred else self._sheet.indent_mm)
        if position <= 1:
            return _hanging(_HANGING_MM, _HANGING_MM)
        return _hanging(_HANGING_MM + _STEP_MM * (position - 1), _STEP_MM)


CLAUSE_STYLES = 4
"""Styles ``Clause 1`` to ``Clause 4``."""


def num_pr(instance: int, level: int) -> Element:
    return w("numPr", w("ilvl", val=level), w("numId", val=instance))


def _abstract(number: int, levels: list[Element]) -> Element:
    return w("abstractNum", w("multiLevelType", val="multilevel"), *levels, abstractNumId=number)


def _instance(number: int, abstract: int, restart: bool = False) -> Element:
    override = w("lvlOverride", w("startOverride", val=1), ilvl=0) if restart else None
    return w("num", w("abstractNumId", val=abstract), override, numId=number)


def _level(position: int, level: Level, indent: Element, style: str | None = None) -> Element:
    is_hanging = indent.get(q("hanging")) is not None
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=level.format),
        w("pStyle", val=style) if style else None,
        w("suff", val="tab" if is_hanging else "space"),
        w("lvlText", val=level.text),
        w("lvlJc", val="left"),
        w("pPr", indent),
        ilvl=position,
    )


def _first_line(mm: float) -> Element:
    return w("ind", firstLine=twips(mm))


def _hanging(left_mm: float, hanging_mm: float) -> Element:
    return w("ind", left=twips(left_mm), hanging=twips(hanging_mm))
