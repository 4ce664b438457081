"""A workbook people work with, brought up to date: patched where it can be, never rebuilt."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING
from zipfile import is_zipfile

from formkit.workbook.notes import write_notes
from formkit.workbook.package import WORKBOOK, Package
from formkit.workbook.patch import View, patch
from formkit.workbook.sheets import LISTS, META, sheet_name
from formkit.workbook.sheetxml import ForeignError, SheetXml
from formkit.workbook.transplant import define_lists, let_compute, transplant
from formkit.workbook.write import Contents, write_contents

if TYPE_CHECKING:
    from formkit.workbook.read import Book, Sheet
    from formkit.workbook.sheets import SheetPlan


@dataclass(frozen=True, slots=True)
class Renewed:
    content: bytes
    is_changed: bool
    """Whether anything had to be written at all."""
    rewritten: Mapping[str, str]
    """Reason by name of the sheets that could not be patched and were written anew."""


Ids = Mapping[tuple[str, int], str]
"""Records by register and row of the sheet."""


def is_patchable(content: bytes) -> bool:
    """Whether the file is a package of ECMA-376 with plain XML: neither .ods nor .xls."""
    if not is_zipfile(io.BytesIO(content)):
        return False
    package = Package(content)
    return bool(package.sheet_parts()) and b"</sheets>" in package.read(WORKBOOK)


def renew(last: bytes, book: Book, contents: Contents, ids: Ids) -> Renewed:
    """Bring a workbook up to date.

    Args:
        last: the file.
        book: as it was read from it.
        contents: what it is to show.
        ids: which record every row of the sheets is.

    Raises:
        ForeignError: the workbook as a whole cannot be patched.
    """
    package = Package(last)
    parts = package.sheet_parts()
    anew: dict[str, SheetPlan] = {}
    rewritten: dict[str, str] = {}
    patched = []
    for plan in contents.plans:
        sheets = [sheet for sheet in book.sheets if sheet.register.name == plan.register.name]
        if not sheets:
            name = sheet_name(plan.name, {other.casefold() for other in parts})
            anew[name] = replace(plan, name=name)
        for sheet in sheets:
            view = _view(plan, sheet, contents, ids)
            try:
                patched += [sheet.name] if patch(package, parts[sheet.name], sheet, view) else []
                write_notes(package, parts[sheet.name], _notes(sheet, view, contents))
            except ForeignError as error:
                anew[sheet.name] = replace(plan, name=sheet.name)
                rewritten[sheet.name] = str(error)
    is_asked = _asks_the_same(book, contents)
    if not (patched or anew or package.is_changed) and is_asked:
        return Renewed(last, False, {})
    ours = [sheet.name for sheet in book.sheets] if patched or anew else []
    put_own_sheets(package, contents, list(anew.values()), ours)
    return Renewed(package.to_bytes(), True, rewritten)


def put_own_sheets(
    package: Package, contents: Contents, anew: Sequence[SheetPlan], changed: Sequence[str]
) -> None:
    """Questions, lists and what the workbook says of itself, and registers written anew.

    Args:
        package: the workbook.
        contents: what it is to show.
        anew: registers whose sheets are written as new ones.
        changed: names of sheets of registers on which formulas may depend.
    """
    source = Package(write_contents(contents, anew))
    names = [plan.name for plan in anew]
    transplant(source, package, [*names, *contents.question_sheets, LISTS, META])
    define_lists(package, contents.lists)
    if changed:
        _forget_results(package, changed)
        let_compute(package)


def _view(plan: SheetPlan, sheet: Sheet, contents: Contents, ids: Ids) -> View:
    name = plan.register.name
    return View(
        plan=plan,
        rows=contents.rows.get(name, ()),
        ids={n: row_id for (register, n), row_id in ids.items() if register == name},
        key=contents.edition.key,
        files=contents.edition.files,
    )


def _notes(sheet: Sheet, view: View, contents: Contents) -> dict[tuple[int, int], str]:
    """Notes by row and column of a sheet that was patched."""
    numbers = {row_id: number for number, row_id in view.ids.items()}
    numbers |= view.appended(sheet)
    return {
        (numbers[row_id], sheet.places[column]): text
        for (row_id, column), text in contents.edition.notes.items()
        if row_id in numbers and column in sheet.places
    }


def _asks_the_same(book: Book, contents: Contents) -> bool:
    asked = sorted(answer.question for answer in book.answers)
    is_answered = any(answer.choice or answer.correction for answer in book.answers)
    wanted = sorted(question.id for question in contents.questions)
    return asked == wanted and not is_answered and book.stamp == contents.stamp


def _forget_results(package: Package, ours: Sequence[str]) -> None:
    """Drop results of formulas that may be out of date by now.

    Those of our sheets, of sheets that name our tables or sheets, and of sheets that name
    these. Excel computes them when it opens the workbook, LibreOffice where there is no result.
    """
    sheets = package.sheet_parts()
    own = {sheets[name] for name in ours}
    names = {escape(name, quote=False).encode() for name in ours} | {b"tbl_"}
    names |= _defined_names(package, names)
    waiting = {part: text for part in sheets.values() if (text := _formulas(package, part))}
    sheet_of = {part: escape(name, quote=False).encode() for name, part in sheets.items()}
    while found := [p for p, text in waiting.items() if p in own or any(n in text for n in names)]:
        for part in found:
            del waiting[part]
            names.add(sheet_of[part])
            sheet = SheetXml(package.read(part))
            sheet.strip_results()
            package.write(part, sheet.to_bytes())


def _formulas(package: Package, part: str) -> bytes:
    """All formulas of a sheet; those of our own links need no computing."""
    sheet = package.read(part)
    found = _FORMULA.findall(sheet) if b"<f" in sheet else []
    return b"\n".join(text for text in found if not text.startswith(b"HYPERLINK("))


_FORMULA = re.compile(rb"<f\b[^>]*>([^<]+)</f>")


def _defined_names(package: Package, names: set[bytes]) -> set[bytes]:
    pattern = re.compile(rb'<definedName\b[^>]*?\bname="([^"]+)"[^>]*>([^<]*)<')
    return {
        name
        for name, text in pattern.findall(package.read(WORKBOOK))
        if any(known in text for known in names)
    }
