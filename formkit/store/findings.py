"""Problems as the store keeps them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from formkit.problems import Code, Problem, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from formkit.fieldtypes.base import Plain


def problem_to_plain(problem: Problem) -> dict[str, Plain]:
    where = {name: part for name, part in asdict(problem.where).items() if part is not None}
    return {
        "code": problem.code.token,
        "severity": problem.severity.value,
        "where": where,
        "values": dict(problem.values),
    }


def problem_from_plain(plain: Mapping[str, Any]) -> Problem | None:
    """The problem again; None for a code this version no longer knows."""
    code = Code.__members__.get(plain["code"])
    if code is None:
        return None
    return Problem(code, Where(**plain["where"]), Severity(plain["severity"]), plain["values"])


def problems_from_plain(plains: Iterable[Mapping[str, Any]] | None) -> tuple[Problem, ...]:
    found = (problem_from_plain(plain) for plain in plains or ())
    return tuple(problem for problem in found if problem is not None)
