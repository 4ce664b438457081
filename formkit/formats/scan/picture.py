"""One page as shades of grey, and the messages in which it travels between processes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from formkit.problems import Code, Problem, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Picture:
    """A page in 8-bit grey, rows from the top, with square pixels."""

    width: int
    height: int
    pixels: bytes
    is_bilevel: bool
    """The file has one bit a pixel: a fax, or a scanner set to black and white."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page of a file, or why there is no picture of it."""

    number: int
    """In the file, from 1; 0 for the file as a whole."""
    picture: Picture | None
    problem: Problem | None = None


def to_message(decoded: Decoded) -> bytes:
    """A line of JSON and the pixels; inverse of :func:`from_message`."""
    picture, found = decoded.picture, decoded.problem
    head: dict[str, Any] = {"number": decoded.number}
    if picture is not None:
        head["picture"] = [picture.width, picture.height, picture.is_bilevel]
    if found is not None:
        head["problem"] = [found.code.name, found.severity.value, dict(found.values)]
    return json.dumps(head).encode() + b"\n" + (picture.pixels if picture else b"")


def from_message(message: bytes) -> Decoded:
    """Raises ValueError, TypeError or LookupError for what :func:`to_message` does not write."""
    end = message.index(b"\n")
    head = json.loads(message[:end])
    number, picture, found = int(head["number"]), None, None
    if "picture" in head:
        width, height, is_bilevel = head["picture"]
        pixels = message[end + 1 :]
        if len(pixels) != width * height:
            raise ValueError("a picture of another size than it says")
        picture = Picture(int(width), int(height), pixels, bool(is_bilevel))
    if "problem" in head:
        found = _problem(number, *head["problem"])
    return Decoded(number, picture, found)


def _problem(number: int, code: str, severity: str, values: Mapping[str, str]) -> Problem:
    facts = {str(name): str(value) for name, value in values.items()}
    return Problem(Code[code], Where(page=number or None), Severity(severity), facts)
