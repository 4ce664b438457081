"""Numbers in digits as an office writes and types them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

NBSP = "\u00a0"

_GROUP = {"ru": NBSP, "uk": NBSP, "cs": NBSP, "en": ","}
_DECIMAL = {"ru": ",", "uk": ",", "cs": ",", "en": "."}

_SPACES = re.compile("[\u00a0\u202f\u2009 ]")
_SIGNED = re.compile(r"([-+\u2212]?) ?([0-9][0-9., ]*)")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")


def format_number(value: Decimal | int, *, locale: str, decimals: int | None = None) -> str:
    """Digits in groups of three; `decimals` rounds half up, None keeps what is there.

    Raises:
        TypeError: for a float, which has already lost the digits somebody typed.
        ValueError: for NaN and infinity.
    """
    number = exact(value)
    if decimals is not None:
        step = Decimal(1).scaleb(-decimals)
        number = number.quantize(step, rounding=ROUND_HALF_UP)
    plain = f"{abs(number):,f}" if number else f"{abs(number):f}"
    whole, _, fraction = plain.partition(".")
    sign = "-" if number < 0 else ""
    tail = _DECIMAL[locale] + fraction if fraction else ""
    return sign + whole.replace(",", _GROUP[locale]) + tail


def parse_number(text: str, *, locale: str) -> Decimal | None:
    """None where the text is no number, or could be read as two different ones.

    The notation of another country is accepted as long as it has one reading:
    «12.5» in Russian is twelve and a half, «1.234» might be a thousand and is None.
    """
    match = _SIGNED.fullmatch(_SPACES.sub(" ", text.strip()))
    if match is None:
        return None
    own = _DECIMAL[locale]
    if own == "," and _ONE_GROUP.fullmatch(match[2]):
        return None
    other = "," if own == "." else "."
    plain = _plain(match[2], mark=own, group=other) or _plain(match[2], mark=other, group=own)
    return Decimal(match[1].replace("\u2212", "-") + plain) if plain else None


def exact(value: Decimal | int) -> Decimal:
    """The value as a finite Decimal; a float is refused."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise TypeError(
            f"expected Decimal or int, got {type(value).__name__}: "
            "a float does not keep the digits that were typed; use Decimal('…')"
        )
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"not a finite number: {number}")
    return number


def _plain(digits: str, *, mark: str, group: str) -> str | None:
    """Unsigned number in Python's notation, None where it does not use these marks."""
    groups = "|".join(rf"[1-9][0-9]{{0,2}}(?:[{sign}][0-9]{{3}})+" for sign in (" ", group))
    match = re.fullmatch(rf"([0-9]+|{groups})(?:[{mark}]([0-9]+))?", digits)
    if match is None:
        return None
    whole = match[1].replace(" ", "").replace(group, "")
    return f"{whole}.{match[2]}" if match[2] else whole
