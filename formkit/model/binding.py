"""Forms bound to a PDF of somebody else: which of its fields holds which slot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from formkit.fieldtypes.choice import NO, MultiChoiceType
from formkit.model.form import SEPARATOR, Field
from formkit.problems import Code, Severity, problem

if TYPE_CHECKING:
    from formkit.model.form import Form
    from formkit.model.record import Reading, Seen
    from formkit.problems import Problem

Box = tuple[float, float, float, float]
_SAME_PT = 1.0
"""Programs round the rectangles of the fields they save."""


@dataclass(frozen=True, slots=True)
class Place:
    """One widget of a field of the PDF."""

    page: int
    """From 1."""
    rectangle_pt: Box
    choice: str = ""
    """Name of the choice a button stands for; empty for other widgets."""


@dataclass(frozen=True, slots=True)
class BoundField:
    """A field of the PDF."""

    pdf_name: str
    """Fully qualified, parts joined by dots."""
    places: tuple[Place, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    """What the PDF stores for each choice: an export value, an entry of ``/Opt`` or a state."""


@dataclass(frozen=True, slots=True)
class Binding:
    """The PDF behind a form."""

    sha256: str
    fields: Mapping[str, BoundField]
    """By slot name; a list of several choices by the name of its field."""
    left_out: frozenset[str] = frozenset()
    """Names in the PDF of the fields the form does without."""
    original: bytes = field(default=b"", repr=False)

    def is_of(self, reading: Reading) -> bool:
        """Whether a file has exactly the fields of the original, each in its place."""
        bound = {each.pdf_name: each for each in self.fields.values()}
        if set(reading.seen) != bound.keys() | self.left_out or not bound:
            return False
        return all(_is_in_place(reading.seen[name], each) for name, each in bound.items())


def _is_in_place(seen: Seen, bound: BoundField) -> bool:
    box = seen.rectangle_pt
    return box is not None and any(
        place.page == seen.page
        and all(abs(a - b) <= _SAME_PT for a, b in zip(box, place.rectangle_pt, strict=True))
        for place in bound.places
    )


def geometry(form: Form, binding: Binding) -> dict[str, tuple[int, Box]]:
    """Page and rectangle by slot name, boxes of a radio group as ``slot/choice``.

    Several places of one text count by the first: all of them show the same.
    """
    found: dict[str, tuple[int, Box]] = {}
    for name, bound in binding.fields.items():
        is_group = len({place.choice for place in bound.places}) > 1
        slots = list(_slots(form, name, bound))
        for place in reversed(bound.places):
            for slot in slots:
                key = f"{slot}/{place.choice}" if is_group else slot
                found[key] = (place.page, place.rectangle_pt)
    return found


def pdf_texts(form: Form, binding: Binding, texts: Mapping[str, str]) -> dict[str, str]:
    """What the fields of the PDF shall hold, by their names there; inverse of :func:`slots_read`.

    Several choices of a list are parted by LF. A field of which no slot has a text is missing.
    """
    wanted: dict[str, str] = {}
    for name, bound in binding.fields.items():
        if not _is_list(form, name):
            if name in texts:
                wanted[bound.pdf_name] = _stored(bound, texts[name])
            continue
        chosen = [texts[slot] for slot in _slots(form, name, bound) if slot in texts]
        if chosen:
            wanted[bound.pdf_name] = "\n".join(_stored(bound, c) for c in chosen if c)
    return wanted


def _stored(bound: BoundField, text: str) -> str:
    """A single check box has no box for its no."""
    return bound.choices.get(text, "" if text == NO else text) if bound.choices else text


def slots_read(form: Form, binding: Binding, reading: Reading) -> Reading:
    """The reading of a returned original in the names of the form.

    What the PDF stores and the binding does not know stays as it is seen, so that cleaning finds
    it wrong. Problems: VALUE_NOT_A_CHOICE in a multiple choice, whose boxes have no place for it;
    DOCUMENT_UNKNOWN_FIELD for fields the original never had.
    """
    seen: dict[str, Seen] = {}
    slot_of: dict[str | None, str] = {}
    problems: list[Problem] = []
    for name, bound in binding.fields.items():
        slot_of[bound.pdf_name] = name
        own = reading.seen.get(bound.pdf_name)
        if own is not None:
            seen |= _slot_texts(form, name, bound, own)
            problems += _strange_choices(form, name, bound, own)
    problems = [
        *(p.at(path=slot_of.get(p.where.path, p.where.path)) for p in reading.problems),
        *problems,
        *(
            problem(Code.DOCUMENT_UNKNOWN_FIELD, Severity.WARNING, name=name)
            for name in sorted(reading.seen.keys() - slot_of.keys() - binding.left_out)
        ),
    ]
    return replace(reading, seen=seen, problems=tuple(problems))


def _slot_texts(form: Form, name: str, bound: BoundField, own: Seen) -> dict[str, Seen]:
    names = {stored: choice for choice, stored in bound.choices.items()}
    if not _is_list(form, name):
        return {name: replace(own, text=names.get(own.text, own.text))}
    chosen = {names.get(line) for line in own.text.split("\n")}
    return {
        slot: replace(own, text=choice if choice in chosen else "")
        for slot, choice in zip(_slots(form, name, bound), bound.choices, strict=True)
    }


def _strange_choices(form: Form, name: str, bound: BoundField, own: Seen) -> list[Problem]:
    if not _is_multiple(form, name.partition(SEPARATOR)[0]):
        return []
    stored, known = bound.choices.values(), ", ".join(bound.choices)
    return [
        problem(Code.VALUE_NOT_A_CHOICE, text=line, suggestion="", known=known).at(path=name)
        for line in own.text.split("\n")
        if line and line not in stored
    ]


def _is_list(form: Form, name: str) -> bool:
    """Whether one field of the PDF holds all slots of a multiple choice."""
    return SEPARATOR not in name and _is_multiple(form, name)


def _is_multiple(form: Form, name: str) -> bool:
    member = form.find(name)
    return isinstance(member, Field) and isinstance(member.type, MultiChoiceType)


def _slots(form: Form, name: str, bound: BoundField) -> Iterator[str]:
    if not _is_list(form, name):
        yield name
        return
    for choice in bound.choices:
        yield f"{name}{SEPARATOR}{choice}"
