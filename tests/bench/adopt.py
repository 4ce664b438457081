"""Every fillable PDF of a folder: adopted, filled with random values, read, looked at.

``python tests/bench/adopt.py FOLDER`` prints one row a file, and why files are not adopted. Values
must come back identical and their text must stand inside the rectangle of its field when PDFium
draws the page; whatever does not is named. PDFs are read one process each: they are strangers'
files.
"""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

WALL_S = 120
WORDS = (
    "Щербаков", "Їжак", "Ґалаґан", "Řeřicha", "Příliš", "žluťoučký", "кůň", "Объезд", "O’Neil",
    "(kopie)", "2026", "№", "ул.", "Łódź", "Žižkov", "ЄДРПОУ", "A\\B",
)  # fmt: skip
COUNTS = ("fields", "left_out", "filled", "same", "shown", "flat")
SCALE = 4.0
"""Pixels a point."""


@dataclass
class Row:
    """What became of one file."""

    file: str
    fields: int = 0
    left_out: int = 0
    filled: int = 0
    same: int = 0
    shown: int = 0
    flat: int = 0
    """Shown in the copy without fields."""
    reasons: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return self.filled == self.same == self.shown == self.flat


def main() -> None:
    if sys.argv[1] == "--one":
        logging.disable()
        print(json.dumps(vars(examined(Path(sys.argv[2])))))
        return
    print(f"{'file':44}{''.join(f'{name:>9}' for name in COUNTS)}  reasons")
    rows = []
    for path in sorted(Path(sys.argv[1]).glob("*.pdf")):
        rows.append(row := _apart(path))
        counts = "".join(f"{getattr(row, name):9}" for name in COUNTS)
        print(f"{row.file[-44:]:44}{counts}  {'; '.join(row.reasons)}", flush=True)
    adopted = [row for row in rows if row.fields]
    total = Counter()
    for row in adopted:
        total.update({name: getattr(row, name) for name in COUNTS})
    print(f"\n{len(rows)} files, {len(adopted)} adopted, {dict(total)}")
    print(f"{sum(row.is_good for row in adopted)} of them without any difference\n")
    print(refused(rows))


def refused(rows: Sequence[Row]) -> str:
    """A table of the reasons why files were not adopted."""
    files: dict[str, list[str]] = {}
    for row in rows:
        if not row.fields:
            files.setdefault(", ".join(row.reasons), []).append(row.file.partition("__")[2])
    lines = [f"| {why} | {', '.join(names)} |" for why, names in sorted(files.items())]
    return "\n".join(["| reason | files |", "|---|---|", *lines])


def _apart(path: Path) -> Row:
    command = [sys.executable, __file__, "--one", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=WALL_S, check=True, text=True)
        return Row(**json.loads(done.stdout.splitlines()[-1]))
    except subprocess.TimeoutExpired:
        return Row(path.name, reasons=[f"not done after {WALL_S} s"])
    except subprocess.CalledProcessError as error:
        return Row(path.name, reasons=["CRASH " + error.stderr.strip().splitlines()[-1]])


def examined(path: Path) -> Row:
    from formkit.actions.adopt import adopt
    from formkit.actions.overview import check
    from formkit.actions.read import read_document
    from formkit.catalogue.index import Catalogue
    from formkit.errors import NotAdoptableError

    row, content = Row(path.name), path.read_bytes()
    with tempfile.TemporaryDirectory() as made:
        catalogue = Catalogue([])
        try:
            adopted = adopt(
                content, "a.pdf", catalogue=catalogue, folder=Path(made), locale="cs", name="a"
            )
        except NotAdoptableError as error:
            row.reasons = sorted({p.code.token for p in error.problems}) or ["no fields"]
            return row
        catalogue = Catalogue([Path(made)])
        wrong = check(catalogue)[1]
        if wrong:
            row.reasons = [f"draft: {p.code.token} {p.where} {dict(p.values)}" for p in wrong[:3]]
            return row
        form = catalogue.get("a")
        row.fields, row.left_out = adopted.field_count, len(form.binding.left_out)
        filled = Filled(form, Random(path.name))
        row.reasons += filled.reasons
        row.filled = len(filled.values)
        read = read_document(catalogue, filled.content)
        got = read.record.values if read.record else {}
        wrong = [n for n, value in filled.values.items() if got.get(n) != value]
        row.same = row.filled - len(wrong)
        row.reasons += [f"{n}: {filled.values[n]!r} came back {got.get(n)!r}" for n in wrong[:3]]
        if read.record is None:
            row.reasons += [p.code.token for p in read.problems]
        hidden = unseen(form, filled, filled.content)
        row.shown = row.filled - len(hidden)
        row.reasons += [f"{name}: {why}" for name, why in list(hidden.items())[:3]]
        hidden = unseen(form, filled, filled.flat)
        row.flat = row.filled - len(hidden)
        row.reasons += [f"flat {name}: {why}" for name, why in list(hidden.items())[:3]]
        row.reasons += _answered(catalogue, form, content)
    return row


def _answered(catalogue: Any, form: Any, content: bytes) -> list[str]:
    """The original itself, which carries no mark, must be known by its fields."""
    from formkit.actions.read import read_document

    read = read_document(catalogue, content)
    return [] if read.form is form else ["not known by its fields"]


