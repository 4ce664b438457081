"""Edits by hand come back; nothing else does."""

from __future__ import annotations

import io
import zipfile
from copy import copy
from datetime import date, datetime
from decimal import Decimal

import pytest

from formkit.problems import Code
from formkit.store.reviews import ReviewKind
from formkit.workbook.read import read
from formkit.workbook.refusals import (
    ColumnEmptiedError,
    ColumnTwiceError,
    NoSheetsError,
    OtherOfficeError,
    RowsMissingError,
    RowsMixedError,
    TokensMissingError,
    WorkbookError,
)


def test_an_untouched_workbook_brings_nothing(office):
    taken = office.publish(office.edited(lambda sheet: None)).taken
    assert (taken.edited, taken.inserted, taken.rejected) == (0, 0, [])
    assert office.store.verify().entries == 7


def test_cells_edited_by_hand_are_written(office):
    def edit(sheet):
        office.cell(sheet, "2026-00001", "Статус").value = "услуга оказана"
        office.cell(sheet, "2026-00002", "Дата выдачи").value = datetime(2026, 6, 30)
        office.cell(sheet, "2026-00003", "Количество").value = "1 234,5"
        office.cell(sheet, "2026-00004", "Примечание").value = None
        office.cell(sheet, "2026-00005", "Выдал(а)").value = "W-02"

    taken = office.publish(office.edited(edit)).taken
    assert (taken.edited, taken.conflicts, taken.rejected) == (5, 0, [])
    assert office.values(office.vouchers, "2026-00001")["status"] == "provided"
    assert office.values(office.vouchers, "2026-00002")["issued_on"] == date(2026, 6, 30)
    assert office.values(office.vouchers, "2026-00003")["quantity"] == Decimal("1234.5")
    assert "notes" not in office.values(office.vouchers, "2026-00004")
    assert office.values(office.vouchers, "2026-00005")["issued_by"].key == "W-02"
    assert office.cell(office.sheet(), "2026-00001", "Статус").value == "услуга оказана"


def test_both_sides_are_kept_where_they_changed_different_cells(office):
    edited = office.edited(lambda s: _set(office, s, "2026-00001", "Телефон", "+7 111"))
    office.propose(office.vouchers, "2026-00001", status="provided")
    office.publish(edited)
    values = office.values(office.vouchers, "2026-00001")
    assert (values["phone"], values["status"]) == ("+7 111", "provided")


def _set(office, sheet, key: str, title: str, value) -> None:
    office.cell(sheet, key, title).value = value


def test_where_they_changed_the_same_cell_the_register_stays_and_a_person_is_asked(office):
    edited = office.edited(lambda s: _set(office, s, "2026-00001", "Телефон", "+7 111"))
    office.propose(office.vouchers, "2026-00001", phone="+7 222")
    assert office.publish(edited).taken.conflicts == 1
    assert office.values(office.vouchers, "2026-00001")["phone"] == "+7 222"
    (item,) = office.open_items()
    assert (item.kind, item.path) == (ReviewKind.CONFLICT, "phone")
    assert (item.base, item.current, item.proposed) == ("+7 900 000-00-01", "+7 222", "+7 111")


def test_the_same_file_again_changes_nothing_even_after_others_did(office):
    edited = office.edited(lambda s: _set(office, s, "2026-00001", "Телефон", "+7 111"))
    office.publish(edited)
    office.propose(office.vouchers, "2026-00001", phone="+7 222")
    taken = office.publish(edited).taken
    assert taken.is_repeated
    assert office.values(office.vouchers, "2026-00001")["phone"] == "+7 222"
    assert office.open_items() == []


def test_a_file_weeks_old_is_compared_with_what_it_showed(office):
    stale = office.edited(lambda s: _set(office, s, "2026-00002", "Телефон", "+7 111"))
    for number in range(3):
        office.propose(office.vouchers, "2026-00002", notes=f"позже {number}")
        office.publish()
    taken = office.publish(stale).taken
    assert (taken.edited, taken.conflicts) == (1, 0)
    values = office.values(office.vouchers, "2026-00002")
    assert (values["phone"], values["notes"]) == ("+7 111", "позже 2")


