"""Case forms of names: proposed once, corrected once, right for ever after."""

from __future__ import annotations

from typing import Any

from sample_office import NOW

from formkit.actions.desk import Desk, lookup
from formkit.actions.enrol import enrol
from formkit.actions.people import confirm, persons_in, unconfirmed
from formkit.actions.prefill import NAME_FORMS
from formkit.fieldtypes.person import Person
from formkit.layout.expressions import evaluate
from formkit.store import records
from formkit.store.proposals import propose
from formkit.store.source import Source, SourceKind

BY_HAND = Source(kind=SourceKind.WORKBOOK, actor="clerk", at=NOW)


def _forms(desk: Desk, name: str) -> Any:
    with desk.store.reading() as connection:
        row = records.find(connection, desk.registers[NAME_FORMS], name)
    return row.values if row else None


def test_a_name_that_enters_a_register_gets_its_forms_proposed(desk: Desk) -> None:
    forms = _forms(desk, "Рыбаков Кирилл Андреевич")
    assert (forms["gen"], forms["ins"]) == (
        "Рыбакова Кирилла Андреевича",
        "Рыбаковым Кириллом Андреевичем",
    )
    assert "confirmed" not in forms


def test_nothing_is_proposed_for_a_person_of_unknown_gender(desk: Desk) -> None:
    enrol(desk, "staff", [{"worker_id": "W-90", "worker_name": "Ким Саша"}], "ru")
    assert _forms(desk, "Ким Саша") is None


def test_a_correction_is_used_from_then_on(desk: Desk) -> None:
    name, register = "Рыбаков Кирилл Андреевич", desk.registers[NAME_FORMS]
    with desk.store.transaction() as connection:
        row = records.find(connection, register, name)
        assert row is not None
        change = {"gen": "Рыбакова-Кирилла"}
        propose(connection, register, name, change, base=row.values, source=BY_HAND)
        staff = lookup(desk, connection, "ru").record(desk.registers["staff"], "W-02")
    assert evaluate("worker.name | case('gen')", {"worker": staff}, "ru") == "Рыбакова-Кирилла"
    enrol(desk, "staff", [{"worker_id": "W-02", "gender": "male", "worker_name": name}], "ru")
    assert _forms(desk, name)["gen"] == "Рыбакова-Кирилла"


def test_what_was_confirmed_is_not_asked_again(desk: Desk) -> None:
    names = [str(row["name"]) for row in unconfirmed(desk)]
    assert confirm(desk, names[:2]) == 2
    assert [str(row["name"]) for row in unconfirmed(desk)] == names[2:]


def test_persons_are_found_however_deep() -> None:
    ann, ben = Person("Ann"), Person("Ben")
    content = {"org": {"head": {"name": ann}}, "rows": ({"who": ben}, {"n": 1})}
    assert list(persons_in(content)) == [ann, ben]
