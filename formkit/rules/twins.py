"""Records that may be of the same person, or of the same visit; a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.language.transliteration import latin_letters
from formkit.store import records
from formkit.store.tables import LIVE, register_table

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.store.records import Row

PEOPLE, VISITS = "client_identity", "visits"
_NAME = ("surname", "given_name", "patronymic")
_SIMILAR, _SOMEWHAT = 0.85, 0.6
"""How like two names are that differ by a slip, or by the name somebody goes by."""
_MOST_IN_GROUP = 30
"""More people with one telephone are an institution's."""


@dataclass(frozen=True, slots=True)
class Twins:
    register: str
    newer: Row
    older: Row


def find_twins(connection: Connection, registers: Mapping[str, Register]) -> list[Twins]:
    """Pairs that somebody should look at, each once; the order is that of the records."""
    return [
        Twins(name, newer, older)
        for name, pairs in ((PEOPLE, _people), (VISITS, _visits))
        if name in registers
        for older, newer in pairs(connection, registers[name])
    ]


def _people(connection: Connection, register: Register) -> Iterator[tuple[Row, Row]]:
    """The same document; the same name; nearly the same name and birth date or telephone."""
    groups: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in records.rows(connection, register):
        for mark in _marks(row.plain):
            groups[mark].append(row)
    seen = set()
    for (kind, _text), group in groups.items():
        if len(group) > _MOST_IN_GROUP:
            continue
        for one, other in combinations(group, 2):
            pair = (one.id, other.id)
            if pair not in seen and _is_alike(kind, one.plain, other.plain):
                seen.add(pair)
                yield one, other


def _marks(plain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What two records have to share to be compared at all."""
    if number := _compact(plain.get("id_doc_number")):
        yield "number", number
    if born := plain.get("birth_date"):
        yield "born", str(born)
    if (phone := _digits(plain.get("phone"))) and len(phone) >= _PHONE:
        yield "phone", phone[-_PHONE:]
    if name := name_key(plain):
        yield "name", name


_PHONE = 9
"""Digits of a telephone number without its country."""


def _is_alike(kind: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    if kind == "number":
        return True
    births = {one.get("birth_date"), other.get("birth_date")} - {None}
    if kind == "name":
        return len(births) <= 1
    likeness = SequenceMatcher(None, name_key(one), name_key(other)).ratio()
    if kind == "born":
        return likeness >= _SIMILAR
    return len(births) <= 1 and likeness >= _SOMEWHAT


def name_key(plain: Mapping[str, Any]) -> str:
    """A name whatever its alphabet, its case and the order of its parts."""
    words = " ".join(str(plain[part]) for part in _NAME if plain.get(part)).split()
    return " ".join(sorted(latin_letters(word) for word in words))


def _compact(text: object) -> str:
    return "".join(c for c in latin_letters(str(text or "")) if c.isalnum())


def _digits(text: object) -> str:
    return "".join(c for c in str(text or "") if c.isdigit())


_SAME_VISIT = ("client_id", "partner_id", "service_id", "visit_date", "voucher_no", "qty")


def _visits(connection: Connection, register: Register) -> Iterator[tuple[Row, Row]]:
    """The same visit in two lists of a partner, as when their periods overlap."""
    first: dict[tuple[object, ...], Row] = {}
    for row_id in _doubled(connection, register):
        row = records.find_id(connection, register, row_id)
        if row is None:
            continue
        mark = tuple(row.plain.get(name) for name in _SAME_VISIT)
        before = first.setdefault(mark, row)
        if before is not row and before.plain.get("batch_no") != row.plain.get("batch_no"):
            yield before, row


def _doubled(connection: Connection, register: Register) -> list[str]:
    """Ids of visits of which another list has one that says the same."""
    table = register_table(register)
    is_live = sa.func.coalesce(table.c["_state"], "") == LIVE
    known = [sa.func.coalesce(sa.cast(table.c[name], sa.Text), "") for name in _SAME_VISIT]
    marks = [column.label(f"m{place}") for place, column in enumerate(known)]
    lists = sa.func.count(sa.func.coalesce(table.c["batch_no"], "").distinct())
    twice = sa.select(*marks).where(is_live).group_by(*known).having(lists > 1).subquery()
    same = sa.and_(*(column == twice.c[f"m{place}"] for place, column in enumerate(known)))
    query = sa.select(table.c["_id"]).join(twice, same).where(is_live).order_by(table.c["_seq"])
    return list(connection.scalars(query))