def test_a_cell_that_cannot_be_used_is_named_and_changes_nothing(office):
    def edit(sheet):
        _set(office, sheet, "2026-00002", "Статус", "потерян")
        _set(office, sheet, "2026-00002", "Дата выдачи", "31.02.2026")
        _set(office, sheet, "2026-00002", "Телефон", "+7 111")

    taken = office.publish(office.edited(edit)).taken
    found = {(p.code, p.where.sheet, p.where.line, p.where.path) for p in taken.rejected}
    sheet = office.sheets["vouchers"]
    assert found == {
        (Code.VALUE_NOT_A_CHOICE, sheet, 3, "status"),
        (Code.VALUE_NOT_A_DATE, sheet, 3, "issued_on"),
    }
    values = office.values(office.vouchers, "2026-00002")
    assert (values["status"], values["issued_on"]) == ("issued", date(2026, 6, 2))
    assert values["phone"] == "+7 111"
    assert {item.proposed["text"] for item in office.open_items()} == {"потерян", "31.02.2026"}


def test_sorting_moving_columns_and_a_title_above_change_nothing(office):
    def edit(sheet):
        rows = list(sheet.iter_rows(min_row=1, values_only=True))
        titles, body = rows[0], sorted(rows[1:], key=lambda row: row[9], reverse=True)
        sheet.delete_rows(1, sheet.max_row)
        sheet.append(["Талоны за июнь"])
        sheet.append([])
        for row in (titles, *body):
            sheet.append([row[0], *reversed(row[1:])])
        sheet.title = "Переименован"

    taken = office.publish(office.edited(edit)).taken
    assert (taken.edited, taken.inserted, taken.missing, taken.rejected) == (0, 0, 0, [])


def test_a_new_row_becomes_a_record(office):
    row = [None, "2026-00099", "00007", date(2026, 6, 9), "W-01", "выдан", "жильё", 2, "1", "?"]
    published = office.publish(office.edited(lambda sheet: sheet.append(row)))
    assert published.taken.inserted == 1
    values = office.values(office.vouchers, "2026-00099")
    assert (values["status"], values["needs"]) == ("issued", ("housing",))
    assert office.shown(office.vouchers)[-1][0] == "2026-00099"


def test_a_new_row_without_a_key_gets_the_next_number(office):
    edited = office.edited(lambda s: s.append([None, None, "Новый Работник"]), "staff")
    assert office.publish(edited).taken.inserted == 1
    assert office.keys(office.staff) == ["W-01", "W-91"]


def test_a_new_row_without_a_key_waits_where_keys_come_from_documents(office):
    edited = office.edited(lambda s: s.append([None, None, "00007"]))
    taken = office.publish(edited).taken
    assert (taken.inserted, taken.held) == (0, 1)
    (item,) = office.open_items()
    assert (item.kind, item.proposed) == (ReviewKind.KEYLESS, {"client_id": "00007"})


def test_a_copied_row_with_a_new_key_is_a_new_record(office):
    def edit(sheet):
        copied = [cell.value for cell in sheet[2]]
        sheet.append([copied[0], "2026-00100", *copied[2:]])

    taken = office.publish(office.edited(edit)).taken
    assert (taken.inserted, taken.edited) == (1, 0)
    assert office.values(office.vouchers, "2026-00001")["client_id"].key == "00001"


def test_a_copied_row_left_as_it_is_adds_nothing(office):
    edited = office.edited(lambda s: s.append([cell.value for cell in s[2]]))
    taken = office.publish(edited).taken
    assert (taken.inserted, taken.duplicates, taken.held) == (0, 1, 0)


def test_a_new_row_with_a_taken_key_waits_for_a_person(office):
    edited = office.edited(lambda s: s.append([None, "2026-00001", "77777"]))
    taken = office.publish(edited).taken
    assert (taken.inserted, taken.held) == (0, 1)
    (item,) = office.open_items()
    assert (item.kind, item.proposed["client_id"]) == (ReviewKind.DUPLICATE, "77777")


