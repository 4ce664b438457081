"""Which field type a field of somebody else's PDF has, as far as it can be guessed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from formkit.fieldtypes.base import Widget
from formkit.language.dates import format_date

if TYPE_CHECKING:
    from formkit.model.survey import SurveyedField

Facets = dict[str, Any]
"""The mapping of a field in ``form.yaml``."""

_WORDS = {
    "date": "date datum data дата дату датум dob",
    "email": "email e-mail mail почта пошта",
    "phone": "phone telephone tel telefon mobil телефон тел",
    "person": "фио піб",
    "number": "amount quantity qty total price částka počet cena celkem "
    "сумма количество цена итого сума кількість ціна разом",
    "id": "no nr number № číslo номер ssn ein iban bic zip psč ič ičo dič "
    "инн кпп огрн снилс оквэд индекс єдрпоу рнокпп іпн індекс",
}
"""Words that say the type of a short label, by type."""
_MIXED = "place místo место місце signature podpis подпись підпис and a и і та v в"
"""A label with one of these asks for more than the day: “place and date”."""
_ADDRESS = "address adresa bydliště sídlo адрес адреса"
_SHORT_LABEL = 60
_LEAST = -(10**12)


def guess_type(field: SurveyedField, locale: str) -> tuple[Facets, str]:
    """Type and facets, and what a person should know of them; the latter may be empty."""
    match field.widget:
        case Widget.SIGNATURE:
            return {"type": "signature"}, ""
        case Widget.CHECKBOX:
            return {"type": "yes_no", "appearance": "check"}, ""
        case Widget.RADIO:
            return {"type": "choice"}, ""
        case Widget.SELECT if field.is_multiple:
            return {"type": "multi_choice"}, ""
        case Widget.SELECT:
            note = "the PDF takes other texts than the choices as well" if field.is_open else ""
            return {"type": "choice", "appearance": "minimal"}, note
        case Widget.MULTILINE:
            kind = "address" if _tokens(field) & set(_ADDRESS.split()) else "multiline"
            return _text(field, kind), ""
    return _one_line(field, locale)


def _text(field: SurveyedField, kind: str = "text") -> Facets:
    return {"type": kind} | ({"length": field.limit} if field.limit else {})


def _one_line(field: SurveyedField, locale: str) -> tuple[Facets, str]:
    if field.script:
        return _scripted(field, locale)
    kind = _kind_by_words(field)
    if kind == "date" and (field.widget is Widget.COMB or not _has_room_for_date(field, locale)):
        kind = "text"
    match kind:
        case "number":
            return _number(field, 2), ""
        case "date" | "person" | "id":
            return {"type": kind}, ""
    return _text(field, kind), ""


def _scripted(field: SurveyedField, locale: str) -> tuple[Facets, str]:
    """By the call of Acrobat's library that formats the field."""
    name, _, arguments = field.script.partition("(")
    arguments = arguments.rstrip(")")
    note = f"the PDF formats it by {field.script}"
    match name[2:6]:
        case "Date" if _is_day_first(arguments) and _has_room_for_date(field, locale):
            return {"type": "date"}, note
        case "Numb" | "Perc":
            decimals = re.match(r"\s*([0-9])", arguments)
            return _number(field, int(decimals[1]) if decimals else 2), note
        case "Spec":
            return _text(field, "phone" if arguments.strip() == "2" else "text"), note
    return _text(field), note


def _number(field: SurveyedField, decimals: int) -> Facets:
    if field.limit is not None:
        # Separators of thousands would not fit the characters the PDF counts.
        return _text(field)
    return {"type": "number", "decimals": decimals, "least": _LEAST}


def _is_day_first(arguments: str) -> bool:
    """Whether dates typed by the PDF's rule are read as the same day here."""
    pattern = arguments.strip(" \"'").lower()
    return (pattern.startswith("d") and "yyyy" in pattern) or pattern.startswith("yyyy-mm-dd")


def _has_room_for_date(field: SurveyedField, locale: str) -> bool:
    return field.limit is None or field.limit >= len(format_date(date(2000, 12, 31), locale=locale))


def _kind_by_words(field: SurveyedField) -> str:
    tokens = _tokens(field)
    if len(field.label) > _SHORT_LABEL or tokens & set(_MIXED.split()):
        return "text"
    return next((kind for kind, words in _WORDS.items() if tokens & set(words.split())), "text")


def _tokens(field: SurveyedField) -> set[str]:
    """The words of the label and of the field's own name."""
    own = field.name.rpartition(".")[2]
    spaced = re.sub(r"(?<=[^\W\d_])(?=[A-ZА-ЯЁІЇЄ][^\W\d_]*[a-zа-яёіїє])", " ", own)
    text = f"{field.label} {spaced}".casefold().replace("ф.и.о", "фио").replace("_", " ")
    return set(re.findall(r"№|[^\W\d_]+(?:-[^\W\d_]+)?", text))
