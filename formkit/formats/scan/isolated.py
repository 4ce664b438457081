"""Pictures of strangers, decoded in a process of their own under limits of memory and time."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

import formkit
from formkit.formats.acroform.wire import received, send
from formkit.formats.scan.picture import Decoded, from_message
from formkit.problems import Code, problem

PAGE_S = 30.0
"""For one page; a large photo takes one second."""


_idle: list[subprocess.Popen[bytes]] = []
"""Processes between two files; starting one costs a quarter of a second."""


def decoded_pages(data: bytes) -> Iterator[Decoded]:
    """Every page of a file; DOCUMENT_LIMIT where the process had to be stopped."""
    worker = _idle.pop() if _idle else _started()
    is_well = False
    try:
        is_well = yield from _answers(worker, data)
    finally:
        if is_well:
            _idle.append(worker)
        else:
            _end(worker)


def _answers(worker: subprocess.Popen[bytes], data: bytes) -> Generator[Decoded, None, bool]:
    """The pages; returns whether the process can take another file."""
    if worker.stdin is None or worker.stdout is None:
        return False
    with suppress(OSError):
        send(worker.stdin, data)
    while True:
        timer = threading.Timer(PAGE_S, worker.kill)
        timer.start()
        try:
            message = received(worker.stdout)
        finally:
            timer.cancel()
        if message == b"":
            return True
        try:
            decoded = from_message(message) if message is not None else None
        except (ValueError, TypeError, LookupError):
            decoded = None
        if decoded is None:
            limit = problem(Code.DOCUMENT_LIMIT, limit=f"{PAGE_S:g} s, 1.5 GiB")
            yield Decoded(0, None, limit)
            return False
        yield decoded


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.communicate()


@atexit.register
def _end_all() -> None:
    while _idle:
        _end(_idle.pop())


def _started() -> subprocess.Popen[bytes]:
    """``-P`` keeps the current folder, which may be a stranger's, out of the imports."""
    command = [sys.executable, "-P", "-m", "formkit.formats.scan.worker"]
    package = str(Path(formkit.__file__).parents[1])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
