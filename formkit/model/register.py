"""Registers: all records of a kind, and how documents feed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType
    from formkit.model.form import Sensitivity


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    name: str
    type: FieldType
    sensitive: Sensitivity | None = None


@dataclass(frozen=True, slots=True)
class RegisterWords:
    locale: str
    title: str
    columns: Mapping[str, str]
    """Column labels by column name."""
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Choice labels by column name, then choice name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    name: str
    key: str
    """The column that identifies a record for people."""
    columns: tuple[Column, ...]
    words: Mapping[str, RegisterWords]
    order: int = 1000
    """Place of its sheet in the workbook."""
    label: str = ""
    """The column shown beside a key where a document refers to a record; empty for none."""
    number_mask: str = ""
    """Mask of new keys; empty when keys come from documents or people."""
    is_restricted: bool = False
    """Published in the separate, protected workbook only."""
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns owned by each stage of the document that feeds the register."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Former names of columns: the values stand under the new ones."""

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def has_column(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What one document writes into one register."""

    register: str
    key: str
    """Field name, or a mask of ``{field}``, ``{column}`` and ``{row}``."""
    columns: Mapping[str, str]
    """Register column -> field of the form, or column of the table named by ``each``."""
    each: str = ""
    """Table whose every row becomes a record; empty for one record a document."""
    constants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Stage -> column -> fixed value, e.g. ``issue: {status: issued}``."""


def same_key(register: Register, registers: Mapping[str, Register]) -> tuple[Register, ...]:
    """The register and those that hold more of the same records under the same key column.

    Identities of clients live apart from the clients and are found this way.
    """
    others = (r for r in registers.values() if r.key == register.key and r.name != register.name)
    return (register, *others)
