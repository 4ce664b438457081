"""A workbook nobody has saved since it was written: only what is new goes into it.

The store remembers where everything stands in that very file, so nothing has to be read from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from formkit.fieldtypes.reference import ReferenceType
from formkit.store import changes, editions, records
from formkit.store.records import State
from formkit.store.sqltypes import canonical_json
from formkit.workbook import origins
from formkit.workbook.notes import write_notes
from formkit.workbook.package import Package
from formkit.workbook.patch import View, patch_rows
from formkit.workbook.read import Book, Sheet
from formkit.workbook.renew import put_own_sheets
from formkit.workbook.sheets import Labels, plan_sheets
from formkit.workbook.sheetxml import ForeignError
from formkit.workbook.write import Contents

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.store.records import Row


@dataclass(frozen=True, slots=True)
class Renewal:
    content: bytes
    contents: Contents
    layout: Mapping[str, Any]


def workbook_name(registers: Sequence[Register]) -> str:
    """Names a workbook in the store: by what it shows."""
    return " ".join(register.name for register in registers)


def labels_of(connection: Connection, registers: Sequence[Register]) -> dict[str, dict[str, str]]:
    """Labels of all records that are referred to in these registers."""
    kinds = [column.type for register in registers for column in register.columns]
    wanted = {kind.register for kind in kinds if isinstance(kind, ReferenceType)}
    return {
        register.name: records.labels(connection, register)
        for register in registers
        if register.name in wanted and not register.is_restricted
    }


def layout_of(book: Book, package: Package, contents: Contents, labels: Labels) -> dict[str, Any]:
    """Where everything stands in a workbook, to be kept beside its hash."""
    parts = package.sheet_parts()
    return {
        "locale": contents.edition.locale,
        "stamp": contents.stamp,
        "labels": _digest(labels),
        "others": list(book.others),
        "sheets": [
            {
                "register": sheet.register.name,
                "name": sheet.name,
                "part": parts[sheet.name],
                "places": dict(sheet.places),
                "token_place": sheet.token_place,
                "file_place": sheet.file_place,
                "header_row": sheet.header_row,
                "last_row": sheet.last_row,
                "rows": {row.token.partition(".")[0]: row.number for row in sheet.rows},
            }
            for sheet in book.sheets
        ],
    }


def _digest(labels: Labels) -> str:
    return hashlib.sha256(canonical_json(labels).encode()).hexdigest()[:24]


def renew_untouched(
    connection: Connection,
    registers: Sequence[Register],
    last: bytes,
    contents: Contents,
    locate: origins.Locate | None,
) -> Renewal | None:
    """The workbook with all changes since it was written; None where it has to be read.

    Args:
        connection: of the store.
        registers: those of the workbook.
        last: the file.
        contents: what it is to show, but for the rows.
        locate: addresses of archived documents; None for no links.
    """
    name, sha256 = workbook_name(registers), hashlib.sha256(last).hexdigest()
    found = editions.find_file(connection, name, sha256)
    if found is None:
        return None
    seq, layout = found
    labels = labels_of(connection, registers)
    plans = plan_sheets(registers, {}, contents.edition.locale, labels)
    contents = replace(contents, plans=plans, other_sheets=layout["others"])
    if layout["locale"] != contents.edition.locale or layout["labels"] != _digest(labels):
        return None
    if [sheet["register"] for sheet in layout["sheets"]] != [r.name for r in registers]:
        return None
    changed = changes.rows_since(connection, seq)
    changed = {r.name: changed[r.name] for r in registers if r.name in changed}
    if not changed and layout["stamp"] == contents.stamp:
        return Renewal(last, contents, layout)
    try:
        return _Work(connection, contents, layout, locate, changed).renew(Package(last))
    except ForeignError:
        return None


@dataclass(frozen=True, slots=True)
class _Work:
    connection: Connection
    contents: Contents
    layout: Mapping[str, Any]
    locate: origins.Locate | None
    changed: Mapping[str, Sequence[str]]

    def renew(self, package: Package) -> Renewal:
        sheets, patched = [], []
        for kept, plan in zip(self.layout["sheets"], self.contents.plans, strict=True):
            register = plan.register
            if set(kept["places"]) != {column.name for column in register.columns}:
                raise ForeignError("the columns of the register are others now")
            if register.name not in self.changed:
                sheets.append(kept)
                continue
            rows = [
                row
                for row_id in self.changed[register.name]
                if (row := records.find_id(self.connection, register, row_id))
            ]
            sheets.append(self._patch(package, kept, rows))
            patched.append(kept["name"])
        put_own_sheets(package, self.contents, (), patched)
        layout = {**self.layout, "sheets": sheets, "stamp": self.contents.stamp}
        return Renewal(package.to_bytes(), self.contents, layout)

    def _patch(
        self, package: Package, kept: Mapping[str, Any], rows: Sequence[Row]
    ) -> dict[str, Any]:
        plan = next(p for p in self.contents.plans if p.register.name == kept["register"])
        live = [row for row in rows if row.state is State.LIVE]
        gone = [kept["rows"][r.id] for r in rows if r not in live and r.id in kept["rows"]]
        view = View(
            plan=plan,
            rows=live,
            ids={kept["rows"][row.id]: row.id for row in live if row.id in kept["rows"]},
            key=self.contents.edition.key,
            files=self._files(plan.register, live),
        )
        sheet = _sheet(kept, plan.register)
        numbers = patch_rows(package, kept["part"], sheet, view, gone)
        notes = origins.notes(
            self.connection,
            [plan.register],
            self.contents.edition.locale,
            {plan.register.name: list(numbers)},
        )
        places = {(numbers[i], sheet.places[c]): text for (i, c), text in notes.items()}
        write_notes(package, kept["part"], places, set(numbers.values()))
        standing = {i: n for i, n in kept["rows"].items() if n not in gone} | numbers
        last = max((kept["last_row"], *numbers.values()))
        return {**kept, "rows": standing, "last_row": last}

    def _files(self, register: Register, rows: Sequence[Row]) -> dict[str, Any]:
        if self.locate is None:
            return {}
        return origins.files(self.connection, {register.name: rows}, self.locate)


def _sheet(kept: Mapping[str, Any], register: Register) -> Sheet:
    return Sheet(
        register,
        kept["name"],
        kept["places"],
        kept["token_place"],
        kept["file_place"],
        kept["header_row"],
        kept["last_row"],
        (),
        {},
    )
