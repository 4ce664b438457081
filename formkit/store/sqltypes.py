"""Column types that keep what they are given: every digit, the time zone, any text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.fieldtypes.choice import YesNoType
from formkit.fieldtypes.date import DateType
from formkit.fieldtypes.number import NumberType, shortest_decimal
from formkit.fieldtypes.signature import SignatureType

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType

DECIMALS = 6
_SCALE = 10**DECIMALS
LARGEST = Decimal(2**63 - 1).scaleb(-DECIMALS)


class ScaledDecimal(sa.TypeDecorator[Decimal]):
    """A Decimal as a whole number of millionths.

    SQLite has no exact decimals: text would keep the digits but not add up, REAL adds up but
    loses digits. A 64-bit whole number does both, up to 9.2e12, and behaves the same on
    PostgreSQL. The scale is the same for every column, so that a definition which allows more
    decimals than before changes nothing stored. Sums and comparisons are exact; the product of
    two columns has to be divided by the scale.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(DECIMALS)
        if scaled != scaled.to_integral_value() or abs(value) > LARGEST:
            raise ValueError(f"{value} has more than {DECIMALS} decimals or is above {LARGEST}")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        if value is None:
            return None
        whole, rest = divmod(int(value), _SCALE)
        if not rest:  # as most are, and reports read hundreds of thousands of them
            return Decimal(whole)
        return shortest_decimal(Decimal(int(value)).scaleb(-DECIMALS))


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment, kept in UTC; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone cannot be kept")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class CanonicalJson(sa.TypeDecorator[Any]):
    """JSON as text in one form only, so that equal values give equal text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return None if value is None else json.loads(value)


def canonical_json(value: object) -> str:
    """Sorted keys, no blanks, letters as they are; lone surrogates and NUL stay escaped."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def storable(text: str) -> str:
    """The text without what no database keeps: NUL and lone surrogates become U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


STORAGES: dict[str, sa.types.TypeEngine[Any]] = {
    "number": ScaledDecimal(),
    "date": sa.Date(),
    "yes_no": sa.Boolean(),
    "text": sa.Text(),
}
"""Column types by the name of the storage."""


def storage_of(field_type: FieldType) -> str:
    """The storage of a field type; whatever is not a number, a day or yes/no is text."""
    if isinstance(field_type, NumberType):
        return "number"
    if isinstance(field_type, DateType):
        return "date"
    if isinstance(field_type, YesNoType | SignatureType):
        return "yes_no"
    return "text"
