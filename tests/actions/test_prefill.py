"""What registers know of the records a form names; the registers here are plain mappings."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from formkit.actions.prefill import (
    Lookup,
    label_of,
    organisation,
    prefill_records,
    prefilled,
    register_record,
    resolve_references,
)
from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.layout.expressions import Entry, Missing, evaluate
from formkit.model.form import Field, Section
from formkit.problems import Code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formkit.catalogue.index import Catalogue
    from formkit.model.form import Form
    from formkit.model.register import Register

ROWS: dict[str, dict[str, dict[str, Any]]] = {
    "clients": {"00012-2": {"client_id": "00012-2", "district": "Заречный"}},
    "client_identity": {
        "00012-2": {
            "client_id": Reference("00012-2"),
            "surname": "Щербакова",
            "given_name": "Анна",
            "patronymic": "Павловна",
            "gender": "female",
            "representative": Person("Щербаков Пётр"),
        }
    },
    "staff": {
        "W-02": {
            "worker_id": "W-02",
            "worker_name": Person("Рыбаков Кирилл Андреевич"),
            "gender": "male",
            "position": "lead_social_worker",
            "caseload_limit": Decimal(30),
        }
    },
    "partners": {
        "PR-01": {
            "partner_id": "PR-01",
            "partner_name": "Фонд — Содействие",
            "gender": "masculine",
            "address": "ул. Заводская, д. 3",
            "contact_person": Person("Мельник Ольга"),
        },
        "PR-02": {"partner_id": "PR-02", "partner_name": "Столовая"},
        "PR-03": {"partner_id": "PR-03", "partner_name": "Столовая"},
    },
    "services": {"SV-01": {"service_id": "SV-01", "service_name": "Обед", "unit": "meal"}},
}
ORG = {"short_name": "АНО «Причал»"}


def find_row(register: Register, key: str) -> Mapping[str, Any] | None:
    return ROWS.get(register.name, {}).get(key)


def find_keys(register: Register, label: str) -> list[str]:
    rows = ROWS.get(register.name, {})
    return [key for key, row in rows.items() if label_of(register, row) == label]


@pytest.fixture
def lookup(catalogue: Catalogue) -> Lookup:
    return Lookup(catalogue.registers, find_row, find_keys, ORG, "ru")


@pytest.fixture
def voucher(catalogue: Catalogue) -> Form:
    return catalogue.get("referral_voucher")


VALUES: dict[str, Any] = {
    "client_id": Reference("00012-2"),
    "partner": Reference("PR-01"),
    "service": Reference("SV-01"),
    "issued_by": Reference("W-02"),
    "quantity": Decimal(6),
}


def test_the_organisation_is_text_and_persons() -> None:
    record, problems = organisation(
        {
            "full_name": "АНО «Причал»",
            "phone": "",
            "head": {"position": "директор", "name": {"text": "Ковалёва", "gender": "female"}},
        },
        "ru",
    )
    assert problems == []
    assert (record["full_name"], record["phone"]) == ("АНО «Причал»", None)
    head = record["head"]["name"]
    assert (head.text, head.gender, head.position) == ("Ковалёва", "female", "директор")


def test_a_person_of_the_organisation_with_a_slip_is_named() -> None:
    _, problems = organisation({"head": {"name": {"text": "Ковалёва", "gender": "woman"}}}, "ru")
    assert [(p.code, p.where.path) for p in problems] == [
        (Code.VALUE_NOT_A_CHOICE, "head.name.gender")
    ]


def test_a_worker_s_record_knows_gender_and_position(catalogue: Catalogue) -> None:
    record = register_record(catalogue.registers["staff"], ROWS["staff"]["W-02"], "ru")
    assert record["name"] == Person("Рыбаков Кирилл Андреевич")
    assert (record["name"].gender, record["number"]) == ("male", "W-02")
    assert record["name"].position == str(record["position"]) != "lead_social_worker"


def test_a_client_s_name_is_put_together_in_the_order_of_the_language(
    catalogue: Catalogue,
) -> None:
    identity = catalogue.registers["client_identity"]
    row = ROWS["client_identity"]["00012-2"]
    russian, english = (register_record(identity, row, locale)["name"] for locale in ("ru", "en"))
    assert (russian.text, russian.gender) == ("Щербакова Анна Павловна", "female")
    assert english.text == "Анна Павловна Щербакова"


@pytest.mark.parametrize(
    ("register", "key", "column"),
    [
        ("partners", "PR-01", "contact_person"),
        ("client_identity", "00012-2", "representative"),
    ],
)
def test_other_persons_of_a_record_do_not_get_its_gender(
    catalogue: Catalogue, register: str, key: str, column: str
) -> None:
    record = register_record(catalogue.registers[register], ROWS[register][key], "ru")
    assert record[column].gender is None


def test_choices_of_a_record_print_their_labels(catalogue: Catalogue) -> None:
    record = register_record(catalogue.registers["services"], ROWS["services"]["SV-01"], "en")
    assert record["unit"] == "meal"
    assert record["unit"].label == "meal"


def test_one_record_is_put_together_from_all_its_registers(lookup: Lookup) -> None:
    record = lookup.record(lookup.registers["clients"], "00012-2")
    assert (record["district"], record["surname"]) == ("Заречный", "Щербакова")
    assert lookup.record(lookup.registers["clients"], "00099-9") == {}


def test_a_form_gets_the_records_its_values_name(voucher: Form, lookup: Lookup) -> None:
    records = prefill_records(voucher, VALUES, lookup)
    assert set(records) == {"org", "client", "partner", "service", "worker"}
    assert records["org"] == ORG
    assert records["partner"]["address"] == "ул. Заводская, д. 3"
    some = {"partner": Reference("PR-99"), "client_id": Reference("00012-2")}
    assert set(prefill_records(voucher, some, lookup)) == {"org", "client"}


def test_what_nobody_gave_is_taken_from_the_records(voucher: Form, lookup: Lookup) -> None:
    records = prefill_records(voucher, VALUES, lookup)
    values = prefilled(voucher, VALUES, records)
    assert (values["partner_address"], values["quantity_unit"]) == ("ул. Заводская, д. 3", "meal")
    assert "partner_hours" not in values
    own = prefilled(voucher, {**VALUES, "partner_address": "вход со двора"}, records)
    assert own["partner_address"] == "вход со двора"


@pytest.mark.parametrize(
    ("given", "key", "label"),
    [
        (Reference("PR-01"), "PR-01", "Фонд — Содействие"),
        (Reference("PR-01", "old name"), "PR-01", "Фонд — Содействие"),
        (Reference("Фонд", "Содействие"), "PR-01", "Фонд — Содействие"),
    ],
)
def test_a_reference_gets_the_label_of_its_record(
    voucher: Form, lookup: Lookup, given: Reference, key: str, label: str
) -> None:
    values, problems = resolve_references(voucher, {"partner": given}, lookup)
    assert problems == []
    assert (values["partner"].key, values["partner"].label) == (key, label)


@pytest.mark.parametrize(
    ("text", "code"),
    [("PR-99", Code.VALUE_NOT_IN_REGISTER), ("Столовая", Code.VALUE_AMBIGUOUS)],
)
def test_a_reference_to_no_record_or_to_several_is_a_problem(
    voucher: Form, lookup: Lookup, text: str, code: Code
) -> None:
    values, problems = resolve_references(voucher, {"partner": Reference(text)}, lookup)
    assert values == {"partner": Reference(text)}
    (found,) = problems
    assert (found.code, found.where.path) == (code, "partner")
    assert dict(found.values) == {"text": text, "register": "partners"}


def test_references_in_rows_are_resolved_in_their_places(
    catalogue: Catalogue, lookup: Lookup
) -> None:
    plan = catalogue.get("individual_plan")
    rows: tuple[dict[str, Any], ...] = (
        {"service": Reference("SV-01")},
        {},
        {"service": Reference("SV-99"), "need": "обед"},
    )
    values, problems = resolve_references(plan, {"reason_services": rows}, lookup)
    assert values["reason_services"] == rows
    assert values["reason_services"][0]["service"].label == "Обед"
    assert [p.where.path for p in problems] == ["reason_services.3.service"]


def test_what_the_record_of_the_office_lacks_prints_a_ruled_line() -> None:
    record, problems = organisation({"full_name": "Mooring", "head": {"position": "Head"}}, "en")
    words = {"org": Entry("org", record)}
    assert problems == []
    assert evaluate("org.full_name", words, "en") == "Mooring"
    for missing in ("org.email", "org.head.name", "org.data_officer.name"):
        assert isinstance(evaluate(missing, words, "en"), Missing), missing


def test_a_reference_out_of_a_record_is_a_reference(catalogue: Catalogue) -> None:
    worker = catalogue.get("referral_voucher").find("issued_by")
    assert isinstance(worker, Field)
    form = replace(catalogue.get("referral_voucher"), sections=())
    section = Section(name="all", by="office", members=(replace(worker, source="client.worker"),))
    values = prefilled(replace(form, sections=(section,)), {}, {"client": {"worker": "W-02"}})
    assert values == {"issued_by": Reference("W-02")}
