"""Records that may be the same: proposed, merged when a person says so, parted again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formkit.actions.disclosure import READ, Access, record_access, require_reader
from formkit.actions.issue import CLIENTS
from formkit.actions.numbering import with_check_digit
from formkit.errors import UnknownRecordError, UnknownRegisterError
from formkit.language.suggestion import suggest
from formkit.rules.twins import PEOPLE, VISITS, find_twins
from formkit.store import merging, records, reviews
from formkit.store.reviews import Decision, ReviewItem, ReviewKind
from formkit.store.source import SourceKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.actions.desk import Desk
    from formkit.store.merging import Merged


@dataclass(frozen=True, slots=True)
class Pair:
    register: str
    newer: str
    older: str
    question: str
    """Id of the question that waits for a person."""


def propose_twins(
    desk: Desk, connection: Connection, among: Collection[str] = (PEOPLE, VISITS)
) -> list[Pair]:
    """Ask about every pair nobody has decided yet; pairs that were decided stay decided."""
    source = desk.source(SourceKind.REVIEW)
    pairs = []
    looked_into = {name: desk.registers[name] for name in among if name in desk.registers}
    for twins in find_twins(connection, looked_into):
        register = desk.registers[twins.register]
        item = ReviewItem(
            kind=ReviewKind.TWIN,
            opened_at=desk.now,
            register=twins.register,
            row_id=twins.newer.id,
            proposed={"id": twins.older.id},
            source=source.facts(),
        )
        asked = reviews.find(connection, reviews.add(connection, item))
        if asked is not None and asked.decision is None:
            newer, older = (str(r.plain.get(register.key)) for r in (twins.newer, twins.older))
            pairs.append(Pair(twins.register, newer, older, asked.id))
    return pairs


def list_twins(desk: Desk) -> list[Pair]:
    """Pairs that wait for a decision; looking at them is logged.

    Raises:
        NoAccessError, StoreError
    """
    require_reader(desk)
    with desk.store.transaction() as connection:
        found = propose_twins(desk, connection)
        record_access(desk, connection, [Access(action=READ, of="duplicates")])
    return found


def merge_decided(desk: Desk, connection: Connection) -> list[Merged]:
    """Merge the pairs of which a person has said that they are the same, each once."""
    made = []
    for item in reviews.decided(connection, ReviewKind.TWIN, Decision.TAKEN):
        register = desk.registers.get(item.register or "")
        other = item.proposed.get("id") if isinstance(item.proposed, dict) else None
        if register is None or item.row_id is None or not isinstance(other, str):
            continue
        rows = [records.find_id(connection, register, one) for one in (other, item.row_id)]
        reviews.set_value(connection, item.id, {"merged": True})
        keys = [str(r.plain[register.key]) for r in rows if r and r.state is records.State.LIVE]
        if len(keys) == len(rows):
            main = _main(desk, register.name)
            made.append(_merge(desk, connection, main, (keys[0], keys[1])))
    return made


def _main(desk: Desk, register: str) -> str:
    """Identities are merged with the clients they belong to."""
    is_client = desk.registers[register].key == "client_id" and CLIENTS in desk.registers
    return CLIENTS if is_client else register


def _merge(desk: Desk, connection: Connection, register: str, keys: tuple[str, str]) -> Merged:
    source = desk.source(SourceKind.MERGE)
    return merging.merge(connection, desk.registers, register, keys, source)


def merge_records(desk: Desk, given_up: str, kept: str, register: str = CLIENTS) -> Merged:
    """Give one record up for another; what refers to it follows.

    Raises:
        UnknownRegisterError, UnknownRecordError, CannotMergeError, StoreError
    """
    with desk.store.transaction() as connection:
        first, second = (_key(desk, connection, register, key) for key in (kept, given_up))
        return _merge(desk, connection, register, (first, second))


def part_records(desk: Desk, given_up: str, register: str = CLIENTS) -> Merged:
    """Make a record that was merged into another one live again.

    Raises:
        UnknownRegisterError, UnknownRecordError
        NotMergedError
    """
    with desk.store.transaction() as connection:
        key = _key(desk, connection, register, given_up)
        source = desk.source(SourceKind.MERGE)
        return merging.undo(connection, desk.registers, register, key, source)


def _key(desk: Desk, connection: Connection, register: str, key: str) -> str:
    """A key as it was typed, with its check digit; the record may be live or not."""
    if register not in desk.registers:
        raise UnknownRegisterError(register=register, suggestion=suggest(register, desk.registers))
    definition = desk.registers[register]
    full = with_check_digit(key.strip(), definition.number_mask)
    if records.find_any(connection, definition, full) is None:
        known = list(records.labels(connection, definition))
        raise UnknownRecordError(record=key, suggestion=suggest(full, known))
    return full
