"""Numbers of documents and records from their masks."""

from __future__ import annotations

from formkit.fieldtypes.identifier import check_digit


def masked_number(mask: str, year: int, seq: int) -> str:
    """A number such as ``2026-00017-4``; ``{check}`` proves all digits before it."""
    before, mark, after = mask.partition("{check}")
    text = before.format(year=year, seq=seq)
    if not mark:
        return text
    digits = "".join(c for c in text if c in "0123456789")
    return text + check_digit(digits) + after


def with_check_digit(text: str, mask: str) -> str:
    """A number typed without its check digit, completed as its mask has it."""
    if "{check}" not in mask or not (text.isascii() and text.isdigit()):
        return text
    before, _, _ = mask.partition("{check}")
    separator = before[-1:] if before[-1:] in ("-", "/", ".") else ""
    return f"{text}{separator}{check_digit(text)}"
