from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formkit.catalogue.source import DEEPEST, Findings, Node, parse_yaml, split_front_matter
from formkit.problems import Code, Severity


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("a: 00012", {"a": "00012"}),
        ("a: 2026-06-05", {"a": "2026-06-05"}),
        ("a: 1.50", {"a": "1.50"}),
        ("a: 0x1F", {"a": "0x1F"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: yes", {"a": "yes"}),
        ("a: true", {"a": True}),
        ("a: false", {"a": False}),
        ("a: True", {"a": "True"}),
        ("a: 'true'", {"a": "true"}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("1: x", {"1": "x"}),
        ("a: !!int 5", {"a": "5"}),
        ("a: !!float x", {"a": "x"}),
        ("a: !!timestamp 5", {"a": "5"}),
        ("a: !!bool maybe", {"a": "maybe"}),
        ("a: [1, {b: 2}]", {"a": ["1", {"b": "2"}]}),
        ("{}", {}),
        ("", None),
    ],
)
def test_everything_but_true_and_false_stays_the_text_it_was_written_as(
    text: str, content: Any
) -> None:
    assert parse_yaml(text, "f.yaml") == (content, [])


def test_every_key_knows_its_line() -> None:
    node, _ = parse_yaml("a: 1\nb:\n  c: 2\n  d: {e: 3}\n", "f.yaml", first_line=10)
    assert isinstance(node, Node)
    assert (node.line, node.lines) == (10, {"a": 10, "b": 11})
    assert (node["b"].line, node["b"].lines) == (12, {"c": 12, "d": 13})
    assert node["b"]["d"].lines == {"e": 13}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\n b: 2", 2, "mapping values are not allowed"),
        ("a: [1,\nb", 3, "did not find expected"),
        ("a: 1\nb: 2\na: 3", 3, "“a” stands here twice"),
        ("a: &x [*x]", 1, "recursive"),
        ("a: *unknown", 1, "undefined alias"),
        ("a: !!python/object/apply:os.system [ls]", 1, "could not determine a constructor"),
        ("a: !unknown x", 1, "could not determine a constructor"),
        ("a: 1\n---\nb: 2", 2, "but found another document"),
        ("a\x00b: 1", None, "unacceptable character"),
        ("\tb: 1", 1, "cannot start any token"),
        ("[" * 100_000, 1, "nested deeper"),
        ("- " * 100_000 + "x", 1, "nested deeper"),
        ("{a: " * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1), 1, "nested deeper"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_yaml_is_a_problem_with_its_line(
    text: str, line: int | None, reason: str
) -> None:
    content, problems = parse_yaml(text, "f.yaml")
    assert content is None
    (found,) = problems
    assert (found.code, found.where.file) == (Code.DEFINITION_NOT_YAML, "f.yaml")
    assert found.where.line == line
    assert reason in found.values["reason"]


def test_reasonable_nesting_is_fine() -> None:
    content, problems = parse_yaml("[" * DEEPEST + "]" * DEEPEST, "f.yaml")
    assert (content is not None, problems) == (True, [])


@given(st.text(max_size=60))
def test_any_text_is_content_or_a_problem(text: str) -> None:
    content, problems = parse_yaml(text, "f.yaml")
    assert content is None or problems == []


MARKS = [
    *(
        "a",
        ": ",
        "\n",
        "  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&x ",
        "*x",
        "? ",
        "|\n",
        ">",
        "'",
        '"',
    ),
    *("!!int ", "!!set ", "!!omap ", "!!binary ", "#", "---\n", "<<: ", "~", "true", "%"),
]


@given(st.lists(st.sampled_from(MARKS), max_size=20).map("".join))
def test_any_row_of_yaml_marks_is_content_or_a_problem(text: str) -> None:
    content, problems = parse_yaml(text, "f.yaml")
    assert content is None or problems == []


@pytest.mark.parametrize(
    ("text", "head", "body"),
    [
        ("---\ntitle: a\n---\nBody\n", "\ntitle: a", "Body\n"),
        ("---\ntitle: a\n---", "\ntitle: a", ""),
        ("---\ntitle: a\n", "\ntitle: a\n", ""),
        ("Body only", "", "Body only"),
        ("", "", ""),
    ],
)
def test_front_matter_and_body_are_told_apart(text: str, head: str, body: str) -> None:
    assert split_front_matter(text) == (head, body)


def test_lines_of_the_front_matter_are_those_of_the_file() -> None:
    head, _ = split_front_matter("---\ntitle: a\nfields: {}\n---\n")
    node, _ = parse_yaml(head, "en.md")
    assert node.lines == {"title": 2, "fields": 3}


def test_findings_name_their_file() -> None:
    findings = Findings("a/form.yaml")
    findings.add(Code.DEFINITION_BAD_NAME, 7, Severity.WARNING, name="x", suggestion="")
    (found,) = findings.problems
    assert (found.where.file, found.where.line) == ("a/form.yaml", 7)
    assert (found.severity, found.values["name"]) == (Severity.WARNING, "x")
