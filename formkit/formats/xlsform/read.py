"""An XLSForm as what it asks: the sheets survey, choices and settings (xlsform.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from formkit.formats.xlsx import read_sheets
from formkit.model.xlsform import Group, Question, Texts, XlsForm

_LANGUAGE = re.compile(r"(label|hint)(?:::?(.*?))?(?:\s*\((\w+)\))?", re.I)
_OPENING = re.compile(r"begin[ _](group|repeat)", re.I)
_CLOSING = re.compile(r"end[ _](group|repeat)", re.I)


def read(content: bytes) -> XlsForm:
    """The form an XLSForm describes.

    Raises:
        ValueError: not a workbook, no sheet ``survey``, groups that do not close.
    """
    sheets = {name.lower(): rows for name, rows in read_sheets(content).items()}
    if "survey" not in sheets:
        raise ValueError("no sheet “survey”")
    lists: dict[str, list[tuple[str, Texts]]] = {}
    for row in _records(sheets.get("choices", [])):
        name = row.get("list_name") or row.get("list name") or ""
        lists.setdefault(name, []).append((row.get("name", ""), _texts(row, "label")))
    settings = next(_records(sheets.get("settings", [])), {})
    title = settings.get("form_title") or settings.get("title", "")
    return XlsForm(title, settings.get("form_id", ""), _tree(sheets["survey"], lists))


def _records(rows: Sequence[Sequence[Any]]) -> Iterator[dict[str, str]]:
    head = [str(cell).strip() for cell in rows[0]] if rows else []
    for row in rows[1:]:
        found = {h: _plain(c) for h, c in zip(head, row, strict=False) if h and _plain(c)}
        if found:
            yield found


def _plain(cell: Any) -> str:
    return str(cell).strip()


def _texts(row: Mapping[str, str], kind: str) -> dict[str, str]:
    found = {}
    for column, text in row.items():
        match = _LANGUAGE.fullmatch(column)
        if match and match[1].lower() == kind:
            found[(match[3] or match[2] or "").lower()] = text
    return found


def _tree(rows: Sequence[Sequence[Any]], lists: Mapping[str, Sequence[tuple[str, Texts]]]) -> Group:
    open_groups = [Group("", {})]
    for row in _records(rows):
        kind, name = row.get("type", ""), row.get("name", "")
        if match := _OPENING.fullmatch(kind):
            group = Group(name, _texts(row, "label"), match[1].lower() == "repeat", columns=row)
            open_groups[-1].members.append(group)
            open_groups.append(group)
        elif _CLOSING.fullmatch(kind):
            if len(open_groups) == 1:
                raise ValueError("a group ends that has not begun")
            open_groups.pop()
        elif kind:
            open_groups[-1].members.append(_question(row, lists))
    if len(open_groups) > 1:
        raise ValueError(f"the group “{open_groups[-1].name}” does not end")
    return open_groups[0]


def _question(row: dict[str, str], lists: Mapping[str, Sequence[tuple[str, Texts]]]) -> Question:
    kind, _, rest = row["type"].partition(" ")
    labels, hints = _texts(row, "label"), _texts(row, "hint")
    return Question(kind, row.get("name", ""), labels, hints, row, lists.get(rest.strip(), ()))
