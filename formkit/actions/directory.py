"""The catalogue as a page: what every document is for, who fills it in, where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from formkit.language.text import say
from formkit.model.form import Kind

if TYPE_CHECKING:
    from formkit.catalogue.index import Catalogue
    from formkit.model.form import Form


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


_PEOPLE = {
    "office": _("the office"),
    "worker": _("the worker"),
    "client": _("the client"),
    "partner": _("the partner"),
    "public": _("anybody"),
}


def directory(catalogue: Catalogue, locale: str) -> str:
    """Markdown: a table of all documents that have the locale, then a chapter for each."""
    forms = [form for name in catalogue.names if locale in (form := catalogue.get(name)).words]
    forms.sort(key=lambda form: (form.code, form.name))
    head = [say(_("No."), locale), say(_("Document"), locale), say(_("Name"), locale)]
    rows = [
        f"| {form.code} | [{_title(form, locale)}](#{_anchor(form, locale)}) | `{form.name}` |"
        for form in forms
    ]
    table = ["| " + " | ".join(head) + " |", "|---|---|---|", *rows]
    title = say(_("Catalogue of documents"), locale)
    chapters = (_chapter(catalogue, form, locale) for form in forms)
    return "\n".join([f"# {title}", "", *table, "", *chapters])


def _chapter(catalogue: Catalogue, form: Form, locale: str) -> str:
    lines = [f"## {form.code} {_title(form, locale)}", ""]
    return "\n".join([*lines, *_facts(catalogue, form, locale), ""])


def _title(form: Form, locale: str) -> str:
    return form.words[locale].title


def _anchor(form: Form, locale: str) -> str:
    """The name that a page of Markdown gives the heading."""
    heading = re.sub(r"[^\w\- ]", "", f"{form.code} {_title(form, locale)}".lower())
    return heading.replace(" ", "-")


def _facts(catalogue: Catalogue, form: Form, locale: str) -> Iterable[str]:
    about = form.words[locale].about
    if purpose := about.get("purpose"):
        yield from (purpose, "")
    facts = {
        _("When"): about.get("when", ""),
        _("Filled in by"): ", ".join(say(_PEOPLE[by], locale) for by in _fillers(form)),
        _("Route"): about.get("route", ""),
        _("Goes to"): say(_PEOPLE[form.audience], locale),
        _("Paper"): _paper(form, locale),
        _("Registers"): ", ".join(_registers(catalogue, form, locale)),
        _("Rules"): ", ".join(form.rules),
        _("Languages"): ", ".join(form.words),
    }
    yield from (f"- {say(label, locale)}: {text}" for label, text in facts.items() if text)


def _fillers(form: Form) -> Iterable[str]:
    return dict.fromkeys(section.by for section in form.sections)


def _paper(form: Form, locale: str) -> str:
    turned = say(_("landscape"), locale) if form.paper.is_landscape else ""
    kind = _("fixed places") if form.kind is Kind.FORM else _("text")
    return ", ".join(filter(None, (form.paper.size, turned, say(kind, locale))))


def _registers(catalogue: Catalogue, form: Form, locale: str) -> Iterable[str]:
    for name in dict.fromkeys(feed.register for feed in form.feeds):
        words = catalogue.registers[name].words
        yield words[locale].title if locale in words else name
