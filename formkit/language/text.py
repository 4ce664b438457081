"""The words of the program itself, in the language of whoever reads them.

The words of documents are content of the catalogue and never pass through here.
"""

from __future__ import annotations

import gettext
import io
import os
from functools import lru_cache
from typing import TYPE_CHECKING

from formkit import bundled
from formkit.errors import Facts

if TYPE_CHECKING:
    from pathlib import Path

    from formkit.errors import FormkitError
    from formkit.problems import Problem, Where

LANGUAGES = ("en", "ru", "uk", "cs")
_DOMAIN = "messages"
_current = ["en"]


def _(message: str) -> str:
    """Mark a message for the translators."""
    return message


def use_language(language: str) -> None:
    """The language of messages from now on; also for the command line library's own words."""
    _current[0] = language if language in LANGUAGES else "en"
    os.environ["LANGUAGE"] = _current[0]
    gettext.bindtextdomain(_DOMAIN, str(bundled("locales")))


def language() -> str:
    return _current[0]


def environment_language() -> str:
    """The first language of the environment that the program speaks; else English."""
    for name in ("FORMKIT_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for part in os.environ.get(name, "").split(":"):
            if part[:2] in LANGUAGES:
                return part[:2]
    return "en"


def translate(message: str, to: str | None = None) -> str:
    """The message in a language, by default the current one; English where none is known."""
    return _translations(to or _current[0]).gettext(message) if message else ""


@lru_cache
def _translations(to: str) -> gettext.NullTranslations:
    folder = bundled("locales") / to / "LC_MESSAGES"
    compiled, source = folder / f"{_DOMAIN}.mo", folder / f"{_DOMAIN}.po"
    if compiled.is_file() and not _is_newer(source, compiled):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if source.is_file():
        return gettext.GNUTranslations(io.BytesIO(_compiled(source.read_bytes())))
    return gettext.NullTranslations()


def _is_newer(source: Path, compiled: Path) -> bool:
    """A checkout may hold what an older build left behind."""
    return source.is_file() and source.stat().st_mtime > compiled.stat().st_mtime


def _compiled(source: bytes) -> bytes:
    """A checkout that was never built has no compiled catalogs."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    out = io.BytesIO()
    write_mo(out, read_po(io.BytesIO(source)))
    return out.getvalue()


def say(message: str, to: str | None = None, /, **facts: object) -> str:
    """A translated message with its facts put in; braces inside facts stay text."""
    return translate(message, to).format_map(Facts({k: str(v) for k, v in facts.items()}))


def describe(problem: Problem, to: str | None = None) -> str:
    """One line: the place, then what was found."""
    place = describe_place(problem.where, to)
    message = say(problem.code.value, to, **problem.values)
    return f"{place}: {message}" if place else message


def describe_place(where: Where, to: str | None = None) -> str:
    parts = [where.file] if where.file else []
    for template, value in (
        (_("line {value}"), where.line),
        (_("sheet “{value}”"), where.sheet),
        (_("cell {value}"), where.cell),
        (_("page {value}"), where.page),
    ):
        if value is not None:
            parts.append(say(template, to, value=value))
    if where.path:
        parts.append(where.path)
    return ", ".join(parts)


def explain(error: FormkitError, to: str | None = None) -> tuple[str, str]:
    """Message and hint of a failure; the hint may be empty."""
    return say(error.message, to, **error.facts), say(error.hint, to, **error.facts)
