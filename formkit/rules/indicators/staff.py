"""Training and supervision of the staff in the year before the end of the period."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from formkit.model.report import Block, Chart, Column, Kind, Records
from formkit.rules.indicators.span import WORKER, Span, cell, heading, rows
from formkit.rules.staff import last_supervisions, working


class Staff:
    def __init__(self, span: Span) -> None:
        self.span = span
        self.since = span.books.today - timedelta(days=span.books.setting("R32", "months_days"))

    def development(self) -> Block:
        span, word = self.span, self.span.word
        training = span.books.live("staff_training")
        key, on = training.c["worker_id"], training.c["date_from"]
        query = sa.select(key, sa.func.count(), sa.func.sum(training.c["hours"]))
        trained = span.by_key(query.where(on > self.since, on <= span.end).group_by(key))
        sessions = last_supervisions(span.books)
        found = {}
        for worker, _hired in span.books.rows(working(span.books)):
            count, hours = trained.get(worker, (0, 0))
            last = sessions.get(worker)
            ago = (span.books.today - last).days if last else None
            found[worker] = (count, hours or 0, ago)
        year = '{training.worker},{key},{training.trained_on},">"&as_of-year_days,'
        year += '{training.trained_on},"<="&as_of'
        columns = (
            Column(name="trainings", label=word("trainings"), formula=f"COUNTIFS({year})"),
            Column(name="hours", label=word("hours"), kind=Kind.NUMBER,
                   formula=f"SUMIFS({{training.hours}},{year})"),
            Column(name="supervised", label=word("supervised"),
                   amber=span.books.setting("R31", "every_days"), red=90),
        )  # fmt: skip
        return Block(
            name="development",
            sheet="staff",
            title=word("development"),
            columns=(*heading(span, WORKER), *columns),
            rows=tuple(rows(span.labels(WORKER), found, 3)),
            chart=Chart("bars", ("hours",)),
        )

    def records(self) -> Records:
        span, word = self.span, self.span.word
        training = span.books.live("staff_training")
        names = ("record_id", "worker_id", "date_from", "hours")
        on = training.c["date_from"]
        query = sa.select(*(training.c[name] for name in names))
        query = query.where(on > self.since, on <= span.end).order_by(training.c["record_id"])
        columns = (
            Column(name="number", label=word("number"), kind=Kind.TEXT),
            Column(name="worker", label=word("worker"), kind=Kind.TEXT),
            Column(name="trained_on", label=word("trained_on"), kind=Kind.DATE),
            Column(name="hours", label=word("hours"), kind=Kind.NUMBER),
        )
        made = [tuple(cell(value) for value in row) for row in span.books.rows(query)]
        return Records("training", word("r_training"), columns, tuple(made))

    @property
    def sessions(self) -> int:
        """Supervision sessions of the period."""
        session = self.span.books.live("supervision")
        query = sa.select(sa.func.count()).select_from(session)
        query = query.where(self.span.within(session.c["session_date"]))
        return int(self.span.books.connection.scalar(query) or 0)
