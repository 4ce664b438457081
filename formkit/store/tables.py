"""All tables: the ledger, the change log, and one typed table per register."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from formkit.store.sqltypes import STORAGES, CanonicalJson, UtcDateTime, storage_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formkit.model.register import Register

LIVE = "live"
_Column = sa.Column[Any]


def _text(name: str, *, is_required: bool = True) -> _Column:
    return sa.Column(name, sa.Text, nullable=not is_required)


def _key(name: str = "id") -> _Column:
    return sa.Column(name, sa.Text, primary_key=True)


def _number(name: str = "seq") -> _Column:
    """A number that grows with every row and gives the rows their order."""
    wide = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column(name, wide, primary_key=True, autoincrement=True)


def _at(name: str = "at", *, is_required: bool = True) -> _Column:
    return sa.Column(name, UtcDateTime, nullable=not is_required)


def _json(name: str) -> _Column:
    return sa.Column(name, CanonicalJson)


LEDGER = sa.MetaData()

WORKBOOK_KEY = "workbook_key"
"""Name of the setting that holds the key of the workbooks' tokens."""

setting = sa.Table("setting", LEDGER, _key("name"), _text("value"))

document = sa.Table(
    "document",
    LEDGER,
    _key(),
    _text("form"),
    sa.Column("version", sa.Integer, nullable=False),
    _text("locale"),
    _text("number", is_required=False),
    _text("status"),
    sa.Column("rev", sa.Integer, nullable=False),
    _text("fingerprint", is_required=False),
    _json("plain"),
    _text("sha256", is_required=False),
    _text("actor"),
    _at("issued_at", is_required=False),
    _at("returned_at", is_required=False),
    sa.Index("ix_document_number", "form", "number"),
)

receipt = sa.Table(
    "receipt",
    LEDGER,
    _key(),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    _text("suffix"),
    sa.Column("size", sa.BigInteger, nullable=False),
    _at(),
    _text("actor"),
    _text("verdict"),
    sa.Column("document", sa.Text, sa.ForeignKey("document.id"), index=True),
    _json("problems"),
    _json("plain"),
)

reading = sa.Table(
    "reading",
    LEDGER,
    sa.Column("receipt", sa.Text, sa.ForeignKey("receipt.id"), primary_key=True),
    _key("slot"),
    _text("text"),
    _text("method"),
    sa.Column("page", sa.Integer),
    _json("rectangle_pt"),
    sa.Column("confidence", sa.Float, nullable=False),
)

