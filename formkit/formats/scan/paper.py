"""What a reader of scans has to know about the paper it may be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from formkit.formats.acroform.blank import Blank
from formkit.formats.formmark import Payload


class Strength(Enum):
    """How much it proves that a row of digits passes."""

    REDUNDANT = "redundant"
    """A check digit, or the number stands in a register: nine of ten slips are caught."""
    PLAUSIBLE = "plausible"
    """Form and range only; most slips pass."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What recognised digits of one field must pass to be taken without a person."""

    strength: Strength
    is_passed: Callable[[str], bool]
    """Given the digits as read, without the marks printed between the cells."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One print: the blank, and what already stood on it when it was handed out."""

    blank: Blank
    printed: bytes = b""
    """The flat PDF that was printed; empty where it was the blank itself."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What was already printed in it, by slot name."""
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    """By slot name; the digits of every other comb are proposals."""
    weighty: frozenset[str] = frozenset()
    """Slots whose emptiness matters, such as a consent: doubtful when empty on a copy or fax."""


@dataclass(frozen=True, slots=True)
class Papers:
    """Where the reader asks what a page was printed from."""

    find: Callable[[Payload], Iterable[Paper]]
    """Of the form, version and locale in a code, the likeliest first; none if unknown.

    Looks of earlier days come after the present one: the page itself decides which it is.
    """
    awaited: tuple[str, ...] = ()
    """Payloads of the pages that are out, for a code that no decoder can read any more."""
