"""The store as a whole: opening, transactions, failures in words, checking."""

from __future__ import annotations

import errno
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

import sqlalchemy as sa

from formkit.errors import NoSpaceError, OfficeError, ReadOnlyError, StoreError
from formkit.store import changes, schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from formkit.model.register import Register

BUSY_SECONDS = 30
_ROOM_BYTES = 2**18


class Store:
    """The registers and the ledger of one office.

    Every function of this package takes the connection of one transaction::

        with Store.open(url, registers) as store, store.transaction() as connection:
            receipts.add(connection, receipt)
            records.propose(connection, register, key, values, base=None, source=source)

    All of it is kept, or nothing.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str, registers: Sequence[Register]) -> Store:
        """Open a store, creating what it lacks: the file, tables, columns of changed registers.

        Args:
            url: of SQLAlchemy, ``sqlite:///C:/office/office.db`` for instance.
            registers: all registers of the office.

        Raises:
            StoreError: damaged, locked, not a store, of a later version.
            NoSpaceError: the disk is full.
            ReadOnlyError: the file or its folder cannot be written.
            DefinitionError: a column takes numbers the store cannot keep.
        """
        schema.check_registers(registers)
        with _failures_in_words(url):
            store = cls(_engine(url))
            try:
                store._complete(registers)
            except BaseException:
                store.close()
                raise
        return store

    def _complete(self, registers: Sequence[Register]) -> None:
        with self.reading() as connection:
            is_complete = schema.is_complete(connection, registers)
        if not is_complete:
            with self.transaction() as connection:
                schema.complete(connection, registers)
        with self.reading() as connection:
            schema.check_version(connection)
            schema.check_storages(connection, registers)

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """One transaction that writes: kept as a whole at the end, undone by any exception.

        One at a time: a second one waits up to half a minute. Do the slow work before.
        """
        with _failures_in_words(self._name), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One unchanging view of the store; does not wait for those who write."""
        with (
            _failures_in_words(self._name),
            self._engine.execution_options(is_reader=True).begin() as connection,
        ):
            yield connection

    def verify(self) -> changes.Verification:
        """Check the database itself and the chain of the change log from end to end."""
        with self.reading() as connection:
            damage: tuple[str, ...] = ()
            if connection.dialect.name == "sqlite":
                found = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
                damage = tuple(line for line in found if line != "ok")
            return changes.verify(connection, damage)

    @contextmanager
    def writing_to(self, file: Path) -> Iterator[None]:
        """Failures of writing a copy in words, those of the system as well."""
        try:
            with _failures_in_words(f"sqlite:///{file.as_posix()}"):
                yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise NoSpaceError(file=file) from error
            raise ReadOnlyError(file=file, reason=error.strerror or error) from error

    def close(self) -> None:
        self._engine.dispose()

    @property
    def _name(self) -> str:
        return self._engine.url.render_as_string(hide_password=True)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _engine(url: str) -> sa.Engine:
    if sa.make_url(url).get_backend_name() != "sqlite":
        engine = sa.create_engine(url, hide_parameters=True)
        sa.event.listen(engine, "begin", _begin_postgresql)
        return engine
    wait = {"timeout": BUSY_SECONDS}
    engine = sa.create_engine(url, connect_args=wait, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Durable and safe beside other processes; transactions are begun by :func:`_begin_sqlite`."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA temp_store = MEMORY")


_CACHE_KIB = 64 * 1024
"""Of the file, and sorting in memory: the report reads every register as a whole."""


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; SQLite does not wait here for another process doing so."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _begin_sqlite(connection: sa.Connection) -> None:
    is_reader = connection.get_execution_options().get("is_reader", False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: sa.Connection) -> None:
    """One writer at a time, as with SQLite: all of them add to one chain of changes anyway."""
    is_reader = connection.get_execution_options().get("is_reader", False)
    one_view = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    connection.exec_driver_sql(
        one_view if is_reader else f"SELECT pg_advisory_xact_lock({_WRITERS})"
    )


_WRITERS = 0x666B
"""Names the lock; any number that is always the same."""


@contextmanager
def _failures_in_words(url: str) -> Iterator[None]:
    """Failures of the database as errors of the office; nothing of them is half-written."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _failure(error.orig, url) from error
    except sqlite3.Error as error:
        raise _failure(error, url) from error
    except sa.exc.ArgumentError as error:
        raise StoreError(reason=f"“{url}” is not an address of a database") from error
    except sa.exc.NoSuchModuleError as error:
        raise StoreError(reason=f"there is no support for “{url.partition(':')[0]}”") from error


def _failure(error: BaseException | None, url: str) -> OfficeError:
    name = getattr(error, "sqlite_errorname", "") or ""
    file = sa.make_url(url).database or url
    if name == "SQLITE_FULL" or _is_without_room(name, file):
        return NoSpaceError(file=file)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return ReadOnlyError(file=file, reason=str(error))
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StoreError(reason=f"“{file}” is damaged or is not a store")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreError(reason=f"another program has kept “{file}” busy for {BUSY_SECONDS} s")
    reason = str(error).strip() or type(error).__name__
    return StoreError(reason=reason.splitlines()[0])


def _is_busy(error: sqlite3.Error) -> bool:
    return error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _is_without_room(name: str, file: str) -> bool:
    """Whether an input/output error comes of a full disk: SQLite does not always say so."""
    folder = Path(file).parent
    return name.startswith("SQLITE_IOERR") and disk_usage(folder).free < _ROOM_BYTES
