"""Case forms of names: proposed once, shown to a person, and right for ever after.

They stand in a register of their own, in the workbook of identities, where the office corrects
and confirms them like any other cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from formkit.actions.prefill import CASES, NAME_FORMS
from formkit.fieldtypes.person import Person
from formkit.language import names
from formkit.store import records
from formkit.store.proposals import propose
from formkit.store.source import Source, SourceKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.actions.desk import Desk
    from formkit.fieldtypes.base import Value


def persons_in(content: Any) -> Iterable[Person]:
    """Every person in values, rows and records, however deep."""
    if isinstance(content, Person):
        yield content
    elif isinstance(content, Mapping):
        for item in content.values():
            yield from persons_in(item)
    elif isinstance(content, list | tuple):
        for item in content:
            yield from persons_in(item)


def remember(
    desk: Desk, connection: Connection, persons: Iterable[Person], locale: str, source: Source
) -> None:
    """Propose the forms of names that are not in the register yet; no gender, no guess."""
    if NAME_FORMS not in desk.registers or locale == "en":
        return
    register = desk.registers[NAME_FORMS]
    for person in persons:
        is_known = records.find(connection, register, person.text) is not None
        if person.gender and not is_known:
            row = _proposed(person, locale)
            propose(connection, register, person.text, row, base=None, source=source)


def _proposed(person: Person, locale: str) -> dict[str, Value]:
    forms = names.forms(
        person.text,
        gender=person.gender or "",
        locale=locale,
        confirmed=person.forms,
        is_indeclinable=person.is_indeclinable,
    )
    row: dict[str, Value] = {case: forms[case] for case in CASES if forms.get(case)}
    if person.is_indeclinable:
        row["indeclinable"] = True
    return {"gender": person.gender, **row}


def unconfirmed(desk: Desk) -> list[Mapping[str, Value]]:
    """Names whose forms nobody has confirmed yet, with the forms as they stand."""
    register = desk.registers[NAME_FORMS]
    with desk.store.reading() as connection:
        found = records.rows(connection, register)
    return [row.values for row in found if row.values.get("confirmed") is not True]


def confirm(desk: Desk, full_names: Iterable[str]) -> int:
    """Mark the forms of these names as right, as they stand; how many there were."""
    register = desk.registers[NAME_FORMS]
    source = desk.source(SourceKind.REVIEW)
    count = 0
    with desk.store.transaction() as connection:
        for name in full_names:
            row = records.find(connection, register, name)
            if row is not None:
                change = {"confirmed": True}
                propose(connection, register, name, change, base=row.values, source=source)
                count += 1
    return count
