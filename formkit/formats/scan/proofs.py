"""What the digits of a form's fields must pass, as far as the definition tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from formkit.fieldtypes.base import Widget
from formkit.fieldtypes.date import DateType
from formkit.fieldtypes.identifier import IdentifierType
from formkit.formats.scan.paper import Proof, Strength

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType
    from formkit.model.form import Form, Slot

EARLIEST_YEAR = 1900
LATEST_YEARS_AHEAD = 10
"""Terms and deadlines lie ahead, but not further."""


def proofs_of(
    form: Form,
    locale: str,
    today: date,
    known: Mapping[str, Callable[[str], bool]] | None = None,
) -> dict[str, Proof]:
    """Proofs of the comb fields of a form by slot name.

    Args:
        form: the definition.
        locale: in which values are written.
        today: against which dates are plausible.
        known: whether digits name a record of the register, by field name.
    """
    return {
        slot.name: _proof(slot, locale, today, (known or {}).get(slot.field.name))
        for slot in form.slots()
        if slot.field.widget is Widget.COMB
    }


def _proof(slot: Slot, locale: str, today: date, is_known: Callable[[str], bool] | None) -> Proof:
    kind = slot.field.type

    def is_passed(text: str) -> bool:
        value, problems = kind.parse(text, locale)
        is_good = value is not None and not problems and _is_near(kind, value, today)
        return is_good and (is_known is None or is_known(text))

    is_redundant = is_known is not None or (
        isinstance(kind, IdentifierType) and kind.has_check_digit
    )
    return Proof(Strength.REDUNDANT if is_redundant else Strength.PLAUSIBLE, is_passed)


def _is_near(kind: FieldType, value: object, today: date) -> bool:
    if not isinstance(kind, DateType) or not isinstance(value, date):
        return True
    return EARLIEST_YEAR <= value.year <= today.year + LATEST_YEARS_AHEAD
