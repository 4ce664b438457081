"""The compiled template as another program sees it: styles, numbering, tables, page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from formkit.formats.docx import Template, check, compile_template, read_text
from formkit.formats.docx.numbering import Level, level_of
from formkit.language.profiles import get_profile
from formkit.layout.blocks import (
    Document,
    Heading,
    Item,
    LineBreak,
    PageBreak,
    Paragraph,
    Placeholder,
    TableGrid,
    Text,
    Title,
)
from formkit.layout.expressions import context
from formkit.problems import Code

Make = Callable[..., Any]


def opened(document: Document) -> Any:
    return docx.Document(io.BytesIO(compile_template(document, get_profile(document.locale))))


def test_paragraphs_have_named_styles(sample: Make) -> None:
    styles = {p.text[:12]: p.style.name for p in opened(sample("job").document).paragraphs}
    assert styles["ДОЛЖНОСТНАЯ "] == "Title"
    assert styles["Обязанности"] == "Heading 1"
    assert styles["Специалист о"] == "Пункт 1"
    assert styles["УТВЕРЖДАЮ"] == "Гриф утверждения"
    english = {p.style.name for p in opened(sample("job", "en").document).paragraphs}
    assert {"Clause 1", "Clause 2", "Body Text"} <= english


def test_numbers_are_numbering_and_never_text(sample: Make) -> None:
    document = opened(sample("job").document)
    assert not [p.text for p in document.paragraphs if p.text[:1].isdigit()]
    numbering = document.part.numbering_part.element
    formats = [
        [level.find(qn("w:lvlText")).get(qn("w:val")) for level in abstract.iter(qn("w:lvl"))]
        for abstract in numbering.iter(qn("w:abstractNum"))
    ]
    assert formats[0] == ["%1.", "%1.%2.", "%1.%2.%3.", "%4)", "–"]
    linked = [s.get(qn("w:val")) for s in numbering.iter(qn("w:pStyle"))]
    assert linked == ["Heading1", "Clause1", "Clause2", "Clause3", "Clause4", "Item"]


def test_levels_are_read_from_samples() -> None:
    for sample_text, position, level in (
        ("1.", 0, Level("decimal", "%1.")),
        ("1.1", 1, Level("decimal", "%1.%2")),
        ("1.1.1.", 2, Level("decimal", "%1.%2.%3.")),
        ("1)", 2, Level("decimal", "%3)")),
        ("(a)", 2, Level("lowerLetter", "(%3)")),
        ("(i)", 3, Level("lowerRoman", "(%4)")),
        ("а)", 3, Level("russianLower", "%4)")),
        ("–", 4, Level("bullet", "–")),
    ):
        assert level_of(sample_text, position) == level, sample_text


def test_every_placeholder_is_one_run(sample: Make) -> None:
    for name in ("voucher", "job", "plan"):
        content = compile_template(sample(name).document, get_profile("ru"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = etree.fromstring(archive.read("word/document.xml"))
        for piece in root.iter(qn("w:t")):
            text = piece.text or ""
            assert text.count("{{") == text.count("}}"), text
            assert text.count("{%") == text.count("%}"), text


def test_the_page_follows_the_profile_and_the_form(sample: Make) -> None:
    for name, locale, left, right, width in (
        ("job", "ru", 30, 10, 210),
        ("job", "en", 30, 25, 210),
        ("plan", "en", 25, 25, 210),
        ("voucher", "ru", 15, 10, 148),
    ):
        section = opened(sample(name, locale).document).sections[0]
        sizes = (section.left_margin, section.right_margin, section.page_width)
        for found, wanted in zip(sizes, (left, right, width), strict=True):
            assert abs(found - Mm(wanted)) < Mm(0.1), (name, locale)


def fields(part: Any) -> list[str]:
    return [e.text.strip() for e in part._element.iter(qn("w:instrText"))]


def test_page_numbers_stand_where_the_locale_has_them(sample: Make) -> None:
    russian = opened(sample("job").document).sections[0]
    assert russian.different_first_page_header_footer
    assert fields(russian.header) == ["PAGE"]
    assert fields(russian.first_page_header) == fields(russian.footer) == []
    english = opened(sample("job", "en").document).sections[0]
    assert fields(english.first_page_footer) == fields(english.footer) == ["PAGE", "NUMPAGES"]
    assert fields(english.header) == []


def test_every_page_says_which_form_it_is(sample: Make) -> None:
    section = opened(sample("voucher").document).sections[0]
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[0].text.startswith("RV.1 RU")
        assert "{{ voucher_no }}" in footer.paragraphs[0].text


def test_an_issued_document_says_its_identity_in_the_footer(sample: Make) -> None:
    one = sample("voucher")
    template = Template(compile_template(one.document, get_profile("ru")), "ru")
    form, words = one.document.form, one.document.words
    for identity, said in ((None, "RV.1 RU · 2026-00017"), ("7QK2M-9XT4V", "· 7QK2M-9XT4V")):
        names = context(form, one.values, words, one.records, document=identity)
        section = docx.Document(io.BytesIO(template.render(names))).sections[0]
        assert section.footer.paragraphs[0].text.endswith(said)


def test_rows_for_a_pen_are_tall_enough(sample: Make) -> None:
    one = sample("plan").document
    (number,) = [n for n, block in enumerate(one.blocks) if isinstance(block, TableGrid)]
    by_hand = replace(one.blocks[number], is_by_hand=True)
    blocks = (*one.blocks[:number], by_hand, *one.blocks[number + 1 :])
    heights = [row.height for row in opened(replace(one, blocks=blocks)).tables[1].rows]
    assert [height >= Mm(8) for height in heights if height] == [True, True]


def test_rows_repeat_their_head_and_stay_whole(sample: Make) -> None:
    document = opened(sample("plan").document)
    table = document.tables[1]
    assert [cell.text for cell in table.rows[0].cells] == ["Действие", "Кол-во", "Срок", "Вид"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    data_rows = [row for row in table.rows if "{%" not in row.cells[0].text]
    assert len(data_rows) == 3
    for row in data_rows:
        assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    for one in document.tables:
        widths = sum(int(c.get(qn("w:w"))) for c in one._tbl.tblGrid)
        section = document.sections[0]
        room = section.page_width - section.left_margin - section.right_margin
        assert abs(widths * 635 - room) < Mm(1)


def test_numbers_of_rows_are_a_narrow_first_column(sample: Make) -> None:
    one = sample("plan")
    blocks = tuple(
        replace(block, table=replace(block.table, is_numbered=True))
        if isinstance(block, TableGrid)
        else block
        for block in one.document.blocks
    )
    document = replace(one.document, blocks=blocks)
    template = Template(compile_template(document, get_profile("ru")), "ru")
    names = context(document.form, one.values, document.words, one.records)
    for values, shown in ((names, [str(n) for n in range(1, 31)]), ({**names, "steps": ()}, ["1"])):
        table = docx.Document(io.BytesIO(template.render(values))).tables[1]
        assert [row.cells[0].text for row in table.rows] == ["№", *shown]
        assert table.rows[0].cells[1].text == "Действие"
        assert Mm(8) < table.rows[1].cells[0].width < Mm(10)


def test_the_word_of_a_head_is_never_wider_than_its_column(sample: Make) -> None:
    table = opened(sample("plan").document).tables[1]
    widths = [int(c.get(qn("w:w"))) / 20 for c in table._tbl.tblGrid]
    for cell, width_pt in zip(table.rows[0].cells, widths, strict=True):
        longest = max(map(len, cell.text.split()))
        assert width_pt > longest * 11 * 0.55, cell.text


def test_tables_never_touch_and_bodies_end_in_a_paragraph(sample: Make) -> None:
    for name in ("voucher", "job", "plan"):
        body = list(opened(sample(name).document).element.body)
        tags = [etree.QName(e).localname for e in body]
        assert ("tbl", "tbl") not in set(pairwise(tags))
        assert tags[-2:] == ["p", "sectPr"]


def test_signatures_stay_with_the_text_before_them(sample: Make) -> None:
    document = opened(sample("job").document)
    body = list(document.element.body)
    last_table = max(n for n, e in enumerate(body) if e.tag == qn("w:tbl"))
    before = body[last_table - 1]
    assert before.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    style = document.styles["Подпись"]
    assert style.paragraph_format.keep_with_next


def test_what_announces_a_list_is_not_left_alone(sample: Make) -> None:
    kept = {
        p.text: p.paragraph_format.keep_with_next for p in opened(sample("job").document).paragraphs
    }
    assert kept["Специалист обязан:"]
    assert not kept["Норма нагрузки не установлена."]
    one = sample("job").document
    blocks = (
        Item((Text("следующее: "), LineBreak())),
        Paragraph((Text("вот что"), Text(":", is_bold=True))),
        Paragraph((Text("ссылка: "), Placeholder("qualification"))),
        Paragraph((Text("конец"),)),
    )
    paragraphs = opened(replace(one, blocks=blocks)).paragraphs
    kept_now = [bool(p.paragraph_format.keep_with_next) for p in paragraphs]
    assert kept_now == [True, True, False, False]


def test_files_tell_nothing_of_people(sample: Make) -> None:
    core = opened(sample("job").document).core_properties
    assert (core.author, core.title) == ("formkit", sample("job").document.words.title)
    assert (core.last_modified_by, core.comments, core.subject) == ("", "", "")
    assert core.created is None


def test_text_has_a_language_and_a_fallback_font(sample: Make) -> None:
    content = compile_template(sample("job").document, get_profile("ru"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles = archive.read("word/styles.xml").decode()
        fonts = archive.read("word/fontTable.xml").decode()
    assert 'w:lang w:val="ru-RU"' in styles
    assert 'w:altName w:val="Times New Roman"' in fonts


ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs spacing ind "
    "jc outlineLvl",
    "rPr": "rStyle rFonts b i color sz szCs lang",
    "tcPr": "tcW gridSpan tcBorders shd vAlign",
    "tblPr": "tblStyle tblW tblBorders tblLayout tblCellMar tblLook",
    "trPr": "cantSplit trHeight tblHeader",
    "lvl": "start numFmt pStyle suff lvlText lvlJc pPr",
    "style": "name basedOn next qFormat pPr rPr tblPr tblStylePr",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg",
}
"""Parts of the sequences of ISO/IEC 29500-1 that we use; Word refuses another order."""


@pytest.mark.parametrize("name", ["voucher", "job", "plan"])
def test_elements_stand_in_the_order_of_the_schema(sample: Make, name: str) -> None:
    content = compile_template(sample(name).document, get_profile("ru"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            if not part.endswith(".xml") or not part.startswith("word/"):
                continue
            for element in etree.fromstring(archive.read(part)).iter():
                order = ORDER.get(etree.QName(element).localname, "").split()
                tags = [etree.QName(child).localname for child in element]
                if order:
                    assert tags == sorted(tags, key=order.index), (part, tags)


def test_our_own_templates_have_no_faults(sample: Make) -> None:
    for name in ("voucher", "job", "plan"):
        for locale in ("ru", "en"):
            document = sample(name, locale).document
            content = compile_template(document, get_profile(locale))
            assert check(content, document.form, document.words) == []


def test_braces_in_standing_text_are_no_tags(sample: Make) -> None:
    one = sample("voucher").document
    title = Title((Text("Пишите {{ имя }} или {% так %}"),))
    content = compile_template(Document(one.form, one.words, (title,)), get_profile("ru"))
    assert "имя" in read_text(content)[0]
    assert {p.code for p in check(content, one.form, one.words)} == {Code.TEMPLATE_NO_PLACEHOLDER}


def test_a_new_page_begins_where_it_is_asked_for(sample: Make) -> None:
    one = sample("voucher").document
    blocks = (Paragraph((Text("раз"),)), PageBreak(), Heading((Text("два"),)))
    document = opened(Document(one.form, one.words, blocks))
    assert [p.paragraph_format.page_break_before for p in document.paragraphs] == [None, True, None]
