"""Publishing: what people wrote into the workbooks comes back, then they are brought up to date."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.actions.desk import Desk
from formkit.actions.numbering import masked_number
from formkit.actions.twins import merge_decided, propose_twins
from formkit.errors import FileMissingError
from formkit.language.text import translate
from formkit.problems import Code, Problem, Severity, problem
from formkit.store import changes, numbers, records
from formkit.store.source import SourceKind
from formkit.workbook.diff import CellChange, cell_changes
from formkit.workbook.publish import publish as publish_workbook
from formkit.workbook.publish import read_back, take_back
from formkit.workbook.refusals import NoSheetsError
from formkit.workspace import digest, for_opening, write_file

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.workbook.answers import Answered
    from formkit.workbook.take import NextKey, Taken


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


FILE = _("registers.xlsx")
RESTRICTED_FILE = _("identities.xlsx")
HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one workbook, or of a returned copy of one."""

    path: Path
    rows: int
    taken: Taken | None
    """What came from it; None where there was no workbook before."""
    answered: Answered
    problems: tuple[Problem, ...] = ()
    changes: tuple[CellChange, ...] = field(default=())
    """What it changed in the registers, cell by cell."""
    is_preview: bool = False
    """Whether all this would have happened, and nothing has."""

    @property
    def findings(self) -> tuple[Problem, ...]:
        """Everything there is to tell, gravest first."""
        if self.taken is None:
            return self.problems
        return (
            *self.problems,
            *self.taken.rejected,
            *self.answered.refused,
            *self.taken.found,
        )


class _UndoneError(Exception):
    """Gives a transaction up on purpose."""


def publish(
    desk: Desk, returned: Sequence[Path] = (), *, is_preview: bool = False
) -> list[Published]:
    """Bring the workbook of all registers and the separate one of identities up to date.

    The workbook that was there is kept in the history folder before it is replaced. One that
    somebody has open is only looked at: what it would bring is told, nothing is changed.

    Args:
        desk: of the office.
        returned: copies that came back otherwise, as .xlsx, .ods or .xls; taken first.
        is_preview: tell what would happen, change nothing.

    Raises:
        WorkbookError: one cannot be taken as a whole; nothing was changed by it.
        FileMissingError, NoSpaceError, ReadOnlyError, StoreError
    """
    locale = desk.office.settings.locale
    made = [_take_copy(desk, path, is_preview) for path in returned]
    paths = [desk.office.registers / translate(name, locale) for name in (FILE, RESTRICTED_FILE)]
    # Identities first: clients that are merged there leave the other workbook at once.
    identities = _publish_one(desk, paths[1], True, is_preview)
    return [*made, _publish_one(desk, paths[0], False, is_preview), identities]


def _registers(desk: Desk, is_restricted: bool) -> list[Register]:
    return [r for r in desk.registers.values() if r.is_restricted is is_restricted]


def _publish_one(desk: Desk, path: Path, is_restricted: bool, is_preview: bool) -> Published:
    registers = _registers(desk, is_restricted)
    last = path.read_bytes() if path.is_file() else None
    opened = find_open(path)
    is_preview = is_preview or opened is not None
    if last is not None and not is_preview:
        _keep(desk, path, last)
    made: Published | None = None
    with contextlib.suppress(_UndoneError), desk.store.transaction() as connection:
        before = changes.end(connection)
        propose_twins(desk, connection, [register.name for register in registers])
        book = publish_workbook(
            connection,
            registers,
            last,
            locale=desk.office.settings.locale,
            source=desk.source(SourceKind.WORKBOOK),
            next_key=_next_key(desk),
            locate=lambda name, suffix: _address(desk, path, name, suffix),
            settle=partial(merge_decided, desk),
        )
        made = Published(
            path,
            sum(len(records.rows(connection, register)) for register in registers),
            book.taken,
            book.answered,
            (*([opened] if opened else []), *book.problems),
            _changed(desk, connection, before),
            is_preview,
        )
        if is_preview:
            raise _UndoneError
        if book.is_changed:
            write_file(path, book.content)
    assert made is not None  # noqa: S101 - suppressed is only what comes after it was made
    return made


def _take_copy(desk: Desk, path: Path, is_preview: bool) -> Published:
    """Only the edits of a copy; the workbook itself shows them when it is published next."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileMissingError(file=path) from error
    if not is_preview:
        _keep(desk, desk.office.registers / path.name, content)
    locale, made = desk.office.settings.locale, None
    with contextlib.suppress(_UndoneError), desk.store.transaction() as connection:
        before = changes.end(connection)
        registers = _registers(desk, is_restricted=False)
        try:
            book, found = read_back(connection, content, registers, locale)
        except NoSheetsError:
            registers = _registers(desk, is_restricted=True)
            book, found = read_back(connection, content, registers, locale)
        source = desk.source(SourceKind.WORKBOOK)
        taken, answered = take_back(connection, book, registers, source, _next_key(desk))
        taken.found[:0] = found
        merge_decided(desk, connection)
        rows = sum(len(sheet.rows) for sheet in book.sheets)
        changed = _changed(desk, connection, before)
        made = Published(path, rows, taken, answered, (), changed, is_preview)
        if is_preview:
            raise _UndoneError
    assert made is not None  # noqa: S101 - suppressed is only what comes after it was made
    return made


def _changed(desk: Desk, connection: Connection, before: int) -> tuple[CellChange, ...]:
    made = changes.since(connection, before)
    locale = desk.office.settings.locale
    return tuple(cell_changes(connection, desk.registers, made, locale))


def _keep(desk: Desk, path: Path, content: bytes) -> None:
    kept = desk.office.registers / HISTORY
    name = f"{desk.now:%Y-%m-%d}-{digest(content)[:12]}{path.suffix}"
    if not (kept / name).exists():
        write_file(kept / name, content)


def _address(desk: Desk, path: Path, name: str, suffix: str) -> str:
    """An archived file as the workbook names it, wherever the office folder lies."""
    place = for_opening(desk.office, name, suffix).relative_to(desk.office.root)
    up = len(path.relative_to(desk.office.root).parents) - 1
    return "../" * up + place.as_posix()


def _next_key(desk: Desk) -> NextKey:
    def next_key(connection: Connection, register: Register) -> str | None:
        return next_record_key(desk, connection, register)

    return next_key


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


def find_open(path: Path) -> Problem | None:
    """Whether somebody has a workbook open: Excel and LibreOffice leave a lock file beside it."""
    excel = path.with_name(f"~${path.name}")
    office = path.with_name(f".~lock.{path.name}#")
    if not (excel.exists() or office.exists()):
        return None
    who = ""
    if office.exists():
        with contextlib.suppress(OSError):
            parts = office.read_text(encoding="utf-8", errors="replace").split(",")
            who = ", ".join(part.strip() for part in parts[:4] if part.strip(" ;"))
    return problem(Code.WORKBOOK_OPEN, Severity.WARNING, who=who or "—").at(file=path.name)
