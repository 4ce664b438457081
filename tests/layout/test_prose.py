"""The Markdown of a document, one construct a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formkit.fieldtypes import DateType, SignatureType, TextType
from formkit.layout.blocks import (
    Block,
    Clause,
    ClauseRows,
    Each,
    Heading,
    Input,
    Item,
    LineBreak,
    PageBreak,
    Paragraph,
    Placeholder,
    SignatureLine,
    Stamp,
    Text,
    Title,
    When,
)
from formkit.layout.prose import Marks, read_line, read_prose
from formkit.model.form import Field, Slot, Table
from formkit.problems import Code

POST = Input(Slot("post", Field(name="post", type=TextType())), "Post")
SIGNATURE = Input(Slot("signed", Field(name="signed", type=SignatureType())), "Signature")
SIGNED_ON = Input(Slot("signed_on", Field(name="signed_on", type=DateType())), "Date")
DUTIES = Table(name="duties", columns=(Field(name="duty", type=TextType()),), rows=2)
MARKS = Marks(
    inputs={"post": POST, "signed": SIGNATURE, "signed_on": SIGNED_ON},
    sections={"head": (Heading((Text("Head"),), 2),)},
    clauses={"duties": ClauseRows(DUTIES, "Duties", ())},
    title=Title((Text("Statute"),)),
    stamp=Stamp(((Text("I approve"),),)),
)


def blocks(body: str) -> list[Block]:
    found, problems = read_prose(body, MARKS)
    assert problems == []
    return found


def faults(body: str) -> list[tuple[Code, str]]:
    _, problems = read_prose(body, MARKS)
    return [(p.code, p.values.get("expression") or p.values["tag"]) for p in problems]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Text.", [Paragraph((Text("Text."),))]),
        ("One\ntwo.", [Paragraph((Text("One"), Text(" "), Text("two.")))]),
        ("One\\\ntwo.", [Paragraph((Text("One"), LineBreak(), Text("two.")))]),
        ("One.\n\nTwo.", [Paragraph((Text("One."),)), Paragraph((Text("Two."),))]),
        ("# Duties", [Heading((Text("Duties"),), 1, is_numbered=True)]),
        ("## Part", [Heading((Text("Part"),), 2)]),
        ("1. One\n7. Two", [Clause((Text("One"),)), Clause((Text("Two"),))]),
        ("1. One\n   1. Inner", [Clause((Text("One"),)), Clause((Text("Inner"),), 2)]),
        ("- One\n- Two", [Item((Text("One"),)), Item((Text("Two"),))]),
        ("1. One\n   - inner", [Clause((Text("One"),)), Item((Text("inner"),), 2)]),
        ("1. One\n\n   more", [Clause((Text("One"),)), Paragraph((Text("more"),))]),
        ("12\\. is no clause", [Paragraph((Text("12. is no clause"),))]),
        ("[[title]]", [MARKS.title]),
        ("[[stamp]]", [MARKS.stamp]),
        ("[[page]]", [PageBreak()]),
        ("[[section: head]]", list(MARKS.sections["head"])),
        ("  [[ clauses:duties ]]  ", [MARKS.clauses["duties"]]),
        ("[[requisites: To the head]]", [Paragraph((Text("To the head"),), "requisites")]),
    ],
)
def test_a_construct_becomes_its_block(body: str, expected: list[Block]) -> None:
    assert blocks(body) == expected


@pytest.mark.parametrize(
    "text",
    [
        "    four blanks are no code",
        "```\nfence\n```",
        "> a quotation",
        "<b>markup</b> &lt;",
        "[a link](http://example.org)",
        "![a picture](x.png)",
        "`code`",
        "Text\n---\nmore",
        "***",
        "| a | b |",
        "[note]: http://example.org",
    ],
)
def test_nothing_that_is_written_gets_lost(text: str) -> None:
    shown = "".join(
        piece.text
        for block in blocks(text)
        if isinstance(block, Paragraph)
        for piece in block.inlines
        if isinstance(piece, Text)
    )
    expected = text.replace("&lt;", "<").replace("\n", " ").strip()
    assert " ".join(shown.split()) == " ".join(expected.split())


def test_emphasis_holds_for_expressions_too() -> None:
    (paragraph,) = blocks("The **head {{ org.name }}** and *{{ x }}*.")
    assert paragraph == Paragraph(
        (
            Text("The "),
            Text("head ", is_bold=True),
            Placeholder("org.name", is_bold=True),
            Text(" and "),
            Placeholder("x", is_italic=True),
            Text("."),
        )
    )


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("{{ org.head.name | case('gen') }}", "org.head.name | case('gen')"),
        ("{{org}}", "org"),
        ("{{ a\n   ~ b }}", "a ~ b"),
        ("{{ '**not bold**' }}", "'**not bold**'"),
        ("{{ '# not a heading' }}", "'# not a heading'"),
    ],
)
def test_an_expression_is_kept_as_it_stands(text: str, expression: str) -> None:
    assert blocks(text) == [Paragraph((Placeholder(expression),))]


def test_a_plain_field_is_a_widget_once_and_its_value_afterwards() -> None:
    (paragraph,) = blocks("{{ post }}, {{ post }} and {{ post | upper }}")
    assert isinstance(paragraph, Paragraph)
    placeholders = [piece for piece in paragraph.inlines if isinstance(piece, Placeholder)]
    assert [piece.input for piece in placeholders] == [POST, None, None]


def test_conditions_and_loops_hold_blocks() -> None:
    condition = "{% if a %}\nA\n{% else %}\nB\n{% endif %}\n"
    loop = "{% for row in rows %}\n- {{ row.x }}\n{% endfor %}"
    assert blocks(condition + loop) == [
        When("a", (Paragraph((Text("A"),)),), (Paragraph((Text("B"),)),)),
        Each("row", "rows", (Item((Placeholder("row.x"),)),)),
    ]


def test_conditions_nest_and_clauses_inside_keep_their_level() -> None:
    inner = "{% if b %}\n      1. Innermost\n{% endif %}\n"
    assert blocks(f"1. One\n{{%- if a -%}}\n   1. Inner\n{inner}{{% endif %}}") == [
        Clause((Text("One"),)),
        When(
            "a",
            (Clause((Text("Inner"),), 2), When("b", (Clause((Text("Innermost"),), 3),))),
        ),
    ]


@pytest.mark.parametrize(
    ("argument", "line"),
    [
        ("signed", SignatureLine((), SIGNATURE, ())),
        ("signed | Head", SignatureLine((Text("Head"),), SIGNATURE, ())),
        (
            "signed | Head | {{ org.head.name | initials }} | signed_on",
            SignatureLine(
                (Text("Head"),), SIGNATURE, (Placeholder("org.head.name | initials"),), SIGNED_ON
            ),
        ),
        ("| 1. Head |", SignatureLine((Text("1. Head"),), None, ())),
    ],
)
def test_a_signature_line_has_four_parts(argument: str, line: SignatureLine) -> None:
    assert blocks(f"[[sign: {argument}]]") == [line]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{% if a %}\nA", [(Code.PROSE_UNBALANCED, "{% if %}")]),
        ("{% endif %}", [(Code.PROSE_UNBALANCED, "{% endif %}")]),
        ("{% else %}", [(Code.PROSE_UNBALANCED, "{% else %}")]),
        (
            "{% if a %}\n{% else %}\n{% else %}\n{% endif %}",
            [(Code.PROSE_UNBALANCED, "{% else %}")],
        ),
        (
            "{% for x in y %}\n{% endif %}",
            [(Code.PROSE_UNBALANCED, "{% endif %}"), (Code.PROSE_UNBALANCED, "{% for %}")],
        ),
        ("{% for x y %}", [(Code.PROSE_UNBALANCED, "{% for x y %}")]),
        ("{% set a = 1 %}", [(Code.PROSE_UNBALANCED, "{% set a = 1 %}")]),
        ("[[unknown]]", [(Code.PROSE_BAD_EXPRESSION, "[[unknown]]")]),
        ("[[section: haed]]", [(Code.PROSE_BAD_EXPRESSION, "[[section: haed]]")]),
        ("[[clauses]]", [(Code.PROSE_BAD_EXPRESSION, "[[clauses]]")]),
        ("[[sign: post2 | Head]]", [(Code.PROSE_BAD_EXPRESSION, "[[sign: post2 | Head]]")]),
        (
            "A {% if b %}c{% endif %}",
            [(Code.PROSE_BAD_EXPRESSION, "{% if b %}"), (Code.PROSE_BAD_EXPRESSION, "{% endif %}")],
        ),
        ("A [[page]] here", [(Code.PROSE_BAD_EXPRESSION, "[[page]]")]),
        ("A {{ b } c", [(Code.PROSE_BAD_EXPRESSION, "{{")]),
        ("A { b }} c", [(Code.PROSE_BAD_EXPRESSION, "}}")]),
        ("A {# note #}", [(Code.PROSE_BAD_EXPRESSION, "{#"), (Code.PROSE_BAD_EXPRESSION, "#}")]),
    ],
)
def test_a_tag_that_would_be_printed_or_passed_over_is_a_problem(
    body: str, expected: list[tuple[Code, str]]
) -> None:
    assert faults(body) == expected


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("[[sectoin: head]]", "sectoin → section?"),
        ("[[section: haed]]", "haed → head?"),
        ("[[clauses: dutis]]", "dutis → duties?"),
        ("[[sign: singed | Head]]", "singed → signed?"),
    ],
)
def test_a_slip_in_a_mark_is_answered_with_what_was_meant(mark: str, reason: str) -> None:
    _, (problem,) = read_prose(mark, MARKS)
    assert problem.values["reason"] == reason


@pytest.mark.parametrize(
    ("line", "inlines"),
    [
        ("", ()),
        ("Plain", (Text("Plain"),)),
        ("1. not a clause", (Text("1. not a clause"),)),
        ("# not a heading", (Text("# not a heading"),)),
        ("- {{ x }}", (Text("- "), Placeholder("x"))),
        ("**{{ post }}**", (Placeholder("post", is_bold=True),)),
    ],
)
def test_one_line_is_text_whatever_it_begins_with(line: str, inlines: tuple[object, ...]) -> None:
    assert read_line(line) == inlines


PIECES = [
    *("{% if a %}", "{% else %}", "{% endif %}", "{% for x in y %}", "{% endfor %}", "[[page]]"),
    *("\n", "\n\n", "# ", "1. ", "- ", "   ", "{{ post }}", "{{", "}}", "**", "[[sign: ", "]]"),
    *("text", "\ue000", "\\", "`", "> ", "&amp;"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_body_becomes_blocks_or_problems(body: str) -> None:
    found, problems = read_prose(body, MARKS)
    assert isinstance(found, list)
    printed = "".join(
        piece.text
        for block in found
        if isinstance(block, Paragraph)
        for piece in block.inlines
        if isinstance(piece, Text)
    )
    assert problems or not any(tag in printed for tag in ("{{", "}}", "{%", "%}", "[[", "]]"))
