"""What commands are given: the catalogue, a form and its locale, files; and where output goes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formkit.cli import report
from formkit.language.text import language

if TYPE_CHECKING:
    from formkit.actions.data import DataFile
    from formkit.actions.faces import Prepared
    from formkit.actions.templates import OfficeTemplates
    from formkit.catalogue.index import Catalogue
    from formkit.model.form import Form
    from formkit.workspace import Office

STANDARD = "-"


def find_office(folder: Path) -> Office | None:
    """The office of a folder or above it; None where there is none."""
    from formkit.errors import NoOfficeError
    from formkit.workspace import open_office

    try:
        return open_office(folder)
    except NoOfficeError:
        return None


def open_definitions(folder: Path) -> Catalogue:
    """The bundled catalogue, with the office's own forms where there is an office.

    Without one the law of the country is guessed from the language of the messages.
    """
    from formkit.catalogue.index import open_catalogue
    from formkit.model.modules import LegalProfile

    office = find_office(folder)
    if office is None:
        return open_catalogue(None, LegalProfile(language()))
    return open_catalogue(office.root, office.settings.profile)


def open_templates(folder: Path, definitions: Catalogue) -> OfficeTemplates:
    """The Word templates of an office; compiled ones where there is no office."""
    from formkit.actions.templates import OfficeTemplates, templates_of

    office = find_office(folder)
    return templates_of(office, definitions) if office else OfficeTemplates(definitions)


def open_prepared(folder: Path, definitions: Catalogue) -> Prepared:
    """What writes documents with the Word templates of the office, where there is one."""
    from formkit.actions.faces import Prepared

    return Prepared(templates=open_templates(folder, definitions))


def organisation_of(folder: Path) -> Mapping[str, Any]:
    """The record ``org`` as the settings of the office have it; empty where there is no office."""
    office = find_office(folder)
    return office.settings.organisation if office else {}


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
