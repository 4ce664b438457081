"""What the reader of scans has to know of the paper an office has handed out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from formkit.actions.desk import lookup
from formkit.actions.faces import Prepared
from formkit.actions.former import fed_today
from formkit.actions.prefill import resolve_references
from formkit.catalogue.former import open_former
from formkit.fieldtypes import YesNoType
from formkit.model.clean import from_plain, row_counts, slot_texts
from formkit.model.form import OFFICE_RECORD, Form
from formkit.store import definitions, documents
from formkit.store.documents import Document, Status

if TYPE_CHECKING:
    from formkit.actions.desk import Desk
    from formkit.formats.acroform import Blank
    from formkit.formats.formmark import Payload
    from formkit.formats.scan import Paper, Papers
    from formkit.layout.printed import Records


class Shelf:
    """The papers of an office; those of the document asked for last are at hand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._forms: dict[tuple[str, int, str, str | None], Form | None] = {}
        self._last: tuple[object, tuple[Paper, ...]] = (None, ())

    @property
    def papers(self) -> Papers:
        from formkit.formats.scan import Papers

        return Papers(self.find, self._awaited)

    def find(self, payload: Payload) -> tuple[Paper, ...]:
        """Papers a page with this code may have been printed on, the likeliest first."""
        key = (payload.code, payload.version, payload.locale, payload.document)
        if self._last[0] != key:
            self._last = (key, tuple(self._papers(payload)))
        return self._last[1]

    def form(self, name: str, version: int, locale: str, document: str | None) -> Form | None:
        """The definition a page was made from; a former one is fed into the registers of today."""
        key = (name, version, locale, document)
        if key not in self._forms:
            self._forms[key] = self._form(*key)
        return self._forms[key]

    def _form(self, name: str, version: int, locale: str, document: str | None) -> Form | None:
        form = self._desk.catalogue.find(name)
        if form is not None and (form.version, locale in form.words) == (version, True):
            return form
        with self._desk.store.reading() as connection:
            issued = documents.find(connection, document or "")
            texts = definitions.find(connection, issued.fingerprint or "") if issued else {}
        if not texts:
            return None
        with TemporaryDirectory(prefix="formkit-") as folder:
            former = replace(open_former(texts, Path(folder)), profile=self._desk.catalogue.profile)
            found = former.find(name)
        is_it = found is not None and found.version == version and locale in found.words
        return fed_today(found, self._desk.registers) if found is not None and is_it else None

    def _papers(self, payload: Payload) -> Iterator[Paper]:
        issued = self._issued(payload.document)
        name = issued.form if issued else self._desk.catalogue.codes.get(payload.code, "")
        form = self.form(name, payload.version, payload.locale, payload.document)
        if form is None or form.binding is not None:
            return
        shown = set()
        for blank in self._blanks(form, payload.locale):
            if blank.data not in shown:
                shown.add(blank.data)
                yield self._paper(form, blank, issued)

    def _issued(self, document: str | None) -> Document | None:
        with self._desk.store.reading() as connection:
            found = documents.find(connection, document or "")
        return found if found and found.status is not Status.FOREIGN else None

    def _blanks(self, form: Form, locale: str) -> Iterator[Blank]:
        prepared = self._desk.prepared
        if form != self._desk.catalogue.find(form.name):
            prepared = Prepared(prepared.folder)
        own: Records = {}
        if OFFICE_RECORD in form.prefill:
            own = {OFFICE_RECORD: self._desk.organisation}
        return prepared.blanks(form, locale, own)

    def _paper(self, form: Form, blank: Blank, issued: Document | None) -> Paper:
        from formkit.formats.acroform import Writer
        from formkit.formats.scan import Paper, proofs_of

        locale, today = blank.mark.locale, self._desk.now.astimezone().date()
        proofs = proofs_of(form, locale, today)
        weighty = frozenset(
            slot.name
            for slot in form.slots()
            if isinstance(slot.field.type, YesNoType) and slot.field.type.appearance == "check"
        )
        if issued is None:
            return Paper(blank, proofs=proofs, weighty=weighty)
        values, _problems = from_plain(form, issued.plain, locale)
        with self._desk.store.reading() as connection:
            known = lookup(self._desk, connection, locale)
            values, _problems = resolve_references(form, values, known)
        texts = slot_texts(form, values, locale)
        empty = {slot.name: "" for slot in form.slots(row_counts(form, values))}
        mark = replace(blank.mark, document=issued.id)
        printed, _unfit = Writer(blank).write({**empty, **texts}, mark=mark, flat=True)
        return Paper(blank, printed, texts, proofs, weighty)

    @cached_property
    def _awaited(self) -> tuple[str, ...]:
        """Codes of all pages that are out and would come back as paper."""
        from formkit.formats.formmark import payload

        with self._desk.store.reading() as connection:
            out = [d for d in documents.of_form(connection) if d.status is Status.ISSUED]
        codes = []
        blanks: dict[tuple[str, int, str], Blank | None] = {}
        for each in out:
            kind = (each.form, each.version, each.locale)
            if kind not in blanks:
                blanks[kind] = self._by_hand(*kind)
            blank = blanks[kind]
            if blank is not None:
                mark, count = replace(blank.mark, document=each.id), blank.page_count
                codes += [payload(mark, blank.form_code, n, count) for n in range(1, count + 1)]
        return tuple(codes)

    def _by_hand(self, name: str, version: int, locale: str) -> Blank | None:
        form = self._desk.catalogue.find(name)
        if form is None or form.version != version or not form.is_by_hand:
            return None
        if form.binding is not None or locale not in form.words:
            return None
        return next(self._blanks(form, locale), None)
