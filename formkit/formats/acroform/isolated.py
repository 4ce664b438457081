"""Reading strangers' files in a process of its own, under limits of memory and time."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

import formkit
from formkit.formats.acroform.wire import from_json, received, send
from formkit.model.record import Reading
from formkit.problems import Code, problem

if TYPE_CHECKING:
    from types import TracebackType

WALL_S = 15.0
START_S = 30.0
"""More for the first file: a cold machine takes long to start a process."""


class IsolatedReader:
    """One worker process for many files; a file that ends it costs only itself.

    To be used by one thread at a time, as a context manager or with :meth:`close`.
    """

    def __init__(self, wall_s: float = WALL_S) -> None:
        self._wall_s = wall_s
        self._worker: subprocess.Popen[bytes] | None = None

    def read(self, data: bytes, blank: bytes = b"") -> Reading:
        """As :func:`formkit.formats.acroform.read`; DOCUMENT_LIMIT where it was stopped.

        A file without fields and carriers has the mark that people see on its pages, if any; of
        signatures is told whether they hold, see ``signing.check``.

        Args:
            data: the file.
            blank: what it was printed from: its pages are read, not its fields.
        """
        is_new = self._worker is None
        worker = self._worker = self._worker or _started()
        expired = threading.Event()
        wall_s = self._wall_s + START_S if is_new else self._wall_s
        timer = threading.Timer(wall_s, _stop, (worker, expired))
        timer.start()
        try:
            reading = _asked(worker, data, blank)
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()
        if reading is None:
            self.close()
            limit = f"{self._wall_s:g} s" if expired.is_set() else _end_of(worker)
            return Reading(None, problems=(problem(Code.DOCUMENT_LIMIT, limit=limit),))
        if any(p.values.get("limit") == "memory" for p in reading.problems):
            self.close()
        return reading

    def close(self) -> None:
        """End the worker; the next file starts a new one."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.communicate()
            self._worker = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_isolated(data: bytes, blank: bytes = b"") -> Reading:
    """One file by the worker all callers of this program share."""
    reader, lock = _shared()
    with lock:
        return reader.read(data, blank)


@cache
def _shared() -> tuple[IsolatedReader, threading.Lock]:
    reader = IsolatedReader()
    atexit.register(reader.close)
    return reader, threading.Lock()


def _started() -> subprocess.Popen[bytes]:
    """``-P`` keeps the current folder, which may be a stranger's, out of the imports."""
    command = [sys.executable, "-P", "-m", "formkit.formats.acroform.worker"]
    package = str(Path(formkit.__file__).parents[1])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def _asked(worker: subprocess.Popen[bytes], data: bytes, blank: bytes) -> Reading | None:
    """The worker's reading; None where it ended without one."""
    if worker.stdin is None or worker.stdout is None:
        return None
    try:
        send(worker.stdin, blank)
        send(worker.stdin, data)
        answer = received(worker.stdout)
        return None if answer is None else from_json(answer)
    except (OSError, ValueError, TypeError, LookupError):
        return None


def _stop(worker: subprocess.Popen[bytes], expired: threading.Event) -> None:
    expired.set()
    worker.kill()


def _end_of(worker: subprocess.Popen[bytes]) -> str:
    """Why a worker ended by itself."""
    if worker.returncode == -_SIGXCPU:
        return "processor time"
    return f"the reading process ended with code {worker.returncode}"


_SIGXCPU = 24
"""POSIX; the name is missing on Windows."""
