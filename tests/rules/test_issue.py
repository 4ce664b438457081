"""What must be so before a document leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rule_records import CONSENT, LINE, PARTNER, PLAN, SERVICE, VOUCHER

from formkit.catalogue.index import Catalogue
from formkit.fieldtypes import (
    ChoiceType,
    MultilineType,
    NumberType,
    PersonType,
    ReferenceType,
    TextType,
)
from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.model.form import Field, Form, Kind, Section, Sensitivity
from formkit.model.register import Feed
from formkit.rules import Books, Outgoing, check_issue
from formkit.rules.issue import used_consent

OpenBooks = Callable[..., Books]
DAY = date(2026, 11, 22)
MEDICAL = {"services": [{**SERVICE, "sensitive": True}], "partners": [PARTNER]}
PLAIN = {"services": [SERVICE], "partners": [PARTNER]}
SIGNED = {"plans": [PLAN], "plan_lines": [LINE]}
AGREED = {
    "agreement_no": "G-1",
    "client_id": "C-1",
    "signed_client_on": "2026-01-01",
    "signed_head_on": "2026-01-01",
}
DATA_CONSENT = {**CONSENT, "consent_type": "personal_data", "recipient_id": None}


def voucher(**more: Any) -> dict[str, Any]:
    return {
        "issued_on": DAY,
        "client_id": Reference("C-1"),
        "plan_line": Reference("P-1/1"),
        "partner": Reference("B-1"),
        "service": Reference("S-1"),
        **more,
    }


VOUCHERS: list[tuple[str, dict[str, Any], dict[str, Any], set[str]]] = [
    ("nothing stands against it", {**PLAIN, **SIGNED}, {}, set()),
    ("R01: a sensitive service without consent", MEDICAL, {}, {"RULE_R01"}),
    ("R01: with consent", {**MEDICAL, "consents": [CONSENT]}, {}, set()),
    ("R01: of another partner",
     {**MEDICAL, "consents": [{**CONSENT, "recipient_id": "B-2"}]}, {}, {"RULE_R01"}),
    ("R01: of another client",
     {**MEDICAL, "consents": [{**CONSENT, "client_id": "C-2"}]}, {}, {"RULE_R01"}),
    ("R01: for other data",
     {**MEDICAL, "consents": [{**CONSENT, "data_categories": "contact social"}]}, {},
     {"RULE_R01"}),
    ("R01: to something else",
     {**MEDICAL, "consents": [{**CONSENT, "consent_type": "publication"}]}, {}, {"RULE_R01"}),
    ("R01: on its last day",
     {**MEDICAL, "consents": [{**CONSENT, "valid_until": "2026-11-22"}]}, {}, set()),
    ("R01: a day after its last day",
     {**MEDICAL, "consents": [{**CONSENT, "valid_until": "2026-11-21"}]}, {}, {"RULE_R01"}),
    ("R01: given on the day",
     {**MEDICAL, "consents": [{**CONSENT, "given_on": "2026-11-22"}]}, {}, set()),
    ("R01: given a day later",
     {**MEDICAL, "consents": [{**CONSENT, "given_on": "2026-11-23"}]}, {}, {"RULE_R01"}),
    ("R01: withdrawn on the day",
     {**MEDICAL, "consents": [{**CONSENT, "withdrawn_on": "2026-11-22"}]}, {}, {"RULE_R01"}),
    ("R01: withdrawn a day later",
     {**MEDICAL, "consents": [{**CONSENT, "withdrawn_on": "2026-11-23"}]}, {}, set()),
    ("R01: a withdrawn record of a consent is none",
     {**MEDICAL, "consents": [{**CONSENT, "_state": "void"}]}, {}, {"RULE_R01"}),
    ("R02: the client has taken the consent back",
     {**PLAIN, "consents": [{**DATA_CONSENT, "withdrawn_on": "2026-11-22"}]}, {}, {"RULE_R02"}),
    ("R02: and has given another",
     {**PLAIN, "consents": [{**DATA_CONSENT, "withdrawn_on": "2026-11-01"},
                            {**DATA_CONSENT, "consent_id": "A-2"}]}, {}, set()),
    ("R03: an office with agreements, a client without",
     {**PLAIN, "agreements": [{**AGREED, "client_id": "C-2"}]}, {}, {"RULE_R03_NONE"}),
    ("R03: signed by both", {**PLAIN, "agreements": [AGREED]}, {}, set()),
    ("R03: the head signs tomorrow",
     {**PLAIN, "agreements": [{**AGREED, "signed_head_on": "2026-11-23"}]}, {},
     {"RULE_R03_NONE"}),
    ("R03: terminated today",
     {**PLAIN, "agreements": [{**AGREED, "terminated_on": "2026-11-22"}]}, {}, {"RULE_R03_NONE"}),
    ("R04: the client has not signed the plan",
     {**PLAIN, **SIGNED, "plans": [{**PLAN, "signed_client_on": None}]}, {}, {"RULE_R04"}),
    ("R04: the worker signs tomorrow",
     {**PLAIN, **SIGNED, "plans": [{**PLAN, "signed_worker_on": "2026-11-23"}]}, {},
     {"RULE_R04"}),
    ("R06: verified 91 days ago",
     {**PLAIN, "services": [{**SERVICE, "verified_on": "2026-08-23"}]}, {}, {"RULE_R06"}),
    ("R06: verified 90 days ago",
     {**PLAIN, "services": [{**SERVICE, "verified_on": "2026-08-24"}]}, {}, set()),
    ("R06: the day of the document decides, not the clock",
     {**PLAIN, "services": [{**SERVICE, "verified_on": "2026-08-23"}]},
     {"issued_on": date(2026, 11, 21)}, set()),
    ("R06: never verified",
     {**PLAIN, "services": [{**SERVICE, "verified_on": None}]}, {}, {"RULE_R06"}),
    ("R06: the partner's agreement ended yesterday",
     {**PLAIN, "partners": [{**PARTNER, "valid_until": "2026-11-21"}]}, {}, {"RULE_R06_PARTNER"}),
    ("R06: the partner's agreement ends today",
     {**PLAIN, "partners": [{**PARTNER, "valid_until": "2026-11-22"}]}, {}, set()),
    ("R16: another voucher is out",
     {**PLAIN, "vouchers": [{**VOUCHER, "valid_until": "2026-11-22"}]}, {}, {"RULE_R16"}),
    ("R38: a name without reason",
     PLAIN, {"client_name": Person("N. N."), "purpose_note": None}, {"RULE_R38"}),
    ("R38: a name with its reason",
     PLAIN, {"client_name": Person("N. N."), "purpose_note": "passport at the gate"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "more", "codes"), [pytest.param(*r[1:], id=r[0]) for r in VOUCHERS]
)
def test_a_voucher(
    books: OpenBooks,
    catalogue: Catalogue,
    state: dict[str, Any],
    more: dict[str, Any],
    codes: set[str],
) -> None:
    outgoing = Outgoing(catalogue.get("referral_voucher"), voucher(**more), DAY)
    found = check_issue(books(state), outgoing)
    assert {finding.code.name for finding in found} == codes


def test_the_consent_that_was_used_is_known(books: OpenBooks, catalogue: Catalogue) -> None:
    outgoing = Outgoing(catalogue.get("referral_voucher"), voucher(), DAY)
    assert used_consent(books({**MEDICAL, "consents": [CONSENT]}), outgoing) == "A-1"


PLAN_VALUES = {"client": Reference("C-1"), "plan_date": DAY, "review_due": date(2027, 11, 23)}
STEP = {
    "goal": "1",
    "action": "walks",
    "deadline": DAY,
    "responsible_client": "does",
    "responsible_worker": Reference("W-1"),
}

PLANS: list[tuple[str, dict[str, Any], dict[str, Any], set[str]]] = [
    ("R05: a review 366 days away", {}, {}, set()),
    ("R05: a review 367 days away", {}, {"review_due": date(2027, 11, 24)}, {"RULE_R05_NO_DAY"}),
    ("R06: a service in a table is looked at too",
     {"services": [{**SERVICE, "active": False}]},
     {"goal_actions": ({**STEP, "service": Reference("S-1")},)}, {"RULE_R06_INACTIVE"}),
    ("R07: a goal nobody works for",
     {}, {"goals": ({"goal": "a"}, {"goal": "b"}), "goal_actions": (STEP,)}, {"RULE_R07"}),
    ("R07: goals that are still to be written", {}, {"goals": ({"goal": "a"},)}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("state", "more", "codes"), [pytest.param(*r[1:], id=r[0]) for r in PLANS])
def test_a_plan(
    books: OpenBooks,
    catalogue: Catalogue,
    state: dict[str, Any],
    more: dict[str, Any],
    codes: set[str],
) -> None:
    outgoing = Outgoing(catalogue.get("individual_plan"), {**PLAN_VALUES, **more}, DAY)
    found = check_issue(books(state), outgoing)
    assert {finding.code.name for finding in found} == codes


def form(name: str, *fields: Field, audience: str = "office", feeds: str = "") -> Form:
    feed = (Feed(register=feeds, key="number", columns={}),) if feeds else ()
    section = Section(name="all", by="office", members=fields)
    return Form(
        name=name,
        code="X",
        version=1,
        kind=Kind.TEXT,
        sections=(section,),
        words={},
        audience=audience,
        feeds=feed,
    )


CLIENT = Field(name="client", type=ReferenceType(register="clients"))
PARTNER_FIELD = Field(name="partner", type=ReferenceType(register="partners"))
STATUS = Field(name="hiv_status", type=TextType(), sensitive=Sensitivity.MEDICAL)
DRUGS = Field(name="drug_history", type=TextType(), sensitive=Sensitivity.DRUG)


@pytest.mark.parametrize(
    ("categories", "codes"),
    [
        ("hiv_status drug_treatment", set()),
        ("diagnosis drug_treatment", {"RULE_R01"}),
        ("hiv_status", {"RULE_R01"}),
    ],
)
def test_one_consent_covers_every_medical_field_of_a_letter(
    books: OpenBooks, categories: str, codes: set[str]
) -> None:
    letter = form("letter", CLIENT, PARTNER_FIELD, STATUS, DRUGS, audience="partner")
    values = {"client": Reference("C-1"), "partner": Reference("B-1")}
    values |= {"hiv_status": "…", "drug_history": "…"}  # type: ignore[dict-item]
    state = {"consents": [{**CONSENT, "data_categories": categories}], "partners": [PARTNER]}
    found = check_issue(books(state), Outgoing(letter, values, DAY))
    assert {finding.code.name for finding in found} == codes


def test_what_stays_in_the_office_needs_no_consent(books: OpenBooks) -> None:
    note = form("note", CLIENT, STATUS)
    values = {"client": Reference("C-1"), "hiv_status": "…"}
    assert check_issue(books({}), Outgoing(note, values, DAY)) == []


IDENTITY = {
    "client_id": "C-1",
    "surname": "Лаптев",
    "gender": "male",
    "birth_date": "1957-05-21",
    "id_doc_number": "00 02 100112",
    "address_actual": "пр. Мира, д. 12",
}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Клиент снова работает и доволен.", []),
        ("Мы помогли Лаптеву найти работу.", ["surname"]),
        ("Вместе с Лаптевым выбрали кресло.", ["surname"]),
        ("Родился 21.05.1957 в городе.", ["birth_date"]),
        ("Родился 21\u00a0мая 1957\u00a0г.", ["birth_date"]),
        ("Паспорт 0002 100112.", ["id_doc_number", "phone"]),
        ("Живёт: Пр. Мира, д. 12.", ["address"]),
        ("Согласие 2026-0041-3 действует.", []),
        ("Звоните +7 900 000-31-12.", ["phone"]),
    ],
)
def test_a_story_that_tells_who_it_is_about_is_refused(
    books: OpenBooks, text: str, kinds: list[str]
) -> None:
    story = form(
        "success_story",
        Field(name="text", type=MultilineType()),
        Field(name="consent", type=ReferenceType(register="consents")),
        audience="public",
        feeds="stories",
    )
    state = {
        "client_identity": [IDENTITY],
        "consents": [{**CONSENT, "consent_type": "publication"}],
    }
    values = {"text": text, "consent": Reference("A-1")}
    found = check_issue(books(state), Outgoing(story, values, DAY))
    assert [finding.facts["kind"] for finding in found] == kinds


def test_a_refusal_has_one_of_the_grounds(books: OpenBooks) -> None:
    kinds = ("no_capacity", "too_loud")
    notice = form("refusal_notice", Field(name="ground", type=ChoiceType(choices=kinds)))
    for ground, codes in (("no_capacity", []), ("too_loud", ["RULE_R29"])):
        found = check_issue(books({}), Outgoing(notice, {"ground": ground}, DAY))
        assert [finding.code.name for finding in found] == codes
    narrow = {"R29": {"grounds": ["not_target_group"]}}
    found = check_issue(books({}, own=narrow), Outgoing(notice, {"ground": "no_capacity"}, DAY))
    assert len(found) == 1


def test_a_training_report_counts_those_who_came(books: OpenBooks) -> None:
    text = form(
        "training_report",
        Field(name="event", type=ReferenceType(register="events")),
        Field(name="attended_count", type=NumberType()),
        Field(name="trainer", type=PersonType()),
    )
    person = {"participant_id": "1", "event_id": "E-1", "person_name": "A", "attended_hours": 1}
    opened = books({"participants": [person]})
    for count, codes in ((1, []), (36, ["RULE_R22"])):
        values = {"event": Reference("E-1"), "attended_count": count}
        found = check_issue(opened, Outgoing(text, values, DAY))
        assert [finding.code.name for finding in found] == codes
