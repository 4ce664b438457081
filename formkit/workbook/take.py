"""Edits of a workbook into the registers: every one is taken, agreed with, asked about or named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from formkit.problems import Code, Problem, Severity, Where, problem
from formkit.store import editions, proposals, records, reviews
from formkit.store.records import Row
from formkit.store.values import is_same, to_plain
from formkit.workbook.edits import (
    RowEdits,
    Values,
    check_columns,
    fingerprint,
    likeness,
    row_edits,
    shapes_of,
)
from formkit.workbook.questions import shown
from formkit.workbook.refusals import OtherOfficeError, RowsMissingError
from formkit.workbook.token import parse_token

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.model.register import Register
    from formkit.store.merge import Conflict
    from formkit.store.source import Source
    from formkit.workbook.read import Book, Sheet, SheetRow

NextKey = Callable[["Connection", "Register"], str | None]
"""Gives a new record its key by the register's mask; None where there is no mask."""

_MISSING_SHARE, _MISSING_FEW = 0.2, 3
_ALIKE, _SOMEWHAT_ALIKE = 0.8, 0.5
"""Share of equal cells from which a row is, or may be, one already taken in, edited since."""


@dataclass(slots=True)
class Taken:
    """The account of one workbook."""

    is_repeated: bool = False
    """The same file was taken before; nothing was done."""
    edited: int = 0
    """Cells that were written."""
    inserted: int = 0
    converged: int = 0
    conflicts: int = 0
    """Cells that wait for a person; the register's value stays."""
    held: int = 0
    """New rows that wait for a person: without key, or with the key of another record."""
    duplicates: int = 0
    """New rows that were there already."""
    missing: int = 0
    """Rows that are gone from the workbook; they stay in the register and are shown again."""
    rejected: list[Problem] = field(default_factory=list)
    """Cells that cannot be used; the register's value stays."""
    found: list[Problem] = field(default_factory=list)
    """What else there is to say: conflicts, rows that wait, rows and columns that were gone."""
    row_ids: dict[tuple[str, int], str] = field(default_factory=dict)
    """Records by register and row of the sheet."""


def take(connection: Connection, book: Book, source: Source, next_key: NextKey) -> Taken:
    """Write the edits of a workbook; the same file again does nothing.

    Args:
        connection: of a transaction that writes.
        book: as it was read.
        source: who and when; its workbook is the hash of the file.
        next_key: numbers new rows.

    Raises:
        WorkbookError: something happened to the workbook that nobody can have meant; the whole
            transaction is to be given up.
    """
    taken = Taken()
    taken.is_repeated = not editions.add_file(connection, book.sha256, source)
    shown = editions.get_rows(connection, book.edition)
    if not shown:
        _check_ours(connection, book)
    for sheet in book.sheets:
        work = _SheetWork(connection, book, sheet, source, taken)
        if taken.is_repeated:
            work.recognise()
        else:
            work.take(shown.get(sheet.register.name, []), next_key)
    return taken


def _check_ours(connection: Connection, book: Book) -> None:
    """Refuse a workbook nobody here has written, unless it has rows of ours."""
    key = editions.workbook_key(connection)
    tokens = [row.token for sheet in book.sheets for row in sheet.rows if row.token]
    if tokens and not any(parse_token(token, key) for token in tokens):
        raise OtherOfficeError


