"""``clean(read(write(record))) == record``: for every form, locale and face that reads."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from browser import submitted
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from strategies import CHARACTERS, records_of

from formkit import bundled
from formkit.actions.data import read_data
from formkit.actions.faces import Copy, Prepared, write_fillable, write_html, write_json
from formkit.catalogue.index import Catalogue
from formkit.errors import DataError
from formkit.formats import html, recordjson
from formkit.formats.acroform import read
from formkit.formats.acroform.font import shipped_font
from formkit.formats.acroform.identity import FIELD
from formkit.language.profiles import LOCALES
from formkit.model.clean import clean, from_plain, slot_texts
from formkit.model.record import Method, Reading, Seen
from formkit.problems import Code, has_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from formkit.model.form import Form
    from formkit.problems import Problem

CATALOGUE = Catalogue([bundled("form_templates")])
FORMS = [CATALOGUE.get(name) for name in CATALOGUE.names]
DOCUMENT = "7QK2M9XT4V"
LONG = 80
"""Fields of a form; drawing records of longer ones costs seconds."""
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
PRINTABLE = st.sampled_from(
    [
        character
        for character in map(chr, range(0x20, 0x2E80))
        if not shipped_font().missing(character)
        and unicodedata.category(character)[0] not in "CM"
        and unicodedata.is_normalized("NFC", character)
    ]
)
"""What the font of the fields has and a text may hold; marks need a base to stand on."""

every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
every_locale = pytest.mark.parametrize("locale", LOCALES)


def for_records(
    form: Form,
    check: Callable[[dict[str, Any], str], None],
    characters: Any = CHARACTERS,
    **kind: bool,
) -> None:
    """Try the check with records of the form in all its languages; a long form draws fewer."""
    examples = 24 if len(list(form.slots())) < LONG else 8
    records = records_of(form, characters, **kind)
    law = given(records, st.sampled_from(LOCALES))(check)
    settings(max_examples=examples, phases=PHASES)(law)()


@every_form
def test_json(prepared: Prepared, form: Form) -> None:
    def check(values: dict[str, Any], locale: str) -> None:
        found, problems = recordjson.read(write_json(Copy(form, locale, values), prepared), form)
        assert found == values
        assert not has_errors(problems)

    for_records(form, check)


@every_form
def test_html(prepared: Prepared, form: Form) -> None:
    def check(values: dict[str, Any], locale: str) -> None:
        page = write_html(Copy(form, locale, values), prepared).decode()
        seen = {n: Seen(text, Method.KEYED) for n, text in html.read(submitted(page)).items()}
        record = clean(Reading(None, seen), form, locale)
        assert record.values == values
        assert not record.doubtful

    for_records(form, check, is_signed=False)


def fitting(copy: Copy, prepared: Prepared) -> tuple[dict[str, Any], bytes]:
    """The PDF of all values that fit into their boxes, and these values."""
    problems: tuple[Problem, ...] = ()
    try:
        return dict(copy.values), write_fillable(copy, prepared)
    except DataError as error:
        problems = error.problems
    assert {p.code for p in problems} == {Code.VALUE_OVERFLOW}
    wide = {(p.where.path or "").split(".")[0] for p in problems}
    values = {name: value for name, value in copy.values.items() if name not in wide}
    return fitting(replace(copy, values=values), prepared)


@every_form
def test_fillable_pdf(prepared: Prepared, form: Form) -> None:
    def check(drawn: dict[str, Any], locale: str) -> None:
        values, content = fitting(Copy(form, locale, drawn, document=DOCUMENT), prepared)
        record = clean(read(content), form, locale)
        assert record.values == values
        assert not has_errors(record.problems)
        assert (record.form, record.document) == (form.name, DOCUMENT)
        assert not record.doubtful

    for_records(form, check, PRINTABLE, is_signed=False)


@every_form
@every_locale
def test_another_program_reads_the_same_texts(prepared: Prepared, form: Form, locale: str) -> None:
    suffix = "yaml" if locale == "ru" else f"{locale}.yaml"
    folder = bundled("samples") / form.name
    path = next(p for k in ("completed", "typical") if (p := folder / f"{k}.{suffix}").exists())
    plain = dict(read_data(path.read_bytes(), path.name).records[0])
    plain.pop("org", None)
    values, _ = from_plain(form, plain, locale)
    texts = slot_texts(form, values, locale)
    fields = PdfReader(
        io.BytesIO(write_fillable(Copy(form, locale, values), prepared))
    ).get_fields()
    found = {name: str(f.get("/V") or "").removeprefix("/") for name, f in (fields or {}).items()}
    signatures = {s.name for s in form.slots() if s.field.type.name == "signature"}
    given = {name: text for name, text in found.items() if text not in ("", "Off")}
    mark = given.pop(FIELD)
    assert mark.startswith(f"formkit:1:{form.name}:1:{locale}:-:")
    assert given == {name: text for name, text in texts.items() if name not in signatures}
