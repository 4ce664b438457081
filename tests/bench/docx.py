"""Word files: ours beside docxtpl on the same templates, 500 letters, and a template checked.

    python tests/bench/docx.py

prints a table. The XML of both is compared first; nothing is asserted about time.
"""

from __future__ import annotations

import io
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LETTERS = 500
LONGEST = "service_regulations"
"""A template of more than ten pages."""
OURS_TIMES, THEIRS_TIMES = 200, 20
FORMS = ("referral_voucher", "individual_plan", "job_description_specialist", LONGEST)
LOCALE = "ru"


def median_ms(work: Callable[[], object], times: int) -> float:
    work()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return 1000 * statistics.median(found)


def by_docxtpl(template: bytes, names: Mapping[str, Any]) -> bytes:
    """As docxtpl is used: a new one for every document, with the same strict environment."""
    from docxtpl import DocxTemplate

    from formkit.layout.expressions import environment

    document = DocxTemplate(io.BytesIO(template))
    document.render(dict(names), jinja_env=environment(LOCALE, is_markup=True))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def is_same(ours: bytes, theirs: bytes) -> bool:
    """Whether the canonical XML of every filled part is the same."""
    from lxml import etree

    def canonical(content: bytes, part: str) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            xml: bytes = etree.tostring(etree.fromstring(archive.read(part)), method="c14n2")
        return xml

    parts = ("word/document.xml", "word/header1.xml", "word/footer1.xml", "word/footer2.xml")
    return all(canonical(ours, part) == canonical(theirs, part) for part in parts)


def compare(form_name: str) -> list[str]:
    """One row of the table."""
    from formkit.actions.faces import names_in_word
    from formkit.actions.rehearsal import cases_of
    from formkit.actions.templates import OfficeTemplates
    from formkit.catalogue.index import open_catalogue
    from formkit.formats.docx import Template

    catalogue = open_catalogue()
    form = catalogue.get(form_name)
    content = OfficeTemplates(catalogue).compiled(form, LOCALE)
    case = next(c for c in reversed(cases_of(catalogue, form, LOCALE)) if "longest" not in c.name)
    template, names = Template(content, LOCALE), names_in_word(case.copy)
    same = is_same(template.render(names), by_docxtpl(content, names))
    ours = median_ms(lambda: template.render(names), OURS_TIMES)
    theirs = median_ms(lambda: by_docxtpl(content, names), THEIRS_TIMES)
    ratio = f"{theirs / ours:.0f}×"
    return [case.name, f"{ours:.2f}", f"{theirs:.1f}", ratio, "same" if same else "DIFFERENT"]


def check_ms() -> tuple[int, float]:
    """Faults found in a long template spoiled all over, and the time of one check."""
    import docx

    from formkit.actions.templates import OfficeTemplates, check_template
    from formkit.catalogue.index import open_catalogue

    catalogue = open_catalogue()
    form = catalogue.get(LONGEST)
    opened = docx.Document(io.BytesIO(OfficeTemplates(catalogue).exported(form, LOCALE)))
    for number, paragraph in enumerate(opened.paragraphs):
        if number % 10 == 0 and "{%" not in paragraph.text:
            paragraph.add_run("{{ nmae }} { { org.city } } {{ «org.ctiy» }}")
    out = io.BytesIO()
    opened.save(out)
    spoiled = out.getvalue()

    def check() -> int:
        return len(check_template(catalogue, form, LOCALE, spoiled, "spoiled.docx"))

    return check(), median_ms(check, THEIRS_TIMES)


def letters() -> float:
    """Seconds of ``formkit fill`` for a table of letters, the start of the program included."""
    import subprocess

    import openpyxl

    from formkit.actions.data import read_data

    path = ROOT / "samples" / "job_description_specialist" / "typical.yaml"
    record = read_data(path.read_bytes(), path.name).records[0]
    flat = {name: _cell(value) for name, value in record.items() if name != "org"}
    with tempfile.TemporaryDirectory() as folder:
        book = openpyxl.Workbook()
        book.active.append(list(flat))
        for _ in range(LETTERS):
            book.active.append(list(flat.values()))
        table = Path(folder) / "letters.xlsx"
        book.save(table)
        command = [sys.executable, "-m", "formkit", "fill", "job_description_specialist"]
        start = time.perf_counter()
        subprocess.run(
            [*command, "--data", str(table), "-l", LOCALE, "-o", f"{folder}/out"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        seconds = time.perf_counter() - start
        count = len(list((Path(folder) / "out").glob("*.docx")))
    if count != LETTERS:
        raise SystemExit(f"{count} letters instead of {LETTERS}")
    return seconds


def _cell(value: Any) -> Any:
    """A value of a YAML record as one cell of a table."""
    if isinstance(value, Mapping):
        return value.get("key") or value.get("text")
    return " ".join(value) if isinstance(value, list) else value


def main() -> None:
    rows = [["document", "formkit, ms", "docxtpl, ms", "ratio", "XML"], *map(compare, FORMS)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
    faults, check = check_ms()
    print(f"{faults} faults found in one check of {LONGEST}: {check:.0f} ms")
    seconds = letters()
    print(
        f"{LETTERS} letters from a table: {seconds:.1f} s, {1000 * seconds / LETTERS:.1f} ms each"
    )


if __name__ == "__main__":
    # This file is called docx, as python-docx is.
    sys.path[0] = str(ROOT)
    main()
