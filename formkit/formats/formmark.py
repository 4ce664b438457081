"""The form mark: who a document is, in a code on every page and in a line inside the file.

Pure: what the marks say and where they stand. Drawing is the format's work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formkit.fieldtypes.identifier import hybrid_check
from formkit.model.form import NAME_PATTERN
from formkit.model.record import FormMark

if TYPE_CHECKING:
    from random import Random

    from formkit.model.form import Paper

DOCUMENT_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
QR_MODULES = 29
"""Modules a side of QR version 3, ISO/IEC 18004."""
QR_QUIET_MODULES = 4
FIDUCIAL_MM = 10.0
FIDUCIAL_CENTRE_MM = 13.0
"""From both edges: printer margin, feeder clip and fit-to-page stay clear of the square."""
FIDUCIAL_BITS = (0xB532, 0x0F9A, 0x332D, 0x9946)
"""Inner 4 × 4 cells of ArUco DICT_4X4_50, ids 0–3, row by row from the top left; 1 is white."""
ID_LINE_MM = 50.0
TEXT_INSET_MM = (8.0, 4.0)
"""Of the code from the right and from the lower edge, where nothing stands in the margin."""
FIDUCIAL_CELLS = 6
"""Cells a side with the black border."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What the code of one page says."""

    code: str
    """Short name of the form, :attr:`Form.code`."""
    version: int
    locale: str
    document: str | None
    page: int
    pages: int


def payload(mark: FormMark, form_code: str, page: int, pages: int) -> str:
    """The text of a page's code; QR alphanumeric, at most 47 characters (version 3, level Q)."""
    locale = mark.locale.upper().replace("_", "-")
    identity = f"FK1:{form_code}.{mark.version}:{locale}:{mark.document or '-'}"
    return f"{identity}:{page}/{pages}"


def parse_payload(text: str) -> Payload | None:
    """What a code says; None for a code that is not ours or fails its check character."""
    match = _PAYLOAD.fullmatch(text.strip())
    if match is None:
        return None
    code, version, locale, document, page, pages = match.groups()
    if document != "-" and not is_document_id(document):
        return None
    document = None if document == "-" else document
    return Payload(code, int(version), locale.lower(), document, int(page), int(pages))


_PAYLOAD = re.compile(
    r"FK1:([A-Z0-9]{1,8})\.([0-9]{1,4}):([A-Z]{2,3}(?:-[A-Z0-9]{2,8})*):([0-9A-Z]{10}|-)"
    r":([0-9]{1,3})/([0-9]{1,3})"
)


def mark_text(mark: FormMark) -> str:
    """The line that stands in the file: field, page, metadata and attachment say the same."""
    fields = (mark.form, str(mark.version), mark.locale, mark.document or "-", mark.fingerprint)
    return ":".join(("formkit:1", *fields))


def find_mark(text: str) -> FormMark | None:
    """The first mark in a text, e.g. in XMP or JSON; None where there is none."""
    match = _MARK.search(text)
    if match is None:
        return None
    form, version, locale, document, fingerprint = match.groups()
    return FormMark(form, int(version), locale, None if document == "-" else document, fingerprint)


_MARK = re.compile(
    rf"formkit:1:({NAME_PATTERN}):([0-9]{{1,4}}):([A-Za-z]{{2,3}}(?:[_-][A-Za-z0-9]{{2,8}})*)"
    r":([0-9A-Z]{10}|-):([0-9a-f]{0,16})(?![0-9a-f])"
)


def new_document_id(source: Random) -> str:
    """Nine random characters and their check character, ISO 7064 hybrid MOD 33,32.

    Args:
        source: ``secrets.SystemRandom()``, or a seeded generator in tests.
    """
    characters = "".join(source.choice(DOCUMENT_ALPHABET) for _ in range(9))
    return characters + hybrid_check(characters, DOCUMENT_ALPHABET)


def is_document_id(text: str) -> bool:
    if len(text) != 10 or any(character not in DOCUMENT_ALPHABET for character in text):
        return False
    return hybrid_check(text[:-1], DOCUMENT_ALPHABET) == text[-1]


def spaced_id(document: str) -> str:
    """An identity as people read it: ``7QK2M-9XT4V``."""
    return f"{document[:5]}-{document[5:]}"


