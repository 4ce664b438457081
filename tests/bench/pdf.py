"""How quick documents are filled and read: ``python -P tests/bench/pdf.py [FOLDER]``.

The voucher and a form of 200 fields, with our writer and reader and with other programs; medians
of milliseconds of processor time a document, all in one run, and how many times ours is quicker;
the memory of one process over 10,000 documents. Programs that are not installed are absent. Of a
folder every PDF is read, by us and by pypdf.
"""

from __future__ import annotations

import io
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
import pypdf
from pikepdf import Name, String

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from pdf_clients import JARS, JAVA, filled_by_pdfbox  # noqa: E402

from formkit import bundled  # noqa: E402
from formkit.actions.data import read_data  # noqa: E402
from formkit.actions.faces import Copy, Prepared, make_blank, write_docx  # noqa: E402
from formkit.actions.fill import prepare_copy  # noqa: E402
from formkit.catalogue.index import open_catalogue  # noqa: E402
from formkit.fieldtypes import ChoiceType, DateType, NumberType, TextType, YesNoType  # noqa: E402
from formkit.formats.acroform import Writer, read, verify  # noqa: E402
from formkit.formats.acroform.printed import read_printed  # noqa: E402
from formkit.layout.build import build  # noqa: E402
from formkit.model.clean import slot_texts  # noqa: E402
from formkit.model.form import Field, Form, Kind, Section  # noqa: E402
from formkit.model.record import FormMark  # noqa: E402
from formkit.model.words import FieldWords, FormWords  # noqa: E402

QUICK, USUAL, SLOW = 200, 15, 3
"""Runs of what takes less than 20 ms, less than 200 ms, and more."""
BEST = 5
DOCUMENTS = 10_000
DOCUMENT = "GP1XF3A7QG"
WORD = "LibreOffice, Word file to PDF"
"""Of the voucher only: the large form has no Word file worth the name."""
TYPES = (
    TextType(length=40),
    DateType(),
    NumberType(),
    ChoiceType(choices=("first", "second")),
    YesNoType(appearance="check"),
)
SAMPLES = ("Щербаков-Їжак Řeřicha", "04.03.1958", "17", "second", "yes")


@dataclass(frozen=True)
class Case:
    """A prepared form with the texts of one document."""

    name: str
    copy: Copy
    writer: Writer
    texts: Mapping[str, str]
    mark: FormMark

    @property
    def filled(self) -> bytes:
        return self.write()

    def write(self, *, flat: bool = False) -> bytes:
        data, problems = self.writer.write(self.texts, mark=self.mark, flat=flat)
        if problems:
            raise SystemExit(f"{self.name}: {problems}")
        return data


def voucher() -> Case:
    name = "referral_voucher"
    path = bundled("samples") / name / "completed.yaml"
    data = read_data(path.read_bytes(), path.name).records[0]
    copy, _ = prepare_copy(open_catalogue(None).get(name), data, "ru", date(2026, 11, 22))
    texts = slot_texts(copy.form, copy.values, "ru")
    return _case("voucher", copy, texts)


def large_form() -> Case:
    """Two hundred fields of five types."""
    fields = [Field(name=f"field_{n}", type=TYPES[n % 5], span=2) for n in range(200)]
    words = {
        each.name: FieldWords(f"Поле {n}", choices={"first": "первое", "second": "второе"})
        for n, each in enumerate(fields)
    }
    form = Form(
        name="large_form",
        code="LARGE",
        version=1,
        kind=Kind.FORM,
        sections=(Section(name="all", by="office", members=tuple(fields)),),
        words={"ru": FormWords("ru", "Большая форма", {"all": "Сведения"}, words)},
    )
    texts = {each.name: SAMPLES[n % 5] for n, each in enumerate(fields)}
    return _case("200 fields", Copy(form, "ru", {}), texts)


def _case(name: str, copy: Copy, texts: Mapping[str, str]) -> Case:
    blank = make_blank(build(copy.form, "ru"), copy.records)
    return Case(name, copy, Writer(blank), texts, replace(blank.mark, document=DOCUMENT))


def by_weasyprint(case: Case) -> None:
    """Page and fields anew, and the fields rewritten."""
    make_blank(build(case.copy.form, "ru"), case.copy.records)