scan_page = sa.Table(
    "scan_page",
    LEDGER,
    _number("seq"),
    _text("sha256"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("receipt", sa.Text, sa.ForeignKey("receipt.id"), index=True),
    sa.Column("document", sa.Text, index=True),
    _json("content"),
    sa.UniqueConstraint("sha256", "number", name="uq_scan_page"),
)
"""Pages of scanned files; without receipt while they wait for the rest of their document."""

geometry = sa.Table(
    "geometry",
    LEDGER,
    _key("fingerprint"),
    _text("form"),
    sa.Column("version", sa.Integer, nullable=False),
    _text("locale"),
    _json("rectangles_pt"),
)

definition = sa.Table("definition", LEDGER, _key("fingerprint"), _text("form"), _json("places"))
"""Definitions documents were issued with: hashes of their texts by place."""

definition_text = sa.Table("definition_text", LEDGER, _key("sha256"), _text("text"))

review = sa.Table(
    "review",
    LEDGER,
    _number("seq"),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("same", sa.Text, nullable=False, unique=True),
    _text("kind"),
    sa.Column("receipt", sa.Text, sa.ForeignKey("receipt.id"), index=True),
    sa.Column("document", sa.Text, sa.ForeignKey("document.id"), index=True),
    _text("register", is_required=False),
    _text("row_id", is_required=False),
    _text("path", is_required=False),
    _text("code", is_required=False),
    _json("facts"),
    _json("base"),
    _json("current"),
    _json("proposed"),
    _json("source"),
    _at("opened_at"),
    _text("state"),
    _text("decision", is_required=False),
    _json("decided_value"),
    _text("decided_by", is_required=False),
    _at("decided_at", is_required=False),
    sa.Index("ix_review_state", "state"),
)

change = sa.Table(
    "change",
    LEDGER,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    _text("register"),
    _text("row_id"),
    sa.Column("rev", sa.Integer, nullable=False),
    _text("op"),
    _text("actor"),
    _text("source"),
    _text("at"),
    _text("diff"),
    _text("prev_hash"),
    _text("hash"),
    sa.UniqueConstraint("register", "row_id", "rev", name="uq_change_rev"),
)
"""``source``, ``at`` and ``diff`` are kept as the very text that was hashed."""

chain = sa.Table(
    "chain",
    LEDGER,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    _text("hash"),
)
"""One row: the end of the change log. Without it, cutting off the end would go unseen."""

proposal = sa.Table(
    "proposal",
    LEDGER,
    _number("seq"),
    _text("register"),
    _text("row_id"),
    sa.Column("document", sa.Text, sa.ForeignKey("document.id"), nullable=False),
    _text("stage"),
    _json("plain"),
    sa.Index("ix_proposal", "document", "register", "row_id"),
)
"""What every document wanted to write: the base of its corrections."""

counter = sa.Table(
    "counter",
    LEDGER,
    _key("scope"),
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("last", sa.BigInteger, nullable=False),
)

edition = sa.Table("edition", LEDGER, _key(), _at(), _json("rows"))

edition_row = sa.Table(
    "edition_row",
    LEDGER,
    sa.Column("edition", sa.Text, primary_key=True),
    _key("register"),
    _key("fingerprint"),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    _text("row_id"),
)
"""Rows people have added to a workbook and that were taken in."""

title = sa.Table(
    "title",
    LEDGER,
    _key("register"),
    _key("title"),
    _text("column"),
)
"""Titles the columns of workbooks have had: a former one is known when it comes back."""

workbook_file = sa.Table(
    "workbook_file",
    LEDGER,
    _key("name"),
    _text("sha256"),
    sa.Column("seq", sa.BigInteger),
    _json("layout"),
)
"""Each workbook as it was written last: where everything stands in that very file."""

taken_file = sa.Table("taken_file", LEDGER, _key("sha256"), _at(), _text("actor"))

_APPEND_ONLY = "the change log is only ever added to"
TRIGGERS = {
    "sqlite": tuple(
        f"CREATE TRIGGER IF NOT EXISTS change_no_{verb.lower()} BEFORE {verb} ON change "
        f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION change_append_only() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END $$",
        "CREATE OR REPLACE TRIGGER change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON change FOR EACH STATEMENT EXECUTE FUNCTION change_append_only()",
    ),
}
"""Statements by dialect that forbid changing the change log."""


def register_table(register: Register) -> sa.Table:
    """The table ``reg_<name>`` of a register; system columns begin with an underscore."""
    storages = tuple((column.name, storage_of(column.type)) for column in register.columns)
    return _register_table(register.name, register.key, storages)


@cache
def _register_table(name: str, key: str, storages: tuple[tuple[str, str], ...]) -> sa.Table:
    is_live = sa.text(f"_state = '{LIVE}'")
    return sa.Table(
        f"reg_{name}",
        sa.MetaData(),
        _number("_seq"),
        sa.Column("_id", sa.Text, nullable=False, unique=True),
        sa.Column("_rev", sa.Integer, nullable=False),
        _text("_state"),
        _text("_merged_into", is_required=False),
        sa.Column("_document", sa.Text, sa.ForeignKey(document.c.id)),
        _json("_details"),
        _json("_extra"),
        *(sa.Column(column, STORAGES[storage]) for column, storage in storages),
        sa.Index(f"ix_reg_{name}", key),
        sa.Index(
            f"uq_reg_{name}",
            key,
            unique=True,
            sqlite_where=is_live,
            postgresql_where=is_live,
        ),
    )


def insert_once(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Insert a row; False where one with the same key stands, or has just been made elsewhere."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).on_conflict_do_nothing().returning(sa.literal(1))
    return connection.execute(statement, dict(row)).first() is not None
