"""Finding a person, a number or a day in the registers and among the documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from formkit.actions.disclosure import LOG, READ, Access, record_access, require_reader
from formkit.actions.prefill import NAME_FORMS
from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.language.dates import format_date
from formkit.store import documents, records
from formkit.store.search import DOCUMENTS, Hit, find_words, follow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from formkit.actions.desk import Desk
    from formkit.fieldtypes.base import Value
    from formkit.model.register import Register

MOST = 15
"""Hits that are shown; somebody who gets more types another word."""
LEFT_OUT = frozenset({LOG, NAME_FORMS})


@dataclass(frozen=True, slots=True)
class Found:
    kind: str
    """Name of the register, or of the form of a document."""
    title: str
    """The same in the language of the office."""
    number: str
    client: str | None
    shown: str
    """What tells it apart: a name, a label, a day."""


@dataclass(frozen=True, slots=True)
class Search:
    found: tuple[Found, ...]
    total: int


def find(desk: Desk, text: str) -> Search:
    """Records and documents with words that begin like those typed; every client shown is logged.

    Raises:
        NoAccessError: whoever asks may not see who the clients are.
        StoreError
    """
    require_reader(desk)
    locale = desk.office.settings.locale
    with desk.store.transaction() as connection:
        follow(connection, desk.registers.values(), LEFT_OUT)
        hits, total = find_words(connection, text, locale, MOST)
        found = [_found(desk, connection, hit) for hit in hits]
        known = tuple(item for item in found if item is not None)
        clients = sorted({item.client for item in known if item.client})
        seen = [Access(action=READ, of="find", client=client) for client in clients]
        record_access(desk, connection, seen or [Access(action=READ, of="find")])
    order = list(desk.registers)
    ranked = sorted(known, key=lambda item: (_rank(order, item.kind), item.number))
    return Search(tuple(ranked), total)


def _rank(order: list[str], kind: str) -> int:
    """Clients first, then the other registers, then documents."""
    if kind in ("client_identity", "clients"):
        return -1
    return order.index(kind) if kind in order else len(order)


def _found(desk: Desk, connection: Connection, hit: Hit) -> Found | None:
    if hit.place == DOCUMENTS:
        return _document(desk, connection, hit.row_id)
    register = desk.registers.get(hit.place)
    row = records.find_id(connection, register, hit.row_id) if register else None
    if register is None or row is None:
        return None
    locale = desk.office.settings.locale
    title = register.words[locale].title if locale in register.words else register.name
    client = row.values.get("client_id")
    number = client.key if isinstance(client, Reference) else client
    key = str(row.plain.get(register.key, ""))
    return Found(register.name, title, key, number, described(register, row.values, locale))


def _document(desk: Desk, connection: Connection, document_id: str) -> Found | None:
    document = documents.find(connection, document_id)
    if document is None:
        return None
    form, locale = desk.catalogue.find(document.form), desk.office.settings.locale
    words = form.words.get(locale) if form else None
    clients = [name for name in ("client", "client_id") if document.plain.get(name)]
    client = str(document.plain[clients[0]]) if clients else None
    day = document.issued_at.astimezone().date() if document.issued_at else None
    shown = format_date(day, locale=locale) if day else ""
    title = words.title if words else document.form
    return Found(document.form, title, document.number or document.id, client, shown)


def described(register: Register, values: Mapping[str, Value], locale: str) -> str:
    """A label, a name, or the first days of a record."""
    if register.label and values.get(register.label):
        return str(values[register.label])
    names = [values.get(part) for part in ("surname", "given_name", "patronymic")]
    if any(names):
        return " ".join(str(name) for name in names if name)
    people = [str(value) for value in values.values() if isinstance(value, Person)]
    days = [
        format_date(values[column.name], locale=locale)
        for column in register.columns
        if column.type.name == "date" and values.get(column.name)
    ]
    return ", ".join([*people[:1], *days[:1]])
