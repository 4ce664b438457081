"""How ``formkit template`` takes templates out, checks and rehearses them, and tells about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formkit.cli import report
from formkit.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from formkit.actions.templates import OfficeTemplates
    from formkit.model.form import Form
    from formkit.problems import Problem


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


class FormNotNamedError(UsageError):
    message = _("Which form is “{file}” a template of?")
    hint = _("Name the form: formkit template check FORM --file {file}")


class SeveralTemplatesError(UsageError):
    message = _("“{file}” can hold the findings of one template; there are {count}.")
    hint = _("Name the language with -l, or a folder.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be checked: one file, the own templates of one form, or all there are."""

    form: Form | None
    locale: str | None
    file: Path | None
    annotated: Path | None


def export(templates: OfficeTemplates, form: Form, locale: str, output: Path | None) -> None:
    """Into the templates of the office; a template that is there already is left alone."""
    from formkit.actions.templates import file_name
    from formkit.cli.inputs import deliver
    from formkit.errors import TemplateExistsError

    name = file_name(form, locale)
    target = output or (templates.folder / name if templates.folder else None)
    if output is None and (target or Path(name)).exists():
        raise TemplateExistsError(file=target or name)
    deliver(templates.exported(form, locale), target, name)


def check(templates: OfficeTemplates, asked: Asked, *, as_json: bool) -> int:
    """1 when anything was found in any template."""
    from formkit.actions.templates import check_template, read_file, stray_files

    found: list[Problem] = []
    chosen = _chosen(templates, asked)
    for form, locale, path in chosen:
        content = read_file(path)
        own = check_template(templates.catalogue, form, locale, content, str(path))
        copy = _annotated(content, own, path, asked.annotated) if own else None
        found += own
        if not as_json:
            _tell(path, own, copy)
    stray = [] if asked.form else list(stray_files(templates))
    found += stray
    if as_json:
        report.as_json(report.problem_objects(found))
    else:
        report.problems(stray, to_error=False)
        if not chosen:
            report.line(
                _("The office has no Word templates of its own here; it uses built-in ones.")
            )
    return ExitCode.PROBLEMS if found else ExitCode.DONE


def _chosen(templates: OfficeTemplates, asked: Asked) -> list[tuple[Form, str, Path]]:
    from formkit.actions.templates import own_templates
    from formkit.catalogue.index import require_locale

    if asked.form is None and asked.file is not None:
        raise FormNotNamedError(file=asked.file)
    if asked.form is not None and asked.locale is not None:
        require_locale(asked.form, asked.locale)
    if asked.form is not None and asked.file is not None:
        locale = asked.locale or _locale_of(asked.file, asked.form)
        return [(asked.form, locale, asked.file)]
    chosen = own_templates(templates, asked.form, asked.locale)
    target = asked.annotated
    if target is not None and len(chosen) > 1 and not target.is_dir():
        raise SeveralTemplatesError(file=target, count=len(chosen))
    return chosen


def _locale_of(file: Path, form: Form) -> str:
    """``voucher.ru.docx`` is Russian; else the language of the messages or the form's first."""
    from formkit.language.text import language

    named = [part for part in file.name.split(".")[1:-1] if part in form.words]
    spoken = language() if language() in form.words else next(iter(form.words))
    return named[0] if named else spoken


def _tell(path: Path, found: list[Problem], copy: Path | None) -> None:
    report.line(_("{file}: {count} findings"), file=path, count=len(found))
    report.problems((p.at(file=None) for p in found), to_error=False)
    if copy is not None:
        report.line(_("As comments in a copy: {file}. Correct the template itself."), file=copy)


def _annotated(content: bytes, found: list[Problem], path: Path, target: Path | None) -> Path:
    """The copy with comments: beside the template where nothing else is asked for."""
    from formkit.actions.templates import CHECKED_SUFFIX
    from formkit.formats.docx import annotate
    from formkit.workspace import write_file

    name = path.stem + CHECKED_SUFFIX
    copy = path.with_name(name) if target is None else target
    copy = copy / name if copy.is_dir() else copy
    write_file(copy, annotate(content, found))
    return copy


def rehearse(
    templates: OfficeTemplates, form: Form, locales: tuple[str, ...], folder: Path, as_json: bool
) -> int:
    """Write the packet and tell what is wrong with it; 1 when anything is."""
    from formkit.actions.faces import Prepared
    from formkit.actions.rehearsal import cases_of, leaf_through, perform
    from formkit.problems import Severity
    from formkit.workspace import write_file

    cases = [case for locale in locales for case in cases_of(templates.catalogue, form, locale)]
    prepared = Prepared(templates=templates)
    performed = [
        perform(case, templates, prepared) for case in report.progress(cases, _("Documents"))
    ]
    pages, found = leaf_through(performed)
    for written in [*(file for one in performed for file in one.files), *pages]:
        write_file(folder / written.name, written.content)
    problems = [*(p for one in performed for p in one.problems), *found]
    count = sum(p.severity is not Severity.INFO for p in problems)
    if as_json:
        report.as_json(report.problem_objects(problems))
    else:
        report.problems(problems, to_error=False)
        report.line(
            _("{folder}: {cases} documents, {count} findings"),
            folder=folder,
            cases=len(cases),
            count=count,
        )
    return ExitCode.PROBLEMS if count else ExitCode.DONE
