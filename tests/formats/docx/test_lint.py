"""Templates spoiled the way Word and people spoil them: every fault in one run."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from formkit.formats.docx import Template, annotate, check, compile_template
from formkit.formats.docx.package import NotWordError
from formkit.language.profiles import get_profile
from formkit.layout.expressions import ExpressionError, context
from formkit.problems import Code, Problem, Severity

if TYPE_CHECKING:
    from docx.document import Document as Opened

Make = Callable[..., Any]
RECORDS = {
    "org": ["full_name", "gender", "head.name", "head.position"],
    "worker": ["name", "gender"],
}
Spoil = Callable[["Opened"], None]


def spoiled(sample: Make, spoil: Spoil, name: str = "job") -> bytes:
    document = sample(name).document
    opened = docx.Document(io.BytesIO(compile_template(document, get_profile("ru"))))
    spoil(opened)
    saved = io.BytesIO()
    opened.save(saved)
    return saved.getvalue()


def linted(sample: Make, content: bytes, name: str = "job") -> list[Problem]:
    document = sample(name).document
    return check(content, document.form, document.words, RECORDS, "letter.docx")


def one(opened: Opened, text: str) -> Paragraph:
    body = opened.element.body
    found = [
        p for p in body.iter(qn("w:p")) if text in "".join(t.text or "" for t in p.iter(qn("w:t")))
    ]
    return Paragraph(found[0], opened._body)


def replace(opened: Opened, old: str, new: str) -> None:
    """In the first run that holds it."""
    for piece in opened.element.body.iter(qn("w:t")):
        if old in (piece.text or ""):
            piece.text = piece.text.replace(old, new, 1)
            return
    raise AssertionError(old)


def replacing(*pairs: tuple[str, str]) -> Spoil:
    def spoil(opened: Opened) -> None:
        for old, new in pairs:
            replace(opened, old, new)

    return spoil


def tear_runs(opened: Opened) -> None:
    """Word splits runs at every edit and puts spell marks between them."""
    for paragraph in list(opened.element.body.iter(qn("w:p"))):
        for run in list(paragraph.iter(qn("w:r"))):
            text = "".join(t.text or "" for t in run.iter(qn("w:t")))
            if "{" not in text:
                continue
            for letter in reversed(text):
                part = copy.deepcopy(run)
                for piece in part.iter(qn("w:t")):
                    piece.text = letter
                run.addnext(part)
                mark = OxmlElement("w:proofErr")
                mark.set(qn("w:type"), "spellStart")
                run.addnext(mark)
            run.getparent().remove(run)


def lose_a_row_end(opened: Opened) -> None:
    row = next(r for t in opened.tables for r in t.rows if "endfor" in r.cells[0].text)
    row._tr.getparent().remove(row._tr)


def change_tracked(opened: Opened) -> None:
    paragraph = one(opened, "Специалист обязан")
    deleted = OxmlElement("w:del")
    run = copy.deepcopy(paragraph.runs[0]._r)
    for piece in run.iter(qn("w:t")):
        piece.tag = qn("w:delText")
        piece.text = "{{ удалено }}"
    deleted.append(run)
    paragraph._p.append(deleted)


def comment(opened: Opened) -> None:
    runs = one(opened, "Специалист обязан").runs
    opened.add_comment(runs, text="проверить {{ x }}", author="Иванова", initials="И")


def title(opened: Opened) -> None:
    opened.core_properties.title = "Инструкция {{ titel }}"


def footer(opened: Opened) -> None:
    opened.sections[0].footer.paragraphs[0].add_run(" {{ nomer }}")


CASES: Mapping[str, tuple[Spoil, list[tuple[Code, dict[str, str]]]]] = {
    "a clean one": (lambda opened: None, []),
    "runs torn by editing": (tear_runs, []),
    "a misspelt field": (
        replacing(("{{ qualification }}", "{{ qualificatoin }}")),
        [(Code.TEMPLATE_UNKNOWN_NAME, {"suggestion": " → qualification?"})],
    ),
    "misspelt parts, at any depth and in loops": (
        replacing(
            ("org.head.name | case('dat')", "org.head.famliya | case('dat')"),
            ("row.duty", "row.dtuy"),
            ("worker.name", "worker.nmae"),
        ),
        [
            (Code.TEMPLATE_UNKNOWN_PART, {"name": "org.head", "part": "famliya"}),
            (Code.TEMPLATE_UNKNOWN_PART, {"name": "row", "suggestion": " → duty?"}),
            (Code.TEMPLATE_UNKNOWN_PART, {"suggestion": " → name?"}),
        ],
    ),
    "marks and letters of autocorrection": (
        replacing(("case('dat')", "case(«dat»)"), ("{%p if caseload_norm", "{%р if саseload_norm")),
        [
            (Code.TEMPLATE_MENDED_QUOTES, {"mended": '{{ org.head.name | case("dat") }}'}),
            (Code.TEMPLATE_MENDED_LETTERS, {"mended": "{%p if caseload_norm %}"}),
        ],
    ),
    "broken braces": (
        replacing(
            ("{{ qualification }}", "{ {qualification} }}"),
            ("{{ caseload_norm }}", "{{ caseload_norm }"),
        ),
        [
            (Code.TEMPLATE_BROKEN_BRACES, {"text": "{ {qualification} }}"}),
            (Code.TEMPLATE_BROKEN_BRACES, {"text": "{{"}),
        ],
    ),
    "unbalanced blocks": (
        replacing(("{%p endif %}", ""), ("{%p endfor %}", "{%p endif %}")),
        [
            (Code.TEMPLATE_UNBALANCED, {"tag": "{%p endif %}", "partner": "if"}),
            (Code.TEMPLATE_UNBALANCED, {"partner": "endif"}),
            (Code.TEMPLATE_UNBALANCED, {"partner": "endfor"}),
        ],
    ),
    "a loop over a field and over nothing": (
        replacing(
            ("for row in duties", "for row in qualification"), ("for row in rights", "for row")
        ),
        [
            (Code.TEMPLATE_NOT_A_TABLE, {"name": "qualification"}),
            (Code.PROSE_BAD_EXPRESSION, {"reason": "for row in table"}),
        ],
    ),
    "text beside a tag that takes its paragraph away": (
        replacing(("{%p if caseload_norm %}", "{%p if caseload_norm %} и ещё слова")),
        [(Code.TEMPLATE_NOT_ALONE, {"text": "и ещё слова"})],
    ),
    "tags that do not exist": (
        replacing(
            ("{%p if caseload_norm %}", "{%p iff caseload_norm %}"),
            ("{%p endif %}", "{%p endfi %}"),
        ),
        [
            (Code.TEMPLATE_UNKNOWN_TAG, {"suggestion": " → if?"}),
            (Code.TEMPLATE_UNBALANCED, {"tag": "{%p else %}"}),
            (Code.TEMPLATE_UNKNOWN_TAG, {"suggestion": " → endif?"}),
        ],
    ),
    "filters and cases that do not exist": (
        replacing(("case('dat')", "case('rod')"), ("| first_capital", "| frist_capital")),
        [
            (Code.TEMPLATE_UNKNOWN_FILTER, {"suggestion": " → first_capital?"}),
            (Code.TEMPLATE_WRONG_VALUE, {"text": "rod"}),
        ],
    ),
    "a row tag in no table": (
        replacing(("{%p if caseload_norm %}", "{%tr if caseload_norm %}")),
        [
            (Code.TEMPLATE_NOT_IN_TABLE, {"tag": "{%tr if caseload_norm %}"}),
            (Code.TEMPLATE_WRONG_SCOPE, {"tag": "{%p else %}"}),
            (Code.TEMPLATE_WRONG_SCOPE, {"tag": "{%p endif %}"}),
        ],
    ),
    "single braces": (
        replacing(("{{ qualification }}", "{{ qualification }} {подпись} {stamp}")),
        [(Code.TEMPLATE_SINGLE_BRACES, {"text": "{stamp}"})],
    ),
    "tracked changes": (change_tracked, [(Code.TEMPLATE_TRACKED_CHANGES, {"count": "1"})]),
    "comments": (comment, [(Code.TEMPLATE_COMMENTS, {"count": "1"})]),
    "a tag in the title of the file": (
        title,
        [(Code.TEMPLATE_TAG_IN_PROPERTIES, {"text": "Инструкция {{ titel }}"})],
    ),
    "a misspelt field in the footer": (
        footer,
        [(Code.TEMPLATE_UNKNOWN_NAME, {"name": "nomer"})],
    ),
    "a required field printed nowhere": (
        replacing(("{{ position_title | line(16) }}", "специалист")),
        [(Code.TEMPLATE_NO_PLACEHOLDER, {"name": "position_title"})],
    ),
    "a python call": (
        replacing(("{{ qualification }}", "{{ qualification.upper() }}")),
        [(Code.PROSE_BAD_EXPRESSION, {"expression": "qualification.upper()"})],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_fault_is_found_in_one_run(sample: Make, name: str) -> None:
    spoil, expected = CASES[name]
    found = linted(sample, spoiled(sample, spoil))
    assert [p.code for p in found] == [code for code, _ in expected]
    for problem, (_, facts) in zip(found, expected, strict=True):
        assert facts.items() <= problem.values.items()
        assert problem.where.file == "letter.docx"


def test_faults_in_tables_are_found(sample: Make) -> None:
    (found,) = linted(sample, spoiled(sample, lose_a_row_end, "plan"), "plan")
    assert (found.code, found.values["partner"]) == (Code.TEMPLATE_UNBALANCED, "endfor")
    crossing = replacing(
        ("{{ row.action | entry }}", "{% if row.kind %}"), ("{{ row.kind | entry }}", "{% endif %}")
    )
    codes = [p.code for p in linted(sample, spoiled(sample, crossing, "plan"), "plan")]
    assert codes == [Code.TEMPLATE_CROSSING]


def test_all_faults_of_a_bad_day_come_together_with_their_places(sample: Make) -> None:
    spoil = replacing(
        ("{{ qualification }}", "{{ qualificatoin }}"),
        ("case('dat')", "case(«dat»)"),
        ("row.duty", "row.dtuy"),
        ("{%p endif %}", ""),
        ("{{ documents_kept }}", "{ {documents_kept} }}"),
    )
    found = linted(sample, spoiled(sample, spoil))
    assert len(found) == 5
    for problem in found:
        assert (problem.where.path or "").startswith("¶ ")
        assert problem.values["place"]
    places = [int((p.where.path or "").removeprefix("¶ ")) for p in found]
    assert places[:-1] == sorted(places[:-1])
    assert "Требования: {{ qualificatoin }}." in {p.values["place"] for p in found}


def test_what_only_mends_or_warns_still_renders(sample: Make) -> None:
    document = sample("job")
    for name in (
        "marks and letters of autocorrection",
        "single braces",
        "comments",
        "runs torn by editing",
    ):
        content = spoiled(sample, CASES[name][0])
        assert all(p.severity is Severity.WARNING for p in linted(sample, content))
        names = context(
            document.document.form, document.values, document.document.words, document.records
        )
        assert Template(content, "ru").render(names)


def test_what_has_errors_never_renders(sample: Make) -> None:
    job = sample("job")
    names = context(job.document.form, job.values, job.document.words, job.records)
    for name, (spoil, expected) in CASES.items():
        content = spoiled(sample, spoil)
        errors = [p for p in linted(sample, content) if p.severity is Severity.ERROR]
        harmless = {
            Code.TEMPLATE_NO_PLACEHOLDER,
            Code.TEMPLATE_NOT_ALONE,
            Code.TEMPLATE_TAG_IN_PROPERTIES,
        }
        if not errors or {p.code for p in errors} & harmless:
            continue
        with pytest.raises(ExpressionError):
            Template(content, "ru").render(names)
        assert expected, name


def test_a_page_of_text_that_is_no_word_file_is_refused(sample: Make) -> None:
    document = sample("job").document
    with pytest.raises(NotWordError):
        check(b"{{ name }}", document.form, document.words)


def test_findings_become_comments_of_a_copy(sample: Make) -> None:
    spoil = replacing(("{{ qualification }}", "{{ qualificatoin }}"), ("row.duty", "row.dtuy"))

    def spoil_all(opened: Opened) -> None:
        for each in (spoil, title, footer):
            each(opened)

    content = spoiled(sample, spoil_all)
    found = linted(sample, content)
    marked = docx.Document(io.BytesIO(annotate(content, found, "en")))
    comments = {c.text: c.author for c in marked.comments}
    assert len(comments) == len(found) == 4
    assert set(comments.values()) == {"formkit"}
    assert any("“qualificatoin” is neither a field nor a record" in text for text in comments)
    xml = one(marked, "qualificatoin")._p
    assert xml.find(qn("w:commentRangeStart")) is not None
    again = linted(sample, annotate(content, found))
    assert {p.code for p in again} - {p.code for p in found} == {Code.TEMPLATE_COMMENTS}


def test_comments_do_not_change_the_template(sample: Make) -> None:
    content = spoiled(sample, lambda opened: None)
    problem = Problem(Code.TEMPLATE_NO_PLACEHOLDER, values={"name": "x"})
    marked = annotate(content, [problem])
    texts = [
        [p.text for p in docx.Document(io.BytesIO(data)).paragraphs] for data in (content, marked)
    ]
    assert texts[0] == texts[1]
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        assert archive.testzip() is None
