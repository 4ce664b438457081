"""Returns that lost their fields: flattened or printed to PDF by other programs."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pdf_clients
import pikepdf
import pytest
from pdf_clients import PRINTERS
from pikepdf import Array, Stream

from formkit.formats.acroform import Blank, Writer, read_isolated
from formkit.formats.acroform.printed import read_printed
from formkit.formats.formmark import find_id_line, id_line
from formkit.model.record import FormMark, Method, Reading
from formkit.problems import Code


def printed(data: bytes, printer: str, folder: Path) -> bytes:
    try:
        return pdf_clients.printed(data, printer, folder)
    except FileNotFoundError as missing:
        pytest.skip(f"{missing} is not installed")


def _texts(reading: Reading) -> dict[str, str]:
    return {name: seen.text for name, seen in reading.seen.items()}


def _doubtful(reading: Reading) -> set[str]:
    return {name for name, seen in reading.seen.items() if seen.confidence < 0.9}


@pytest.mark.parametrize("printer", PRINTERS)
def test_a_print_says_what_its_fields_said(
    filled: bytes,
    blank: Blank,
    mark: FormMark,
    expected: dict[str, str],
    tmp_path: Path,
    printer: str,
) -> None:
    reading = read_printed(printed(filled, printer, tmp_path), blank.data)
    assert _texts(reading) == expected
    assert _doubtful(reading) == set()
    assert (reading.mark, reading.problems) == (mark, ())
    assert {seen.method for seen in reading.seen.values()} == {Method.PRINTED}


def test_our_flat_document_says_what_its_fields_said(
    flat: bytes, blank: Blank, mark: FormMark, expected: dict[str, str]
) -> None:
    reading = read_printed(flat, blank.data)
    assert (_texts(reading), _doubtful(reading)) == (expected, set())
    assert reading.mark == mark


def test_an_empty_print_is_empty(
    writer: Writer, mark: FormMark, blank: Blank, tmp_path: Path, expected: dict[str, str]
) -> None:
    data, _ = writer.write({}, mark=mark)
    for content in (writer.write({}, mark=mark, flat=True)[0], printed(data, "cairo", tmp_path)):
        reading = read_printed(content, blank.data)
        assert _texts(reading) == dict.fromkeys(expected, "")
        assert _doubtful(reading) == set()


def test_only_ink_is_left_and_the_line_on_the_page_tells_the_document(
    filled: bytes, mark: FormMark, tmp_path: Path
) -> None:
    data = printed(filled, "cairo", tmp_path)
    reading = read_isolated(data)
    assert reading.mark == FormMark("VOUCHER", 1, "ru", mark.document)
    assert [p.code for p in reading.problems] == [Code.DOCUMENT_NO_FIELDS]


def test_the_other_process_reads_the_same(filled: bytes, blank: Blank, tmp_path: Path) -> None:
    data = printed(filled, "cairo", tmp_path)
    assert read_isolated(data, blank.data) == read_printed(data, blank.data)


@pytest.mark.parametrize(
    "text",
    [
        "одна строка",
        "первая\nвторая\n\nчетвёртая после пустой",
        "слово " * 40 + "конец",
        "Шёл дождь, потом перестал.\n"
        + "Длинный рассказ о том, как это было и чем кончилось. " * 3,
        "короткое\n" + "оченьдлинноеслово" * 3 + "\nконец",
    ],
)
def test_wrapped_lines_become_the_text_that_was_wrapped(
    writer: Writer, mark: FormMark, blank: Blank, text: str
) -> None:
    text = text.strip()
    data, problems = writer.write({"note": text}, mark=mark, flat=True)
    assert problems == ()
    reading = read_printed(data, blank.data)
    assert reading.seen["note"].text == text
    assert _doubtful(reading) == set()


def test_a_broken_word_is_for_a_person(writer: Writer, mark: FormMark, blank: Blank) -> None:
    data, problems = writer.write({"note": "неразрывно" * 12}, mark=mark, flat=True)
    assert problems == ()
    assert _doubtful(read_printed(data, blank.data)) == {"note"}


def _drawn_over(data: bytes, page: int, content: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        contents = pdf.pages[page - 1].obj.Contents
        contents.append(pdf.make_indirect(Stream(pdf, content)))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _spot(blank: Blank, key: str, share: float) -> tuple[int, bytes]:
    """A diamond in the middle of a box, over a share of it."""
    page, (left, bottom, right, top) = blank.geometry[key]
    x, y = (left + right) / 2, (bottom + top) / 2
    side = top - bottom - 3.2
    reach = side * (share / 2) ** 0.5
    corners = (x - reach, y, x, y + reach, x + reach, y, x, y - reach)
    return page, b"q 0 g %.3f %.3f m %.3f %.3f l %.3f %.3f l %.3f %.3f l f Q" % corners


@pytest.mark.parametrize(
    ("key", "share", "text", "doubtful"),
    [
        ("consent", 0.01, "", set()),
        ("consent", 0.045, "", {"consent"}),
        ("consent", 0.2, "yes", set()),
        ("housing/own", 0.045, "", {"housing"}),
        ("housing/own", 0.2, "own", set()),
        ("client", 0.05, "", {"client"}),
        ("signature", 0.05, "signed", {"signature"}),
        ("tax_no", 0.05, "", {"tax_no"}),
    ],
)
def test_ink_in_a_box_is_nothing_a_mark_or_a_doubt(
    writer: Writer,
    mark: FormMark,
    blank: Blank,
    key: str,
    share: float,
    text: str,
    doubtful: set[str],
) -> None:
    data, _ = writer.write({}, mark=mark, flat=True)
    reading = read_printed(_drawn_over(data, *_spot(blank, key, share)), blank.data)
    name = key.partition("/")[0]
    assert (reading.seen[name].text, _doubtful(reading)) == (text, doubtful)
    assert not any(seen.text for other, seen in reading.seen.items() if other != name)


def test_two_marks_in_a_group_are_for_a_person(
    flat: bytes, blank: Blank, expected: dict[str, str]
) -> None:
    marked = _drawn_over(flat, *_spot(blank, "housing/own", 0.3))
    reading = read_printed(marked, blank.data)
    assert [(p.code, p.values["texts"]) for p in reading.problems] == [
        (Code.VALUE_SEVERAL_MARKED, "own, rent")
    ]
    assert _doubtful(reading) == {"housing"}


def _shifted_text(blank: Blank, key: str, by: float, text: bytes) -> tuple[int, bytes]:
    page, (left, bottom, _, _) = blank.geometry[key]
    show = b"BT /Wingdings 10 Tf 0 g %.2f %.2f Td <%s> Tj ET" % (left + by, bottom + 5, text)
    return page, show


LETTERS = b"0022" * 60
"""Sixty times the letter A in the glyphs of the form's font."""


