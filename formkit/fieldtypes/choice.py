"""Choices: one of a list, several of a list, yes or no. Values are names, never labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from formkit.fieldtypes.base import FieldType, Parsed, Plain, Widget, single_line, wrong_shape
from formkit.language.suggestion import suggest
from formkit.problems import Code, problem

if TYPE_CHECKING:
    from formkit.problems import Problem

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceType(FieldType):
    """One name of a choice list."""

    name: ClassVar[str] = "choice"
    choices: tuple[str, ...]
    appearance: str = "boxes"
    """``boxes`` shows every choice; ``minimal`` is a drop-down (XLSForm's word)."""

    @property
    def widget(self) -> Widget:
        is_dropdown = self.appearance == "minimal" and not self.is_by_hand
        return Widget.SELECT if is_dropdown else Widget.RADIO

    def parse(self, text: str, locale: str) -> Parsed:
        line = single_line(text)
        if not line:
            return None, ()
        return (line, ()) if line in self.choices else (None, (_not_a_choice(line, self.choices),))

    def format(self, value: str, locale: str) -> str:
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiChoiceType(FieldType):
    """Names of a choice list in its order; as text they are joined by spaces (XLSForm)."""

    name: ClassVar[str] = "multi_choice"
    choices: tuple[str, ...]

    @property
    def widget(self) -> Widget:
        return Widget.CHECKBOX

    def parse(self, text: str, locale: str) -> Parsed:
        return self._ordered(single_line(text).replace(",", " ").split())

    def _ordered(self, names: list[str]) -> Parsed:
        wrong = tuple(_not_a_choice(n, self.choices) for n in names if n not in self.choices)
        value = tuple(choice for choice in self.choices if choice in names)
        return (value or None), wrong

    def format(self, value: tuple[str, ...], locale: str) -> str:
        return " ".join(value)

    def from_plain(self, plain: Plain, locale: str) -> Parsed:
        if isinstance(plain, list | tuple):
            strange = [item for item in plain if not isinstance(item, str)]
            if strange:
                return None, tuple(wrong_shape("name of a choice", item) for item in strange)
            return self._ordered([str(item) for item in plain])
        if plain is None or isinstance(plain, str):
            return FieldType.from_plain(self, plain, locale)
        return None, (wrong_shape("list of choices", plain),)

    def to_plain(self, value: tuple[str, ...]) -> Plain:
        return list(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNoType(FieldType):
    """True, False or unanswered; with ``appearance: check`` one box: True or no value."""

    name: ClassVar[str] = "yes_no"
    appearance: str = "boxes"

    @property
    def choices(self) -> tuple[str, ...]:
        return (YES, NO)

    @property
    def widget(self) -> Widget:
        return Widget.CHECKBOX if self.appearance == "check" else Widget.RADIO

    def parse(self, text: str, locale: str) -> Parsed:
        line = single_line(text).lower()
        if not line:
            return None, ()
        if line in _YES_WORDS:
            return True, ()
        if line in _NO_WORDS:
            return (None if self.appearance == "check" else False), ()
        return None, (_not_a_choice(line, self.choices),)

    def format(self, value: bool, locale: str) -> str:
        return YES if value else NO

    def from_plain(self, plain: Plain, locale: str) -> Parsed:
        if isinstance(plain, bool):
            return self.parse(YES if plain else NO, locale)
        return FieldType.from_plain(self, plain, locale)

    def to_plain(self, value: bool) -> Plain:
        return value


_YES_WORDS = {YES, "y", "true", "1", "x", "on", "да", "так", "ano", "✓"}
_NO_WORDS = {NO, "n", "false", "0", "off", "нет", "ні", "ne"}


def _not_a_choice(text: str, choices: tuple[str, ...]) -> Problem:
    near, known = suggest(text, choices), ", ".join(choices)
    return problem(Code.VALUE_NOT_A_CHOICE, text=text, suggestion=near, known=known)
