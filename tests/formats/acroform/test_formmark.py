import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.formats.acroform.marks import fiducials
from formkit.formats.acroform.qr import CAPACITY, qr_rows
from formkit.formats.formmark import (
    DOCUMENT_ALPHABET,
    MarkPlaces,
    find_mark,
    id_line,
    is_document_id,
    mark_text,
    new_document_id,
    parse_payload,
    payload,
)
from formkit.model.form import Paper
from formkit.model.record import FormMark

DOCUMENTS = st.integers().map(lambda seed: new_document_id(Random(seed)))
MARKS = st.builds(
    FormMark,
    st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True),
    st.integers(1, 9999),
    st.sampled_from(["ru", "uk", "cs", "en", "pt-BR"]),
    st.none() | DOCUMENTS,
    st.from_regex(r"[0-9a-f]{16}", fullmatch=True),
)


@settings(deadline=None)
@given(MARKS, st.from_regex(r"[A-Z0-9]{1,8}", fullmatch=True), st.integers(1, 99))
def test_what_the_code_says_is_read_back(mark: FormMark, code: str, page: int) -> None:
    text = payload(mark, code, page, 99)
    said = parse_payload(text)
    assert len(text) <= CAPACITY
    assert said is not None
    assert (said.code, said.version, said.document) == (code, mark.version, mark.document)
    assert (said.locale, said.page, said.pages) == (mark.locale.lower(), page, 99)


@settings(deadline=None)
@given(MARKS, st.text(max_size=5))
def test_the_line_in_the_file_is_found_in_any_surroundings(mark: FormMark, around: str) -> None:
    assert find_mark(f"{around}<{mark_text(mark)}>{around}") == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org",
        "FK1:VOUCHER.1:RU:GP1XF3A7QG:1",
        "FK1:VOUCHER.1:RU:GP1XF3A7QH:1/2",  # wrong check character
        "FK2:VOUCHER.1:RU:GP1XF3A7QG:1/2",
        "FK1:VOUCHERVOUCHER.1:RU:-:1/2",
    ],
)
def test_a_code_that_is_not_ours_says_nothing(text: str) -> None:
    assert parse_payload(text) is None


def test_a_wrong_character_is_always_noticed_and_a_swap_nearly_always() -> None:
    source, swaps, escaped = Random(7), 0, 0
    for _ in range(500):
        number, place = new_document_id(source), source.randrange(9)
        other = source.choice([c for c in DOCUMENT_ALPHABET if c != number[place]])
        assert not is_document_id(number[:place] + other + number[place + 1 :])
        first, second = number[place : place + 2]
        if first != second:
            swaps += 1
            escaped += is_document_id(number[:place] + second + first + number[place + 2 :])
    assert escaped / swaps < 0.05


def test_the_line_for_people_groups_the_number() -> None:
    mark = FormMark("voucher", 2, "uk", "GP1XF3A7QG")
    assert id_line(mark, "D36", 1, 2) == "GP1XF-3A7QG D36.2 UK 1/2"


@pytest.mark.parametrize("paper", [Paper(), Paper("A5"), Paper("A4", True), Paper("A3")])
@pytest.mark.parametrize("make", [MarkPlaces.for_hand, MarkPlaces.for_text])
def test_marks_lie_on_the_sheet_and_apart(paper: Paper, make: object) -> None:
    places = make(paper)  # type: ignore[operator]
    width, height = paper.size_mm
    code, *others = places.reserved_mm
    for left, top, right, bottom in places.reserved_mm:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    quiet = 4 * places.qr_module_mm
    left, top, right, bottom = code[0] + quiet, code[1] + quiet, code[2] - quiet, code[3] - quiet
    assert right - left == pytest.approx(29 * places.qr_module_mm)
    for other in others:
        is_apart = other[2] <= left or other[0] >= right or other[3] <= top or other[1] >= bottom
        assert is_apart


def test_fiducials_stand_thirteen_millimetres_from_the_edges() -> None:
    places = MarkPlaces.for_hand(Paper("A5"))
    assert places.fiducial_centres_mm == ((13, 13), (135, 13), (135, 197), (13, 197))
    assert places.qr_side_mm == pytest.approx(23.2)


def _is_whole_words(length: int) -> bool:
    """Lengths for which segno adds a byte of padding too many (allowed, but not minimal)."""
    return (13 + 11 * (length // 2) + 6 * (length % 2) + 4) % 8 == 0


@settings(deadline=None, max_examples=60)
@given(
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=1, max_size=CAPACITY).filter(
        lambda text: not text.isdecimal() and not _is_whole_words(len(text))
    )
)
def test_the_code_is_the_one_segno_draws(text: str) -> None:
    import segno

    code = segno.make(text, version=3, error="q", mask=3, boost_error=False, mode="alphanumeric")
    assert qr_rows(text) == tuple(
        int("".join(str(int(module)) for module in row), 2) for row in code.matrix
    )


@pytest.mark.parametrize("text", ["a", "Ж", "A" * (CAPACITY + 1)])
def test_the_code_refuses_what_does_not_fit(text: str) -> None:
    with pytest.raises(ValueError, match="QR code"):
        qr_rows(text)


def test_fiducials_are_the_first_four_of_the_aruco_dictionary() -> None:
    """White cells as OpenCV's generateImageMarker draws DICT_4X4_50, ids 0 to 3."""
    white = [
        ("1011", "0101", "0011", "0010"),
        ("0000", "1111", "1001", "1010"),
        ("0011", "0011", "0010", "1101"),
        ("1001", "1001", "0100", "0110"),
    ]
    content = fiducials(MarkPlaces.for_hand(Paper()))
    squares = re.findall(rb"q ([\d.]+) 0 0 -[\d.]+ ([\d.]+) ([\d.]+) cm 0 g (.*?)f Q", content)
    assert len(squares) == 4
    for (cell, _, _, path), rows in zip(squares, white, strict=True):
        assert float(cell) * 6 == pytest.approx(10 * 72 / 25.4, abs=0.01)
        dark = {
            (int(x) + step, int(y))
            for x, y, length in re.findall(rb"(\d) (\d) (\d) 1 re", path)
            for step in range(int(length))
        }
        inner = {
            (x + 1, y + 1) for y, row in enumerate(rows) for x, c in enumerate(row) if c == "1"
        }
        assert dark == {(x, y) for x in range(6) for y in range(6)} - inner
