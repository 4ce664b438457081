"""What a value is. One file a type family; the dict below is the registry."""

from __future__ import annotations

from formkit.fieldtypes.base import FieldType
from formkit.fieldtypes.choice import ChoiceType, MultiChoiceType, YesNoType
from formkit.fieldtypes.date import DateType, TimeType
from formkit.fieldtypes.identifier import IdentifierType
from formkit.fieldtypes.number import MoneyType, NumberType
from formkit.fieldtypes.person import PersonType
from formkit.fieldtypes.reference import ReferenceType
from formkit.fieldtypes.signature import SignatureType
from formkit.fieldtypes.text import AddressType, EmailType, MultilineType, PhoneType, TextType

__all__ = [
    "FIELD_TYPES",
    "AddressType",
    "ChoiceType",
    "DateType",
    "EmailType",
    "FieldType",
    "IdentifierType",
    "MoneyType",
    "MultiChoiceType",
    "MultilineType",
    "NumberType",
    "PersonType",
    "PhoneType",
    "ReferenceType",
    "SignatureType",
    "TextType",
    "TimeType",
    "YesNoType",
]

FIELD_TYPES: dict[str, type[FieldType]] = {
    kind.name: kind
    for kind in (
        TextType,
        MultilineType,
        AddressType,
        PhoneType,
        EmailType,
        DateType,
        TimeType,
        NumberType,
        MoneyType,
        YesNoType,
        ChoiceType,
        MultiChoiceType,
        IdentifierType,
        PersonType,
        ReferenceType,
        SignatureType,
    )
}
"""Every type by the name it has in ``form.yaml``; tables are built by the model from columns."""
