"""Every rule over small registers: what it finds, and where it stays silent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from rule_records import (
    CASE,
    CONSENT,
    CONTACT,
    LINE,
    PARTNER,
    PLAN,
    SERVICE,
    VISIT,
    VOUCHER,
    WORKER,
)

from formkit.errors import BadSettingsError
from formkit.problems import Code, Severity
from formkit.rules import Books, check, with_office
from formkit.rules.definitions import rules

OpenBooks = Callable[..., Books]


def contacts(*days: str) -> list[dict[str, Any]]:
    return [{**CONTACT, "contact_id": f"T-{n}", "contact_date": day} for n, day in enumerate(days)]


def cases(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {**CASE, "case_id": f"K-{n}", "client_id": f"C-{n}", "opened_on": "2025-01-01", **more}
        for n in range(count)
    ]


def next_agreed(day: str) -> dict[str, Any]:
    return {"contact_id": "T-9", "client_id": "C-1", "planned_on": day}


EARLY = ("2026-11-08", "2026-11-20")

TABLE: list[tuple[str, dict[str, list[dict[str, Any]]], set[str]]] = [
    ("nothing at all", {}, set()),
    (
        "R01: a sensitive voucher is out without consent",
        {"vouchers": [{**VOUCHER, "valid_until": "2026-12-31"}],
         "services": [{**SERVICE, "sensitive": True}]},
        {"RULE_R01_VOUCHER"},
    ),
    (
        "R01: the consent names the partner",
        {"vouchers": [{**VOUCHER, "valid_until": "2026-12-31"}],
         "services": [{**SERVICE, "sensitive": True}], "consents": [CONSENT]},
        set(),
    ),
    ("R02: a consent without recipient",
     {"consents": [{**CONSENT, "recipient_id": None}]}, {"RULE_R02_RECIPIENT"}),
    ("R02: a consent without purpose",
     {"consents": [{**CONSENT, "purpose": ""}]}, {"RULE_R02_PURPOSE"}),
    ("R02: withdrawn 30 days ago is still in time",
     {"consents": [{**CONSENT, "withdrawn_on": "2026-10-23"}]}, set()),
    ("R02: withdrawn 31 days ago is late",
     {"consents": [{**CONSENT, "withdrawn_on": "2026-10-22"}]}, {"RULE_R02_DESTROY"}),
    ("R02: destroyed",
     {"consents": [{**CONSENT, "withdrawn_on": "2026-10-01"}],
      "disposal": [{"line_id": "D-1", "client_id": "C-1", "disposal_date": "2026-10-01"}]}, set()),
    ("R03: the head has not signed",
     {"agreements": [{"agreement_no": "G-1", "client_id": "C-1",
                      "signed_client_on": "2026-01-01"}]}, {"RULE_R03"}),
    ("R03: both have signed",
     {"agreements": [{"agreement_no": "G-1", "client_id": "C-1",
                      "signed_client_on": "2026-01-01", "signed_head_on": "2026-01-02"}]}, set()),
    ("R04: active without the worker's signature",
     {"plans": [{**PLAN, "signed_worker_on": None}]}, {"RULE_R04"}),
    ("R04: a draft may wait for its signatures",
     {"plans": [{**PLAN, "signed_worker_on": None, "status": "draft"}]}, set()),
    ("R04: the first line begins on the seventh day",
     {"plans": [PLAN],
      "plan_lines": [{**LINE, "period_from": "2026-10-08", "planned_qty": None}]}, set()),
    ("R04: the first line begins on the eighth day",
     {"plans": [PLAN],
      "plan_lines": [{**LINE, "period_from": "2026-10-09", "planned_qty": None}]},
     {"RULE_R04_LATE"}),
    ("R04: the first line begins a day before the later signature",
     {"plans": [{**PLAN, "signed_client_on": "2026-10-02"}],
      "plan_lines": [{**LINE, "planned_qty": None}]}, {"RULE_R04_EARLY"}),
    ("R05: due today is not overdue", {"plans": [{**PLAN, "review_due": "2026-11-22"}]}, set()),
    ("R05: due yesterday", {"plans": [{**PLAN, "review_due": "2026-11-21"}]}, {"RULE_R05"}),
    ("R05: reviewed 30 days before its day",
     {"plans": [{**PLAN, "plan_date": "2026-06-01", "review_due": "2026-11-20",
                 "reviewed_on": "2026-10-21"}]}, set()),
    ("R05: reviewed 31 days before its day",
     {"plans": [{**PLAN, "plan_date": "2026-06-01", "review_due": "2026-11-20",
                 "reviewed_on": "2026-10-20"}]}, {"RULE_R05"}),
    ("R05: nobody looked for more than a year after the last review",
     {"plans": [{**PLAN, "plan_date": "2025-05-01", "review_due": "2025-11-20",
                 "reviewed_on": "2025-11-20"}]}, {"RULE_R05"}),
    ("R05: a year after the last review to the day",
     {"plans": [{**PLAN, "plan_date": "2025-05-01", "review_due": "2025-11-21",
                 "reviewed_on": "2025-11-21"}]}, set()),
    ("R05: no day of review", {"plans": [{**PLAN, "review_due": None}]}, {"RULE_R05_NO_DAY"}),
    ("R05: a review 367 days away",
     {"plans": [{**PLAN, "review_due": "2027-10-03"}]}, {"RULE_R05_NO_DAY"}),
    ("R05: a review 366 days away", {"plans": [{**PLAN, "review_due": "2027-10-02"}]}, set()),
    ("R05: a replaced plan needs no review",
     {"plans": [{**PLAN, "review_due": "2026-11-01", "version": 1},
                {**PLAN, "plan_id": "P-2", "version": 2}]}, set()),
    ("R06: planned, verified 90 days ago",
     {"services": [{**SERVICE, "verified_on": "2026-08-24"}], "partners": [PARTNER],
      "plan_lines": [{**LINE, "deadline": "2026-11-22"}]}, set()),
    ("R06: planned, verified 91 days ago",
     {"services": [{**SERVICE, "verified_on": "2026-08-23"}], "partners": [PARTNER],
      "plan_lines": [{**LINE, "deadline": "2026-11-22"}]}, {"RULE_R06"}),
    ("R06: planned, no longer active",
     {"services": [{**SERVICE, "active": False}],
      "plan_lines": [{**LINE, "deadline": "2026-11-22"}]}, {"RULE_R06_INACTIVE"}),
    ("R06: a line that is over needs no verified service",
     {"services": [{**SERVICE, "active": False}],
      "plan_lines": [{**LINE, "deadline": "2026-11-21"}]}, set()),
    ("R07: a line without deadline",
     {"plan_lines": [{**LINE, "deadline": None}]}, {"RULE_R07_DEADLINE"}),
    ("R07: a line nobody answers for",
     {"plan_lines": [{**LINE, "responsible": None, "planned_qty": None}]},
     {"RULE_R07_RESPONSIBLE"}),
    ("R09: a changed line without a new version",
     {"plans": [{**PLAN, "version": 1}], "plan_lines": [{**LINE, "status": "changed"}]},
     {"RULE_R09_VERSION"}),
    ("R09: a changed line with a new version",
     {"plans": [{**PLAN, "version": 1, "status": "replaced"},
                {**PLAN, "plan_id": "P-2", "version": 2}],
      "plan_lines": [{**LINE, "status": "changed"}]}, set()),
    ("R10: fourteen days between contacts",
     {"cases": [CASE], "contacts": [*contacts("2026-11-08", "2026-11-15"),
                                    next_agreed("2026-11-23")]}, set()),
    ("R10: fifteen days before the first contact",
     {"cases": [CASE], "contacts": [*contacts("2026-11-16"), next_agreed("2026-11-23")]},
     {"RULE_R10"}),
    ("R10: a contact that was not held does not count",
     {"cases": [CASE], "contacts": [{**contacts("2026-11-10")[0], "held": False,
                                     "no_show_reason": "ill"}, next_agreed("2026-11-23")]},
     {"RULE_R10"}),
    ("R10: talking with the partner is no contact with the client",
     {"cases": [CASE], "contacts": [{**contacts("2026-11-10")[0], "contact_type": "with_partner"},
                                    next_agreed("2026-11-23")]}, {"RULE_R10"}),
    ("R10: silence after the first sixty days is another matter",
     {"cases": [{**CASE, "opened_on": "2026-09-01"}],
      "contacts": contacts("2026-09-10", "2026-09-24", "2026-10-08", "2026-10-20")}, set()),
    ("R10: the sixtieth day counts",
     {"cases": [{**CASE, "opened_on": "2026-09-01"}],
      "contacts": contacts("2026-09-10", "2026-09-24", "2026-10-08", "2026-10-16")},
     {"RULE_R10"}),
    ("R10: no next contact agreed",
     {"cases": [CASE], "contacts": contacts(*EARLY)}, {"RULE_R10_NEXT"}),
    ("R11: fifteen cases of the strengths model",
     {"staff": [{**WORKER, "cm_model": "strengths"}], "cases": cases(15)}, set()),
    ("R11: sixteen cases of the strengths model",
     {"staff": [{**WORKER, "cm_model": "strengths"}], "cases": cases(16)}, {"RULE_R11"}),
    ("R11: ten clinical cases", {"staff": [WORKER], "cases": cases(10)}, set()),
    ("R11: eleven clinical cases", {"staff": [WORKER], "cases": cases(11)}, {"RULE_R11"}),
    ("R11: closed cases are no load",
     {"staff": [WORKER], "cases": cases(11, closed_on="2026-11-22")}, set()),
    ("R11: a limit of one's own",
     {"staff": [{**WORKER, "caseload_limit": 2}], "cases": cases(3)}, {"RULE_R11"}),
    ("R11: models add up: five intensive, five clinical, six broker",
     {"staff": [WORKER],
      "cases": [*cases(5, cm_model="intensive"),
                *({**row, "case_id": f"L{row['case_id']}"} for row in cases(5)),
                *({**row, "case_id": f"M{row['case_id']}"} for row in cases(6, cm_model="broker"))],
      "team": [{"meeting_no": f"M-{n}", "client_id": f"C-{n}"} for n in range(5)]},
     {"RULE_R11"}),
    ("R12: begun without criterion",
     {"cases": [{**CASE, "decision": "case_management", "opened_on": "2026-01-01"}]}, {"RULE_R12"}),
    ("R12: three requests are not more than three",
     {"cases": [{**CASE, "decision": "case_management", "criteria_met": "many_requests",
                 "requests_count": 3, "opened_on": "2026-01-01"}]}, {"RULE_R12_REQUESTS"}),
    ("R12: four requests",
     {"cases": [{**CASE, "decision": "case_management", "criteria_met": "many_requests",
                 "requests_count": 4, "opened_on": "2026-01-01"}]}, set()),
    ("R13: fourteen days after the voucher ended",
     {"vouchers": [{**VOUCHER, "valid_until": "2026-11-08"}]}, set()),
    ("R13: fifteen days after the voucher ended",
     {"vouchers": [{**VOUCHER, "valid_until": "2026-11-07"}]}, {"RULE_R13"}),
    ("R13: it has come back",
     {"vouchers": [{**VOUCHER, "valid_until": "2026-11-07", "returned_on": "2026-11-20",
                    "status": "refused"}]}, set()),
    ("R13: a withdrawn record is no record",
     {"vouchers": [{**VOUCHER, "valid_until": "2026-11-07", "_state": "void"}]}, set()),
    ("R13: a case was closed while a voucher was out",
     {"cases": [{**CASE, "opened_on": "2026-01-01", "closed_on": "2026-11-20"}],
      "vouchers": [{**VOUCHER, "valid_until": "2026-12-01"}]}, {"RULE_R13_CLOSED"}),
    ("R14: a served voucher is in no list",
     {"vouchers": [{**VOUCHER, "status": "provided", "served_on": "2026-10-10",
                    "returned_on": "2026-10-12"}], "visits": [VISIT]}, {"RULE_R14"}),
    ("R14: it is in a list",
     {"vouchers": [{**VOUCHER, "status": "provided", "served_on": "2026-10-10",
                    "returned_on": "2026-10-12"}], "visits": [{**VISIT, "voucher_no": "V-1"}]},
     set()),
    ("R14: the list may still arrive",
     {"vouchers": [{**VOUCHER, "status": "provided", "served_on": "2026-11-09",
                    "returned_on": "2026-11-12"}], "visits": [VISIT]}, set()),
    ("R14: a visit with a voucher of somebody else",
     {"vouchers": [{**VOUCHER, "client_id": "C-2", "valid_until": "2026-12-01"}],
      "visits": [{**VISIT, "voucher_no": "V-1"}]}, {"RULE_R14_VISIT"}),
    ("R14: no list for October by 22 November",
     {"partners": [{**PARTNER, "reporting_period": "monthly"}],
      "vouchers": [{**VOUCHER, "status": "provided", "served_on": "2026-10-10",
                    "returned_on": "2026-10-12"}],
      "visits": [{**VISIT, "visit_date": "2026-09-10", "voucher_no": "V-1"}]}, {"RULE_R14_LIST"}),
    ("R15: three meals planned, two delivered",
     {"plans": [PLAN], "plan_lines": [LINE],
      "visits": [VISIT, {**VISIT, "visit_id": "X-2", "visit_date": "2026-10-31"}]}, {"RULE_R15"}),
    ("R15: three meals planned, three delivered",
     {"plans": [PLAN], "plan_lines": [LINE],
      "visits": [VISIT, {**VISIT, "visit_id": "X-2", "visit_date": "2026-10-31", "qty": 2}]},
     set()),
    ("R15: a visit a day too late is not counted",
     {"plans": [PLAN], "plan_lines": [{**LINE, "planned_qty": 1}],
      "visits": [{**VISIT, "visit_date": "2026-11-01"}]}, {"RULE_R15"}),
    ("R15: lists have fourteen days to arrive",
     {"plans": [PLAN], "plan_lines": [{**LINE, "deadline": "2026-11-08"}]}, set()),
    ("R15: on the fifteenth day they are missed",
     {"plans": [PLAN], "plan_lines": [{**LINE, "deadline": "2026-11-07"}]}, {"RULE_R15"}),
    ("R15: the mark of a voucher counts for its line",
     {"plans": [PLAN], "plan_lines": [LINE],
      "vouchers": [{**VOUCHER, "plan_line_id": "P-1/1", "qty_delivered": 3, "status": "provided",
                    "served_on": "2026-11-12", "returned_on": "2026-11-13"}]}, set()),
    ("R15: visits of a voucher are not counted twice",
     {"plans": [PLAN], "plan_lines": [LINE],
      "vouchers": [{**VOUCHER, "plan_line_id": "P-1/1", "qty_delivered": 3, "status": "provided",
                    "served_on": "2026-10-10", "returned_on": "2026-11-13"}],
      "visits": [{**VISIT, "voucher_no": "V-1", "qty": 3}]}, set()),
    ("R15: nobody waits for a line that was stopped",
     {"plans": [PLAN], "plan_lines": [{**LINE, "status": "stopped"}]}, set()),
    ("R16: twice on one day",
     {"visits": [{**VISIT, "visit_date": "2026-11-20"},
                 {**VISIT, "visit_id": "X-2", "visit_date": "2026-11-20"}]}, {"RULE_R16_DAY"}),
    ("R16: two vouchers are out",
     {"vouchers": [{**VOUCHER, "valid_until": "2026-11-22"},
                   {**VOUCHER, "voucher_no": "V-2", "valid_until": "2026-11-22"}]}, {"RULE_R16"}),
    ("R16: one of the two has ended",
     {"vouchers": [{**VOUCHER, "valid_until": "2026-11-21"},
                   {**VOUCHER, "voucher_no": "V-2", "valid_until": "2026-11-22"}]}, set()),
    ("R16: the same from two providers",
     {"services": [{**SERVICE, "content": "lunch"},
                   {**SERVICE, "service_id": "S-2", "provider_id": "B-2", "content": "lunch"}],
      "plan_lines": [{**LINE, "deadline": "2026-12-01"},
                     {**LINE, "line_id": "P-1/2", "service_id": "S-2",
                      "deadline": "2026-12-01"}]}, {"RULE_R16_PROVIDERS"}),
    ("R16: another content",
     {"services": [{**SERVICE, "content": "lunch"},
                   {**SERVICE, "service_id": "S-2", "provider_id": "B-2", "content": "supper"}],
      "plan_lines": [{**LINE, "deadline": "2026-12-01"},
                     {**LINE, "line_id": "P-1/2", "service_id": "S-2",
                      "deadline": "2026-12-01"}]}, set()),
    ("R17: another service than prescribed",
     {"vouchers": [{**VOUCHER, "valid_until": "2026-12-01"}],
      "visits": [{**VISIT, "voucher_no": "V-1", "service_id": "S-2"}]}, {"RULE_R17"}),
    ("R18: visits after the need was resolved",
     {"needs": [{"need_id": "N-1", "client_id": "C-1", "need_domain": "food",
                 "status": "resolved", "resolved_on": "2026-10-09"}],
      "services": [SERVICE], "visits": [VISIT]}, {"RULE_R18"}),
    ("R18: the visit of that day is still for the need",
     {"needs": [{"need_id": "N-1", "client_id": "C-1", "need_domain": "food",
                 "status": "resolved", "resolved_on": "2026-10-10"}],
      "services": [SERVICE], "visits": [VISIT]}, set()),
    ("R18: another need of the domain is open",
     {"needs": [{"need_id": "N-1", "client_id": "C-1", "need_domain": "food",
                 "status": "resolved", "resolved_on": "2026-10-09"},
                {"need_id": "N-2", "client_id": "C-1", "need_domain": "food", "status": "in_work"}],
      "services": [SERVICE], "visits": [VISIT]}, set()),
    ("R19: somebody may need the new service",
     {"services": [{**SERVICE, "verified_on": "2026-10-23"}],
      "needs": [{"need_id": "N-1", "client_id": "C-1", "need_domain": "food", "status": "open"}]},
     {"RULE_R19"}),
    ("R19: verified 31 days ago is not new",
     {"services": [{**SERVICE, "verified_on": "2026-10-22"}],
      "needs": [{"need_id": "N-1", "client_id": "C-1", "need_domain": "food", "status": "open"}]},
     set()),
    ("R20: a story without consent, checked by its maker",
     {"stories": [{"story_id": "H-1", "story_date": "2026-10-01", "anonymised_by": "W-1",
                   "checked_by": "W-1"}]}, {"RULE_R20", "RULE_R20_CHECKER"}),
    ("R20: a story as it should be",
     {"stories": [{"story_id": "H-1", "story_date": "2026-10-01", "anonymised_by": "W-1",
                   "checked_by": "W-2", "consent_id": "A-1"}],
      "consents": [{**CONSENT, "consent_type": "publication"}]}, set()),
    ("R22: thirty-six reported, one in the list",
     {"events": [{"event_id": "E-1", "attended_count": 36}],
      "participants": [{"participant_id": "1", "event_id": "E-1", "person_name": "A",
                        "attended_hours": 3}]}, {"RULE_R22"}),
    ("R22: the list counts people once, and only those who came",
     {"events": [{"event_id": "E-1", "attended_count": 1}],
      "participants": [{"participant_id": "1", "event_id": "E-1", "person_name": "A",
                        "attended_hours": 3},
                       {"participant_id": "2", "event_id": "E-1", "person_name": "A",
                        "attended_hours": 3},
                       {"participant_id": "3", "event_id": "E-1", "person_name": "B",
                        "attended_hours": 0}]}, set()),
    ("R23: a certificate for 79 of 100 hours",
     {"events": [{"event_id": "E-1", "hours": 100}],
      "participants": [{"participant_id": "1", "event_id": "E-1", "person_name": "A",
                        "attended_hours": 79, "certificate_no": "Z-1"}]}, {"RULE_R23"}),
    ("R23: a certificate for 80 of 100 hours",
     {"events": [{"event_id": "E-1", "hours": 100}],
      "participants": [{"participant_id": "1", "event_id": "E-1", "person_name": "A",
                        "attended_hours": 80, "certificate_no": "Z-1"}]}, set()),
    ("R23: more sheets than people",
     {"events": [{"event_id": "E-1", "forms_count": 2}],
      "participants": [{"participant_id": "1", "event_id": "E-1", "person_name": "A",
                        "attended_hours": 1}]}, {"RULE_R23_SHEETS"}),
    ("R25: the client ended the agreement and a voucher is out",
     {"agreements": [{"agreement_no": "G-1", "client_id": "C-1", "signed_client_on": "2026-01-01",
                      "signed_head_on": "2026-01-01", "terminated_on": "2026-11-22",
                      "terminated_by": "client_terminates"}],
      "vouchers": [{**VOUCHER, "valid_until": "2026-12-01"}]}, {"RULE_R25"}),
    ("R28: absent without reason",
     {"contacts": [{"contact_id": "T-1", "client_id": "C-1", "held": False,
                    "planned_on": "2026-11-20"}]}, {"RULE_R28"}),
    ("R28: the reason is given",
     {"contacts": [{"contact_id": "T-1", "client_id": "C-1", "held": False,
                    "planned_on": "2026-11-20", "no_show_reason": "ill"}]}, set()),
    ("R30: ends in 30 days", {"partners": [{**PARTNER, "valid_until": "2026-12-22"}]}, set()),
    ("R30: ends in 29 days",
     {"partners": [{**PARTNER, "valid_until": "2026-12-21"}]}, {"RULE_R30"}),
    ("R30: a partner we have left",
     {"partners": [{**PARTNER, "valid_until": "2026-01-01", "status": "terminated"}]}, set()),
    ("R31: 31 days without supervision",
     {"supervision": [{"session_id": "U-1", "session_date": "2026-10-22"}]}, set()),
    ("R31: 32 days without supervision",
     {"supervision": [{"session_id": "U-1", "session_date": "2026-10-21"}]}, {"RULE_R31"}),
    ("R32: one worker is trained, one is not, one is new",
     {"staff": [WORKER, {**WORKER, "worker_id": "W-2"},
                {**WORKER, "worker_id": "W-3", "hired_on": "2026-10-01"}],
      "staff_training": [{"record_id": "Q-1", "worker_id": "W-2", "date_from": "2025-11-22",
                          "hours": 8}]}, {"RULE_R32"}),
    ("R32: the same topic again",
     {"staff": [WORKER],
      "staff_training": [{"record_id": f"Q-{n}", "worker_id": "W-1", "date_from": "2026-10-01",
                          "hours": 8, "topic": "planning"} for n in (1, 2)]}, {"RULE_R32_TOPIC"}),
    ("R33: looked at 60 days ago",
     {"waitlist": [{"entry_id": "L-1", "client_id": "C-1", "listed_on": "2026-01-01",
                    "checked_on": "2026-09-23"}]}, set()),
    ("R33: looked at 61 days ago",
     {"waitlist": [{"entry_id": "L-1", "client_id": "C-1", "listed_on": "2026-01-01",
                    "checked_on": "2026-09-22"}]}, {"RULE_R33"}),
    ("R33: never looked at since it was listed",
     {"waitlist": [{"entry_id": "L-1", "client_id": "C-1", "listed_on": "2026-09-22"}]},
     {"RULE_R33"}),
    ("R34: rules to be reviewed by yesterday",
     {"documents": [{"reg_no": "J-1", "doc_type": "internal_rules",
                     "review_due": "2026-11-21"}]}, {"RULE_R34"}),
    ("R34: rules to be reviewed by today",
     {"documents": [{"reg_no": "J-1", "doc_type": "internal_rules",
                     "review_due": "2026-11-22"}]}, set()),
    ("R35: an intensive case has no team",
     {"cases": [{**CASE, "cm_model": "intensive", "opened_on": "2026-01-01"}],
      "team": [{"meeting_no": "M-1", "client_id": "C-2"}]}, {"RULE_R35"}),
    ("R36: recruited in the street",
     {"cases": [{**CASE, "cm_model": "broker", "opened_on": "2026-01-01"}],
      "first_contacts": [{"contact_no": "F-1", "channel": "outreach",
                          "became_client_id": "C-1"}]}, {"RULE_R36"}),
]  # fmt: skip


@pytest.mark.parametrize(("state", "codes"), [pytest.param(*row[1:], id=row[0]) for row in TABLE])
def test_a_rule_finds_what_it_is_about_and_nothing_else(
    books: OpenBooks, state: dict[str, list[dict[str, Any]]], codes: set[str]
) -> None:
    assert {finding.code.name for finding in check(books(state))} == codes


def test_key_workers_are_counted_in_residential_services_only(books: OpenBooks) -> None:
    rows = [{"client_id": f"C-{n}", "worker_id": "W-1", "status": "active"} for n in range(11)]
    assert check(books({"clients": rows})) == []
    residential = {"R24": {"is_residential": True}}
    assert [f.facts["count"] for f in check(books({}, own=residential))] == [11]
    generous = {"R24": {"is_residential": True, "clients": 11}}
    assert check(books({}, own=generous)) == []


def test_an_office_may_change_a_number(books: OpenBooks) -> None:
    state = {"vouchers": [{**VOUCHER, "valid_until": "2026-11-07"}]}
    assert check(books(state, own={"R13": {"return_days": 15}})) == []
    assert len(check(books({}, own={"R13": {"return_days": 14}}))) == 1


@pytest.mark.parametrize(
    "own",
    [
        {"R99": {}},
        {"R13": {"return_day": 15}},
        {"R13": {"return_days": "15"}},
        {"R24": {"is_residential": 1}},
        {"R13": 15},
    ],
)
def test_a_setting_there_is_not_is_refused(own: dict[str, Any]) -> None:
    with pytest.raises(BadSettingsError):
        with_office(own)


def test_a_finding_tells_the_facts_and_names_nobody(books: OpenBooks) -> None:
    (finding,) = check(books({"vouchers": [{**VOUCHER, "valid_until": "2026-11-07"}]}))
    problem = finding.problem("ru")
    assert problem.code is Code.RULE_R13
    assert problem.severity is Severity.WARNING
    assert problem.values == {
        "number": "V-1",
        "client": "C-1",
        "partner": "B-1",
        "worker": "W-1",
        "date": "07.11.2026",
        "days": "15",
    }


def test_a_shortfall_is_told_in_numbers(books: OpenBooks) -> None:
    state = {"plans": [PLAN], "plan_lines": [LINE], "visits": [VISIT]}
    (finding,) = check(books(state))
    assert finding.facts["planned"] == Decimal(3)
    assert finding.facts["delivered"] == Decimal(1)


def test_the_same_registers_on_another_day(books: OpenBooks) -> None:
    state = {"plans": [{**PLAN, "review_due": "2026-11-22"}]}
    assert check(books(state, today=date(2026, 11, 22))) == []
    assert len(check(books({}, today=date(2026, 11, 23)))) == 1


def test_there_are_thirty_eight_rules_with_their_severities() -> None:
    assert list(rules()) == [f"R{number:02}" for number in range(1, 39)]
    blocking = {name for name, rule in rules().items() if rule.severity is Severity.ERROR}
    assert blocking == {
        "R01", "R02", "R03", "R04", "R06", "R07", "R08", "R09", "R20", "R22", "R26", "R29", "R38",
    }  # fmt: skip
