from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from formkit.catalogue.index import Catalogue
from formkit.fieldtypes.base import Widget
from formkit.layout.blocks import (
    Cell,
    ClauseRows,
    Document,
    Grid,
    Heading,
    Paragraph,
    SignatureLine,
    Stamp,
    TableGrid,
    TearLine,
    Text,
    Title,
    When,
    inputs_of,
)
from formkit.layout.build import build, build_checked

if TYPE_CHECKING:
    from formkit.model.form import Form

GOOD = Path(__file__).parents[1] / "cases" / "definitions" / "good"


@pytest.fixture(scope="module")
def voucher() -> Form:
    return Catalogue([GOOD / "everything"]).get("voucher")


@pytest.fixture(scope="module")
def document(voucher: Form) -> Document:
    return build(voucher, "en")


def cells(document: Document) -> dict[str, Cell]:
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return {cell.input.slot.field.name: cell for grid in grids for cell in grid.cells}


def table(document: Document) -> TableGrid:
    (found,) = [block for block in document.blocks if isinstance(block, TableGrid)]
    return found


def test_a_form_is_its_sections_in_their_order(document: Document) -> None:
    assert [type(block) for block in document.blocks] == [
        Title,
        Paragraph,
        Heading,
        Grid,
        TearLine,
        Grid,
        TableGrid,
        Grid,
    ]
    title, subtitle, heading = document.blocks[:3]
    assert title == Title((Text("Voucher"),))
    assert subtitle == Paragraph((Text("Show it at the desk"),), "subtitle")
    assert heading == Heading((Text("A.\u00a0By the office"),), 2)


def test_phrases_stand_in_their_places_and_only_where_there_are_any(voucher: Form) -> None:
    phrases = {
        "how_to_fill": "Use a pen.",
        "tear_line": "cut here",
        "return_to": "Send it back.",
    }
    words = replace(voucher.words["en"], phrases=phrases, sections={"issued": "", "mark": "B"})
    blocks = build(replace(voucher, words={"en": words}), "en").blocks
    assert [type(block) for block in blocks[:5]] == [Title, Grid, TearLine, Heading, Paragraph]
    assert blocks[2] == TearLine("cut here")
    assert blocks[4] == Paragraph((Text("Use a pen."),), "note")
    assert blocks[-1] == Paragraph((Text("Send it back."),), "note")


def test_a_cell_has_label_hint_unit_and_room(document: Document) -> None:
    quantity = cells(document)["quantity"]
    assert (quantity.label, quantity.hint, quantity.unit) == ("Quantity", "meals", "meals")
    assert (quantity.span, quantity.lines, quantity.is_by_hand) == (2, 1, False)
    assert cells(document)["reason"].is_by_hand


def test_choices_are_options_with_their_labels(document: Document) -> None:
    def options(name: str) -> list[tuple[str, str, str | None]]:
        own = cells(document)[name].input
        return [(o.name, o.label, o.slot.name if o.slot else None) for o in own.options]

    assert options("result") == [("provided", "provided", None), ("refused", "refused", None)]
    assert options("asked_for") == [
        ("hour", "hour", "asked_for__hour"),
        ("meal", "meal", "asked_for__meal"),
    ]
    assert options("is_late") == [("yes", "Late", "is_late")]
    assert options("voucher_no") == []


def test_a_table_has_an_input_for_every_printed_cell(document: Document) -> None:
    items = table(document)
    assert [column.name for column in items.columns] == ["name", "amount", "done"]
    names = [[own.slot.name for own in row] for row in items.inputs]
    assert names == [[f"items__{row}__{c}" for c in ("name", "amount", "done")] for row in (1, 2)]
    assert items.inputs[1][1].label == "Items, 2: Amount"
    assert [option.name for option in items.inputs[0][2].options] == ["yes", "no"]


def test_standing_content_is_already_in_its_place(document: Document) -> None:
    assert cells(document)["reason"].input.default_text == "nobody at home"
    assert cells(document)["city"].input.default_text == ""
    texts = [[own.default_text for own in row] for row in table(document).inputs]
    assert texts == [["soup", "", ""], ["bread", "2", ""]]


def test_every_widget_stands_in_the_document_once(document: Document, voucher: Form) -> None:
    inputs = inputs_of(document.blocks)
    slots = [o.slot.name for own in inputs for o in own.options if o.slot]
    slots += [own.slot.name for own in inputs if not any(o.slot for o in own.options)]
    assert sorted(slots) == sorted(slot.name for slot in voucher.slots())


def test_inputs_come_in_reading_order(document: Document, voucher: Form) -> None:
    order = list(dict.fromkeys((s.table or s.field).name for s in voucher.slots()))
    found = [(own.slot.table or own.slot.field).name for own in inputs_of(document.blocks)]
    assert list(dict.fromkeys(found)) == order


def test_prose_places_its_parts_where_they_belong() -> None:
    statute = Catalogue([GOOD / "prose"]).get("statute")
    document, problems = build_checked(statute, "en")
    assert problems == []
    clauses = next(block for block in document.blocks if isinstance(block, When)).blocks[0]
    assert isinstance(clauses, ClauseRows)
    assert [own.slot.name for own in clauses.inputs] == [f"duties__{n}__duty" for n in (1, 2, 3)]
    line = document.blocks[-1]
    assert isinstance(line, SignatureLine)
    assert line.input is not None
    assert line.input.slot.field.widget is Widget.SIGNATURE
    assert line.date is not None
    assert [own.slot.name for own in inputs_of((line,))] == ["signature", "signed_on"]


def test_a_document_knows_its_locale(document: Document) -> None:
    assert document.locale == "en"


def test_every_shipped_form_is_laid_out_in_every_locale(every_form: list[Form]) -> None:
    for form in every_form:
        for locale in form.words:
            document, problems = build_checked(form, locale)
            assert problems == []
            assert document.blocks
            stamps = [block for block in document.blocks if isinstance(block, Stamp)]
            assert bool(stamps) is form.has_approval_stamp
