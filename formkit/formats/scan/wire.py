"""Pages as JSON, to be kept until the rest of their document has come."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from typing import Any

from formkit.formats.formmark import Payload
from formkit.formats.scan.result import Outcome, Registration, ScannedPage
from formkit.model.record import FormMark, Method, Seen
from formkit.problems import Code, Problem, Severity, Where


def page_to_json(page: ScannedPage) -> dict[str, Any]:
    """Plain JSON of a page; inverse of :func:`page_from_json`."""
    content = {
        "number": page.number,
        "outcome": page.outcome.value,
        "payload": page.payload and astuple(page.payload),
        "mark": page.mark and astuple(page.mark),
        "registration": page.registration and asdict(page.registration),
        "seen": {
            name: [seen.text, seen.method.value, seen.page, seen.rectangle_pt, seen.confidence]
            for name, seen in page.seen.items()
        },
        "problems": [
            [p.code.name, p.severity.value, p.where.page, p.where.path, dict(p.values)]
            for p in page.problems
        ],
        "dpi": page.dpi,
        "is_copy": page.is_copy,
    }
    plain: dict[str, Any] = json.loads(json.dumps(content))
    return plain


def page_from_json(content: dict[str, Any]) -> ScannedPage:
    """Raises ValueError, TypeError or LookupError for what :func:`page_to_json` does not write."""
    payload, mark, lies = (content[name] for name in ("payload", "mark", "registration"))
    return ScannedPage(
        number=content["number"],
        outcome=Outcome(content["outcome"]),
        payload=Payload(*payload) if payload else None,
        mark=FormMark(*mark) if mark else None,
        registration=_registration(lies) if lies else None,
        seen={name: _seen(*parts) for name, parts in content["seen"].items()},
        problems=tuple(_problem(*parts) for parts in content["problems"]),
        dpi=content["dpi"],
        is_copy=content["is_copy"],
    )


def _registration(parts: dict[str, Any]) -> Registration:
    lists = {name: tuple(parts[name]) for name in ("size_mm", "matrix", "bend")}
    return Registration(**{**parts, **lists})


def _seen(
    text: str, method: str, page: int | None, rectangle: list[float] | None, confidence: float
) -> Seen:
    box = tuple(rectangle) if rectangle else None
    return Seen(text, Method(method), page, box, confidence)  # type: ignore[arg-type]


def _problem(
    code: str, severity: str, page: int | None, path: str | None, values: dict[str, str]
) -> Problem:
    return Problem(Code[code], Where(page=page, path=path), Severity(severity), values)
