"""Paper of an earlier version of a form: read by the definition it was issued with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from formkit.actions.faces import Prepared
from formkit.actions.read import ReadFile, read_document
from formkit.catalogue.former import open_former
from formkit.model.form import OFFICE_RECORD, Form
from formkit.problems import Code, Severity, problem
from formkit.store import definitions, documents

if TYPE_CHECKING:
    from formkit.actions.desk import Desk
    from formkit.model.register import Feed, Register

_FORMER = (Code.DOCUMENT_OTHER_VERSION, Code.DOCUMENT_UNKNOWN_FORM)


def read_former(desk: Desk, content: bytes, read: ReadFile) -> ReadFile:
    """Read a file again that the definitions of today do not fit; else it stays as it was read.

    What the document feeds goes into the registers of today: under new names of columns, and
    beside the typed columns where there is none any more.
    """
    mark = read.reading.mark
    if mark is None or not any(found.code in _FORMER for found in read.problems):
        return read
    with desk.store.reading() as connection:
        document = documents.find(connection, mark.document or "")
        texts = definitions.find(connection, document.fingerprint or "") if document else {}
    if not texts:
        return read
    with TemporaryDirectory(prefix="formkit-") as folder:
        former = replace(open_former(texts, Path(folder)), profile=desk.catalogue.profile)
        own = {OFFICE_RECORD: desk.organisation}
        again = read_document(former, content, Prepared(desk.prepared.folder), own)
    if again.record is None or again.form is None:
        return read
    note = problem(
        Code.DOCUMENT_FORMER_VERSION, Severity.INFO, form=again.form.name, found=again.form.version
    )
    form = fed_today(again.form, desk.registers)
    return replace(again, form=form, problems=(note, *again.problems))


def fed_today(form: Form, registers: Mapping[str, Register]) -> Form:
    """A former form with its feeds as the registers are now."""
    feeds = [_renamed(feed, registers[feed.register]) for feed in form.feeds
             if feed.register in registers]  # fmt: skip
    return replace(form, feeds=tuple(feeds))


def _renamed(feed: Feed, register: Register) -> Feed:
    """A feed into the columns as they are named now."""
    now = register.renamed
    constants = {
        stage: {now.get(column, column): text for column, text in cells.items()}
        for stage, cells in feed.constants.items()
    }
    columns = {now.get(column, column): source for column, source in feed.columns.items()}
    return replace(feed, columns=columns, constants=constants)
