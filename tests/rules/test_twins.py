"""Who may be the same person, and who is not proposed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import pytest
import sqlalchemy as sa

from formkit.catalogue.index import Catalogue
from formkit.rules.twins import find_twins

from .conftest import put

IVANOV = {"surname": "Иванов", "given_name": "Пётр", "patronymic": "Сергеевич",
          "birth_date": "1980-02-03", "phone": "+7 900 111-22-33",
          "id_doc_number": "45 06 123456"}  # fmt: skip


def pairs(connection: sa.Connection, catalogue: Catalogue) -> list[tuple[str, str]]:
    found = []
    for twins in find_twins(connection, catalogue.registers):
        key = catalogue.registers[twins.register].key
        found.append((str(twins.older.plain[key]), str(twins.newer.plain[key])))
    return found


def names(**cells: Any) -> dict[str, Any]:
    return {"surname": None, "given_name": None, "patronymic": None} | cells


ALIKE: dict[str, Mapping[str, Any]] = {
    "the same name, nothing else known": names(
        surname="ИВАНОВ", given_name="Петр", patronymic="Сергеевич"
    ),
    "the name in Latin letters": names(surname="Petr Sergeevich", given_name="Ivanov"),
    "a slip in the name, the same birth date": names(
        surname="Иваноф", given_name="Пётр", patronymic="Сергеевич", birth_date="1980-02-03"
    ),
    "only the document is the same": names(surname="Петрова", id_doc_number="4506123456"),
    "a shorter name, the same telephone": names(
        surname="Иванов", given_name="Пётр", phone="8 (900) 1112233"
    ),
}
OTHERS: dict[str, Mapping[str, Any]] = {
    "the same name, another birth date": IVANOV
    | {"birth_date": "2004-02-03", "id_doc_number": None, "phone": None},
    "the wife with the same telephone": names(
        surname="Сидорчук", given_name="Анна", phone="+7 900 111-22-33"
    ),
    "born on the same day": names(surname="Новак", given_name="Олег", birth_date="1980-02-03"),
    "nothing known at all": names(),
}


@pytest.mark.parametrize("other", ALIKE.values(), ids=ALIKE)
def test_who_may_be_the_same_is_proposed_once(
    connection: sa.Connection, catalogue: Catalogue, other: Mapping[str, Any]
) -> None:
    register = catalogue.registers["client_identity"]
    put(connection, register, {"client_id": "1", **IVANOV})
    put(connection, register, {"client_id": "2", **other})
    assert pairs(connection, catalogue) == [("1", "2")]


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_who_is_somebody_else_is_not_proposed(
    connection: sa.Connection, catalogue: Catalogue, other: Mapping[str, Any]
) -> None:
    register = catalogue.registers["client_identity"]
    put(connection, register, {"client_id": "1", **IVANOV})
    put(connection, register, {"client_id": "2", **other})
    assert pairs(connection, catalogue) == []


def test_the_telephone_of_a_shelter_makes_nobody_the_same(
    connection: sa.Connection, catalogue: Catalogue
) -> None:
    register = catalogue.registers["client_identity"]
    letters = itertools.combinations("абвгдежз", 3)
    for number, part in enumerate(itertools.islice(letters, 40)):
        row = {"client_id": str(number), "surname": "Ива" + "".join(part), "phone": "700 111 2233"}
        put(connection, register, row)
    assert pairs(connection, catalogue) == []


def test_a_visit_in_two_lists(connection: sa.Connection, catalogue: Catalogue) -> None:
    visit = {"client_id": "1", "partner_id": "B-1", "service_id": "S-1",
             "visit_date": "2026-10-05", "qty": 1}  # fmt: skip
    rows = {
        "A/1": {"batch_no": "A"},
        "A/2": {"batch_no": "A"},
        "B/1": {"batch_no": "B"},
        "B/2": {"batch_no": "B", "visit_date": "2026-10-06"},
    }
    for key, more in rows.items():
        put(connection, catalogue.registers["visits"], {"visit_id": key, **visit, **more})
    assert pairs(connection, catalogue) == [("A/1", "B/1")]
