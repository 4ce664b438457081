"""The workbook of questions about paper: a picture of each field, and a cell for the answer."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from formkit.formats.xlsx import read_sheets
from formkit.workbook.looks import make_formats
from formkit.workbook.sheets import LINE_PT, MOST_LINES, lines_of

MARK = "#formkit-review:1"
_LISTS = "_lists"
_WIDTHS = (4, 26, 26, 64, 24, 22, 30, 44, 16)
_DECISION, _VALUE = 5, 6
"""Columns people fill in."""
_PICTURE_PX = (440, 150)
"""Most width and height a picture takes in the sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """One question as the sheet shows it."""

    id: str
    document: str
    field: str
    picture: bytes | None
    """PNG; None where there is nothing to cut out."""
    proposed: str
    choices: tuple[str, ...]
    """What the answer may be; empty where anything can be written."""
    reason: str
    page: str
    link: str
    """Address of the archived file relative to the workbook; empty for none."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody wrote into one row."""

    id: str
    decision: str
    """Text of the cell; empty where nothing was chosen."""
    value: str
    line: int
    """Row of the sheet, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWords:
    sheet: str
    titles: tuple[str, str, str, str, str, str, str, str]
    """Document, field, picture, proposed, decision, right value, reason, page."""
    take: str
    nothing: str
    """The two decisions."""
    wrong: str
    pick: str


WORDS = {
    "ru": ReviewWords(
        sheet="Вопросы",
        titles=(
            *("Документ", "Поле", "Изображение", "Прочитано", "Решение"),
            *("Верное значение", "В чём сомнение", "Страница"),
        ),
        take="прочитано верно",
        nothing="здесь пусто",
        wrong="Проверьте значение",
        pick="Выберите значение из списка.",
    ),
    "uk": ReviewWords(
        sheet="Питання",
        titles=(
            *("Документ", "Поле", "Зображення", "Прочитано", "Рішення"),
            *("Правильне значення", "У чому сумнів", "Сторінка"),
        ),
        take="прочитано правильно",
        nothing="тут порожньо",
        wrong="Перевірте значення",
        pick="Оберіть значення зі списку.",
    ),
    "cs": ReviewWords(
        sheet="Otázky",
        titles=(
            *("Dokument", "Pole", "Obrázek", "Přečteno", "Rozhodnutí"),
            *("Správná hodnota", "V čem je pochybnost", "Strana"),
        ),
        take="přečteno správně",
        nothing="zde nic není",
        wrong="Zkontrolujte hodnotu",
        pick="Vyberte hodnotu ze seznamu.",
    ),
    "en": ReviewWords(
        sheet="Questions",
        titles=(
            *("Document", "Field", "Picture", "Read", "Decision"),
            *("Right value", "Doubt", "Page"),
        ),
        take="read rightly",
        nothing="nothing here",
        wrong="Check the value",
        pick="Choose a value from the list.",
    ),
}


def write(rows: Sequence[AskedRow], locale: str) -> bytes:
    """The workbook; the first column is hidden and says which question a row asks."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        words, formats = WORDS[locale], dict(make_formats(book, locale))
        formats["keyed"] = book.add_format(
            {"bg_color": "#FFE8B3", "text_wrap": True, "valign": "top", "num_format": "@"}
        )
        sheet = book.add_worksheet(words.sheet)
        lists = _lists(book, rows, words)
        _head(sheet, words, formats)
        for number, row in enumerate(rows, start=1):
            _row(sheet, number, row, formats)
            _rules(sheet, number, row, lists, words)
        sheet.autofilter(0, 0, max(len(rows), 1), len(_WIDTHS) - 1)
    return buffer.getvalue()


