"""Data files: YAML, JSON, JSON lines, CSV and Excel become plain records."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from formkit.catalogue.source import parse_yaml
from formkit.errors import UnknownDataError
from formkit.fieldtypes.base import Plain
from formkit.problems import Code, Problem, Where, problem


@dataclass(frozen=True, slots=True)
class DataFile:
    """Plain records of one file, each with the place it came from."""

    records: Sequence[Mapping[str, Plain]]
    problems: Sequence[Problem] = ()
    is_table: bool = False
    """Rows of a table: one document each, even when there is only one."""
    name: str = ""


def read_data(content: bytes, name: str) -> DataFile:
    """The records of a data file; its kind is told by the ending of its name.

    Raises:
        UnknownDataError: no such kind.
    """
    suffix = name.rsplit(".", 1)[-1].lower()
    readers = {
        "yaml": _read_yaml,
        "yml": _read_yaml,
        "json": _read_json,
        "jsonl": _read_json_lines,
        "csv": _read_csv,
        "xlsx": _read_xlsx,
    }
    if suffix not in readers:
        raise UnknownDataError(file=name)
    try:
        return replace(readers[suffix](content, name), name=name)
    except UnicodeDecodeError as error:
        return _unreadable(name, f"UTF-8? {error.reason}")
    except (ValueError, KeyError) as error:
        return _unreadable(name, str(error))


def _unreadable(name: str, reason: str) -> DataFile:
    where = Where(file=name)
    return DataFile((), (problem(Code.DATA_NOT_READABLE, where=where, reason=reason),))


def _read_yaml(content: bytes, name: str) -> DataFile:
    data, problems = parse_yaml(content.decode("utf-8-sig"), name)
    return DataFile((), problems) if problems else _records(data, name)


def _read_json(content: bytes, name: str) -> DataFile:
    # Numbers stay the text they were written as: no digit passes through a float.
    return _records(json.loads(content.decode("utf-8-sig"), parse_float=str, parse_int=str), name)


def _read_json_lines(content: bytes, name: str) -> DataFile:
    lines = [line for line in content.decode("utf-8-sig").splitlines() if line.strip()]
    data = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
    return _records(data, name)


def _records(data: Any, name: str) -> DataFile:
    if isinstance(data, Mapping):
        return DataFile((data,))
    if isinstance(data, list) and data and all(isinstance(item, Mapping) for item in data):
        return DataFile(data, is_table=True)
    where = Where(file=name)
    return DataFile((), (problem(Code.DATA_NO_ROWS, where=where),))


def _read_csv(content: bytes, name: str) -> DataFile:
    text = content.decode("utf-8-sig")
    delimiter = ";" if text.split("\n", 1)[0].count(";") else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return _table(rows, name)


def _read_xlsx(content: bytes, name: str) -> DataFile:
    from formkit.formats.xlsx import read_rows

    return _table(read_rows(content), name)


def _table(rows: Sequence[Sequence[Any]], name: str) -> DataFile:
    """First row names fields; ``table.2.column`` names a cell of a table."""
    filled = [row for row in rows if any(cell not in ("", None) for cell in row)]
    if len(filled) < 2:
        return DataFile((), (problem(Code.DATA_NO_ROWS, where=Where(file=name)),))
    header = [str(cell).strip() for cell in filled[0]]
    records = [_nested(dict(zip(header, row, strict=False))) for row in filled[1:]]
    return DataFile(records, is_table=True)


def _nested(row: Mapping[str, Any]) -> dict[str, Plain]:
    record: dict[str, Any] = {}
    tables: dict[str, dict[int, dict[str, Any]]] = {}
    for name, cell in row.items():
        if not name or cell in ("", None):
            continue
        parts = name.split(".")
        if len(parts) == 3 and parts[1].isdigit():
            tables.setdefault(parts[0], {}).setdefault(int(parts[1]), {})[parts[2]] = cell
        else:
            record[name] = cell
    for name, rows in tables.items():
        record[name] = [rows[number] for number in sorted(rows)]
    return record