@dataclass(frozen=True, slots=True)
class _SheetWork:
    connection: Connection
    book: Book
    sheet: Sheet
    source: Source
    taken: Taken

    def take(self, shown: Sequence[str], next_key: NextKey) -> None:
        register = self.sheet.register
        words = register.words[self.book.locale].columns
        for name in self.sheet.missing:
            self._say(Code.WORKBOOK_COLUMN_MISSING, column=words[name])
        shapes = shapes_of(register, self.book.locale)
        known, new = self._sorted_out()
        self._check_missing(shown, [row_id for row_id, _, _ in known])
        edits = [(row_id, row_edits(row, base, shapes), base) for row_id, row, base in known]
        self.taken.found += check_columns(self.sheet, [(edit, base) for _, edit, base in edits])
        self._tell_restored([edit for _, edit, _ in edits], words)
        for row_id, edit, base in edits:
            self._edit(row_id, edit, base)
            self._is(edit.row, row_id)
        self._insert_all([row_edits(row, {}, shapes) for row in new], next_key)

    def _say(self, code: Code, line: int | None = None, /, **facts: object) -> None:
        texts = {name: str(fact) for name, fact in facts.items()}
        where = Where(sheet=self.sheet.name, line=line)
        self.taken.found.append(Problem(code, where, Severity.WARNING, texts))

    def _tell_restored(self, edits: Sequence[RowEdits], words: Mapping[str, str]) -> None:
        counts = Counter(column for edit in edits for column in edit.restored)
        for column, rows in sorted(counts.items()):
            self._say(Code.WORKBOOK_DIGITS_RESTORED, rows=rows, column=words[column])
        for edit in edits:
            for column in sorted(edit.row.computed & edit.values.keys()):
                found = problem(Code.WORKBOOK_COMPUTED, Severity.INFO)
                where = {"sheet": self.sheet.name, "line": edit.row.number, "path": column}
                self.taken.found.append(found.at(**where))

    def recognise(self) -> None:
        """Only which record every row is."""
        shapes = shapes_of(self.sheet.register, self.book.locale)
        known, new = self._sorted_out()
        for row_id, row, _ in known:
            self._is(row, row_id)
        edits = [row_edits(row, {}, shapes) for row in new]
        before = self._inserted_before()
        for edit, where in zip(edits, _places(edits), strict=True):
            if where in before:
                self._is(edit.row, before[where])

    def _is(self, row: SheetRow, row_id: str) -> None:
        self.taken.row_ids[self.sheet.register.name, row.number] = row_id

    def _inserted_before(self) -> dict[tuple[str, int], str]:
        name = self.sheet.register.name
        return editions.find_inserted(self.connection, self.book.edition, name)

    def _sorted_out(self) -> tuple[list[tuple[str, SheetRow, Values]], list[SheetRow]]:
        """Rows with the record and base of their token, and rows without."""
        register, key = self.sheet.register, editions.workbook_key(self.connection)
        current = {row.id: row for row in records.rows(self.connection, register)}
        shown: dict[str, list[tuple[SheetRow, Values]]] = {}
        new = []
        for row in self.sheet.rows:
            token = parse_token(row.token, key)
            base = self._base(current, token.row_id, token.rev) if token else None
            if token is None or base is None:
                new.append(row)
            else:
                shown.setdefault(token.row_id, []).append((row, base))
        known = []
        for row_id, copies in shown.items():
            nearest = min(copies, key=self._distance) if len(copies) > 1 else copies[0]
            known.append((row_id, *nearest))
            new += [row for row, _ in copies if row is not nearest[0]]
        return known, sorted(new, key=lambda row: row.number)

    def _distance(self, shown: tuple[SheetRow, Values]) -> int:
        """Cells in which a copied row differs from what was shown."""
        shapes = shapes_of(self.sheet.register, self.book.locale)
        edits = row_edits(*shown, shapes)
        return len(edits.values) + len(edits.rejected)

    def _base(self, current: Mapping[str, Row], row_id: str, rev: int) -> Values | None:
        """What the workbook showed of a record; None where the register never had it."""
        register = self.sheet.register
        row = current.get(row_id) or records.find_id(self.connection, register, row_id)
        if row is None:
            return None
        if row.rev == rev:
            return row.values
        return records.values_at(self.connection, register, row_id, rev)

    def _check_missing(self, shown: Sequence[str], found: Sequence[str]) -> None:
        missing = len(set(shown) - set(found))
        if missing > _MISSING_FEW and missing > _MISSING_SHARE * len(shown):
            raise RowsMissingError(sheet=self.sheet.name, rows=missing, all=len(shown))
        self.taken.missing += missing
        if missing:
            self._say(Code.WORKBOOK_ROWS_MISSING, rows=missing)

    def _edit(self, row_id: str, edit: RowEdits, base: Values) -> None:
        self._reject(edit, row_id)
        if not edit.values:
            return
        outcome = proposals.propose_to(
            self.connection,
            self.sheet.register,
            row_id,
            edit.values,
            base=base,
            source=self.source,
        )
        self.taken.edited += len(outcome.applied)
        self.taken.converged += len(outcome.converged)
        self.taken.conflicts += len(outcome.conflicts)
        for conflict in outcome.conflicts:
            self._tell_conflict(edit.row.number, conflict)
        if outcome.op is proposals.Op.HELD:
            self.taken.held += 1
            key = to_plain(base.get(self.sheet.register.key))
            self._say(Code.WORKBOOK_ROW_WITHDRAWN, edit.row.number, key=key)

    def _tell_conflict(self, line: int, conflict: Conflict) -> None:
        shape = shapes_of(self.sheet.register, self.book.locale)[conflict.column]
        current, proposed = (shown(plain, shape) for plain in (conflict.current, conflict.proposed))
        found = problem(
            Code.WORKBOOK_CONFLICT, Severity.WARNING, current=current, proposed=proposed
        )
        self.taken.found.append(found.at(sheet=self.sheet.name, line=line, path=conflict.column))

    def _reject(self, edit: RowEdits, row_id: str | None) -> None:
        for column, problems in edit.rejected.items():
            line = edit.row.number
            found = [p.at(sheet=self.sheet.name, line=line, path=column) for p in problems]
            self.taken.rejected += found
            item = reviews.ReviewItem(
                kind=reviews.ReviewKind.PROBLEM,
                opened_at=self.source.at,
                problem=problems[0],
                register=self.sheet.register.name,
                row_id=row_id,
                path=column,
                proposed={"text": str(edit.row.cells[column])},
                source=self.source.facts() | {"actor": self.source.actor},
            )
            reviews.add(self.connection, item)

    def _insert_all(self, rows: Sequence[RowEdits], next_key: NextKey) -> None:
        name = self.sheet.register.name
        before, places = self._inserted_before(), _places(rows)
        orphans = {place: row_id for place, row_id in before.items() if place not in places}
        for edit, where in zip(rows, places, strict=True):
            row_id = before.get(where) or self._edited_since(edit, orphans)
            row_id = row_id or self._insert(edit, next_key)
            if row_id is not None:
                editions.add_inserted(self.connection, self.book.edition, name, where, row_id)
                self._is(edit.row, row_id)

    def _edited_since(self, edit: RowEdits, orphans: dict[tuple[str, int], str]) -> str | None:
        """The record of a row that was taken in before and has been edited since.

        A row that is only somewhat like one waits for a person: better asked than doubled.
        """
        register = self.sheet.register
        first = {
            where: records.values_at(self.connection, register, row_id, 1)
            for where, row_id in orphans.items()
        }
        best = max(first, key=lambda w: _likeness(register, first[w], edit), default=None)
        if best is None or _likeness(register, first[best], edit) < _SOMEWHAT_ALIKE:
            return None
        row_id = orphans.pop(best)
        if _likeness(register, first[best], edit) < _ALIKE:
            self._hold(edit, row_id)
            return row_id
        unsaid = {register.key, *edit.rejected}
        emptied = {n: None for n in first[best] if n in edit.row.cells and n not in unsaid}
        values = emptied | dict(edit.values)
        self._edit(row_id, RowEdits(edit.row, values, edit.rejected), first[best])
        return row_id

    def _insert(self, edit: RowEdits, next_key: NextKey) -> str | None:
        """The record made of a new row; None where it was there, or has to wait."""
        register = self.sheet.register
        self._reject(edit, None)
        if not edit.values:
            return None
        key = to_plain(edit.values.get(register.key))
        existing = records.find(self.connection, register, str(key)) if key else None
        if existing is not None and _says_nothing_new(edit.values, existing):
            self.taken.duplicates += 1
            self._say(Code.WORKBOOK_DUPLICATE_ROW, edit.row.number, key=key)
            return None
        if key is None and register.key not in edit.rejected:
            key = next_key(self.connection, register)
        if existing is not None or key is None:
            self._hold(edit, existing.id if existing else None)
            return None
        outcome = proposals.propose(
            self.connection, register, str(key), edit.values, base=None, source=self.source
        )
        self.taken.inserted += outcome.op is proposals.Op.INSERTED
        self.taken.held += outcome.op is proposals.Op.HELD
        return outcome.row_id if outcome.op is proposals.Op.INSERTED else None

    def _hold(self, edit: RowEdits, existing: str | None) -> None:
        item = reviews.ReviewItem(
            kind=reviews.ReviewKind.DUPLICATE if existing else reviews.ReviewKind.KEYLESS,
            opened_at=self.source.at,
            register=self.sheet.register.name,
            row_id=existing,
            proposed={name: to_plain(value) for name, value in edit.values.items()},
            source=self.source.facts() | {"actor": self.source.actor},
        )
        reviews.add(self.connection, item)
        self.taken.held += 1
        key = to_plain(edit.values.get(self.sheet.register.key))
        code = Code.WORKBOOK_KEY_TAKEN if existing and key else Code.WORKBOOK_NO_KEY
        self._say(code, edit.row.number, key=key)


def _says_nothing_new(values: Values, row: Row) -> bool:
    """Whether every filled cell of a new row is in the record already."""
    return all(is_same(to_plain(item), row.plain.get(name)) for name, item in values.items())


def _places(edits: Sequence[RowEdits]) -> list[tuple[str, int]]:
    """Fingerprint of each new row, and its number among the rows of the same content."""
    seen: Counter[str] = Counter()
    places = []
    for edit in edits:
        mark = fingerprint(edit.values)
        seen[mark] += 1
        places.append((mark, seen[mark]))
    return places


def _likeness(register: Register, first: Values, edit: RowEdits) -> float:
    """How much a row is like one taken in before; a key decides where the row has one."""
    if register.key in edit.values:
        wanted = edit.values[register.key]
        return float(is_same(to_plain(wanted), to_plain(first[register.key])))
    return likeness({n: v for n, v in first.items() if n != register.key}, edit.values)
