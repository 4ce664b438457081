"""A PostgreSQL server of its own for the tests: started by an unprivileged user, then gone."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_OWNER = "formkit"
_SETTINGS = ("listen_addresses=", "max_connections=40", "shared_buffers=16MB")


def missing() -> str:
    """Why there can be no server; empty where there can."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed: pip install formkit[postgresql]"
    if _binary("postgres") is None or _binary("initdb") is None:
        return "PostgreSQL is not installed: apt install postgresql"
    return ""


def _binary(name: str) -> str | None:
    """Debian keeps the programs of the server off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name)


@dataclass
class Server:
    folder: Path
    is_durable: bool
    """Whether it waits for the disk; needed where it is killed."""
    process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def start(self) -> None:
        command = [
            str(_binary("postgres")),
            "-D",
            str(self.folder / "data"),
            "-k",
            str(self.folder),
        ]
        settings = [*_SETTINGS, f"fsync={'on' if self.is_durable else 'off'}"]
        command += [part for setting in settings for part in ("-c", setting)]
        log = (self.folder / "log").open("ab")
        with log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, **_unprivileged())
        self._wait()

    def _wait(self) -> None:
        import psycopg

        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self._address("postgres")).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def _address(self, database: str) -> str:
        return f"host={self.folder} user={_OWNER} dbname={database}"

    def new_database(self) -> str:
        """The address of an empty database, as the settings of an office have it."""
        import psycopg

        name = f"office{next(self._numbers)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://{_OWNER}@/{name}?host={self.folder}"

    def kill(self) -> None:
        """The postmaster dies at once; its children follow when they notice."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=30)


def _unprivileged() -> dict[str, int]:
    """The server refuses to be started by root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


@contextlib.contextmanager
def running(*, is_durable: bool = False) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="formkit-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        who = _unprivileged()
        if who:
            os.chown(folder, who["user"], who["group"])
        command = [str(_binary("initdb")), "-D", str(folder / "data"), "-A", "trust"]
        command += ["-U", _OWNER, "-E", "UTF8", "--locale=C", "--no-sync"]
        home = {**os.environ, "HOME": name}
        subprocess.run(command, check=True, capture_output=True, cwd=folder, env=home, **who)
        server = Server(folder, is_durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
