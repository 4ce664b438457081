import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.formats.acroform.appearance import (
    FLOOR_PT,
    PADDING_PT,
    SIZE_PT,
    comb,
    line,
    line_size_pt,
    paragraphs,
    wrap,
)
from formkit.formats.acroform.font import shipped_font

FONT = shipped_font()
WORDS = st.text("абвгдежзийклмнопрст ŘůěЇҐ-.,0123456789\n", max_size=300)


def _size_pt(content: bytes) -> float:
    match = re.search(rb" ([\d.]+) Tf", content)
    assert match is not None
    return float(match[1])


@settings(deadline=None)
@given(WORDS, st.floats(20, 400), st.sampled_from([7.0, 8.5, 10.0]))
def test_wrapping_keeps_every_character_and_the_width(text: str, room: float, size: float) -> None:
    lines = wrap(FONT, text, room, size)
    assert "".join("".join(shown for shown, _ in lines).split()) == "".join(text.split())
    assert all(
        FONT.width_pt(shown.rstrip(" "), size) <= room or len(shown) == 1 for shown, _ in lines
    )
    assert lines[-1][1] == len(text)


@settings(deadline=None)
@given(WORDS, st.floats(30, 300), st.floats(12, 90))
def test_what_does_not_fit_is_counted_to_the_character(
    text: str, width: float, height: float
) -> None:
    drawn = paragraphs(FONT, text, (width, height))
    size = _size_pt(drawn.content)
    assert FLOOR_PT <= size <= SIZE_PT
    if drawn.left:
        assert size == FLOOR_PT
        assert 0 < drawn.left <= len(text)


def test_a_text_that_fits_only_smaller_is_drawn_smaller() -> None:
    text = "Длинное название организации, которое не помещается целиком"
    width = FONT.width_pt(text, 8.0) + 2 * PADDING_PT + 0.1
    drawn = line(FONT, text, (width, 16))
    assert (drawn.left, _size_pt(drawn.content)) == (0, 8.0)


def test_below_the_floor_nothing_shrinks_and_the_rest_is_counted() -> None:
    text = "Слово " * 40
    drawn = line(FONT, text, (100, 16))
    assert _size_pt(drawn.content) == FLOOR_PT
    assert drawn.left > 0
    shown = text[: len(text) - drawn.left]
    assert FONT.width_pt(shown, FLOOR_PT) <= 100 - 2 * PADDING_PT
    assert FONT.width_pt(shown + text[len(shown)], FLOOR_PT) > 100 - 2 * PADDING_PT


def test_a_low_box_gets_smaller_type_but_not_below_the_floor() -> None:
    assert [line_size_pt(FONT, height) for height in (30, 12, 10, 4)] == [10.0, 8.5, 7.0, 7.0]


def test_comb_characters_stand_in_the_middle_of_their_cells() -> None:
    drawn = comb(FONT, "07", (40, 20), 4)
    match = re.search(rb"\[(-?\d+)\(.*?\)(-?\d+)\(", drawn.content, re.DOTALL)
    assert match is not None
    first, gap = (-int(number) / 100 for number in match.groups())
    width = FONT.width_pt("0", 10)
    assert abs(first - (10 - width) / 2) < 0.02
    assert abs(first + width + gap - (10 + (10 - FONT.width_pt("7", 10)) / 2)) < 0.03


def test_a_text_longer_than_the_comb_is_counted() -> None:
    assert comb(FONT, "12345", (40, 20), 4).left == 1


def test_numbers_end_at_the_right_edge() -> None:
    drawn = line(FONT, "1 234,50", (100, 16), quadding=2)
    match = re.search(rb" g ([\d.]+) [\d.]+ Td", drawn.content)
    assert match is not None
    assert abs(float(match[1]) + FONT.width_pt("1 234,50", 10) - (100 - PADDING_PT)) < 0.02


def test_characters_without_a_glyph_are_left_out_and_named() -> None:
    drawn = line(FONT, "Nguy\u1ec5n \u6f22", (100, 16))
    assert drawn.missing == "\u1ec5\u6f22"
    assert drawn.content == line(FONT, "Nguyn ", (100, 16)).content
    assert unicodedata.name(drawn.missing[0]) == "LATIN SMALL LETTER E WITH CIRCUMFLEX AND TILDE"
