"""Publishing in an office: preview, open workbooks, returned copies, archived documents."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sample_office import MARK, VOUCHER, complete

from formkit.actions.collect import collect_one
from formkit.actions.desk import Desk
from formkit.actions.issue import issue
from formkit.actions.publish import publish
from formkit.problems import Code
from formkit.store import records
from formkit.workbook.refusals import NoSheetsError

TITLE = "Рабочий телефон"


def _workbook(desk: Desk) -> Path:
    return publish(desk)[0].path


def _edited(content: bytes, edit: Callable[[Any], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    edit(book["Реестр сотрудников"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _call(sheet: Any) -> None:
    place = [cell.value for cell in sheet[1]].index(TITLE) + 1
    sheet.cell(2, place).value = "+7 000"


def _phone(desk: Desk) -> object:
    with desk.store.reading() as connection:
        return records.rows(connection, desk.registers["staff"])[0].values.get("phone")


def test_a_preview_tells_every_cell_and_changes_nothing(desk: Desk) -> None:
    path = _workbook(desk)
    before = _phone(desk)
    path.write_bytes(_edited(path.read_bytes(), _call))
    content = path.read_bytes()
    seen = publish(desk, is_preview=True)[0]
    assert seen.is_preview
    (change,) = seen.changes
    assert (change.register, change.column, change.after) == ("Реестр сотрудников", TITLE, "+7 000")
    assert change.before == (before or "")
    assert _phone(desk) == before
    assert path.read_bytes() == content
    assert publish(desk)[0].taken is not None
    assert _phone(desk) == "+7 000"


@pytest.mark.parametrize("lock", ["~${name}", ".~lock.{name}#"])
def test_an_open_workbook_is_only_looked_at(desk: Desk, lock: str) -> None:
    path = _workbook(desk)
    before = _phone(desk)
    path.write_bytes(_edited(path.read_bytes(), _call))
    content = path.read_bytes()
    beside = path.with_name(lock.format(name=path.name))
    beside.write_text(",Олійник С.,OFFICE-2,22.11.2026 11:31,file:///;")
    seen = publish(desk)[0]
    assert seen.is_preview
    assert seen.problems[0].code is Code.WORKBOOK_OPEN
    assert len(seen.changes) == 1
    assert (_phone(desk), path.read_bytes()) == (before, content)
    beside.unlink()
    assert not publish(desk)[0].is_preview
    assert _phone(desk) == "+7 000"


def test_a_workbook_in_which_nothing_changed_is_not_written(desk: Desk) -> None:
    path = _workbook(desk)
    stamp = path.stat().st_mtime_ns
    publish(desk)
    assert path.stat().st_mtime_ns == stamp


def test_a_copy_that_came_by_mail_is_taken(desk: Desk, tmp_path: Path) -> None:
    path = _workbook(desk)
    copy = tmp_path / "ответ.xlsx"
    copy.write_bytes(_edited(path.read_bytes(), _call))
    first = publish(desk, [copy])[0]
    assert first.taken is not None
    assert first.taken.edited == 1
    assert _phone(desk) == "+7 000"
    assert "+7 000" in [
        cell.value
        for row in openpyxl.load_workbook(path)["Реестр сотрудников"].iter_rows()
        for cell in row
    ]
    again = publish(desk, [copy])[0]
    assert again.taken is not None
    assert again.taken.is_repeated


def test_a_copy_of_something_else_says_so(desk: Desk, tmp_path: Path) -> None:
    copy = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(copy)
    with pytest.raises(NoSheetsError):
        publish(desk, [copy])


def test_the_workbook_links_to_the_archived_document(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",))
    path = _workbook(desk)
    returned = desk.office.inbox / "1.pdf"
    returned.write_bytes(complete(issued.files[0].read_bytes(), MARK))
    collected = collect_one(desk, returned)
    publish(desk)
    book = openpyxl.load_workbook(path)
    (sheet,) = [s for s in book.worksheets if "tbl_vouchers" in s.tables]
    titles = [cell.value for cell in sheet[1]]
    formula = str(sheet.cell(2, titles.index("Файл документа") + 1).value)
    address, label = formula.removeprefix('=HYPERLINK("').removesuffix('")').split('","')
    assert label == issued.number
    assert (path.parent / address).read_bytes()
    assert collected.sha256 in address