@pytest.mark.parametrize("by", [2.0, -30.0], ids=["at the end", "at the beginning"])
def test_a_text_that_runs_out_of_its_box_is_for_a_person(
    writer: Writer, mark: FormMark, blank: Blank, by: float
) -> None:
    data, _ = writer.write({}, mark=mark, flat=True)
    page, content = _shifted_text(blank, "client", by, LETTERS)
    reading = read_printed(_drawn_over(data, page, content), blank.data)
    assert _doubtful(reading) == {"client"}


def test_a_text_nobody_sees_is_for_a_person(writer: Writer, mark: FormMark, blank: Blank) -> None:
    data, _ = writer.write({}, mark=mark, flat=True)
    page, content = _shifted_text(blank, "client", 2, LETTERS[:16])
    reading = read_printed(_drawn_over(data, page, b"3 Tr " + content), blank.data)
    assert (reading.seen["client"].text, _doubtful(reading)) == ("AAAA", {"client"})


def _changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _scale(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.contents_add(b"0.96 0 0 0.96 8 8 cm", prepend=True)


def _resize(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.obj.MediaBox = Array([0, 0, 612, 792])


@pytest.mark.parametrize("change", [_scale, _resize])
def test_a_print_out_of_scale_is_not_read(
    flat: bytes, blank: Blank, change: Callable[[pikepdf.Pdf], None]
) -> None:
    reading = read_printed(_changed(flat, change), blank.data)
    assert (reading.mark, [p.code for p in reading.problems]) == (
        None,
        [Code.DOCUMENT_OTHER_GEOMETRY],
    )


def test_pages_are_told_by_their_marks_in_any_order(
    flat: bytes, blank: Blank, expected: dict[str, str]
) -> None:
    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.pages.reverse()
        pdf.add_blank_page()

    assert _texts(read_printed(_changed(flat, turn), blank.data)) == expected


def test_fields_of_a_missing_page_are_missing(flat: bytes, blank: Blank) -> None:
    def cut(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[-1]

    last = blank.page_count
    seen = read_printed(_changed(flat, cut), blank.data).seen
    places = {key.partition("/")[0]: page for key, (page, _) in blank.geometry.items()}
    assert set(seen) == {name for name, page in places.items() if page < last}


def test_pages_of_two_documents_are_for_a_person(
    writer: Writer, flat: bytes, mark: FormMark, blank: Blank
) -> None:
    other, _ = writer.write({}, mark=replace(mark, document=None), flat=True)

    def mix(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(other)) as second:
            pdf.pages[-1] = second.pages[-1]

    problems = read_printed(_changed(flat, mix), blank.data).problems
    assert [p.code for p in problems] == [Code.DOCUMENT_MARKS_DISAGREE]


def test_a_picture_of_pages_has_nothing_to_read(blank: Blank) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out)
    problems = read_printed(out.getvalue(), blank.data).problems
    assert [p.code for p in problems] == [Code.DOCUMENT_NO_FIELDS]


@pytest.mark.parametrize("document", [None, "GP1XF3A7QG"])
def test_the_line_for_people_is_found_in_the_text_of_a_page(document: str | None) -> None:
    mark = FormMark("form", 3, "sr_latn", document)
    line = find_id_line(f"Талон\r\n{id_line(mark, 'D36', 2, 11)}\r\n1/2")
    assert line is not None
    assert (line.code, line.version, line.locale) == ("D36", 3, "sr-latn")
    assert (line.document, line.page, line.pages) == (document, 2, 11)


def test_a_line_with_a_wrong_letter_is_no_mark() -> None:
    assert find_id_line("GP1XF-3A7QH D36.1 RU 1/2") is None
