"""Workbooks that were written, and what has come back of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.store import changes
from formkit.store.tables import (
    WORKBOOK_KEY,
    edition,
    edition_row,
    insert_once,
    setting,
    taken_file,
    title,
    workbook_file,
)

if TYPE_CHECKING:
    from datetime import datetime

    from formkit.store.source import Source


def workbook_key(connection: sa.Connection) -> bytes:
    """The key that proves a row of a workbook was written by this office."""
    query = sa.select(setting.c.value).where(setting.c.name == WORKBOOK_KEY)
    return bytes.fromhex(str(connection.execute(query).scalar_one()))


def add(
    connection: sa.Connection, name: str, rows: Mapping[str, Sequence[str]], at: datetime
) -> None:
    """Remember which rows a workbook shows: row ids by register name."""
    facts = {register: list(ids) for register, ids in rows.items()}
    connection.execute(edition.insert(), {"id": name, "at": at, "rows": facts})


def get_rows(connection: sa.Connection, name: str) -> dict[str, list[str]]:
    """Row ids by register name; nothing for a workbook this store did not write."""
    found = connection.scalar(sa.select(edition.c.rows).where(edition.c.id == name))
    return dict(found or {})


def add_file(connection: sa.Connection, sha256: str, source: Source) -> bool:
    """Remember a workbook that is being taken; False when the same file was taken before."""
    row = {"sha256": sha256, "at": source.at, "actor": source.actor}
    return insert_once(connection, taken_file, row)


def add_inserted(
    connection: sa.Connection, name: str, register: str, place: tuple[str, int], row_id: str
) -> None:
    """Remember the record made of a row without token: fingerprint and ordinal of its content."""
    row: dict[str, str | int] = {"edition": name, "register": register, "row_id": row_id}
    row["fingerprint"], row["ordinal"] = place
    insert_once(connection, edition_row, row)


def find_inserted(
    connection: sa.Connection, name: str, register: str
) -> dict[tuple[str, int], str]:
    """Records made of rows of this workbook so far, by fingerprint and ordinal."""
    is_it = (edition_row.c.edition == name) & (edition_row.c.register == register)
    query = sa.select(edition_row).where(is_it)
    return {(row.fingerprint, row.ordinal): row.row_id for row in connection.execute(query)}


def add_titles(connection: sa.Connection, register: str, titles: Mapping[str, str]) -> None:
    """Remember the titles the columns of a register have: column names by title."""
    is_it = title.c.register == register
    query = sa.select(title.c.title, title.c.column).where(is_it)
    known = {found.title: found.column for found in connection.execute(query)}
    for text, column in titles.items():
        if known.get(text) == column:
            continue
        connection.execute(title.delete().where(is_it, title.c.title == text))
        insert_once(connection, title, {"register": register, "title": text, "column": column})


def former_titles(connection: sa.Connection) -> dict[str, dict[str, str]]:
    """Column names by every title they have had, by register."""
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(sa.select(title)):
        found.setdefault(row.register, {})[row.title] = row.column
    return found


def set_file(
    connection: sa.Connection, name: str, sha256: str, layout: Mapping[str, object]
) -> None:
    """Remember a workbook as it is written: the file, the end of the change log, the layout."""
    is_it = workbook_file.c.name == name
    connection.execute(workbook_file.delete().where(is_it))
    row = {"name": name, "sha256": sha256, "seq": changes.end(connection), "layout": dict(layout)}
    connection.execute(workbook_file.insert(), row)


def find_file(
    connection: sa.Connection, name: str, sha256: str
) -> tuple[int, dict[str, Any]] | None:
    """End of the change log and layout of a file; None for any but the one written last."""
    is_it = (workbook_file.c.name == name) & (workbook_file.c.sha256 == sha256)
    found = connection.execute(sa.select(workbook_file).where(is_it)).first()
    return (found.seq, found.layout) if found else None
