"""Publishing: the registers as Excel workbooks, after what people wrote into them came back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from formkit.actions.desk import Desk
from formkit.language.text import translate
from formkit.store import records
from formkit.store.schema import workbook_key
from formkit.workbook.write import Edition, write, write_restricted
from formkit.workspace import write_file


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


FILE = _("registers.xlsx")
RESTRICTED_FILE = _("identities.xlsx")


@dataclass(frozen=True, slots=True)
class Published:
    path: Path
    rows: int


def publish(desk: Desk) -> list[Published]:
    """Write the workbook of all registers and the separate one of client identities.

    Raises:
        NoSpaceError, ReadOnlyError, StoreError
    """
    registers = tuple(desk.registers.values())
    with desk.store.reading() as connection:
        rows = {r.name: records.rows(connection, r) for r in registers}
        key = workbook_key(connection)
    locale = desk.office.settings.locale
    edition = Edition(id=secrets.token_hex(8), locale=locale, key=key)
    published = []
    for name, make, is_restricted in (
        (FILE, write, False),
        (RESTRICTED_FILE, write_restricted, True),
    ):
        path = desk.office.registers / translate(name, locale)
        write_file(path, make(registers, rows, edition))
        count = sum(len(rows[r.name]) for r in registers if r.is_restricted is is_restricted)
        published.append(Published(path, count))
    return published
