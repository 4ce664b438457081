"""The rules of the office: over its registers, and before a document leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from formkit.actions.disclosure import DISCLOSE, PRINT, Access
from formkit.errors import RefusedError
from formkit.problems import has_errors
from formkit.rules import Books, Finding, Outgoing, check, check_issue, with_office
from formkit.rules.issue import used_consent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from formkit.actions.desk import Desk
    from formkit.model.form import Form
    from formkit.problems import Problem


def open_books(desk: Desk, connection: Connection) -> Books:
    """The registers for the rules, today, with the settings of the office.

    Raises:
        BadSettingsError: the office has changed a setting there is not.
    """
    settings = with_office(desk.office.settings.rules)
    return Books(connection, desk.registers, settings, desk.now.astimezone().date())


def check_office(desk: Desk) -> list[Finding]:
    """What the rules find in the registers today."""
    with desk.store.reading() as connection:
        return check(open_books(desk, connection))


def require_allowed(
    desk: Desk, connection: Connection, form: Form, values: Mapping[str, Any]
) -> tuple[list[Problem], Access]:
    """What the rules remark on a document about to be issued, and its entry in the access log.

    Raises:
        RefusedError: a rule forbids it; with all the reasons and what would lift them.
    """
    books = open_books(desk, connection)
    outgoing = Outgoing(form, values, books.today)
    locale = desk.office.settings.locale
    problems = [finding.problem(locale) for finding in check_issue(books, outgoing)]
    if has_errors(problems):
        raise RefusedError(form=form.name, problems=problems)
    partner = outgoing.key("partners") if form.audience == "partner" else None
    access = Access(
        action=DISCLOSE if partner else PRINT,
        of=form.name,
        client=outgoing.key("clients"),
        purpose="issue",
        recipient=partner,
        consent=used_consent(books, outgoing),
    )
    return problems, access
