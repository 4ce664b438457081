from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from formkit.actions.feeds import (
    ISSUE,
    RETURN,
    Proposal,
    correct_registers,
    feed_registers,
    locked_fields,
    proposals,
)
from formkit.catalogue.index import Catalogue
from formkit.fieldtypes.reference import Reference
from formkit.store import Store, documents, records
from formkit.store.documents import Document
from formkit.store.proposals import Op, propose
from formkit.store.records import State
from formkit.store.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formkit.model.form import Form
    from formkit.model.register import Register

DOCUMENT = "7QK2M9XT4V"
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ISSUED: dict[str, Any] = {
    "voucher_no": "2026-00017-1",
    "client_id": Reference("00012-2"),
    "service": Reference("SV-01", "Обед"),
    "quantity": Decimal(6),
    "issued_on": date(2026, 11, 22),
}
RETURNED = {
    **ISSUED,
    "service_status": "provided",
    "served_on": date(2026, 11, 25),
    "qty_delivered": Decimal(0),
}
PLAN: dict[str, Any] = {
    "plan_id": "2026-0003-0",
    "client": Reference("00012-2"),
    "reason_services": ({"need": "обеды"}, {}, {"need": "сиделка", "qty": Decimal(2)}),
}


@pytest.fixture
def voucher(catalogue: Catalogue) -> Form:
    return catalogue.get("referral_voucher")


@pytest.fixture
def plan(catalogue: Catalogue) -> Form:
    return catalogue.get("individual_plan")


@pytest.fixture
def registers(catalogue: Catalogue) -> dict[str, Register]:
    return dict(catalogue.registers)


def test_each_stage_writes_the_columns_it_owns(
    voucher: Form, registers: dict[str, Register]
) -> None:
    (issue,) = proposals(voucher, ISSUED, registers, ISSUE)
    assert (issue.register, issue.key) == ("vouchers", "2026-00017-1")
    assert issue.values == {
        "client_id": Reference("00012-2"),
        "service_id": Reference("SV-01"),
        "quantity": Decimal(6),
        "issued_on": date(2026, 11, 22),
        "status": "issued",
    }
    (returned,) = proposals(voucher, RETURNED, registers, RETURN)
    assert returned.values == {
        "status": "provided",
        "served_on": date(2026, 11, 25),
        "qty_delivered": Decimal(0),
    }


def test_every_row_of_a_table_is_a_record_that_keeps_its_number(
    plan: Form, registers: dict[str, Register]
) -> None:
    lines = [p for p in proposals(plan, PLAN, registers, ISSUE) if p.register == "plan_lines"]
    assert [line.key for line in lines] == ["2026-0003-0/1.1", "2026-0003-0/1.3"]
    assert [line.values["need_id"] for line in lines] == ["обеды", "сиделка"]
    assert {line.values["client_id"] for line in lines} == {Reference("00012-2")}


def test_nothing_is_proposed_without_a_key(plan: Form, registers: dict[str, Register]) -> None:
    nameless = {name: value for name, value in PLAN.items() if name != "plan_id"}
    assert list(proposals(plan, nameless, registers, ISSUE)) == []
    assert list(proposals(plan, {}, registers, RETURN)) == []


EVERYTHING = Path(__file__).parents[1] / "cases" / "definitions" / "good" / "everything"


def test_a_value_takes_the_type_of_its_column() -> None:
    everything = Catalogue([EVERYTHING])
    form = everything.get("voucher")
    feed = replace(form.feeds[0], key="voucher_no", columns={"district": "client_id"})
    form = replace(form, feeds=(feed,))
    values = {"voucher_no": "1", "client_id": Reference("00012-2", "Заречный")}
    (found,) = proposals(form, values, everything.registers, ISSUE)
    assert found == Proposal("clients", "1", {"district": "00012-2", "result": "provided"})


def test_the_office_s_part_is_locked_when_it_is_handed_out(voucher: Form) -> None:
    locked = locked_fields(voucher)
    assert {"voucher_no", "client_id", "quantity"} <= locked
    assert not locked & {"service_status", "provider_worker", "issuer_signature", "returned_on"}


@pytest.fixture
def store(tmp_path: Path, catalogue: Catalogue) -> Iterator[Store]:
    registers = tuple(catalogue.registers.values())
    with Store.open(f"sqlite:///{tmp_path / 'office.db'}", registers) as store:
        document = Document(id=DOCUMENT, form="referral_voucher", version=1, locale="ru")
        with store.transaction() as connection:
            documents.add(connection, document, source(ISSUE))
        yield store


def source(stage: str, kind: SourceKind = SourceKind.DOCUMENT) -> Source:
    document = DOCUMENT if kind is SourceKind.DOCUMENT else None
    return Source(kind=kind, actor="olena", at=AT, document=document, stage=stage)


def test_a_returned_document_completes_what_it_began(
    store: Store, voucher: Form, registers: dict[str, Register]
) -> None:
    with store.transaction() as connection:
        (made,) = feed_registers(connection, voucher, ISSUED, registers, source(ISSUE))
        (completed,) = feed_registers(connection, voucher, RETURNED, registers, source(RETURN))
        row = records.find(connection, registers["vouchers"], "2026-00017-1")
    assert (made.op, completed.op, completed.conflicts) == (Op.INSERTED, Op.UPDATED, ())
    assert row is not None
    assert (row.values["status"], row.values["quantity"]) == ("provided", Decimal(6))


def test_what_a_person_wrote_meanwhile_is_not_overwritten(
    store: Store, voucher: Form, registers: dict[str, Register]
) -> None:
    vouchers = registers["vouchers"]
    with store.transaction() as connection:
        feed_registers(connection, voucher, ISSUED, registers, source(ISSUE))
        edit = {"status": "cancelled"}
        by_hand = source("", SourceKind.WORKBOOK)
        propose(
            connection, vouchers, "2026-00017-1", edit, base={"status": "issued"}, source=by_hand
        )
        (returned,) = feed_registers(connection, voucher, RETURNED, registers, source(RETURN))
        row = records.find(connection, vouchers, "2026-00017-1")
    assert [conflict.column for conflict in returned.conflicts] == ["status"]
    assert row is not None
    assert (row.values["status"], row.values["served_on"]) == ("cancelled", date(2026, 11, 25))


def test_rows_a_correction_no_longer_has_are_withdrawn_unless_people_changed_them(
    store: Store, plan: Form, registers: dict[str, Register]
) -> None:
    lines = registers["plan_lines"]
    needs = ({"need": "обеды"}, {"need": "лекарства"}, {"need": "сиделка", "qty": Decimal(2)})
    first, corrected = PLAN | {"reason_services": needs}, PLAN | {"reason_services": needs[:1]}
    with store.transaction() as connection:
        feed_registers(connection, plan, first, registers, source(RETURN))
        by_hand = source("", SourceKind.WORKBOOK)
        key = "2026-0003-0/1.3"
        propose(connection, lines, key, {"status": "done"}, base={}, source=by_hand)
        propose(connection, lines, key, {"planned_qty": Decimal(3)},
                base={"planned_qty": Decimal(2)}, source=by_hand)  # fmt: skip
        _, kept = correct_registers(connection, plan, corrected, registers, source(RETURN))
        states = [
            records.find_any(connection, lines, f"2026-0003-0/1.{n}").state for n in (1, 2, 3)
        ]
    assert kept == ["2026-0003-0/1.3"]
    assert states == [State.LIVE, State.VOID, State.LIVE]
