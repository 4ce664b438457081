"""Data files: YAML, JSON, JSON lines, CSV and Excel become plain records."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from formkit.catalogue.source import parse_yaml
from formkit.errors import UnknownDataError
from formkit.fieldtypes.base import Plain
from formkit.formats.csvtable import unguarded
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
    except RecursionError:
        return _unreadable(name, "nested too deeply")
    except (ValueError, csv.Error) as error:
        return _unreadable(name, str(error))


def _unreadable(name: str, reason: str) -> DataFile:
    where = Where(file=name)
    return DataFile((), (problem(Code.DATA_NOT_READABLE, where=where, reason=reason),))


def _read_yaml(content: bytes, name: str) -> DataFile:
    data, problems = parse_yaml(content.decode("utf-8-sig"), name)
    return DataFile((), problems) if problems else _records(data, name)


def _read_json(content: bytes, name: str) -> DataFile:
    return _records(_parse_json(content.decode("utf-8-sig")), name)


def _read_json_lines(content: bytes, name: str) -> DataFile:
    data = []
    for number, line in enumerate(content.decode("utf-8-sig").split("\n"), start=1):
        if line.strip():
            try:
                data.append(_parse_json(line))
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from error
    return _records(data, name)


def _parse_json(text: str) -> Any:
    """Numbers stay the text they were written as: no digit passes through a float."""
    return json.loads(
        text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_object
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice}” stands there twice")
    return found


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
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _table([[unguarded(cell) for cell in row] for row in rows], name)


def _read_xlsx(content: bytes, name: str) -> DataFile:
    from formkit.formats import batchsheet
    from formkit.formats.xlsx import read_rows

    batch = batchsheet.read(content)
    if batch is not None:
        empty = problem(Code.DATA_NO_ROWS, where=Where(file=name))
        return DataFile(batch, () if batch else (empty,), is_table=True)
    return _table(read_rows(content), name)


def _table(rows: Sequence[Sequence[Any]], name: str) -> DataFile:
    """First row names fields; ``table.2.column`` names a cell of a table."""
    filled = [[None if c == "" else c for c in row] for row in rows]
    filled = [row for row in filled if any(cell is not None for cell in row)]
    if len(filled) < 2:
        return DataFile((), (problem(Code.DATA_NO_ROWS, where=Where(file=name)),))
    header = ["" if cell is None else str(cell).strip() for cell in filled[0]]
    faults = [p.at(file=name) for p in _header_faults(header, filled[1:])]
    records = [_nested(dict(zip(header, row, strict=False))) for row in filled[1:]]
    return DataFile(records, faults, is_table=True)


def _header_faults(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[Problem]:
    """Columns whose cells would be lost."""
    for column in sorted({c for c in header if c and header.count(c) > 1}):
        yield problem(Code.DATA_DUPLICATE_COLUMN, column=column)
    width = max(len(row) for row in rows)
    nameless = [n for n in range(width) if n >= len(header) or not header[n]]
    for number in nameless:
        if any(len(row) > number and row[number] is not None for row in rows):
            yield problem(Code.DATA_UNKNOWN_COLUMN, column=_letters(number), suggestion="")


def _letters(number: int) -> str:
    """The name a spreadsheet gives a column, counted from 0."""
    rest, last = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)


_CELL = re.compile(r"([^.]+)\.([1-9][0-9]{0,2})\.([^.]+)")


def _nested(row: Mapping[str, Any]) -> dict[str, Plain]:
    record: dict[str, Any] = {}
    tables: dict[str, dict[int, dict[str, Any]]] = {}
    for name, cell in row.items():
        if not name or cell is None:
            continue
        if match := _CELL.fullmatch(name):
            tables.setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = cell
        else:
            record[name] = cell
    for name, rows in tables.items():
        record[name] = [rows.get(number, {}) for number in range(1, max(rows) + 1)]
    return record
