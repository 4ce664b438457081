"""One field written in YAML, and what is said of it."""

from __future__ import annotations

import pytest

from formkit.catalogue.fields import Surroundings, build_member, check_name
from formkit.catalogue.masks import mask_fault, number_mask_fault
from formkit.catalogue.source import Findings, parse_yaml
from formkit.model.form import Field, Table
from formkit.problems import Code

AROUND = Surroundings({"results": ("provided", "refused")}, frozenset({"clients", "staff"}))


def build(source: str, around: Surroundings = AROUND) -> tuple[Field | Table | None, Findings]:
    node, problems = parse_yaml(source, "form.yaml")
    assert problems == []
    findings = Findings("form.yaml")
    return build_member("name", node, around, findings, 1), findings


@pytest.mark.parametrize(
    ("source", "code", "fact", "value"),
    [
        ("{type: chioce, choices: results}", Code.DEFINITION_UNKNOWN_TYPE, "suggestion", "choice"),
        ("{type: сhoice, choices: results}", Code.DEFINITION_UNKNOWN_TYPE, "suggestion", "choice"),
        ("{type: choice}", Code.DEFINITION_MISSING_KEY, "key", "choices"),
        (
            "{type: choice, choices: result}",
            Code.DEFINITION_UNKNOWN_SHARED,
            "suggestion",
            "results",
        ),
        ("{type: choice, choices: [a, a]}", Code.DEFINITION_DUPLICATE_NAME, "name", "a"),
        ("{type: choice, choices: [Да]}", Code.DEFINITION_BAD_NAME, "name", "Да"),
        (
            "{type: ref, register: client}",
            Code.DEFINITION_UNKNOWN_REGISTER,
            "suggestion",
            "clients",
        ),
        ("{type: text, requred: true}", Code.DEFINITION_UNKNOWN_KEY, "suggestion", "required"),
        ("{type: text, digits: 5}", Code.DEFINITION_UNKNOWN_KEY, "key", "digits"),
        ("{type: text, length: 0}", Code.DEFINITION_WRONG_VALUE, "expected", "from 1 to"),
        ("{type: number, decimals: -1}", Code.DEFINITION_WRONG_VALUE, "key", "decimals"),
        ("{type: number, least: NaN}", Code.DEFINITION_WRONG_VALUE, "key", "least"),
        ("{type: date, default: soon}", Code.DEFINITION_WRONG_VALUE, "value", "soon"),
        ("{type: number, default: today}", Code.DEFINITION_WRONG_VALUE, "value", "today"),
        ("{type: text, required_if: a.b}", Code.DEFINITION_BAD_CONDITION, "condition", "a.b"),
        ("{type: text, sensitive: health}", Code.DEFINITION_WRONG_VALUE, "expected", "medical"),
        ("text", Code.DEFINITION_WRONG_VALUE, "expected", "{type: text}"),
        ("[text]", Code.DEFINITION_WRONG_VALUE, "value", "list"),
        ("{type: table}", Code.DEFINITION_MISSING_KEY, "key", "columns"),
        ("{type: table, columns: {}}", Code.DEFINITION_MISSING_KEY, "key", "columns"),
        (
            "{type: table, columns: {a: {type: multi_choice, choices: results}}}",
            Code.DEFINITION_WRONG_VALUE,
            "value",
            "multi_choice",
        ),
    ],
)
def test_a_slip_is_named_with_what_was_meant(
    source: str, code: Code, fact: str, value: str
) -> None:
    _, findings = build(source)
    (found,) = findings.problems
    assert found.code is code
    assert value in found.values[fact]


@pytest.mark.parametrize(
    ("source", "span", "lines"),
    [
        ("{type: text}", 6, 1),
        ("{type: date}", 2, 1),
        ("{type: multiline}", 6, 3),
        ("{type: address, lines: 4, span: 3}", 3, 4),
        ("{type: signature}", 3, 2),
    ],
)
def test_a_field_has_the_room_its_type_usually_needs(source: str, span: int, lines: int) -> None:
    member, findings = build(source)
    assert findings.problems == []
    assert isinstance(member, Field)
    assert (member.span, member.lines) == (span, lines)


def test_a_table_has_five_rows_where_nothing_else_is_said() -> None:
    member, findings = build("{type: table, columns: {a: {type: text}}}")
    assert findings.problems == []
    assert isinstance(member, Table)
    assert member.rows == 5


def test_a_field_with_a_fault_is_built_as_far_as_it_can_be() -> None:
    member, findings = build("{type: text, span: wide, required: true}")
    assert isinstance(member, Field)
    assert member.is_required
    assert [p.code for p in findings.problems] == [Code.DEFINITION_WRONG_VALUE]


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("client_id", None),
        ("a" * 40, None),
        ("a" * 41, ""),
        ("Client", " → client?"),
        ("client-id", " → client_id?"),
        ("client id", " → client_id?"),
        ("сlient", " → client?"),
        ("дата", ""),
        ("1st", ""),
        ("a__b", " → a_b?"),
        ("клиент", ""),
        ("", ""),
    ],
)
def test_a_name_is_fit_for_every_format(name: str, suggestion: str | None) -> None:
    findings = Findings("form.yaml")
    check_name(name, findings, 1)
    found = [p.values["suggestion"] for p in findings.problems]
    assert found == ([] if suggestion is None else [suggestion])


@pytest.mark.parametrize(
    ("mask", "fault"),
    [
        ("{year}-{seq:05}-{check}", ""),
        ("{seq}", ""),
        ("Т-{seq:03}/{year}", ""),
        ("{seq}-{check}-Б", ""),
        ("2026", "names none"),
        ("{year}", "all numbers would be the same"),
        ("{sq}", "seq"),
        ("{seq", "expected '}'"),
        ("{seq:xyz}", "Invalid format"),
        ("{seq}-{check}-{year}", "before it"),
        ("{seq}{check}{check}", "once"),
        ("{seq}{check:>2}", "once"),
        ("{seq.real}", "{seq.real}"),
        ("{}", "{}"),
    ],
)
def test_a_number_mask_gives_every_document_its_own_number(mask: str, fault: str) -> None:
    reason = number_mask_fault(mask)
    assert (fault in reason) if fault else reason == ""


def test_a_key_mask_names_fields() -> None:
    assert mask_fault("{plan_id}/1.{row}", ["plan_id", "row"]) == ""
    assert mask_fault("{plan}/1", ["plan_id", "row"]) == "{plan} → plan_id?"


def test_a_part_written_by_hand_makes_its_fields_written_by_hand() -> None:
    member, _ = build("{type: text}", Surroundings({}, frozenset(), is_by_hand=True))
    assert isinstance(member, Field)
    assert member.type.is_by_hand


def test_rows_are_counted_where_the_table_says_so() -> None:
    for said, is_numbered in (
        ("", False),
        ("numbered: false, ", False),
        ("numbered: true, ", True),
    ):
        member, findings = build(f"{{type: table, {said}columns: {{a: {{type: text}}}}}}")
        assert findings.problems == []
        assert isinstance(member, Table)
        assert member.is_numbered is is_numbered
