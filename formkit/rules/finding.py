"""What a rule found: facts about numbers, days and records, never about names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from formkit.language.dates import format_date
from formkit.problems import Code, Problem, Severity, Where
from formkit.rules.definitions import rules

Fact = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; ``facts`` has the keys of the client, worker and partner it concerns."""

    rule: str
    code: Code
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return rules()[self.rule].severity

    @property
    def order(self) -> tuple[str, ...]:
        return (self.rule, self.code.name, *(str(self.facts.get(n) or "") for n in _ORDER))

    def problem(self, locale: str) -> Problem:
        """The finding as everybody else's findings; its place is the rule."""
        shown = {name: _shown(fact, locale) for name, fact in self.facts.items()}
        return Problem(self.code, Where(path=self.rule), self.severity, shown)


_ORDER = ("client", "worker", "partner", "number", "date")


def found(rule: str, code: Code | None = None, /, **facts: Any) -> Finding:
    """A finding of a rule; its code is the rule's own where none is named."""
    return Finding(rule, code or Code[f"RULE_{rule}"], facts)


def _shown(fact: Fact, locale: str) -> str:
    if isinstance(fact, date):
        return format_date(fact, locale=locale)
    return "—" if fact is None else str(fact)
