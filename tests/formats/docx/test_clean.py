"""What people leave in a Word file: accepted, taken out, and nothing else harmed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from formkit.formats.docx import Template, compile_template, read_text
from formkit.language.profiles import get_profile
from formkit.layout.expressions import context

Make = Callable[..., Any]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WHO = f'xmlns:w="{W}" w:id="1" w:author="Иванова" w:date="2026-11-20T09:00:00Z"'


def mark(tag: str) -> Any:
    return etree.fromstring(f"<w:{tag} {WHO}/>")


def opened(sample: Make, name: str) -> Any:
    content = compile_template(sample(name).document, get_profile("ru"))
    return docx.Document(io.BytesIO(content))


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rendered(sample: Make, name: str, content: bytes) -> bytes:
    one = sample(name)
    names = context(one.document.form, one.values, one.document.words, one.records)
    return Template(content, "ru").render(names)


def test_a_row_deleted_while_changes_were_tracked_is_gone(sample: Make) -> None:
    document = opened(sample, "voucher")
    row = document.tables[0].rows[1]._tr
    told = row.xpath("string(.)")
    row.get_or_add_trPr().append(mark("del"))
    lines = read_text(rendered(sample, "voucher", saved(document)))
    before = read_text(rendered(sample, "voucher", saved(opened(sample, "voucher"))))
    assert "Номер клиента" in told
    assert len(lines) == len(before) - 1
    assert not any("Номер клиента" in line for line in lines)


def test_a_table_whose_rows_are_all_deleted_is_gone(sample: Make) -> None:
    document = opened(sample, "voucher")
    for row in document.tables[0].rows:
        row._tr.get_or_add_trPr().append(mark("del"))
    result = docx.Document(io.BytesIO(rendered(sample, "voucher", saved(document))))
    assert len(result.tables) == len(document.tables) - 1


def test_a_paragraph_whose_end_was_deleted_runs_on_in_the_next(sample: Make) -> None:
    document = opened(sample, "job")
    first = next(
        p for p in document.paragraphs if p.text == "Первый пункт ненумерованного раздела."
    )
    second = next(p for p in document.paragraphs if p.text == "Второй пункт.")
    properties = first._p.get_or_add_pPr()
    holder = etree.SubElement(properties, qn("w:rPr"))
    holder.append(mark("del"))
    lines = read_text(rendered(sample, "job", saved(document)))
    joined = first.text + second.text
    assert [line for line in lines if line.endswith(joined)]
    assert not [line for line in lines if line.endswith(first.text)]


def test_a_footer_without_tags_is_settled_too(sample: Make) -> None:
    document = opened(sample, "job")
    footer = document.sections[0].footer
    for run in list(footer.paragraphs[0].runs):
        run._r.getparent().remove(run._r)
    inserted = mark("ins")
    footer.paragraphs[0]._p.append(inserted)
    inserted.append(etree.fromstring(f'<w:r xmlns:w="{W}"><w:t>Архив</w:t></w:r>'))
    result = rendered(sample, "job", saved(document))
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        everything = b"".join(archive.read(n) for n in archive.namelist()).decode()
    assert "Архив" in everything
    assert "Иванова" not in everything


def test_paths_of_a_computer_and_tracking_are_left_out_of_the_settings(sample: Make) -> None:
    document = opened(sample, "job")
    settings = document.settings.element
    for tag in ("trackRevisions", "attachedTemplate"):
        settings.insert(0, mark(tag))
    document.part._settings_part.relate_to(
        "file:///C:/Users/Ivanova/Normal.dotm",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
        is_external=True,
    )
    result = rendered(sample, "job", saved(document))
    with zipfile.ZipFile(io.BytesIO(result)) as archive:
        everything = b"".join(archive.read(n) for n in archive.namelist()).decode()
    for secret in ("Ivanova", "attachedTemplate", "trackRevisions"):
        assert secret not in everything
    docx.Document(io.BytesIO(result))


def test_prefixes_that_word_names_but_does_not_use_stay_declared(sample: Make) -> None:
    """Word refuses a part whose mc:Ignorable names an undeclared prefix."""
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    newer = "http://schemas.microsoft.com/office/word/2010/wordml"
    content = saved(opened(sample, "job"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name in ("word/settings.xml", "word/footer1.xml", "word/document.xml"):
        head, tag, rest = files[name].partition(b"<w:")
        tag_name, space, attributes = rest.partition(b" ")
        more = f'xmlns:mc="{compatible}" xmlns:w14="{newer}" mc:Ignorable="w14" '.encode()
        files[name] = head + tag + tag_name + space + more + attributes
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    with zipfile.ZipFile(io.BytesIO(rendered(sample, "job", out.getvalue()))) as archive:
        for name in ("word/settings.xml", "word/footer1.xml", "word/document.xml"):
            root = etree.fromstring(archive.read(name))
            assert root.get(f"{{{compatible}}}Ignorable") == "w14"
            assert root.nsmap["w14"] == newer
