from __future__ import annotations

import other_program
import pytest

from formkit.errors import StoreError
from formkit.model.register import Register
from formkit.store import Store, proposals
from formkit.store.source import Source


@pytest.fixture
def five_changes(store: Store, vouchers: Register, source: Source, url: str) -> str:
    with store.transaction() as connection:
        for key in "abcde":
            proposals.propose(connection, vouchers, key, {}, base=None, source=source)
    return url


@pytest.mark.parametrize(
    "statement", ["UPDATE change SET actor = 'x' WHERE seq = 2", "DELETE FROM change WHERE seq = 5"]
)
def test_the_change_log_is_only_added_to(store: Store, five_changes: str, statement: str):
    with pytest.raises(StoreError, match="only ever added"), store.transaction() as connection:
        connection.exec_driver_sql(statement)
    assert store.verify().is_intact


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE change SET actor = 'x' WHERE seq = 2", 2),
        ("UPDATE change SET diff = replace(diff, 'c', 'x') WHERE seq = 3", 3),
        ("UPDATE change SET hash = prev_hash WHERE seq = 4", 4),
        ("DELETE FROM change WHERE seq = 1", 1),
        ("DELETE FROM change WHERE seq = 3", 3),
        ("DELETE FROM change WHERE seq = 5", 5),
    ],
)
def test_whoever_gets_around_that_is_found_out(
    store: Store, five_changes: str, statement: str, broken_at: int
):
    guards = other_program.allow_changes_of_the_log(five_changes)
    other_program.run(five_changes, *guards, statement)
    found = store.verify()
    assert found.broken_at == broken_at
    assert not found.is_intact


def test_an_untouched_store_is_intact(store: Store, five_changes: str):
    found = store.verify()
    assert (found.entries, found.is_intact, found.damage) == (5, True, ())
