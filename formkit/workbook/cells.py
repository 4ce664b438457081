"""Values and cells: how a value stands in a spreadsheet, and what a cell means.

A spreadsheet changes what people type: it drops leading zeros, keeps fifteen digits, turns
texts into days. ``format`` writes so that this cannot happen, ``parse`` undoes it or refuses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeGuard

from formkit.fieldtypes.base import canonical_text
from formkit.fieldtypes.choice import ChoiceType, MultiChoiceType, YesNoType
from formkit.fieldtypes.date import DateType, TimeType
from formkit.fieldtypes.number import NumberType
from formkit.fieldtypes.reference import SEPARATOR, Reference, ReferenceType
from formkit.fieldtypes.signature import SIGNED, SignatureType
from formkit.problems import Code, Problem, problem
from formkit.workbook.words import WORDS

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType, Parsed, Value

Cell = str | Decimal | date | None
"""What is written: Decimal as a number, date as a day, everything else as text."""

Raw = str | bool | int | float | date | datetime | time | timedelta | None
"""What a reader of spreadsheets gives."""

FIRST_DAY = date(1900, 3, 1)
"""Excel and LibreOffice count the days before it differently."""
LONGEST = 32_000
"""Characters of UTF-16 written to a cell; 32,767 is the limit of the format."""
DIGITS = 15
"""Digits a spreadsheet keeps of a number."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A column as the workbook shows it."""

    type: FieldType
    locale: str
    labels: Mapping[str, str] = field(default_factory=dict)
    """Choice labels or labels of referred records, by name or key."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Choice names by further labels, of other languages for instance; folded."""


def choice_labels(choices: tuple[str, ...], words: Mapping[str, str]) -> dict[str, str]:
    """Labels by choice name; equal ones are told apart by the name."""
    labels = {name: " ".join(words.get(name, name).split()) for name in choices}
    seen = [label.casefold() for label in labels.values()]
    return {
        name: f"{label} ({name})" if seen.count(label.casefold()) > 1 else label
        for name, label in labels.items()
    }


def format_cell(value: Value | None, shape: Shape) -> Cell:
    """The cell of a value; inverse of :func:`parse_cell` for all that fits into a cell."""
    match value:
        case None:
            return None
        case bool():
            words = WORDS[shape.locale]
            return words.yes if value else words.no
        case Decimal():
            return value if len(value.as_tuple().digits) <= DIGITS else format(value, "f")
        case date():
            return value if value >= FIRST_DAY else value.isoformat()
        case tuple():
            labels = [shape.labels.get(name, name) for name in value]
            return shortened(_separator(shape).join(labels), shape.locale)
        case Reference():
            label = shape.labels.get(value.key, "")
            return shortened(shape.type.format(Reference(value.key, label), "en"), shape.locale)
    if isinstance(shape.type, ChoiceType):
        return shape.labels.get(value, value)
    return shortened(writable(shape.type.format(value, shape.locale)), shape.locale)


