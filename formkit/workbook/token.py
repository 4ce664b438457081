"""The hidden name of a row: which record, which revision, and a proof that it is ours."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

HEADER = "_fk"
QUESTION = "_fq"
"""Title of the hidden column that names a question."""
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PATTERN = re.compile(r"([0-9a-z]+)\.([0-9]+)\.([0-9a-z]{4}z)")


@dataclass(frozen=True, slots=True)
class Token:
    """Record id and revision at the time the workbook was written."""

    row_id: str
    rev: int


def format_token(token: Token, key: bytes) -> str:
    """``id.rev.mac``; ends in a letter, so that filling down does not count it up.

    Twenty bits of proof stop accidents, not forgery: it guards no access.
    """
    return f"{token.row_id}.{token.rev}.{_mac(token, key)}"


def parse_token(text: str, key: bytes) -> Token | None:
    """None for a damaged token and for one of another office."""
    match = _PATTERN.fullmatch(text.strip())
    if match is None:
        return None
    token = Token(match[1], int(match[2]))
    return token if hmac.compare_digest(match[3], _mac(token, key)) else None


def _mac(token: Token, key: bytes) -> str:
    digest = hmac.new(key, f"{token.row_id}.{token.rev}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:3], "big")
    return "".join(_ALPHABET[number >> (5 * place) & 31] for place in range(4)) + "z"
