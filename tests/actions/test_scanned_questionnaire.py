"""A long questionnaire comes back as loose pages; the register ends up as the truth has it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
from openpyxl import load_workbook
from paper_set.office import on_paper, taken
from paper_set.pen import drawn_digits
from sample_office import sample

from formkit.actions.collect import collect_one, collect_pages
from formkit.actions.desk import Desk
from formkit.actions.issue import issue
from formkit.actions.review import MANY, Question, questions
from formkit.actions.reviewbook import apply_review, export_review
from formkit.model.clean import from_plain, slot_texts
from formkit.problems import Severity
from formkit.store import documents, receipts, records
from formkit.store.receipts import Verdict
from formkit.workbook.reviewsheet import WORDS

FORM = "client_questionnaire"
LOST = 2
"""Number of the page that comes a day later."""


def _truth(desk: Desk, document: str) -> dict[str, str]:
    """Texts of all slots: what was issued, and what the sample adds to it by hand."""
    form = desk.catalogue.get(FORM)
    with desk.store.reading() as connection:
        issued = documents.find(connection, document)
    assert issued is not None
    plain = {**sample(f"{FORM}/completed.yaml")[0], **issued.plain}
    plain.pop("org", None)
    values, problems = from_plain(form, plain, "ru")
    assert problems == []
    return slot_texts(form, values, "ru")


def _answer(file: Path, asked: list[Question], truth: dict[str, str]) -> None:
    by_id = {question.id: question for question in asked}
    book = load_workbook(file)
    sheet = book.worksheets[0]
    words = WORDS["ru"]
    for row in range(2, sheet.max_row + 1):
        question = by_id[str(sheet.cell(row, 1).value)]
        texts = [truth.get(slot.name, "") for slot in question.slots]
        shown = MANY.join(question.choices.get(t, t) for t in texts if t)
        if not shown:
            sheet.cell(row, 6).value = words.nothing
        elif shown == str(sheet.cell(row, 5).value or ""):
            sheet.cell(row, 6).value = words.take
        else:
            sheet.cell(row, 7).value = shown
    book.save(file)


def test_loose_pages_of_a_questionnaire_become_its_record(desk: Desk, tmp_path: Path) -> None:
    form = desk.catalogue.get(FORM)
    data = dict(sample(f"{FORM}/issue.yaml")[0])
    data.pop("org", None)
    issued = issue(desk, FORM, data, locale="ru", faces=("pdf",))
    blank = desk.prepared.writer(form, "ru", {"org": desk.organisation}).blank
    truth = _truth(desk, issued.document)
    with desk.store.reading() as connection:
        known = documents.find(connection, issued.document)
    assert known is not None
    printed, _ = from_plain(form, known.plain, "ru")
    answers = {n: t for n, t in truth.items() if n not in slot_texts(form, printed, "ru")}
    digits = drawn_digits(np.random.default_rng(5), 6)
    pages = on_paper(issued.files[0].read_bytes(), blank, form, answers, digits, 3)
    assert len(pages) > LOST
    late = pages.pop(LOST - 1)
    pages[0] = np.ascontiguousarray(pages[0][::-1, ::-1])
    Random(4).shuffle(pages)

    first = desk.office.inbox / "heap.pdf"
    first.write_bytes(taken(pages, "office200", 1))
    assert collect_one(desk, first).verdict is Verdict.PAGES
    (waits,) = collect_pages(desk)
    assert waits.verdict is Verdict.WAITING
    assert [p.values["pages"] for p in waits.problems] == [str(LOST)]
    second = desk.office.inbox / "late.png"
    second.write_bytes(taken([late], "office200", 2))
    collect_one(desk, second)
    (document,) = collect_pages(desk)
    assert (document.verdict, document.number) == (Verdict.REVIEW, issued.number)

    file = tmp_path / "review.xlsx"
    rounds = 0
    while asked := questions(desk):
        assert export_review(desk, file) == len(asked)
        _answer(file, asked, truth)
        decided = apply_review(desk, file)
        assert [p for p in decided.problems if p.severity is Severity.ERROR] == []
        rounds += 1
        assert rounds <= 3
    with desk.store.reading() as connection:
        (taken_in,) = receipts.of_document(connection, issued.document)
        row = records.find(connection, desk.registers["clients"], str(data["client"]))
    assert taken_in.verdict is Verdict.ACCEPTED
    values = from_plain(form, taken_in.plain or {}, "ru")[0]
    assert slot_texts(form, values, "ru") == truth
    assert row is not None
    assert row.values["safe_contact"] == values["safe_contact"]
