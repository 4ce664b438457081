"""An office with clients, workers and vouchers, and a workbook people edit with openpyxl."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Connection

from formkit.fieldtypes import (
    AddressType,
    ChoiceType,
    DateType,
    IdentifierType,
    MoneyType,
    MultiChoiceType,
    MultilineType,
    NumberType,
    PersonType,
    PhoneType,
    ReferenceType,
    TextType,
    TimeType,
    YesNoType,
)
from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.model.register import Column, Register, RegisterWords
from formkit.store import Store, numbers, proposals, records, reviews
from formkit.store.source import Source, SourceKind
from formkit.workbook.publish import Published, publish


def _register(name: str, key: str, titles: dict[str, str], columns: dict[str, Any], **rest: Any):
    """A register whose columns are ``name: (type, Russian title, English title)``."""
    words = {}
    for number, locale in enumerate(("ru", "en"), start=1):
        choices = {n: c[3][locale] for n, c in columns.items() if len(c) > 3}
        labels = {n: c[number] for n, c in columns.items()}
        words[locale] = RegisterWords(locale, titles[locale], labels, choices)
    types = tuple(Column(name=n, type=c[0]) for n, c in columns.items())
    return Register(name=name, key=key, columns=types, words=words, **rest)


STATUSES = {
    "ru": {"issued": "выдан", "provided": "услуга оказана", "refused": "отказано; см. причину"},
    "en": {"issued": "issued", "provided": "provided", "refused": "refused; see reason"},
}
NEEDS = {
    "ru": {"food": "питание", "housing": "жильё", "papers": "документы"},
    "en": {"food": "food", "housing": "housing", "papers": "papers"},
}
STAFF = _register(
    "staff",
    "worker_id",
    {"ru": "Реестр сотрудников", "en": "Staff"},
    {
        "worker_id": (IdentifierType(), "Табельный номер", "Number"),
        "worker_name": (PersonType(), "ФИО", "Name"),
        "begins_at": (TimeType(), "Начало рабочего дня", "Begins at"),
        "is_complete": (YesNoType(), "Личное дело полное", "File complete"),
        "wage": (MoneyType(), "Оклад", "Wage"),
    },
    label="worker_name",
    number_mask="W-{seq:02}",
)
VOUCHERS = _register(
    "vouchers",
    "voucher_no",
    {"ru": "Реестр талонов направления на услуги", "en": "Referral vouchers"},
    {
        "voucher_no": (IdentifierType(), "Номер талона", "Voucher"),
        "client_id": (
            ReferenceType(register="clients", shows_label=False),
            "Номер клиента",
            "Client",
        ),
        "issued_on": (DateType(), "Дата выдачи", "Issued on"),
        "issued_by": (ReferenceType(register="staff"), "Выдал(а)", "Issued by"),
        "status": (
            ChoiceType(choices=("issued", "provided", "refused")),
            "Статус",
            "Status",
            STATUSES,
        ),
        "needs": (
            MultiChoiceType(choices=("food", "housing", "papers")),
            "Потребности",
            "Needs",
            NEEDS,
        ),
        "quantity": (NumberType(decimals=3), "Количество", "Quantity"),
        "phone": (PhoneType(), "Телефон", "Phone"),
        "notes": (MultilineType(), "Примечание", "Notes"),
    },
)
IDENTITY = _register(
    "client_identity",
    "client_id",
    {"ru": "Персональные данные клиентов (ограниченный доступ)", "en": "Client identity"},
    {
        "client_id": (ReferenceType(register="clients"), "Номер клиента", "Client"),
        "surname": (TextType(), "Фамилия", "Surname"),
        "birth_date": (DateType(), "Дата рождения", "Born on"),
        "address": (AddressType(), "Адрес", "Address"),
    },
    is_restricted=True,
)
NOW = datetime(2026, 6, 5, 9, 30, tzinfo=UTC)
SOURCE = Source(kind=SourceKind.WORKBOOK, actor="olena", at=NOW)
ELSEWHERE = Source(kind=SourceKind.DATA, actor="petro", at=NOW)


def next_key(connection: Connection, register: Register) -> str | None:
    if not register.number_mask:
        return None
    return register.number_mask.format(seq=numbers.next_number(connection, register.name, 0) + 90)


SHEETS = {"vouchers": "Реестр талонов направления на", "staff": "Реестр сотрудников"}


@dataclass
class Office:
    """A store beside the workbook that was published last."""

    store: Store
    last: bytes = b""
    staff: Register = STAFF
    vouchers: Register = VOUCHERS
    identity: Register = IDENTITY
    source: Source = SOURCE
    sheets: dict[str, str] = field(default_factory=lambda: SHEETS)

    def propose(self, register: Register, key: str, **values: Any) -> None:
        """Change the register from elsewhere, knowing what stands in it."""
        with self.store.transaction() as connection:
            row = records.find(connection, register, key)
            base = row.values if row else None
            proposals.propose(connection, register, key, values, base=base, source=ELSEWHERE)

    def publish(self, content: bytes | None = None) -> Published:
        """Publish over the last workbook, or over one that people have edited."""
        with self.store.transaction() as connection:
            made = publish(
                connection,
                [STAFF, VOUCHERS],
                content or self.last or None,
                locale="ru",
                source=SOURCE,
                next_key=next_key,
            )
        self.last = made.content
        return made

    def values(self, register: Register, key: str) -> dict[str, Any]:
        with self.store.reading() as connection:
            row = records.find(connection, register, key)
        return dict(row.values) if row else {}

    def keys(self, register: Register) -> list[str]:
        with self.store.reading() as connection:
            return [str(r.values[register.key]) for r in records.rows(connection, register)]

    def open_items(self) -> list[reviews.ReviewItem]:
        with self.store.reading() as connection:
            return reviews.open_items(connection)

    def sheet(self, register: str = "vouchers", content: bytes | None = None) -> Any:
        """A sheet as openpyxl, another program than ours, sees it."""
        return openpyxl.load_workbook(io.BytesIO(content or self.last))[SHEETS[register]]

    def edited(self, edit: Callable[[Any], object], register: str = "vouchers") -> bytes:
        """The last workbook after somebody has edited a sheet of it."""
        sheet = self.sheet(register)
        edit(sheet)
        return self.saved(sheet)

    @staticmethod
    def saved(sheet: Any) -> bytes:
        buffer = io.BytesIO()
        sheet.parent.save(buffer)
        return buffer.getvalue()

    @staticmethod
    def cell(sheet: Any, key: str, title: str) -> Any:
        """The cell of a record in a column."""
        titles = [cell.value for cell in sheet[1]]
        keys = [cell.value for cell in sheet["B"]]
        return sheet.cell(keys.index(key) + 1, titles.index(title) + 1)

    def shown(self, register: Register) -> list[list[Any]]:
        """Rows under the titles, without the tokens."""
        rows = self.sheet(register.name).iter_rows(min_row=2, values_only=True)
        return [list(row[1:]) for row in rows]


@contextlib.contextmanager
def new_office(folder: Path) -> Iterator[Office]:
    """An office with one worker and six vouchers, published once."""
    with Store.open(f"sqlite:///{folder / 'office.db'}", [STAFF, VOUCHERS, IDENTITY]) as store:
        made = Office(store)
        made.propose(STAFF, "W-01", worker_name=Person("Щербаков-Їжак Олег", "male"))
        for number in range(1, 7):
            made.propose(
                VOUCHERS,
                f"2026-{number:05}",
                client_id=Reference(f"{number:05}"),
                issued_on=date(2026, 6, number),
                issued_by=Reference("W-01"),
                status="issued",
                needs=("food", "papers"),
                quantity=Decimal("1.5") * number,
                phone=f"+7 900 000-00-0{number}",
                notes=f"Справка {number}\nвторая строка",
            )
        made.publish()
        yield made


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with new_office(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def office_maker() -> Any:
    return new_office


@pytest.fixture(scope="session")
def vouchers() -> Register:
    return VOUCHERS


@pytest.fixture(scope="session")
def staff() -> Register:
    return STAFF
