"""A register for other programs, under the names of its columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from formkit.actions.disclosure import EXPORT, Access, note_access, require_reader
from formkit.errors import UnknownFaceError, UnknownRegisterError
from formkit.fieldtypes.number import NumberType
from formkit.formats.csvtable import Cell, write_csv
from formkit.language.suggestion import suggest
from formkit.store import records

if TYPE_CHECKING:
    from formkit.actions.desk import Desk
    from formkit.model.register import Register

FACES = ("csv", "json")


def export_register(desk: Desk, name: str, face: str) -> bytes:
    """All live records of a register; that they were taken out is logged.

    Raises:
        UnknownRegisterError, UnknownFaceError
        NoAccessError: the register is restricted, and whoever asks is no reader.
    """
    if name not in desk.registers:
        raise UnknownRegisterError(register=name, suggestion=suggest(name, desk.registers))
    if face not in FACES:
        known = ", ".join(FACES)
        raise UnknownFaceError(form=name, face=face, suggestion=suggest(face, FACES), known=known)
    register = desk.registers[name]
    if register.is_restricted:
        require_reader(desk)
    with desk.store.reading() as connection:
        rows = [row.plain for row in records.rows(connection, register)]
    note_access(desk, Access(action=EXPORT, of=name))
    if face == "json":
        return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()
    return _csv(register, rows, desk.office.settings.locale)


def _csv(register: Register, rows: list[Mapping[str, Any]], locale: str) -> bytes:
    """Semicolons where the comma parts decimals, as spreadsheets of that language expect."""
    numbers = {c.name for c in register.columns if isinstance(c.type, NumberType)}
    names = [column.name for column in register.columns]
    cells = ([_cell(row.get(name), name in numbers) for name in names] for row in rows)
    delimiter = "," if locale == "en" else ";"
    return write_csv(names, cells, delimiter)


def _cell(plain: Any, is_number: bool) -> Cell:
    match plain:
        case None:
            return None
        case bool():
            return "yes" if plain else "no"
        case Mapping():
            return str(plain.get("text", ""))
        case list():
            return " ".join(str(item) for item in plain)
    return Decimal(plain) if is_number else str(plain)
