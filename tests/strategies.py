"""Values that a field type allows, over all of Unicode: what the laws are tried with."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from formkit.fieldtypes import (
    ChoiceType,
    DateType,
    IdentifierType,
    MultiChoiceType,
    MultilineType,
    NumberType,
    PersonType,
    ReferenceType,
    SignatureType,
    TextType,
    TimeType,
    YesNoType,
)
from formkit.fieldtypes.identifier import check_digit
from formkit.fieldtypes.number import shortest_decimal
from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.model.form import Field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formkit.fieldtypes.base import FieldType
    from formkit.model.form import Form, Table

LOCALES = ("ru", "uk", "cs", "en")

NAMES = st.sampled_from(["Щербаков-Їжак Ґалаґан", "Řeřichová Žofie", "O’Connor", "Ёлкина Анна"])
"""Names as they stand in papers of the four languages; every font of ours has their letters."""
CHARACTERS = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Everything that can be printed; controls, formats and unassigned code points cannot."""

Texts = st.SearchStrategy[str]


def lines(characters: Texts = CHARACTERS, max_size: int = 40) -> Texts:
    """Canonical texts of one line."""
    texts = st.one_of(st.text(characters, min_size=1, max_size=max_size), NAMES)
    return texts.map(TextType().canonical).filter(bool)


def paragraphs(characters: Texts = CHARACTERS, max_size: int = 80) -> Texts:
    """Canonical texts with line breaks."""
    texts = st.text(st.one_of(characters, st.just("\n")), min_size=1, max_size=max_size)
    return texts.map(MultilineType().canonical).filter(bool)


@cache
def values_of(  # noqa: C901 - one case a type
    kind: FieldType, characters: Texts = CHARACTERS
) -> st.SearchStrategy[Any]:
    """Every value a type allows; texts are made of the given characters."""
    text = lines(characters)
    match kind:
        case TextType():
            texts = paragraphs(characters) if isinstance(kind, MultilineType) else text
            return texts.filter(lambda t: kind.length is None or len(t) <= kind.length)
        case DateType():
            return st.dates()
        case TimeType():
            return st.times().map(lambda t: t.replace(second=0, microsecond=0))
        case NumberType():
            decimals = st.decimals(kind.least, kind.most, places=kind.decimals)
            return decimals.map(shortest_decimal)
        case YesNoType():
            return st.just(True) if kind.appearance == "check" else st.booleans()
        case ChoiceType(choices=choices):
            return st.sampled_from(choices)
        case MultiChoiceType(choices=choices):
            picked = st.sets(st.sampled_from(choices), min_size=1)
            return picked.map(lambda names: tuple(c for c in choices if c in names))
        case IdentifierType(has_check_digit=True):
            return st.text("0123456789", min_size=1, max_size=9).map(lambda d: d + check_digit(d))
        case IdentifierType():
            return text
        case PersonType():
            return text.map(Person)
        case ReferenceType():
            keys = text.filter(lambda key: "—" not in key)
            return st.builds(Reference, keys, st.one_of(st.just(""), text))
        case SignatureType():
            return st.just(True)
    raise AssertionError(kind)


def records_of(
    form: Form, characters: Texts = CHARACTERS, *, is_signed: bool = True
) -> st.SearchStrategy[dict[str, Any]]:
    """Values of a whole form: any field may lack one, any table may have any of its rows.

    Without ``is_signed`` no place is signed, for faces in which nobody can sign.
    """
    members = {
        m.name: values_of(m.type, characters)
        if isinstance(m, Field)
        else rows_of(m, characters, is_signed=is_signed)
        for m in form.members()
        if is_signed or not is_signature(m)
    }
    return st.fixed_dictionaries({}, optional=members)


def is_signature(member: Field | Table) -> bool:
    return isinstance(member, Field) and isinstance(member.type, SignatureType)


def rows_of(
    table: Table, characters: Texts = CHARACTERS, *, is_signed: bool = True
) -> st.SearchStrategy[tuple[Mapping[str, Any], ...]]:
    columns = [column for column in table.columns if is_signed or not is_signature(column)]
    cells = {column.name: values_of(column.type, characters) for column in columns}
    row = st.fixed_dictionaries({}, optional=cells)
    rows = st.lists(row, min_size=1, max_size=table.rows)
    return rows.filter(lambda all_rows: bool(all_rows[-1])).map(tuple)
