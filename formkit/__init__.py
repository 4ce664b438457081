"""Paperwork from one definition: Word, PDF, paper, and back into the register."""

from __future__ import annotations

from pathlib import Path

__version__ = "0.1.0"


def bundled(name: str) -> Path:
    """A folder shipped with the program: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent
    installed = package / "bundled" / name
    return installed if installed.is_dir() else package.parent / name
