"""The database of a store as another program sees it, and what such a program may do to it."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import Any

import sqlalchemy as sa


def run(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements without our code; the rows of the last one."""
    with contextlib.closing(_connect(url)) as connection:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        rows = list(cursor.fetchall()) if cursor.description else []
        connection.commit()
    return [tuple(row) for row in rows]


def _connect(url: str) -> Any:
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        return sqlite3.connect(str(address.database))
    import psycopg

    host = str(address.query["host"])
    return psycopg.connect(host=host, user=address.username, dbname=address.database)


def allow_changes_of_the_log(url: str) -> list[str]:
    """Statements that take away what guards the change log."""
    if url.startswith("sqlite"):
        return ["DROP TRIGGER change_no_update", "DROP TRIGGER change_no_delete"]
    return ["ALTER TABLE change DISABLE TRIGGER change_append_only"]