@pytest.mark.parametrize("token", ["", "garbage", "abcdefghijkm.1.aaaaz"])
def test_a_row_whose_token_was_damaged_is_not_lost_and_not_doubled(office, token: str):
    def edit(sheet):
        sheet.cell(2, 1).value = token
        _set(office, sheet, "2026-00001", "Телефон", "+7 111")

    taken = office.publish(office.edited(edit)).taken
    assert (taken.held, taken.missing) == (1, 1)
    assert len(office.keys(office.vouchers)) == 6
    assert office.open_items()[0].proposed["phone"] == "+7 111"


def _add_after_crash(office, register: str, row: list, edited: list):
    """The row was taken in, the new workbook never got there, the row was edited once more."""
    before = office.last
    office.publish(office.edited(lambda sheet: sheet.append(row), register))
    office.last = before
    return office.publish(office.edited(lambda sheet: sheet.append(edited), register)).taken


def test_after_a_crash_a_new_row_is_not_taken_twice(office):
    row = [None, None, "Новый Работник", None, "да", 100]
    before = office.last
    office.publish(office.edited(lambda sheet: sheet.append(row), "staff"))
    office.last = before

    def again(sheet):
        sheet.append(row)
        sheet["C2"].value = "Щербаков Олег"

    taken = office.publish(office.edited(again, "staff")).taken
    assert (taken.inserted, taken.edited) == (0, 1)
    assert office.keys(office.staff) == ["W-01", "W-91"]


def test_after_a_crash_a_new_row_that_was_edited_since_is_an_edit(office):
    row = [None, "2026-00099", "00007", None, None, "выдан", None, 5, "+7 111"]
    taken = _add_after_crash(office, "vouchers", row, [*row[:7], 6, "+7 222"])
    assert (taken.inserted, taken.edited, taken.held) == (0, 2, 0)
    assert office.values(office.vouchers, "2026-00099")["phone"] == "+7 222"
    assert len(office.keys(office.vouchers)) == 7


def test_after_a_crash_a_new_row_without_key_much_edited_waits_for_a_person(office):
    row = [None, None, "Новый Работник", None, "да", 100]
    taken = _add_after_crash(office, "staff", row, [*row[:5], 200])
    assert (taken.inserted, taken.edited, taken.held) == (0, 0, 1)
    assert office.keys(office.staff) == ["W-01", "W-91"]
    (item,) = office.open_items()
    assert (item.kind, item.proposed["wage"]) == (ReviewKind.DUPLICATE, "200")


def test_a_row_deleted_in_the_workbook_stays_in_the_register(office):
    taken = office.publish(office.edited(lambda sheet: sheet.delete_rows(3))).taken
    assert taken.missing == 1
    assert "2026-00002" in [row[0] for row in office.shown(office.vouchers)]


def test_a_column_people_have_added_is_carried_over(office):
    def edit(sheet):
        sheet.cell(1, 11).value = "Моя пометка"
        sheet.cell(2, 11).value = "=звонить"
        sheet.cell(2, 11).data_type = "s"
        sheet.cell(4, 11).value = 12.5

    for _ in range(2):
        office.publish(office.edited(edit))
        sheet = office.sheet()
        assert office.cell(sheet, "2026-00001", "Моя пометка").value == "=звонить"
        assert office.cell(sheet, "2026-00001", "Моя пометка").data_type == "s"
        assert office.cell(sheet, "2026-00003", "Моя пометка").value == 12.5
        edit = copy(lambda sheet: None)


def test_sheets_of_people_stay(office):
    edited = office.edited(lambda sheet: sheet.parent.create_sheet("Мои расчёты"))
    assert office.publish(edited).problems == ()
    assert "Мои расчёты" in office.sheet().parent.sheetnames


