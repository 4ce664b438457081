"""Definitions of forms as they were when documents were issued; every text is kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa

from formkit.store.sqltypes import storable
from formkit.store.tables import definition, definition_text, insert_once

if TYPE_CHECKING:
    from sqlalchemy import Connection


def keep(
    connection: Connection, fingerprint: str, form: str, texts: Callable[[], Mapping[str, str]]
) -> None:
    """Keep the definition of an edition; the one that is already kept stays.

    Args:
        connection: of a transaction that writes.
        fingerprint: of the edition.
        form: its name.
        texts: reads the definition, by place; only asked for a new edition.
    """
    is_it = definition.c.fingerprint == fingerprint
    if connection.execute(sa.select(definition.c.form).where(is_it)).first():
        return
    places = {}
    for place, text in texts().items():
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        insert_once(connection, definition_text, {"sha256": sha256, "text": storable(text)})
        places[place] = sha256
    row = {"fingerprint": fingerprint, "form": form, "places": places}
    insert_once(connection, definition, row)


def find(connection: Connection, fingerprint: str) -> dict[str, str]:
    """Texts of the definition of an edition, by place; nothing where it was not kept."""
    query = sa.select(definition.c.places).where(definition.c.fingerprint == fingerprint)
    places: Mapping[str, str] = connection.scalar(query) or {}
    wanted = definition_text.c.sha256.in_(set(places.values()))
    kept = connection.execute(sa.select(definition_text).where(wanted))
    texts = {found.sha256: found.text for found in kept}
    return {place: texts[sha256] for place, sha256 in places.items()}
