"""The rules as data: severity, settings, conditions of single records."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from formkit.errors import BadSettingsError
from formkit.language.suggestion import suggest
from formkit.problems import Code, Severity

SEVERITIES = {"block": Severity.ERROR, "warn": Severity.WARNING, "info": Severity.INFO}

Settings = Mapping[str, Mapping[str, Any]]
"""Numbers and lists by rule, then name."""


@dataclass(frozen=True, slots=True)
class RowRule:
    """Records of one register that meet a condition per column."""

    register: str
    code: Code
    where: Mapping[str, Any]
    facts: Mapping[str, str]
    """Column by name of the fact."""


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    severity: Severity
    settings: Mapping[str, Any]
    rows: tuple[RowRule, ...]


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id."""
    content = files("formkit.rules").joinpath("rules.toml").read_text(encoding="utf-8")
    return {name: _rule(name, entry) for name, entry in tomllib.loads(content).items()}


def _rule(name: str, entry: Mapping[str, Any]) -> Rule:
    rows = tuple(
        RowRule(row["register"], Code[row["code"]], row["where"], row["facts"])
        for row in entry.get("rows", ())
    )
    return Rule(name, SEVERITIES[entry["severity"]], entry.get("settings", {}), rows)


def with_office(own: Mapping[str, Any]) -> Settings:
    """The settings of all rules with what the office has changed.

    Raises:
        BadSettingsError: a rule or a setting there is not, or a value of another kind.
    """
    faults = [fault for name, entry in own.items() for fault in _faults(name, entry)]
    if faults:
        raise BadSettingsError(file="formkit.toml", reason="; ".join(faults))
    return {name: {**rule.settings, **own.get(name, {})} for name, rule in rules().items()}


def _faults(name: str, entry: Any) -> list[str]:
    if name not in rules():
        return [f"[rules] {name}?{suggest(name, rules())}"]
    known = rules()[name].settings
    if not isinstance(entry, Mapping):
        return [f"[rules.{name}] {' '.join(known)} = …"]
    unknown = [key for key in entry if key not in known]
    wrong = [
        key for key, value in entry.items() if key in known and type(value) is not type(known[key])
    ]
    return [
        *(f"[rules.{name}] {key}?{suggest(key, known)}" for key in unknown),
        *(f"[rules.{name}] {key} = {entry[key]!r} (✓ {known[key]!r})" for key in wrong),
    ]
