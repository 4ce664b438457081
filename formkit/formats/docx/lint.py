"""Everything wrong with a template somebody edited in Word, in one run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from formkit.fieldtypes.base import Widget
from formkit.formats.docx.clean import CHANGE_MARKS, COMMENT_MARK, TITLE, settle
from formkit.formats.docx.help import HelpStyles, help_styles, remove_help
from formkit.formats.docx.ooxml import Element, parse_xml, q
from formkit.formats.docx.package import parts_of
from formkit.formats.docx.render import FILLED_PARTS, Template, place_text
from formkit.formats.docx.tags import Tag, Tagged, tagged_paragraphs
from formkit.language.suggestion import suggest
from formkit.layout.blocks import Rendering
from formkit.layout.expressions import (
    ExpressionError,
    Shape,
    at_place,
    context,
    expression_problems,
    loop_names,
    names_of,
    table_problems,
    used_names,
)
from formkit.model.form import Field, Form
from formkit.model.words import FormWords
from formkit.problems import Code, Problem, Severity, has_errors, problem

_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set")
_FOR = re.compile(r"([a-z_]\w*)\s+in\s+(.+)", re.DOTALL)
_SET = re.compile(r"([a-z_]\w*)\s*=\s*(.+)", re.DOTALL)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HOLDERS = {"tr": "tr", "tc": "tc"}


def check(
    docx: bytes,
    form: Form,
    words: FormWords,
    records: Mapping[str, Iterable[str]] | None = None,
    file: str = "",
) -> list[Problem]:
    """All findings, in the order of the text.

    ``path`` of each place is ``¶ 12``, the paragraph of the body from 1, with the name of the part
    before it elsewhere; facts hold the text of the paragraph.

    Args:
        docx: the template.
        form: the definition it must fit.
        words: those of the template's locale.
        records: parts of each record, see :func:`formkit.layout.expressions.names_of`.
        file: its name in messages.

    Raises:
        NotWordError: not a Word file at all.
    """
    parts = parts_of(docx, file)
    names = names_of(form, records)
    styles = help_styles(parts.get("word/styles.xml", b"<none/>"))
    found: list[Problem] = []
    used: set[str] = set()
    for part in sorted(filter(FILLED_PARTS.fullmatch, parts)):
        walk = _Walk(_part_name(part), names, styles)
        walk.part(parse_xml(parts[part]))
        found += walk.problems
        used |= walk.used
    found += _properties(parts)
    found += _unused(form, used)
    if not has_errors(found):
        found += _rehearsed(docx, form, words)
    return [p.at(file=file or None) for p in found]


def _part_name(part: str) -> str:
    name = part.removeprefix("word/").removesuffix(".xml")
    return "" if name == "document" else name


def _properties(parts: Mapping[str, bytes]) -> list[Problem]:
    core = parts.get("docProps/core.xml")
    title = (parse_xml(core).findtext(TITLE) or "") if core else ""
    has_tag = "{{" in title or "{%" in title
    return [problem(Code.TEMPLATE_TAG_IN_PROPERTIES, text=title)] if has_tag else []


def _unused(form: Form, used: set[str]) -> Iterator[Problem]:
    """Required fields that are printed nowhere; a place to sign prints nothing."""
    for member in form.members():
        is_signature = isinstance(member, Field) and member.widget is Widget.SIGNATURE
        if member.is_required and member.name not in used and not is_signature:
            yield problem(Code.TEMPLATE_NO_PLACEHOLDER, name=member.name)


def _rehearsed(docx: bytes, form: Form, words: FormWords) -> list[Problem]:
    """A blank is made of it: what only rendering finds, and whether the result is whole."""
    try:
        template = Template(docx, words.locale)
        made = template.render(context(form, {}, words, {}, Rendering.BLANK))
        for name, content in parts_of(made).items():
            if FILLED_PARTS.fullmatch(name):
                parse_xml(content)
    except ExpressionError as error:
        return list(error.problems)
    except etree.XMLSyntaxError as error:
        return [problem(Code.TEMPLATE_BROKEN_STRUCTURE, reason=error.msg or "")]
    return []


@dataclass
class _Open:
    """A block whose end has not come yet."""

    tag: Tag
    word: str
    paragraph: Tagged
    number: int
    names: dict[str, Shape]


@dataclass
class _Walk:
    """Goes through the tags of one part with the names known at each."""

    part_name: str
    names: Mapping[str, Shape]
    help_styles: HelpStyles
    problems: list[Problem] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    _open: list[_Open] = field(default_factory=list)
    _own: dict[str, Shape] = field(default_factory=dict)
    _number: int = 0

    def part(self, root: Element) -> None:
        numbers = {element: n for n, element in enumerate(root.iter(q("p")), start=1)}
        remove_help(root, self.help_styles)
        self._marks(root)
        settle(root)
        for paragraph in tagged_paragraphs(root):
            self._number = numbers[paragraph.element]
            if not any(True for _ in paragraph.element.iterancestors(_FALLBACK)):
                self._paragraph(paragraph)
        for block in reversed(self._open):
            self._number = block.number
            self._add(
                block.paragraph,
                problem(
                    Code.TEMPLATE_UNBALANCED, tag=block.tag.written, partner=f"end{block.word}"
                ),
            )

    def _marks(self, root: Element) -> None:
        changes = sum(1 for _ in root.iter(*map(q, CHANGE_MARKS)))
        comments = sum(1 for _ in root.iter(q(COMMENT_MARK)))
        counts = (
            (Code.TEMPLATE_TRACKED_CHANGES, changes),
            (Code.TEMPLATE_COMMENTS, comments),
        )
        for code, count in counts:
            if count:
                self.problems.append(problem(code, Severity.WARNING, count=count))

    def _paragraph(self, paragraph: Tagged) -> None:
        if paragraph.broken:
            found = problem(Code.TEMPLATE_BROKEN_BRACES, text=paragraph.broken)
            self._add(paragraph, found)
        if paragraph.single:
            code = Code.TEMPLATE_SINGLE_BRACES
            self._add(paragraph, problem(code, Severity.WARNING, text=paragraph.single))
        for tag in paragraph.tags:
            if not tag.is_comment:
                self._tag(tag, paragraph)

    def _tag(self, tag: Tag, paragraph: Tagged) -> None:
        self._mended(tag, paragraph)
        self._placed(tag, paragraph)
        if tag.is_expression:
            if tag.scope:
                self._add(paragraph, problem(Code.TEMPLATE_SCOPED_VALUE, tag=tag.written))
            self._expression(tag.text, paragraph)
            return
        word, _, rest = tag.text.partition(" ")
        match word:
            case "if" | "for":
                self._begin(tag, word, rest.strip(), paragraph)
            case "elif" | "else":
                self._middle(tag, word, rest.strip(), paragraph)
            case "endif" | "endfor":
                self._end(tag, word.removeprefix("end"), paragraph)
            case "set":
                self._set(tag, rest.strip(), paragraph)
            case _:
                known, near = ", ".join(_TAGS), suggest(word.lower(), _TAGS)
                found = problem(
                    Code.TEMPLATE_UNKNOWN_TAG, tag=tag.written, known=known, suggestion=near
                )
                self._add(paragraph, found)

    def _add(self, paragraph: Tagged, found: Problem) -> None:
        path = f"{self.part_name} ¶ {self._number}".lstrip()
        self.problems.append(at_place(found, place_text(paragraph.text)).at(path=path))

    @property
    def _scope(self) -> dict[str, Shape]:
        """Names known here, those of the blocks around included."""
        names = dict(self.names) | self._own
        for block in self._open:
            names |= block.names
        return names

    def _expression(self, text: str, paragraph: Tagged) -> None:
        self.used |= used_names(text)
        for found in expression_problems(text, self._scope):
            self._add(paragraph, found)

    def _begin(self, tag: Tag, word: str, rest: str, paragraph: Tagged) -> None:
        names: dict[str, Shape] = {}
        if word == "if":
            self._expression(rest, paragraph)
        elif match := _FOR.fullmatch(rest):
            names = self._loop(match[1], match[2], paragraph)
        else:
            reason = "for row in table"
            found = problem(Code.PROSE_BAD_EXPRESSION, expression=tag.written, reason=reason)
            self._add(paragraph, found)
            names = {name: Shape() for name in (*rest.split()[:1], "loop")}
        self._open.append(_Open(tag, word, paragraph, self._number, names))

    def _loop(self, variable: str, expression: str, paragraph: Tagged) -> dict[str, Shape]:
        self.used |= used_names(expression)
        for found in table_problems(expression, self._scope):
            self._add(paragraph, found)
        inner = loop_names(self._scope, variable, expression)
        return {variable: inner[variable], "loop": inner["loop"]}

    def _middle(self, tag: Tag, word: str, rest: str, paragraph: Tagged) -> None:
        opened = self._open[-1] if self._open else None
        if opened is None or (word == "elif" and opened.word != "if"):
            self._add(paragraph, problem(Code.TEMPLATE_UNBALANCED, tag=tag.written, partner="if"))
        else:
            self._matching(tag, opened, paragraph)
        if word == "elif":
            self._expression(rest, paragraph)

    def _end(self, tag: Tag, word: str, paragraph: Tagged) -> None:
        if not any(block.word == word for block in self._open):
            found = problem(Code.TEMPLATE_UNBALANCED, tag=tag.written, partner=word)
            self._add(paragraph, found)
            return
        while self._open[-1].word != word:
            block = self._open.pop()
            partner = f"end{block.word}"
            found = problem(Code.TEMPLATE_UNBALANCED, tag=block.tag.written, partner=partner)
            self._add(paragraph, found)
        self._matching(tag, self._open.pop(), paragraph)

    def _matching(self, tag: Tag, opened: _Open, paragraph: Tagged) -> None:
        facts = {"tag": tag.written, "opening": opened.tag.written}
        if tag.scope != opened.tag.scope:
            self._add(paragraph, Problem(Code.TEMPLATE_WRONG_SCOPE, values=facts))
        elif _holder(tag, paragraph) is not _holder(opened.tag, opened.paragraph) or (
            not tag.scope and tag.around != opened.tag.around
        ):
            self._add(paragraph, Problem(Code.TEMPLATE_CROSSING, values=facts))

    def _set(self, tag: Tag, rest: str, paragraph: Tagged) -> None:
        match = _SET.fullmatch(rest)
        if match is None:
            reason = "set name = value"
            found = problem(Code.PROSE_BAD_EXPRESSION, expression=tag.written, reason=reason)
            self._add(paragraph, found)
            return
        self._expression(match[2], paragraph)
        self._own[match[1]] = Shape()

    def _mended(self, tag: Tag, paragraph: Tagged) -> None:
        for is_mended, code in (
            (tag.has_mended_quotes, Code.TEMPLATE_MENDED_QUOTES),
            (tag.has_mended_letters, Code.TEMPLATE_MENDED_LETTERS),
        ):
            if is_mended:
                found = problem(code, Severity.WARNING, tag=tag.written, mended=tag.source)
                self._add(paragraph, found)

    def _placed(self, tag: Tag, paragraph: Tagged) -> None:
        """A tag for a whole paragraph, row or cell stands in one, alone."""
        if tag.scope in _HOLDERS and _ancestor(paragraph.element, tag.scope) is None:
            self._add(paragraph, problem(Code.TEMPLATE_NOT_IN_TABLE, tag=tag.written))
        elif tag.scope in ("p", "tr", "tc"):
            whole = paragraph.element
            if tag.scope != "p":
                whole = _ancestor(whole, tag.scope)
            text = "".join(piece.text or "" for piece in whole.iter(q("t")))
            beside = " ".join(text.replace(tag.source, "", 1).split())
            if beside:
                found = problem(Code.TEMPLATE_NOT_ALONE, tag=tag.written, text=beside)
                self._add(paragraph, found)


def _ancestor(element: Element, tag: str) -> Element | None:
    return next(element.iterancestors(q(tag)), None)


def _holder(tag: Tag, paragraph: Tagged) -> Element | None:
    """What a block may not leave: body or cell for paragraphs, table for rows, row for cells."""
    element = paragraph.element
    if tag.scope in _HOLDERS:
        element = _ancestor(element, tag.scope)
    return None if element is None else element.getparent()
