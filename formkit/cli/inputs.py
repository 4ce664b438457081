"""What commands are given: the catalogue, a form and its locale, files; and where output goes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.cli import report
from formkit.language.text import language

if TYPE_CHECKING:
    from formkit.actions.data import DataFile
    from formkit.catalogue.index import Catalogue
    from formkit.model.form import Form

STANDARD = "-"


def open_definitions(office: Path) -> Catalogue:
    """The bundled catalogue, with the office's own forms where there is an office."""
    from formkit.catalogue.index import open_catalogue
    from formkit.errors import NoOfficeError
    from formkit.workspace import open_office

    try:
        return open_catalogue(open_office(office).root)
    except NoOfficeError:
        return open_catalogue()


def form_and_locale(definitions: Catalogue, name: str, locale: str | None) -> tuple[Form, str]:
    """The form, and the locale asked for, else that of the messages, else its first one."""
    from formkit.catalogue.index import require_locale

    form = definitions.get(name)
    spoken = language() if language() in form.words else next(iter(form.words))
    require_locale(form, locale or spoken)
    return form, locale or spoken


def bytes_of(name: str) -> bytes:
    from formkit.errors import FileMissingError

    if name == STANDARD:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise FileMissingError(file=name) from error


def read_data_file(name: str) -> DataFile:
    """A data file; standard input is YAML, of which JSON is a part."""
    from formkit.actions.data import read_data

    return read_data(bytes_of(name), "stdin.yaml" if name == STANDARD else name)


def deliver(content: bytes, output: Path | None, name: str, *, is_single: bool = True) -> None:
    """To the file named, into the folder named, or into the current folder under ``name``."""
    from formkit.workspace import write_file

    if output is not None and str(output) == STANDARD:
        report.content(content)
        return
    path = output or Path(name)
    if output is not None and (output.is_dir() or not is_single):
        path = output / name
    write_file(path, content)
    report.plain(str(path))
