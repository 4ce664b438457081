"""The process in which strangers' files are read; ``python -m formkit.formats.acroform.worker``.

Standard input brings files, each after its blank, which is empty unless the file is to be read by
its pages; for each the reading goes to standard output, as JSON.
"""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import replace

from formkit.fieldtypes.signature import SIGNED
from formkit.formats.acroform.printed import read_printed, with_page_mark
from formkit.formats.acroform.reader import read
from formkit.formats.acroform.wire import received, send, to_json
from formkit.model.record import Reading
from formkit.problems import Code

MEMORY_BYTES = 1 << 30
CPU_S = 10


def main() -> None:
    """Serve until standard input ends."""
    logging.disable()
    _limit_memory()
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not mix with answers
    while (blank := received(source)) is not None and (data := received(source)) is not None:
        _limit_cpu()
        send(target, to_json(read_printed(data, blank) if blank else _read(data)))


def _read(data: bytes) -> Reading:
    """The fields; where there are none, at least whose pages these are."""
    reading = read(data)
    codes = {found.code for found in reading.problems}
    if {Code.DOCUMENT_NOT_OURS, Code.DOCUMENT_NO_FIELDS} <= codes:
        return with_page_mark(reading, data)
    return _with_signatures(reading, data)


def _with_signatures(reading: Reading, data: bytes) -> Reading:
    """What is to be said of the signatures, where anybody signed."""
    if all(seen.text != SIGNED for seen in reading.seen.values()):
        return reading
    from formkit.formats.acroform.signing import check

    return replace(reading, problems=(*reading.problems, *check(data)))


def _limit_memory() -> None:
    """Where the system knows limits: POSIX."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, hard))


def _limit_cpu() -> None:
    """Ten seconds from now; the limit of the system counts from the start of the process."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_S + 1, hard))


if __name__ == "__main__":
    main()
