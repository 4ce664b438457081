"""The page as a browser sees it: parsed by another program, filled in, submitted, read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from browser import Browser, opened, submitted
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import records_of

from formkit.actions.faces import Copy, write_html
from formkit.catalogue.index import Catalogue
from formkit.errors import DataError
from formkit.fieldtypes.person import Person
from formkit.fieldtypes.reference import Reference
from formkit.formats.html import read, write
from formkit.language.profiles import get_profile
from formkit.layout.blocks import Rendering
from formkit.layout.build import build
from formkit.layout.printed import printed
from formkit.layout.typeset import typeset_text, typeset_words
from formkit.model.clean import parse_texts
from formkit.problems import Code

if TYPE_CHECKING:
    from formkit.actions.faces import Prepared
    from formkit.model.form import Form

GOOD = Path(__file__).parents[1] / "cases" / "definitions" / "good"
VOUCHER = Catalogue([GOOD / "everything"]).get("voucher")
UNSIGNED = records_of(VOUCHER, is_signed=False)
STATUTE = Catalogue([GOOD / "prose"]).get("statute")
HOSTILE = (
    "<script>alert(1)</script> & \"quotes\" 'x' {{ org }} {% if %} </textarea></form> =SUM(A1)"
)


def page(
    form: Form,
    values: dict[str, Any],
    records: dict[str, Any] | None = None,
    rendering: Rendering = Rendering.FILLABLE,
) -> str:
    document = build(form, "en")
    words = printed(document, values, records or {}, rendering)
    return write(document, values, words, get_profile("en").numbering)


@settings(max_examples=40)
@given(st.data())
def test_what_a_page_holds_is_what_a_browser_submits(data: st.DataObject) -> None:
    values = data.draw(UNSIGNED)
    texts = read(submitted(page(VOUCHER, values)))
    found, _ = parse_texts(VOUCHER, texts, VOUCHER.words["en"])
    assert found == values


def test_every_slot_but_the_signatures_is_a_control() -> None:
    tree = lxml.html.fromstring(page(VOUCHER, {}))
    controls = {node.get("name") for node in tree.iter("input", "textarea", "select")}
    signatures = {s.name for s in VOUCHER.slots() if s.field.type.name == "signature"}
    assert controls == {slot.name for slot in VOUCHER.slots()} - signatures


def test_every_control_has_a_label_of_its_own() -> None:
    tree = lxml.html.fromstring(page(VOUCHER, {}))
    labelled = {node.get("for") for node in tree.iter("label") if node.get("for")}
    assert labelled <= {node.get("id") for node in tree.iter("input", "textarea", "select")}
    for node in tree.iter("input", "textarea", "select"):
        is_in_label = any(parent.tag == "label" for parent in node.iterancestors())
        assert is_in_label or node.get("title")
    groups = [node.get("aria-label") for node in tree.xpath('//*[@role="group"]')]
    assert "Result" in groups
    assert "Items, 1: Done" in groups


@pytest.mark.parametrize(
    ("values", "pairs"),
    [
        ({"result": "refused"}, [("result", "refused")]),
        ({"unit": "meal"}, [("unit", "meal")]),
        (
            {"asked_for": ("hour", "meal")},
            [("asked_for__hour", "hour"), ("asked_for__meal", "meal")],
        ),
        ({"is_late": True}, [("is_late", "yes")]),
        ({"items": ({}, {"done": False})}, [("items__2__done", "no")]),
        ({"reason": "\n\ntwo"}, [("reason", "\n\ntwo")]),
        ({"issued_on": date(2026, 6, 5)}, [("issued_on", "05/06/2026")]),
        ({"served_on": date(2026, 6, 5)}, [("served_on", "05/06/2026")]),
    ],
)
def test_a_value_is_marked_in_its_control(
    values: dict[str, Any], pairs: list[tuple[str, str]]
) -> None:
    given = [pair for pair in submitted(page(VOUCHER, values)) if pair[1]]
    assert given == pairs


@pytest.mark.parametrize("name", ["district", "reason", "client_name", "phone", "voucher_no"])
def test_a_value_is_text_whatever_it_says(name: str) -> None:
    value: Any = Person(HOSTILE) if name == "client_name" else HOSTILE
    clean, hostile = opened(page(VOUCHER, {})), opened(page(VOUCHER, {name: value}))
    assert dict(hostile.pairs)[name] == HOSTILE
    assert hostile.tags == clean.tags


def test_an_expression_prints_its_value_as_text() -> None:
    def shown(name: str) -> Browser:
        head = {"name": Person(name), "position": name}
        return opened(page(STATUTE, {}, {"org": {"head": head}}))

    clean, hostile = shown("Anna"), shown(HOSTILE)
    assert HOSTILE in "".join(hostile.shown)
    assert hostile.tags == clean.tags


def test_words_of_the_form_are_text_too() -> None:
    words = VOUCHER.words["en"]
    hostile = replace(words, title=HOSTILE, sections={"issued": HOSTILE, "mark": HOSTILE})
    form = replace(VOUCHER, words={"en": hostile})
    source = page(form, {})
    assert "<script>" not in source
    assert "".join(opened(source).shown).count(typeset_text(HOSTILE, "en")) == 4


def test_a_page_fetches_nothing_and_runs_nothing() -> None:
    tree = lxml.html.fromstring(page(VOUCHER, {}))
    assert not list(tree.iter("script", "link", "img", "iframe", "object"))
    assert not tree.xpath("//@src | //@href | //@action | //@*[starts-with(name(), 'on')]")
    assert "url(" not in page(VOUCHER, {})


def test_prose_keeps_its_numbers_its_emphasis_and_its_conditions() -> None:
    source = page(STATUTE, {}, rendering=Rendering.FILLED)
    text = " ".join(lxml.html.fromstring(source).text_content().split())
    for shown in ("1. Duties", "1.1 The specialist has these:", "none"):
        assert shown in text
    assert "<b>specialist</b>" in source
    with_duties = page(STATUTE, {"duties": ({"duty": "listen"},)}, rendering=Rendering.FILLED)
    (body,) = lxml.html.fromstring(with_duties).iter("form")
    assert "none" not in body.text_content()
    assert "• listen" in body.text_content()


def test_the_button_is_there_when_somebody_listens() -> None:
    document = build(VOUCHER, "en")
    words = printed(document, {}, {}, Rendering.FILLABLE)
    numbering = get_profile("en").numbering
    source = write(document, {}, words, numbering, send="Send & close")
    (button,) = lxml.html.fromstring(source).iter("button")
    assert button.text_content() == "Send & close"
    assert "<button" not in page(VOUCHER, {})


def test_rows_that_have_no_place_are_refused_and_not_left_out(prepared: Prepared) -> None:
    values = {"items": ({"name": "a"}, {"name": "b"}, {"name": "c"})}
    with pytest.raises(DataError) as caught:
        write_html(Copy(VOUCHER, "en", values), prepared)
    assert [p.code for p in caught.value.problems] == [Code.VALUE_TOO_MANY_ROWS]


def test_a_control_left_empty_says_nothing() -> None:
    assert read([("a", ""), ("b", "x"), ("c", " ")]) == {"b": "x", "c": " "}


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_every_shipped_form_is_a_page(
    every_form: list[Form], prepared: Prepared, locale: str
) -> None:
    for form in every_form:
        values = {"client": Reference("00012-2", "never shown")}
        source = write_html(Copy(form, locale, values), prepared).decode()
        tree = lxml.html.fromstring(source)
        assert tree.get("lang") == locale
        assert typeset_words(form.words[locale]).title in tree.text_content()
        assert "never shown" not in source
