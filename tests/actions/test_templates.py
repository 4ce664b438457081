"""The office's own Word templates: they win, and one with errors is never used."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest
from sample_office import NOW, VOUCHER

from formkit.actions.desk import Desk, open_desk
from formkit.actions.faces import Prepared, write_blank
from formkit.actions.issue import issue
from formkit.actions.templates import file_name, own_templates, stray_files, templates_of
from formkit.errors import FileMissingError, TemplateError
from formkit.formats.docx import read_text
from formkit.formats.docx.package import NotWordError
from formkit.problems import Code

JOB = "job_description_specialist"


def save(desk: Desk, name: str, *pairs: tuple[str, str], locale: str = "ru") -> Path:
    """The exported template with words replaced in its first run that has them."""
    templates = desk.prepared.templates
    assert templates is not None
    form = desk.catalogue.get(name)
    document = docx.Document(io.BytesIO(templates.exported(form, locale)))
    for old, new in pairs:
        pieces = document.element.body.iter("{*}t")
        piece = next(t for t in pieces if old in (t.text or ""))
        piece.text = piece.text.replace(old, new, 1)
    path = desk.office.templates / file_name(form, locale)
    document.save(str(path))
    return path


def test_the_template_of_the_office_wins_from_then_on(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    save(desk, VOUCHER, ("Заполняет бюро", "Заполняет «Причал»"))
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable", "docx"))
    (word,) = [path for path in issued.files if path.suffix == ".docx"]
    text = "\n".join(read_text(word.read_bytes()))
    assert "Заполняет «Причал»" in text
    assert issued.number is not None
    assert issued.number in text


def test_an_issued_word_file_says_which_document_it_is(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    issued = issue(desk, VOUCHER, voucher_data, locale="ru", faces=("docx",))
    section = docx.Document(str(issued.files[0])).sections[0]
    shown = f"{issued.document[:5]}-{issued.document[5:]}"
    for footer in (section.footer, section.first_page_footer):
        assert footer.paragraphs[0].text.endswith(f"{issued.number} · {shown}")


def test_other_languages_keep_the_built_in_template(desk: Desk) -> None:
    save(desk, VOUCHER, ("Заполняет бюро", "Заполняет «Причал»"))
    form = desk.catalogue.get(VOUCHER)
    english = "\n".join(read_text(write_blank(form, "en", "docx", desk.prepared)))
    assert "Причал" not in english
    russian = "\n".join(read_text(write_blank(form, "ru", "docx", desk.prepared)))
    assert "Причал" in russian


def test_a_template_with_errors_is_refused_with_all_of_them(
    desk: Desk, voucher_data: dict[str, Any]
) -> None:
    path = save(
        desk,
        VOUCHER,
        ("{{ issued_on | entry }}", "{{ isued_on | entry }}"),
        ("{{ voucher_no | entry }}", "{ {voucher_no} }"),
    )
    with pytest.raises(TemplateError) as caught:
        issue(desk, VOUCHER, voucher_data, locale="ru", faces=("fillable", "docx"))
    assert caught.value.exit_code == 3
    assert caught.value.facts["file"] == str(path)
    assert [p.code for p in caught.value.problems] == [
        Code.TEMPLATE_BROKEN_BRACES,
        Code.TEMPLATE_UNKNOWN_NAME,
        Code.TEMPLATE_NO_PLACEHOLDER,
    ]
    assert not list(desk.office.outbox.iterdir()), "nothing was issued"


def test_what_can_be_mended_is_used(desk: Desk, voucher_data: dict[str, Any]) -> None:
    save(desk, VOUCHER, ("{{ purpose_note | entry }}", "{{ purpose_note | default(«нет») }}"))
    data = {name: value for name, value in voucher_data.items() if name != "purpose_note"}
    issued = issue(desk, VOUCHER, data, locale="ru", faces=("docx",))
    assert "Цель направления: нет" in "\n".join(read_text(issued.files[0].read_bytes()))


def test_a_file_that_is_no_word_file_is_refused(desk: Desk) -> None:
    form = desk.catalogue.get(VOUCHER)
    (desk.office.templates / file_name(form, "ru")).write_bytes(b"not a zip")
    with pytest.raises(NotWordError) as caught:
        desk.prepared.template(form, "ru")
    assert file_name(form, "ru") in str(caught.value)


def test_own_templates_are_found_and_misnamed_ones_told(desk: Desk) -> None:
    templates = templates_of(desk.office, desk.catalogue)
    save(desk, VOUCHER)
    save(desk, JOB, locale="cs")
    for name in ("referal_voucher.ru.docx", "referral_voucher.ru.checked.docx", "~$x.docx"):
        (desk.office.templates / name).write_bytes(b"")
    found = own_templates(templates, None, None)
    assert sorted((form.name, locale) for form, locale, _ in found) == [
        (JOB, "cs"),
        (VOUCHER, "ru"),
    ]
    assert own_templates(templates, desk.catalogue.get(VOUCHER), "en") == []
    (stray,) = stray_files(templates)
    assert stray.values["file"] == "referal_voucher.ru.docx"
    assert stray.values["suggestion"] == " → referral_voucher.ru.docx?"


def with_logo(office: Path, name: str) -> None:
    settings = office / "formkit.toml"
    text = settings.read_text("utf-8").replace(
        "[organisation]\n", f'[organisation]\nlogo = "{name}"\n', 1
    )
    settings.write_text(text, "utf-8")


def test_a_logo_stands_above_texts_and_not_above_forms(office: Path) -> None:
    from_another = Path(docx.__file__).parent / "templates" / "default-docx-template"
    logo = next((from_another / "docProps").glob("*.jpeg"))
    (office / "logo.jpeg").write_bytes(logo.read_bytes())
    with_logo(office, "logo.jpeg")
    with open_desk(office, now=NOW, actor="tester") as desk:
        for name, count in ((JOB, 1), (VOUCHER, 0)):
            content = write_blank(desk.catalogue.get(name), "ru", "docx", desk.prepared)
            header = docx.Document(io.BytesIO(content)).sections[0].first_page_header
            assert len(list(header._element.iter("{*}drawing"))) == count


def test_a_logo_that_is_not_there_is_told_by_name(office: Path) -> None:
    with_logo(office, "lgoo.png")
    with (
        open_desk(office, now=NOW, actor="tester") as desk,
        pytest.raises(FileMissingError) as caught,
    ):
        write_blank(desk.catalogue.get(JOB), "ru", "docx", desk.prepared)
    assert "lgoo.png" in str(caught.value)


def test_without_an_office_the_built_in_template_is_used(prepared: Prepared, desk: Desk) -> None:
    form = desk.catalogue.get(VOUCHER)
    save(desk, VOUCHER, ("Заполняет бюро", "Заполняет «Причал»"))
    assert "Причал" not in "\n".join(read_text(write_blank(form, "ru", "docx", prepared)))
