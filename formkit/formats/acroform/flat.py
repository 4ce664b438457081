"""Final documents: the values as page content where the widgets were, tagged in their place."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.formats.acroform import appearance
from formkit.formats.acroform.fields import box_name, part_name, widgets
from formkit.formats.acroform.font import ALIAS
from formkit.formats.acroform.identity import FIELD
from formkit.formats.acroform.plan import ButtonPlan
from formkit.formats.acroform.skeleton import head_of, take_apart
from formkit.formats.acroform.stamp import stamp_of, stream
from formkit.formats.acroform.structure import parent_tree, set_parent_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formkit.formats.acroform.answers import Answer
    from formkit.formats.acroform.blank import Blank
    from formkit.formats.acroform.font import FormFont
    from formkit.formats.acroform.plan import Plan
    from formkit.model.record import FormMark


@dataclass(frozen=True, slots=True)
class Place:
    """Where the content of one box stands, and the structure element that holds it."""

    page: int
    """From 1."""
    corner_pt: tuple[float, float]
    mcid: int
    """Marked content of its page (ISO 32000-1, 14.7.4.2)."""
    element: int
    head: bytes
    """The element without its attributes."""
    attributes: bytes
    """The attributes of a printed field but whether it is checked, still open."""


class FlatWriter:
    """Writes documents without fields from the same blank."""

    def __init__(self, blank: Blank, font: FormFont, plans: Mapping[str, Plan]) -> None:
        with pikepdf.open(io.BytesIO(blank.data)) as pdf:
            boxes = _flatten(pdf)
            data = io.BytesIO()
            pdf.save(data, fix_metadata_version=False)
        with pikepdf.open(data) as pdf:
            self._stamp = stamp_of(pdf, blank, font)
            self._places = _places(pdf, blank, boxes)
            self._contents = [page.obj.Contents[-1].objgen[0] for page in pdf.pages]
            changing = {
                self._places[key].element
                for plan in plans.values()
                if isinstance(plan, ButtonPlan)
                for key, _ in _boxes(plan)
            }
            changing |= {*self._contents, *self._stamp.numbers}
            self._skeleton = take_apart(pdf, changing)

    def write(self, answers: Sequence[Answer], mark: FormMark) -> bytes:
        """One document; every field's content is there, empty where there is no answer."""
        changes = self._stamp.changes(mark)
        pages: list[list[bytes]] = [[b"q"] for _ in self._contents]
        for answer in answers:
            for key, content in _contents(answer):
                place = self._places[key]
                pages[place.page - 1].append(_tagged(place, content))
                if isinstance(answer.plan, ButtonPlan):
                    checked = b"/on" if content else b"/off"
                    parts = (place.head, place.attributes, checked)
                    changes.dictionaries[place.element] = b"%s/A%s/checked%s>>>>" % parts
        for number, drawn in zip(self._contents, pages, strict=True):
            changes.streams[number] = stream(b"<<", b"\n".join([*drawn, b"Q"]))
        return self._skeleton.assembled(changes)


def _contents(answer: Answer) -> list[tuple[str, bytes]]:
    """What is drawn in every box of a field, in the units of the box."""
    plan = answer.plan
    if not isinstance(plan, ButtonPlan):
        contents = (answer.content, *answer.more)
        return [(part_name(plan.name, n), each) for n, each in enumerate(contents, start=1)]
    draw = appearance.dot if plan.is_radio else appearance.check_mark
    sizes = [button.size_pt if button.state == answer.text else None for button in plan.buttons]
    return [
        (key, draw(size) if size else b"")
        for (key, _), size in zip(_boxes(plan), sizes, strict=True)
    ]


def _boxes(plan: ButtonPlan) -> list[tuple[str, str]]:
    """Name in the geometry and state of every box."""
    if not plan.is_radio:
        return [(plan.name, plan.buttons[0].state)]
    return [(f"{plan.name}/{button.state}", button.state) for button in plan.buttons]


def _tagged(place: Place, content: bytes) -> bytes:
    if not content:
        return b"/Form <</MCID %d>> BDC EMC" % place.mcid
    parts = (place.mcid, *place.corner_pt, content)
    return b"/Form <</MCID %d>> BDC q 1 0 0 1 %g %g cm %s Q EMC" % parts


def _flatten(pdf: pikepdf.Pdf) -> list[tuple[str, int, int]]:
    """Turn every widget into marked content; name of the box, page and content number."""
    tree = parent_tree(pdf)
    fonts = pdf.Root.AcroForm.DR.Font
    boxes = []
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in widgets(page):
            if box_name(annotation) == FIELD:
                continue
            element = tree.pop(int(annotation.StructParent))
            owners = tree[int(page.obj.StructParents)]
            boxes.append((box_name(annotation), number, len(owners)))
            _own_content(element, len(owners))
            element.A = _attributes(annotation)
            element.T = String(box_name(annotation))
            owners.append(element)
        _remove_widgets(page)
        resources = page.obj.Resources
        if "/Font" not in resources:
            resources.Font = Dictionary()
        resources.Font[f"/{ALIAS}"] = fonts[f"/{ALIAS}"]
        page.obj.Contents.append(pdf.make_indirect(Stream(pdf, b"q Q")))
    set_parent_tree(pdf, tree)
    del pdf.Root.AcroForm
    return boxes


def _own_content(element: pikepdf.Object, mcid: int) -> None:
    """Put marked content in the place of the widget among what the element holds."""
    kids = list(element.K) if isinstance(element.K, Array) else [element.K]
    element.K = Array(
        [mcid if isinstance(k, Dictionary) and k.get("/Type") == Name.OBJR else k for k in kids]
    )


def _attributes(annotation: pikepdf.Object) -> pikepdf.Object:
    """Those of a printed field (ISO 32000-1, 14.8.5.6)."""
    field = annotation.get("/Parent", annotation)
    role = "tv"
    if Name.Btn == field.FT:
        role = "rb" if "/Kids" in field else "cb"
    attributes = Dictionary(O=Name.PrintField, Role=Name(f"/{role}"), Desc=annotation.TU)
    if role != "tv":
        attributes["/checked"] = Name("/off")
    return attributes


def _remove_widgets(page: pikepdf.Page) -> None:
    others = [a for a in page.obj.get("/Annots", Array()) if a.get("/Subtype") != Name.Widget]
    if others:
        page.obj.Annots = Array(others)
    elif "/Annots" in page.obj:
        del page.obj.Annots


def _places(
    pdf: pikepdf.Pdf, blank: Blank, boxes: Sequence[tuple[str, int, int]]
) -> dict[str, Place]:
    tree = parent_tree(pdf)
    places = {}
    for key, number, mcid in boxes:
        element = tree[int(pdf.pages[number - 1].obj.StructParents)][mcid]
        attributes = element.A
        left, bottom, _, _ = blank.geometry[key][1]
        places[key] = Place(
            number,
            (left, bottom),
            mcid,
            element.objgen[0],
            head_of(element, "/A"),
            head_of(attributes, "/checked"),
        )
    return places
