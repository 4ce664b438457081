"""Two numbers of one client: proposed in the workbook of identities, merged, parted again."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sample_office import MARK, VOUCHER, complete

from formkit.actions.case import view_case
from formkit.actions.collect import collect_one
from formkit.actions.desk import Desk
from formkit.actions.enrol import enrol
from formkit.actions.issue import issue
from formkit.actions.publish import publish
from formkit.actions.twins import list_twins, merge_records, part_records
from formkit.errors import UnknownRecordError, UnknownRegisterError
from formkit.store import records
from formkit.store.receipts import Verdict

OLD, NEW = "00012-2", "00098-7"
TAKE, KEEP = "взять предложенное", "оставить как в реестре"


@pytest.fixture
def doubled(desk: Desk) -> Desk:
    """Виктор Лаптев came a second time and got another number."""
    enrol(desk, "clients", [{"client_id": NEW, "intake_date": "2026-11-20",
                             "status": "active"}], "ru")  # fmt: skip
    twin = {"client_id": NEW, "surname": "Лаптев", "given_name": "Виктор",
            "patronymic": "Сергеевич", "birth_date": "1957-05-21",
            "email": "laptev@example.org"}  # fmt: skip
    enrol(desk, "client_identity", [twin], "ru")
    return desk


def rows(desk: Desk, register: str) -> dict[str, Any]:
    with desk.store.reading() as connection:
        found = records.rows(connection, desk.registers[register])
    return {str(row.plain[desk.registers[register].key]): row.plain for row in found}


def identities(desk: Desk) -> Path:
    return publish(desk)[1].path


def answer(path: Path, text: str) -> None:
    """Somebody chooses in the only line of the sheet of things to check."""
    book = openpyxl.load_workbook(path)
    sheet = book["Проверить"]
    titles = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, titles.index("Запись") + 1).value == NEW
    assert sheet.cell(2, titles.index("Столбец") + 1).value == "тот же самый?"
    assert "Лаптев" in sheet.cell(2, titles.index("Предложено") + 1).value
    assert OLD in sheet.cell(2, titles.index("Предложено") + 1).value
    sheet.cell(2, titles.index("Решение") + 1).value = text
    book.save(path)


def open_questions(path: Path) -> int:
    sheet = openpyxl.load_workbook(path)["Проверить"]
    return sum(row[0].value is not None for row in sheet.iter_rows(min_row=2))


def test_a_pair_is_proposed_and_nothing_is_merged(doubled: Desk) -> None:
    (pair,) = list_twins(doubled)
    assert (pair.register, pair.newer, pair.older) == ("client_identity", NEW, OLD)
    assert {OLD, NEW} <= rows(doubled, "clients").keys()
    assert "read" in {row["action"] for row in rows(doubled, "access_log").values()}


def test_names_are_shown_in_the_workbook_of_identities_only(doubled: Desk) -> None:
    opened, restricted = (made.path for made in publish(doubled))
    assert open_questions(opened) == 0
    assert open_questions(restricted) == 1
    texts = io.StringIO()
    for sheet in openpyxl.load_workbook(opened):
        for line in sheet.iter_rows(values_only=True):
            texts.write(" ".join(str(cell) for cell in line if cell))
    assert "Лаптев" not in texts.getvalue()


def test_the_answer_merges_both_and_all_that_refers_to_them(
    doubled: Desk, voucher_data: dict[str, Any]
) -> None:
    voucher = issue(doubled, VOUCHER, {**voucher_data, "client_id": NEW}, locale="ru",
                    faces=("fillable",))  # fmt: skip
    path = identities(doubled)
    answer(path, TAKE)
    publish(doubled)
    assert NEW not in rows(doubled, "clients")
    assert rows(doubled, "client_identity")[OLD]["email"] == "laptev@example.org"
    assert rows(doubled, "vouchers")[voucher.number or ""]["client_id"] == OLD
    assert open_questions(path) == 0
    shown = openpyxl.load_workbook(path).worksheets[0]
    assert NEW not in {cell.value for cell in shown["B"]}


def test_people_who_are_not_the_same_are_asked_about_once(doubled: Desk) -> None:
    path = identities(doubled)
    answer(path, KEEP)
    publish(doubled)
    assert open_questions(path) == 0
    assert list_twins(doubled) == []
    assert {OLD, NEW} <= rows(doubled, "clients").keys()


def test_what_was_parted_again_is_not_merged_by_the_old_answer(doubled: Desk) -> None:
    path = identities(doubled)
    answer(path, TAKE)
    publish(doubled)
    part_records(doubled, NEW)
    publish(doubled)
    assert {OLD, NEW} <= rows(doubled, "clients").keys()
    assert "email" not in rows(doubled, "client_identity")[OLD]
    assert list_twins(doubled) == []


def test_paper_with_the_old_number_comes_back_to_the_client(
    doubled: Desk, voucher_data: dict[str, Any]
) -> None:
    voucher = issue(doubled, VOUCHER, {**voucher_data, "client_id": NEW}, locale="ru",
                    faces=("fillable",))  # fmt: skip
    merge_records(doubled, NEW, OLD)
    path = doubled.office.inbox / "back.pdf"
    path.write_bytes(complete(voucher.files[0].read_bytes(), MARK))
    assert collect_one(doubled, path).verdict is Verdict.ACCEPTED
    row = rows(doubled, "vouchers")[voucher.number or ""]
    assert (row["client_id"], row["status"]) == (OLD, "provided")
    view = view_case(doubled, NEW, "ru")
    assert view.client == OLD
    assert [paper.number for paper in view.papers] == [voucher.number]


def test_a_document_for_the_old_number_is_issued_for_the_client(
    doubled: Desk, voucher_data: dict[str, Any]
) -> None:
    merge_records(doubled, NEW.partition("-")[0], OLD)
    voucher = issue(doubled, VOUCHER, {**voucher_data, "client_id": NEW}, locale="ru",
                    faces=("fillable",))  # fmt: skip
    assert rows(doubled, "vouchers")[voucher.number or ""]["client_id"] == OLD


def test_what_there_is_not_is_told_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(UnknownRecordError) as caught:
        merge_records(desk, "00012-3", OLD)
    assert OLD in str(caught.value)
    with pytest.raises(UnknownRegisterError):
        merge_records(desk, "1", "2", register="client")
