from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from formkit.errors import (
    BadSettingsError,
    ExitCode,
    FolderNotEmptyError,
    NoOfficeError,
    NoSpaceError,
    OfficeExistsError,
    ReadOnlyError,
)
from formkit.workspace import (
    FOLDERS,
    SETTINGS,
    Settings,
    archive_file,
    archived,
    create_office,
    open_office,
    read_settings,
    received_files,
    write_file,
)

TEXT = 'locale = "ru"\n[organisation]\nfull_name = "АНО «Причал»"\n'


def everything_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_a_file_appears_whole_with_the_folders_it_lies_in(tmp_path: Path) -> None:
    write_file(tmp_path / "a" / "b" / "файл.pdf", b"first")
    assert (tmp_path / "a" / "b" / "файл.pdf").read_bytes() == b"first"
    write_file(tmp_path / "a" / "b" / "файл.pdf", b"second")
    assert (tmp_path / "a" / "b" / "файл.pdf").read_bytes() == b"second"
    assert everything_in(tmp_path) == {"a", "a/b", "a/b/файл.pdf"}


@pytest.mark.parametrize(
    ("call", "number", "failure"),
    [
        ("write", errno.ENOSPC, NoSpaceError),
        ("fsync", errno.ENOSPC, NoSpaceError),
        ("fsync", errno.EDQUOT, NoSpaceError),
        ("fsync", errno.EIO, ReadOnlyError),
    ],
)
def test_a_failing_disk_leaves_what_was_there_and_nothing_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    failure: type[Exception],
) -> None:
    write_file(tmp_path / "kept.pdf", b"old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
        content = b"new"
    else:
        resource = pytest.importorskip("resource")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        signal = pytest.importorskip("signal")
        previous = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
        content = b"new" * 10_000
    try:
        with pytest.raises(failure) as caught:
            write_file(tmp_path / "kept.pdf", content)
    finally:
        if call == "write":
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, previous)
    assert caught.value.exit_code is ExitCode.OFFICE  # type: ignore[attr-defined]
    assert (tmp_path / "kept.pdf").read_bytes() == b"old"
    assert everything_in(tmp_path) == {"kept.pdf"}


def test_a_place_where_nothing_can_be_written_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"not a folder")
    with pytest.raises(ReadOnlyError) as caught:
        write_file(tmp_path / "file" / "a.pdf", b"x")
    assert caught.value.facts["file"] == str(tmp_path / "file" / "a.pdf")
    assert caught.value.facts["reason"]
    assert everything_in(tmp_path) == {"file"}


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(ReadOnlyError):
        write_file(tmp_path / "a.pdf", b"x")
    assert everything_in(tmp_path) == {"a.pdf"}


def test_an_interrupted_write_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_file(tmp_path / "a.pdf", b"x")
    assert everything_in(tmp_path) == set()


def test_a_new_office_has_its_folders_and_its_settings(tmp_path: Path) -> None:
    office = create_office(tmp_path / "бюро", TEXT)
    assert everything_in(office.root) == {*FOLDERS, SETTINGS}
    assert office.settings == Settings(organisation={"full_name": "АНО «Причал»"})
    assert office.store_url == f"sqlite:///{office.root.as_posix()}/data/formkit.db"
    assert open_office(office.inbox) == office


@pytest.mark.skipif(sys.platform == "win32", reason="rights are other there")
def test_received_documents_and_the_store_are_for_this_account_alone(tmp_path: Path) -> None:
    office = create_office(tmp_path / "bureau", TEXT)
    for private in (office.archive, office.root / "data"):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_an_office_is_made_in_a_new_or_an_empty_folder_only(tmp_path: Path) -> None:
    create_office(tmp_path, TEXT)
    with pytest.raises(OfficeExistsError):
        create_office(tmp_path, TEXT)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "photo.jpg").write_bytes(b"")
    for place in (tmp_path / "other", tmp_path / "other" / "photo.jpg"):
        with pytest.raises(FolderNotEmptyError):
            create_office(place, TEXT)
    assert everything_in(tmp_path / "other") == {"photo.jpg"}


def test_nothing_is_made_for_settings_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError) as caught:
        create_office(tmp_path / "bureau", 'locale = "de"\n')
    assert "ru, uk, cs, en" in caught.value.facts["reason"]
    assert everything_in(tmp_path) == set()


def test_a_folder_that_is_no_office_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(NoOfficeError):
        open_office(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"locale = ", "Invalid value"),
        ('locale = "ru"\nname = "Бюро"'.encode("cp1251"), "utf-8"),
        (b'lokale = "ru"', "lokale"),
        (b"locale = 5", "locale = 5"),
        (b'locale = "de"', "'de'"),
        (b'organisation = "name"', "organisation"),
        (b"store = true", "store = True"),
        (b'[[organisation]]\nfull_name = "a"', "organisation"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / SETTINGS).write_bytes(content)
    with pytest.raises(BadSettingsError) as caught:
        read_settings(tmp_path / SETTINGS)
    assert caught.value.facts["file"] == str(tmp_path / SETTINGS)
    assert reason in caught.value.facts["reason"]


def test_settings_may_come_from_any_editor(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_bytes('\ufefflocale = "uk"\r\ncurrency = "UAH"\r\n'.encode())
    assert read_settings(tmp_path / SETTINGS) == Settings(locale="uk", currency="UAH")


def test_a_received_file_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    office = create_office(tmp_path / "bureau", TEXT)
    name = archive_file(office, b"content", ".pdf")
    assert name == hashlib.sha256(b"content").hexdigest()
    path = archived(office, name, ".pdf")
    assert path.read_bytes() == b"content"
    assert path.relative_to(office.archive) == Path(name[:2]) / f"{name}.pdf"
    before = path.stat().st_mtime_ns
    assert archive_file(office, b"content", ".pdf") == name
    assert path.stat().st_mtime_ns == before
    assert len([p for p in office.archive.rglob("*") if p.is_file()]) == 1


def test_hidden_and_unfinished_files_are_not_received(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf", ".b.part", "~$a.docx", "sub/c.pdf", ".trash/d.pdf"):
        write_file(tmp_path / name, b"x")
    write_file(tmp_path / "outside" / ".named.pdf", b"x")
    found = received_files([tmp_path])
    assert [str(p.relative_to(tmp_path)) for p in found] == ["a.pdf", "b.pdf", "sub/c.pdf"]
    named: list[Any] = [tmp_path / "b.pdf", tmp_path / "missing.pdf"]
    assert received_files(named) == named
    assert received_files([tmp_path / "outside" / ".named.pdf"]) == []


def test_the_inbox_of_an_office_below_a_hidden_folder_is_read(tmp_path: Path) -> None:
    write_file(tmp_path / ".hidden" / "inbox" / "a.pdf", b"x")
    inbox = tmp_path / ".hidden" / "inbox"
    assert received_files([inbox]) == [inbox / "a.pdf"]