def id_line(mark: FormMark, form_code: str, page: int, pages: int) -> str:
    """The mark for people: ``7QK2M-9XT4V VOUCHER.1 RU 1/2``; ASCII only."""
    locale = mark.locale.upper().replace("_", "-")
    number = f"{spaced_id(mark.document)} " if mark.document else ""
    return f"{number}{form_code}.{mark.version} {locale} {page}/{pages}"


def find_id_line(text: str) -> Payload | None:
    """The first :func:`id_line` in the text of a page; None where there is none."""
    for match in _ID_LINE.finditer(text):
        head, tail, code, version, locale, page, pages = match.groups()
        document = head + tail if head else None
        if document is None or is_document_id(document):
            return Payload(code, int(version), locale.lower(), document, int(page), int(pages))
    return None


_ID_LINE = re.compile(
    r"(?<![^\s])(?:([0-9A-Z]{5})-([0-9A-Z]{5}) )?([A-Z0-9]{1,8})\.([0-9]{1,4})"
    r" ([A-Z]{2,3}(?:-[A-Z0-9]{2,8})*) ([0-9]{1,3})/([0-9]{1,3})(?![^\s])"
)


@dataclass(frozen=True, slots=True)
class MarkPlaces:
    """Where the marks stand on every page, in millimetres from its top left corner."""

    page_size_mm: tuple[float, float]
    has_fiducials: bool
    qr_corner_mm: tuple[float, float]
    """Top left corner of the code, inside its quiet zone."""
    qr_module_mm: float

    @classmethod
    def for_hand(cls, paper: Paper) -> MarkPlaces:
        """For forms filled in with a pen: fiducials in the corners, a coarse code at the top."""
        width, _ = paper.size_mm
        module = 0.8
        fiducial_left = width - FIDUCIAL_CENTRE_MM - FIDUCIAL_MM / 2
        left = fiducial_left - (QR_MODULES + QR_QUIET_MODULES) * module
        top = FIDUCIAL_CENTRE_MM - FIDUCIAL_MM / 2
        return cls(paper.size_mm, True, (left, top), module)

    @classmethod
    def for_text(cls, paper: Paper, inset_mm: tuple[float, float] = TEXT_INSET_MM) -> MarkPlaces:
        """For everything else: a fine code in the foot margin, at the right."""
        width, height = paper.size_mm
        right, bottom = inset_mm
        module = 0.5
        side = QR_MODULES * module
        return cls(paper.size_mm, False, (width - right - side, height - bottom - side), module)

    @property
    def qr_side_mm(self) -> float:
        return QR_MODULES * self.qr_module_mm

    @property
    def fiducial_centres_mm(self) -> tuple[tuple[float, float], ...]:
        """Centres of ids 0–3: top left, top right, bottom right, bottom left."""
        if not self.has_fiducials:
            return ()
        (width, height), edge = self.page_size_mm, FIDUCIAL_CENTRE_MM
        right, bottom = width - edge, height - edge
        return ((edge, edge), (right, edge), (right, bottom), (edge, bottom))

    @property
    def id_line_mm(self) -> tuple[float, float, float]:
        """Left and right end of the room for the line for people, and its baseline.

        It begins at the left where there are fiducials and ends at the right, by the code,
        where there are none.
        """
        left, top = self.qr_corner_mm
        if self.has_fiducials:
            start = FIDUCIAL_CENTRE_MM + FIDUCIAL_MM / 2 + 4.0
            return start, start + ID_LINE_MM, self.page_size_mm[1] - 9.0
        end = left - QR_QUIET_MODULES * self.qr_module_mm
        return end - ID_LINE_MM, end, top + self.qr_side_mm

    @property
    def reserved_mm(self) -> tuple[tuple[float, float, float, float], ...]:
        """Rectangles (left, top, right, bottom) in which nothing else may be printed."""
        quiet = QR_QUIET_MODULES * self.qr_module_mm
        left, top = self.qr_corner_mm
        code = (left, top, left + self.qr_side_mm, top + self.qr_side_mm)
        half = FIDUCIAL_MM / 2
        squares = [(x - half, y - half, x + half, y + half) for x, y in self.fiducial_centres_mm]
        line_left, line_right, baseline = self.id_line_mm
        return (
            _grown(code, quiet),
            *(_grown(square, FIDUCIAL_MM / 4) for square in squares),
            (line_left, baseline - 3.0, line_right, baseline + 1.0),
        )


def _grown(box: tuple[float, float, float, float], by: float) -> tuple[float, float, float, float]:
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)