class Filled:
    """A form filled with random values that fit its boxes."""

    def __init__(self, form: Any, source: Random) -> None:
        from formkit.actions.faces import Copy, Prepared, verify_fillable, write_fillable
        from formkit.errors import DataError

        self.form = form
        self.values = dict(random_values(form, source))
        self.reasons: list[str] = []
        self.content = b""
        while not self.content:
            copy = Copy(form, "cs", self.values)
            try:
                self.content = write_fillable(copy, Prepared())
            except DataError as error:
                for found in error.problems:
                    self._shorten(found.where.path or "", found.code.token)
        self.reasons += [f"verify: {p.where.path}" for p in verify_fillable(copy, self.content)]
        self.flat = write_fillable(copy, Prepared(), flat=True)

    def _shorten(self, name: str, why: str) -> None:
        value = self.values.get(name)
        if isinstance(value, str) and len(value) > 1 and why == "VALUE_OVERFLOW":
            self.values[name] = value[: len(value) // 2].strip() or value[0]
        elif name in self.values:
            del self.values[name]
            self.reasons.append(f"{name}: {why}")


def random_values(form: Any, source: Random) -> Iterator[tuple[str, Any]]:
    for member in form.fields():
        value = _random(member, source)
        if value is not None:
            yield member.name, value


def _random(member: Any, source: Random) -> Any:
    from formkit.fieldtypes.person import Person

    text = " ".join(source.sample(WORDS, source.randint(1, 4)))
    match member.type.name:
        case "date":
            return date(source.randint(1930, 2030), source.randint(1, 12), source.randint(1, 28))
        case "number":
            digits = member.type.decimals
            number = Decimal(source.randint(-99_999, 999_999)).scaleb(-digits)
            return member.type.parse(str(number), "en")[0]
        case "choice":
            return source.choice(member.choices)
        case "yes_no":
            return True if member.type.appearance == "check" else source.random() < 0.5
        case "multi_choice":
            return tuple(c for c in member.choices if source.random() < 0.4) or member.choices[:1]
        case "multiline" | "address":
            text = "\n".join(source.sample(WORDS, 2)) + "\n" + text
        case "person":
            return Person(text)
        case "signature" | "time":
            return None
    limit = getattr(member.type, "length", None)
    return member.type.canonical(text[:limit]) if hasattr(member.type, "canonical") else text


def unseen(form: Any, filled: Filled, content: bytes) -> dict[str, str]:
    """Answers that are not drawn in their place, with what is drawn there instead."""
    from formkit.model.binding import geometry, pdf_texts
    from formkit.model.clean import slot_texts

    binding = form.binding
    texts = slot_texts(form, filled.values, "cs")
    wanted = pdf_texts(form, binding, texts)
    places, pages = geometry(form, binding), Pages(content)
    faults = {}
    for name in filled.values:
        bound, member = binding.fields[name], form.find(name)
        text = wanted[bound.pdf_name]
        if member.type.name in ("choice", "yes_no") and len(bound.places[0].choice) > 0:
            choice = texts[name]
            page, box = places.get(f"{name}/{choice}", places.get(name, (1, (0, 0, 1, 1))))
            if text and not pages.has_ink(page, box):
                faults[name] = "no ink in the box"
            continue
        page, box = (bound.places[0].page, bound.places[0].rectangle_pt)
        labels = form.words["cs"].fields[name].choices
        lines = [labels.get(c, c) for c in (_chosen(texts, name) or [text])]
        drawn = _bare(pages.text_in(page, box))
        if any(_bare(line) not in drawn for line in lines):
            faults[name] = f"{lines} is drawn as {drawn!r}"
    return faults


def _chosen(texts: Mapping[str, str], name: str) -> list[str]:
    return [text for slot, text in texts.items() if slot.startswith(f"{name}__")] or (
        [texts[name]] if name in texts else []
    )


def _bare(text: str) -> str:
    return "".join(text.replace("\x02", "").split())


class Pages:
    """The pages of a file as PDFium draws them, fields included."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2

        self._pdf = pypdfium2.PdfDocument(io.BytesIO(data))
        self._pdf.init_forms()
        self._pages: dict[int, Any] = {}

    def _page(self, number: int) -> Any:
        if number not in self._pages:
            if self._pdf.formenv:
                page = self._pdf[number - 1]
                page.flatten()
                page.close()
            self._pages[number] = self._pdf[number - 1]
        return self._pages[number]

    def text_in(self, number: int, box: tuple[float, ...]) -> str:
        left, bottom, right, top = box
        letters = self._page(number).get_textpage()
        return letters.get_text_bounded(left - 2, bottom - 3, right + 2, top + 3)

    def has_ink(self, number: int, box: tuple[float, ...]) -> bool:
        """Whether anything dark stands in the inner part of a box."""
        page = self._page(number)
        page.set_rotation(0)
        left, bottom, right, top = page.get_cropbox()
        inset = 0.15 * min(box[2] - box[0], box[3] - box[1])
        cut = (
            max(box[0] + inset - left, 0),
            max(box[1] + inset - bottom, 0),
            max(right - box[2] + inset, 0),
            max(top - box[3] + inset, 0),
        )
        bitmap = page.render(scale=SCALE, crop=cut, grayscale=True, may_draw_forms=False)
        rows = bytes(bitmap.buffer)
        dark = sum(
            pixel < 160
            for row in range(bitmap.height)
            for pixel in rows[row * bitmap.stride : row * bitmap.stride + bitmap.width]
        )
        return dark > 0.01 * bitmap.width * bitmap.height


if __name__ == "__main__":
    main()
