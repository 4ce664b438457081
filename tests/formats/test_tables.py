"""Numbered and long tables on the web page and on paper, read by another program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from formkit.catalogue.index import Catalogue
from formkit.formats.html import write
from formkit.formats.pdf.markup import page_html
from formkit.language.profiles import get_profile
from formkit.layout.blocks import Document, Rendering, TableGrid
from formkit.layout.build import build
from formkit.layout.printed import printed
from formkit.model.record import Values

GOOD = Path(__file__).parents[1] / "cases" / "definitions" / "good"
VOUCHER = Catalogue([GOOD / "everything"]).get("voucher")
TWO_ROWS: Values = {"items": ({"name": "soup"}, {"name": "bread"})}


def numbered() -> Document:
    document = build(VOUCHER, "en")
    blocks = tuple(
        replace(block, table=replace(block.table, is_numbered=True))
        if isinstance(block, TableGrid)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def first_cells(source: str) -> list[str]:
    """First cell of every row of the table whose head has the column “Name”."""
    (table,) = lxml.html.fromstring(source).xpath("//table[.//th[.='Name']]")
    return [row[0].text_content() for row in table.xpath(".//tr")]


def on_the_web(document: Document) -> str:
    words = printed(document, TWO_ROWS, {}, Rendering.FILLABLE)
    return write(document, TWO_ROWS, words, get_profile("en").numbering)


def on_paper(document: Document) -> str:
    words = printed(document, TWO_ROWS, {}, Rendering.FILLED)
    return page_html(document, get_profile("en"), Rendering.FILLED, words, "{page}")


@pytest.mark.parametrize("face", [on_the_web, on_paper])
def test_a_numbered_table_counts_its_rows_and_no_other_does(face: object) -> None:
    assert callable(face)
    assert first_cells(face(numbered())) == ["No.", "1", "2"]
    assert first_cells(face(build(VOUCHER, "en")))[0] == "Name"


def test_a_table_no_page_holds_begins_where_it_stands() -> None:
    def kind(rows: int) -> str:
        (items,) = VOUCHER.tables()
        longer = replace(items, rows=rows)
        members = tuple(longer if m is items else m for m in VOUCHER.sections[-1].members)
        last = replace(VOUCHER.sections[-1], members=members)
        document = build(replace(VOUCHER, sections=(*VOUCHER.sections[:-1], last)), "en")
        words = printed(document, {}, {}, Rendering.BLANK)
        source = page_html(document, get_profile("en"), Rendering.BLANK, words, "{page}")
        (block,) = lxml.html.fromstring(source).xpath("//div[contains(@class, 'block')]")
        return str(block.get("class"))

    assert kind(5) == "block"
    assert kind(60) == "block long"
