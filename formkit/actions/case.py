"""Everything about one client on one page: documents, what comes next, plan, vouchers, consents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from formkit.actions.check import open_books
from formkit.actions.disclosure import READ, Access, note_access, require_reader
from formkit.actions.issue import CLIENTS
from formkit.actions.numbering import with_check_digit
from formkit.errors import UnknownClientError
from formkit.fieldtypes.reference import Reference
from formkit.language.dates import format_date
from formkit.language.suggestion import suggest
from formkit.rules import check
from formkit.rules.consents import consents_of
from formkit.store import documents, merging, records

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.actions.desk import Desk
    from formkit.fieldtypes.base import Value
    from formkit.problems import Problem
    from formkit.rules.books import Books
    from formkit.store.documents import Document

ORDER: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "first_contact_record": ("first_contacts", {}),
    "application_form": ("clients", {}),
    "personal_data_consent": ("consents", {"consent_type": "personal_data"}),
    "client_questionnaire": ("", {}),
    "needs_assessment": ("needs", {}),
    "case_start_decision": ("cases", {}),
    "service_agreement": ("agreements", {}),
    "client_pack": ("", {}),
    "individual_plan": ("plans", {}),
    "contact_schedule": ("contacts", {}),
    "referral_voucher": ("vouchers", {}),
    "plan_execution_sheet": ("", {}),
    "delivery_check": ("delivery", {}),
    "plan_review": ("", {}),
    "case_closure": ("", {}),
}
"""Forms in the order in which a client needs them, and the register that proves one was there."""
OPEN = ("issued", "accepted")


@dataclass(frozen=True, slots=True)
class Paper:
    form: str
    title: str
    number: str
    on: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Line:
    """One record as it is shown: key, what it is about, day, status."""

    number: str
    text: str
    on: date | None
    status: str
    is_valid: bool = True


@dataclass(frozen=True, slots=True)
class CaseView:
    client: str
    name: str
    facts: Mapping[str, str]
    """The client's record in the register of clients, as people read it."""
    papers: tuple[Paper, ...]
    next: tuple[str, ...]
    """Titles of what is missing, in the order in which it is needed."""
    plan: Line | None
    steps: tuple[Line, ...]
    vouchers: tuple[Line, ...]
    consents: tuple[Line, ...]
    remarks: tuple[Problem, ...]
    """What the rules find about this client."""


def view_case(desk: Desk, client: str, locale: str) -> CaseView:
    """The page of a client in a language; looking at it is logged.

    Raises:
        UnknownClientError, NoAccessError, StoreError
    """
    require_reader(desk)
    key = with_check_digit(client.strip(), desk.registers[CLIENTS].number_mask)
    with desk.store.reading() as connection:
        key = merging.current_key(connection, desk.registers[CLIENTS], key)
        row = records.find(connection, desk.registers[CLIENTS], key)
        if row is None:
            known = [
                str(found.plain["client_id"])
                for found in records.rows(connection, desk.registers[CLIENTS])
            ]
            raise UnknownClientError(client=client, suggestion=suggest(key, known))
        page = _Page(desk, connection, key, locale)
        page.keys |= set(merging.former_keys(connection, desk.registers[CLIENTS], row.id))
        view = page.view(row.values)
    note_access(desk, Access(action=READ, of="client", client=key))
    return view


