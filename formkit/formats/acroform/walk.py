"""The fields of any AcroForm, whoever wrote it: inheritance resolved, nothing interpreted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.fieldtypes.base import canonical_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_FIELDS = 5_000
MAX_DEPTH = 64
MAX_PAGES = 2_000
MAX_TEXT_BYTES = 1 << 20
_INHERITED = ("/FT", "/Ff", "/V", "/Opt")


class LimitReachedError(Exception):
    """A file asks for more work than any form does; the argument names the limit."""


@dataclass(frozen=True, slots=True)
class WalkedField:
    """A terminal field with its widgets; inherited entries are filled in."""

    name: str
    """Fully qualified, parts joined by dots."""
    entries: dict[str, object]
    widgets: tuple[pikepdf.Object, ...]

    @property
    def kind(self) -> str:
        """``/Tx``, ``/Btn``, ``/Ch``, ``/Sig``; empty where the file does not say."""
        return str(self.entries.get("/FT", ""))

    @property
    def flags(self) -> int:
        flags = self.entries.get("/Ff", 0)
        return int(flags) if isinstance(flags, int) else 0


@dataclass(slots=True)
class _Branch:
    """A field on the way down with what it inherits."""

    item: Dictionary
    name: str = ""
    inherited: dict[str, object] = field(default_factory=dict)
    depth: int = 0


def walk(pdf: pikepdf.Pdf) -> Iterator[WalkedField]:
    """Terminal fields in document order; a field reached twice is given once.

    Raises:
        LimitReachedError: more fields or deeper than any form.
    """
    form = entry(pdf.Root, "/AcroForm")
    fields = entry(form, "/Fields") if isinstance(form, Dictionary) else None
    if not isinstance(fields, Array):
        return
    branches = [_Branch(each) for each in _dictionaries(fields)][::-1]
    seen: set[tuple[int, int]] = set()
    count = 0
    while branches:
        branch = branches.pop()
        if branch.item.is_indirect:
            if branch.item.objgen in seen:
                continue
            seen.add(branch.item.objgen)
        count += 1
        if count > MAX_FIELDS:
            raise LimitReachedError(f"{MAX_FIELDS} fields")
        if branch.depth > MAX_DEPTH:
            raise LimitReachedError(f"fields nested {MAX_DEPTH} deep")
        found, below = _opened(branch)
        branches += below[::-1]
        if found is not None:
            yield found


def _opened(branch: _Branch) -> tuple[WalkedField | None, list[_Branch]]:
    """The field itself where it is terminal, and the fields below it."""
    item = branch.item
    own = text_of(entry(item, "/T"))
    name = f"{branch.name}.{own}" if branch.name and own else own or branch.name
    entries = {**branch.inherited, **{k: item[k] for k in _INHERITED if k in item}}
    kids = _dictionaries(entry(item, "/Kids"))
    if not kids:
        return WalkedField(name, entries, (item,)), []
    fields = [kid for kid in kids if "/T" in kid]
    below = [_Branch(kid, name, entries, branch.depth + 1) for kid in fields]
    if fields and len(fields) == len(kids):
        return None, below
    widgets = tuple(kid for kid in kids if "/T" not in kid) or (item,)
    return WalkedField(name, entries, widgets), below


def entry(item: pikepdf.Object, key: str) -> Any:
    """An entry or None; ``get`` takes ten times as long where there is none."""
    return item[key] if key in item else None  # noqa: SIM401 - that is the point


def _dictionaries(items: object) -> list[Dictionary]:
    return [i for i in items if isinstance(i, Dictionary)] if isinstance(items, Array) else []


def text_of(value: object) -> str:
    """A value as text: strings of all encodings, names without slash, streams; else empty.

    Raises:
        LimitReachedError: more text than any form holds.
    """
    if value is None:
        return ""
    if isinstance(value, Stream):
        value = String(value.read_bytes())
    if isinstance(value, String) and len(bytes(value)) > MAX_TEXT_BYTES:
        raise LimitReachedError(f"{MAX_TEXT_BYTES >> 20} MiB of text in a field")
    if isinstance(value, Name):
        return _decoded(value)[1:]
    if isinstance(value, String):
        text = _decoded(value)
        return canonical_text(_LANGUAGE.sub("", text) if "\x1b" in text else text)
    if isinstance(value, Array):
        if len(value) > MAX_FIELDS:
            raise LimitReachedError(f"{MAX_FIELDS} values in a field")
        return "\n".join(text_of(each) for each in value if not isinstance(each, Array))
    return "" if isinstance(value, pikepdf.Object) else str(value)


_LANGUAGE = re.compile("\x1b[^\x1b]{0,8}\x1b")
"""Escape sequence within a text (ISO 32000-1, 7.9.2.2)."""


def _decoded(value: pikepdf.Object) -> str:
    """Letters that are not valid in their encoding become U+FFFD."""
    try:
        return str(value)
    except UnicodeDecodeError:
        data = bytes(value)
        if data.startswith(b"\xfe\xff"):
            return data[2:].decode("utf-16-be", "replace")
        return data.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page with its annotations: to fetch them is slow, and several look at them."""

    item: pikepdf.Object
    annotations: list[Dictionary]


def open_pages(pdf: pikepdf.Pdf) -> list[OpenPage]:
    """All pages.

    Raises:
        LimitReachedError: more pages or annotations than any form has.
    """
    if len(pdf.pages) > MAX_PAGES:
        raise LimitReachedError(f"{MAX_PAGES} pages")
    pages, count = [], 0
    for page in pdf.pages:
        pages.append(OpenPage(page.obj, _dictionaries(entry(page.obj, "/Annots"))))
        count += len(pages[-1].annotations)
        if count > 4 * MAX_FIELDS:
            raise LimitReachedError(f"{4 * MAX_FIELDS} annotations")
    return pages


def pages_of_widgets(pages: Sequence[OpenPage]) -> dict[tuple[int, int], int]:
    """Page number of every indirect annotation."""
    return {
        annotation.objgen: number
        for number, page in enumerate(pages, start=1)
        for annotation in page.annotations
        if annotation.is_indirect
    }
