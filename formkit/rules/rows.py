"""Rules about single records, compiled from their conditions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from formkit.rules.definitions import rules
from formkit.rules.finding import Finding

if TYPE_CHECKING:
    from formkit.rules.books import Books
    from formkit.rules.definitions import RowRule


def check_rows(books: Books) -> Iterator[Finding]:
    for rule in rules().values():
        for row_rule in rule.rows:
            if books.has(row_rule.register):
                yield from _check(books, rule.id, row_rule)


def _check(books: Books, rule: str, row_rule: RowRule) -> Iterator[Finding]:
    table = books.live(row_rule.register)
    conditions = [_condition(books, rule, table.c[n], c) for n, c in row_rule.where.items()]
    columns = [table.c[column].label(fact) for fact, column in row_rule.facts.items()]
    for row in books.connection.execute(sa.select(*columns).where(*conditions)):
        facts = dict(row._mapping)
        day = facts.get("date")
        if isinstance(day, date):
            facts["days"] = abs((books.today - day).days)
        yield Finding(rule, row_rule.code, facts)


def _condition(books: Books, rule: str, column: Any, wanted: Any) -> sa.ColumnElement[bool]:
    """``empty``, ``filled``, ``past``, a value, or one operator with a list or a setting."""
    match wanted:
        case "empty":
            return sa.and_(_text_or_none(column).is_(None))
        case "filled":
            return sa.and_(_text_or_none(column).is_not(None))
        case "past":
            return sa.and_(column < books.day())
        case bool():
            return sa.and_(column.is_(wanted))
        case {"in": names}:
            return sa.and_(column.in_(_list(books, rule, names)))
        case {"not_in": names}:
            return sa.func.coalesce(column, "").not_in(_list(books, rule, names))
        case dict():
            return _compared(books, rule, column, wanted)
    return sa.and_(column == wanted)


def _compared(
    books: Books, rule: str, column: Any, wanted: dict[str, str]
) -> sa.ColumnElement[bool]:
    ((operator, name),) = wanted.items()
    number = books.setting(rule, name)
    match operator:
        case "older_than":
            return sa.and_(column < books.day(-number))
        case "newer_than":
            return sa.and_(column.between(books.day(-number), books.day()))
        case "due_within":
            return sa.and_(column < books.day(number))
        case "at_most":
            return sa.and_(column <= number)
    raise ValueError(operator)


def _list(books: Books, rule: str, names: Any) -> list[str]:
    """A list, or the setting that holds one."""
    return list(books.setting(rule, names) if isinstance(names, str) else names)


def _text_or_none(column: Any) -> Any:
    """An empty text is no value either."""
    return sa.func.nullif(column, "") if isinstance(column.type, sa.Text) else column
