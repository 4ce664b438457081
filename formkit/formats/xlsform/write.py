"""A form as XLSForm, with its words in every language it has."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from formkit.fieldtypes import (
    ChoiceType,
    DateType,
    MultiChoiceType,
    MultilineType,
    NumberType,
    SignatureType,
    TimeType,
    YesNoType,
)
from formkit.formats.xlsform.xpath import xpath
from formkit.language.profiles import LOCALES
from formkit.model.form import TODAY, Field, Form, Section, Table

if TYPE_CHECKING:
    from formkit.fieldtypes.base import FieldType
    from formkit.model.condition import Condition
    from formkit.model.words import FieldWords

LANGUAGES = {
    "ru": "Русский (ru)",
    "uk": "Українська (uk)",
    "cs": "Čeština (cs)",
    "en": "English (en)",
}
"""Names of languages as XLSForm wants them: with their code in brackets."""
_PLAIN = (
    "type",
    "name",
    "required",
    "relevant",
    "constraint",
    "appearance",
    "default",
    "parameters",
)
_DRAWING = "max-pixels=1024"
_EMAIL = r"regex(., '^[^@ ]+@[^@ ]+$')"

Row = Mapping[str, str]
Words = Mapping[str, "FieldWords"]
"""Words of one field by locale."""


def write(form: Form, default: str) -> bytes:
    """The workbook with the sheets ``survey``, ``choices`` and ``settings``.

    Args:
        form: its signatures become drawings, its references and persons texts.
        default: the locale shown first.
    """
    survey = _Survey(form)
    languages = [LANGUAGES[locale] for locale in survey.locales]
    translated = [f"{kind}::{name}" for kind in ("label", "hint") for name in languages]
    settings = {
        "form_title": form.words[default].title,
        "form_id": form.name,
        "version": str(form.version),
        "default_language": LANGUAGES[default],
    }
    labels = [f"label::{name}" for name in languages]
    return _workbook(
        {
            "survey": ([*_PLAIN[:2], *translated, *_PLAIN[2:]], survey.rows()),
            "choices": (["list_name", "name", *labels], survey.choices()),
            "settings": (list(settings), [settings]),
        }
    )


def _workbook(sheets: Mapping[str, tuple[Sequence[str], Iterable[Row]]]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, bold)
                sheet.set_column(place, place, 34 if "::" in column else 18)
            for line, row in enumerate(rows, start=1):
                for place, column in enumerate(columns):
                    if text := row.get(column, ""):
                        sheet.write_string(line, place, text)
    return buffer.getvalue()


@dataclass
class _Survey:
    form: Form
    lists: dict[tuple[tuple[str, ...], ...], str] = field(default_factory=dict)
    """Names of choice lists by their choices and labels: equal lists stand once."""

    @property
    def locales(self) -> list[str]:
        return [locale for locale in LOCALES if locale in self.form.words]

    def rows(self) -> list[Row]:
        return [row for section in self.form.sections for row in self._section(section)]

    def choices(self) -> list[Row]:
        """To be asked after the rows: they say which lists there are."""
        found: list[Row] = []
        for (names, *labels), list_name in self.lists.items():
            for place, name in enumerate(names):
                own = {
                    f"label::{LANGUAGES[locale]}": texts[place]
                    for locale, texts in zip(self.locales, labels, strict=True)
                }
                found.append({"list_name": list_name, "name": name, **own})
        return found

    def _section(self, section: Section) -> Iterable[Row]:
        labels = {
            f"label::{LANGUAGES[locale]}": words.sections.get(section.name) or words.title
            for locale in self.locales
            for words in (self.form.words[locale],)
        }
        types = {m.name: m.type for m in self.form.members() if isinstance(m, Field)}
        yield {"type": "begin_group", "name": f"section_{section.name}", **labels}
        for member in section.members:
            words = {locale: self.form.words[locale].fields[member.name] for locale in self.locales}
            if isinstance(member, Table):
                yield from self._table(member, words, types)
            else:
                yield self._field(member, member.name, words, types)
        yield {"type": "end_group", "name": f"section_{section.name}"}

    def _table(self, table: Table, words: Words, types: Mapping[str, FieldType]) -> Iterable[Row]:
        asked = _conditions(table.visible_if, None, types)
        yield {"type": "begin_repeat", "name": table.name, **self._labels(words), **asked}
        names = {column.name: f"{table.name}__{column.name}" for column in table.columns}
        own = {column.name: column.type for column in table.columns}
        for column in table.columns:
            cells = {locale: words[locale].columns[column.name] for locale in self.locales}
            row = dict(self._field(column, names[column.name], cells, own))
            for key in ("relevant", "required"):
                for name, full in names.items():
                    row[key] = row.get(key, "").replace(f"${{{name}}}", f"${{{full}}}")
            yield row
        yield {"type": "end_repeat", "name": table.name}

    def _field(self, asked: Field, name: str, words: Words, types: Mapping[str, FieldType]) -> Row:
        kind, appearance = self._kind(asked, name, words)
        default = "today()" if asked.default == TODAY else asked.default or ""
        required = {"required": "yes"} if asked.is_required else {}
        return {
            "type": kind,
            "name": name,
            "appearance": appearance,
            "constraint": _constraint(asked.type),
            "default": default,
            "parameters": _DRAWING if kind == "image" else "",
            **self._labels(words),
            **_conditions(asked.visible_if, asked.required_if, types),
            **required,
        }

    def _labels(self, words: Words) -> Row:
        labels = {f"label::{LANGUAGES[locale]}": own.label for locale, own in words.items()}
        hints = {f"hint::{LANGUAGES[locale]}": own.hint for locale, own in words.items()}
        return {**labels, **hints}

    def _kind(self, asked: Field, name: str, words: Words) -> tuple[str, str]:
        """Type and appearance."""
        match asked.type:
            case MultiChoiceType():
                return f"select_multiple {self._list(asked, name, words)}", ""
            case ChoiceType(appearance=appearance):
                minimal = "minimal" if appearance == "minimal" else ""
                return f"select_one {self._list(asked, name, words)}", minimal
            case YesNoType():
                return f"select_one {self._list(asked, name, words)}", ""
            case DateType():
                return "date", ""
            case TimeType():
                return "time", ""
            case NumberType(decimals=decimals):
                return ("decimal" if decimals else "integer"), ""
            case SignatureType():
                return "image", "signature"
            case MultilineType():
                return "text", "multiline"
            case _:
                return "text", "numbers" if asked.type.name == "phone" else ""

    def _list(self, asked: Field, name: str, words: Words) -> str:
        labels = (
            tuple(words[locale].choices.get(choice, choice) for choice in asked.choices)
            for locale in self.locales
        )
        return self.lists.setdefault((asked.choices, *labels), name)


def _constraint(kind: FieldType) -> str:
    if isinstance(kind, NumberType):
        return f". >= {kind.least} and . <= {kind.most:f}"
    return _EMAIL if kind.name == "email" else ""


def _conditions(
    visible: Condition | None, required: Condition | None, types: Mapping[str, FieldType]
) -> Row:
    found = {}
    if visible is not None:
        found["relevant"] = xpath(visible, types)
    if required is not None:
        found["required"] = xpath(required, types)
    return found
