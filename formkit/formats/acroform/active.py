"""Content that would act when a file is opened: named for people, never run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name

from formkit.formats.acroform.identity import ATTACHMENT
from formkit.formats.acroform.walk import entry, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pikepdf

    from formkit.formats.acroform.walk import OpenPage

_HARMLESS = {"GoTo", "Named", "URI", "ResetForm", "Hide", "Thread", "GoToR"}
_ACTIVE = (Name.RichMedia, Name.FileAttachment)
"""Annotations that are files."""
_NAMES_DEPTH = 16


def active_content(pdf: pikepdf.Pdf, pages: Sequence[OpenPage]) -> list[str]:
    """Kinds of action and embedded files, each once, sorted."""
    root = pdf.Root
    kinds = {*_actions(entry(root, "/OpenAction")), *_additional(root)}
    names = entry(root, "/Names")
    if isinstance(names, Dictionary):
        if "/JavaScript" in names:
            kinds.add("JavaScript")
        if any(each != ATTACHMENT for each in _tree_keys(entry(names, "/EmbeddedFiles"))):
            kinds.add("EmbeddedFiles")
    for page in pages:
        kinds.update(_additional(page.item))
        for each in page.annotations:
            kinds.update(_of_annotation(each))
    return sorted(kinds)


def _of_annotation(annotation: pikepdf.Object) -> Iterator[str]:
    yield from _additional(annotation)
    yield from _actions(entry(annotation, "/A"))
    kind = entry(annotation, "/Subtype")
    if isinstance(kind, Name) and kind in _ACTIVE:
        yield text_of(kind)


def _additional(owner: pikepdf.Object) -> Iterator[str]:
    """Actions of ``/AA``: on opening, typing, printing."""
    triggers = entry(owner, "/AA")
    if isinstance(triggers, Dictionary):
        for key in triggers.keys():  # noqa: SIM118 - no Mapping
            yield from _actions(triggers[key])


def acts(action: pikepdf.Object) -> bool:
    """Whether an action does more than turn pages or open a link."""
    return any(True for _ in _actions(action))


def _actions(action: object) -> Iterator[str]:
    """Kind of an action; what may follow it says nothing new to a person."""
    if not isinstance(action, Dictionary):
        return
    kind = text_of(entry(action, "/S"))
    if "/JS" in action:
        kind = "JavaScript"
    if kind and kind not in _HARMLESS:
        yield kind
    if "/Next" in action:
        yield "Next"


def _tree_keys(node: object, depth: int = 0) -> Iterator[str]:
    """Keys of a name tree (ISO 32000-1, 7.9.6)."""
    if not isinstance(node, Dictionary) or depth > _NAMES_DEPTH:
        return
    names, kids = entry(node, "/Names"), entry(node, "/Kids")
    if isinstance(names, Array):
        yield from (text_of(names[i]) for i in range(0, len(names), 2))
    if isinstance(kids, Array):
        for kid in kids:
            yield from _tree_keys(kid, depth + 1)
