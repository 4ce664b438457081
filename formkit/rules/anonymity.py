"""R20: whether texts tell who somebody is: names in any case form, numbers, days, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from formkit.language import names
from formkit.language.dates import format_date

if TYPE_CHECKING:
    from formkit.rules.books import Books

CASES = ("gen", "dat", "acc", "ins", "voc", "loc")
_SHORTEST = 3
_DOCUMENT_NUMBER = re.compile(r"\b20\d\d-\d{3,6}-[\dX]\b")
_PHONE = re.compile(r"\+?\d(?:[\s().-]?\d){8,14}")


def traces(books: Books, texts: Sequence[str]) -> list[str]:
    """What of the clients' identities stands in some texts: the columns, never the values."""
    whole = " ".join(texts)
    found = {"phone"} if _PHONE.search(_DOCUMENT_NUMBER.sub("", whole)) else set()
    if books.has("client_identity"):
        found |= set(_known(books, whole))
    return sorted(found)


def _known(books: Books, whole: str) -> Iterator[str]:
    words = set(re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", whole.casefold()))
    table = books.live("client_identity")
    columns = ("surname", "gender", "id_doc_number", "birth_date", "address_actual", "address_reg")
    for surname, gender, document, birth, *addresses in books.rows(
        sa.select(*(table.c[name] for name in columns))
    ):
        if surname and words & _forms(surname, gender):
            yield "surname"
        if len(_digits(document or "")) > _SHORTEST and _digits(document) in _digits(whole):
            yield "id_doc_number"
        if birth and any(text in whole for text in _days(birth)):
            yield "birth_date"
        if any(address and address.casefold() in whole.casefold() for address in addresses):
            yield "address"


def _forms(surname: str, gender: str | None) -> set[str]:
    """The surname in every case, in the languages that decline it."""
    if len(surname) < _SHORTEST:
        return set()
    forms = {surname}
    locales = ("ru", "uk") if re.search("[а-яё]", surname, re.IGNORECASE) else ("cs",)
    for locale in locales if gender else ():
        forms |= set(names.forms(surname, gender=gender or "", locale=locale).values())
    return {form.casefold() for form in forms if form}


def _days(birth: date) -> set[str]:
    numeric = {format_date(birth, locale=locale) for locale in ("ru", "cs", "en")}
    long = {format_date(birth, locale=loc, style="long") for loc in ("ru", "uk", "cs", "en")}
    return numeric | long | {birth.isoformat(), f"{birth:%d.%m.%Y}"}


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())
