"""Registers to a new Excel workbook: a sheet a register, sheets of questions, hidden lists."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

from formkit.store.sqltypes import canonical_json
from formkit.workbook.lists import IN_CONFLICT, NOT_ACCEPTED, Lists, make_lists, write_lists
from formkit.workbook.looks import make_formats
from formkit.workbook.questions import Question, Topic
from formkit.workbook.questionsheet import write_questions
from formkit.workbook.registersheet import Edition, RegisterSheet
from formkit.workbook.sheets import LISTS, META, SheetPlan, plan_sheets, sheet_name
from formkit.workbook.words import WORDS

if TYPE_CHECKING:
    from formkit.model.register import Register
    from formkit.store.records import Row

CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in every file, so that equal registers give equal bytes."""

Rows = Mapping[str, Sequence["Row"]]
"""Live rows by register name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """All that a workbook shows."""

    plans: Sequence[SheetPlan]
    rows: Rows
    edition: Edition
    questions: Sequence[Question] = ()
    is_protected: bool = False
    other_sheets: Sequence[str] = ()
    """Names of sheets people have added."""

    @property
    def stamp(self) -> str:
        """Names what the hidden lists and the sheets of questions show."""
        shown = [(question.id, question.cells) for question in self.questions]
        content = canonical_json([shown, self.lists, self.edition.locale])
        return hashlib.sha256(content.encode()).hexdigest()[:24]

    @property
    def lists(self) -> Lists:
        marks = {IN_CONFLICT: Topic.CONFLICTS, NOT_ACCEPTED: Topic.REJECTED}
        cells = {
            name: sorted(q.marked for q in self.questions if q.topic is topic and q.marked)
            for name, topic in marks.items()
        }
        return make_lists(self.plans, self.edition.locale) | cells

    @property
    def question_sheets(self) -> dict[str, list[Question]]:
        """Questions by the name of their sheet."""
        words = WORDS[self.edition.locale]
        names = (*self.other_sheets, *(plan.name for plan in self.plans))
        taken = {LISTS, META, "history", *(name.casefold() for name in names)}
        return {
            sheet_name(getattr(words, topic.value), taken): [
                question for question in self.questions if question.topic is topic
            ]
            for topic in Topic
        }

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the workbook says of itself to the program that reads it back."""
        facts = [("edition", self.edition.id), ("locale", self.edition.locale)]
        facts.append(("stamp", self.stamp))
        return facts + [(f"sheet.{plan.register.name}", plan.name) for plan in self.plans]


def contents_of(
    registers: Sequence[Register],
    rows: Rows,
    edition: Edition,
    questions: Sequence[Question] = (),
    other_sheets: Sequence[str] = (),
) -> Contents:
    """All registers of one workbook, either the open or the restricted ones."""
    return Contents(
        plans=plan_sheets(registers, rows, edition.locale),
        rows=rows,
        edition=edition,
        questions=questions,
        other_sheets=other_sheets,
        is_protected=any(register.is_restricted for register in registers),
    )


def write(registers: Sequence[Register], rows: Rows, edition: Edition) -> bytes:
    """The workbook of all registers but the restricted ones."""
    return write_contents(contents_of([r for r in registers if not r.is_restricted], rows, edition))


def write_restricted(registers: Sequence[Register], rows: Rows, edition: Edition) -> bytes:
    """The separate workbook of the restricted registers.

    Its sheets are protected against accidents: rows cannot be added, keys not be changed. That
    keeps nobody from reading; who may open the file is a matter of its folder.
    """
    return write_contents(contents_of([r for r in registers if r.is_restricted], rows, edition))


def write_contents(contents: Contents, only: Sequence[SheetPlan] | None = None) -> bytes:
    """A new workbook.

    Args:
        contents: what it shows.
        only: the registers whose sheets are written; None for all.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    book.set_properties({"created": CREATED, "author": "", "comments": ""})
    formats = make_formats(book, contents.edition.locale)
    lists = contents.lists
    for plan in contents.plans if only is None else only:
        sheet = RegisterSheet(book.add_worksheet(plan.name), plan, formats, contents.edition)
        sheet.fill(contents.rows.get(plan.register.name, ()), lists)
        if contents.is_protected:
            sheet.worksheet.protect("", _ALLOWED)
    for name, questions in contents.question_sheets.items():
        write_questions(book.add_worksheet(name), questions, formats, contents.edition.locale)
    write_lists(book, lists)
    _write_meta(book, contents)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book.close()
    return _with_following_heights(buffer.getvalue())


def _with_following_heights(content: bytes) -> bytes:
    """Rows keep their height but grow with their text when somebody edits it.

    XlsxWriter marks every height as set by hand (ECMA-376, 18.3.1.73, customHeight); without
    any height LibreOffice cuts wrapped text down to one line.
    """
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as source, ZipFile(made, "w", ZIP_DEFLATED) as target:
        for item in source.infolist():
            part = source.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                part = _HAND_HEIGHT.sub(rb"\1", part)
            target.writestr(item, part)
    return made.getvalue()


_HAND_HEIGHT = re.compile(rb'(<row [^>]*?) customHeight="1"')


_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
_ALLOWED = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}


def _write_meta(book: Any, contents: Contents) -> None:
    sheet = book.add_worksheet(META)
    for number, (name, value) in enumerate(contents.facts):
        sheet.write_string(number, 0, name)
        sheet.write_string(number, 1, value)
    sheet.very_hidden()
