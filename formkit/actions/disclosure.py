"""Who saw or took out what of whom: the access log, and who may see identities at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from formkit.errors import NoAccessError
from formkit.fieldtypes.reference import Reference
from formkit.model.form import Form, Sensitivity
from formkit.rules import Outgoing, with_office
from formkit.store import numbers
from formkit.store.proposals import propose
from formkit.store.source import SourceKind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from formkit.actions.desk import Desk
    from formkit.fieldtypes.base import Value

LOG = "access_log"
READ, EXPORT, PRINT, DISCLOSE = "read", "export", "print", "disclose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One look at, or output of, what is known about a client."""

    action: str
    """``read``, ``export``, ``print`` or ``disclose``."""
    of: str
    """Name of a form, a register or a report."""
    client: str | None = None
    """None where it concerns many or nobody."""
    purpose: str = ""
    recipient: str | None = None
    consent: str | None = None


def record_access(desk: Desk, connection: Connection, accesses: Iterable[Access]) -> None:
    """Write entries into the access log, in the transaction of what they are about.

    An office without such a register keeps none.
    """
    if LOG not in desk.registers:
        return
    register, local = desk.registers[LOG], desk.now.astimezone()
    source = desk.source(SourceKind.DATA)
    seq = numbers.next_number(connection, LOG, local.year)
    for place, access in enumerate(accesses):
        row: dict[str, Value] = {
            "access_date": local.date(),
            "access_time": local.time().replace(second=0, microsecond=0),
            "user": desk.actor,
            "doc_type": access.of,
            "action": access.action,
            "purpose": access.purpose or None,
            "client_id": Reference(access.client) if access.client else None,
            "recipient": Reference(access.recipient) if access.recipient else None,
            "consent_id": Reference(access.consent) if access.consent else None,
        }
        key = f"{local.year}-{seq:06}" + (f"/{place}" if place else "")
        propose(connection, register, key, row, base=None, source=source)


def note_access(desk: Desk, *accesses: Access) -> None:
    """The same in a transaction of its own, for what only reads."""
    with desk.store.transaction() as connection:
        record_access(desk, connection, accesses)


def require_reader(desk: Desk) -> None:
    """R26: only those the office has named see who its clients are.

    Raises:
        NoAccessError
    """
    readers = with_office(desk.office.settings.rules)["R26"]["readers"]
    if readers and desk.actor not in readers:
        raise NoAccessError(actor=desk.actor)


def note_documents(
    desk: Desk, action: str, documents: Iterable[tuple[Form, Mapping[str, Any]]]
) -> None:
    """Log documents somebody filled in or read, as far as they tell who a client is or how ill.

    Args:
        desk: the office.
        action: ``print`` or ``read``.
        documents: forms with their values.
    """
    today = desk.now.astimezone().date()
    outgoing = [Outgoing(form, values, today) for form, values in documents]
    accesses = [
        Access(action=action, of=one.form.name, client=one.key("clients"))
        for one in outgoing
        if any(member.sensitive in _LOGGED for member, _value in one.entries())
    ]
    if accesses:
        note_access(desk, *accesses)


_LOGGED = (Sensitivity.IDENTITY, Sensitivity.MEDICAL, Sensitivity.DRUG, Sensitivity.CRIMINAL)
