"""The office folder: settings, inbox, outbox, archive, registers, templates.

The only module besides the catalogue and the command line that touches paths. Files appear whole
or not at all: they are written beside their place and moved there.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from formkit.errors import (
    BadSettingsError,
    FolderNotEmptyError,
    NoOfficeError,
    NoSpaceError,
    OfficeExistsError,
    ReadOnlyError,
)
from formkit.language.profiles import LOCALES
from formkit.model.modules import LegalProfile

SETTINGS = "formkit.toml"
FOLDERS = ("inbox", "outbox", "archive", "registers", "templates", "form_templates", "data")
_SETTING_TYPES = {
    "locale": str,
    "store": str,
    "currency": str,
    "organisation": dict,
    "rules": dict,
    "modules": list,
}
_SHOWN = {dict: "[…]", str: '"…"', list: '["…"]'}


@dataclass(frozen=True, slots=True)
class Settings:
    locale: str = "ru"
    store: str = ""
    """SQLAlchemy URL; empty for the SQLite file in the office folder."""
    currency: str = "RUB"
    organisation: Mapping[str, Any] = field(default_factory=dict)
    """The record ``org`` of all documents."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Numbers of the rules that the office has changed, by rule."""
    modules: Sequence[str] | None = None
    """Modules of the definitions the office has; None where it says nothing."""

    @property
    def profile(self) -> LegalProfile:
        named = None if self.modules is None else frozenset(self.modules)
        return LegalProfile(self.locale, named)


@dataclass(frozen=True, slots=True)
class Office:
    root: Path
    settings: Settings

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def registers(self) -> Path:
        return self.root / "registers"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def blanks(self) -> Path:
        """Prepared blanks, so that filling needs no layout engine."""
        return self.root / "data" / "blanks"

    @property
    def store_url(self) -> str:
        return self.settings.store or f"sqlite:///{(self.root / 'data' / 'formkit.db').as_posix()}"


def create_office(root: Path, settings_text: str) -> Office:
    """A new office in a new or empty folder.

    Raises:
        OfficeExistsError, FolderNotEmptyError, BadSettingsError, ReadOnlyError, NoSpaceError
    """
    if (root / SETTINGS).exists():
        raise OfficeExistsError(folder=root)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise FolderNotEmptyError(folder=root)
    settings = _settings(settings_text, root / SETTINGS)
    with writing(root):
        for name in FOLDERS:
            (root / name).mkdir(parents=True, exist_ok=True)
        for name in ("archive", "data"):
            # Only this account may look at received documents and at the store.
            (root / name).chmod(0o700)
    write_file(root / SETTINGS, settings_text.encode())
    return Office(root.resolve(), settings)


def open_office(folder: Path) -> Office:
    """The office of a folder or of the nearest folder above it.

    Raises:
        NoOfficeError: there is none.
        BadSettingsError: its settings cannot be read.
    """
    start = folder.resolve()
    for candidate in (start, *start.parents):
        if (candidate / SETTINGS).is_file():
            return Office(candidate, read_settings(candidate / SETTINGS))
    raise NoOfficeError(folder=folder)


def read_settings(path: Path) -> Settings:
    """The settings of a file.

    Raises:
        BadSettingsError: not TOML, an unknown setting, or a value of another kind.
    """
    try:
        return _settings(path.read_text(encoding="utf-8-sig"), path)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettingsError(file=path, reason=error) from error


def _settings(text: str, path: Path) -> Settings:
    table = tomllib.loads(text)
    unknown = sorted(set(table) - set(_SETTING_TYPES))
    if unknown:
        known = ", ".join(sorted(_SETTING_TYPES))
        raise BadSettingsError(file=path, reason=f"{', '.join(unknown)} (✓ {known})")
    for name, value in table.items():
        if not isinstance(value, _SETTING_TYPES[name]):
            expected = _SHOWN[_SETTING_TYPES[name]]
            raise BadSettingsError(file=path, reason=f"{name} = {value!r} (✓ {expected})")
    settings = Settings(**table)
    if settings.modules and not all(isinstance(name, str) for name in settings.modules):
        raise BadSettingsError(file=path, reason=f'modules = {settings.modules!r} (✓ ["…"])')
    if settings.locale not in LOCALES:
        known = ", ".join(LOCALES)
        raise BadSettingsError(file=path, reason=f"locale = {settings.locale!r} (✓ {known})")
    return settings


def write_file(path: Path, content: bytes) -> None:
    """Write a whole file or none, over an older one of the same name.

    Raises:
        NoSpaceError, ReadOnlyError
    """
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # The temporary file was made for this account alone; the folder decides who reads it.
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what the system says of a write into what a person can do about it."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NoSpaceError(file=path) from error
        raise ReadOnlyError(file=path, reason=error.strerror or error) from error


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def archive_file(office: Office, content: bytes, suffix: str) -> str:
    """Keep a received file under its SHA-256; the same content is kept once.

    Returns:
        The hash, which is the name of the file in the archive.
    """
    name = digest(content)
    path = archived(office, name, suffix)
    if not path.exists():
        write_file(path, content)
        with contextlib.suppress(OSError):
            path.chmod(0o400)
    return name


def keep_for_opening(office: Office, name: str, copy: bytes) -> None:
    """A harmless copy beside the received file of that hash, for people to open."""
    path = _harmless(office, name)
    if not path.exists():
        write_file(path, copy)


def for_opening(office: Office, name: str, suffix: str) -> Path:
    """What people are led to: the harmless copy where there is one, else the file itself."""
    copy = _harmless(office, name)
    return copy if copy.exists() else archived(office, name, suffix)


def _harmless(office: Office, name: str) -> Path:
    return archived(office, name, ".harmless.pdf")


def archived(office: Office, name: str, suffix: str) -> Path:
    """Where the archive keeps a file of this hash."""
    return office.archive / name[:2] / f"{name}{suffix}"


def received_files(paths: list[Path]) -> list[Path]:
    """Files named or lying in folders named, sorted; hidden and unfinished ones are left out."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [p for p in inside if not p.is_dir() and not _is_hidden(p, path)]
    return found


def _is_hidden(path: Path, folder: Path) -> bool:
    """Whether the file or a folder it lies in is kept from sight, or is a lock of Office."""
    parts = path.relative_to(folder).parts or (path.name,)
    return any(part.startswith((".", "~$")) for part in parts)
