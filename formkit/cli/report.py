"""What people see. The only module that prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from formkit.language.text import describe, explain, say

if TYPE_CHECKING:
    from formkit.errors import FormkitError
    from formkit.problems import Problem

T = TypeVar("T")

_SIGNS = {"error": ("✗", "red"), "warning": ("!", "yellow"), "info": ("·", None)}


def line(message: str = "", **facts: object) -> None:
    """One translated line on standard output."""
    click.echo(say(message, **facts))


def word(message: str) -> str:
    """A translated word or sentence part."""
    return say(message)


def plain(text: str) -> None:
    click.echo(text)


def note(message: str, **facts: object) -> None:
    """One translated line on standard error, for what is not the result."""
    click.echo(say(message, **facts), err=True)


def problems(found: Iterable[Problem], *, to_error: bool = True) -> None:
    """One line a problem: sign, place, what was found."""
    for problem in found:
        sign, colour = _SIGNS[problem.severity.value]
        click.secho(f"  {sign} {describe(problem)}", fg=colour, err=to_error)


def problem_objects(found: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as JSON has them: code, place, message."""
    return [
        {"code": p.code.token, "where": describe_where(p), "message": say(p.code.value, **p.values)}
        for p in found
    ]


def describe_where(found: Problem) -> dict[str, Any]:
    where = found.where
    names = ("file", "line", "sheet", "cell", "page", "path")
    return {name: getattr(where, name) for name in names if getattr(where, name) is not None}


def as_json(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def content(data: bytes) -> None:
    """Bytes of a file on standard output."""
    sys.stdout.buffer.write(data)


def error(failure: FormkitError) -> None:
    """Message, problems, hint of a failure on standard error."""
    message, hint = explain(failure)
    click.secho(message, fg="red", err=True)
    problems(failure.problems)
    if hint:
        click.echo(hint, err=True)


def crash(log: str) -> None:
    note(
        _("formkit made a mistake; nothing was left half-done. Please send the file {log}."),
        log=log,
    )


def progress(items: Sequence[T], label: str) -> Iterator[T]:
    """The items, with a progress bar when somebody is watching a terminal."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=say(label), file=sys.stderr) as bar:
        yield from bar


def table(rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell."""
    if not rows:
        return
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message
