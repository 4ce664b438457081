"""Pictures of fields, cut out of the received file again whenever they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2

from formkit.formats.scan.alignment import PX_PER_MM, Alignment, box_mm, grown
from formkit.formats.scan.isolated import decoded_pages
from formkit.formats.scan.reader import image_of

if TYPE_CHECKING:
    from formkit.formats.acroform.pages import Box
    from formkit.formats.scan.picture import Picture
    from formkit.formats.scan.result import Registration


def cut(
    data: bytes,
    page: int,
    registration: Registration,
    rectangles_pt: Sequence[Box],
    margin_mm: float,
) -> list[bytes]:
    """See :func:`formkit.formats.scan.crops`."""
    picture = _picture(data, page)
    image, alignment = image_of(picture), Alignment.of(registration)
    height = registration.size_mm[1]
    pieces = [
        alignment.piece(image, grown(box_mm(box, height), margin_mm), PX_PER_MM)
        for box in rectangles_pt
    ]
    return [cv2.imencode(".png", piece)[1].tobytes() for piece in pieces]


def _picture(data: bytes, page: int) -> Picture:
    for decoded in decoded_pages(data):
        if decoded.number == page and decoded.picture is not None:
            return decoded.picture
    raise ValueError(f"the file has no page {page} that can be shown")
