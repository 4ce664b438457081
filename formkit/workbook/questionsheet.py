"""Sheets of questions: what the workbook asks, and where people choose the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from formkit.workbook.lists import ANSWERS
from formkit.workbook.looks import ORANGE, Formats
from formkit.workbook.registersheet import A4, LAST_ROW
from formkit.workbook.sheets import LINE_PT, MOST_LINES, lines_of
from formkit.workbook.token import QUESTION
from formkit.workbook.words import WORDS

if TYPE_CHECKING:
    from formkit.workbook.questions import Question

_WIDTHS = (26, 20, 22, 26, 26, 34, 30, 26, 26)


def write_questions(
    worksheet: Any, questions: Sequence[Question], formats: Formats, locale: str
) -> None:
    """A sheet of one kind of questions; people fill in the last two columns."""
    words = WORDS[locale]
    titles = [QUESTION, *words.titles, words.choice, words.correction]
    worksheet.set_column(0, 0, 4, formats["text"], {"hidden": True})
    for place, width in enumerate(_WIDTHS, start=1):
        is_answer = place >= len(_WIDTHS) - 1
        worksheet.set_column(place, place, width, formats["answer" if is_answer else "wrapped"])
    for place, title in enumerate(titles):
        worksheet.write_string(0, place, title, formats["header"])
    for number, question in enumerate(questions, start=1):
        worksheet.write_string(number, 0, question.id, formats["key"])
        for place, text in enumerate(question.cells, start=1):
            worksheet.write_string(number, place, text, formats["wrapped"])
        for place in (len(titles) - 2, len(titles) - 1):
            worksheet.write_blank(number, place, None, formats["answer"])
        lines = [lines_of(text, w) for text, w in zip(question.cells, _WIDTHS, strict=False)]
        worksheet.set_row(number, LINE_PT * min(max(lines), MOST_LINES))
    last = max(len(questions), 1)
    worksheet.autofilter(0, 0, last, len(titles) - 1)
    worksheet.freeze_panes(1, 1)
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(0)
    rule = {"validate": "list", "source": f"={ANSWERS}", "error_type": "stop"}
    rule |= {"error_title": words.wrong, "error_message": words.pick}
    worksheet.data_validation(1, len(titles) - 2, LAST_ROW, len(titles) - 2, rule)
    if questions:
        worksheet.set_tab_color(ORANGE)
