"""The form mark as page content: code, line for people, fiducials; all of it an artifact."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from formkit.formats.acroform.font import ALIAS
from formkit.formats.acroform.qr import qr_rows
from formkit.formats.formmark import (
    FIDUCIAL_BITS,
    FIDUCIAL_CELLS,
    FIDUCIAL_MM,
    QR_MODULES,
    id_line,
    payload,
)

if TYPE_CHECKING:
    from formkit.formats.acroform.font import FormFont
    from formkit.formats.formmark import MarkPlaces
    from formkit.model.record import FormMark

PT_PER_MM = 72 / 25.4
ID_SIZE_PT = 7.0


def page_mark(
    places: MarkPlaces, font: FormFont, mark: FormMark, form_code: str, sheet: tuple[int, int]
) -> bytes:
    """Code and line of one page, in points of the page.

    Args:
        places: where they stand.
        font: of the line.
        mark: identity of the document.
        form_code: short name of the form.
        sheet: number of the page and of all pages.
    """
    page, pages = sheet
    left, top = places.qr_corner_mm
    module = places.qr_module_mm * PT_PER_MM
    x, y = left * PT_PER_MM, (places.page_size_mm[1] - top) * PT_PER_MM
    code = rectangles(qr_rows(payload(mark, form_code, page, pages)), QR_MODULES)
    line_left, line_right, baseline = (side * PT_PER_MM for side in places.id_line_mm)
    text = id_line(mark, form_code, page, pages)
    if not places.has_fiducials:
        line_left = line_right - font.width_pt(text, ID_SIZE_PT)
    return b"q %.4f 0 0 -%.4f %.3f %.3f cm 0 g %s Q BT /%s %g Tf 0 g %.2f %.2f Td %s ET" % (
        module,
        module,
        x,
        y,
        code,
        ALIAS.encode(),
        ID_SIZE_PT,
        line_left,
        places.page_size_mm[1] * PT_PER_MM - baseline,
        font.show(text, ID_SIZE_PT),
    )


def fiducials(places: MarkPlaces) -> bytes:
    """The corner squares of a page, in points of the page; no bytes where there are none."""
    cell = FIDUCIAL_MM / FIDUCIAL_CELLS * PT_PER_MM
    half = FIDUCIAL_MM / 2
    return b" ".join(
        b"q %.4f 0 0 -%.4f %.3f %.3f cm 0 g %s Q"
        % (
            cell,
            cell,
            (x - half) * PT_PER_MM,
            (places.page_size_mm[1] - y + half) * PT_PER_MM,
            rectangles(_fiducial_rows(bits), FIDUCIAL_CELLS),
        )
        for (x, y), bits in zip(places.fiducial_centres_mm, FIDUCIAL_BITS, strict=False)
    )


def _fiducial_rows(bits: int) -> tuple[int, ...]:
    """Dark cells with the border, row by row; the highest bit is the left cell."""
    full = (1 << FIDUCIAL_CELLS) - 1
    inner = [(~(bits >> shift) & 0xF) << 1 | 0b100001 for shift in (12, 8, 4, 0)]
    return (full, *inner, full)


def rectangles(rows: tuple[int, ...], width: int) -> bytes:
    """One filled path of the dark modules; one unit is a module, y down.

    A row is drawn in pieces of eight modules, which are ready.
    """
    count, pieces = (width + 7) // 8, _pieces()
    spare = count * 8 - width
    parts = [
        b"".join(
            [
                ready[byte]
                for ready, byte in zip(pieces, (row << spare).to_bytes(count), strict=False)
            ]
        ).replace(b"y", b"%d" % y)
        for y, row in enumerate(rows)
    ]
    return b"".join(parts) + b"f"


@cache
def _pieces() -> tuple[list[bytes], ...]:
    """Rectangles of the runs in eight modules, for every eighth column; ``y`` for the row."""
    return tuple([_piece(byte, x) for byte in range(256)] for x in range(0, QR_MODULES, 8))


def _piece(byte: int, x: int) -> bytes:
    runs = re.finditer("1+", f"{byte:08b}")
    return b"".join(b"%d y %d 1 re " % (x + run.start(), len(run[0])) for run in runs)
