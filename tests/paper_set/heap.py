"""A page of the heap: printed, filled in, taken by a machine; with the truth about it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.random import default_rng
from PIL import Image
from pypdfium2 import PdfDocument

from formkit.fieldtypes import DateType, IdentifierType
from formkit.fieldtypes.base import Widget
from formkit.fieldtypes.identifier import check_digit
from formkit.formats.acroform import Writer
from formkit.formats.formmark import new_document_id
from formkit.model.form import Form, Slot
from paper_set import pen
from paper_set.forms import blank_of, form_of
from paper_set.machines import MACHINES, SOURCE, Taken
from paper_set.pen import Digits, Hand

MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Truth:
    """What was really done to a page."""

    form: str
    version: int
    document: str
    page: int
    machine: str
    seed: int
    kinds: Mapping[str, str] = field(default_factory=dict)
    """Kind of mark by box, as it is called in the geometry."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What was written, by slot: marks and digits; handwriting as ``*``."""


@dataclass(frozen=True)
class HeapPage:
    truth: Truth
    taken: Taken
    boxes_mm: Mapping[str, tuple[float, float, float, float]]

    def file(self, suffix: str = ".png") -> bytes:
        """The picture as a machine would store it."""
        out = io.BytesIO()
        image = Image.fromarray(self.taken.image)
        dpi = self.taken.dpi if self.taken.dpi[0] else (72, 72)
        if self.taken.is_bilevel:
            image.convert("1", dither=Image.Dither.NONE).save(
                out, "TIFF", compression="group4", dpi=dpi
            )
        elif suffix == ".jpg":
            image.save(out, "JPEG", quality=90, dpi=dpi)
        else:
            image.save(out, "PNG", dpi=dpi, compress_level=1)
        return out.getvalue()


def page_of(
    form: str, machine: str, seed: int, digits: Digits, page: int = 1, version: int = 1
) -> HeapPage:
    """One page of the heap; the same for the same arguments."""
    rng = default_rng([seed, list(MACHINES).index(machine), page])
    document = new_document_id(Random(seed * 7919 + list(MACHINES).index(machine)))
    sheet = printed(form, version, document, page).copy()
    boxes = _boxes(form, version, page)
    hand = Hand.of(sheet, rng)
    kinds, texts = fill(hand, form_of(form, version), boxes, digits)
    truth = Truth(form, version, document, page, machine, seed, kinds, texts)
    return HeapPage(truth, MACHINES[machine](sheet, rng), boxes)


@lru_cache(maxsize=4)
def _writer(form: str, version: int) -> Writer:
    return Writer(blank_of(form, version))


def flat_pdf(form: str, version: int, document: str, texts: Mapping[str, str]) -> bytes:
    """An issued document as it is printed."""
    writer = _writer(form, version)
    mark = replace(writer.blank.mark, document=document)
    content, problems = writer.write(texts, mark=mark, flat=True)
    if problems:
        raise ValueError(problems)
    return content


def printed(
    form: str, version: int, document: str, page: int, texts: Mapping[str, str] | None = None
) -> Any:
    """A page as it comes out of the printer, 300 dpi."""
    width, height = blank_of(form, version).places.page_size_mm
    with PdfDocument(flat_pdf(form, version, document, texts or {})) as pdf:
        picture = pdf[page - 1].render(scale=300 / 72, grayscale=True)
        image = picture.to_numpy().reshape(picture.height, -1)
    # PDFium rounds the size up and stretches the page to it.
    x, y = width * SOURCE / image.shape[1], height * SOURCE / image.shape[0]
    matrix = np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2]])
    return cv2.warpAffine(image, matrix, image.shape[::-1], borderMode=cv2.BORDER_REPLICATE)


def _boxes(form: str, version: int, page: int) -> dict[str, tuple[float, float, float, float]]:
    blank = blank_of(form, version)
    height = blank.places.page_size_mm[1]
    return {
        name: (
            box[0] * MM_PER_PT,
            height - box[3] * MM_PER_PT,
            box[2] * MM_PER_PT,
            height - box[1] * MM_PER_PT,
        )
        for name, (number, box) in blank.geometry.items()
        if number == page
    }


def fill(
    hand: Hand, form: Form, boxes: Mapping[str, Any], digits: Digits
) -> tuple[dict[str, str], dict[str, str]]:
    """Fill in a page as people do: kinds of marks by box, and texts by slot."""
    kinds: dict[str, str] = {}
    texts: dict[str, str] = {}
    for slot in form.slots():
        widget = slot.field.widget
        if widget is Widget.RADIO:
            if f"{slot.name}/{slot.field.choices[0]}" in boxes:
                texts[slot.name] = _choose(hand, slot, boxes, kinds)
        elif slot.name not in boxes:
            continue
        elif widget is Widget.CHECKBOX:
            texts[slot.name] = _check(hand, slot, boxes[slot.name], kinds)
        elif widget is Widget.COMB:
            texts[slot.name] = _write_digits(hand, slot, boxes[slot.name], digits)
        elif hand.rng.random() < 0.75:
            write = hand.sign if widget is Widget.SIGNATURE else hand.scrawl
            write(boxes[slot.name])
            texts[slot.name] = "*"
        else:
            texts[slot.name] = ""
    return kinds, texts


def _choose(hand: Hand, slot: Slot, boxes: Mapping[str, Any], kinds: dict[str, str]) -> str:
    rng, states = hand.rng, list(slot.field.choices)
    chosen = str(rng.choice(states))
    cancelled = str(rng.choice(states)) if rng.random() < 0.1 else chosen
    for state in states:
        kind = str(rng.choice(pen.OFF))
        if state == chosen:
            kind = str(rng.choice(pen.ON))
        elif state == cancelled:
            kind = pen.CANCELLED
        kinds[f"{slot.name}/{state}"] = kind
        hand.mark(boxes[f"{slot.name}/{state}"], kind)
    return chosen


def _check(hand: Hand, slot: Slot, box: Any, kinds: dict[str, str]) -> str:
    is_on = hand.rng.random() < 0.4
    kind = str(hand.rng.choice(pen.ON if is_on else pen.OFF))
    if hand.rng.random() < 0.03:
        is_on, kind = False, pen.CANCELLED
    kinds[slot.name] = kind
    hand.mark(box, kind)
    return slot.states[0] if is_on else ""


def _write_digits(hand: Hand, slot: Slot, box: Any, digits: Digits) -> str:
    rng, count = hand.rng, slot.field.type.max_length or 1
    if rng.random() < 0.05:
        return ""
    if isinstance(slot.field.type, DateType):
        text = f"{rng.integers(1, 29):02}{rng.integers(1, 13):02}{rng.integers(1930, 2027)}"
        cells = [0, 1, 3, 4, 6, 7, 8, 9]
    else:
        length = count if isinstance(slot.field.type, IdentifierType) else int(rng.integers(1, 5))
        text = "".join(str(d) for d in rng.integers(0, 10, length))
        if isinstance(slot.field.type, IdentifierType) and slot.field.type.has_check_digit:
            text = text[:-1] + check_digit(text[:-1])
        else:
            text = str(max(1, int(text)))
        cells = list(range(len(text)))
    left, top, right, bottom = box
    width = (right - left) / count
    for cell, digit in zip(cells, text, strict=True):
        place = (left + cell * width, top, left + (cell + 1) * width, bottom)
        hand.digit(digits.pick(rng, digit), place)
    return text
