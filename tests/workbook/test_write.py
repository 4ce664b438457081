"""What stands in the workbook, as openpyxl sees it."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from formkit.store import records
from formkit.workbook.sheets import lines_of, sheet_name, unique_headers
from formkit.workbook.write import Edition, write, write_restricted

QUESTIONS = ["Разногласия", "Не принято", "Проверить"]


def _open(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture
def edition() -> Edition:
    return Edition(id="edition1", locale="ru", key=b"key")


@pytest.fixture
def rows(office):
    with office.store.reading() as connection:
        return {r.name: records.rows(connection, r) for r in (office.staff, office.vouchers)}


def test_the_sheets_bear_the_titles_of_the_registers(office):
    book = openpyxl.load_workbook(io.BytesIO(office.last))
    assert book.sheetnames == [
        "Реестр сотрудников",
        "Реестр талонов направления на",
        *QUESTIONS,
        "_lists",
        "_meta",
    ]
    assert book["_lists"].sheet_state == "hidden"
    assert book["_meta"].sheet_state == "veryHidden"


def test_a_sheet_is_a_table_with_filter_and_frozen_titles(office):
    sheet = office.sheet()
    (table,) = sheet.tables.values()
    assert table.name == "tbl_vouchers"
    assert table.ref == table.autoFilter.ref == "A1:J7"
    assert table.tableStyleInfo.showRowStripes
    assert sheet.freeze_panes == "C2"
    assert sheet.column_dimensions["A"].hidden
    assert [cell.value for cell in sheet[1]][1:4] == [
        "Номер талона",
        "Номер клиента",
        "Дата выдачи",
    ]


def test_every_kind_of_value_has_its_kind_of_cell(office):
    sheet = office.sheet()
    cells = {
        title: office.cell(sheet, "2026-00003", title) for title in [c.value for c in sheet[1]][1:]
    }
    found = {title: cell.value for title, cell in cells.items()}
    assert found == {
        "Номер талона": "2026-00003",
        "Номер клиента": "00003",
        "Дата выдачи": datetime(2026, 6, 3),
        "Выдал(а)": "W-01 — Щербаков-Їжак Олег",
        "Статус": "выдан",
        "Потребности": "питание; документы",
        "Количество": 4.5,
        "Телефон": "+7 900 000-00-03",
        "Примечание": "Справка 3\nвторая строка",
    }
    assert cells["Дата выдачи"].number_format == r"dd\.mm\.yyyy"
    assert cells["Номер клиента"].number_format == "@"
    assert cells["Примечание"].alignment.wrap_text


def test_yes_and_no_money_and_times_are_shown_in_words_of_the_locale(office):
    office.propose(office.staff, "W-01", is_complete=False, wage=Decimal("45000.50"))
    office.publish()
    assert office.shown(office.staff) == [["W-01", "Щербаков-Їжак Олег", None, "нет", 45000.5]]


@pytest.mark.parametrize(
    "text",
    ["=cmd|' /C calc'!A0", "+7 900", "-1", "@SUM(A1)", "=1+1", "https://example.org", "'quoted"],
)
def test_text_of_people_is_never_a_formula_or_a_link(office, text: str):
    office.propose(office.vouchers, "2026-00001", notes=text)
    office.publish()
    cell = office.cell(office.sheet(), "2026-00001", "Примечание")
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize("key", ["007", "1234567890123456789", "12E5", "1/2", "2026-01-02"])
def test_a_number_that_is_a_name_stays_text(office, key: str):
    office.propose(office.vouchers, key)
    office.publish()
    cell = office.cell(office.sheet(), key, "Номер талона")
    assert (cell.data_type, cell.number_format) == ("s", "@")


def test_numbers_with_more_digits_than_a_spreadsheet_keeps_are_text(office):
    office.propose(office.vouchers, "2026-00001", quantity=Decimal("999999999999.123"))
    office.propose(office.vouchers, "2026-00002", quantity=Decimal("1234567890123.123"))
    office.publish()
    sheet = office.sheet()
    assert office.cell(sheet, "2026-00001", "Количество").value == 999999999999.123
    assert office.cell(sheet, "2026-00002", "Количество").value == "1234567890123.123"


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(1900, 3, 1), datetime(1900, 3, 1)),
        (date(1900, 2, 28), "1900-02-28"),
        (date(1899, 12, 31), "1899-12-31"),
        (date(9999, 12, 31), datetime(9999, 12, 31)),
    ],
)
def test_days_that_programs_count_differently_are_text(office, day: date, shown):
    office.propose(office.vouchers, "2026-00001", issued_on=day)
    office.publish()
    assert office.cell(office.sheet(), "2026-00001", "Дата выдачи").value == shown


def test_a_text_longer_than_a_cell_says_where_the_rest_is(office):
    office.propose(office.vouchers, "2026-00001", notes="я" * 40_000)
    office.publish()
    shown = office.cell(office.sheet(), "2026-00001", "Примечание").value
    assert shown == "я" * 32_000 + "… (полный текст хранится в реестре)"


def test_lists_to_choose_from_show_labels(office):
    sheet = office.sheet()
    lists = {
        str(rule.sqref).split(":")[0]: rule
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    titles = [cell.value for cell in sheet[1]]
    status = lists[get_column_letter(titles.index("Статус") + 1) + "2"]
    assert (status.formula1, status.errorStyle) == ("list_vouchers_status", None)
    assert _entries(sheet.parent, "list_vouchers_status") == [
        "выдан",
        "услуга оказана",
        "отказано; см. причину",
    ]
    worker = lists[get_column_letter(titles.index("Выдал(а)") + 1) + "2"]
    assert (worker.formula1, worker.errorStyle) == ("list_staff", "warning")
    assert _entries(sheet.parent, "list_staff") == ["W-01 — Щербаков-Їжак Олег"]


def _entries(book, name: str) -> list[str]:
    ((sheet, cells),) = book.defined_names[name].destinations
    return [cell.value for (cell,) in book[sheet][cells.replace("$", "")]] if ":" in cells else []


def test_a_printed_sheet_has_its_titles_on_every_page(office):
    sheet = office.sheet()
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.oddFooter.right.text == "Страница &P из &N"


def test_equal_registers_give_equal_bytes(office, rows, edition):
    registers = [office.staff, office.vouchers]
    assert write(registers, rows, edition) == write(registers, rows, edition)


def test_a_file_tells_nothing_of_who_wrote_it(office):
    properties = openpyxl.load_workbook(io.BytesIO(office.last)).properties
    assert (properties.creator, properties.created) == (None, datetime(2000, 1, 1))


def test_identities_stand_in_a_workbook_of_their_own(office, edition):
    office.propose(office.identity, "00012", surname="Кличко", birth_date=date(1971, 7, 19))
    with office.store.reading() as connection:
        rows = {"client_identity": records.rows(connection, office.identity), "staff": []}
    registers = [office.staff, office.identity]
    assert "Персональные данные клиентов" not in _open(write(registers, rows, edition)).sheetnames
    book = _open(write_restricted(registers, rows, edition))
    assert book.sheetnames == ["Персональные данные клиентов", *QUESTIONS, "_lists", "_meta"]
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    assert sheet["B2"].protection.locked
    assert not sheet["C2"].protection.locked
    assert sheet["C2"].value == "Кличко"


def test_an_empty_register_is_a_table_to_fill_in(office, edition):
    sheet = _open(write([office.vouchers], {}, edition)).worksheets[0]
    assert sheet.tables["tbl_vouchers"].ref == "A1:J2"
    assert sheet.column_dimensions["B"].number_format == "@"


def test_the_same_workbook_in_another_language(office, rows):
    edition = Edition(id="e", locale="en", key=b"key")
    sheet = _open(write([office.staff, office.vouchers], rows, edition))["Referral vouchers"]
    assert office.cell(sheet, "2026-00001", "Status").value == "issued"
    assert office.cell(sheet, "2026-00001", "Issued on").number_format == r"dd\/mm\/yyyy"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Реестр: план/факт [2026]*?\\", "Реестр план факт 2026"),
        ("'Кавычки'", "Кавычки"),
        ("x" * 40, "x" * 31),
        ("Журнал доступа и передачи данных", "Журнал доступа и передачи"),
        ("Персональные данные (ограниченный доступ)", "Персональные данные"),
        ("Реестр (общий) талонов направления", "Реестр (общий) талонов"),
        ("History", "History (2)"),
        ("taken", "taken (2)"),
        ("[]", "-"),
    ],
)
def test_a_title_becomes_a_name_excel_takes(title: str, name: str):
    assert sheet_name(title, {"taken", "history"}) == name


def test_equal_column_titles_are_told_apart():
    assert unique_headers(["Дата", "дата", "Дата\nприёма"]) == ["Дата", "дата (2)", "Дата приёма"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [("", 10, 1), ("one two", 13, 1), ("one two", 8, 2), ("a\nb\nc", 20, 3), ("x" * 25, 13, 3)],
)
def test_a_row_is_as_high_as_its_longest_text(text: str, width: int, lines: int):
    assert lines_of(text, width) == lines
