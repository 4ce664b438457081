"""How quick the command line starts: ``python tests/bench/cli.py``.

Medians of wall seconds of whole processes, run in turn, and their ratio.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 15
COMMANDS = {
    "formkit --help": [sys.executable, "-m", "formkit", "--help"],
    "import click": [sys.executable, "-c", "import click"],
}


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command in COMMANDS.values():
        seconds(command)
    for _run in range(RUNS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:16} {median * 1000:7.1f} ms")
    print(f"{'ratio':16} {medians['formkit --help'] / medians['import click']:7.2f}")


if __name__ == "__main__":
    main()