def _lists(book: Any, rows: Sequence[AskedRow], words: ReviewWords) -> dict[tuple[str, ...], str]:
    """Every list of choices in a column of a hidden sheet; its address by the list."""
    from xlsxwriter.utility import xl_range_abs

    sheet = book.add_worksheet(_LISTS)
    sheet.hide()
    wanted = dict.fromkeys([(words.take, words.nothing), *(r.choices for r in rows if r.choices)])
    made = {}
    for place, entries in enumerate(wanted):
        for line, entry in enumerate(entries):
            sheet.write_string(line, place, entry)
        made[entries] = f"={_LISTS}!{xl_range_abs(0, place, len(entries) - 1, place)}"
    return made


def _head(sheet: Any, words: ReviewWords, formats: dict[str, Any]) -> None:
    for place, width in enumerate(_WIDTHS):
        hidden = {"hidden": True} if place == 0 else {}
        sheet.set_column(place, place, width, None, hidden)
    for place, title in enumerate((MARK, *words.titles)):
        sheet.write_string(0, place, title, formats["header"])
    sheet.freeze_panes(1, 3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _row(sheet: Any, number: int, row: AskedRow, formats: dict[str, Any]) -> None:
    texts = {0: row.id, 1: row.document, 2: row.field, 4: row.proposed, 7: row.reason}
    for place, text in texts.items():
        sheet.write_string(number, place, text, formats["key" if place == 0 else "wrapped"])
    sheet.write_blank(number, 3, None, formats["wrapped"])
    for place in (_DECISION, _VALUE):
        sheet.write_blank(number, place, None, formats["keyed"])
    if row.link:
        sheet.write_url(number, 8, f"external:{row.link}", formats["link"], row.page)
    else:
        sheet.write_string(number, 8, row.page, formats["wrapped"])
    lines = max(lines_of(text, _WIDTHS[place]) for place, text in texts.items() if place)
    height = float(LINE_PT * min(lines, MOST_LINES))
    if row.picture is not None:
        scale, tall = _scaled(row.picture)
        shown = {"image_data": io.BytesIO(row.picture), "x_scale": scale, "y_scale": scale}
        shown |= {"x_offset": 4, "y_offset": 4, "object_position": 1}
        sheet.insert_image(number, 3, "field.png", shown)
        height = max(height, tall * 0.75 + 8)
    sheet.set_row(number, height)


def _scaled(png: bytes) -> tuple[float, float]:
    """By how much a picture is made smaller, and its height then (PNG, 11.2.2)."""
    width, height = struct.unpack(">II", png[16:24])
    scale = min(1.0, _PICTURE_PX[0] / width, _PICTURE_PX[1] / height)
    return scale, height * scale


def _rules(
    sheet: Any,
    number: int,
    row: AskedRow,
    lists: dict[tuple[str, ...], str],
    words: ReviewWords,
) -> None:
    messages = {"error_title": words.wrong, "error_message": words.pick}
    decisions = lists[words.take, words.nothing]
    rule = {"validate": "list", "source": decisions, **messages}
    sheet.data_validation(number, _DECISION, number, _DECISION, rule)
    if row.choices:
        rule = {"validate": "list", "source": lists[row.choices], **messages}
        sheet.data_validation(number, _VALUE, number, _VALUE, rule)


def read(content: bytes) -> list[Reply] | None:
    """What people wrote, rows without an answer left out; None for any other workbook.

    Raises:
        ValueError: not a workbook.
    """
    for rows in read_sheets(content).values():
        if rows and rows[0] and rows[0][0] == MARK:
            return list(_replies(rows))
    return None


def _replies(rows: Sequence[Sequence[Any]]) -> Iterator[Reply]:
    for line, row in enumerate(rows[1:], start=2):
        cells = [*row, *[""] * len(_WIDTHS)]
        decision, value = _text(cells[_DECISION]), _text(cells[_VALUE])
        if _text(cells[0]) and (decision or value):
            yield Reply(_text(cells[0]), decision, value, line)


def _text(cell: Any) -> str:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell.isoformat()
    return str(cell).strip()
