"""Masks of numbers and keys: ``{year}-{seq:05}-{check}``."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

from formkit.language.suggestion import suggest


def number_mask_fault(mask: str) -> str:
    """Why documents or records cannot be numbered by a mask; empty if they can."""
    if reason := mask_fault(mask, ("year", "seq", "check")):
        return reason
    if "{seq" not in mask:
        return "{seq} is missing: all numbers would be the same"
    before, mark, after = mask.partition("{check}")
    if "{check" in before + after:
        return "{check} stands there once and has no format"
    if mark and re.search(r"[{0-9]", after):
        return "{check} proves only what stands before it"
    try:
        before.format(year=2026, seq=1)
    except (ValueError, LookupError, AttributeError) as error:
        return str(error)
    return ""


def mask_fault(mask: str, known: Iterable[str]) -> str:
    """Why a mask of some names cannot be used; empty if it can."""
    known = list(known)
    try:
        parts = list(string.Formatter().parse(mask))
    except ValueError as error:
        return str(error)
    found = [name for _, name, _, _ in parts if name is not None]
    unknown = [name for name in found if name not in known]
    if unknown:
        return f"{{{unknown[0]}}}{suggest(unknown[0], known)}"
    return "" if found else f"it names none of {', '.join(known)}"
