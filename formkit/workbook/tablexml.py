"""The table of a register sheet, ECMA-376, 18.5: where it ends and what it computes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formkit.workbook.faults import column_number
from formkit.workbook.sheetxml import ForeignError

if TYPE_CHECKING:
    from formkit.workbook.package import Package

_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Table:
    """``first`` and ``last`` are columns from 0; rows count from 1."""

    part: str
    first: int
    last: int
    header_row: int
    last_row: int
    computed: Mapping[int, str]
    """Formula of the columns people let the table compute."""


def find_table(package: Package, sheet: str, header_row: int, tokens: int) -> Table | None:
    """The table with the tokens; None where people have turned it into plain cells.

    Raises:
        ForeignError: the table has a row of totals, or another table is in the way.
    """
    tables = [_read(package, link.target) for link in package.links(sheet) if link.kind == "table"]
    ours = [t for t in tables if t.header_row == header_row and t.first <= tokens <= t.last]
    if not ours:
        if tables:
            raise ForeignError("its table is not the one of the register")
        return None
    (table,) = ours
    if package.xml(table.part).get("totalsRowCount", "0") != "0":
        raise ForeignError("its table has a row of totals")
    others = [
        t for t in tables if t is not table and t.first <= table.last and t.last >= table.first
    ]
    if any(other.last_row > table.last_row for other in others):
        raise ForeignError("another table stands below")
    return table


def _read(package: Package, part: str) -> Table:
    root = package.xml(part)
    found = _RANGE.fullmatch(str(root.get("ref")))
    if found is None:
        raise ForeignError("its table has no range")
    first = column_number(found[1])
    computed = {
        first + number: str(formula.text)
        for number, column in enumerate(root.iter("{*}tableColumn"))
        if (formula := column.find("{*}calculatedColumnFormula")) is not None and formula.text
    }
    return Table(part, first, column_number(found[3]), int(found[2]), int(found[4]), computed)


def extend(package: Package, table: Table, last_row: int) -> None:
    """Let the table and its filter end at another row."""
    part = package.read(table.part)
    pattern = re.compile(rb'(\sref="[A-Z]+%d:[A-Z]+)%d"' % (table.header_row, table.last_row))
    package.write(table.part, pattern.sub(rb'\g<1>%d"' % last_row, part))
