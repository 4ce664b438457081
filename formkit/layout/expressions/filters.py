"""The filters of expressions: grammar, dates, numbers. One set for Word, PDF and HTML.

A filter of a missing value gives the ruled line, or the bracket form «ознакомлен(а)» where it
chooses between words; never a wrong ending.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, NoReturn

from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import SEPARATOR, Reference
from formkit.language.suggestion import suggest
from formkit.layout.expressions.values import (
    Answer,
    Chosen,
    Entry,
    ExpressionError,
    Missing,
    Phrase,
    Several,
)
from formkit.problems import Code, Problem, problem

_YES_NO = {"ru": ("да", "нет"), "uk": ("так", "ні"), "cs": ("ano", "ne"), "en": ("yes", "no")}
CHECKED, UNCHECKED = "☒", "☐"
NBSP = "\u00a0"
_GENDERS = {"male": "masculine", "female": "feminine"}


def text_of(value: Any, locale: str) -> str:
    """A value as it stands in running text; a missing one is its ruled line.

    Raises:
        ExpressionError: a record or a table, which have no text of their own.
    """
    if isinstance(value, Entry):
        return _text_of_entry(value, locale)
    match value:
        case Chosen():
            return value.label
        case Answer() | bool():
            label = value.label if isinstance(value, Answer) else ""
            return label or _YES_NO[locale][0 if value else 1]
        case date():
            return _format_date(value, locale, "numeric")
        case time():
            return f"{value:%H:%M}"
        case Decimal():
            return _format_number(value, locale)
        case Several():
            return ", ".join(choice.label for choice in value)
        case str() | int() | Missing() | Person() | Reference():
            return str(value)
    return str(Missing("")) if value is None else _refuse_text(type(value).__name__)


def _text_of_entry(value: Entry, locale: str) -> str:
    if value.own is not None:
        return text_of(value.own, locale)
    return str(Missing(value.name)) if value.parts is None else _refuse_text(value.name)


def _refuse_text(found: str) -> NoReturn:
    raise _wrong_value("{{ }}", "a field or one part of a record", found)


@lru_cache(maxsize=1024)
def _format_date(value: date, locale: str, style: str) -> str:
    from formkit.language.dates import format_date

    return format_date(value, locale=locale, style=style)  # type: ignore[arg-type]


def _format_number(value: Decimal, locale: str) -> str:
    from formkit.language.numbers import format_number

    return format_number(value, locale=locale)


def case(value: Any, name: str, *, locale: str) -> Any:
    """The name, position or organisation in a case: ``nom gen dat acc ins voc`` or ``loc``."""
    _one_of("case", name)
    subject = _subject(value)
    if isinstance(subject, Missing):
        return subject
    forms = subject.forms
    if isinstance(subject, Person):
        return Phrase(_person_case(subject, name, locale), subject.gender)
    text = forms.get(name) or _phrase_case(subject, name, locale)
    return Phrase(text, subject.gender)


def _person_case(person: Person, name: str, locale: str) -> str:
    from formkit.language import names

    if name in person.forms:
        return person.forms[name]
    if person.is_indeclinable or locale == "en":
        return person.text
    gender = _person_gender(person, "case")
    return names.decline(person.text, name, gender=gender, locale=locale)


def _phrase_case(phrase: Phrase, name: str, locale: str) -> str:
    from formkit.language import positions

    return positions.decline(phrase, name, gender=phrase.gender, locale=locale)


def _person_gender(person: Person, filter_name: str) -> str:
    if person.gender is None:
        found = problem(Code.TEMPLATE_NO_GENDER, text=person.text, filter=filter_name)
        raise ExpressionError(problems=[found])
    return person.gender


def initials(value: Any, order: str = "", *, locale: str) -> Any:
    """«И. И. Иванов»: as the locale signs, or initials ``'before'`` or ``'after'`` the surname."""
    from formkit.language import names

    _one_of("initials", order)
    subject = _subject(value)
    if isinstance(subject, Missing):
        return subject
    if not order:
        return names.signature_name(str(subject), locale=locale)
    return names.initials(str(subject), locale=locale, order=order)  # type: ignore[arg-type]


def ending(value: Any, variants: str, *, locale: str) -> str:
    """The form that agrees with the party, of an ending or of a whole word: ``ый/ая/ое/ые``."""
    from formkit.language.agreement import agree as agreed

    return agreed(variants, _gender(value, locale))


def salutation(value: Any, *, locale: str) -> Any:
    """«Уважаемая Анна Петровна», «Vážený pane Kučero»."""
    from formkit.language import names

    subject = _subject(value)
    if isinstance(subject, Missing):
        return subject
    if not isinstance(subject, Person):
        raise _wrong_value("salutation", "a person", str(subject))
    gender = _person_gender(subject, "salutation")
    return names.salutation(subject.text, gender=gender, locale=locale)


def date_text(value: Any, style: str = "long", *, locale: str) -> Any:
    """``5 июня 2026 г.``; with ``'numeric'`` 05.06.2026."""
    _one_of("date", style)
    if isinstance(value, Missing):
        return value
    if not isinstance(value, date):
        raise _wrong_value("date", "a date", text_of(value, locale))
    return _format_date(value, locale, style)


def money(value: Any, currency: str = "", *, locale: str) -> Any:
    """«2 500 (две тысячи пятьсот) рублей 00 копеек», with the currency of the country."""
    from formkit.language import numerals

    number = _number(value, "money", locale)
    if isinstance(number, Missing):
        return number
    options = {"currency": currency} if currency else {}
    return numerals.money_in_words(number, locale=locale, **options)


def words(value: Any, gender: str = "masculine", *, locale: str) -> Any:
    """A whole number in words: «двадцать одна»."""
    from formkit.language import numerals

    _one_of("words", gender)
    number = _number(value, "words", locale)
    if isinstance(number, Missing):
        return number
    if number != number.to_integral_value():
        raise _wrong_value("words", "a whole number", text_of(number, locale))
    return numerals.cardinal(int(number), locale=locale, gender=gender)


def plural(value: Any, variants: str, *, locale: str) -> Any:
    """The word that goes with the number, of ``визит/визита/визитов``."""
    from formkit.language import numerals

    number = _number(value, "plural", locale)
    forms = tuple(variants.split("/"))
    if isinstance(number, Missing):
        return forms[-1]
    return numerals.plural(number, forms, locale=locale)


def join(value: Any, separator: str = "", *, locale: str) -> Any:
    """Items as a list of the language: «А, Б и В»; with a separator between all of them."""
    from formkit.language import numerals

    if isinstance(value, Missing):
        return value
    if not isinstance(value, tuple | list):
        raise _wrong_value("join", "several values", text_of(value, locale))
    texts = [text_of(_only_cell(item), locale) for item in value]
    return separator.join(texts) if separator else numerals.join_list(texts, locale=locale)


def _only_cell(item: Any) -> Any:
    """The value of a row that has one column."""
    if isinstance(item, Entry) and item.own is None and item.parts and len(item.parts) == 1:
        return next(iter(item.parts.values()))
    return item


def upper(value: Any, *, locale: str) -> Any:
    return value if isinstance(value, Missing) else text_of(value, locale).upper()


def lower(value: Any, *, locale: str) -> Any:
    return value if isinstance(value, Missing) else text_of(value, locale).lower()


def capital(value: Any, *, locale: str) -> Any:
    """The first letter large, the others as they are."""
    if isinstance(value, Missing):
        return value
    text = text_of(value, locale)
    return text[:1].upper() + text[1:]


def default(value: Any, text: Any, *, locale: str) -> Any:
    """Another text instead of the ruled line."""
    return text if isinstance(value, Missing) else value


def line(value: Any, width: int, *, locale: str) -> Any:
    """The value, or a ruled line of so many characters."""
    is_missing = isinstance(value, Entry) and isinstance(value.own, Missing)
    missing = value.own if is_missing else value
    return replace(missing, width=width) if isinstance(missing, Missing) else value


def entry(value: Any, *, locale: str) -> str:
    """The value in a ruled cell of its own: nothing where missing, a reference with its key."""
    if type(value) is str:
        return value
    own = value.own if isinstance(value, Entry) else value
    if own is None or isinstance(own, Missing):
        return ""
    if isinstance(own, Reference) and own.label not in ("", own.key):
        return f"{own.key}{SEPARATOR}{own.label}"
    return text_of(value, locale)


def box(value: Any, name: str = "yes", *, locale: str) -> str:
    """☒ if the choice was made, else ☐."""
    match value:
        case Missing():
            is_on = False
        case Answer():
            is_on = value.name == name
        case bool():
            is_on = value == (name == "yes")
        case tuple() | list():
            is_on = name in value
        case _:
            is_on = value == name
    return CHECKED if is_on else UNCHECKED


def boxes(value: Any, *, locale: str) -> str:
    """Every choice with its box: ☒ оказана   ☐ отказано."""
    if not isinstance(value, Chosen | Several | Answer | Missing) or not value.choices:
        raise _wrong_value("boxes", "a field with choices", text_of(value, locale))
    pairs = value.choices.items()
    return "   ".join(f"{box(value, name, locale=locale)}{NBSP}{label}" for name, label in pairs)


def chosen(value: Any, *, locale: str) -> str:
    """The choice that was made; every choice with its box where none was."""
    if isinstance(value, Missing) and value.choices:
        return boxes(value, locale=locale)
    return text_of(value, locale)


def length(value: Any, *, locale: str) -> int:
    if not isinstance(value, tuple | list | Missing):
        raise _wrong_value("length", "a table or several choices", text_of(value, locale))
    return len(value)


def rows(value: Any, *, locale: str) -> Any:
    """What ``for`` repeats over; anything but a table is refused."""
    if isinstance(value, Missing):
        return ()
    if isinstance(value, tuple | list):
        return value
    name = value.name if isinstance(value, Entry) else text_of(value, locale)
    raise ExpressionError(problems=[problem(Code.TEMPLATE_NOT_A_TABLE, name=name)])


FILTERS: dict[str, Callable[..., Any]] = {
    "case": case,
    "initials": initials,
    "ending": ending,
    "agree": ending,
    "salutation": salutation,
    "date": date_text,
    "money": money,
    "words": words,
    "plural": plural,
    "join": join,
    "upper": upper,
    "lower": lower,
    "first_capital": capital,
    "default": default,
    "line": line,
    "entry": entry,
    "box": box,
    "boxes": boxes,
    "chosen": chosen,
    "length": length,
}
"""By the name they have in expressions."""

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "case": ("nom", "gen", "dat", "acc", "ins", "voc", "loc"),
    "initials": ("", "before", "after"),
    "date": ("long", "numeric"),
    "words": ("masculine", "feminine", "neuter"),
}
"""What the first argument of a filter may be."""


def filters(locale: str) -> dict[str, Callable[..., Any]]:
    return {name: partial(function, locale=locale) for name, function in FILTERS.items()}


def _subject(value: Any) -> Person | Phrase | Missing:
    """Whose grammar is asked for."""
    if isinstance(value, Entry):
        if value.person is not None:
            return value.person
        if value.own is None:
            return Missing(value.name)
        value = value.own
    if isinstance(value, Person | Phrase | Missing):
        return value
    if isinstance(value, Chosen):
        return Phrase(value.label)
    return Phrase(str(value))


def _gender(value: Any, locale: str) -> str | None:
    """``masculine feminine neuter plural``; None when nobody said."""
    if isinstance(value, tuple | list):
        return "plural" if len(value) > 1 else _gender(value[0], locale) if value else None
    gender = value.gender if isinstance(value, Entry | Person | Phrase) else None
    return _GENDERS.get(gender, gender) if gender else _gender_of_name(value, locale)


def _gender_of_name(value: Any, locale: str) -> str | None:
    """Of an organisation, by the first noun of its name; None where that is not certain."""
    from formkit.language.positions import organisation_gender

    name = (value.parts or {}).get("full_name") if isinstance(value, Entry) else None
    return organisation_gender(name, locale) if isinstance(name, str) and name else None


def _number(value: Any, filter_name: str, locale: str) -> Decimal | Missing:
    if isinstance(value, Missing | Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool | Answer):
        return Decimal(value)
    raise _wrong_value(filter_name, "a number", text_of(value, locale))


def _one_of(filter_name: str, argument: str) -> None:
    known = ARGUMENTS[filter_name]
    if argument not in known:
        named = [name for name in known if name]
        near = suggest(argument, named)
        raise _wrong_value(filter_name, ", ".join(named), argument, near)


def _wrong_value(
    filter_name: str, expected: str, text: str, suggestion: str = ""
) -> ExpressionError:
    facts = {"filter": filter_name, "expected": expected, "text": text, "suggestion": suggestion}
    return ExpressionError(problems=[Problem(Code.TEMPLATE_WRONG_VALUE, values=facts)])
