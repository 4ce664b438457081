"""A register sheet brought up to date where it stands: our cells and rows, nothing else.

Rows are never moved or deleted and new ones come at the bottom, so that colours, notes, own
columns and whatever refers to the sheet stay right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING

from formkit.workbook import tablexml
from formkit.workbook.cells import DIGITS, Cell, Raw, format_cell, is_number, same_text
from formkit.workbook.cellxml import Formula, column_letters, serial_day
from formkit.workbook.sheets import LINE_PT, MOST_LINES, Look, lines_of
from formkit.workbook.sheetxml import Cells, CellXml, ForeignError, SheetXml
from formkit.workbook.token import Token, format_token

if TYPE_CHECKING:
    from formkit.store.records import Row
    from formkit.workbook.package import Package
    from formkit.workbook.read import Sheet, SheetRow
    from formkit.workbook.sheets import SheetPlan
    from formkit.workbook.tablexml import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a sheet is to show."""

    plan: SheetPlan
    rows: Sequence[Row]
    ids: Mapping[int, str]
    """Record of every row of the sheet; rows without one are cleared."""
    key: bytes
    """Proves that the rows are ours."""
    files: Mapping[str, Formula] = field(default_factory=dict)
    """Links to archived documents by record."""

    @property
    def new(self) -> list[Row]:
        """Rows the sheet does not have yet."""
        standing = set(self.ids.values())
        return [row for row in self.rows if row.id not in standing]

    def appended(self, sheet: Sheet) -> dict[str, int]:
        """Numbers of the rows that come at the bottom of a sheet, by record."""
        return {row.id: number for number, row in enumerate(self.new, start=sheet.last_row + 1)}


def patch(package: Package, part: str, sheet: Sheet, view: View) -> bool:
    """Write what differs; False where nothing does.

    Raises:
        ForeignError: the sheet cannot be patched safely; nothing was written.
    """
    if sheet.missing:
        raise ForeignError(f"it lacks columns: {', '.join(sheet.missing)}")
    rows = {row.id: row for row in view.rows}
    changes: dict[int, Cells] = {
        line.number: cells
        for line in sheet.rows
        if (cells := _differing(sheet, line, rows.get(view.ids.get(line.number, "")), view))
    }
    if not changes and not view.new:
        return False
    _write(package, part, sheet, view, changes)
    return True


def patch_rows(
    package: Package, part: str, sheet: Sheet, view: View, gone: Sequence[int]
) -> dict[str, int]:
    """Write all our cells of some rows, whatever stands there, and clear others.

    Args:
        package: the workbook.
        part: of the sheet.
        sheet: where everything stands; its rows are not looked at.
        view: the rows that are written; those without a number come at the bottom.
        gone: numbers of rows that are cleared.

    Returns:
        Numbers of the rows by record.

    Raises:
        ForeignError: the sheet cannot be patched safely; nothing was written.
    """
    rows = {row.id: row for row in view.rows}
    changes: dict[int, Cells] = {
        number: _cells(sheet, rows[row_id], view) for number, row_id in view.ids.items()
    }
    ours = [*sheet.places.values(), sheet.token_place]
    ours += [sheet.file_place] if sheet.file_place is not None else []
    changes |= {number: dict.fromkeys(ours) for number in gone}
    _write(package, part, sheet, view, changes)
    return {row_id: number for number, row_id in view.ids.items()} | view.appended(sheet)


def _write(
    package: Package, part: str, sheet: Sheet, view: View, changes: dict[int, Cells]
) -> None:
    """Write changed rows, and the new ones of the view at the bottom."""
    table = tablexml.find_table(package, part, sheet.header_row, sheet.token_place)
    xml = SheetXml(package.read(part))
    at = sheet.last_row
    model = xml.cells(at) if at > sheet.header_row else {}
    styles = {**xml.column_styles(), **{p: cell.style for p, cell in model.items() if cell.style}}
    added = dict(enumerate((_cells(sheet, row, view) for row in view.new), start=at + 1))
    _check_free(xml, sheet, table, added)
    inside = range(table.first, table.last + 1) if table else ()
    for number, cells in added.items():
        changes[number] = _completed(xml, cells, number, model, inside)
    xml.set(changes, styles, _heights(xml, sheet, view, added))
    if added:
        _extend(package, xml, table, max(at, sheet.header_row + 1), at + len(added))
    package.write(part, xml.to_bytes())


