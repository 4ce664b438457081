"""The words of a form made ready for print: no-break spaces, quotes and dashes of the locale.

Values are never touched here: what a person wrote stays as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from formkit.language.profiles import LOCALES
from formkit.language.typography import typeset
from formkit.model.words import FieldWords, FormWords


def typeset_text(text: str, locale: str) -> str:
    """One piece of prose; unchanged in a locale that has no paperwork profile."""
    return typeset(text, locale=locale) if locale in LOCALES else text


def typeset_words(words: FormWords) -> FormWords:
    """Title, labels, hints, choices and phrases; not the body, which is typeset piece by piece."""
    ready = partial(typeset_text, locale=words.locale)
    phrases = {name: text if "{{" in text else ready(text) for name, text in words.phrases.items()}
    return replace(
        words,
        title=ready(words.title),
        sections={name: ready(text) for name, text in words.sections.items()},
        fields=_typeset_fields(words.fields, words.locale),
        phrases=phrases,
    )


def _typeset_fields(fields: Mapping[str, FieldWords], locale: str) -> dict[str, FieldWords]:
    return {
        name: FieldWords(
            typeset_text(field.label, locale),
            typeset_text(field.hint, locale),
            {choice: typeset_text(label, locale) for choice, label in field.choices.items()},
            _typeset_fields(field.columns, locale),
        )
        for name, field in fields.items()
    }
