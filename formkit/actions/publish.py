"""Publishing: what people wrote into the workbooks comes back, then they are written anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.actions.desk import Desk
from formkit.actions.numbering import masked_number
from formkit.errors import WorkbookOpenError
from formkit.language.text import translate
from formkit.store import numbers, records
from formkit.store.source import SourceKind
from formkit.workbook.publish import publish as publish_workbook
from formkit.workspace import digest, write_file

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.workbook.take import Taken


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


FILE = _("registers.xlsx")
RESTRICTED_FILE = _("identities.xlsx")
HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Published:
    path: Path
    rows: int
    taken: Taken | None
    """What came from the workbook that was there; None where there was none."""
    lost_sheets: tuple[str, ...]
    """Sheets people had added; they stand in the copy that was kept in the history."""


def publish(desk: Desk) -> list[Published]:
    """Bring the workbook of all registers and the separate one of identities up to date.

    The workbook that was there is kept in the history folder before it is replaced.

    Raises:
        WorkbookOpenError: somebody has one of them open.
        WorkbookError: one cannot be taken as a whole; nothing was changed.
        NoSpaceError, ReadOnlyError, StoreError
    """
    locale = desk.office.settings.locale
    books = ((FILE, False), (RESTRICTED_FILE, True))
    paths = [(desk.office.registers / translate(name, locale), own) for name, own in books]
    for path, _is_restricted in paths:
        refuse_open(path)
    return [_publish_one(desk, path, is_restricted) for path, is_restricted in paths]


def _publish_one(desk: Desk, path: Path, is_restricted: bool) -> Published:
    registers = [r for r in desk.registers.values() if r.is_restricted is is_restricted]
    last = path.read_bytes() if path.is_file() else None
    if last is not None:
        kept = path.parent / HISTORY / f"{desk.now:%Y-%m-%d}-{digest(last)[:12]}{path.suffix}"
        if not kept.exists():
            write_file(kept, last)

    def next_key(connection: Connection, register: Register) -> str | None:
        return next_record_key(desk, connection, register)

    with desk.store.transaction() as connection:
        book = publish_workbook(
            connection,
            registers,
            last,
            locale=desk.office.settings.locale,
            source=desk.source(SourceKind.WORKBOOK),
            next_key=next_key,
        )
        count = sum(len(records.rows(connection, register)) for register in registers)
        write_file(path, book.content)
    return Published(path, count, book.taken, book.lost_sheets)


def next_record_key(desk: Desk, connection: Connection, register: Register) -> str | None:
    """The next key of a register's mask that no record has; None where it has no mask."""
    if not register.number_mask:
        return None
    year = desk.now.astimezone().year
    while True:
        scope_year = year if "{year}" in register.number_mask else 0
        seq = numbers.next_number(connection, register.name, scope_year)
        key = masked_number(register.number_mask, year, seq)
        if records.find(connection, register, key) is None:
            return key


def refuse_open(path: Path) -> None:
    """Excel and LibreOffice leave a lock file beside a workbook they have open.

    Raises:
        WorkbookOpenError
    """
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if any(lock.exists() for lock in locks):
        raise WorkbookOpenError(file=path)
