"""Word templates of the office: taken out, checked, and used instead of the bundled ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.catalogue.index import Catalogue
from formkit.errors import FileMissingError, TemplateError
from formkit.language.profiles import get_profile
from formkit.language.suggestion import suggest
from formkit.layout.build import build
from formkit.model.form import Form, Kind
from formkit.problems import Code, Problem, has_errors

if TYPE_CHECKING:
    from formkit.formats.docx.picture import Picture
    from formkit.workspace import Office

SUFFIX, CHECKED_SUFFIX = ".docx", ".checked.docx"


@dataclass(frozen=True)
class OfficeTemplates:
    """The Word templates of an office: its own where it has them, else those of the catalogue.

    Without an office ``folder`` is None and every template is compiled.
    """

    catalogue: Catalogue
    folder: Path | None = None
    logo_file: Path | None = None

    def path(self, form: Form, locale: str) -> Path | None:
        """Where the office's own template lies; None where it has none."""
        if self.folder is None:
            return None
        path = self.folder / file_name(form, locale)
        return path if path.is_file() else None

    def content(self, form: Form, locale: str) -> bytes:
        """The template that documents are made of.

        Raises:
            TemplateError: the office's own one has errors; all of them at once.
            NotWordError, BadPictureError
        """
        path = self.path(form, locale)
        if path is None:
            return self.compiled(form, locale)
        content = read_file(path)
        found = check_template(self.catalogue, form, locale, content, path.name)
        if has_errors(found):
            raise TemplateError(file=path, form=form.name, problems=found)
        return content

    def compiled(self, form: Form, locale: str) -> bytes:
        """The template as the definition gives it; texts have the office's logo above them."""
        from formkit.formats.docx import compile_template

        logo = self._logo() if form.kind is Kind.TEXT else None
        return compile_template(build(form, locale), get_profile(locale), logo)

    def exported(self, form: Form, locale: str) -> bytes:
        """The same with a help page that no document has."""
        from formkit.actions.guide import guide
        from formkit.formats.docx.help import with_help

        title, parts = guide(self.catalogue, form, locale, file_name(form, locale))
        return with_help(self.compiled(form, locale), title, parts, locale)

    def _logo(self) -> Picture | None:
        from formkit.formats.docx.picture import read_picture

        file = self.logo_file
        return None if file is None else read_picture(read_file(file), str(file))


def templates_of(office: Office, catalogue: Catalogue) -> OfficeTemplates:
    """Those of an office; its logo is the file named by ``organisation.logo``."""
    logo = office.settings.organisation.get("logo")
    return OfficeTemplates(catalogue, office.templates, office.root / logo if logo else None)


def file_name(form: Form, locale: str) -> str:
    return f"{form.name}.{locale}{SUFFIX}"


def read_file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileMissingError(file=path) from error


def check_template(
    catalogue: Catalogue, form: Form, locale: str, content: bytes, file: str
) -> list[Problem]:
    """Everything wrong with a template, see :func:`formkit.formats.docx.lint.check`."""
    from formkit.formats.docx import check

    return check(content, form, form.words[locale], catalogue.record_parts(form), file)


def own_templates(
    templates: OfficeTemplates, form: Form | None, locale: str | None
) -> list[tuple[Form, str, Path]]:
    """The office's own templates of a form or of all forms, in one locale or in all."""
    catalogue = templates.catalogue
    forms = [form] if form else [catalogue.get(name) for name in catalogue.names]
    return [
        (one, language, path)
        for one in forms
        for language in ([locale] if locale else one.words)
        if (path := templates.path(one, language)) is not None
    ]


def stray_files(templates: OfficeTemplates) -> Iterator[Problem]:
    """Files among the templates that no document is made of, by a slip in their names."""
    paths = sorted(templates.folder.glob(f"*{SUFFIX}")) if templates.folder else []
    known = [
        file_name(form, locale)
        for name in templates.catalogue.names
        if (form := templates.catalogue.find(name)) is not None
        for locale in form.words
    ]
    for path in paths:
        is_ours = path.name in known or path.name.startswith("~$")
        if not is_ours and not path.name.endswith(CHECKED_SUFFIX):
            near = suggest(path.name, known)
            facts = {"file": path.name, "example": _example(known), "suggestion": near}
            yield Problem(Code.TEMPLATE_WRONG_FILE_NAME, values=facts)


def _example(names: Sequence[str]) -> str:
    return names[0] if names else f"form.ru{SUFFIX}"
