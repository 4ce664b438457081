"""Documents from a template: prepared once, then one render and one deflate per document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

from formkit.formats.docx.clean import cleaned_parts, settle
from formkit.formats.docx.help import help_styles, remove_help
from formkit.formats.docx.ooxml import Element, as_xml, parse_xml
from formkit.formats.docx.package import Packed, package, packed, parts_of
from formkit.formats.docx.tags import Tagged, tagged_paragraphs
from formkit.formats.docx.template import compile_template
from formkit.layout.expressions import (
    ExpressionError,
    Script,
    at_place,
    compile_markup,
    context,
)
from formkit.problems import Code, Problem, problem

if TYPE_CHECKING:
    from formkit.language.profiles import Profile
    from formkit.layout.blocks import Document, Rendering
    from formkit.model.record import Values

FILLED_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_LEVEL = 3
"""Of deflating what is new in every document: a third of the time of level 6 for a third more."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CURLY = "‘’“”"
_GUARDED = "\ue000\ue001\ue002\ue003"
_IN_TAG = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
_MARKUP = re.compile(r"<[^>]*>")
_CELL_TAGS = re.compile(r"\{%\s*(?:tc|colspan|hm)\b")


class Template:
    """A Word template ready to be filled many times.

    ``file`` is its name in messages.

    Raises:
        NotWordError: not a Word file.
        ExpressionError: tags that cannot be read; all broken braces at once.
    """

    def __init__(self, docx: bytes, locale: str, file: str = "") -> None:
        self._file = file
        self._static: list[Packed] = []
        self._scripts: dict[str, tuple[Script, bool]] = {}
        parts = cleaned_parts(parts_of(docx, file))
        styles = help_styles(parts.get("word/styles.xml", b"<none/>"))
        for name, content in parts.items():
            if not FILLED_PARTS.fullmatch(name):
                self._static.append(packed(name, content, 9))
                continue
            root = parse_xml(content)
            settle(root)
            remove_help(root, styles)
            if source := self._source(root):
                self._scripts[name] = (self._compiled(source, locale), _has_cell_tags(source))
            else:
                self._static.append(packed(name, as_xml(root), 9))

    def render(self, names: Mapping[str, Any]) -> bytes:
        """The document; ``names`` as :func:`formkit.layout.expressions.context` gives them.

        Raises:
            ExpressionError: unknown names, or a value that cannot be used where it stands.
        """
        filled = [
            packed(name, self._filled(script, names, has_cells), _LEVEL)
            for name, (script, has_cells) in self._scripts.items()
        ]
        return package([*self._static, *filled])

    def _filled(self, script: Script, names: Mapping[str, Any], has_cells: bool) -> bytes:
        try:
            xml = script.render(names)
        except ExpressionError as error:
            raise self._placed(error, script.source) from None
        xml = xml.replace("\n<w:p", "<w:p")
        return _with_repaired_tables(xml) if has_cells else (_HEAD + xml).encode()

    def _source(self, root: Element) -> str | None:
        """The part as a Jinja template; None where it has no tags."""
        paragraphs = tagged_paragraphs(root)
        if broken := [self._broken(p) for p in paragraphs if p.broken]:
            raise ExpressionError(problems=broken)
        if not any(p.tags for p in paragraphs):
            return None
        return jinja_source(root)

    def _compiled(self, source: str, locale: str) -> Script:
        try:
            return compile_markup(source, locale)
        except ExpressionError as error:
            raise self._placed(error, source) from None

    def _broken(self, found: Tagged) -> Problem:
        where = problem(Code.TEMPLATE_BROKEN_BRACES, text=found.broken, place=found.text)
        return where.at(file=self._file or None)

    def _placed(self, error: ExpressionError, source: str) -> ExpressionError:
        """The same with the text of the paragraph in which it happened."""
        lines = source.split("\n")
        found = [
            at_place(p, place_text(lines[(p.where.line or 1) - 1])).at(
                file=self._file or None, line=None
            )
            for p in error.problems
        ]
        return ExpressionError(problems=found)


def place_text(markup: str, limit: int = 120) -> str:
    """The words of a piece of markup, shortened."""
    words = " ".join(_MARKUP.sub("", markup).split())
    return words if len(words) <= limit else words[: limit - 1] + "…"


def jinja_source(root: Any) -> str:
    """A part with its paragraph, row and cell tags lifted out; every paragraph begins a line.

    Curly quotes inside strings are kept from docxtpl, which would straighten them.
    """
    from docxtpl import DocxTemplate

    xml = etree.tostring(root, encoding="unicode")
    xml = _IN_TAG.sub(lambda m: m[0].translate(str.maketrans(_CURLY, _GUARDED)), xml)
    patched = DocxTemplate.patch_xml(None, xml)  # uses nothing of a template
    patched = patched.translate(str.maketrans(_GUARDED, _CURLY))
    return re.sub(r"\n*<w:p([ >/])", r"\n<w:p\1", patched)


def _has_cell_tags(source: str) -> bool:
    return _CELL_TAGS.search(source) is not None


def _with_repaired_tables(xml: str) -> bytes:
    """Tables whose cells were repeated get their grid again."""
    from docxtpl import DocxTemplate

    tree = DocxTemplate.fix_tables(None, xml)
    repaired: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)
    return repaired


def write(
    document: Document,
    values: Values,
    records: Mapping[str, Mapping[str, Any]],
    profile: Profile,
    rendering: Rendering | None = None,
) -> bytes:
    """The Word file of one document; for many, keep the :class:`Template`."""
    from formkit.layout.blocks import Rendering

    template = Template(compile_template(document, profile), document.locale)
    names = context(document.form, values, document.words, records, rendering or Rendering.FILLED)
    return template.render(names)
