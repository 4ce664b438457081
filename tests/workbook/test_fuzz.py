"""Whatever people and programs do to copies of the workbook, in any order, nothing gets lost.

Every text somebody types is unlike all others, so that it can be followed.
"""

from __future__ import annotations

import io
import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from other_program import run

from formkit.workbook.refusals import WorkbookError

COLUMNS = {"phone": "Телефон", "notes": "Примечание"}
SHEET = "Реестр талонов направления на"


class Offices(RuleBasedStateMachine):
    """One office, its workbook, and up to three copies somebody works in."""

    maker: Any = None

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.office = self.stack.enter_context(self.maker(self.folder))
        self.url = f"sqlite:///{self.folder / 'office.db'}"
        self.copies: list[bytes] = [self.office.last]
        self.typed: set[str] = set()
        self.sent: set[str] = set()
        self.by_copy: list[set[str]] = [set()]

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def _mark(self, copy: int | None = None) -> str:
        mark = f"m{len(self.typed)}"
        self.typed.add(mark)
        if copy is not None:
            self.by_copy[copy].add(mark)
        return mark

    def _edit(self, number: int, change: Any) -> None:
        book = openpyxl.load_workbook(io.BytesIO(self.copies[number]))
        change(book[SHEET])
        buffer = io.BytesIO()
        book.save(buffer)
        self.copies[number] = buffer.getvalue()

    copy = st.integers(0, 2)
    row = st.integers(2, 9)
    column = st.sampled_from(sorted(COLUMNS))

    @rule(copy=copy, row=row, column=column)
    def somebody_types_into_a_cell(self, copy: int, row: int, column: str) -> None:
        number = copy % len(self.copies)

        def change(sheet: Any) -> None:
            if sheet.cell(row, 2).value is None:
                return
            place = [cell.value for cell in sheet[1]].index(COLUMNS[column]) + 1
            self.by_copy[number].discard(str(sheet.cell(row, place).value))
            sheet.cell(row, place).value = self._mark(number)

        self._edit(number, change)

    @rule(copy=copy, row=row, to=row)
    def somebody_copies_a_row(self, copy: int, row: int, to: int) -> None:
        number = copy % len(self.copies)

        def change(sheet: Any) -> None:
            if sheet.cell(row, 2).value is not None:
                cells = [cell.value for cell in sheet[row]]
                sheet.append([cells[0], self._mark(number), *cells[2:]])

        self._edit(number, change)

    @rule(copy=copy)
    def somebody_adds_a_row(self, copy: int) -> None:
        number = copy % len(self.copies)
        key, phone = self._mark(number), self._mark(number)
        row = [None, key, "00001", None, None, "выдан", None, 1, phone, None]
        self._edit(number, lambda sheet: sheet.append(row))

    @rule(copy=copy, row=row)
    def somebody_deletes_a_row(self, copy: int, row: int) -> None:
        number = copy % len(self.copies)

        def change(sheet: Any) -> None:
            for cell in sheet[row]:
                self.by_copy[number].discard(str(cell.value))
            sheet.delete_rows(row)

        self._edit(number, change)

    @rule(copy=copy, column=st.integers(2, 10))
    def somebody_sorts_the_rows(self, copy: int, column: int) -> None:
        def change(sheet: Any) -> None:
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
            rows.sort(key=lambda row: str(row[column - 1]), reverse=True)
            for number, row in enumerate(rows, start=2):
                for place, value in enumerate(row, start=1):
                    sheet.cell(number, place).value = value

        self._edit(copy % len(self.copies), change)

    @rule(row=st.integers(1, 6), column=column)
    def a_document_changes_the_register(self, row: int, column: str) -> None:
        self.office.propose(self.office.vouchers, f"2026-{row:05}", **{column: self._mark()})

    @rule()
    def somebody_takes_a_new_copy(self) -> None:
        self.copies = [*self.copies[-2:], self.office.last]
        self.by_copy = [*self.by_copy[-2:], set()]

    @rule(copy=copy)
    def a_copy_comes_back(self, copy: int) -> None:
        number = copy % len(self.copies)
        try:
            self.office.publish(self.copies[number])
        except WorkbookError:
            return
        self.sent |= self.by_copy[number]
        again = self.office.publish(self.copies[number]).taken
        assert (again.edited, again.inserted, again.held, again.conflicts) == (0, 0, 0, 0)
        quiet = self.office.publish()
        assert (quiet.taken.edited, quiet.taken.inserted, quiet.taken.held) == (0, 0, 0)
        assert quiet.taken.rejected == []
        assert not self.office.publish().is_changed

    @invariant()
    def nothing_is_lost_or_invented_or_doubled(self) -> None:
        if not hasattr(self, "url"):
            return
        log = run(self.url, "SELECT source, diff FROM change")
        asked = run(self.url, "SELECT proposed FROM review")
        kept = json.dumps([log, asked])
        assert [mark for mark in self.sent if f'\\"{mark}\\"' not in kept] == []
        for source, diff in log:
            if json.loads(source)["kind"] == "workbook" and not _is_insert(diff):
                after = [new for _old, new in json.loads(diff).values()]
                assert [text for text in after if text not in self.typed] == []
        query = "SELECT voucher_no FROM reg_vouchers WHERE _state = 'live'"
        keys = [key for (key,) in run(self.url, query)]
        assert len(keys) == len(set(keys))


def _is_insert(diff: str) -> bool:
    return "voucher_no" in json.loads(diff)


def test_no_edit_is_lost_and_no_record_doubled(office_maker: Any) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    Offices.maker = staticmethod(office_maker)
    run_state_machine_as_test(
        Offices,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
