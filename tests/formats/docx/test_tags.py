"""Tags as Word leaves them: torn over runs, with its quotation marks, with look-alike letters."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.formats.docx.ooxml import paragraph, q, run
from formkit.formats.docx.tags import read_tag, tagged_paragraphs


def test_marks_of_autocorrection_become_straight_ones() -> None:
    for written, mended in {
        "{{ x | case(«gen») }}": '{{ x | case("gen") }}',
        "{{ x | case(„gen“) }}": '{{ x | case("gen") }}',
        "{{ x | case(„gen”) }}": '{{ x | case("gen") }}',
        "{{ x | case(“gen”) }}": '{{ x | case("gen") }}',
        "{{ x | case(‘gen’) }}": '{{ x | case("gen") }}',
        "{{ x | case(’gen’) }}": '{{ x | case("gen") }}',
        "{% if x == ”нет” %}": '{% if x == "нет" %}',
        "{{ 'gen’ }}": "{{ 'gen' }}",
    }.items():
        tag = read_tag(written)
        assert tag.source == mended, written
        assert tag.has_mended_quotes
        assert tag.written == written


def test_marks_inside_a_string_stay() -> None:
    for written in ("{{ 'ім’я' }}", '{{ "«Рассвет»" }}', "{{ x | default('„а“') }}"):
        tag = read_tag(written)
        assert tag.source == written
        assert not tag.has_mended_quotes


def test_look_alike_letters_outside_strings_become_latin() -> None:
    for written, mended in {
        "{%р if сlient %}": "{%p if client %}",
        "{{ оrg.nаme }}": "{{ org.name }}",
        "{% fоr rоw in steps %}": "{% for row in steps %}",
        "{{ x | саse('gen') }}": "{{ x | case('gen') }}",
    }.items():
        tag = read_tag(written)
        assert tag.source == mended, written
        assert tag.has_mended_letters


def test_words_of_the_language_stay_cyrillic() -> None:
    for written in ("{{ фамилия }}", "{{ x | agree('он/она') }}", "{{ 'сосна' }}"):
        tag = read_tag(written)
        assert tag.source == written
        assert not tag.has_mended_letters


def test_scope_and_text_are_read() -> None:
    for written, parts in {
        "{%p if a %}": ("{%", "p", "if a"),
        "{%tr for row in t %}": ("{%", "tr", "for row in t"),
        "{%- endif -%}": ("{%", "", "endif"),
        "{{ price }}": ("{{", "", "price"),
        "{{p text }}": ("{{", "p", "text"),
        "{# note #}": ("{#", "", "note"),
        "{{\xa0a  |\nupper }}": ("{{", "", "a | upper"),
    }.items():
        tag = read_tag(written)
        assert (tag.braces, tag.scope, tag.text) == parts, written


PIECES = st.lists(st.integers(min_value=0, max_value=30), max_size=6)


@given(PIECES)
@settings(deadline=None)
def test_a_tag_torn_anywhere_ends_in_one_run_and_no_text_is_lost(cuts: list[int]) -> None:
    text = "До {{ org.full_name }} и {%if x%}"
    places = [0, *sorted(cuts), len(text)]
    torn = [text[a:b] for a, b in pairwise(places)]
    element = paragraph("BodyText", *(run(piece) for piece in torn))
    (found,) = tagged_paragraphs(element)
    assert [tag.text for tag in found.tags] == ["org.full_name", "if x"]
    texts = [piece.text or "" for piece in element.iter(q("t"))]
    assert "".join(texts) == text
    assert sum("{{ org.full_name }}" in piece for piece in texts) == 1


@pytest.mark.parametrize(
    ("text", "broken", "single"),
    [
        ("{ {fam} }}", "{ {fam} }}", ""),
        ("{{ a }", "{{", ""),
        ("{{ a }} и b }}", "}}", ""),
        ("{ % if x %}", "{ % if x %}", ""),
        ("поле {name} здесь", "", "{name}"),
        ("множество {1, 2}", "", ""),
        ("{{ a }} {% if b %} {# c #}", "", ""),
    ],
)
def test_broken_and_single_braces_are_seen(text: str, broken: str, single: str) -> None:
    (found,) = tagged_paragraphs(paragraph("BodyText", run(text)))
    assert (found.broken, found.single) == (broken, single)
