"""Pages that were printed, filled in, taken by a machine and read."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from random import Random
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.random import default_rng
from paper_set.forms import blank_of, form_of
from paper_set.heap import HeapPage, flat_pdf, page_of, printed
from paper_set.machines import MACHINES, Taken
from paper_set.pen import Digits, Hand, drawn_digits
from PIL import Image

from formkit.errors import MissingProgramError
from formkit.fieldtypes.signature import SIGNED
from formkit.formats import scan
from formkit.formats.formmark import Payload, new_document_id, payload
from formkit.formats.scan import Filed, Outcome, Paper, Papers, ScannedPage, assemble, proofs_of
from formkit.model.clean import clean
from formkit.model.record import Method
from formkit.problems import Code

DOCUMENT = new_document_id(Random(3))
TODAY = date(2026, 11, 22)
MM_PER_PT = 25.4 / 72


@cache
def digits() -> Digits:
    return drawn_digits(default_rng(11), 30)


def paper(form: str, version: int = 1, **more: Any) -> Paper:
    proofs = proofs_of(form_of(form, version), "ru", TODAY)
    return Paper(blank_of(form, version), proofs=proofs, **more)


def only(*papers: Paper, awaited: tuple[str, ...] = ()) -> Papers:
    return Papers(lambda _: papers, awaited)


def png(image: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(image).save(out, "PNG", compress_level=1)
    return out.getvalue()


def read(data: bytes, papers: Papers) -> ScannedPage:
    (page,) = scan.read_scan(data, papers)
    return page


def drawn(
    form: str, draw: Callable[[Hand, dict[str, Any]], None], machine: str = "office200"
) -> bytes:
    """A page of a form with what a person drew on it, scanned."""
    image = printed(form, 1, DOCUMENT, 1)
    rng = default_rng(4)
    hand = Hand(image, rng, 60, 0.5)
    blank = blank_of(form)
    height = blank.places.page_size_mm[1]
    boxes = {
        name: (
            b[0] * MM_PER_PT,
            height - b[3] * MM_PER_PT,
            b[2] * MM_PER_PT,
            height - b[1] * MM_PER_PT,
        )
        for name, (number, b) in blank.geometry.items()
        if number == 1
    }
    draw(hand, boxes)
    taken = MACHINES[machine](image, rng)
    return HeapPage(None, taken, boxes).file()  # type: ignore[arg-type]


FIXED = [("survey", "office300", 3), ("survey", "office150", 4), ("survey", "phone_good", 5)]


@pytest.mark.parametrize(("form", "machine", "seed"), FIXED)
def test_a_filled_page_is_read_without_a_silent_error(form: str, machine: str, seed: int) -> None:
    page = page_of(form, machine, seed, digits())
    found = read(page.file(), only(paper(form)))
    assert found.outcome is Outcome.READ
    assert found.payload == Payload("T1", 1, "ru", page.truth.document, 1, 1)
    assert found.mark is not None
    assert found.mark.fingerprint == blank_of(form).fingerprint
    assert found.registration is not None
    assert found.registration.residual_mm < 0.1
    assert found.registration.agreement > 0.9
    sure = {n: s.text for n, s in found.seen.items() if s.confidence >= 0.9}
    wrong = {
        name: (page.truth.texts[name], text)
        for name, text in sure.items()
        if name not in ("remark", "signature") and text != page.truth.texts[name]
    }
    assert wrong == {}
    assert len(sure) > 0.6 * len(found.seen)


def test_the_reading_of_a_page_becomes_values() -> None:
    page = page_of("survey", "office200", 8, digits())
    found = read(page.file(), only(paper("survey")))
    (bundle,) = assemble([Filed("a", found)]).documents
    record = clean(bundle.reading, form_of("survey"), "ru")
    assert record.document == page.truth.document
    sure = [n for n in record.values if n.startswith("question") and n not in record.doubtful]
    assert sure
    assert all(record.values[name] == page.truth.texts[name] for name in sure)


def test_a_fax_is_read_and_known_for_one() -> None:
    page = page_of("survey", "fax_fine", 6, digits())
    mattering = frozenset({"consent_1", "consent_2", "consent_3"})
    found = read(page.file(), only(paper("survey", weighty=mattering)))
    assert found.outcome is Outcome.READ
    assert found.is_copy
    assert Code.SCAN_IS_COPY in [p.code for p in found.problems]
    empty = [found.seen[name] for name in mattering if not found.seen[name].text]
    assert empty
    assert all(seen.confidence < 0.9 for seen in empty)


def test_marks_taken_back_alone_and_in_groups() -> None:
    def draw(hand: Hand, boxes: dict[str, Any]) -> None:
        hand.mark(boxes["question_1/often"], "cancelled")
        hand.mark(boxes["question_1/never"], "cross")
        hand.mark(boxes["question_2/often"], "cancelled")
        hand.mark(boxes["question_3/often"], "cross")
        hand.mark(boxes["question_3/never"], "tick")
        hand.mark(boxes["consent_1"], "cancelled")
        hand.mark(boxes["consent_2"], "slash")

    found = read(drawn("survey", draw), only(paper("survey")))
    seen = found.seen
    assert (seen["question_1"].text, seen["question_1"].confidence) == ("never", 1.0)
    assert (seen["consent_2"].text, seen["consent_2"].confidence) == ("yes", 1.0)
    assert (seen["question_4"].text, seen["question_4"].confidence) == ("", 1.0)
    assert {p.where.path: p.code for p in found.problems} == {
        "question_2": Code.VALUE_CORRECTED_MARK,
        "question_3": Code.VALUE_SEVERAL_MARKED,
        "consent_1": Code.VALUE_CORRECTED_MARK,
    }
    assert all(seen[n].confidence < 0.9 for n in ("question_2", "question_3", "consent_1"))


def test_a_line_through_many_boxes_is_no_mark() -> None:
    def draw(hand: Hand, boxes: dict[str, Any]) -> None:
        left, top, _, bottom = boxes["question_5/never"]
        hand.line([[left - 8, (top + bottom) / 2], [left + 60, (top + bottom) / 2 + 1]])

    found = read(drawn("survey", draw), only(paper("survey")))
    assert found.seen["question_5"].confidence < 0.9


def test_handwriting_and_signatures_are_seen_but_not_guessed() -> None:
    def draw(hand: Hand, boxes: dict[str, Any]) -> None:
        hand.scrawl(boxes["remark"])
        hand.sign(boxes["signature"])

    found = read(drawn("survey", draw), only(paper("survey")))
    remark, signature = found.seen["remark"], found.seen["signature"]
    assert (remark.text, remark.confidence, remark.method) == ("", 0.0, Method.OCR)
    assert (signature.text, signature.confidence) == (SIGNED, 1.0)
    assert [(p.code, p.where.path) for p in found.problems] == [(Code.VALUE_HANDWRITTEN, "remark")]
    clean_page = read(drawn("survey", lambda hand, boxes: None), only(paper("survey")))
    assert all(seen.text == "" for seen in clean_page.seen.values())
    assert all(seen.confidence == 1.0 for seen in clean_page.seen.values())


def test_another_edition_is_noticed_and_the_right_one_found() -> None:
    page = page_of("survey", "office200", 9, digits())
    other = read(page.file(), only(paper("survey", 2)))
    assert other.outcome is Outcome.UNPROVEN
    assert [p.code for p in other.problems] == [Code.SCAN_NOT_REGISTERED]
    assert other.seen == {}
    both = read(page.file(), only(paper("survey", 2), paper("survey")))
    assert both.outcome is Outcome.READ
    assert both.mark is not None
    assert both.mark.version == 1


def test_a_code_without_a_blank_says_which_form_it_is() -> None:
    page = page_of("survey", "office200", 9, digits())
    found = read(page.file(), only())
    assert found.outcome is Outcome.UNPROVEN
    (unknown,) = found.problems
    assert (unknown.code, unknown.values["form"]) == (Code.SCAN_UNKNOWN_PAPER, "T1")


def without_code(page: HeapPage) -> bytes:
    """The code inked over so much that no decoder reads it, and something is left of it."""
    image = page.taken.image.copy()
    places = blank_of("survey").places
    left, top = places.qr_corner_mm
    side = places.qr_side_mm
    hidden = [[0, 0], [0.56, 0], [0.56, 0.56], [0, 0.56]]
    corners = page.taken.lie.pixels(np.array([left, top]) + np.array(hidden) * side)
    cv2.fillPoly(image, [corners.astype(np.int32)], 255)
    return png(image)


def test_a_torn_code_is_known_by_its_likeness_to_those_awaited() -> None:
    page = page_of("survey", "office300", 12, digits())
    blank = blank_of("survey")
    ids = [page.truth.document, DOCUMENT, "ZZZZZZZZZ4", "7QK2M9XT4V", "ABCDEFGHJ0"]
    marks = [
        payload(type(blank.mark)("survey", 1, "ru", each), blank.form_code, 1, 1) for each in ids
    ]
    data = without_code(page)
    found = read(data, only(paper("survey"), awaited=tuple(marks)))
    assert found.outcome is Outcome.READ
    assert found.payload is not None
    assert found.payload.document == page.truth.document
    assert Code.SCAN_KNOWN_BY_LIKENESS in [p.code for p in found.problems]
    strangers = read(data, only(paper("survey"), awaited=tuple(marks[1:])))
    assert strangers.outcome is Outcome.FOREIGN
    assert read(data, only(paper("survey"))).outcome is Outcome.FOREIGN


def test_foreign_and_empty_pages_have_their_own_outcomes() -> None:
    rng = default_rng(1)
    empty = (248 + rng.normal(0, 2, (2339, 1654))).clip(0, 255).astype(np.uint8)
    found = read(png(empty), only(paper("survey")))
    assert found.outcome is Outcome.EMPTY
    assert [p.code for p in found.problems] == [Code.SCAN_EMPTY_PAGE]
    letter = empty.copy()
    for y in range(300, 1200, 60):
        cv2.putText(letter, "Lorem ipsum dolor sit amet", (200, y), 0, 1.5, 20, 3)
    other = read(png(letter), only(paper("survey")))
    assert other.outcome is Outcome.FOREIGN
    assert [p.code for p in other.problems] == [Code.SCAN_NO_MARK]


def test_a_picture_that_cannot_be_had_has_its_reason() -> None:
    found = read(b"no picture", only(paper("survey")))
    assert found.outcome is Outcome.UNREADABLE
    assert [p.code for p in found.problems] == [Code.SCAN_NOT_AN_IMAGE]


ISSUED = {
    "voucher_no": "2026-00017-3",
    "client_id": "00012-2",
    "quantity": "6",
    "partner": "Центр «Опора»",
}


def issued(change: Callable[[Hand, Any], None] | None = None) -> ScannedPage:
    """A voucher with texts printed in it, scanned and read by what was issued."""
    blank = blank_of("referral_voucher")
    image = printed("referral_voucher", 1, DOCUMENT, 1, ISSUED)
    rng = default_rng(2)
    box = blank.geometry["quantity"][1]
    height = blank.places.page_size_mm[1]
    place = [box[0] * MM_PER_PT, height - box[3] * MM_PER_PT]
    if change is not None:
        change(Hand(image, rng, 50, 0.5), place)
    taken: Taken = MACHINES["office200"](image, rng)
    flat = flat_pdf("referral_voucher", 1, DOCUMENT, ISSUED)
    known = paper("referral_voucher", printed=flat, texts=ISSUED)
    return read(HeapPage(None, taken, {}).file(), only(known))  # type: ignore[arg-type]


def test_what_the_office_printed_is_taken_as_issued() -> None:
    found = issued()
    for name, text in ISSUED.items():
        seen = found.seen[name]
        assert (seen.text, seen.method, seen.confidence) == (text, Method.PRINTED, 1.0), name
    assert found.problems == ()


def test_what_the_office_printed_and_somebody_changed_is_noticed() -> None:
    def add_a_digit(hand: Hand, place: Any) -> None:
        x, y = place
        hand.line([[x + 5, y + 1], [x + 5, y + 4]])

    found = issued(add_a_digit)
    assert found.seen["quantity"].confidence < 0.9
    assert [(p.code, p.where.path) for p in found.problems] == [
        (Code.VALUE_PRINT_ALTERED, "quantity")
    ]
    assert found.seen["partner"].confidence == 1.0


def test_a_batch_in_one_file_becomes_documents() -> None:
    first, second = (page_of("intake", "office150", 2, digits(), page=n) for n in (1, 2))
    rng = default_rng(1)
    empty = (248 + rng.normal(0, 2, (1754, 1240))).clip(0, 255).astype(np.uint8)
    images = [Image.fromarray(i) for i in (second.taken.image, empty, first.taken.image)]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=150)
    found = list(scan.read_scan(out.getvalue(), only(paper("intake"))))
    assert [page.number for page in found] == [1, 2, 3]
    made = assemble(Filed("a", page) for page in found)
    (bundle,) = made.documents
    assert bundle.is_whole
    assert bundle.document == first.truth.document
    assert set(bundle.reading.seen) == {slot.name for slot in form_of("intake").slots()}
    assert [filed.page.outcome for filed in made.others] == [Outcome.EMPTY]


def test_the_picture_of_a_field_is_cut_out_again() -> None:
    page = page_of("survey", "phone_good", 5, digits())
    data = page.file()
    found = read(data, only(paper("survey")))
    assert found.registration is not None
    boxes = [s.rectangle_pt for s in found.seen.values() if s.rectangle_pt is not None]
    name = next(n for n, kind in page.truth.kinds.items() if kind in ("cross", "tick", "slash"))
    box = blank_of("survey").geometry[name][1]
    cut = scan.crops(data, 1, found.registration, [box, *boxes[:2]])
    images = [Image.open(io.BytesIO(each)) for each in cut]
    side = (box[2] - box[0]) * MM_PER_PT + 3
    assert images[0].size == pytest.approx((round(side * 8), round(side * 8)), abs=2)
    inner = np.asarray(images[0])[20:-20, 20:-20]
    assert inner.min() < 0.75 * np.median(np.asarray(images[0])), "the cross is in the middle"
    with pytest.raises(ValueError, match="no page 2"):
        scan.crops(data, 2, found.registration, [box])


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "PACKAGES", ("numpy", "no-such-package"))
    with pytest.raises(MissingProgramError) as caught:
        scan.read_scan(b"", only())
    assert caught.value.facts == {
        "program": "no-such-package",
        "install": "pip install formkit[scan]",
    }