def _differing(
    sheet: Sheet, line: SheetRow, row: Row | None, view: View
) -> dict[int, Cell | Formula]:
    """The cells of a row of the sheet that do not stand as they should."""
    if row is None:
        filled = [name for name, raw in line.cells.items() if raw not in (None, "")]
        cleared: dict[int, Cell | Formula] = {sheet.places[name]: None for name in filled}
        return cleared | ({sheet.token_place: None} if line.token else {})
    cells: dict[int, Cell | Formula] = {}
    for column in view.plan.columns:
        cell = format_cell(row.values.get(column.name), column.shape)
        raw = line.cells[column.name]
        if column.name in line.computed or column.name in line.faulty or not stands(raw, cell):
            cells[sheet.places[column.name]] = cell
    token = format_token(Token(row.id, row.rev), view.key)
    if line.token != token:
        cells[sheet.token_place] = token
    file = view.files.get(row.id)
    if sheet.file_place is not None and line.file != (file.result if file else ""):
        cells[sheet.file_place] = file
    return cells


def stands(raw: Raw, cell: Cell) -> bool:
    """Whether a cell holds exactly what is to stand there."""
    match cell:
        case None:
            return raw is None or raw == ""
        case Decimal():
            return is_number(raw) and Decimal(f"{raw:.{DIGITS}g}") == cell
        case date() if is_number(raw):
            return raw == serial_day(cell)
        case date():
            return (raw.date() if isinstance(raw, datetime) else raw) == cell
    return isinstance(raw, str) and same_text(raw, cell)


def _cells(sheet: Sheet, row: Row, view: View) -> dict[int, Cell | Formula]:
    cells: dict[int, Cell | Formula] = {
        sheet.places[c.name]: format_cell(row.values.get(c.name), c.shape)
        for c in view.plan.columns
    }
    cells[sheet.token_place] = format_token(Token(row.id, row.rev), view.key)
    if sheet.file_place is not None:
        cells[sheet.file_place] = view.files.get(row.id)
    return cells


def _check_free(
    xml: SheetXml, sheet: Sheet, table: Table | None, added: Mapping[int, Cells]
) -> None:
    """Refuse to write over what people keep below the table."""
    ours = {*sheet.places.values(), sheet.token_place}
    taken = ours | set(range(table.first, table.last + 1) if table else ())
    for number in added:
        for cell in xml.cells(number).values():
            if cell.place in taken and not cell.is_empty and cell.formula is None:
                raise ForeignError("something stands below its last row")


def _completed(
    xml: SheetXml, cells: Cells, number: int, model: Mapping[int, CellXml], inside: Sequence[int]
) -> Cells:
    """A new row with the formats and formulas of people's own columns, as in the row above."""
    own: dict[int, Cell | Formula] = {}
    standing = xml.cells(number)
    for place, cell in model.items():
        if place in cells or place in standing or place not in inside:
            continue
        if (found := cell.formula) is not None:
            own[place] = _moved_formula(xml, cell, found, number)
        elif cell.style:
            own[place] = None
    return {**own, **cells}


def _moved_formula(
    xml: SheetXml, cell: CellXml, found: tuple[bytes, bytes], number: int
) -> Formula | None:
    """The formula of the model row as it reads in another row."""
    from openpyxl.formula.translate import Translator

    attributes, text = found
    origin_row = re.search(rb'\sr="([A-Z]+\d+)"', cell.xml)
    origin = origin_row[1] if origin_row else b""
    shared = re.search(rb'\ssi="(\d+)"', attributes)
    if not text and shared:
        origin, text = xml.shared_formula(shared[1]) or (b"", b"")
    if not text or not origin:
        return None
    target = f"{column_letters(cell.place)}{number}"
    moved = Translator(f"={unescape(text.decode())}", origin.decode()).translate_formula(target)
    return Formula(str(moved)[1:])


def _heights(
    xml: SheetXml, sheet: Sheet, view: View, added: Mapping[int, Cells]
) -> dict[int, float]:
    """Heights of new rows with texts of several lines."""
    widths = xml.column_widths() if added else {}
    columns = {sheet.places[column.name]: column for column in view.plan.columns}
    heights = {}
    for number, cells in added.items():
        lines = [
            lines_of(str(cells[place]), int(widths.get(place, 10)))
            for place, column in columns.items()
            if cells[place] is not None and column.look is Look.WRAPPED
        ]
        if (most := max(lines, default=1)) > 1:
            heights[number] = float(LINE_PT * min(most, MOST_LINES))
    return heights


def _extend(package: Package, xml: SheetXml, table: Table | None, old: int, new: int) -> None:
    xml.extend(old, new)
    if table is not None and new > table.last_row:
        tablexml.extend(package, table, new)
