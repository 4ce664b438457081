from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formkit.actions.data import DataFile, read_data
from formkit.errors import ExitCode, UnknownDataError
from formkit.problems import Code


def codes(data: DataFile) -> list[Code]:
    return [p.code for p in data.problems]


@pytest.mark.parametrize(
    ("name", "content", "records", "is_table"),
    [
        ("a.yaml", "number: 00012\nitems: [{name: x}]\n", [{"number": "00012"}], False),
        ("a.YML", "number: 00012\n", [{"number": "00012"}], False),
        ("a.yaml", "- number: 1\n- number: 2\n", [{"number": "1"}, {"number": "2"}], True),
        ("a.json", '{"number": 1.10, "big": 12345678901234567890.1}', [{"number": "1.10"}], False),
        ("a.json", '[{"number": "1"}]', [{"number": "1"}], True),
        ("a.jsonl", '{"number": 1}\n\n{"number": 2}\n', [{"number": "1"}, {"number": "2"}], True),
        ("a.jsonl", '{"number": "\u2028"}\n', [{"number": "\u2028"}], True),
        ("a.csv", "number,name\n00012,x\n", [{"number": "00012"}], True),
        ("a.csv", "number;name\n00012;x,y\n", [{"number": "00012", "name": "x,y"}], True),
        ("a.csv", "\ufeffnumber;name\r\n1;x\r\n", [{"number": "1", "name": "x"}], True),
        ("a.csv", 'number,name\n1,"two\nlines"\n', [{"name": "two\nlines"}], True),
        ("a.csv", "\nnumber\n\n1\n,\n", [{"number": "1"}], True),
    ],
)
def test_a_data_file_becomes_plain_records(
    name: str, content: str, records: list[dict[str, str]], is_table: bool
) -> None:
    data = read_data(content.encode(), name)
    assert not data.problems
    assert data.is_table is is_table
    assert data.name == name
    assert len(data.records) == len(records)
    for found, expected in zip(data.records, records, strict=True):
        assert {**found, **expected} == found


def test_numbers_keep_every_digit_they_were_written_with() -> None:
    data = read_data(
        b'{"a": 12345678901234567890.10, "b": NaN, "c": -Infinity, "d": 1e5}', "a.json"
    )
    assert data.records[0] == {
        "a": "12345678901234567890.10",
        "b": "NaN",
        "c": "-Infinity",
        "d": "1e5",
    }


def test_cells_of_a_table_have_their_row_in_the_header() -> None:
    content = "number,items.1.name,items.1.amount,items.3.name,items.2\n7,soup,2,bread,x\n"
    data = read_data(content.encode(), "a.csv")
    assert data.records[0] == {
        "number": "7",
        "items": [{"name": "soup", "amount": "2"}, {}, {"name": "bread"}],
        "items.2": "x",
    }


@pytest.mark.parametrize("column", ["items.0.name", "items.٣.name", "items.1000.name", "a.b.c"])
def test_what_is_no_row_of_a_table_stays_a_name_that_nobody_knows(column: str) -> None:
    data = read_data(f"{column}\nx\n".encode(), "a.csv")
    assert data.records[0] == {column: "x"}


def test_a_workbook_gives_typed_cells() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["number", "quantity", "served_on", "items.1.done"])
    sheet.append(["00012", 2.5, date(2026, 6, 5), True])
    sheet.append([None, None, None, None])
    sheet.append([None, 3, None, None])
    out = io.BytesIO()
    workbook.save(out)
    data = read_data(out.getvalue(), "batch.xlsx")
    assert list(data.records) == [
        {
            "number": "00012",
            "quantity": Decimal("2.5"),
            "served_on": date(2026, 6, 5),
            "items": [{"done": True}],
        },
        {"quantity": Decimal(3)},
    ]
    assert data.is_table


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("a,b,a\n1,2,3\n", [(Code.DATA_DUPLICATE_COLUMN, "a")]),
        ("a,b\n1,2,3\n", [(Code.DATA_UNKNOWN_COLUMN, "C")]),
        ("a,,b\n1,x,2\n", [(Code.DATA_UNKNOWN_COLUMN, "B")]),
        ("a,,b\n1,,2\n", []),
        ("a,b\n1\n", []),
        (
            ",".join("a" * 1 + str(n) for n in range(27)) + "\n" + "x," * 27 + "x\n",
            [
                (Code.DATA_UNKNOWN_COLUMN, "AB"),
            ],
        ),
    ],
)
def test_a_cell_without_a_column_of_its_own_is_named(
    content: str, found: list[tuple[Code, str]]
) -> None:
    data = read_data(content.encode(), "a.csv")
    assert [(p.code, p.values["column"]) for p in data.problems] == found
    assert {p.where.file for p in data.problems} <= {"a.csv"}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", b"{", "Expecting"),
        ("a.json", b"", "Expecting value"),
        ("a.json", b'{"a": 1, "a": 2}', "“a” stands there twice"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.jsonl", b'{"a": 1}\n{"a": \n', "line 2: Expecting value"),
        ("a.yaml", b"a: 1\n b: 2", "mapping values"),
        ("a.yaml", b"a: 1\na: 2", "“a” stands here twice"),
        ("a.yaml", b"[" * 100_000, "nested deeper"),
        ("a.csv", "имя\nОльга\n".encode("cp1251"), "UTF-8?"),
        ("a.csv", b"a\n" + b"x" * 200_000, "field larger than"),
        ("a.xlsx", b"not a workbook", "Cannot detect"),
        ("a.xlsx", b"PK\x03\x04", "Cannot detect"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, content: bytes, reason: str) -> None:
    data = read_data(content, name)
    assert list(data.records) == []
    (found,) = data.problems
    assert found.code in (Code.DATA_NOT_READABLE, Code.DEFINITION_NOT_YAML)
    assert found.where.file == name
    assert reason in found.values["reason"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", b""),
        ("a.yaml", b"just text"),
        ("a.yaml", b"[]"),
        ("a.yaml", b"[a, {b: c}]"),
        ("a.json", b"5"),
        ("a.jsonl", b"\n"),
        ("a.jsonl", b"1\n"),
        ("a.csv", b""),
        ("a.csv", b"number,name\n"),
        ("a.csv", b"number\n,\n\n"),
    ],
)
def test_a_file_without_records_says_so(name: str, content: bytes) -> None:
    data = read_data(content, name)
    assert list(data.records) == []
    assert codes(data) == [Code.DATA_NO_ROWS]


@pytest.mark.parametrize("name", ["data.txt", "data", "data.docx", ".yaml.bak"])
def test_another_kind_of_file_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownDataError) as caught:
        read_data(b"a: b", name)
    assert caught.value.facts == {"file": name}
    assert caught.value.exit_code is ExitCode.INPUT


@given(st.sampled_from(["yaml", "json", "jsonl", "csv", "xlsx"]), st.binary(max_size=60))
def test_any_bytes_are_records_or_problems(suffix: str, content: bytes) -> None:
    data = read_data(content, f"a.{suffix}")
    assert data.records or data.problems


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_cell_of_a_csv_file_is_lost_without_a_word(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["a", "b", "c"], *rows])
    data: Any = read_data(out.getvalue().encode("utf-8", "surrogatepass"), "a.csv")
    cells = sorted(cell for row in rows for cell in row if cell)
    found = sorted(cell for record in data.records for cell in record.values())
    assert found == cells or data.problems
