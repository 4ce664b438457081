"""From a definition to a document with continuation sheets and back."""

from __future__ import annotations

from typing import Any

import pytest

from formkit.actions.faces import Copy, Prepared, verify_fillable, write_fillable, write_html
from formkit.actions.read import read_document
from formkit.catalogue.index import Catalogue, open_catalogue
from formkit.errors import DataError
from formkit.formats.acroform import verify
from formkit.model.clean import from_plain
from formkit.problems import Code

FORM = """
form: shopping
code: SHOP
version: 1
kind: form
sections:
  all:
    by: office
    fields:
      reason: {type: multiline, lines: 2}
      items:
        type: table
        rows: 2
        continues: true
        columns:
          name: {type: text, required: true, span: 4}
          amount: {type: money, span: 2}
      others:
        type: table
        rows: 2
        columns:
          name: {type: text}
"""
WORDS = """---
title: Shopping
sections: {all: List}
fields:
  reason: Reason
  items: {label: Items, columns: {name: Name, amount: Amount}}
  others: {label: Others, columns: {name: Name}}
---
"""
DATA: dict[str, Any] = {
    "reason": "There is a lot to be said about this list. " * 40,
    "items": [{"name": f"Thing {n}", "amount": n} for n in range(1, 31)],
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    pytest.importorskip("weasyprint")
    office = tmp_path_factory.mktemp("office")
    folder = office / "form_templates" / "shopping"
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text(FORM, "utf-8")
    (folder / "en.md").write_text(WORDS, "utf-8")
    return open_catalogue(office)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return Prepared(tmp_path_factory.mktemp("blanks"))


def copy_of(catalogue: Catalogue, data: dict[str, Any], **more: Any) -> Copy:
    form = catalogue.get("shopping")
    values, problems = from_plain(form, data, "en")
    assert problems == []
    return Copy(form, "en", values, document="GP1XF3A7QG", **more)


def test_what_went_on_comes_back_whole(catalogue: Catalogue, prepared: Prepared) -> None:
    copy = copy_of(catalogue, DATA)
    content = write_fillable(copy, prepared)
    assert verify_fillable(copy, content) == []
    read = read_document(catalogue, content)
    assert read.problems == ()
    assert read.record is not None
    assert read.record.values == copy.values
    assert read.is_sure
    assert len(read.record.values["items"]) == 30


def test_the_final_document_shows_everything(catalogue: Catalogue, prepared: Prepared) -> None:
    copy = copy_of(catalogue, DATA)
    content = write_fillable(copy, prepared, flat=True)
    texts = {f"items__{n}__name": f"Thing {n}" for n in range(1, 31)}
    texts |= {f"items__{n}__amount": f"{n}.00" for n in range(1, 31)}
    assert verify(content, {**texts, "reason": DATA["reason"]}) == []


def test_rows_that_may_not_change_are_locked_on_the_sheet(
    catalogue: Catalogue, prepared: Prepared
) -> None:
    import io

    import pikepdf

    content = write_fillable(copy_of(catalogue, DATA, locked=frozenset({"items"})), prepared)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        flags = {str(field.T): int(field.Ff) for field in pdf.Root.AcroForm.Fields}
    assert all(flags[f"items__{n}__name"] & 1 for n in range(1, 31))
    assert not flags["reason"] & 1


def test_a_table_that_may_not_go_on_is_refused(catalogue: Catalogue, prepared: Prepared) -> None:
    copy = copy_of(catalogue, {"others": [{"name": "a"}, {"name": "b"}, {"name": "c"}]})
    with pytest.raises(DataError) as caught:
        write_fillable(copy, prepared)
    assert [(p.code, p.where.path) for p in caught.value.problems] == [
        (Code.VALUE_TOO_MANY_ROWS, "others")
    ]


def test_a_web_page_has_no_sheets(catalogue: Catalogue, prepared: Prepared) -> None:
    with pytest.raises(DataError) as caught:
        write_html(copy_of(catalogue, DATA), prepared)
    assert [p.code for p in caught.value.problems] == [Code.VALUE_TOO_MANY_ROWS]
