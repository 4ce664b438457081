"""A new office: its folder and a settings file that explains itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from formkit.language.text import say
from formkit.model.modules import usual_modules
from formkit.workspace import Office, create_office

CURRENCY = {"ru": "RUB", "uk": "UAH", "cs": "CZK", "en": "GBP"}


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


_HEAD = _("Settings of the office. Texts stand in quotes; what follows # is for people.")
_LOCALE = _("Language of the documents: ru, uk, cs or en.")
_MODULES = _(
    "Parts of the questionnaire that the office keeps; without this line what the law allows."
)
_STORE = _("A PostgreSQL server instead of the file in this folder: postgresql+psycopg://…")
_ORGANISATION = _("The organisation as it stands in documents.")
_GENDER = _("Grammatical gender of the name: masculine, feminine, neuter or plural.")
_PERSON = _("Gender of a person: male or female; it decides the endings.")
_LOGO = _("A PNG or JPEG in this folder that stands above Word documents made of text.")
_BASIS = _("What the head acts on: a charter, a power of attorney with number and date.")

EMPTY_ORGANISATION: Mapping[str, Any] = {
    "full_name": "",
    "short_name": "",
    "gender": "feminine",
    "city": "",
    "address_legal": "",
    "address_actual": "",
    "phone": "",
    "email": "",
    "reg_number": "",
    "head_acts_on": "",
    "logo": "",
    "head": {"position": "", "name": {"text": "", "gender": "female"}},
}
_NOTES = {"gender": _GENDER, "name": _PERSON, "head_acts_on": _BASIS, "logo": _LOGO}


def init_office(folder: Path, locale: str, organisation: Mapping[str, Any] | None = None) -> Office:
    """A new office folder; ``organisation`` is written into the settings when it is known.

    Raises:
        OfficeExistsError, FolderNotEmptyError, ReadOnlyError, NoSpaceError
    """
    return create_office(folder, settings_text(locale, organisation or EMPTY_ORGANISATION))


def settings_text(locale: str, organisation: Mapping[str, Any]) -> str:
    """The settings file, with its explanations in the language of the messages."""
    lines = [
        f"# {say(_HEAD)}",
        "",
        f"# {say(_LOCALE)}",
        f'locale = "{locale}"',
        f'currency = "{CURRENCY.get(locale, "EUR")}"',
        f"# {say(_MODULES)}",
        f"# modules = {_literal(usual_modules(locale))}",
        f"# {say(_STORE)}",
        '# store = "postgresql+psycopg://user@server/formkit"',
        "",
        f"# {say(_ORGANISATION)}",
        *_table("organisation", organisation),
    ]
    return "\n".join(lines) + "\n"


def _table(name: str, content: Mapping[str, Any]) -> list[str]:
    plain = {key: value for key, value in content.items() if not isinstance(value, Mapping)}
    persons = {k: v for k, v in content.items() if isinstance(v, Mapping) and "text" in v}
    tables = {k: v for k, v in content.items() if isinstance(v, Mapping) and k not in persons}
    lines = [f"[{name}]"]
    for key, value in plain.items():
        lines += _noted(key, f"{key} = {_literal(value)}")
    for key, person in persons.items():
        inner = ", ".join(f"{part} = {_literal(value)}" for part, value in person.items())
        lines += _noted(key, f"{key} = {{ {inner} }}")
    for key, table in tables.items():
        lines += ["", *_table(f"{name}.{key}", table)]
    return lines


def _noted(key: str, line: str) -> list[str]:
    return [f"# {say(_NOTES[key])}", line] if key in _NOTES else [line]


def _literal(value: Any) -> str:
    """A TOML literal; its basic strings and arrays are those of JSON."""
    return json.dumps(value, ensure_ascii=False)
