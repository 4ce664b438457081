"""Review: what waits for a person, and what the person decided."""

from __future__ import annotations

from dataclasses import dataclass

from formkit.actions.desk import Desk
from formkit.fieldtypes.base import Plain
from formkit.problems import Problem
from formkit.store import documents, receipts, reviews


@dataclass(frozen=True, slots=True)
class Waiting:
    """One question: where it is, why it is asked, what the document says."""

    id: str
    form: str | None
    number: str | None
    path: str | None
    problem: Problem | None
    proposed: Plain
    file: str | None
    """Hash of the archived file."""


def waiting(desk: Desk) -> list[Waiting]:
    """Everything open, oldest first."""
    with desk.store.reading() as connection:
        files = {r.id: r.sha256 for r in receipts.everything(connection)}
        found = []
        for item in reviews.open_items(connection):
            document = documents.find(connection, item.document) if item.document else None
            found.append(
                Waiting(
                    item.id,
                    document.form if document else None,
                    document.number if document else None,
                    item.path,
                    item.problem,
                    item.proposed,
                    files.get(item.receipt or ""),
                )
            )
    return found
