"""The law of the workbook: whatever both sides do, no edit is lost and nothing is doubled."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formkit.store.reviews import ReviewKind

TITLES = {"phone": "Телефон", "notes": "Примечание"}
KEYS = [f"2026-{number:05}" for number in range(1, 7)]
CELL = st.tuples(st.sampled_from(KEYS), st.sampled_from(list(TITLES)))
EDITS = st.dictionaries(CELL, st.integers(0, 3), max_size=4)
"""Cell and the value it gets; equal numbers on both sides are equal values."""
ROUND = st.fixed_dictionaries(
    {
        "sheet": EDITS,
        "register": EDITS,
        "is_sorted": st.booleans(),
        "new_rows": st.integers(0, 2),
        "deleted": st.sets(st.sampled_from(KEYS), max_size=1),
        "is_sent_twice": st.booleans(),
    }
)


@given(rounds=st.lists(ROUND, min_size=1, max_size=3))
@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_edit_of_either_side_is_lost(office, rounds):
    for number, plan in enumerate(rounds):
        _play(office, plan, mark=f"{office.store.verify().entries}-{number}")
    assert office.store.verify().is_intact


def _play(office, plan, mark: str) -> None:
    office.publish()
    base = {key: office.values(office.vouchers, key) for key in KEYS}
    keys_before = office.keys(office.vouchers)
    questions_before = {item.id for item in office.open_items()}
    sheet_edits = {
        c: f"{mark} {v}" for c, v in plan["sheet"].items() if c[0] not in plan["deleted"]
    }
    register_edits = {cell: f"{mark} {v}" for cell, v in plan["register"].items()}
    new_keys = [f"new {mark} {number}" for number in range(plan["new_rows"])]
    edited = _workbook(office, plan, sheet_edits, new_keys)
    for (key, column), value in register_edits.items():
        office.propose(office.vouchers, key, **{column: value})
    office.publish(edited)
    if plan["is_sent_twice"]:
        assert office.publish(edited).taken.is_repeated
    asked = {
        (item.row_id, item.path, item.proposed)
        for item in office.open_items()
        if item.id not in questions_before and item.kind is ReviewKind.CONFLICT
    }
    conflicts = 0
    for key in KEYS:
        for column in TITLES:
            cell = (key, column)
            found = office.values(office.vouchers, key)[column]
            if cell in register_edits:
                assert found == register_edits[cell]
                is_conflict = sheet_edits.get(cell, found) != found
                conflicts += is_conflict
                assert not is_conflict or any(
                    path == column and proposed == sheet_edits[cell] for _, path, proposed in asked
                )
            else:
                assert found == sheet_edits.get(cell, base[key][column])
    assert len(asked) == conflicts
    assert office.keys(office.vouchers) == [*keys_before, *new_keys]


def _workbook(office, plan, edits, new_keys) -> bytes:
    def edit(sheet) -> None:
        for (key, column), value in edits.items():
            office.cell(sheet, key, TITLES[column]).value = value
        rows = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        rows = [row for row in rows if row[1] not in plan["deleted"]]
        rows += [[None, key, "00001"] + [None] * 7 for key in new_keys]
        if plan["is_sorted"]:
            rows.sort(key=lambda row: str(row[8]))
        sheet.delete_rows(2, sheet.max_row)
        for row in rows:
            sheet.append(row)

    return office.edited(edit)
