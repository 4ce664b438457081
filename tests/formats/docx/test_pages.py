"""Blank values, leftovers, and the ends of pages as LibreOffice makes them."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from typing import Any

import docx
import pytest

from formkit.errors import MissingProgramError
from formkit.formats.docx import Template, compile_template
from formkit.formats.docx.pages import page_problems, survey
from formkit.formats.docx.proof import blank_tags, leftovers
from formkit.formats.libreoffice import to_pdf
from formkit.language.profiles import get_profile
from formkit.layout.expressions import context
from formkit.problems import Code

Make = Callable[..., Any]


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    document = docx.Document(io.BytesIO(content))
    edit(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def template(sample: Make, name: str, *pairs: tuple[str, str]) -> bytes:
    def replace(document: Any) -> None:
        for old, new in pairs:
            runs = [r for p in document.element.body.iter("{*}p") for r in p.iter("{*}t")]
            piece = next(t for t in runs if old in (t.text or ""))
            piece.text = piece.text.replace(old, new, 1)

    return edited(compile_template(sample(name).document, get_profile("ru")), replace)


def names_of(sample: Make, name: str, **changes: Any) -> dict[str, Any]:
    one = sample(name)
    values = {**one.values, **changes}
    return context(one.document.form, values, one.document.words, one.records)


def blank(sample: Make, content: bytes, name: str = "job", **changes: Any) -> list[str]:
    found = blank_tags(content, names_of(sample, name, **changes), "ru")
    assert {p.code for p in found} <= {Code.REHEARSAL_BLANK}
    return [p.values["tag"] for p in found]


def test_values_that_print_nothing_are_told_with_their_tags(sample: Make) -> None:
    content = template(sample, "job")
    assert blank(sample, content) == ["{{ acquainted_on }}"]
    assert blank(sample, content, qualification=None)[0] == "{{ qualification }}"


def test_a_branch_that_is_not_taken_is_not_blank(sample: Make) -> None:
    content = template(sample, "job", ("{{ caseload_norm }}", "{{ acquainted_on }}"))
    assert blank(sample, content).count("{{ acquainted_on }}") == 2
    assert blank(sample, content, caseload_norm=None).count("{{ acquainted_on }}") == 1


def test_rows_are_looked_at_once_with_the_names_of_the_loop(sample: Make) -> None:
    content = template(sample, "plan")
    steps = ({"action": "собрать справки"}, {"action": "подать"})
    found = blank(sample, content, "plan", steps=steps)
    assert "{{ row.action | entry }}" not in found
    assert found.count("{{ row.kind | entry }}") == 1
    numbered = template(sample, "plan", ("row.action | entry", "loop.index"))
    assert "{{ loop.index }}" not in blank(sample, numbered, "plan", steps=steps)


def test_an_empty_ending_is_no_blank(sample: Make) -> None:
    content = template(sample, "job", ("{{ qualification }}", "{{ worker | ending('/а') }}"))
    assert blank(sample, content) == ["{{ acquainted_on }}"]


def test_tags_that_stay_in_a_document_are_told(sample: Make) -> None:
    content = Template(template(sample, "job"), "ru").render(names_of(sample, "job"))
    assert leftovers(content) == []
    left = edited(content, lambda document: document.paragraphs[3].add_run(" { {worker} }"))
    (found,) = leftovers(left)
    assert found.code is Code.REHEARSAL_LEFTOVER
    assert found.values["text"] == "{ {"


def test_without_libreoffice_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MissingProgramError) as caught:
        to_pdf({"a": b""})
    assert caught.value.exit_code == 5
    assert caught.value.facts["program"] == "LibreOffice"
    assert caught.value.facts["install"]


def _break_before(paragraph: Any) -> None:
    paragraph.paragraph_format.page_break_before = True


def _lonely(document: Any) -> None:
    """A heading at the foot, an empty page, a signature alone."""
    _break_before(next(p for p in document.paragraphs if p.text.startswith("Первый пункт")))
    item = next(p for p in document.paragraphs if p.text.startswith("памятка"))
    for paragraph in (item.insert_paragraph_before(), item):
        _break_before(paragraph)
    _break_before(document.tables[-1].rows[0].cells[0].paragraphs[0])


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_ends_of_pages_are_looked_at(sample: Make) -> None:
    good = Template(template(sample, "job"), "ru").render(names_of(sample, "job"))
    surveyed = {"good": survey(good), "lonely": survey(edited(good, _lonely))}
    pdfs = to_pdf({name: one.docx for name, one in surveyed.items()})
    assert page_problems(pdfs["good"], surveyed["good"]) == []
    found = page_problems(pdfs["lonely"], surveyed["lonely"])
    assert [p.code for p in found] == [
        Code.REHEARSAL_HEADING_ALONE,
        Code.REHEARSAL_EMPTY_PAGE,
        Code.REHEARSAL_SIGNATURE_ALONE,
    ]
    assert found[0].values["text"] == "Приложения"
    pages = [p.where.page or 0 for p in found]
    assert pages == sorted(pages)
