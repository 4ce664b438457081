"""Which sheet shows which register: its columns are known by their titles in any language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from formkit.workbook.sheets import unique_headers

if TYPE_CHECKING:
    from formkit.model.register import Register

HEADER_ROWS = 20
"""Rows in which the column titles are looked for: people put a title above."""

FormerTitles = Mapping[str, Mapping[str, str]]
"""Column names by titles they have had, by register."""


@dataclass(frozen=True, slots=True)
class Titles:
    """Column names of a register by folded title, as they are and as they were."""

    register: Register
    present: Mapping[str, str]
    former: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Header:
    register: Register
    line: int
    """Index of the row of titles."""
    columns: Mapping[str, int]
    twice: tuple[str, ...]


def titles_of(registers: Sequence[Register], former: FormerTitles) -> list[Titles]:
    return [
        Titles(
            register,
            _present(register),
            {
                folded(title): name
                for title, was in former.get(register.name, {}).items()
                if register.has_column(name := register.renamed.get(was, was))
            },
        )
        for register in registers
    ]


def _present(register: Register) -> dict[str, str]:
    """In all languages; where two agree the first one wins."""
    titles: dict[str, str] = {}
    for words in register.words.values():
        headers = unique_headers([words.columns[column.name] for column in register.columns])
        for column, header in zip(register.columns, headers, strict=True):
            titles.setdefault(folded(header), column.name)
    return titles


def find_header(grid: list[list[Any]], known: Sequence[Titles]) -> Header | None:
    """The register whose titles stand in one of the first rows, at least half of them."""
    best: tuple[float, Header] | None = None
    for line, cells in enumerate(grid[:HEADER_ROWS]):
        texts = [folded(cell) for cell in cells]
        for titles in known:
            header = _match(titles, line, texts)
            share = len(header.columns) / len(titles.register.columns)
            if share >= 0.5 and (best is None or share > best[0]):
                best = (share, header)
    return best[1] if best else None


def _match(titles: Titles, line: int, texts: Sequence[str]) -> Header:
    """Where the columns stand; a former title counts where the present one is not there."""
    present = {titles.present[text] for text in texts if text in titles.present}
    columns: dict[str, int] = {}
    twice = []
    for place, text in enumerate(texts):
        name = titles.present.get(text)
        if name is None and (was := titles.former.get(text)) not in present:
            name = was
        if name in columns:
            twice.append(text)
        elif name is not None:
            columns[name] = place
    return Header(titles.register, line, columns, tuple(twice))


def folded(cell: object) -> str:
    return " ".join(str(cell).split()).casefold()
