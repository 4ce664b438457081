"""An open office: its folder, catalogue, store and whoever sits at the desk."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formkit.actions.faces import Prepared
from formkit.actions.prefill import Lookup, organisation
from formkit.actions.templates import templates_of
from formkit.catalogue.index import Catalogue, open_catalogue
from formkit.errors import BadSettingsError
from formkit.store import Store, merging, records
from formkit.store.source import Source, SourceKind
from formkit.workspace import SETTINGS, Office, open_office

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.fieldtypes.base import Value
    from formkit.model.register import Register


@dataclass(frozen=True)
class Desk:
    office: Office
    catalogue: Catalogue
    store: Store
    prepared: Prepared
    now: datetime
    actor: str

    @property
    def registers(self) -> Mapping[str, Register]:
        return self.catalogue.registers

    @property
    def organisation(self) -> dict[str, Any]:
        """The record ``org``.

        Raises:
            BadSettingsError: a person in it cannot be used.
        """
        settings = self.office.settings
        record, problems = organisation(settings.organisation, settings.locale)
        if problems:
            file = self.office.root / SETTINGS
            raise BadSettingsError(file=file, reason="[organisation]", problems=problems)
        return record

    def source(self, kind: SourceKind, **facts: str | None) -> Source:
        return replace(Source(kind=kind, actor=self.actor, at=self.now), **facts)  # type: ignore[arg-type]


@contextmanager
def open_desk(
    folder: Path, now: datetime | None = None, actor: str | None = None
) -> Iterator[Desk]:
    """The office of a folder, ready for work.

    Args:
        folder: the office folder or one below it.
        now: the moment written beside everything; None for the clock.
        actor: who acts; None for the account of the computer.
    """
    office = open_office(folder)
    catalogue = open_catalogue(office.root, office.settings.profile)
    moment = now or datetime.now(UTC)
    with Store.open(office.store_url, tuple(catalogue.registers.values())) as store:
        who = actor or getpass.getuser()
        prepared = Prepared(office.blanks, templates_of(office, catalogue))
        yield Desk(office, catalogue, store, prepared, moment, who)


def lookup(desk: Desk, connection: Connection, locale: str) -> Lookup:
    """The registers as one transaction sees them."""

    def find_row(register: Register, key: str) -> Mapping[str, Value] | None:
        row = records.find(connection, register, merging.current_key(connection, register, key))
        return row.values if row is not None else None

    def find_keys(register: Register, label: str) -> list[str]:
        rows = records.find_labelled(connection, register, label) if register.label else []
        return [str(row.values[register.key]) for row in rows]

    return Lookup(desk.registers, find_row, find_keys, desk.organisation, locale)
