"""Files and readings between two processes: a message is its length and its content."""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from formkit.model.record import FormMark, Method, Reading, Seen
from formkit.problems import Code, Problem, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Mapping

LENGTH_BYTES = 8


def received(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the stream ends before it is whole."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    length = int.from_bytes(head)
    data = stream.read(length)
    return data if len(data) == length else None


def send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(LENGTH_BYTES) + message)
    stream.flush()


def to_json(reading: Reading) -> bytes:
    """A reading for the other process; inverse of :func:`from_json`."""
    return json.dumps(
        {
            "mark": reading.mark and astuple(reading.mark),
            "seen": {
                name: [seen.text, seen.method.value, seen.page, seen.rectangle_pt, seen.confidence]
                for name, seen in reading.seen.items()
            },
            "problems": [
                [p.code.name, p.severity.value, p.where.page, p.where.path, dict(p.values)]
                for p in reading.problems
            ],
            "saved_at": reading.saved_at and reading.saved_at.isoformat(),
        }
    ).encode()


def from_json(data: bytes) -> Reading:
    """Raises ValueError, TypeError or LookupError for what :func:`to_json` does not write."""
    content = json.loads(data)
    mark = content["mark"]
    seen = {name: _seen(*parts) for name, parts in content["seen"].items()}
    problems = tuple(_problem(*parts) for parts in content["problems"])
    saved_at = datetime.fromisoformat(content["saved_at"]) if content["saved_at"] else None
    return Reading(FormMark(*mark) if mark else None, seen, problems, saved_at)


def _seen(
    text: str, method: str, page: int | None, rectangle: list[float] | None, confidence: float
) -> Seen:
    box = None if rectangle is None else tuple(map(float, rectangle))
    return Seen(str(text), Method(method), page, box, float(confidence))  # type: ignore[arg-type]


def _problem(
    code: str, severity: str, page: int | None, path: str | None, values: Mapping[str, Any]
) -> Problem:
    facts = {str(name): str(value) for name, value in values.items()}
    return Problem(Code[code], Where(page=page, path=path), Severity(severity), facts)
