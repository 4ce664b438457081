"""Every command: at most a dozen lines that call one action."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from formkit import __version__
from formkit.cli import report
from formkit.cli.inputs import (
    deliver,
    form_and_locale,
    open_definitions,
    open_prepared,
    open_templates,
    read_data_file,
)
from formkit.language.text import language, translate


def _(message: str) -> str:
    """Translated when this module is imported: the language is known by then."""
    return translate(message)


def N_(message: str) -> str:  # noqa: N802 - gettext's name
    """Mark a message that is translated where it is shown."""
    return message


_LANG = click.option("--lang", metavar="ru|uk|cs|en", help=_("Language of messages."))
_LOCALE = click.option(
    "-l", "--locale", metavar="LOCALE", default=None, help=_("Language of the document.")
)
_OUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=_("File or folder to write to; - for standard output."),
)
_OFFICE = click.option(
    "--office",
    type=click.Path(path_type=Path),
    default=Path(),
    help=_("Office folder; the current one if it is not named."),
)
_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON for other programs."))


def _face_option(default: str, faces: str) -> Any:
    text = _("Face to write.")
    return click.option("--to", "face", default=default, metavar=faces, help=text)


@click.group(help=_("Paperwork from one definition: Word, PDF, paper, and back into the register."))
@click.version_option(__version__, prog_name="formkit")
@_LANG
def formkit(lang: str | None) -> None:
    """The language has been set before the texts of this module were translated."""


@formkit.group(help=_("The forms there are, and whether their definitions are sound."))
def catalogue() -> None:
    """Group of commands."""


@catalogue.command("list", help=_("List the forms."))
@_LOCALE
@_OFFICE
@click.option("--markdown", is_flag=True, help=_("A page with purpose, route and registers."))
@_JSON
def list_forms(locale: str | None, office: Path, markdown: bool, as_json: bool) -> None:
    from formkit.actions.directory import directory
    from formkit.actions.overview import list_forms

    rows = list_forms(open_definitions(office), locale or language())
    if markdown:
        report.plain(directory(open_definitions(office), locale or language()))
    elif as_json:
        report.as_json([row._asdict() for row in rows])
    else:
        report.table([[row.form, row.code, row.locales, row.title] for row in rows])


@catalogue.command("show", help=_("Show the fields of a form."))
@click.argument("form")
@_LOCALE
@_OFFICE
@_JSON
def show_form(form: str, locale: str | None, office: Path, as_json: bool) -> None:
    from formkit.actions.overview import show_form

    rows = show_form(open_definitions(office), form, locale)
    if as_json:
        report.as_json([row._asdict() for row in rows])
    else:
        report.table([[row.field, row.type, row.required, row.label] for row in rows])


@catalogue.command("gallery", help=_("Write every document, empty and filled in, to look through."))
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("forms", nargs=-1)
@click.option(
    "-l",
    "--locale",
    "locales",
    multiple=True,
    metavar="LOCALE",
    help=_("Language of the documents; may be repeated."),
)
@_OFFICE
def write_gallery(
    folder: Path, forms: tuple[str, ...], locales: tuple[str, ...], office: Path
) -> None:
    from formkit.actions.gallery import show, subjects, write_index

    definitions = open_definitions(office)
    prepared = open_prepared(office, definitions)
    chosen = subjects(definitions, locales or (language(),), forms)
    one = [show(definitions, s, folder, prepared) for s in report.progress(chosen, N_("Documents"))]
    report.line(N_("Open this page: {file}"), file=write_index(one, folder))


@catalogue.command(
    "check", help=_("Check every definition: all problems at once, with file and line.")
)
@_OFFICE
@_JSON
def check_catalogue(office: Path, as_json: bool) -> int:
    from formkit.actions.overview import check

    forms, problems = check(open_definitions(office))
    if as_json:
        report.as_json(report.problem_objects(problems))
    else:
        report.problems(problems, to_error=False)
        report.line(N_("{forms} forms, {problems} problems."), forms=forms, problems=len(problems))
    return 3 if problems else 0


@catalogue.command("adopt", help=_("Draft a form from somebody else's fillable PDF or XLSForm."))
@click.argument("file")
@click.option("--form", metavar="NAME", help=_("Name of the form; else made from the file's."))
@_LOCALE
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help=_("Folder in which the form's own is made; else among the definitions of the office."),
)
@_OFFICE
@_JSON
def adopt_form(
    file: str, form: str | None, locale: str | None, output: Path | None, office: Path, **more: Any
) -> int:
    from formkit.cli.adopting import adopt_file

    return adopt_file(file, form, locale, output, office, as_json=more["as_json"])


@formkit.command(help=_("Write an empty document: PDF, print, Word, HTML, Excel, XLSForm."))
@click.argument("form")
@_LOCALE
@click.option(
    "--to",
    "face",
    default="pdf",
    metavar="pdf|print|docx|html|jsonschema|xlsform|xlsx",
    help=_("Face to write."),
)
@_OUT
@_OFFICE
def blank(form: str, locale: str | None, face: str, output: Path | None, office: Path) -> None:
    from formkit.actions.faces import SUFFIX, write_blank

    definitions = open_definitions(office)
    definition, locale = form_and_locale(definitions, form, locale)
    content = write_blank(definition, locale, face, open_prepared(office, definitions))
    deliver(content, output, f"{form}-{locale}{SUFFIX[face]}")


@formkit.command(help=_("Fill in a form from a data file; a table gives one document a row."))
@click.argument("form")
@click.option(
    "--data",
    required=True,
    help=_("YAML, JSON, JSON lines, CSV or Excel; - for YAML on standard input."),
)
@_LOCALE
@click.option(
    "--to",
    "face",
    default="docx",
    metavar="docx|docx-pdf|pdf|fillable|html|json",
    help=_("Face to write; docx-pdf is the Word file made into PDF by LibreOffice."),
)
@click.option(
    "--verify",
    "is_verified",
    is_flag=True,
    help=_("Read every PDF back by another library; refuse it if it says anything else."),
)
@click.option(
    "--sign",
    "key_file",
    type=click.Path(path_type=Path),
    metavar="KEY.p12",
    help=_("Sign every PDF; the passphrase is asked for, or taken from FORMKIT_PASSPHRASE."),
)
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help=_("File that holds the passphrase of the key."),
)
@_OUT
@_OFFICE
def fill(
    form: str, data: str, locale: str | None, face: str, output: Path | None, **more: Any
) -> None:
    from formkit.cli.filling import fill_records

    fill_records(form, data, locale, face, output, more)


@formkit.command(help=_("Read completed documents; nothing is stored."))
@click.argument("files", nargs=-1, required=True)
@_OFFICE
@_JSON
def read(files: tuple[str, ...], office: Path, as_json: bool) -> int:
    from formkit.cli.monitoring import log_read
    from formkit.cli.reading import read_files, show_read

    found = read_files(open_definitions(office), files, office)
    log_read(office, found)
    return show_read(found, as_json=as_json)


@formkit.command(help=_("Make a new office folder."))
@click.argument("folder", type=click.Path(path_type=Path))
@_LOCALE
def init(folder: Path, locale: str | None) -> None:
    from formkit.actions.init import init_office

    office = init_office(folder, locale or language())
    report.line(N_("The office is ready: {folder}"), folder=office.root)
    report.line(N_("Next: write the organisation into {file}."), file=office.root / "formkit.toml")


@formkit.command(help=_("Issue a numbered document, prefilled from the registers."))
@click.argument("form")
@click.option("--data", help=_("YAML, JSON, CSV or Excel with what the registers do not know."))
@click.option("--client", help=_("Number of the client."))
@_LOCALE
@click.option(
    "--to",
    "faces",
    multiple=True,
    help=_("Face to write; may be repeated."),
)
@click.option(
    "--no-verify",
    "is_unverified",
    is_flag=True,
    help=_("Do not read the PDFs back before they are handed over."),
)
@_OFFICE
@_JSON
def issue(
    form: str, data: str | None, client: str | None, locale: str | None, office: Path, **more: Any
) -> None:
    from formkit.actions.desk import open_desk
    from formkit.actions.issue import issue as issue_document
    from formkit.cli.office import issue_records, show_issued

    with open_desk(office) as desk:
        locale = locale or desk.office.settings.locale
        records = read_data_file(data) if data else None
        how = {"faces": more["faces"], "is_verified": not more["is_unverified"]}
        issue_one = partial(issue_document, desk, form, locale=locale, **how)
        issued = issue_records(desk, form, records, client, issue_one)
        show_issued(issued, as_json=more["as_json"])


@formkit.command(help=_("Take completed documents into the registers; without FILES, the inbox."))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--correction",
    "is_correction",
    is_flag=True,
    help=_("The files correct copies of the same documents that came before."),
)
@_OFFICE
@_JSON
def collect(files: tuple[Path, ...], is_correction: bool, office: Path, as_json: bool) -> int:
    from formkit.actions.desk import open_desk
    from formkit.cli.office import collect_files

    with open_desk(office) as desk:
        return collect_files(desk, list(files), as_json=as_json, is_correction=is_correction)


@formkit.group(help=_("Doubtful readings that wait for a person."))
def review() -> None:
    """Group of commands."""


@review.command("list", help=_("List what waits for a decision."))
@_OFFICE
@_JSON
def list_reviews(office: Path, as_json: bool) -> None:
    from formkit.actions.desk import open_desk
    from formkit.cli.office import show_reviews

    with open_desk(office) as desk:
        show_reviews(desk, as_json=as_json)


@review.command(
    "export",
    help=_("Write the questions into an Excel workbook: picture, what was read, answer."),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_OFFICE
def export_reviews(file: Path, office: Path) -> None:
    from formkit.actions.desk import open_desk
    from formkit.cli.reviewing import export_questions

    with open_desk(office) as desk:
        export_questions(desk, file)


@review.command("apply", help=_("Take the answers out of a workbook of questions."))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_OFFICE
@_JSON
def apply_reviews(file: Path, office: Path, as_json: bool) -> int:
    from formkit.actions.desk import open_desk
    from formkit.cli.reviewing import apply_answers

    with open_desk(office) as desk:
        return apply_answers(desk, file, as_json=as_json)


@formkit.group(help=_("Names of people and their case forms."))
def people() -> None:
    """Group of commands."""


@people.command("check", help=_("Show case forms that nobody has confirmed yet."))
@click.option("--confirm", is_flag=True, help=_("Confirm all of them as they stand."))
@_OFFICE
@_JSON
def check_people(confirm: bool, office: Path, as_json: bool) -> int:
    from formkit.actions.desk import open_desk
    from formkit.cli.office import show_names

    with open_desk(office) as desk:
        return show_names(desk, confirm=confirm, as_json=as_json)


@formkit.command(
    help=_(
        "Bring the Excel workbooks up to date and take what people wrote into them; FILES are "
        "copies that came back otherwise (.xlsx, .ods, .xls)."
    )
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", "is_preview", is_flag=True, help=_("Tell what would change, only."))
@_OFFICE
@_JSON
def publish(files: tuple[Path, ...], is_preview: bool, office: Path, as_json: bool) -> int:
    from formkit.actions.desk import open_desk
    from formkit.cli.publishing import publish_registers

    with open_desk(office) as desk:
        return publish_registers(desk, files, is_preview=is_preview, as_json=as_json)


@formkit.group(help=_("Copies of the store, and whether it is whole."))
def store() -> None:
    """Group of commands."""


@store.command("backup", help=_("Copy the store into one file, while others go on working."))
@click.argument("target", required=False, type=click.Path(path_type=Path))
@_OFFICE
def backup_store(target: Path | None, office: Path) -> None:
    from formkit.actions.desk import open_desk
    from formkit.cli.publishing import back_up

    with open_desk(office) as desk:
        back_up(desk, target)


@store.command("restore", help=_("Put a copy in the place of the store; the old one is kept."))
@click.argument("file", type=click.Path(path_type=Path))
@_OFFICE
def restore_store(file: Path, office: Path) -> None:
    from formkit.cli.publishing import restore

    restore(office, file)


@store.command("verify", help=_("Check database, change log, registers and archived files."))
@_OFFICE
@_JSON
def verify_store(office: Path, as_json: bool) -> int:
    from formkit.actions.desk import open_desk
    from formkit.cli.publishing import verify

    with open_desk(office) as desk:
        return verify(desk, as_json=as_json)


@formkit.command(help=_("Check the registers against the rules of the work."))
@_OFFICE
@_JSON
def check(office: Path, as_json: bool) -> int:
    from formkit.actions.desk import open_desk
    from formkit.cli.monitoring import show_check

    with open_desk(office) as desk:
        return show_check(desk, as_json=as_json)


@formkit.command("report", help=_("Write the monitoring report of a month, a quarter or a year."))
@click.option("--period", metavar="2026-Q4|2026-11|2026", help=_("Period; this quarter if none."))
@click.option(
    "--to", "face", default="xlsx", metavar="xlsx|pdf|docx|json", help=_("Face to write.")
)
@click.option("--outside", is_flag=True, help=_("For readers outside: no small numbers."))
@_OUT
@_OFFICE
def write_report(
    period: str | None, face: str, outside: bool, output: Path | None, office: Path
) -> None:
    from formkit.actions.desk import open_desk
    from formkit.actions.report import NAME, make_report, write_report

    with open_desk(office) as desk:
        made = make_report(desk, period, is_outside=outside)
        content = write_report(desk, made, face)
        deliver(content, output, f"{NAME}-{made.period}.{face}")


@formkit.command(help=_("Find records and documents by a name, a number or a day; it is logged."))
@click.argument("text", nargs=-1, required=True)
@_OFFICE
@_JSON
def find(text: tuple[str, ...], office: Path, as_json: bool) -> int:
    from formkit.actions.desk import open_desk
    from formkit.cli.monitoring import show_found

    with open_desk(office) as desk:
        return show_found(desk, " ".join(text), as_json=as_json)


@formkit.command(help=_("Show the case of a client on one page; it is logged."))
@click.argument("number")
@_OFFICE
@_JSON
def client(number: str, office: Path, as_json: bool) -> None:
    from formkit.actions.desk import open_desk
    from formkit.cli.monitoring import show_case

    with open_desk(office) as desk:
        show_case(desk, number, as_json=as_json)


@formkit.command(help=_("Write a register for other programs; it is logged."))
@click.argument("register")
@click.option("--to", "face", default="csv", metavar="csv|json", help=_("Face to write."))
@_OUT
@_OFFICE
def register(register: str, face: str, output: Path | None, office: Path) -> None:
    from formkit.actions.desk import open_desk
    from formkit.actions.export import export_register

    with open_desk(office) as desk:
        deliver(export_register(desk, register, face), output, f"{register}.{face}")


@formkit.command(help=_("List records that may be the same; a person decides. It is logged."))
@_OFFICE
@_JSON
def duplicates(office: Path, as_json: bool) -> int:
    from formkit.actions.desk import open_desk
    from formkit.cli.twins import show_twins

    with open_desk(office) as desk:
        return show_twins(desk, as_json=as_json)


@formkit.command(help=_("Give the record NUMBER up for INTO; what refers to it follows."))
@click.argument("number")
@click.argument("into")
@click.option("--register", default="clients", help=_("Register of both; clients if not named."))
@_OFFICE
def merge(number: str, into: str, register: str, office: Path) -> None:
    from formkit.actions.desk import open_desk
    from formkit.cli.twins import merge

    with open_desk(office) as desk:
        merge(desk, number, into, register)


@formkit.command(help=_("Make the record NUMBER live again that was merged into another one."))
@click.argument("number")
@click.option("--register", default="clients", help=_("Its register; clients if not named."))
@_OFFICE
def unmerge(number: str, register: str, office: Path) -> int:
    from formkit.actions.desk import open_desk
    from formkit.cli.twins import unmerge

    with open_desk(office) as desk:
        return unmerge(desk, number, register)


@formkit.group(help=_("Word templates of the office: take out, check, rehearse."))
def template() -> None:
    """Group of commands."""


@template.command("export", help=_("Write the Word template of a form for editing in Word."))
@click.argument("form")
@_LOCALE
@_OUT
@_OFFICE
def export_template(form: str, locale: str | None, output: Path | None, office: Path) -> None:
    from formkit.cli.templates import export

    definitions = open_definitions(office)
    definition, locale = form_and_locale(definitions, form, locale)
    export(open_templates(office, definitions), definition, locale, output)


@template.command(
    "check", help=_("Check Word templates: all mistakes at once, also as comments in a copy.")
)
@click.argument("form", required=False)
@_LOCALE
@click.option("--file", type=click.Path(path_type=Path), help=_("A template that lies elsewhere."))
@click.option("--annotate", type=click.Path(path_type=Path), help=_("Where the copy goes."))
@_OFFICE
@_JSON
def check_template(
    form: str | None, locale: str | None, office: Path, as_json: bool, **more: Any
) -> int:
    from formkit.cli.templates import Asked, check

    definitions = open_definitions(office)
    definition = definitions.get(form) if form else None
    asked = Asked(definition, locale, more["file"], more["annotate"])
    return check(open_templates(office, definitions), asked, as_json=as_json)


@template.command("rehearse", help=_("Make the documents that frighten a template; tell faults."))
@click.argument("form")
@click.option("-l", "--locale", metavar="LOCALE|all", help=_("Language of the document."))
@_OUT
@_OFFICE
@_JSON
def rehearse_template(
    form: str, locale: str | None, output: Path | None, office: Path, as_json: bool
) -> int:
    from formkit.cli.templates import rehearse

    definitions = open_definitions(office)
    asked = None if locale == "all" else locale
    definition, spoken = form_and_locale(definitions, form, asked)
    locales = tuple(definition.words) if locale == "all" else (spoken,)
    folder = output or Path(f"{form}-rehearsal")
    return rehearse(open_templates(office, definitions), definition, locales, folder, as_json)


@formkit.command(help=_("Let a sample office go through one working day."))
@click.argument("folder", type=click.Path(path_type=Path))
@_LOCALE
def demo(folder: Path, locale: str | None) -> None:
    from formkit.cli.office import show_demo

    show_demo(folder, locale or language())


@formkit.command(help=_("Check programs, fonts, store and folders."))
@_OFFICE
@_JSON
def doctor(office: Path, as_json: bool) -> int:
    from formkit.cli.office import show_health

    return show_health(office, as_json=as_json)
