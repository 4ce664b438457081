"""The one rule by which a proposal meets the register: three values a cell, nothing overwritten.

A proposal is made by somebody who saw the register as it was, the base. What differs from the
base was meant; what the register has got meanwhile from elsewhere stays, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formkit.store.values import is_same

if TYPE_CHECKING:
    from formkit.fieldtypes.base import Plain


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that both sides changed, each in its own way; ``current`` stays for now."""

    column: str
    base: Plain
    current: Plain
    proposed: Plain


@dataclass(frozen=True, slots=True)
class Merge:
    applied: Mapping[str, Plain]
    converged: tuple[str, ...]
    """Columns both sides changed to the same value."""
    conflicts: tuple[Conflict, ...]


def merge(
    current: Mapping[str, Plain], base: Mapping[str, Plain], proposed: Mapping[str, Plain]
) -> Merge:
    """Merge every proposed cell; a column missing from a mapping is an empty cell there."""
    applied: dict[str, Plain] = {}
    converged: list[str] = []
    conflicts: list[Conflict] = []
    for column, wanted in proposed.items():
        was, now = base.get(column), current.get(column)
        if is_same(wanted, now):
            if _says_more(wanted, now):
                applied[column] = wanted
            elif not is_same(wanted, was):
                converged.append(column)
        elif is_same(wanted, was):
            continue
        elif is_same(now, was):
            applied[column] = wanted
        else:
            conflicts.append(Conflict(column, was, now, wanted))
    return Merge(applied, tuple(converged), tuple(conflicts))


def _says_more(wanted: Plain, now: Plain) -> bool:
    """Whether the same person comes with more facts, case forms for instance."""
    if not isinstance(wanted, Mapping):
        return False
    known = len(now) if isinstance(now, Mapping) else 0
    return len(wanted) > known