def shortened(text: str, locale: str) -> str:
    """A text a cell can hold; the end of a longer one says where the whole is."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * LONGEST].decode("utf-16-le", "ignore") + WORDS[locale].cut


def is_cut(text: str, locale: str) -> bool:
    """Whether a cell shows only the beginning of its text."""
    return len(text) > LONGEST // 2 and text.endswith(WORDS[locale].cut)


def writable(text: str) -> str:
    """The text without what XML cannot carry even escaped."""
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


def is_number(raw: Raw) -> TypeGuard[int | float]:
    return isinstance(raw, int | float) and not isinstance(raw, bool)


def same_text(one: str, other: str) -> bool:
    """Whether two cells show the same; control characters and tabs are lost through .ods."""
    return one == other or _visible(one) == _visible(other)


def _visible(text: str) -> str:
    return canonical_text("".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc"))


def _separator(shape: Shape) -> str:
    return "\n" if any(";" in label for label in shape.labels.values()) else "; "


def parse_cell(raw: Raw, shape: Shape) -> Parsed:
    """The value of a cell, or None with a problem; an empty cell is no value."""
    if isinstance(raw, str):
        raw = canonical_text(raw)
        if _ERROR_VALUE.fullmatch(raw):
            return None, (problem(Code.VALUE_BAD_FORMAT, text=raw, expected="…"),)
    if raw is None or raw == "":
        return None, ()
    match shape.type:
        case NumberType():
            return _parse_number(raw, shape)
        case DateType():
            return _parse_day(raw, shape)
        case TimeType():
            return _parse_time(raw, shape)
        case YesNoType() | SignatureType():
            return _parse_yes_no(raw, shape)
        case ChoiceType():
            return _parse_choice(_text_of(raw), shape)
        case MultiChoiceType():
            return _parse_choices(_text_of(raw), shape)
    return _parse_text(raw, shape)


_ERROR_VALUE = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")


def _parse_number(raw: Raw, shape: Shape) -> Parsed:
    if not is_number(raw):
        return shape.type.from_plain(_text_of(raw), shape.locale)
    return shape.type.from_plain(format(Decimal(f"{raw:.{DIGITS}g}"), "f"), shape.locale)


def _parse_day(raw: Raw, shape: Shape) -> Parsed:
    if isinstance(raw, datetime):
        return raw.date(), ()
    if isinstance(raw, date):
        return raw, ()
    if is_number(raw) and _FIRST <= raw <= _LAST:
        return _DAY_ZERO + timedelta(days=int(raw)), ()
    return shape.type.parse(_text_of(raw), shape.locale)


_DAY_ZERO = date(1899, 12, 30)
_FIRST, _LAST = 61, 2_958_465
"""Serial numbers of 1 March 1900 and of 31 December 9999."""


def _parse_time(raw: Raw, shape: Shape) -> Parsed:
    if isinstance(raw, float) and 0 <= raw < 1:
        raw = timedelta(minutes=round(raw * 24 * 60))
    if isinstance(raw, timedelta) and not raw.days:
        raw = datetime.min + raw
    if isinstance(raw, datetime):
        raw = raw.time()
    if isinstance(raw, time):
        return raw.replace(second=0, microsecond=0), ()
    return shape.type.parse(_text_of(raw), shape.locale)


def _parse_yes_no(raw: Raw, shape: Shape) -> Parsed:
    if isinstance(shape.type, SignatureType):
        value, found = YesNoType().parse(_text_of(raw), shape.locale)
        return shape.type.parse(SIGNED if value else "", shape.locale)[0], found
    return shape.type.parse(_text_of(raw), shape.locale)


def _parse_choice(text: str, shape: Shape) -> Parsed:
    name = _choice_named(text, shape)
    if name is not None:
        return name, ()
    return None, (_not_in_list(text, shape),)


def _parse_choices(text: str, shape: Shape) -> Parsed:
    parts = [part.strip() for part in re.split(r"\n|;", text)]
    if ";" in "".join(shape.labels.values()):
        parts = [part.strip() for part in text.split("\n")]
    wanted = {part: _choice_named(part, shape) for part in parts if part}
    wrong = tuple(_not_in_list(part, shape) for part, name in wanted.items() if name is None)
    names = [name for name in wanted.values() if name is not None]
    if wrong:
        return None, wrong
    return shape.type.from_plain(names, shape.locale)


def _choice_named(text: str, shape: Shape) -> str | None:
    folded = _folded(text)
    for name, label in shape.labels.items():
        if folded in (_folded(label), name):
            return name
    return shape.aliases.get(folded)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _not_in_list(text: str, shape: Shape) -> Problem:
    known = list(shape.labels.values())
    by_folded = {_folded(label): label for label in known}
    near = get_close_matches(_folded(text), by_folded, n=1)
    suggestion = f" → {by_folded[near[0]]}?" if near else ""
    return problem(
        Code.VALUE_NOT_A_CHOICE, text=text, suggestion=suggestion, known=", ".join(known)
    )


def _parse_text(raw: Raw, shape: Shape) -> Parsed:
    if is_number(raw) and abs(raw) >= 10**DIGITS:
        text = _text_of(raw)
        expected = f"text; of a number only {DIGITS} digits are kept"
        return None, (problem(Code.VALUE_BAD_FORMAT, text=text, expected=expected),)
    if isinstance(raw, date | time | timedelta):
        expected = "text, not a date"
        return None, (problem(Code.VALUE_BAD_FORMAT, text=_text_of(raw), expected=expected),)
    text = _text_of(raw)
    if isinstance(shape.type, ReferenceType):
        text = text.partition(SEPARATOR)[0]
    return shape.type.parse(text, shape.locale)


def _text_of(raw: Raw) -> str:
    """What a person would have typed to get this cell."""
    match raw:
        case bool():
            return "yes" if raw else "no"
        case int() | float():
            return format(Decimal(f"{raw:.{DIGITS}g}"), "f")
        case datetime() if raw.time() == time():
            return raw.date().isoformat()
        case date() | time():
            return raw.isoformat()
    return str(raw)
