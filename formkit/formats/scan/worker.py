"""The process that decodes pictures of strangers; ``python -m formkit.formats.scan.worker``.

Standard input brings files; for each its pages go to standard output as they are asked for, one
message a page, and an empty message behind the last.
"""

from __future__ import annotations

import logging
import os
import sys

from formkit.formats.acroform.wire import received, send
from formkit.formats.scan.picture import Decoded, to_message
from formkit.problems import Code, problem

MEMORY_BYTES = 3 << 29
"""1.5 GiB of address space: the largest picture allowed needs 0.7 in colour."""


def main() -> None:
    """Serve until standard input ends."""
    logging.disable()
    _limit_memory()
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not mix with answers
    from formkit.formats.scan.images import pages

    while (data := received(source)) is not None:
        try:
            for decoded in pages(data):
                send(target, to_message(decoded))
        except MemoryError:
            limit = problem(Code.DOCUMENT_LIMIT, limit="memory")
            send(target, to_message(Decoded(0, None, limit)))
        send(target, b"")


def _limit_memory() -> None:
    """Where the system knows limits: POSIX."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, hard))


if __name__ == "__main__":
    main()
