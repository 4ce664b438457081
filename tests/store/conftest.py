"""A small office: registers, a moment, somebody who works there."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from formkit.fieldtypes import (
    ChoiceType,
    DateType,
    IdentifierType,
    MoneyType,
    MultiChoiceType,
    MultilineType,
    NumberType,
    PersonType,
    ReferenceType,
    SignatureType,
    TextType,
    TimeType,
    YesNoType,
)
from formkit.model.register import Column, Register
from formkit.store import Store
from formkit.store.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scratch_postgresql import Server


def register(name: str, key: str, label: str = "", **types: object) -> Register:
    columns = tuple(Column(name=column, type=kind) for column, kind in types.items())
    return Register(name=name, key=key, label=label, columns=columns, words={})


@pytest.fixture(scope="session")
def vouchers() -> Register:
    return register(
        "vouchers",
        "voucher_no",
        voucher_no=IdentifierType(),
        client_id=ReferenceType(register="clients", shows_label=False),
        issued_on=DateType(),
        status=ChoiceType(choices=("issued", "provided", "refused")),
        served_on=DateType(),
        quantity=NumberType(decimals=3),
        refusal_reason=TextType(),
    )


@pytest.fixture(scope="session")
def staff() -> Register:
    return register(
        "staff",
        "worker_id",
        "worker_name",
        worker_id=IdentifierType(),
        worker_name=PersonType(),
        models=MultiChoiceType(choices=("broker", "clinical", "intensive")),
        begins_at=TimeType(),
        is_complete=YesNoType(),
        signed=SignatureType(),
        wage=MoneyType(least=Decimal(-(10**9))),
        notes=MultilineType(),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store; every test runs on both engines."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'office.db'}"
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def store(url: str, vouchers: Register, staff: Register) -> Iterator[Store]:
    with Store.open(url, [vouchers, staff]) as opened:
        yield opened


@pytest.fixture
def source() -> Source:
    at = datetime(2026, 6, 5, 9, 30, tzinfo=UTC)
    return Source(kind=SourceKind.DATA, actor="olena", at=at)
