"""Signatures: whether a person signed; what was written is never read as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from formkit.fieldtypes.base import FieldType, Parsed, Plain, Value, Widget, wrong_shape

SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureType(FieldType):
    """True when the place is signed, by certificate or with a pen; else no value."""

    name: ClassVar[str] = "signature"

    @property
    def widget(self) -> Widget:
        return Widget.SIGNATURE

    def parse(self, text: str, locale: str) -> Parsed:
        return (True if text == SIGNED else None), ()

    def format(self, value: Value, locale: str) -> str:
        return SIGNED if value else ""

    def from_plain(self, plain: Plain, locale: str) -> Parsed:
        if plain is not None and not isinstance(plain, bool) and plain not in ("", SIGNED):
            return None, (wrong_shape(f"true, false, {SIGNED}", plain),)
        return (True if plain in (True, SIGNED) else None), ()

    def to_plain(self, value: Value) -> Plain:
        return bool(value)
