"""Tags in paragraphs: found over split runs, mended where Word's autocorrection spoiled them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from formkit.formats.docx.ooxml import Element, q
from formkit.language.suggestion import latin_look

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_INSIDE = re.compile(
    r"(\{[{%#])([-+]?)((?:[Tt][rc]|[PpRr])(?=\s))?(.*?)([-+]?)([}%#]\})", re.DOTALL
)
_BROKEN = re.compile(r"\{\s*[{%#]|[}%#]\s*\}+")
_SINGLE = re.compile(r"\{\s*[a-z_][\w.]*\s*\}")
_WORD = re.compile(r"[^\W\d_]\w*")
_CLOSERS = {
    **{"«": "»", "»": "«»", "„": "“”", "“": "”“", "”": "”"},
    **{"‘": "’‘", "’": "’‘", "‚": "‘’", "‹": "›"},
}
"""What may end a string that autocorrection opened with this mark."""
_DELETED = ("del", "moveFrom")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Soft hyphens and signs without width, which come along when text is copied."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as the program reads it.

    ``scope`` is ``p``, ``tr``, ``tc`` or ``r`` where the tag stands for a whole paragraph, row,
    cell or run; ``written`` is what stood in the file; ``around`` names the elements around it in
    its paragraph.
    """

    braces: str
    scope: str
    text: str
    source: str
    written: str
    has_mended_quotes: bool = False
    has_mended_letters: bool = False
    around: tuple[str, ...] = ()

    @property
    def is_expression(self) -> bool:
        return self.braces == "{{"

    @property
    def is_comment(self) -> bool:
        return self.braces == "{#"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A paragraph with its tags.

    ``broken`` is text around broken braces, ``single`` a name in single ones; else empty.
    """

    element: Element
    text: str
    tags: tuple[Tag, ...] = ()
    broken: str = ""
    single: str = ""


def tagged_paragraphs(root: Element) -> list[Tagged]:
    """Every paragraph of a part in order; tags are mended and put into one run each."""
    return [_tagged(paragraph) for paragraph in root.iter(q("p"))]


def _tagged(paragraph: Element) -> Tagged:
    pieces = list(_pieces(paragraph))
    text = "".join(piece.text or "" for piece in pieces)
    if "{" not in text and "}" not in text:
        return Tagged(paragraph, text)
    matches = list(_TAG.finditer(text))
    tags = [read_tag(match[0]) for match in matches]
    for number, match in reversed(list(enumerate(matches))):
        piece = _replace(pieces, match.start(), match.end(), tags[number].source)
        tags[number] = replace(tags[number], around=_around(piece, paragraph))
    rest = _TAG.sub("\x00", text)
    hits = list(_BROKEN.finditer(rest))
    broken = rest[hits[0].start() : hits[-1].end()].replace("\x00", "…") if hits else ""
    single = None if broken else _SINGLE.search(rest)
    return Tagged(paragraph, text, tuple(tags), broken, single[0] if single else "")


def _pieces(paragraph: Element) -> Iterator[Element]:
    """Texts of the paragraph itself: not of a text box in it, not deleted ones."""
    for piece in paragraph.iter(q("t")):
        owner = next(piece.iterancestors(q("p")))
        if owner is paragraph and not any(True for _ in piece.iterancestors(*map(q, _DELETED))):
            yield piece


def _replace(pieces: list[Element], start: int, end: int, new: str) -> Element:
    """Write ``new`` over a span of the joined text: all of it into the first piece it touches.

    Returns:
        That piece.
    """
    position = 0
    first = None
    for piece in pieces:
        text = piece.text or ""
        low, high = max(start - position, 0), min(end - position, len(text))
        if low < high:
            piece.text = text[:low] + (new if first is None else "") + text[high:]
            first = piece if first is None else first
        position += len(text)
    return first


def _around(piece: Element, paragraph: Element) -> tuple[str, ...]:
    ancestors = takewhile(lambda element: element is not paragraph, piece.iterancestors())
    return tuple(element.tag for element in ancestors)


def read_tag(written: str) -> Tag:
    inner, has_quotes = _with_straight_quotes(written.translate(_UNSEEN))
    inner, has_letters = _with_latin_letters(inner)
    match = _INSIDE.fullmatch(inner)
    braces, trim, scope, text, end_trim, closing = (
        match.groups() if match else ("", "", "", inner, "", "")
    )
    scope = (scope or "").lower()
    source = f"{braces}{trim}{scope}{text}{end_trim}{closing}"
    clean = " ".join(text.replace("\xa0", " ").split())
    return Tag(braces, scope, clean, source, written, has_quotes, has_letters)


def _with_straight_quotes(text: str) -> tuple[str, bool]:
    """Strings inside the tag between straight marks, whatever marks they had."""
    result: list[str] = []
    closers = ""
    mark = ""
    for position, sign in enumerate(text):
        if closers:
            is_end = sign in closers
            result.append(mark if is_end else sign)
            closers = "" if is_end else closers
        elif sign in "'\"":
            result.append(sign)
            mark = sign
            closers = sign if sign in text[position + 1 :] else sign + "»“”’‘"
        elif sign in _CLOSERS:
            mark, closers = '"', _CLOSERS[sign]
            result.append(mark)
        else:
            result.append(sign)
    mended = "".join(result)
    return mended, mended != text


_STRING = re.compile(r"('[^']*'|\"[^\"]*\")")


def _with_latin_letters(text: str) -> tuple[str, bool]:
    """Words outside strings in Latin letters, where all their letters look Latin."""
    parts = _STRING.split(text)
    parts[::2] = [_WORD.sub(_latin, part) for part in parts[::2]]
    mended = "".join(parts)
    return mended, mended != text


def _latin(match: re.Match[str]) -> str:
    word = match[0]
    latin = latin_look(word)
    return latin if latin.isascii() else word
