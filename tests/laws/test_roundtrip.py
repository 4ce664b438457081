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
from formkit.model.clean import clean, from_plain, slot_texts
from formkit.model.record import Method, Reading, Seen
from formkit.problems import Code, has_errors

if TYPE_CHECKING:
    from formkit.model.form import Form
    from formkit.problems import Problem

CATALOGUE = Catalogue([bundled("form_templates")])
FORMS = [CATALOGUE.get(name) for name in CATALOGUE.names]
LOCALES = ("ru", "en")
DOCUMENT = "7QK2M9XT4V"
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

ANYTHING = {form.name: records_of(form, CHARACTERS) for form in FORMS}
UNSIGNED = {form.name: records_of(form, CHARACTERS, is_signed=False) for form in FORMS}
PRINTED = {form.name: records_of(form, PRINTABLE, is_signed=False) for form in FORMS}

every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
every_locale = pytest.mark.parametrize("locale", LOCALES)


@every_form
@every_locale
@settings(max_examples=30)
@given(st.data())
def test_json(prepared: Prepared, form: Form, locale: str, data: st.DataObject) -> None:
    values = data.draw(ANYTHING[form.name])
    found, problems = recordjson.read(write_json(Copy(form, locale, values), prepared), form)
    assert found == values
    assert not has_errors(problems)


@every_form
@every_locale
@settings(max_examples=20)
@given(st.data())
def test_html(prepared: Prepared, form: Form, locale: str, data: st.DataObject) -> None:
    values = data.draw(UNSIGNED[form.name])
    page = write_html(Copy(form, locale, values), prepared).decode()
    seen = {n: Seen(text, Method.KEYED) for n, text in html.read(submitted(page)).items()}
    record = clean(Reading(None, seen), form, locale)
    assert record.values == values
    assert not record.doubtful


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
@every_locale
@settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.data())
def test_fillable_pdf(prepared: Prepared, form: Form, locale: str, data: st.DataObject) -> None:
    drawn = data.draw(PRINTED[form.name])
    values, content = fitting(Copy(form, locale, drawn, document=DOCUMENT), prepared)
    record = clean(read(content), form, locale)
    assert record.values == values
    assert not has_errors(record.problems)
    assert (record.form, record.document, record.doubtful) == (form.name, DOCUMENT, frozenset())


@every_form
@every_locale
def test_another_program_reads_the_same_texts(prepared: Prepared, form: Form, locale: str) -> None:
    suffix = "yaml" if locale == "ru" else f"{locale}.yaml"
    path = bundled("samples") / form.name / f"completed.{suffix}"
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
