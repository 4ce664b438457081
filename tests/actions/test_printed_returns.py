"""Returns that were printed to PDF or flattened reach the register like filled files."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pdf_clients
import pikepdf
import pytest
from pdf_clients import PRINTERS
from sample_office import MARK, VOUCHER, complete, sample

from formkit.actions.collect import Collected, collect_one
from formkit.actions.desk import Desk
from formkit.actions.faces import Copy, Prepared, write_fillable
from formkit.actions.fill import prepare_copy
from formkit.actions.issue import issue
from formkit.actions.read import read_document
from formkit.actions.review import waiting
from formkit.catalogue.index import Catalogue, open_catalogue
from formkit.fieldtypes.signature import SIGNED
from formkit.problems import Code, Severity
from formkit.store import records
from formkit.store.receipts import Verdict

DOCUMENT = "GP1XF3A7QG"


def printed(data: bytes, printer: str, folder: Path) -> bytes:
    try:
        return pdf_clients.printed(data, printer, folder)
    except FileNotFoundError as missing:
        pytest.skip(f"{missing} is not installed")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    pytest.importorskip("weasyprint")
    return Prepared(tmp_path_factory.mktemp("blanks"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return open_catalogue(None)


def _sample_copy(catalogue: Catalogue, name: str, locale: str) -> Copy:
    suffix = "" if locale == "ru" else f".{locale}"
    data = sample(f"{name}/completed{suffix}.yaml")[0]
    copy, problems = prepare_copy(catalogue.get(name), data, locale, date(2026, 11, 22))
    assert problems == []
    return replace(copy, document=DOCUMENT)


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("name", [VOUCHER, "individual_plan"])
def test_prints_of_the_samples_give_the_values_of_their_fields(
    catalogue: Catalogue, prepared: Prepared, tmp_path: Path, name: str, locale: str
) -> None:
    copy = _sample_copy(catalogue, name, locale)
    filled = write_fillable(copy, prepared)
    wanted = read_document(catalogue, filled)
    assert wanted.record is not None
    prints = {each: printed(filled, each, tmp_path) for each in PRINTERS}
    prints["flat"] = write_fillable(copy, prepared, flat=True)
    for printer, content in prints.items():
        found = read_document(catalogue, content, prepared, copy.records)
        assert found.record is not None, printer
        assert found.plain == wanted.plain, printer
        assert found.record.doubtful == frozenset(), printer
        assert found.record.document == DOCUMENT, printer
        assert {p.code for p in found.problems} == {p.code for p in wanted.problems}, printer


def test_without_the_blank_of_its_edition_nothing_is_read(
    catalogue: Catalogue, prepared: Prepared, tmp_path: Path
) -> None:
    form = catalogue.get(VOUCHER)
    other = Copy(replace(form, sections=form.sections[:2]), "ru", {}, {}, DOCUMENT)
    content = printed(write_fillable(other, Prepared()), "qpdf", tmp_path)
    found = read_document(catalogue, content, prepared)
    assert found.record is None
    assert [p.code for p in found.problems] == [Code.DOCUMENT_OTHER_GEOMETRY]


def _received(desk: Desk, content: bytes) -> Collected:
    path = desk.office.inbox / "from partner.pdf"
    path.write_bytes(content)
    return collect_one(desk, path)


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_printed_voucher_reaches_the_register(
    desk: Desk, voucher_data: dict[str, Any], tmp_path: Path, printer: str
) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",))
    content = complete(issued.files[0].read_bytes(), MARK)
    collected = _received(desk, printed(content, printer, tmp_path))
    assert [p for p in collected.problems if p.severity is Severity.ERROR] == []
    assert (collected.verdict, collected.number) == (Verdict.ACCEPTED, issued.number)
    with desk.store.reading() as connection:
        row = records.find(connection, desk.registers["vouchers"], issued.number or "")
    assert row is not None
    said = [row.values[name] for name in ("status", "served_on", "qty_delivered")]
    assert said == ["provided", date(2026, 11, 20), Decimal(6)]


def test_a_signature_on_a_print_is_for_a_person(
    desk: Desk, voucher_data: dict[str, Any], tmp_path: Path
) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable",))
    content = complete(issued.files[0].read_bytes(), MARK)
    with pikepdf.open(io.BytesIO(printed(content, "qpdf", tmp_path))) as pdf:
        form = desk.prepared.writer(desk.catalogue.get(VOUCHER), "ru", {"org": desk.organisation})
        page, (left, bottom, _, _) = form.blank.geometry["provider_signature"]
        stroke = b"q 1 w %.1f %.1f m %.1f %.1f l S Q"
        drawn = stroke % (left + 8, bottom + 5, left + 60, bottom + 15)
        pdf.pages[page - 1].contents_add(drawn)
        out = io.BytesIO()
        pdf.save(out)
    collected = _received(desk, out.getvalue())
    assert collected.verdict is Verdict.REVIEW
    errors = [p for p in collected.problems if p.severity is Severity.ERROR]
    assert [(p.code, p.where.path, p.values["text"]) for p in errors] == [
        (Code.VALUE_DOUBTFUL, "provider_signature", SIGNED)
    ]
    assert [w.problem.code for w in waiting(desk) if w.problem] == [Code.VALUE_DOUBTFUL]
