"""Paperwork conventions of one locale: sheet, type, dates, numbering, signatures."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

LOCALES = ("ru", "uk", "cs", "en")


@dataclass(frozen=True)
class Margins:
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Type:
    """Family, sizes in points, line height as a multiple of the size."""

    family: str
    size_pt: float
    title_size_pt: float
    table_size_pt: float
    line_height: float
    form_line_height: float
    indent_mm: float
    paragraph_gap_pt: float
    is_justified: bool


@dataclass(frozen=True)
class PageNumber:
    """`text` holds `{page}` and, where the custom wants it, `{pages}`."""

    place: Literal["top-center", "bottom-center"]
    edge_mm: float
    first_page: int
    text: str


@dataclass(frozen=True)
class Numbering:
    """One sample per level, as a clerk would type the first clause of that level."""

    levels: tuple[str, ...]
    letters: str
    bullet: str
    row: str = "№"
    """Head of a column that counts rows."""


@dataclass(frozen=True)
class Quotes:
    outer: tuple[str, str]
    inner: tuple[str, str]
    dash: str


@dataclass(frozen=True)
class Dates:
    header: Literal["numeric", "long"]
    body: Literal["numeric", "long"]


@dataclass(frozen=True)
class Approval:
    """Stamp of approval: the word of the person, the words agreeing with the document.

    `words` is in the order of `agreement.agree`: masculine, feminine, neuter, plural;
    empty where the custom has no such stamp.
    """

    word: str
    words: str
    place: Literal["top-right", "end"]


@dataclass(frozen=True)
class Signature:
    """Order of the parts of a signature line and the shape of the name in it.

    `name_order` is `initials-first` («И. И. Иванов»), `given-SURNAME`
    («Ім’я ПРІЗВИЩЕ») or `full`.
    """

    parts: tuple[str, ...]
    name_order: Literal["initials-first", "given-SURNAME", "full"]
    addressee_order: Literal["surname-first", "full"]


@dataclass(frozen=True)
class Continuation:
    """Head of a continuation sheet, and what a field says that goes on there."""

    title: str
    reference: str


@dataclass(frozen=True)
class Certificate:
    """A sheet to hang on the wall: ornamental frame, large type, everything centred."""

    colour: str
    """Of frame and title, six hex digits."""
    edge_mm: float
    """From the edge of the sheet to the frame."""
    margin_mm: float
    size_pt: float
    title_size_pt: float
    name_size_pt: float
    """Unnumbered headings: whose certificate it is."""
    signature_width_mm: float


@dataclass(frozen=True)
class Profile:
    locale: str
    standard: str
    paper: str
    margins_mm: Margins
    type: Type
    page_number: PageNumber
    numbering: Numbering
    quotes: Quotes
    dates: Dates
    requisites_width_mm: float
    approval: Approval
    signature: Signature
    certificate: Certificate
    continuation: Continuation
    copy_mark: str
    number_prefix: str
    qr_place: Literal["bottom-right"]


@cache
def get_profile(locale: str) -> Profile:
    """The conventions of `ru`, `uk`, `cs` or `en`; any other locale is a ValueError."""
    if locale not in LOCALES:
        raise ValueError(f"no paperwork profile for {locale!r}; there are {', '.join(LOCALES)}")
    text = files("formkit.language").joinpath("profiles", f"{locale}.toml").read_text("utf-8")
    table = _frozen(tomllib.loads(text))
    return Profile(
        **{
            **table,
            "locale": locale,
            "margins_mm": Margins(**table["margins_mm"]),
            "type": Type(**table["type"]),
            "page_number": PageNumber(**table["page_number"]),
            "numbering": Numbering(**table["numbering"]),
            "quotes": Quotes(**table["quotes"]),
            "dates": Dates(**table["dates"]),
            "approval": Approval(**table["approval"]),
            "signature": Signature(**table["signature"]),
            "certificate": Certificate(**table["certificate"]),
            "continuation": Continuation(**table["continuation"]),
        }
    )


def _frozen(value: Any) -> Any:
    """Lists become tuples, at any depth."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value
