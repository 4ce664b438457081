from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from formkit.actions.data import DataFile, read_data
from formkit.actions.faces import FILLED, Prepared
from formkit.actions.fill import fill_copies, prepare_copy, with_defaults, write_copy
from formkit.errors import DataError, ExitCode, UnknownFaceError
from formkit.problems import Code, problem

if TYPE_CHECKING:
    from formkit.catalogue.index import Catalogue
    from formkit.model.form import Form

TODAY = date(2026, 11, 22)
VALID: dict[str, Any] = {
    "voucher_no": "2026-00017-1",
    "valid_until": "2026-12-31",
    "client_id": "00012-2",
    "plan_line": "2026-0003-0/1.1",
    "quantity": "6",
    "quantity_unit": "meal",
    "partner": "PR-04",
    "partner_address": "ул. Заводская, д. 3",
    "service": "SV-002",
    "issued_by": "W-02",
}


@pytest.fixture
def voucher(catalogue: Catalogue) -> Form:
    return catalogue.get("referral_voucher")


def one(**changes: Any) -> DataFile:
    return DataFile(({**VALID, **changes},), name="in/data.yaml")


def problems_of(voucher: Form, data: DataFile) -> list[tuple[Code, str | None]]:
    with pytest.raises(DataError) as caught:
        fill_copies(voucher, data, locale="ru", face="docx")
    assert {p.where.file for p in caught.value.problems} == {data.name}
    assert caught.value.exit_code is ExitCode.INPUT
    return [(p.code, p.where.path) for p in caught.value.problems]


def test_one_record_gives_one_document_named_after_form_and_file(voucher: Form) -> None:
    (named,) = fill_copies(voucher, one(), locale="ru", face="json")
    written = write_copy(named, "json", Prepared())
    assert written.name == "referral_voucher-data.json"
    content = json.loads(written.content)
    assert content["values"]["quantity"] == "6"
    assert content["values"]["client_id"] == "00012-2"
    assert (content["form"], content["locale"]) == ("referral_voucher", "ru")


def test_a_table_gives_one_document_a_row_named_by_number_alone(voucher: Form) -> None:
    header, row = ",".join(VALID), ",".join(f'"{value}"' for value in VALID.values())
    data = read_data(f"{header}\n{row}\n{row}\n".encode(), "Иванов.csv")
    copies = fill_copies(voucher, data, locale="ru", face="json")
    assert [named.stem for named in copies] == ["referral_voucher-0001", "referral_voucher-0002"]


def test_a_face_nobody_can_write_is_answered_with_those_there_are(voucher: Form) -> None:
    with pytest.raises(UnknownFaceError) as caught:
        fill_copies(voucher, one(), locale="ru", face="dox")
    assert caught.value.facts["suggestion"] == " → docx?"
    assert caught.value.facts["known"] == ", ".join(FILLED)
    assert caught.value.exit_code is ExitCode.USAGE


def test_everything_wrong_with_a_record_comes_at_once(voucher: Form) -> None:
    data = one(
        quantity="six", voucher_no="2026-00017-2", partner=None, servise="SV-002", issued_on="soon"
    )
    assert problems_of(voucher, data) == [
        (Code.VALUE_BAD_CHECK_DIGIT, "voucher_no"),
        (Code.VALUE_NOT_A_NUMBER, "quantity"),
        (Code.VALUE_UNKNOWN_FIELD, "servise"),
        (Code.VALUE_NOT_A_DATE, "issued_on"),
        (Code.VALUE_REQUIRED, "partner"),
    ]


def test_everything_wrong_with_all_rows_comes_at_once(voucher: Form) -> None:
    rows = ({**VALID, "quantity": "0"}, VALID, {**VALID, "valid_until": "31.13.2026"})
    data = DataFile(rows, is_table=True, name="batch.xlsx")
    assert problems_of(voucher, data) == [
        (Code.VALUE_OUT_OF_RANGE, "1.quantity"),
        (Code.VALUE_NOT_A_DATE, "3.valid_until"),
    ]


def test_what_was_wrong_with_the_file_stops_the_work_too(voucher: Form) -> None:
    fault = problem(Code.DATA_DUPLICATE_COLUMN, column="quantity").at(file="in/data.yaml")
    data = DataFile((VALID,), (fault,), name="in/data.yaml")
    assert problems_of(voucher, data) == [(Code.DATA_DUPLICATE_COLUMN, None)]


@pytest.mark.parametrize(
    ("org", "code", "path"),
    [
        ("АНО «Причал»", Code.VALUE_WRONG_SHAPE, "org"),
        (["АНО «Причал»"], Code.VALUE_WRONG_SHAPE, "org"),
        (
            {"head": {"name": {"text": "Ковалёва", "gender": "жен"}}},
            Code.VALUE_NOT_A_CHOICE,
            "org.head.name.gender",
        ),
    ],
)
def test_the_office_s_own_words_are_checked_too(
    voucher: Form, org: Any, code: Code, path: str
) -> None:
    assert problems_of(voucher, one(org=org)) == [(code, path)]


def test_the_office_s_own_words_are_a_record_of_the_document(voucher: Form) -> None:
    copy, problems = prepare_copy(voucher, {**VALID, "org": {"short_name": "АНО"}}, "ru", TODAY)
    assert problems == []
    assert {n: part for n, part in copy.records["org"].items() if part} == {"short_name": "АНО"}
    assert "org" not in copy.values


def test_a_default_stands_in_for_what_nobody_gave(voucher: Form) -> None:
    copy, _ = prepare_copy(voucher, VALID, "ru", TODAY)
    assert copy.values["issued_on"] == TODAY
    own, _ = prepare_copy(voucher, {**VALID, "issued_on": "2026-01-02"}, "ru", TODAY)
    assert own.values["issued_on"] == date(2026, 1, 2)


def test_a_default_of_a_later_part_waits_for_its_day(voucher: Form) -> None:
    copy, _ = prepare_copy(voucher, VALID, "ru", TODAY)
    assert "returned_on" not in copy.values
    late = [section for section in voucher.sections if section.name == "back"]
    assert with_defaults(late, copy.values, TODAY, "ru")["returned_on"] == TODAY


def test_standing_content_stands_in_for_what_nobody_gave(catalogue: Catalogue) -> None:
    form = catalogue.get("job_description_specialist")
    duties = form.words["en"].defaults["duties"]
    assert isinstance(duties, list)
    copy, _ = prepare_copy(form, {"rights": [{"right": "to rest"}]}, "en", TODAY)
    assert len(copy.values["duties"]) == len(duties)
    assert copy.values["rights"] == ({"right": "to rest"},)