def test_a_column_that_is_gone_empties_nothing(office):
    published = office.publish(office.edited(lambda sheet: sheet.delete_cols(9)))
    found = [(p.code.name, p.where.sheet, p.values) for p in published.taken.found]
    expected = ("WORKBOOK_COLUMN_MISSING", office.sheets["vouchers"], {"column": "Телефон"})
    assert expected in found
    assert published.taken.edited == 0
    assert "phone" in office.values(office.vouchers, "2026-00001")


def test_an_end_that_was_not_shown_is_not_cut_off(office):
    office.propose(office.vouchers, "2026-00001", notes="я" * 40_000)
    office.publish()

    def edit(sheet):
        cell = office.cell(sheet, "2026-00001", "Примечание")
        cell.value = "Новое начало. " + cell.value[:100]

    taken = office.publish(office.edited(edit)).taken
    assert [problem.code for problem in taken.rejected] == [Code.VALUE_TOO_LONG]
    assert len(office.values(office.vouchers, "2026-00001")["notes"]) == 40_000


@pytest.mark.parametrize("cell", ['<c r="J2" t="e"><v>#REF!</v></c>', '<c r="J2"><f>A1</f></c>'])
def test_an_error_or_a_formula_without_result_is_not_an_empty_cell(office, cell: str):
    book = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office.last)) as old, zipfile.ZipFile(book, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                start = part.index(b'<c r="J2"')
                part = part[:start] + cell.encode() + part[part.index(b"</c>", start) + 4 :]
            new.writestr(name, part)
    taken = office.publish(book.getvalue()).taken
    assert [(p.where.line, p.where.path) for p in taken.rejected] == [(2, "notes")]
    assert "notes" in office.values(office.vouchers, "2026-00001")


def _sort_one_column(sheet) -> None:
    cells = [row[0] for row in sheet.iter_rows(min_row=2, min_col=9, max_col=9)]
    values = [cell.value for cell in cells]
    for cell, value in zip(cells, reversed(values), strict=True):
        cell.value = value


def _delete_five_rows(sheet) -> None:
    sheet.delete_rows(2, 5)


def _empty_a_column(sheet) -> None:
    for (cell,) in sheet.iter_rows(min_row=2, min_col=10, max_col=10):
        cell.value = None


@pytest.mark.parametrize(
    ("accident", "error"),
    [
        (_sort_one_column, RowsMixedError),
        (_delete_five_rows, RowsMissingError),
        (_empty_a_column, ColumnEmptiedError),
        (lambda sheet: sheet.delete_cols(1), TokensMissingError),
        (lambda sheet: setattr(sheet.cell(1, 12), "value", "Телефон"), ColumnTwiceError),
    ],
)
def test_of_an_accident_nothing_is_taken(office, accident, error):
    def edit(sheet):
        accident(sheet)
        sheet["I2"].value = "+7 111"

    before = office.last
    with pytest.raises(error):
        office.publish(office.edited(edit))
    assert office.last == before
    assert office.store.verify().entries == 7
    assert office.open_items() == []


def test_a_workbook_of_another_office_is_refused(office, office_maker, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    with office_maker(other) as stranger:
        stranger.propose(stranger.vouchers, "2026-00099", status="issued")
        stranger.publish()
        with pytest.raises(OtherOfficeError):
            office.publish(stranger.last)
    assert office.store.verify().entries == 7
    assert len(office.keys(office.vouchers)) == 6


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04" + b"\x00" * 50])
def test_what_is_no_workbook_says_so(office, content: bytes):
    with pytest.raises(WorkbookError):
        read(content, [office.vouchers], "ru")


def test_a_workbook_cut_short_says_so(office):
    with pytest.raises(WorkbookError):
        read(office.last[: len(office.last) // 2], [office.vouchers], "ru")


def test_a_workbook_of_something_else_says_so(office):
    def edit(sheet):
        for other in sheet.parent.worksheets:
            other.delete_rows(1)

    with pytest.raises(NoSheetsError):
        read(office.edited(edit), [office.vouchers, office.staff], "ru")
