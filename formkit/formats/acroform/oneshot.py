"""A process for one stranger's file: bytes in, bytes out, under the limits of the worker."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import formkit

WALL_S = 30.0


def answer_of(module: str, data: bytes) -> bytes | None:
    """What ``python -m module`` makes of a file; None where it ends without an answer."""
    package = str(Path(formkit.__file__).parents[1])
    paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        return subprocess.run(
            [sys.executable, "-P", "-m", module],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=WALL_S,
            check=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
