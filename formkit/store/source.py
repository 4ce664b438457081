"""Who proposes what, when, and from where."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class SourceKind(Enum):
    DOCUMENT = "document"
    WORKBOOK = "workbook"
    DATA = "data"
    """A file of records, as when an office begins."""
    REVIEW = "review"
    MERGE = "merge"
    """Two records became one, or two again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a proposal comes from; stands in the change log beside what it changed."""

    kind: SourceKind
    actor: str
    at: datetime
    """With its time zone."""
    document: str | None = None
    stage: str = ""
    """Stage of the document: ``issue``, ``return``."""
    receipt: str | None = None
    workbook: str | None = None
    """Hash of the workbook file."""
    merge: str | None = None
    """Names all changes of one merge."""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a moment without time zone cannot be kept")

    def facts(self) -> dict[str, str]:
        """All that is known, by name, but the time and the actor."""
        parts = {name: getattr(self, name) for name in _FACTS}
        return {"kind": self.kind.value} | {name: text for name, text in parts.items() if text}


_FACTS = ("document", "stage", "receipt", "workbook", "merge")


_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id() -> str:
    """Twelve random characters, 60 bits, without letters that look like digits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))
