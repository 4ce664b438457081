"""Values in their two stored forms: plain (JSON, compared and logged) and SQL (typed columns)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from formkit.fieldtypes.choice import MultiChoiceType
from formkit.fieldtypes.date import DateType, TimeType
from formkit.fieldtypes.number import NumberType, shortest_decimal
from formkit.fieldtypes.person import Person, PersonType
from formkit.fieldtypes.reference import Reference, ReferenceType
from formkit.store.sqltypes import storable

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType, Plain, Value


def to_plain(value: Value) -> Plain:
    """The one plain form of a value: 2.50 and 2.5 give the same text.

    Raises:
        TypeError: for what is no value of any field type, a float for instance.
    """
    match value:
        case None | bool():
            return value
        case str():
            return storable(value)
        case Decimal():
            return format(shortest_decimal(value), "f")
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case Reference():
            return storable(value.key)
        case Person():
            return _person_plain(value)
        case Mapping():
            return {str(name): to_plain(item) for name, item in value.items()}
        case list() | tuple():
            return [to_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is not a value of a field")


def _person_plain(person: Person) -> Plain:
    plain = PersonType().to_plain(person)
    return to_plain(plain)


def to_value(field_type: FieldType, plain: Plain) -> Value:
    """The value of a plain form; a choice retired from the definition is kept by its name."""
    match field_type, plain:
        case _, None:
            return None
        case NumberType(), str():
            return Decimal(plain)
        case DateType(), str():
            return date.fromisoformat(plain)
        case TimeType(), str():
            return time.fromisoformat(plain)
        case PersonType(), Mapping():
            return _person(plain)
        case PersonType(), str():
            return Person(plain)
        case ReferenceType(), str():
            return Reference(plain)
        case MultiChoiceType(), list() | tuple():
            return tuple(plain)
        case _:
            return plain


def _person(plain: Mapping[str, Any]) -> Person:
    return Person(
        str(plain.get("text", "")),
        plain.get("gender"),
        dict(plain.get("forms") or {}),
        plain.get("is_indeclinable") is True,
        str(plain.get("position") or ""),
    )


def to_sql(field_type: FieldType, plain: Plain) -> Any:
    """What the typed column holds; of a person the name as written."""
    match plain:
        case None:
            return None
        case Mapping():
            return str(plain["text"])
        case list() | tuple():
            return " ".join(str(item) for item in plain)
    value = to_value(field_type, plain)
    return plain if isinstance(value, str | time | Reference | Person) else value


def from_sql(field_type: FieldType, stored: Any, detail: Plain) -> Plain:
    """The plain form again; ``detail`` is what the typed column had no room for."""
    if stored is None:
        return None
    if isinstance(field_type, PersonType):
        return detail if isinstance(detail, Mapping) else {"text": stored}
    if isinstance(field_type, MultiChoiceType):
        return list(str(stored).split())
    return to_plain(stored)


def detail_of(plain: Plain) -> Plain:
    """What the typed column has no room for: all of a person but the name; None for nothing."""
    return plain if isinstance(plain, Mapping) and len(plain) > 1 else None


def is_same(one: Plain, other: Plain) -> bool:
    """Whether two plain forms mean the same value; persons are compared by the name."""
    return _comparable(one) == _comparable(other)


def _comparable(plain: Plain) -> Plain:
    if isinstance(plain, Mapping) and "text" in plain:
        return plain["text"]
    if isinstance(plain, list | tuple):
        return list(plain) or None
    return None if plain == "" else plain