class _Page:
    """Gathers what stands on the page of one client."""

    def __init__(self, desk: Desk, connection: Connection, key: str, locale: str) -> None:
        self.desk = desk
        self.connection = connection
        self.key = key
        self.keys = {key}
        """With the numbers of records that were merged into this one."""
        self.locale = locale

    def view(self, facts: Mapping[str, Value]) -> CaseView:
        books = open_books(self.desk, self.connection)
        papers = self.papers()
        current = [r for r in self.own("plans") if r.get("status") not in ("replaced", "closed")]
        plan = max(current, key=_newest, default=None)
        open_vouchers = [v for v in self.own("vouchers") if v.get("status") in OPEN]
        remarks = [f for f in check(books) if f.facts.get("client") == self.key]
        return CaseView(
            client=self.key,
            name=self.name(),
            facts={column: self.shown(column, value) for column, value in facts.items()},
            papers=papers,
            next=self.missing({paper.form for paper in papers}),
            plan=self.line("plans", plan, "worker_id", "review_due") if plan else None,
            steps=tuple(
                self.line("plan_lines", row, "service_id", "deadline")
                for row in self.own("plan_lines")
                if plan and row.get("plan_id") == plan["plan_id"]
            ),
            vouchers=tuple(
                self.line("vouchers", row, "service_id", "valid_until") for row in open_vouchers
            ),
            consents=self.consents(books),
            remarks=tuple(f.problem(self.locale) for f in remarks),
        )

    def own(self, register: str) -> list[Mapping[str, Any]]:
        """The client's records in a register, in plain form."""
        known = self.desk.registers.get(register)
        found = records.rows(self.connection, known) if known else []
        column = "became_client_id" if register == "first_contacts" else "client_id"
        return [row.plain for row in found if row.plain.get(column) == self.key]

    def name(self) -> str:
        register = self.desk.registers.get("client_identity")
        row = records.find(self.connection, register, self.key) if register else None
        parts = ("surname", "given_name", "patronymic")
        return " ".join(str(row.values[p]) for p in parts if row.values.get(p)) if row else ""

    def shown(self, column: str, value: Value) -> str:
        """A cell of the register of clients, as people read it."""
        if isinstance(value, date):
            return format_date(value, locale=self.locale)
        if isinstance(value, Reference):
            return self.label(column, value.key)
        return self.choice("clients", column, str(value))

    def choice(self, register: str, column: str, value: str) -> str:
        words = self.desk.registers[register].words.get(self.locale)
        return words.choices.get(column, {}).get(value, value) if words else value

    def label(self, column: str, key: str) -> str:
        """The label of the record that a column names."""
        register = self.desk.registers.get({"worker_id": "staff"}.get(column, "services"))
        row = records.find(self.connection, register, key) if register else None
        label = str(row.values.get(register.label, "")) if row and register else ""
        return f"{key} — {label}" if label else key

    def line(self, register: str, row: Mapping[str, Any], text: str, day: str) -> Line:
        on = date.fromisoformat(row[day]) if row.get(day) else None
        status = self.choice(register, "status", str(row.get("status") or ""))
        shown = self.label(text, str(row[text])) if row.get(text) else str(row.get("action") or "")
        return Line(str(row[self.desk.registers[register].key]), shown, on, status)

    def papers(self) -> tuple[Paper, ...]:
        """Documents of the client as the office needs them, each kind by day."""
        own = [d for d in documents.of_form(self.connection) if self.keys & _clients(d)]
        rank = {name: number for number, name in enumerate(ORDER)}
        papers = [self.paper(document) for document in own]
        return tuple(sorted(papers, key=lambda p: (rank.get(p.form, len(rank)), p.on or date.min)))

    def paper(self, document: Document) -> Paper:
        day = document.issued_at.astimezone().date() if document.issued_at else None
        number, status = document.number or document.id, document.status.value
        status = self.choice("documents", "status", status)
        return Paper(document.form, self.title(document.form), number, day, status)

    def title(self, name: str) -> str:
        form = self.desk.catalogue.find(name)
        words = form.words.get(self.locale) if form else None
        return words.title if words else name

    def missing(self, there: set[str]) -> tuple[str, ...]:
        """What was left out so far and what comes next, of the forms of the catalogue."""
        known = [name for name in ORDER if self.desk.catalogue.find(name)]
        done = [name for name in known if name in there or self.is_proved(name)]
        last = max((known.index(name) for name in done), default=-1)
        missing = [n for number, n in enumerate(known) if n not in done and number <= last + 1]
        return tuple(self.title(name) for name in missing)

    def is_proved(self, form: str) -> bool:
        """Whether a register shows that the document was there."""
        register, wanted = ORDER[form]
        rows = self.own(register) if register else []
        return any(all(row.get(n) == value for n, value in wanted.items()) for row in rows)

    def consents(self, books: Books) -> tuple[Line, ...]:
        return tuple(
            Line(
                consent.number,
                self.choice("consents", "consent_type", consent.kind),
                consent.until,
                consent.partner or "",
                is_valid=consent.is_valid(books.today),
            )
            for consent in consents_of(books, self.key, books.today)
        )


def _newest(plan: Mapping[str, Any]) -> tuple[str, str]:
    return str(plan.get("plan_date") or ""), str(plan["plan_id"])


def _clients(document: Document) -> set[str]:
    return {str(document.plain[n]) for n in ("client", "client_id") if document.plain.get(n)}
