"""Questions stand in the workbook, and what people answer there is applied the next time."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from formkit.problems import Code
from formkit.store.reviews import ReviewKind

CHOICE, CORRECTION = "Решение", "Верное значение"
TAKE, KEEP = "взять предложенное", "оставить как в реестре"


def _book(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def _lines(content: bytes, sheet: str) -> list[dict[str, object]]:
    rows = list(_book(content)[sheet].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if row[0]]


def _answered(content: bytes, sheet: str, **answers: str) -> bytes:
    """The workbook after somebody has answered the only question of a sheet."""
    book = _book(content)
    titles = [cell.value for cell in book[sheet][1]]
    for title, text in answers.items():
        book[sheet].cell(2, titles.index(title) + 1).value = text
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def conflict(office):
    """The workbook says one phone, the register another."""

    def edit(sheet):
        office.cell(sheet, "2026-00001", "Телефон").value = "+7 111"

    edited = office.edited(edit)
    office.propose(office.vouchers, "2026-00001", phone="+7 222")
    return office.publish(edited)


def test_a_conflict_is_shown_with_all_three_values(office, conflict):
    (line,) = _lines(conflict.content, "Разногласия")
    assert line["Реестр"] == "Реестр талонов направления на услуги"
    assert (line["Запись"], line["Столбец"]) == ("2026-00001", "Телефон")
    assert (line["Было"], line["В реестре"]) == ("+7 900 000-00-01", "+7 222")
    assert line["Предложено"] == "+7 111"
    assert "книга, olena" in line["Откуда"]
    (told,) = conflict.taken.found
    assert (told.code, told.where.line) == (Code.WORKBOOK_CONFLICT, 2)


def test_the_answer_is_chosen_from_a_list(conflict):
    sheet = _book(conflict.content)["Разногласия"]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == "list_answers"
    assert sheet.column_dimensions["A"].hidden


@pytest.mark.parametrize(
    ("answers", "phone"),
    [
        ({CHOICE: TAKE}, "+7 111"),
        ({CHOICE: KEEP}, "+7 222"),
        ({CHOICE: "keep the register"}, "+7 222"),
        ({CORRECTION: "+7 333"}, "+7 333"),
        ({CHOICE: KEEP, CORRECTION: "+7 333"}, "+7 333"),
    ],
)
def test_the_answer_is_applied_and_the_question_is_gone(office, conflict, answers, phone):
    published = office.publish(_answered(conflict.content, "Разногласия", **answers))
    assert published.answered.decided == 1
    assert office.values(office.vouchers, "2026-00001")["phone"] == phone
    assert office.cell(office.sheet(), "2026-00001", "Телефон").value == phone
    assert _lines(published.content, "Разногласия") == []
    assert office.open_items() == []
    assert not office.publish().is_changed


def test_an_answer_given_twice_is_applied_once(office, conflict):
    answered = _answered(conflict.content, "Разногласия", **{CHOICE: TAKE})
    office.publish(answered)
    office.propose(office.vouchers, "2026-00001", phone="+7 444")
    office.publish(_answered(answered, "Разногласия", **{CORRECTION: "+7 555"}))
    assert office.values(office.vouchers, "2026-00001")["phone"] == "+7 444"


def test_an_answer_to_what_has_changed_meanwhile_asks_again(office, conflict):
    answered = _answered(conflict.content, "Разногласия", **{CHOICE: TAKE})
    office.propose(office.vouchers, "2026-00001", phone="+7 333")
    published = office.publish(answered)
    assert office.values(office.vouchers, "2026-00001")["phone"] == "+7 333"
    (line,) = _lines(published.content, "Разногласия")
    assert (line["В реестре"], line["Предложено"]) == ("+7 333", "+7 111")


@pytest.fixture
def rejected(office):
    def edit(sheet):
        office.cell(sheet, "2026-00002", "Дата выдачи").value = "31.02.2026"

    return office.publish(office.edited(edit))


def test_a_cell_not_accepted_says_why(rejected):
    (line,) = _lines(rejected.content, "Не принято")
    assert (line["Запись"], line["Столбец"]) == ("2026-00002", "Дата выдачи")
    assert line["В реестре"] == "02.06.2026"
    assert line["Предложено"].startswith("31.02.2026\n")


def test_the_right_value_is_taken(office, rejected):
    answered = _answered(rejected.content, "Не принято", **{CORRECTION: "28.02.2026"})
    assert office.publish(answered).answered.decided == 1
    assert office.values(office.vouchers, "2026-00002")["issued_on"] == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({CORRECTION: "30.02.2026"}, Code.VALUE_NOT_A_DATE),
        ({CHOICE: TAKE}, Code.WORKBOOK_ANSWER_UNUSABLE),
    ],
)
def test_an_answer_that_cannot_be_used_keeps_the_question(office, rejected, answers, code):
    published = office.publish(_answered(rejected.content, "Не принято", **answers))
    (refused,) = published.answered.refused
    assert (refused.code, refused.where.sheet, refused.where.line) == (code, "Не принято", 2)
    assert len(_lines(published.content, "Не принято")) == 1
    assert office.values(office.vouchers, "2026-00002")["issued_on"] == date(2026, 6, 2)


def _with_row(office, row: list) -> bytes:
    return office.publish(office.edited(lambda sheet: sheet.append(row))).content


def test_a_row_without_a_number_gets_the_one_that_is_given(office):
    content = _with_row(office, [None, None, "00007", date(2026, 6, 9), "W-01", "выдан"])
    (line,) = _lines(content, "Проверить")
    assert line["Столбец"] == "нет номера"
    assert "Номер клиента: 00007" in line["Предложено"]
    office.publish(_answered(content, "Проверить", **{CORRECTION: "2026-00077"}))
    assert office.values(office.vouchers, "2026-00077")["client_id"].key == "00007"
    assert "2026-00077" in [row[0] for row in office.shown(office.vouchers)]


def test_a_row_with_a_taken_number_goes_where_the_person_says(office):
    content = _with_row(office, [None, "2026-00001", "77777"])
    (line,) = _lines(content, "Проверить")
    assert line["В реестре"].startswith("Номер талона: 2026-00001")
    taken = _answered(content, "Проверить", **{CORRECTION: "2026-00002"})
    (refused,) = office.publish(taken).answered.refused
    assert refused.code is Code.WORKBOOK_KEY_TAKEN
    office.publish(_answered(office.last, "Проверить", **{CHOICE: TAKE}))
    assert office.values(office.vouchers, "2026-00001")["client_id"].key == "77777"


def test_an_edit_of_a_withdrawn_record_brings_it_back_when_a_person_says_so(office):
    from formkit.store import proposals, records

    def edit(sheet):
        office.cell(sheet, "2026-00001", "Телефон").value = "+7 111"

    edited = office.edited(edit)
    with office.store.transaction() as connection:
        row = records.find(connection, office.vouchers, "2026-00001")
        proposals.set_state(connection, office.vouchers, row, records.State.VOID, office.source)
    content = office.publish(edited).content
    assert "2026-00001" not in [row[0] for row in office.shown(office.vouchers)]
    (item,) = office.open_items()
    assert item.kind is ReviewKind.WITHDRAWN
    office.publish(_answered(content, "Проверить", **{CHOICE: TAKE}))
    assert office.values(office.vouchers, "2026-00001")["phone"] == "+7 111"
    assert "2026-00001" in [row[0] for row in office.shown(office.vouchers)]


def test_cells_in_conflict_and_not_accepted_are_coloured(office, conflict):
    book = _book(conflict.content)
    ((sheet, cells),) = book.defined_names["list_conflicts"].destinations
    (item,) = office.open_items()
    assert book[sheet][cells.replace("$", "").split(":")[0]].value == f"{item.row_id}|phone"
    rules = book[office.sheets["vouchers"]].conditional_formatting
    formulas = {rule.formula[0] for found in rules for rule in found.rules}
    token = 'LEFT($A2,FIND(".",$A2)-1)'
    assert f'COUNTIF(list_conflicts,{token}&"|phone")>0' in formulas
    assert f'COUNTIF(list_rejected,{token}&"|issued_on")>0' in formulas


def test_a_corrected_cell_has_a_note_that_says_what_was_there(office):
    def edit(sheet):
        office.cell(sheet, "2026-00001", "Телефон").value = "+7 111"

    office.publish(office.edited(edit))
    note = office.cell(office.sheet(), "2026-00001", "Телефон").comment
    assert note.author == "formkit"
    assert note.text == "Исправлено вручную, было: +7 900 000-00-01\nolena, 05.06.2026"
    assert not office.publish().is_changed


def test_notes_of_people_stay_beside_those_of_the_program(office):
    from openpyxl.comments import Comment

    def edit(sheet):
        office.cell(sheet, "2026-00001", "Телефон").value = "+7 111"
        office.cell(sheet, "2026-00002", "Телефон").value = "+7 222"
        office.cell(sheet, "2026-00002", "Телефон").comment = Comment("не звонить", "Оксана")
        office.cell(sheet, "2026-00003", "Статус").comment = Comment("спросить", "Оксана")

    office.publish(office.edited(edit))
    sheet = office.sheet()
    assert "было" in office.cell(sheet, "2026-00001", "Телефон").comment.text
    assert office.cell(sheet, "2026-00002", "Телефон").comment.text == "не звонить"
    assert office.cell(sheet, "2026-00003", "Статус").comment.text == "спросить"
