"""The help page of an exported template: in Word only, in no document."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from formkit.actions.templates import OfficeTemplates, check_template
from formkit.catalogue.index import Catalogue
from formkit.formats.docx import Template, read_text
from formkit.layout.expressions import FILTERS, context

FORMS = ("referral_voucher", "job_description_specialist", "individual_plan")
LOCALES = ("ru", "uk", "cs", "en")


def rendered(catalogue: Catalogue, name: str, locale: str, content: bytes) -> list[str]:
    form = catalogue.get(name)
    return read_text(Template(content, locale).render(context(form, {}, form.words[locale])))


@pytest.mark.parametrize(
    ("name", "locale"),
    [*((FORMS[0], locale) for locale in LOCALES), (FORMS[1], "ru"), (FORMS[2], "cs")],
)
def test_an_exported_template_is_sound_and_its_help_is_in_no_document(
    catalogue: Catalogue, name: str, locale: str
) -> None:
    templates, form = OfficeTemplates(catalogue), catalogue.get(name)
    exported, plain = templates.exported(form, locale), templates.compiled(form, locale)
    assert check_template(catalogue, form, locale, exported, "x.docx") == []
    assert rendered(catalogue, name, locale, exported) == rendered(catalogue, name, locale, plain)


def help_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    tables = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *tables])


def test_the_help_names_every_field_every_filter_and_the_loops(catalogue: Catalogue) -> None:
    form = catalogue.get("individual_plan")
    words = form.words["cs"]
    told = help_text(OfficeTemplates(catalogue).exported(form, "cs"))
    for member in form.fields():
        if member.type.name != "signature":
            assert f"{{{{ {member.name} }}}}" in told
            assert words.fields[member.name].label in told
    for table in form.tables():
        assert f"{{%tr for row in {table.name} %}}" in told
    for name in FILTERS:
        assert f"| {name}" in told
    assert "{%p if " in told
    assert "{{ org.full_name }}" in told


def test_the_styles_are_named_in_the_language_of_the_template(catalogue: Catalogue) -> None:
    form = catalogue.get("job_description_specialist")
    for locale, names in {
        "ru": {"Пункт 1", "Подпись", "Справка"},
        "uk": {"Пункт 1", "Підпис", "Довідка"},
        "cs": {"Odstavec 1", "Podpis", "Nápověda"},
        "en": {"Clause 1", "Signature line", "Help"},
    }.items():
        content = OfficeTemplates(catalogue).exported(form, locale)
        assert names <= {style.name for style in docx.Document(io.BytesIO(content)).styles}


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    document = docx.Document(io.BytesIO(content))
    edit(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _title(document: Any) -> Any:
    return next(p for p in document.paragraphs if p.style.name == "Справка: заголовок")


def _delete_title(document: Any) -> None:
    title = _title(document)._p
    title.getparent().remove(title)


def _delete_help(document: Any) -> None:
    body = document.element.body
    title = _title(document)._p
    for element in list(body)[list(body).index(title) : -1]:
        body.remove(element)


def _write_below(document: Any) -> None:
    document.add_paragraph("Приложение: опись дел", "Normal")


def _copy_an_example(document: Any) -> None:
    """Pasted with the look of the help."""
    _title(document).insert_paragraph_before("Памятка", "Справка").insert_paragraph_before(
        "Текст", "Normal"
    )


@pytest.mark.parametrize(
    ("edit", "added"),
    [
        (_delete_title, []),
        (_delete_help, []),
        (_write_below, ["Приложение: опись дел"]),
        (_copy_an_example, ["Текст", "Памятка"]),
    ],
)
def test_whatever_is_done_to_the_help_no_text_of_the_office_is_lost(
    catalogue: Catalogue, edit: Callable[[Any], None], added: list[str]
) -> None:
    name = "job_description_specialist"
    templates, form = OfficeTemplates(catalogue), catalogue.get(name)
    content = edited(templates.exported(form, "ru"), edit)
    plain = rendered(catalogue, name, "ru", templates.compiled(form, "ru"))
    assert rendered(catalogue, name, "ru", content) == [*plain, *added]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_template_saved_by_libreoffice_is_as_good(catalogue: Catalogue, tmp_path: Path) -> None:
    templates = OfficeTemplates(catalogue)
    for name in FORMS:
        content = templates.exported(catalogue.get(name), "ru")
        (tmp_path / f"{name}.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "docx:MS Word 2007 XML"]
    files = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    out = ["--outdir", str(tmp_path / "saved")]
    subprocess.run([*command, *out, *files], check=True, capture_output=True, timeout=120)
    for name in FORMS:
        saved = (tmp_path / "saved" / f"{name}.docx").read_bytes()
        assert check_template(catalogue, catalogue.get(name), "ru", saved, name) == []
        plain = templates.compiled(catalogue.get(name), "ru")
        lines = rendered(catalogue, name, "ru", saved)
        assert [line.strip("\uf02d–") for line in lines] == [
            line.strip("–") for line in rendered(catalogue, name, "ru", plain)
        ]
