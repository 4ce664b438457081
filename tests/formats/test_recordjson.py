from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from strategies import records_of

from formkit.catalogue.index import Catalogue
from formkit.fieldtypes.person import Person
from formkit.formats.recordjson import read, read_object, to_json, write
from formkit.model.clean import to_plain
from formkit.model.record import Record
from formkit.problems import has_errors

GOOD = Path(__file__).parents[1] / "cases" / "definitions" / "good"
FORM = Catalogue([GOOD / "everything"]).get("voucher")
ANYTHING = records_of(FORM)
VALUES: dict[str, Any] = {
    "voucher_no": "2026-00017-1",
    "quantity": Decimal("2.5"),
    "client_name": Person("Щербаков-Їжак", gender="male"),
    "items": ({"name": "суп"}, {}, {"name": "хлеб", "amount": Decimal(2)}),
}


def test_a_record_stands_beside_its_identity() -> None:
    content = write(FORM, "en", to_plain(FORM, VALUES), "7QK2M9XT4V")
    assert json.loads(content) == {
        "form": "voucher",
        "version": 3,
        "locale": "en",
        "document": "7QK2M9XT4V",
        "values": {
            "voucher_no": "2026-00017-1",
            "quantity": "2.5",
            "client_name": {"text": "Щербаков-Їжак", "gender": "male"},
            "items": [{"name": "суп"}, {}, {"name": "хлеб", "amount": "2"}],
        },
    }
    assert content.endswith(b"}\n")
    assert "Щербаков-Їжак" in content.decode()


def test_all_that_is_known_of_a_person_comes_back() -> None:
    values, problems = read(write(FORM, "en", to_plain(FORM, VALUES), None), FORM)
    assert (values, problems) == (VALUES, [])
    assert values["client_name"].gender == "male"


@given(st.data())
def test_what_was_written_is_read(data: st.DataObject) -> None:
    values = data.draw(ANYTHING)
    found, problems = read(write(FORM, "en", to_plain(FORM, values), None), FORM)
    assert found == values
    assert not has_errors(problems)


def test_what_a_file_says_is_one_object_even_when_it_says_nothing() -> None:
    record = Record("voucher", 3, "en", VALUES, "7QK2M9XT4V", doubtful=frozenset({"b", "a"}))
    told = read_object("in.pdf", record, {"voucher_no": "17"}, [{"code": "X"}])
    assert told == {
        "file": "in.pdf",
        "form": "voucher",
        "version": 3,
        "locale": "en",
        "document": "7QK2M9XT4V",
        "values": {"voucher_no": "17"},
        "problems": [{"code": "X"}],
        "doubtful": ["a", "b"],
    }
    nothing = read_object("broken.pdf", None, {}, [])
    assert {name: nothing[name] for name in ("form", "values", "doubtful")} == {
        "form": None,
        "values": {},
        "doubtful": [],
    }
    assert set(nothing) == set(told)


def test_letters_of_every_alphabet_stay_letters() -> None:
    assert to_json({"a": "Ґ—ř"}) == '{\n  "a": "Ґ—ř"\n}\n'.encode()
