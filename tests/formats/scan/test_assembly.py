"""Pages to documents: nothing lost, nothing twice, nothing mixed."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.formats.formmark import Payload
from formkit.formats.scan import (
    Bundle,
    Filed,
    Outcome,
    Registration,
    ScannedPage,
    assemble,
    page_from_json,
    page_to_json,
)
from formkit.model.record import FormMark, Method, Seen
from formkit.problems import Code, Severity, Where, problem

MARK = FormMark("survey", 1, "ru", "0123456789", "00ff00ff00ff00ff")


def page(
    number: int,
    sheet: int = 1,
    pages: int = 2,
    document: str | None = "0123456789",
    text: str = "yes",
    *,
    source: str = "a",
    confidence: float = 1.0,
    fingerprint: str = "00ff00ff00ff00ff",
) -> Filed:
    seen = {f"field_{sheet}": Seen(text, Method.OMR, sheet, (1, 2, 3, 4), confidence)}
    said = Payload("T1", 1, "ru", document, sheet, pages)
    mark = FormMark("survey", 1, "ru", document, fingerprint)
    return Filed(source, ScannedPage(number, Outcome.READ, said, mark, seen=seen))


def codes(bundle: Bundle) -> list[Code]:
    return [found.code for found in bundle.problems]


def test_pages_in_any_order_and_from_several_files_make_one_document() -> None:
    made = assemble([page(5, 2, source="b"), page(1, 1)])
    (bundle,) = made.documents
    assert bundle.is_whole
    assert [filed.page.payload.page for filed in bundle.pages if filed.page.payload] == [1, 2]
    assert set(bundle.reading.seen) == {"field_1", "field_2"}
    assert bundle.reading.mark == MARK
    assert bundle.problems == ()


def test_a_missing_page_is_named_and_the_document_waits() -> None:
    (bundle,) = assemble([page(1, 2, 4), page(2, 3, 4)]).documents
    assert bundle.missing == (1, 4)
    assert not bundle.is_whole
    (found,) = bundle.problems
    assert (found.code, found.values["pages"], found.values["of"]) == (
        Code.SCAN_PAGE_MISSING,
        "1, 4",
        "4",
    )


def test_the_same_page_twice_is_a_note_and_the_surer_picture_counts() -> None:
    doubtful, sure = page(1, pages=1, confidence=0.5, text=""), page(2, pages=1)
    (bundle,) = assemble([doubtful, sure]).documents
    assert bundle.pages == (sure,)
    assert bundle.repeated == (doubtful,)
    assert [(p.code, p.severity) for p in bundle.problems] == [
        (Code.SCAN_PAGE_REPEATED, Severity.INFO)
    ]


def test_the_same_page_with_other_answers_goes_to_a_person() -> None:
    (bundle,) = assemble([page(1, pages=1), page(2, pages=1, text="")]).documents
    (found,) = bundle.problems
    assert found.code is Code.SCAN_PAGES_DIFFER
    assert found.severity is Severity.ERROR
    assert found.values["fields"] == "field_1"


def test_pages_of_two_editions_under_one_number_disagree() -> None:
    (bundle,) = assemble([page(1), page(2, 2, fingerprint="ffffffffffffffff")]).documents
    assert codes(bundle) == [Code.DOCUMENT_MARKS_DISAGREE]


def test_blanks_without_number_belong_together_only_in_a_row() -> None:
    heap = [page(1, 1, document=None), page(2, 2, document=None), page(3, 2, document=None)]
    made = assemble([*heap, page(5, 1, document=None), page(6, 2, document=None, source="b")])
    assert [bundle.missing for bundle in made.documents] == [(), (1,), (2,), (1,)]


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.READ])
def test_what_is_no_page_of_a_document_is_kept_apart(outcome: Outcome) -> None:
    other = Filed("a", ScannedPage(1, outcome, Payload("T1", 1, "ru", "0123456789", 1, 1)))
    made = assemble([other])
    assert made.others == (other,)
    assert made.documents == ()


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 3)), max_size=12), st.integers())
def test_no_page_is_lost_and_order_does_not_matter(heap: list[tuple[str, int]], seed: int) -> None:
    pages = [page(n, sheet, 3, document=name * 10) for n, (name, sheet) in enumerate(heap, 1)]
    made = assemble(pages)
    kept = [filed for bundle in made.documents for filed in (*bundle.pages, *bundle.repeated)]
    assert sorted(f.page.number for f in kept) == list(range(1, len(heap) + 1))
    shuffled = list(pages)
    Random(seed).shuffle(shuffled)
    again = assemble(shuffled)
    assert {(b.document, b.missing) for b in again.documents} == {
        (b.document, b.missing) for b in made.documents
    }


def test_a_waiting_page_survives_as_json() -> None:
    found = problem(Code.VALUE_HANDWRITTEN, where=Where(page=2, path="name"))
    whole = ScannedPage(
        7,
        Outcome.READ,
        Payload("T1", 1, "ru", None, 2, 2),
        MARK,
        Registration((210.0, 297.0), tuple(range(9)), tuple(range(20)), 0.01, 0.9, 4),
        {"name": Seen("", Method.OCR, 2, (1.0, 2.0, 3.5, 4.0), 0.0), "x": Seen("a")},
        (found,),
        199.5,
        True,
    )
    for each in (whole, ScannedPage(0, Outcome.UNREADABLE)):
        assert page_from_json(json.loads(json.dumps(page_to_json(each)))) == each
