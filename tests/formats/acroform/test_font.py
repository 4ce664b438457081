import io
import sys
import unicodedata

import pytest
from fontTools.ttLib import TTFont

from formkit.formats.acroform import font as font_module
from formkit.formats.acroform.font import shipped_font
from formkit.formats.acroform.subset import FORM_SANS, INPUT, ORIGINAL, form_sans, input_font

LETTERS = {
    "Russian": "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "Ukrainian": "ҐЄІЇґєії’ʼ",
    "Belarusian": "ЎўІі",
    "Kazakh, Tatar": "ӘҒҚҢӨҰҮҺІәғқңөұүһіҖҗ",
    "Tajik": "ҒӢҚӮҲҶғӣқӯҳҷ",
    "Czech, Slovak": "ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽáčďéěíňóřšťúůýžĽĹŔľĺŕ",
    "Polish, Hungarian": "ĄĆĘŁŃÓŚŹŻąćęłńóśźżŐŰőű",
    "Romanian, Turkish": "ĂÂÎȘȚăâîșțĞİŞğış",
    "German, French": "ÄÖÜäöüßẞÀÇÈÊËÏÔŒÙàçèêëïôœùŸÿ",
    "marks": "«»„“”‚‘’–—…№§°±×•†‰−≤≥≠",
    "money": "€₴₽£$¥",
}


@pytest.mark.parametrize("alphabet", LETTERS.values(), ids=LETTERS)
def test_the_font_has_the_letters_of(alphabet: str) -> None:
    assert shipped_font().missing(alphabet) == ""


def test_the_shipped_files_are_what_the_script_makes() -> None:
    made, kept = TTFont(io.BytesIO(form_sans(ORIGINAL.read_bytes()))), TTFont(FORM_SANS)
    assert made.getBestCmap() == kept.getBestCmap()
    assert made["hmtx"].metrics == kept["hmtx"].metrics
    names = zip(made.getGlyphOrder(), kept.getGlyphOrder(), strict=True)
    assert all(made["glyf"][ours] == kept["glyf"][theirs] for ours, theirs in names)
    assert TTFont(io.BytesIO(input_font())).getGlyphOrder() == TTFont(INPUT).getGlyphOrder()


def test_the_subset_does_not_carry_the_name_its_licence_protects() -> None:
    records = TTFont(FORM_SANS)["name"].names
    names = [str(record) for record in records if record.nameID in (1, 4, 6)]
    assert names
    assert not any("PT" in name or "ParaType" in name for name in names)
    assert (FORM_SANS.parent / "LICENSE-PT.txt").read_text().startswith("Copyright 2009, ParaType")


def test_every_glyph_has_one_character_and_back() -> None:
    font = shipped_font()
    assert len(set(font.glyphs.values())) == len(font.glyphs)
    assert 0 not in font.glyphs.values()


def test_a_missing_character_is_named_once_and_never_drawn() -> None:
    assert shipped_font().missing("ễ漢ễ") == "ễ漢"


def test_a_combining_mark_needs_the_shaper(monkeypatch: pytest.MonkeyPatch) -> None:
    stressed = unicodedata.normalize("NFC", "за\u0301мок")
    font_module._harfbuzz.cache_clear()
    monkeypatch.setitem(sys.modules, "uharfbuzz", None)
    try:
        assert shipped_font().missing(stressed) == "\u0301"
    finally:
        font_module._harfbuzz.cache_clear()


def test_the_shaper_puts_the_mark_over_its_letter_and_keeps_the_text() -> None:
    pytest.importorskip("uharfbuzz")
    font = shipped_font()
    shown = font.show("за\u0301мок", 10)
    assert font.missing("за\u0301мок") == ""
    assert b"/ActualText" in shown
    assert shown.count(b"TJ") == len("за\u0301мок")
