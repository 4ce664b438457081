"""Paper comes back: page images in, readings with their places and doubts out.

:func:`read_scan` looks at every page of a file: what it is of, how it lies, what is marked and
written on it. :func:`assemble` puts pages together into documents, across files. :func:`crops`
cuts the picture of a field out of a file again, whenever somebody wants to see it.

Everything but the plain data needs the ``scan`` extra; :func:`require` says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from formkit.errors import MissingProgramError
from formkit.external import find_package
from formkit.formats.scan.assembly import Assembly, Bundle, Filed, assemble
from formkit.formats.scan.paper import Paper, Papers, Proof, Strength
from formkit.formats.scan.proofs import proofs_of
from formkit.formats.scan.result import Outcome, Registration, ScannedPage
from formkit.formats.scan.wire import page_from_json, page_to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from formkit.formats.acroform.pages import Box

INSTALL = "pip install formkit[scan]"
PACKAGES = ("opencv-python-headless", "zxing-cpp", "numpy", "pillow")
"""What has to be there to look at an image at all."""


def missing_packages() -> tuple[str, ...]:
    """Of the extra, without importing any of them."""
    return tuple(name for name in PACKAGES if find_package(name) is None)


def require() -> None:
    """Raises MissingProgramError where the extra is not installed."""
    if missing := missing_packages():
        raise MissingProgramError(program=", ".join(missing), install=INSTALL)


def read_scan(data: bytes, papers: Papers) -> Iterator[ScannedPage]:
    """Every page of a PDF, TIFF, JPEG, PNG or HEIC file, one after the other.

    A page that cannot be used has its outcome and its problems like any other; none of them
    ends the others. Memory does not grow with the pages.

    Raises:
        MissingProgramError: the extra is not installed.
    """
    require()
    from formkit.formats.scan.reader import read_pages

    return read_pages(data, papers)


def crops(
    data: bytes,
    page: int,
    registration: Registration,
    rectangles_pt: Sequence[Box],
    margin_mm: float = 1.5,
) -> list[bytes]:
    """Pictures of some rectangles of one page, upright and in the page's own scale, as PNG.

    Args:
        data: the file.
        page: number in the file, from 1.
        registration: of that page, as it was read.
        rectangles_pt: as in :attr:`formkit.model.record.Seen.rectangle_pt`.
        margin_mm: shown around each.

    Raises:
        MissingProgramError: the extra is not installed.
        ValueError: the file has no such page any more.
    """
    require()
    from formkit.formats.scan.cutting import cut

    return cut(data, page, registration, rectangles_pt, margin_mm)


__all__ = [
    "Assembly",
    "Bundle",
    "Filed",
    "Outcome",
    "Paper",
    "Papers",
    "Proof",
    "Registration",
    "ScannedPage",
    "Strength",
    "assemble",
    "crops",
    "missing_packages",
    "page_from_json",
    "page_to_json",
    "proofs_of",
    "read_scan",
    "require",
]