def by_pypdf(case: Case) -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(case.writer.blank.data))
    buttons = {slot.name for slot in case.copy.form.slots() if slot.states}
    values = {n: f"/{text}" if n in buttons else text for n, text in case.texts.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    writer.write(io.BytesIO())


def by_pikepdf(case: Case) -> None:
    """Values only: it draws no Cyrillic."""
    with pikepdf.open(io.BytesIO(case.writer.blank.data)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            text = case.texts.get(str(field.T))
            if text is not None:
                field.V = Name(f"/{text}") if Name.Btn == field.FT else String(text)
        pdf.save(io.BytesIO())


def by_pdftk(case: Case) -> None:
    fields = "".join(
        f'<field name="{name}"><value>{escape(text)}</value></field>'
        for name, text in case.texts.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><xfdf xmlns="http://ns.adobe.com/xfdf/">'
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "in.xfdf").write_text(f"{head}<fields>{fields}</fields></xfdf>", "utf-8")
        Path(folder, "in.pdf").write_bytes(case.writer.blank.data)
        command = ["pdftk", "in.pdf", "fill_form", "in.xfdf", "output", "out.pdf"]
        subprocess.run(command, check=True, cwd=folder, capture_output=True)


def by_libreoffice(case: Case) -> None:
    """The Word file of the same document as PDF."""
    from formkit.formats.libreoffice import to_pdf

    to_pdf({"": write_docx(case.copy, Prepared())})


def by_pdfbox(case: Case) -> None:
    """With the start of its machine, as every program that is started for a document."""
    with tempfile.TemporaryDirectory() as folder:
        filled_by_pdfbox(case.writer.blank, case.texts, Path(folder))


def read_by_pypdf(case: Case) -> Callable[[], object]:
    data = case.filled
    return lambda: pypdf.PdfReader(io.BytesIO(data)).get_fields()


def median_ms(job: Callable[[], object]) -> float:
    """After one run that does not count."""
    job()
    times = [_seconds(job)]
    runs = QUICK if times[0] < 0.02 else USUAL if times[0] < 0.2 else SLOW
    times += [_seconds(job) for _ in range(runs - 1)]
    return statistics.median(times) * 1000


def _seconds(job: Callable[[], object]) -> float:
    """Of processor time, programs that were started included: others may use the machine."""
    start = _used()
    job()
    return _used() - start


def _used() -> float:
    others = os.times()
    return time.process_time() + others.children_user + others.children_system


def show(title: str, jobs: Mapping[str, Callable[[], object] | None]) -> None:
    """A table; the first job is ours, to which the others are compared."""
    print(f"\n{title}\n{'':38}{'ms':>10}{'a second':>12}{'times ours':>12}")
    ours = None
    for name, job in jobs.items():
        if job is None:
            print(f"{name:38}{'absent':>10}")
            continue
        try:
            median = median_ms(job)
        except FileNotFoundError:
            print(f"{name:38}{'fails':>10}", flush=True)
            continue
        ours = ours or median
        print(f"{name:38}{median:10.3f}{1000 / median:12.0f}{median / ours:12.1f}", flush=True)


def bench(case: Case) -> None:
    filled, blank = case.filled, case.writer.blank.data
    sizes = f"blank {len(blank) / 1000:.0f} KB, filled {len(filled) / 1000:.0f} KB"
    has_pdftk, has_office = (shutil.which(name) is not None for name in ("pdftk", "soffice"))
    has_pdfbox = all((JAVA / name).exists() for name in JARS)
    word: dict[str, Callable[[], object] | None] = {}
    if case.name == "voucher":
        word[WORD] = (lambda: by_libreoffice(case)) if has_office else None
    show(
        f"{case.name}, writing; {len(case.texts)} texts, {sizes}",
        {
            "formkit": case.write,
            "formkit, flat": lambda: case.write(flat=True),
            "formkit, read back by verify": lambda: verify(case.write(), case.texts),
            "pikepdf (values only)": lambda: by_pikepdf(case),
            "WeasyPrint per document": lambda: by_weasyprint(case),
            "pypdf": lambda: by_pypdf(case),
            "pdftk-java": (lambda: by_pdftk(case)) if has_pdftk else None,
            "PDFBox": (lambda: by_pdfbox(case)) if has_pdfbox else None,
            **word,
        },
    )
    flat = case.write(flat=True)
    show(
        f"{case.name}, reading",
        {
            "formkit": lambda: read(filled),
            "formkit, pages without fields": (
                (lambda: read_printed(flat, blank)) if find_spec("pypdfium2") else None
            ),
            "pypdf": read_by_pypdf(case),
        },
    )


def corpus(folder: Path) -> None:
    """Every file of a folder; the best of some runs of each."""
    files = [path.read_bytes() for path in sorted(folder.glob("*.pdf"))]
    print(
        f"\n{len(files)} files of {folder.name}, reading; ms for all, and of the one in the middle"
    )
    jobs = {"formkit": read, "pypdf": fields_by_pypdf}
    sums = {}
    for name, job in jobs.items():
        times = [min(_seconds(partial(job, data)) for _ in range(BEST)) * 1000 for data in files]
        sums[name] = sum(times)
        ratio = sums[name] / sums["formkit"]
        print(
            f"{name:38}{sums[name]:10.1f}{statistics.median(times):12.3f}{ratio:12.1f}", flush=True
        )


def fields_by_pypdf(data: bytes) -> object:
    """What it refuses counts as read."""
    try:
        return pypdf.PdfReader(io.BytesIO(data)).get_fields()
    except Exception as error:  # noqa: BLE001 - the files of others are broken in all ways
        return error


def memory(case: Case) -> None:
    """Resident memory as documents go by, where the system tells."""
    if not Path("/proc/self/statm").exists():
        print("\nmemory: absent")
        return
    print(f"\n{case.name}, resident memory of one process that writes and reads")
    for number in range(DOCUMENTS + 1):
        read(case.write())
        if number in (100, 1000, DOCUMENTS // 2, DOCUMENTS):
            pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
            print(f"{number:7} documents {pages * 4096 / 2**20:8.1f} MiB", flush=True)


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable()
    cases = [voucher(), large_form()]
    for case in cases:
        bench(case)
    for folder in sys.argv[1:]:
        corpus(Path(folder))
    memory(cases[0])


if __name__ == "__main__":
    main()
