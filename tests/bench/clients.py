"""Which programs our PDFs survive: ``python tests/bench/clients.py`` prints ``docs/design/pdf.md``.

A form with every widget is filled in by each program and read back; a document of ours is printed,
flattened or saved by each and read back. What one sees is told by a print of the result through
cairo, of which the pages are read.
"""

from __future__ import annotations

import importlib.util
import logging
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

from pdf_clients import FILLERS, PRINTERS, printed, run  # noqa: E402

from formkit.formats.acroform import Blank, Writer, prepare, read  # noqa: E402
from formkit.formats.acroform.printed import read_printed  # noqa: E402
from formkit.formats.formmark import MarkPlaces  # noqa: E402
from formkit.model.form import Paper  # noqa: E402
from formkit.model.record import Reading  # noqa: E402

SAVERS = {
    "qpdf": ["qpdf", "--object-streams=generate", "in.pdf", "out.pdf"],
    "MuPDF": ["mutool", "clean", "-ggg", "in.pdf", "out.pdf"],
    "pdftk": ["pdftk", "in.pdf", "output", "out.pdf"],
}
VERSIONS = {
    "Ghostscript": ["gs", "--version"],
    "cairo": ["pdftocairo", "-v"],
    "qpdf": ["qpdf", "--version"],
    "pdftk": ["pdftk", "--version"],
    "MuPDF": ["mutool", "-v"],
    "PDFium": ["pypdfium2"],
    "poppler": ["pdftocairo", "-v"],
    "poppler-qt": ["pdftocairo", "-v"],
    "PDFBox": ["dpkg-query", "-W", "-f", "${Version} ", "libpdfbox2-java"],
    "pdf.js": ["dpkg-query", "-W", "-f", "${Version} ", "libjs-pdf"],
}
SURE = 0.9
HEAD = """# PDF programs, tried

Made by `python tests/bench/clients.py`: one form with every widget (Cyrillic, Czech, Tatar and
Kazakh letters, a text of several lines, comb, boxes, radio buttons, drop-down, table), {count}
fields. *Values*: what is read back equals what was put in, letter by letter. *Seen*: fields whose
picture says the same, read off the pages of a print of the result through cairo; for prints, off
their own pages. A field that cannot be told for certain is counted as doubtful: a person gets it.

| program | what it does | values | mark | seen |
|---|---|---|---|---|
"""
TAIL = """
poppler is the engine of Evince and, with Qt, of Okular, PDFium that of Chrome and Edge, pdf.js that
of Firefox, cairo what Linux desktops print through. Acrobat, Preview and the viewers of telephones
cannot be driven by a command; what is known of them stands in [acroform.md](acroform.md).
"""


def sample() -> Any:
    """The module with the form of the tests."""
    place = TESTS / "formats" / "acroform" / "conftest.py"
    spec = importlib.util.spec_from_file_location("sample_form", place)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{place} is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def version_of(program: str) -> str:
    command = VERSIONS.get(program, [program])
    if len(command) == 1:
        try:
            return version(command[0].lower())
        except PackageNotFoundError:
            return ""
    if shutil.which(command[0]) is None:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    words = (done.stdout + done.stderr).split()
    return next((word.strip(",") for word in words if word[0].isdigit()), "")


class Matrix:
    """One blank, one set of values, and a row for every program."""

    def __init__(self, blank: Blank, texts: Mapping[str, str], expected: Mapping[str, str]) -> None:
        self.blank = blank
        self.expected = expected
        self.mark = replace(blank.mark, document="GP1XF3A7QG")
        self.filled, _ = Writer(blank).write(texts, mark=self.mark)
        self.folder = Path(tempfile.mkdtemp())

    def rows(self) -> Iterator[str]:
        values = {name: text for name, text in self.expected.items() if text}
        for name, fill in FILLERS.items():
            job = self._bound(fill, values)
            yield self._row(name, "fills in the blank", job, has_document=False)
        for name, command in SAVERS.items():
            yield self._row(name, "saves", self._saved(command))
        for name in PRINTERS:
            does = "flattens" if name in ("qpdf", "pdftk") else "prints to PDF"
            yield self._row(name, does, self._printed(name), is_print=True)
        yield self._row("formkit", "writes it flat", lambda: self._flat, is_print=True)

    @property
    def _flat(self) -> bytes:
        values = {name: text for name, text in self.expected.items() if text}
        return Writer(self.blank).write(values, mark=self.mark, flat=True)[0]

    def _bound(
        self, fill: Callable[[Blank, Mapping[str, str], Path], bytes], values: Mapping[str, str]
    ) -> Callable[[], bytes]:
        return lambda: fill(self.blank, values, self.folder)

    def _saved(self, command: list[str]) -> Callable[[], bytes]:
        return lambda: run(command, self.filled, self.folder)

    def _printed(self, name: str) -> Callable[[], bytes]:
        return lambda: printed(self.filled, name, self.folder)

    def _row(
        self,
        name: str,
        does: str,
        job: Callable[[], bytes],
        *,
        is_print: bool = False,
        has_document: bool = True,
    ) -> str:
        title = f"{name} {version_of(name)}".strip()
        try:
            data = job()
            pages = data if is_print else printed(data, "cairo", self.folder)
        except (FileNotFoundError, ImportError):
            return f"| {name} | {does} | absent | | |"
        mark = self.mark if has_document else self.blank.mark
        seen = read_printed(pages, self.blank.data)
        own = seen if is_print else read(data)
        kept = "kept" if mark in (own.mark, read(data).mark) else "lost"
        values = "exact" if not self._wrong(own) else f"wrong: {', '.join(self._wrong(own))}"
        return f"| {title} | {does} | {values} | {kept} | {self._seen(seen)} |"

    def _wrong(self, reading: Reading) -> list[str]:
        return [
            name
            for name, text in self.expected.items()
            if name not in reading.seen or reading.seen[name].text != text
        ]

    def _seen(self, reading: Reading) -> str:
        doubtful = [n for n, seen in reading.seen.items() if seen.confidence < SURE]
        wrong = [n for n in self._wrong(reading) if n in reading.seen and n not in doubtful]
        shown = len(reading.seen) - len(doubtful) - len(wrong)
        parts = [f"{shown} of {len(self.expected)}"]
        parts += [f"doubtful: {', '.join(doubtful)}"] if doubtful else []
        blank = [name for name in wrong if not reading.seen[name].text]
        other = [name for name in wrong if name not in blank]
        parts += [f"nothing drawn: {', '.join(blank)}"] if blank else []
        parts += [f"other text: {', '.join(other)}"] if other else []
        return "; ".join(parts)


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable()
    module = sample()
    form = module.sample_form()
    inputs = module.sample_inputs(form)
    raw = module.laid_out(inputs, form.words["ru"].title)
    places = MarkPlaces.for_hand(Paper())
    blank = prepare(raw, inputs, form=form, locale="ru", title="", marks=places)
    expected = {slot.name: "" for slot in form.slots()} | module.TEXTS | {"needs__food": "food"}
    matrix = Matrix(blank, module.TEXTS, expected)
    print(HEAD.format(count=len(expected)) + "\n".join(matrix.rows()) + "\n" + TAIL, end="")


if __name__ == "__main__":
    main()
