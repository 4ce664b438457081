from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]

from formkit import bundled
from formkit.actions.data import read_data
from formkit.catalogue.index import Catalogue
from formkit.catalogue.load import Shared, load_form
from formkit.formats.jsonschema import definition_schema, form_schema, to_json
from formkit.problems import Code

if TYPE_CHECKING:
    from formkit.model.form import Form

CASES = Path(__file__).parents[1] / "cases" / "definitions"
SHIPPED = sorted(bundled("form_templates").glob("*/form.yaml"))
GOOD = sorted((CASES / "good").glob("*/*/form.yaml"))
SAMPLES = sorted(bundled("samples").glob("*/*.yaml"))
FORM_SAMPLES = [p for p in SAMPLES if (bundled("form_templates") / p.parent.name).is_dir()]


def faults(schema: dict[str, Any], content: object) -> list[str]:
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)]


@pytest.mark.parametrize("path", [*SHIPPED, *GOOD], ids=lambda path: path.parent.name)
def test_every_sound_definition_follows_the_schema(path: Path) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert faults(definition_schema(), content) == []


@pytest.mark.parametrize("name", ["keys", "values", "names"])
def test_an_editor_sees_what_the_check_would_say(name: str) -> None:
    path = CASES / "bad" / name / "letter" / "form.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert faults(definition_schema(), content)


def known_keys(tmp_path: Path, source: str) -> set[str]:
    """Keys the loader knows in the place where the source has the key ``what``."""
    (tmp_path / "letter").mkdir()
    (tmp_path / "letter" / "form.yaml").write_text(source, encoding="utf-8")
    _, problems = load_form(tmp_path / "letter", Shared())
    found = [p for p in problems if p.code is Code.DEFINITION_UNKNOWN_KEY]
    assert [p.values["key"] for p in found] == ["what"]
    return set(found[0].values["known"].split(", "))


FIELDS = ("sections", "additionalProperties", "fields", "additionalProperties")
OF_TABLES = {"rows", "columns", "clauses", "numbered", "continues"}


@pytest.mark.parametrize(
    ("source", "path", "others"),
    [
        ("what: x", (), set()),
        ("paper: {what: x}", ("paper",), set()),
        ("number: {field: a, mask: '{seq}', what: x}", ("number",), set()),
        ("sections: {s: {what: x}}", FIELDS[:2], set()),
        ("sections: {s: {fields: {a: {what: x}}}}", FIELDS, OF_TABLES),
        (
            "sections: {s: {fields: {a: {type: table, columns: {b: {what: x}}}}}}",
            (*FIELDS, "columns", "additionalProperties"),
            set(),
        ),
    ],
)
def test_schema_and_loader_know_the_same_keys(
    tmp_path: Path, source: str, path: tuple[str, ...], others: set[str]
) -> None:
    schema = definition_schema()
    for step in path:
        schema = schema[step] if step in schema else schema["properties"][step]
    assert set(schema["properties"]) - others == known_keys(tmp_path, source)


@pytest.mark.parametrize("path", FORM_SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_sample_follows_the_schema_of_its_form(catalogue: Catalogue, path: Path) -> None:
    form = catalogue.get(path.parent.name)
    locale = path.suffixes[0][1:] if len(path.suffixes) > 1 else "ru"
    schema = form_schema(form, locale)
    if path.name.startswith("issue."):
        # In an office the registers give the rest.
        schema["required"] = []
    (record,) = read_data(path.read_bytes(), path.name).records
    assert faults(schema, json.loads(json.dumps(record))) == []


@pytest.fixture(scope="module")
def everything() -> Form:
    return Catalogue([CASES / "good" / "everything"]).get("voucher")


WHOLE: dict[str, Any] = {"voucher_no": "2026-00017-1", "client_id": {"key": "00012-2"}}


@pytest.mark.parametrize(
    ("change", "is_valid"),
    [
        ({}, True),
        ({"org": {"full_name": "Office"}}, True),
        ({"quantity": 2.5}, True),
        ({"quantity": "2.5"}, True),
        ({"quantity": "2,5"}, False),
        ({"issued_on": "2026-06-05"}, True),
        ({"issued_on": "05.06.2026"}, False),
        ({"at": "9:30"}, True),
        ({"at": "half past nine"}, False),
        ({"result": "provided"}, True),
        ({"result": "given"}, False),
        ({"asked_for": ["hour", "meal"]}, True),
        ({"asked_for": ["hour", "hour"]}, False),
        ({"is_late": True}, True),
        ({"is_late": "yes"}, True),
        ({"is_late": "maybe"}, False),
        ({"is_late": 1}, False),
        ({"signature": True}, True),
        ({"client_name": "Anna"}, True),
        ({"client_name": {"text": "Anna", "gender": "female"}}, True),
        ({"client_name": {"gender": "female"}}, False),
        ({"client_name": {"text": "Anna", "genger": "female"}}, False),
        ({"partner": "PR-01"}, True),
        ({"partner": {"key": "PR-01", "label": "Centre"}}, True),
        ({"partner": {"label": "Centre"}}, False),
        ({"items": [{"name": "soup", "amount": 2, "done": False}]}, True),
        ({"items": [{}, {}, {}]}, False),
        ({"items": [{"nmae": "soup"}]}, False),
        ({"items": "soup"}, False),
        ({"voucher_no": None}, False),
        ({"unknown": "x"}, False),
    ],
)
def test_data_are_checked_as_far_as_a_schema_can(
    everything: Form, change: dict[str, Any], is_valid: bool
) -> None:
    assert (faults(form_schema(everything, "en"), {**WHOLE, **change}) == []) is is_valid


def test_only_what_the_office_gives_and_nothing_else_fills_in_is_required(
    everything: Form,
) -> None:
    assert form_schema(everything, "en")["required"] == ["voucher_no", "client_id"]


def test_labels_and_hints_help_whoever_writes_the_data(everything: Form) -> None:
    properties = form_schema(everything, "en")["properties"]
    assert properties["quantity"]["title"] == "Quantity"
    assert properties["quantity"]["description"] == "meals"
    assert properties["items"]["items"]["properties"]["name"]["title"] == "Name"


def test_a_schema_is_written_as_json_with_its_dialect(everything: Form) -> None:
    written = json.loads(to_json(form_schema(everything, "en")))
    assert written["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert written["title"] == "Voucher"
