"""The care of the store: copies of it, and whether it and the archive are whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.actions.desk import Desk
from formkit.errors import FileMissingError
from formkit.problems import Code, Problem, problem
from formkit.store import backup, receipts, replay
from formkit.workspace import archived, digest, open_office

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Verified:
    entries: int
    """Entries of the change log."""
    files: int
    """Files of the archive."""
    problems: tuple[Problem, ...]

    @property
    def is_intact(self) -> bool:
        return not self.problems


def back_up(desk: Desk, target: Path | None) -> Path:
    """A copy of the store in one file, of one moment, while others go on working.

    Args:
        desk: of the office.
        target: a file or a folder; None for the folder ``data/backups`` of the office.

    Raises:
        StoreError: the store is on a server, which has its own means.
        NoSpaceError, ReadOnlyError
    """
    name = f"formkit-{desk.now.astimezone():%Y-%m-%d-%H%M%S}.db"
    folder = desk.office.root / "data" / "backups"
    path = folder / name if target is None else target / name if target.is_dir() else target
    backup.save(desk.store, path)
    return path


def restore(folder: Path, source: Path) -> Path | None:
    """Put a copy in the place of the store, after it was found whole.

    Returns:
        Where the store that was there is kept; None where there was none.

    Raises:
        FileMissingError, NoOfficeError
        StoreError: the copy is damaged, or the store of the office is on a server.
    """
    office = open_office(folder)
    if not source.is_file():
        raise FileMissingError(file=source)
    return backup.restore(office.store_url, source, datetime.now(UTC))


def verify(desk: Desk) -> Verified:
    """Check database, change log, registers against the log, and every archived file."""
    found = desk.store.verify()
    problems = [problem(Code.STORE_DAMAGED, reason=line) for line in found.damage]
    if found.broken_at is not None:
        problems.append(problem(Code.STORE_LOG_BROKEN, entry=found.broken_at))
    with desk.store.reading() as connection:
        for register in desk.registers.values():
            for row_id in replay.differing(connection, register):
                code = Code.STORE_ROW_DIFFERS
                problems.append(problem(code, register=register.name, record=row_id))
        files, missing = _check_archive(desk, connection)
    return Verified(found.entries, files, (*problems, *missing))


def _check_archive(desk: Desk, connection: Connection) -> tuple[int, list[Problem]]:
    """Every received file must be there, byte for byte; a hash names it."""
    problems, count = [], 0
    for receipt in receipts.everything(connection):
        count += 1
        path = archived(desk.office, receipt.sha256, receipt.suffix)
        if not path.is_file() or digest(path.read_bytes()) != receipt.sha256:
            problems.append(problem(Code.STORE_FILE_LOST, file=receipt.sha256))
    return count, problems
