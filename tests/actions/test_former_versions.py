"""Paper that comes back after its form and its register have been changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from numpy.random import default_rng
from paper_set.office import on_paper, taken
from paper_set.pen import drawn_digits
from sample_office import MARK, NOW, VOUCHER, complete

from formkit import bundled
from formkit.actions.collect import Collected, collect_one, collect_pages
from formkit.actions.decisions import Answer, decide
from formkit.actions.desk import open_desk
from formkit.actions.issue import Issued, issue
from formkit.actions.review import questions
from formkit.problems import Code
from formkit.store import definitions, records
from formkit.store.receipts import Verdict
from formkit.store.reviews import Decision

REFUSED = {"service_status": "/refused", "refusal_reason": "нет мест", "provider_worker": "Мельник"}
Edit = Callable[[str], str]


@pytest.fixture
def own_office(office: Path) -> Path:
    """An office with definitions of its own."""
    own = office / "form_templates"
    for name in (VOUCHER, "registers"):
        shutil.copytree(bundled("form_templates") / name, own / name)
    return office


@pytest.fixture
def issued(own_office: Path, voucher_data: dict[str, Any]) -> Issued:
    with open_desk(own_office, now=NOW, actor="tester") as desk:
        return issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",))


def change(office: Path, place: str, *replaced: tuple[str, str]) -> None:
    for path in sorted((office / "form_templates").glob(place)):
        text = path.read_text(encoding="utf-8")
        for old, new in replaced:
            assert old in text, (path, old)
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")


def new_version(office: Path) -> None:
    """Version 2 asks for the reason under another name and no longer for the quantity."""
    change(office, f"{VOUCHER}/form.yaml", ("version: 1", "version: 2"),
           ("refusal_reason: refusal_reason", "why_refused: why_refused"),
           ("      qty_delivered: qty_delivered\n", ""),
           ("      refusal_reason: {", "      why_refused: {"))  # fmt: skip
    change(office, f"{VOUCHER}/*.md", ("refusal_reason:", "why_refused:"))


def new_columns(office: Path) -> None:
    """The register calls the reason otherwise and has no quantity any more."""
    change(office, "registers/vouchers.yaml",
           ("  refusal_reason: {type: text}", "  why_refused: {type: text}"),
           ("  qty_delivered:  {type: number, decimals: 1}\n", ""),
           ("qty_delivered, refusal_reason", "why_refused"),
           ("stages:\n", "renamed: {refusal_reason: why_refused}\nstages:\n"))  # fmt: skip
    for path in sorted((office / "form_templates" / "registers").glob("*.md")):
        head, mark, rest = path.read_text(encoding="utf-8").partition("\n  vouchers:")
        assert "refusal_reason:" in rest
        renamed = rest.replace("refusal_reason:", "why_refused:", 1)
        quantity = next(line for line in rest.splitlines(True) if "qty_delivered:" in line)
        path.write_text(head + mark + renamed.replace(quantity, "", 1), encoding="utf-8")


def returned(office: Path, issued: Issued, answers: dict[str, str]) -> tuple[Collected, Any]:
    """What became of the paper, and its record."""
    path = office / "inbox" / "old.pdf"
    path.write_bytes(complete(issued.files[0].read_bytes(), answers))
    with open_desk(office, now=NOW, actor="tester") as desk:
        collected = collect_one(desk, path)
        with desk.store.reading() as connection:
            row = records.find(connection, desk.registers["vouchers"], issued.number or "")
    return collected, row


def test_paper_of_a_former_version_is_read_as_it_was_defined(
    own_office: Path, issued: Issued
) -> None:
    new_version(own_office)
    new_columns(own_office)
    collected, row = returned(own_office, issued, REFUSED)
    assert collected.verdict is Verdict.ACCEPTED, collected.problems
    found = [p for p in collected.problems if p.code is Code.DOCUMENT_FORMER_VERSION]
    assert [dict(p.values) for p in found] == [{"form": VOUCHER, "found": "1"}]
    assert (row.values["status"], row.values["why_refused"]) == ("refused", "нет мест")


def test_what_has_no_column_any_more_is_kept_beside_the_others(
    own_office: Path, issued: Issued
) -> None:
    new_version(own_office)
    new_columns(own_office)
    collected, row = returned(own_office, issued, MARK)
    assert collected.verdict is Verdict.ACCEPTED, collected.problems
    assert row.values["served_on"] == date(2026, 11, 20)
    assert row.extra == {"qty_delivered": "6"}


def test_a_form_that_was_given_up_still_comes_back(own_office: Path, issued: Issued) -> None:
    own = own_office / "form_templates" / VOUCHER
    name = "voucher_of_today"
    change(own_office, f"{VOUCHER}/form.yaml", (f"form: {VOUCHER}", f"form: {name}"))
    own.rename(own.with_name(name))
    with open_desk(own_office, now=NOW, actor="tester") as desk:
        desk.catalogue.folders = [own_office / "form_templates"]
        path = own_office / "inbox" / "old.pdf"
        path.write_bytes(complete(issued.files[0].read_bytes(), MARK))
        collected = collect_one(desk, path)
        with desk.store.reading() as connection:
            row = records.find(connection, desk.registers["vouchers"], issued.number or "")
    assert collected.verdict is Verdict.ACCEPTED, collected.problems
    assert row is not None
    assert row.values["qty_delivered"] == Decimal(6)


def test_every_text_of_a_definition_is_kept_once(
    own_office: Path, voucher_data: dict[str, Any]
) -> None:
    with open_desk(own_office, now=NOW, actor="tester") as desk:
        for locale in ("ru", "cs"):
            issue(desk, VOUCHER, voucher_data, locale=locale, faces=("fillable",))
        with desk.store.reading() as connection:
            editions = connection.exec_driver_sql("SELECT fingerprint FROM definition").all()
            texts = connection.exec_driver_sql("SELECT text FROM definition_text").all()
            kept = [definitions.find(connection, fingerprint) for (fingerprint,) in editions]
    assert len(kept) == 2
    assert kept[0] == kept[1]
    assert sorted(text for (text,) in texts) == sorted(set(kept[0].values()))
    own = own_office / "form_templates" / VOUCHER / "form.yaml"
    assert kept[0][f"1/{VOUCHER}/form.yaml"] == own.read_text(encoding="utf-8")


def test_a_scan_of_a_former_version_is_read_and_decided_as_it_was_defined(
    own_office: Path, voucher_data: dict[str, Any]
) -> None:
    answers = {"service_status": "refused", "refusal_reason": "*", "provider_worker": "*"}
    texts = {"refusal_reason": "нет мест", "provider_worker": "Мельник"}
    path = own_office / "inbox" / "old.png"
    with open_desk(own_office, now=NOW, actor="tester") as desk:
        issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=("pdf",))
        form = desk.catalogue.get(VOUCHER)
        blank = desk.prepared.writer(form, "ru", {"org": desk.organisation}).blank
        digits = drawn_digits(default_rng(5), 2)
        pages = on_paper(issued.files[0].read_bytes(), blank, form, answers, digits, 1)
        path.write_bytes(taken(pages, "office200", 1))
    new_version(own_office)
    new_columns(own_office)
    with open_desk(own_office, now=NOW, actor="tester") as desk:
        assert collect_one(desk, path).verdict is Verdict.PAGES
        assert [d.verdict for d in collect_pages(desk)] == [Verdict.REVIEW]
        given = [
            Answer(q.id, Decision.CORRECTED, texts[q.path])
            if q.path in texts
            else Answer(q.id, Decision.KEPT)
            for q in questions(desk)
        ]
        decided = decide(desk, given)
        assert decided.documents == ((issued.number, Verdict.ACCEPTED),)
        with desk.store.reading() as connection:
            row = records.find(connection, desk.registers["vouchers"], issued.number or "")
    assert row is not None
    assert (row.values["status"], row.values["why_refused"]) == ("refused", "нет мест")
