"""Ten exported templates after a day in Word: its own XML, every fault told in one run."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import docx
import pytest
from lxml import etree

from formkit.actions.templates import OfficeTemplates, check_template
from formkit.catalogue.index import Catalogue
from formkit.formats.docx import annotate
from formkit.problems import Code, Problem, Severity

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
FORM, LOCALE, FILE = "job_description_specialist", "ru", "job_description_specialist.ru.docx"
NBSP, THIN = "\u00a0", "\u200b"
Parts = dict[str, Any]
Spoil = Callable[[Parts], None]
Expected = list[tuple[Code, dict[str, str]]]


def q(tag: str) -> str:
    return f"{{{W}}}{tag}"


@pytest.fixture(scope="module")
def exported(catalogue: Catalogue) -> bytes:
    return OfficeTemplates(catalogue).exported(catalogue.get(FORM), LOCALE)


def edited(content: bytes, *spoils: Spoil) -> bytes:
    """The file with its XML parts edited and nothing else."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    parts = {n: etree.fromstring(data) for n, data in files.items() if n.endswith(".xml")}
    for spoil in spoils:
        spoil(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in dict.fromkeys((*files, *parts)):
            archive.writestr(name, etree.tostring(parts[name]) if name in parts else files[name])
    return out.getvalue()


def body(parts: Parts) -> Any:
    return parts["word/document.xml"]


def text_of(paragraph: Any) -> str:
    return "".join(piece.text or "" for piece in paragraph.iter(q("t")))


def run_with(parts: Parts, text: str, part: str = "word/document.xml") -> Any:
    return next(r for r in parts[part].iter(q("r")) if text in text_of(r))


def retype(old: str, new: str, part: str = "word/document.xml") -> Spoil:
    def spoil(parts: Parts) -> None:
        piece = next(t for t in parts[part].iter(q("t")) if old in (t.text or ""))
        piece.text = piece.text.replace(old, new, 1)

    return spoil


def run_like(run: Any, text: str, tag: str = "t") -> Any:
    """A run with the look of another one, as Word writes it after an edit."""
    made = etree.Element(q("r"), {q("rsidR"): "00A77B3E", q("rsidRPr"): "00F15C21"})
    if (look := run.find(q("rPr"))) is not None:
        made.append(copy.deepcopy(look))
    piece = etree.SubElement(made, q(tag))
    piece.text = text
    piece.set(SPACE, "preserve")
    return made


def pieces_of(text: str, places: tuple[int, ...]) -> Iterator[str]:
    for start, end in zip((0, *places), (*places, len(text)), strict=True):
        yield text[start:end]


def tear(text: str, *places: int, with_spell_marks: bool = True) -> Spoil:
    """Runs end where somebody typed; Word underlines words it does not know."""

    def spoil(parts: Parts) -> None:
        run = run_with(parts, text)
        whole = text_of(run)
        start = whole.index(text)
        for part in pieces_of(whole, (start, *(start + place for place in places))):
            run.addprevious(run_like(run, part))
            if with_spell_marks:
                kind = "spellStart" if part.isalpha() else "gramEnd"
                run.addprevious(etree.Element(q("proofErr"), {q("type"): kind}))
        run.getparent().remove(run)

    return spoil


def track(old: str, new: str) -> Spoil:
    """One run replaced while changes were tracked."""
    who = {q("author"): "Иванова", q("date"): "2026-11-20T09:00:00Z"}

    def spoil(parts: Parts) -> None:
        run = run_with(parts, old)
        deleted = etree.Element(q("del"), {q("id"): "901", **who})
        deleted.append(run_like(run, text_of(run), "delText"))
        inserted = etree.Element(q("ins"), {q("id"): "902", **who})
        half = len(new) // 2
        inserted.extend([run_like(run, new[:half]), run_like(run, new[half:])])
        run.addprevious(deleted)
        run.addprevious(inserted)
        run.getparent().remove(run)

    return spoil


def delete_paragraph(text: str) -> Spoil:
    """Deleted while changes were tracked: its words and its end."""

    def spoil(parts: Parts) -> None:
        paragraph = next(p for p in body(parts).iter(q("p")) if text in text_of(p))
        mark = etree.SubElement(paragraph.find(q("pPr")), q("rPr"))
        etree.SubElement(mark, q("del"), {q("id"): "903", q("author"): "Иванова"})
        for run in list(paragraph.iter(q("r"))):
            deleted = etree.Element(q("del"), {q("id"): "904", q("author"): "Иванова"})
            run.addprevious(deleted)
            deleted.append(run_like(run, text_of(run), "delText"))
            run.getparent().remove(run)

    return spoil


def link(text: str, url: str) -> Spoil:
    """What looks like an address becomes a hyperlink while typing."""

    def spoil(parts: Parts) -> None:
        run = run_with(parts, text)
        holder = etree.Element(q("hyperlink"), {q("anchor"): url, q("history"): "1"})
        run.addprevious(holder)
        holder.append(run)

    return spoil


def comment(text: str) -> Spoil:
    """A remark in the middle of a tag: the tag is torn by its marks."""

    def spoil(parts: Parts) -> None:
        run = run_with(parts, text)
        whole = text_of(run)
        middle = whole.index(text) + 4
        marks = [etree.Element(q(f"commentRange{end}"), {q("id"): "7"}) for end in ("Start", "End")]
        reference = etree.Element(q("r"))
        etree.SubElement(reference, q("commentReference"), {q("id"): "7"})
        pieces = [run_like(run, part) for part in pieces_of(whole, (middle,))]
        for new in (pieces[0], marks[0], pieces[1], marks[1], reference):
            run.addprevious(new)
        run.getparent().remove(run)

    return spoil


def type_paragraph(after: str, *runs: str) -> Spoil:
    """A new paragraph of the same look below another one."""

    def spoil(parts: Parts) -> None:
        above = next(p for p in body(parts).iter(q("p")) if after in text_of(p))
        made = etree.Element(q("p"), {q("rsidR"): "00B21D07"})
        made.append(copy.deepcopy(above.find(q("pPr"))))
        made.extend([run_like(above.find(q("r")), text) for text in runs])
        above.addnext(made)

    return spoil


def title(text: str) -> Spoil:
    def spoil(parts: Parts) -> None:
        parts["docProps/core.xml"].find("{http://purl.org/dc/elements/1.1/}title").text = text

    return spoil


QUALIFICATION = "{{ qualification }}"
ORGANISATION = "{{ org.full_name | case('gen') }}"

TEMPLATES: dict[str, tuple[tuple[Spoil, ...], Expected]] = {
    "quotation marks of autocorrection": (
        (
            retype(ORGANISATION, "{{ org.full_name | case(«gen») }}"),
            tear("{{ org.full_name | case(«gen») }}", 3, 6, 16, 24, 28, 32),
            retype("{{ caseload_norm }}", "{{ caseload_norm | default(„нет“) }}"),
            retype("{{ document_no }}", "{{ document_no | default(‘б/н’) }}"),
        ),
        [
            (Code.TEMPLATE_MENDED_QUOTES, {"mended": '{{ document_no | default("б/н") }}'}),
            (Code.TEMPLATE_MENDED_QUOTES, {"mended": '{{ org.full_name | case("gen") }}'}),
            (Code.TEMPLATE_MENDED_QUOTES, {"tag": "{{ caseload_norm | default(„нет“) }}"}),
        ],
    ),
    "names misspelt at any depth": (
        (
            retype(QUALIFICATION, "{{ qualificatoin }}"),
            tear("{{ qualificatoin }}", 3, 16),
            retype("org.head.name | init", "org.head.famliya | init"),
            retype("row.duty", "row.dtuy"),
            retype("{{ worker }}", "{{ wroker.nmae }}"),
        ),
        [
            (Code.TEMPLATE_UNKNOWN_PART, {"name": "org.head", "part": "famliya"}),
            (Code.TEMPLATE_UNKNOWN_NAME, {"suggestion": " → qualification?"}),
            (Code.TEMPLATE_UNKNOWN_PART, {"name": "row", "suggestion": " → duty?"}),
            (Code.TEMPLATE_UNKNOWN_NAME, {"name": "wroker", "suggestion": " → worker?"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "qualification"}),
        ],
    ),
    "tracked changes": (
        (
            track(QUALIFICATION, "{{ qualificatoin | uper }}"),
            delete_paragraph("{{ cm_model | chosen }}"),
        ),
        [
            (Code.TEMPLATE_TRACKED_CHANGES, {}),
            (Code.TEMPLATE_UNKNOWN_NAME, {"name": "qualificatoin"}),
            (Code.TEMPLATE_UNKNOWN_FILTER, {"filter": "uper", "suggestion": " → upper?"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "qualification"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "cm_model"}),
        ],
    ),
    "comments of colleagues": (
        (
            comment(QUALIFICATION),
            retype("{{ reports_to }}", "{ { reports_to } }"),
            retype("{{ approved_by }}", "{{ approved_by }"),
        ),
        [
            (Code.TEMPLATE_COMMENTS, {"count": "1"}),
            (Code.TEMPLATE_BROKEN_BRACES, {"text": "{ { reports_to } }"}),
            (Code.TEMPLATE_BROKEN_BRACES, {"text": "{{"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "reports_to"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "approved_by"}),
        ],
    ),
    "links": (
        (
            type_paragraph(
                "{{ cm_model | chosen }}", "{{ org.emial }}", " ", "{% if worker %}", " и ", "конец"
            ),
            link("{{ org.emial }}", "_Toc1"),
            link("{% if worker %}", "_Toc2"),
            retype("конец", "конец{% endif %}"),
            retype("{{ caseload_norm }}", "{{ caseload_norm | plural('визит/визита') }}"),
        ),
        [
            (Code.TEMPLATE_UNKNOWN_PART, {"part": "emial", "suggestion": " → email?"}),
            (Code.TEMPLATE_CROSSING, {"tag": "{% endif %}", "opening": "{% if worker %}"}),
        ],
    ),
    "no-break and unseen signs": (
        (
            retype(QUALIFICATION, f"{{{{{NBSP}qualification{NBSP}}}}}"),
            retype("{{ reports_to }}", f"{{{{ reports{THIN}_to }}}}"),
            retype(ORGANISATION, f"{{{{{NBSP}org.full_name{NBSP}|{NBSP}caes('gen'){NBSP}}}}}"),
            tear("org.full_name", 4, 8),
            retype("{{ caseload_norm }}", "{{ caseload_norm | words('femenine') }}"),
        ),
        [
            (Code.TEMPLATE_UNKNOWN_FILTER, {"filter": "caes", "suggestion": " → case?"}),
            (Code.TEMPLATE_WRONG_VALUE, {"text": "femenine", "suggestion": " → feminine?"}),
        ],
    ),
    "loops and conditions": (
        (
            retype("for row in duties", "for row in qualification"),
            retype("for row in rights", "for row on rights"),
            delete_paragraph("{%p endfor %}"),
            type_paragraph("Заключительные", "{%p if worker %} для работника"),
            type_paragraph("Нагрузка", "{%tr if worker %}"),
        ),
        [
            (Code.TEMPLATE_TRACKED_CHANGES, {}),
            (Code.TEMPLATE_NOT_IN_TABLE, {"tag": "{%tr if worker %}"}),
            (Code.TEMPLATE_NOT_A_TABLE, {"name": "qualification"}),
            (Code.PROSE_BAD_EXPRESSION, {"expression": "{%p for row on rights %}"}),
            (Code.TEMPLATE_NOT_ALONE, {"text": "для работника"}),
            (Code.TEMPLATE_UNBALANCED, {"tag": "{%p if worker %}"}),
            (Code.TEMPLATE_UNBALANCED, {"partner": "endfor"}),
            (Code.TEMPLATE_UNBALANCED, {"tag": "{%tr if worker %}"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "duties"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "rights"}),
        ],
    ),
    "letters that look alike": (
        (
            retype(ORGANISATION, "{{ оrg.full_nаme | саse('gen') }}"),
            retype("{{ caseload_norm }}", "{{ caseload_norm | words('fеminine') }}"),
            retype(QUALIFICATION, "{{ квалификация }}"),
            retype("{%p for row in duties", "{%р for rоw in duties"),
        ),
        [
            (Code.TEMPLATE_MENDED_LETTERS, {"mended": ORGANISATION}),
            (Code.TEMPLATE_UNKNOWN_NAME, {"name": "квалификация"}),
            (Code.TEMPLATE_WRONG_VALUE, {"suggestion": " → feminine?"}),
            (Code.TEMPLATE_MENDED_LETTERS, {"mended": "{%p for row in duties %}"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "qualification"}),
        ],
    ),
    "header, footer and properties": (
        (
            retype("{{ document_no }}", "{{ document_nо }}", "word/footer1.xml"),
            retype("{{ document_no }}", "{{ dokument_no }}", "word/footer2.xml"),
            title("Инструкция {{ titel }}"),
            retype("{{ position_title }}", "специалист {подпись} {stamp}"),
        ),
        [
            (Code.TEMPLATE_SINGLE_BRACES, {"text": "{stamp}"}),
            (Code.TEMPLATE_MENDED_LETTERS, {"mended": "{{ document_no }}"}),
            (Code.TEMPLATE_UNKNOWN_NAME, {"name": "dokument_no"}),
            (Code.TEMPLATE_TAG_IN_PROPERTIES, {"text": "Инструкция {{ titel }}"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "position_title"}),
        ],
    ),
    "what only a programmer would write": (
        (
            retype(QUALIFICATION, "{{ qualification.__class__ }}"),
            retype("{{ caseload_norm }}", "{{ caseload_norm() }}"),
            retype("{{ cm_model | chosen }}", "{{p cm_model }}"),
            retype("{{ reports_to }}", "{% include 'x' %}"),
            type_paragraph("Нагрузка", "{%p If worker %}"),
        ),
        [
            (Code.TEMPLATE_UNKNOWN_TAG, {"tag": "{% include 'x' %}"}),
            (Code.TEMPLATE_UNKNOWN_PART, {"part": "__class__"}),
            (Code.TEMPLATE_UNKNOWN_TAG, {"suggestion": " → if?"}),
            (Code.TEMPLATE_NOT_ALONE, {"tag": "{{p cm_model }}"}),
            (Code.TEMPLATE_SCOPED_VALUE, {"tag": "{{p cm_model }}"}),
            (Code.PROSE_BAD_EXPRESSION, {"expression": "caseload_norm()"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "reports_to"}),
            (Code.TEMPLATE_NO_PLACEHOLDER, {"name": "caseload_norm"}),
        ],
    ),
}


def checked(catalogue: Catalogue, content: bytes) -> list[Problem]:
    return check_template(catalogue, catalogue.get(FORM), LOCALE, content, FILE)


def test_there_are_ten_of_them() -> None:
    assert len(TEMPLATES) == 10


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_fault_is_told_in_one_run(catalogue: Catalogue, exported: bytes, name: str) -> None:
    spoils, expected = TEMPLATES[name]
    content = edited(exported, *spoils)
    found = checked(catalogue, content)
    assert [p.code.token for p in found] == [code.token for code, _ in expected]
    for problem, (_, facts) in zip(found, expected, strict=True):
        assert facts.items() <= problem.values.items()
        assert problem.where.file == FILE
    placed = [p for p in found if p.where.path]
    assert all(p.values.get("place") or p.values.get("text") for p in placed)
    comments = list(docx.Document(io.BytesIO(annotate(content, found, "en"))).comments)
    assert len(comments) == len(found)


def test_what_is_only_torn_or_not_seen_is_no_fault(catalogue: Catalogue, exported: bytes) -> None:
    assert checked(catalogue, exported) == []
    torn = edited(
        exported,
        tear(ORGANISATION, 1, 2, 5, 9, 20),
        retype("{{ reports_to }}", f"{{{{{NBSP}reports{THIN}_to{NBSP}}}}}"),
        link(QUALIFICATION, "_Toc1"),
    )
    assert checked(catalogue, torn) == []


def test_mended_templates_only_warn(catalogue: Catalogue, exported: bytes) -> None:
    spoils, _ = TEMPLATES["quotation marks of autocorrection"]
    found = checked(catalogue, edited(exported, *spoils))
    assert {p.severity for p in found} == {Severity.WARNING}
