"""Rules in an office: what may not leave, what is logged, who may look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sample_office import NOW, VOUCHER

from formkit.actions.case import view_case
from formkit.actions.check import check_office
from formkit.actions.desk import Desk, open_desk
from formkit.actions.enrol import enrol
from formkit.actions.find import find
from formkit.actions.issue import issue
from formkit.errors import NoAccessError, RefusedError, UnknownClientError
from formkit.problems import Code
from formkit.store import records

FILLABLE = ("fillable",)
NEUROLOGIST = {"partner": "PR-03", "service": "SV-008"}
CONSENT = {
    "consent_id": "2026-0001",
    "client_id": "00012-2",
    "consent_type": "medical_disclosure",
    "purpose": "приём невролога",
    "recipient_id": "PR-03",
    "data_categories": ["diagnosis", "treatment"],
    "given_on": "2026-11-01",
    "valid_until": "2027-11-01",
}


def accesses(desk: Desk) -> list[dict[str, Any]]:
    with desk.store.reading() as connection:
        found = records.rows(connection, desk.registers["access_log"])
    return [dict(row.plain) for row in found]


def test_a_sensitive_service_needs_the_consent_of_the_client(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    data = {**voucher_data, **NEUROLOGIST}
    with pytest.raises(RefusedError) as caught:
        issue(desk, VOUCHER, data, locale="ru", faces=FILLABLE)
    assert [p.code for p in caught.value.problems] == [Code.RULE_R01]
    assert list(desk.office.outbox.iterdir()) == []
    assert accesses(desk) == []
    enrol(desk, "consents", [CONSENT], "ru")
    issued = issue(desk, VOUCHER, data, locale="ru", faces=FILLABLE)
    assert (issued.number or "").startswith("2026-00001-")
    (entry,) = accesses(desk)
    assert entry | {"access_time": ""} == {
        "entry_no": "2026-000001",
        "access_date": "2026-11-22",
        "access_time": "",
        "user": "tester",
        "client_id": "00012-2",
        "doc_type": VOUCHER,
        "action": "disclose",
        "purpose": "issue",
        "recipient": "PR-03",
        "consent_id": "2026-0001",
    }


def test_everything_that_stands_against_it_is_told_at_once(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    data = {**voucher_data, "partner": "PR-05", "service": "SV-009", "issued_on": "2026-12-01"}
    data["client_name"], data["purpose_note"] = "Лаптев Виктор Сергеевич", ""
    with pytest.raises(RefusedError) as caught:
        issue(desk, VOUCHER, data, locale="ru", faces=FILLABLE)
    assert {p.code for p in caught.value.problems} == {
        Code.RULE_R06,
        Code.RULE_R06_INACTIVE,
        Code.RULE_R06_PARTNER,
        Code.RULE_R38,
    }


def test_a_second_voucher_is_remarked_and_issued(desk: Desk, voucher_data: dict[str, Any]) -> None:
    first = issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    second = issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    assert first.problems == ()
    assert [p.code for p in second.problems] == [Code.RULE_R16]


def test_the_samples_break_no_rule_that_blocks(desk: Desk) -> None:
    assert [f.code for f in check_office(desk) if f.severity.value == "error"] == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Лаптев", ["00012-2"]),
        ("лаптев виктор", ["00012-2"]),
        ("Виктор Ковальчук", []),
        ("ЛАПТЕВ", ["00012-2"]),
        ("Артем", ["00007-5"]),
        ("Кравець", ["00015-5"]),
        ("21.05.1957", ["00012-2"]),
        ("+7 900 000-31-12", ["00012-2"]),
        ("79000003112", ["00012-2"]),
        ("00 02 100112", ["00012-2"]),
        ("Щербаков", []),
    ],
)
def test_a_person_is_found_as_people_remember_them(
    desk: Desk, text: str, numbers: list[str]
) -> None:
    found = [item.number for item in find(desk, text).found if item.kind == "client_identity"]
    assert found == numbers


def test_a_document_is_found_by_its_number_and_its_client(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    find(desk, "Лаптев")
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    for text in (issued.number or "", "00001", "2026000018"):
        kinds = {item.kind for item in find(desk, text).found}
        assert {"vouchers", "documents", VOUCHER} <= kinds
    assert {"vouchers", VOUCHER, "clients"} <= {i.kind for i in find(desk, "00012").found}


def test_a_search_follows_what_was_changed(desk: Desk) -> None:
    assert find(desk, "Лаптев").total == 1
    changed = {"client_id": "00015-5", "emergency_contact": "Лаптева Ирина"}
    enrol(desk, "client_identity", [changed], "ru")
    assert find(desk, "Лаптев").total == 2
    assert find(desk, "лаптева ирина").total == 2


def test_every_look_is_logged(desk: Desk) -> None:
    find(desk, "Лаптев")
    view_case(desk, "00012", "ru")
    find(desk, "Никто")
    told = [
        (entry["action"], entry["doc_type"], entry.get("client_id")) for entry in accesses(desk)
    ]
    assert told == [
        ("read", "find", "00012-2"),
        ("read", "client", "00012-2"),
        ("read", "find", None),
    ]


def test_the_log_holds_no_word_that_was_looked_for(desk: Desk) -> None:
    find(desk, "Лаптев")
    assert "аптев" not in str(accesses(desk))


def test_only_readers_see_who_the_clients_are(office: Path) -> None:
    settings = office / "formkit.toml"
    settings.write_text(settings.read_text() + '\n[rules.R26]\nreaders = ["head"]\n')
    with open_desk(office, now=NOW, actor="tester") as desk:
        with pytest.raises(NoAccessError):
            find(desk, "Лаптев")
        with pytest.raises(NoAccessError):
            view_case(desk, "00012", "ru")
    with open_desk(office, now=NOW, actor="head") as desk:
        assert view_case(desk, "00012", "ru").name == "Лаптев Виктор Сергеевич"


def test_the_case_on_one_page(desk: Desk, voucher_data: dict[str, Any]) -> None:
    enrol(desk, "consents", [CONSENT, {**CONSENT, "consent_id": "2026-0002",
                                       "withdrawn_on": "2026-11-10"}], "ru")  # fmt: skip
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=FILLABLE)
    view = view_case(desk, "00012-2", "ru")
    assert view.facts["status"] == "на сопровождении"
    assert [(p.form, p.number) for p in view.papers] == [(VOUCHER, issued.number)]
    assert [line.number for line in view.vouchers] == [issued.number]
    assert view.plan is not None
    assert view.plan.number == "2026-0003-0"
    assert [line.number for line in view.steps] == ["2026-0003-0/1.1"]
    assert [(c.number, c.is_valid) for c in view.consents] == [
        ("2026-0001", True),
        ("2026-0002", False),
    ]


def test_what_is_missing_follows_the_order_of_documents(desk: Desk) -> None:
    titles = {name: desk.catalogue.get(name).words["ru"].title for name in desk.catalogue.names}
    assert view_case(desk, "00015", "ru").plan is None
    missing = view_case(desk, "00015", "ru").next
    assert missing
    assert missing[-1] in titles.values()
    assert titles["individual_plan"] not in view_case(desk, "00012", "ru").next


def test_an_unknown_client_is_told_with_the_nearest_one(desk: Desk) -> None:
    with pytest.raises(UnknownClientError) as caught:
        view_case(desk, "00012-3", "ru")
    assert "00012-2" in str(caught.value)
