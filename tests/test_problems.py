from __future__ import annotations

from formkit.problems import Code, Problem, Severity, Where, has_errors, problem


def test_facts_become_text() -> None:
    found = problem(Code.VALUE_TOO_LONG, length=7, limit=None)
    assert found == Problem(Code.VALUE_TOO_LONG, Where(), Severity.ERROR, found.values)
    assert dict(found.values) == {"length": "7", "limit": "None"}


def test_a_place_is_told_bit_by_bit_by_those_who_know_it() -> None:
    found = problem(Code.VALUE_REQUIRED, label="Name").at(path="name")
    placed = found.at(file="data.yaml", line=3)
    assert placed.where == Where(file="data.yaml", line=3, path="name")
    assert found.where == Where(path="name")
    assert placed.values == found.values


def test_equal_findings_are_found_once() -> None:
    found = [problem(Code.VALUE_REQUIRED, label=label) for label in ("a", "a", "b")]
    assert len(set(found)) == 2
    other = problem(Code.VALUE_REQUIRED, Severity.WARNING, label="a")
    assert other not in found


def test_only_an_error_keeps_a_value_out() -> None:
    notes = [problem(Code.DOCUMENT_SAME_FILE, s) for s in (Severity.INFO, Severity.WARNING)]
    assert not has_errors(notes)
    assert has_errors([*notes, problem(Code.DOCUMENT_NOT_PDF)])


def test_a_code_is_known_by_its_name_and_said_in_its_own_words() -> None:
    assert Code.VALUE_NOT_A_DATE.token == "VALUE_NOT_A_DATE"
    sentences = [code.value for code in Code]
    assert len(set(sentences)) == len(sentences) == len(Code.__members__)
