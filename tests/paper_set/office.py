"""What an office has issued, filled in with a pen and taken by a machine."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.random import default_rng
from PIL import Image
from pypdfium2 import PdfDocument

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform import Blank
from formkit.model.form import Form
from paper_set.heap import MM_PER_PT
from paper_set.machines import MACHINES, SOURCE
from paper_set.pen import Digits, Hand

Array = np.ndarray[Any, Any]


def on_paper(
    pdf: bytes, blank: Blank, form: Form, answers: Mapping[str, str], digits: Digits, seed: int
) -> list[Array]:
    """Pages at 300 dpi: marks by the state, digits by cell, any other text as a scrawl."""
    rng = default_rng(seed)
    pages = []
    for number in range(1, blank.page_count + 1):
        sheet = _printed(pdf, blank, number)
        _fill(Hand(sheet, rng, 40, 0.5), blank, form, answers, (number, digits))
        pages.append(sheet)
    return pages


def taken(pages: Sequence[Array], machine: str, seed: int) -> bytes:
    """The pages as one file of a scanner: a PDF of pictures, or a PNG of a single page."""
    rng = default_rng(seed)
    pictures = [MACHINES[machine](page.copy(), rng) for page in pages]
    out = io.BytesIO()
    images = [Image.fromarray(each.image) for each in pictures]
    dpi = pictures[0].dpi if pictures[0].dpi[0] else (200, 200)
    if len(images) == 1:
        images[0].save(out, "PNG", dpi=dpi, compress_level=1)
    else:
        images[0].save(
            out, "PDF", save_all=True, append_images=images[1:], resolution=dpi[0], quality=90
        )
    return out.getvalue()


def _printed(pdf: bytes, blank: Blank, number: int) -> Array:
    width, height = blank.places.page_size_mm
    with PdfDocument(pdf) as document:
        picture = document[number - 1].render(scale=300 / 72, grayscale=True)
        image = picture.to_numpy().reshape(picture.height, -1).copy()
    x, y = width * SOURCE / image.shape[1], height * SOURCE / image.shape[0]
    matrix = np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2]])
    return cv2.warpAffine(image, matrix, image.shape[::-1], borderMode=cv2.BORDER_REPLICATE)


def _fill(
    hand: Hand,
    blank: Blank,
    form: Form,
    answers: Mapping[str, str],
    place: tuple[int, Digits],
) -> None:
    number, digits = place
    height = blank.places.page_size_mm[1]
    for slot in form.slots():
        text = answers.get(slot.name, "")
        is_radio = slot.field.widget is Widget.RADIO
        page, box = blank.geometry.get(f"{slot.name}/{text}" if is_radio else slot.name, (0, ()))
        if not text or page != number:
            continue
        left, bottom, right, top = (side * MM_PER_PT for side in box)
        box_mm = (left, height - top, right, height - bottom)
        if slot.field.widget in (Widget.RADIO, Widget.CHECKBOX):
            hand.mark(box_mm, "cross")
        elif slot.field.widget is Widget.COMB:
            _write(hand, box_mm, text, slot.field.type.max_length or 1, digits)
        elif slot.field.widget is Widget.SIGNATURE:
            hand.sign(box_mm)
        else:
            hand.scrawl(box_mm)


def _write(hand: Hand, box: Any, text: str, cells: int, digits: Digits) -> None:
    left, top, right, bottom = box
    width = (right - left) / cells
    for cell, character in enumerate(text):
        if character.isdigit():
            place = (left + cell * width, top, left + (cell + 1) * width, bottom)
            hand.digit(digits.pick(hand.rng, character), place)


__all__ = ["on_paper", "taken"]
