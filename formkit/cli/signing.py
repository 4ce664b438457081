"""The key for ``formkit fill --sign`` and its passphrase, which is never an argument."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from formkit.cli.inputs import bytes_of
from formkit.cli.report import word

if TYPE_CHECKING:
    from pathlib import Path

    from formkit.formats.acroform.signing import Key

VARIABLE = "FORMKIT_PASSPHRASE"
"""Variable of the environment; an argument would stand in the list of processes."""


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


def opened_key(path: Path, passphrase_file: Path | None) -> Key:
    """The key of a PKCS#12 file; the passphrase comes from a file, the environment, or a person.

    Raises:
        MissingProgramError, BadKeyError, FileMissingError
    """
    from formkit.formats.acroform.signing import open_key, require_package

    require_package()
    return open_key(bytes_of(str(path)), _passphrase(path, passphrase_file), path.name)


def _passphrase(path: Path, passphrase_file: Path | None) -> str:
    if passphrase_file is not None:
        return bytes_of(str(passphrase_file)).decode("utf-8", "replace").strip("\r\n")
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given
    asked = word(_("Passphrase of {file}")).format(file=path.name)
    return str(click.prompt(asked, hide_input=True, default="", show_default=False, err=True))
