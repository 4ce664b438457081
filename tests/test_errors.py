from __future__ import annotations

from collections.abc import Iterator
from string import Formatter

import pytest

from formkit.errors import (
    DataError,
    ExitCode,
    FormkitError,
    OfficeError,
    UnknownFormError,
    UsageError,
)
from formkit.problems import Code, problem


def kinds(kind: type[FormkitError] = FormkitError) -> Iterator[type[FormkitError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


def test_a_failure_takes_facts_and_says_them() -> None:
    error = UnknownFormError(form="vocher", suggestion=" → voucher?")
    assert str(error) == "There is no form “vocher” in the catalogue. → voucher?"
    assert error.facts == {"form": "vocher", "suggestion": " → voucher?"}
    assert error.problems == ()


def test_a_brace_without_its_fact_is_shown_and_breaks_nothing() -> None:
    assert "{suggestion}" in str(UnknownFormError(form="{braces}"))
    assert "{braces}" in str(UnknownFormError(form="{braces}"))


def test_a_failure_carries_what_was_found() -> None:
    found = [problem(Code.VALUE_REQUIRED, label="Name")]
    assert DataError(file="a.yaml", problems=iter(found)).problems == tuple(found)


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_every_failure_has_a_sentence_with_sound_braces_and_an_exit_code(
    kind: type[FormkitError],
) -> None:
    assert kind.message.endswith((".", "{suggestion}"))
    assert kind.exit_code in ExitCode
    for text in (kind.message, kind.hint):
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name in names)
    assert (kind.exit_code is ExitCode.BUG) is (kind is FormkitError)


def test_exit_codes_are_an_interface() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "DONE": 0,
        "PROBLEMS": 1,
        "USAGE": 2,
        "DEFINITION": 3,
        "INPUT": 4,
        "MISSING_PROGRAM": 5,
        "OFFICE": 6,
        "BUG": 70,
        "INTERRUPTED": 130,
    }
    assert UsageError.exit_code is ExitCode.USAGE
    assert OfficeError.exit_code is ExitCode.OFFICE
