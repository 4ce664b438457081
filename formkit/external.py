"""Programs and packages outside this one: is it here, and how is it installed?

Asking is not running: nothing is started.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib import metadata


@dataclass(frozen=True, slots=True)
class Program:
    name: str
    commands: tuple[str, ...]
    """Any of these on the PATH is it."""
    install: str
    """The line to type on Debian and Ubuntu."""


PROGRAMS = (
    Program("LibreOffice", ("soffice", "libreoffice"), "apt-get install libreoffice-writer"),
    Program("Poppler", ("pdftoppm",), "apt-get install poppler-utils"),
)


def find_program(program: Program) -> str | None:
    """Path of a program; None where it is not installed."""
    return next((path for name in program.commands if (path := shutil.which(name))), None)


def find_package(name: str) -> str | None:
    """Version of an installed Python package, without importing it."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
