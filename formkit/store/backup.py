"""Copies of a store in one SQLite file."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from formkit.errors import StoreError
from formkit.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIDES = ("-wal", "-shm")
"""Files SQLite keeps beside a database in use."""


def save(store: Store, target: Path) -> None:
    """Copy the store as it is at one moment; the file appears whole or not at all.

    Raises:
        StoreError: the store is on a server.
        NoSpaceError, ReadOnlyError
    """
    with store.reading() as connection:
        if connection.dialect.name != "sqlite":
            raise StoreError(reason="it is on a server; copy it with pg_dump")
        source = str(connection.engine.url.database)
    with store.writing_to(target), _beside(target) as part:
        with contextlib.closing(sqlite3.connect(source)) as reader:
            reader.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)


def restore(url: str, source: Path, now: datetime) -> Path | None:
    """Put a copy in the place of a store; the old one is kept beside it.

    Returns:
        Where the old one is kept; None where there was none.

    Raises:
        StoreError: the copy is not whole, or the store is on a server.
        NoSpaceError, ReadOnlyError
    """
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise StoreError(reason="it is on a server; restore it with pg_restore")
    target = Path(address.database)
    with Store.open(f"sqlite:///{source.as_posix()}", ()) as copy:
        if not copy.verify().is_intact:
            raise StoreError(reason=f"the copy “{source}” is damaged")
        with copy.writing_to(target), _beside(target) as part:
            save(copy, part)
            kept = _set_aside(target, now)
            part.replace(target)
    return kept


def _set_aside(target: Path, now: datetime) -> Path | None:
    """Move a store out of the way, with all that is in its write-ahead log."""
    if not target.exists():
        return None
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(target)) as old:
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = target.with_name(f"{target.stem}-{now.astimezone():%Y-%m-%d-%H%M%S}{target.suffix}")
    for side in ("", *_SIDES):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{target}{side}").replace(f"{kept}{side}")
    return kept


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A name for a file under way; nothing is left of it where the work fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)
