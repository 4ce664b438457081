"""A folder to look through: every document as PDF, Word and pictures, empty and filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from formkit import bundled
from formkit.actions.data import read_data
from formkit.actions.faces import FILLED, write_blank
from formkit.actions.fill import prepare_copy
from formkit.errors import DataError
from formkit.language.text import language, say
from formkit.model.form import Kind
from formkit.problems import has_errors
from formkit.workspace import write_file

if TYPE_CHECKING:
    from formkit.actions.faces import Prepared
    from formkit.catalogue.index import Catalogue
    from formkit.model.form import Form

PICTURE_DPI = 80
"""An A4 page is then 661 pixels wide."""
SAMPLES = ("completed", "typical", "minimal")
"""The fullest sample a form has is shown."""


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


class Subject(NamedTuple):
    form: str
    locale: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One document in one language; paths are relative to the gallery."""

    form: Form
    locale: str
    files: tuple[Path, ...]
    pictures: tuple[Path, ...]


def subjects(
    catalogue: Catalogue, locales: Iterable[str], forms: Iterable[str] = ()
) -> list[Subject]:
    """Every document in every language asked for that it has; only ``forms`` if some are named.

    Raises:
        UnknownFormError
    """
    chosen = [catalogue.get(name) for name in tuple(forms) or catalogue.names]
    ordered = sorted(chosen, key=lambda form: (form.code, form.name))
    return [Subject(f.name, locale) for f in ordered for locale in locales if locale in f.words]


def show(catalogue: Catalogue, subject: Subject, folder: Path, prepared: Prepared) -> Shown:
    """Write the files of one document in one language.

    Raises:
        DataError: the sample does not fill its form.
        MissingProgramError: the layout engine is not installed.
    """
    form, locale = catalogue.get(subject.form), subject.locale
    is_form = form.kind is Kind.FORM
    empty = {
        "blank.pdf": write_blank(form, locale, "pdf", prepared),
        "blank.docx": write_blank(form, locale, "docx", prepared),
    }
    filled = _filled(form, locale, prepared)
    pages = {"blank": write_blank(form, locale, "print", prepared)} if is_form or not filled else {}
    if filled:
        pages["filled"] = filled["filled.pdf"]
    place = Path(form.name) / locale
    pictures = {f"{kind}-{n}.png": png for kind, pdf in pages.items() for n, png in _numbered(pdf)}
    for name, content in {**empty, **filled, **pictures}.items():
        write_file(folder / place / name, content)
    files = tuple(place / name for name in (*empty, *filled))
    return Shown(form, locale, files, tuple(place / name for name in pictures))


def _numbered(content: bytes) -> Iterable[tuple[int, bytes]]:
    from formkit.formats.pdf.pictures import page_pictures

    return enumerate(page_pictures(content, dpi=PICTURE_DPI), start=1)


def _filled(form: Form, locale: str, prepared: Prepared) -> dict[str, bytes]:
    """The sample as final PDF and as Word; nothing where the form has no sample."""
    path = sample_of(form.name, locale)
    if path is None:
        return {}
    (plain,) = read_data(path.read_bytes(), path.name).records
    copy, problems = prepare_copy(form, plain, locale, date.today())
    if has_errors(problems):
        raise DataError(file=f"{form.name}/{path.name}", problems=problems)
    return {
        "filled.pdf": FILLED["pdf"](copy, prepared),
        "filled.docx": FILLED["docx"](copy, prepared),
    }


def sample_of(form: str, locale: str) -> Path | None:
    """The fullest sample in a language; without a language in its name it is Russian."""
    suffix = "" if locale == "ru" else f".{locale}"
    folder = bundled("samples") / form
    paths = (folder / f"{kind}{suffix}.yaml" for kind in SAMPLES)
    return next((path for path in paths if path.is_file()), None)


def write_index(shown: Iterable[Shown], folder: Path) -> Path:
    """The page to begin with; it needs no network and no script."""
    by_form: dict[str, list[Shown]] = {}
    for one in shown:
        by_form.setdefault(one.form.name, []).append(one)
    body = "".join(map(_section, by_form.values()))
    title = escape(say(_("Gallery of documents")))
    page = (
        f'<!DOCTYPE html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{_CSS}</style></head><body><h1>{title}</h1>"
        f"<nav>{_contents(by_form.values())}</nav>{body}</body></html>\n"
    )
    path = folder / "index.html"
    write_file(path, page.encode())
    return path


def _contents(groups: Iterable[list[Shown]]) -> str:
    items = (
        f'<li><a href="#{g[0].form.name}">{g[0].form.code} {escape(_title(g))}</a></li>'
        for g in groups
    )
    return f"<ol>{''.join(items)}</ol>"


def _title(group: list[Shown]) -> str:
    words = group[0].form.words
    return words[next((o.locale for o in group if o.locale == language()), group[0].locale)].title


def _section(group: list[Shown]) -> str:
    form = group[0].form
    parts = "".join(map(_one, group))
    return (
        f'<section id="{form.name}"><h2>{form.code} {escape(_title(group))}</h2>{parts}</section>'
    )


def _one(shown: Shown) -> str:
    links = " · ".join(f'<a href="{p.as_posix()}">{p.name}</a>' for p in shown.files)
    title = escape(shown.form.words[shown.locale].title)
    pages = "".join(
        f'<a href="{p.as_posix()}"><img loading="lazy" src="{p.as_posix()}" alt="{p.stem}"></a>'
        for p in shown.pictures
    )
    head = f'<h3 lang="{shown.locale}">{shown.locale}: {title}</h3><p>{links}</p>'
    return f'<div class="one">{head}<div class="pages">{pages}</div></div>'


_CSS = """
body{font:15px/1.4 "PT Sans",Verdana,sans-serif;margin:1.5rem;color:#1a1a1a;background:#f3f3f1}
nav ol{columns:22rem;padding:0;list-style:none}a{color:#1a4f8a}
h2{border-bottom:1px solid #888;margin-top:2.5rem}h3{margin:.8rem 0 0;font-size:1rem}
p{margin:.2rem 0}.pages{display:flex;gap:.8rem;overflow-x:auto;padding:.5rem 0 1rem}
img{height:24rem;background:#fff;box-shadow:0 1px 4px #0006}
"""
