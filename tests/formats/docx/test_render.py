"""Documents from templates: what they say, that nothing is lost, that they open elsewhere."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from formkit.fieldtypes.person import Person
from formkit.formats.docx import Template, compile_template, read_text, write
from formkit.formats.docx.package import NotWordError
from formkit.language.profiles import get_profile
from formkit.layout.blocks import (
    Document,
    Paragraph,
    Placeholder,
    Rendering,
    SignatureLine,
    Text,
    When,
)
from formkit.layout.expressions import ExpressionError, context, environment
from formkit.problems import Code

Make = Callable[..., Any]
NBSP = "\u00a0"


def made(sample: Any, **changes: Any) -> bytes:
    """The document of a sample, some values changed."""
    document = sample.document
    values = {**sample.values, **changes}
    profile = get_profile(document.locale)
    return write(document, values, sample.records, profile)


JOB_RU = """
УТВЕРЖДАЮ
Директор
____________ М. И. Ковалёва
12 января 2026 г.
ДОЛЖНОСТНАЯ ИНСТРУКЦИЯ
специалиста по социальной работе
1. Общие положения
1.1. Специалист АНО «Рассвет» подчиняется Ковалёвой Марии Ильиничне.
1.2. Требования: высшее образование & опыт <1 года>.
2. Обязанности
2.1. Специалист обязан:
2.1.1. выявлять потребности клиента и его сильные стороны
2.1.2. вести карту клиента
2.2. Норма нагрузки — 15 случаев.
2.3. Специалист ведёт документы: анкета, талон.
3. Права
3.1. Специалист вправе:
3.1.1. получать сведения
3.1.2. проходить обучение
3.2. Отказ от поручения:
а) угрожающего жизни
б) противоречащего закону
Приложения
1. Первый пункт ненумерованного раздела.
2. Второй пункт.
– памятка: выявлять потребности клиента и его сильные стороны
– памятка: вести карту клиента
С инструкцией ознакомлен, экземпляр получен.
Специалист по социальной работе |  | Л. И. Гайдай
Дата ______________
"""


def test_a_job_description_reads_as_an_office_writes_it(sample: Make) -> None:
    lines = "\n".join(read_text(made(sample("job")))).replace(NBSP, " ").replace("\u200b", "")
    assert lines == JOB_RU.strip()


def test_english_clauses_are_numbered_in_the_english_way(sample: Make) -> None:
    lines = read_text(made(sample("job", "en"), rights=({"item": "be heard"},)))
    assert "1. General" in lines
    assert "2.1 The specialist shall:" in lines
    assert "(a) assess the client’s needs and strengths" in lines
    assert "3. Rights" in lines
    assert "(a) be heard" in lines


def test_choices_are_boxes_and_values_stand_under_their_labels(sample: Make) -> None:
    lines = read_text(made(sample("voucher"), service_status="provided", needs_follow_up=False))
    text = "\n".join(lines).replace(NBSP, " ")
    assert "☒ оказана" in text
    assert "☐ оказана частично" in text
    assert "☐ да" in text
    assert "☒ нет" in text
    assert "Куда направляется: P-03 — Городская поликлиника № 3" in text
    assert "Номер клиента: К-0042-7 " in text, "no name leaves the office"
    assert "Количество, приём: 1,5" in text


def test_rows_are_the_rows_of_the_data(sample: Make) -> None:
    for count in (0, 1, 2, 5, 21):
        steps = sample("plan").values["steps"][:count]
        table = docx.Document(io.BytesIO(made(sample("plan"), steps=steps))).tables[1]
        assert len(table.rows) == 1 + max(count, 1), "one empty row where there are none"
        assert [r.cells[1].text for r in table.rows[1:]] == (
            [str(n + 1) for n in range(count)] or [""]
        )


@pytest.mark.parametrize("name", ["voucher", "job", "plan"])
@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("rendering", [Rendering.FILLED, Rendering.BLANK])
def test_without_data_there_are_ruled_lines_and_no_leftovers(
    sample: Make, name: str, locale: str, rendering: Rendering
) -> None:
    document = sample(name, locale).document
    content = write(document, {}, {}, get_profile(locale), rendering)
    text = "\n".join(read_text(content))
    for leftover in ("None", "{{", "}}", "{%", "Missing", "Entry"):
        assert leftover not in text
    assert "___" in text
    if name == "plan" and rendering is Rendering.BLANK:
        assert len(docx.Document(io.BytesIO(content)).tables[1].rows) == 1 + 6


def test_the_same_data_give_the_same_bytes(sample: Make) -> None:
    assert made(sample("plan")) == made(sample("plan"))


VALUE = st.text(
    st.characters(blacklist_categories=["Cs", "Cc", "Cn"], whitelist_characters="\n"), max_size=80
)


@given(value=VALUE, key=st.sampled_from(["purpose", "partner_address"]))
@settings(deadline=None, max_examples=80)
def test_any_text_comes_back_from_another_reader(sample: Make, value: str, key: str) -> None:
    one = sample("voucher")
    template = _template(one.document)
    names = context(one.document.form, {key: value or "x"}, one.document.words, {})
    table = docx.Document(io.BytesIO(template.render(names))).tables[0]
    cells = [cell for row in table.rows for cell in row.cells]
    label = one.document.words.fields[key].label
    texts = [cell.paragraphs[1].text for cell in cells if cell.paragraphs[0].text == label]
    assert texts[0] == (value or "x")


_PREPARED: dict[int, Template] = {}


def _template(document: Document) -> Template:
    key = hash((document.form.name, document.locale))
    if key not in _PREPARED:
        content = compile_template(document, get_profile(document.locale))
        _PREPARED[key] = Template(content, document.locale)
    return _PREPARED[key]


def test_lines_of_a_value_are_lines_of_the_paragraph(sample: Make) -> None:
    document = docx.Document(io.BytesIO(made(sample("plan"), reason="первая\nвторая\tкрай")))
    (cell,) = {
        c._tc: c for r in document.tables[0].rows for c in r.cells if "первая" in c.text
    }.values()
    names = [etree.QName(e).localname for e in cell.paragraphs[1]._p.iter()]
    assert names.count("br") == 1
    assert names.count("tab") == 1


def test_markup_and_tags_in_values_stay_text(sample: Make) -> None:
    evil = "<w:p/>&amp;{{ org }}{% if %}]]>"
    text = "\n".join(read_text(made(sample("plan"), reason=evil)))
    assert evil in text


def with_body(one: Any, *inlines: Any) -> bytes:
    paragraphs = tuple(Paragraph((inline,)) for inline in inlines)
    document = Document(one.document.form, one.document.words, paragraphs)
    return compile_template(document, get_profile("ru"))


def test_unknown_names_are_told_all_at_once_with_their_paragraphs(sample: Make) -> None:
    one = sample("voucher")
    content = with_body(one, Text("Раз"), Placeholder("famliya"), Placeholder("org.x ~ voucher"))
    template = Template(content, "ru", "letter.docx")
    names = context(one.document.form, one.values, one.document.words, one.records)
    with pytest.raises(ExpressionError) as caught:
        template.render(names)
    found = caught.value.problems
    assert [p.values["name"] for p in found] == ["famliya", "voucher"]
    assert found[0].values["place"] == "{{ famliya }}"
    assert {p.where.file for p in found} == {"letter.docx"}


def test_comparisons_survive_the_markup(sample: Make) -> None:
    one = sample("voucher")
    expression = "'много' if quantity > 1 and quantity < 2 and 'a&b' != purpose else 'мало'"
    content = with_body(one, Placeholder(expression), Placeholder("purpose | default('ім’я')"))
    names = context(one.document.form, one.values, one.document.words, one.records)
    assert read_text(Template(content, "ru").render(names)) == ["много", "ім’я"]


def test_an_unknown_part_is_told_with_the_nearest_name(sample: Make) -> None:
    one = sample("voucher")
    content = with_body(one, Text("Раз"), Placeholder("org.full_nmae"))
    names = context(one.document.form, one.values, one.document.words, one.records)
    with pytest.raises(ExpressionError) as caught:
        Template(content, "ru").render(names)
    (found,) = caught.value.problems
    assert found.code is Code.TEMPLATE_UNKNOWN_PART
    assert found.values["suggestion"] == " → full_name?"
    assert found.values["place"] == "{{ org.full_nmae }}"


def test_a_person_without_gender_is_never_declined_by_guess(sample: Make) -> None:
    one = sample("job")
    head = {"name": Person("Ли Жан"), "position": "директор"}
    records = {**one.records, "org": {**one.records["org"], "head": head}}
    with pytest.raises(ExpressionError) as caught:
        write(one.document, one.values, records, get_profile("ru"))
    (found,) = caught.value.problems
    assert found.code is Code.TEMPLATE_NO_GENDER
    assert "case('dat')" in found.values["place"]


def test_what_is_not_a_word_file_is_refused_by_name(sample: Make) -> None:
    whole = made(sample("job"))
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("word/other.xml", "<a/>")
    damaged = io.BytesIO()
    with zipfile.ZipFile(damaged, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    for content in (b"", b"PK", whole[: len(whole) // 2], empty.getvalue(), damaged.getvalue()):
        with pytest.raises(NotWordError) as caught:
            Template(content, "ru", "letter.docx")
        assert "letter.docx" in str(caught.value)


def test_comments_changes_and_names_of_people_stay_behind(sample: Make) -> None:
    one = sample("voucher")
    document = docx.Document(io.BytesIO(with_body(one, Text("Раз"), Placeholder("voucher_no"))))
    document.add_comment(document.paragraphs[0].runs, text="тайна", author="Иванова", initials="И")
    document.core_properties.last_modified_by = "Иванова"
    document.core_properties.author = "Иванова"
    document.paragraphs[0]._p.append(
        etree.fromstring(
            '<w:ins xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'w:author="Иванова" w:id="9"><w:r><w:t xml:space="preserve"> два</w:t></w:r></w:ins>'
        )
    )
    saved = io.BytesIO()
    document.save(saved)
    names = context(one.document.form, one.values, one.document.words, one.records)
    result = Template(saved.getvalue(), "ru").render(names)
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        everything = b"".join(archive.read(n) for n in archive.namelist()).decode()
        assert "word/comments.xml" not in archive.namelist()
    for secret in ("Иванова", "тайна", "comments"):
        assert secret not in everything
    assert read_text(result) == ["Раз два", "2026-00017"]
    docx.Document(io.BytesIO(result))


def canonical(content: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read(part))
    xml: bytes = etree.tostring(root, method="c14n2")
    return xml


def by_docxtpl(content: bytes, names: dict[str, object]) -> bytes:
    template = DocxTemplate(io.BytesIO(content))
    template.render(names, jinja_env=environment("ru", is_markup=True))
    result = io.BytesIO()
    template.save(result)
    return result.getvalue()


@pytest.mark.parametrize("name", ["voucher", "job", "plan"])
def test_documents_equal_those_of_docxtpl(sample: Make, name: str) -> None:
    one = sample(name)
    content = compile_template(one.document, get_profile("ru"))
    names = context(one.document.form, one.values, one.document.words, one.records)
    ours, theirs = Template(content, "ru").render(names), by_docxtpl(content, names)
    for part in ("word/document.xml", "word/header1.xml", "word/footer1.xml"):
        assert canonical(ours, part) == canonical(theirs, part)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_same_text_and_numbers(sample: Make, tmp_path: Path) -> None:
    for name in ("voucher", "job", "plan"):
        (tmp_path / f"{name}.docx").write_bytes(made(sample(name)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "txt:Text (encoded):UTF8"]
    files = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    subprocess.run([*command, "--outdir", str(tmp_path), *files], check=True, timeout=120)
    job = (tmp_path / "job.txt").read_text("utf-8-sig").replace(NBSP, " ").split("\n")
    shown = [" ".join(line.split()) for line in job]
    for line in JOB_RU.strip().split("\n"):
        if line[0].isdigit() or line.startswith(("а)", "б)")):
            assert line in shown
    voucher = (tmp_path / "voucher.txt").read_text("utf-8-sig")
    assert "Городская поликлиника № 3" in voucher
    assert (tmp_path / "plan.txt").read_text("utf-8-sig").count("собрать справки") == 30


def test_symbols_have_a_font_that_draws_them(sample: Make) -> None:
    document = docx.Document(io.BytesIO(made(sample("voucher"))))
    cells = [c for t in document.tables for r in t.rows for c in r.cells]
    boxes = [r for c in cells for p in c.paragraphs for r in p.runs if r.text in "☐☒" and r.text]
    assert boxes
    for box in boxes:
        assert box._r.rPr.find(qn("w:rFonts")).get(qn("w:hAnsi")) == "Segoe UI Symbol"


def test_each_paragraph_that_can_stand_before_a_signature_stays_with_it(sample: Make) -> None:
    said = {name: (Paragraph((Text(name),)),) for name in ("first", "yes", "no")}
    choice = When("position", said["yes"], said["no"])
    blocks = (*said["first"], choice, SignatureLine((Text("Head"),), None, (), None))
    content = compile_template(replace(sample("job").document, blocks=blocks), get_profile("ru"))
    opened = docx.Document(io.BytesIO(content))
    kept = {p.text: p.paragraph_format.keep_with_next for p in opened.paragraphs}
    assert (kept["first"], kept["yes"], kept["no"]) == (True, True, True)
