"""Modules: sections an office leaves out, because of its work or of the law of its country."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from formkit.model.form import Form, Section, Table
from formkit.model.register import Feed
from formkit.model.words import FormWords

_LEFT_OUT = {"ru": frozenset({"criminal"}), "cs": frozenset({"criminal"})}
"""What an office has only if it says so, by the locale of its country: 152-FZ art. 10(3), GDPR
art. 10."""
MODULES = ("drug_use", "criminal", "medical")
"""Of the forms that come with the program."""
_MARK = r"[["
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LegalProfile:
    """Which modules an office has."""

    locale: str = ""
    """Locale of the office, which stands for its country; empty for none: every module."""
    modules: frozenset[str] | None = None
    """What the office named; None where it said nothing."""

    def has(self, module: str) -> bool:
        if self.modules is not None:
            return module in self.modules
        return module not in _LEFT_OUT.get(self.locale, ())

    def left_out(self, form: Form) -> frozenset[str]:
        return frozenset(module for module in form.modules if not self.has(module))


EVERY_MODULE = LegalProfile()


def usual_modules(locale: str) -> list[str]:
    """The modules of an office that says nothing."""
    return [module for module in MODULES if LegalProfile(locale).has(module)]


def without(form: Form, modules: Collection[str]) -> Form:
    """The form as if the sections of these modules, and all that hangs on them, were not in it."""
    gone = [section for section in form.sections if section.module in modules]
    if not gone:
        return form
    kept = tuple(section for section in form.sections if section not in gone)
    words = {locale: _words(own, gone) for locale, own in form.words.items()}
    form = replace(form, sections=kept, words=words)
    return replace(form, feeds=tuple(_feeds(form)))


def _feeds(form: Form) -> Iterator[Feed]:
    """The feeds that still have a key and a row, with the columns that still have a source."""
    own = {member.name for member in form.members()}
    for feed in form.feeds:
        table = form.find(feed.each) if feed.each else None
        if feed.each and table is None:
            continue
        row = {c.name for c in table.columns} | {"row"} if isinstance(table, Table) else set()
        if _names(feed.key) <= own | row:
            columns = {c: source for c, source in feed.columns.items() if source in own | row}
            yield replace(feed, columns=columns)


def _names(key: str) -> set[str]:
    """The fields of a key, which is a field or a mask."""
    if "{" not in key:
        return {key}
    return {name for _, name, _, _ in string.Formatter().parse(key) if name is not None}


def _words(words: FormWords, gone: Collection[Section]) -> FormWords:
    sections = {section.name for section in gone}
    members = {member.name for section in gone for member in section.members}
    lines = (line for line in words.body.split("\n") if not _places(line, sections | members))
    return replace(
        words,
        sections=_but(words.sections, sections),
        fields=_but(words.fields, members),
        defaults=_but(words.defaults, members),
        body="\n".join(lines),
    )


def _but(mapping: Mapping[str, T], names: Collection[str]) -> dict[str, T]:
    return {key: value for key, value in mapping.items() if key not in names}


def _places(line: str, names: Collection[str]) -> bool:
    """Whether a line of prose is the mark of a section, a table or a signature of these names."""
    mark = line.strip()
    if not mark.startswith(_MARK):
        return False
    kind, _, content = mark.strip("[]").partition(":")
    first = content.split("|")[0].strip()
    return kind.strip() in ("section", "clauses", "sign") and first in names
