"""A PDF of somebody else, looked at so that a definition can be drafted from it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name

from formkit.fieldtypes.base import Widget
from formkit.formats.acroform.fields import Flag
from formkit.formats.acroform.foreign import fields as original
from formkit.formats.acroform.foreign.labels import Sheet, clean_label
from formkit.formats.acroform.identity import resolve
from formkit.formats.acroform.reader import _UNREADABLE, _unreadable
from formkit.formats.acroform.values import PUSH_BUTTON, seen_in
from formkit.formats.acroform.walk import open_pages, pages_of_widgets, text_of
from formkit.formats.acroform.words import printed_words, turned
from formkit.model.binding import Place
from formkit.model.survey import Survey, SurveyedChoice, SurveyedField
from formkit.problems import Code, Problem, Severity, Where, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formkit.formats.acroform.walk import WalkedField
    from formkit.formats.acroform.words import Printed
    from formkit.model.binding import Box

_SCRIPT = re.compile(r"AF(?:Date|Time|Number|Percent|Special)_\w+\s*\([^)]{0,200}\)")
_BARCODE = "/PMD"
_ALIKE = PUSH_BUTTON | Flag.MULTILINE | Flag.COMB | Flag.COMBO
"""Flags in which fields of one name must agree."""
_NO_CHANGES = 1
"""Value of ``/P`` in the parameters of a certifying signature, ISO 32000-1, table 254."""


def survey(data: bytes) -> Survey:
    """Every field of a PDF that was read without errors by the isolated reader.

    Problems: ORIGINAL_* — what cannot be adopted and why, and what filling will change;
    DOCUMENT_DAMAGED or DOCUMENT_LIMIT where it cannot be looked at.
    """
    words = printed_words(data)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _of_open(pdf, words)
    except _UNREADABLE as failure:
        return Survey("", (0.0, 0.0), (), (), (_unreadable(failure),))


def _of_open(pdf: pikepdf.Pdf, words: list[Printed] | None) -> Survey:
    found = _Surveyor(pdf, words or [])
    fields = tuple(found.fields())
    problems = [*_of_whole(pdf), *found.problems]
    if words is None:
        problems.append(problem(Code.ORIGINAL_NO_WORDS, Severity.WARNING))
    if loose := found.loose_count():
        problems.append(problem(Code.ORIGINAL_LOOSE_BOXES, Severity.WARNING, count=loose))
    return Survey(_title(pdf), _page_pt(pdf), fields, tuple(found.left_out), tuple(problems))


def _of_whole(pdf: pikepdf.Pdf) -> Iterator[Problem]:
    mark, _ = resolve(pdf, open_pages(pdf), "")
    form = pdf.Root.get("/AcroForm")
    if mark is not None:
        yield problem(Code.ORIGINAL_IS_OURS, form=mark.form)
    if not pdf.allow.modify_form:
        yield problem(Code.ORIGINAL_PROTECTED)
    if isinstance(form, Dictionary) and "/XFA" in form:
        yield problem(Code.ORIGINAL_XFA, Severity.WARNING)
    if original.is_signed(pdf):
        is_final = _certified_level(pdf) == _NO_CHANGES
        code = Code.ORIGINAL_SIGNED_FINAL if is_final else Code.ORIGINAL_SIGNED
        yield problem(code, Severity.WARNING)
    elif "/Perms" in pdf.Root:
        yield problem(Code.ORIGINAL_USAGE_RIGHTS, Severity.INFO)


def _certified_level(pdf: pikepdf.Pdf) -> int | None:
    """What the certifying signature allows; None where there is none."""
    rights = pdf.Root.get("/Perms")
    signature = rights.get("/DocMDP") if isinstance(rights, Dictionary) else None
    references = signature.get("/Reference") if isinstance(signature, Dictionary) else None
    for each in references if isinstance(references, Array) else ():
        parameters = each.get("/TransformParams") if isinstance(each, Dictionary) else None
        if isinstance(parameters, Dictionary):
            level = parameters.get("/P", 2)
            return level if isinstance(level, int) else None
    return None


class _Surveyor:
    """Goes through the fields of one open file."""

    def __init__(self, pdf: pikepdf.Pdf, words: list[Printed]) -> None:
        self.pdf = pdf
        self.problems: list[Problem] = []
        self.left_out: list[str] = []
        self._pages = pages_of_widgets(open_pages(pdf))
        self._named = original.fields_by_name(pdf)
        self._rotations = [_rotation(page) for page in pdf.pages]
        self._sheets: dict[int, Sheet] = {}
        self._words: dict[int, list[Printed]] = {}
        for word in words:
            self._words.setdefault(word.page, []).append(word)
        self._beside_buttons = dict(self._words_beside_buttons())

    def fields(self) -> Iterator[SurveyedField]:
        for name, group in self._named.items():
            where = Where(page=self._page(group[0].widgets[0]), path=name)
            if all(original.is_push_button(found) for found in group):
                # A reader does not count it among the fields.
                note = problem(Code.ORIGINAL_PUSH_BUTTON, Severity.INFO, where=where, name=name)
                self.problems.append(note)
            elif fault := self._fault(name, group):
                self.left_out.append(name)
                self.problems.append(problem(fault, Severity.WARNING, where=where, name=name))
            else:
                yield self._field(name, group)

    def loose_count(self) -> int:
        """Boxes on pages that belong to no field: no program stores what is put into them."""
        owned = {w.objgen for group in self._named.values() for f in group for w in f.widgets}
        return len(set(self._widgets()) - owned)

    def _widgets(self) -> Iterator[tuple[int, int]]:
        for page in self.pdf.pages:
            annotations = page.obj.get("/Annots")
            for each in annotations if isinstance(annotations, Array) else ():
                if isinstance(each, Dictionary) and each.get("/Subtype") == Name.Widget:
                    yield each.objgen

    def _fault(self, name: str, group: list[WalkedField]) -> Code | None:
        """Why a field cannot be adopted."""
        first = group[0]
        if any((f.kind, f.flags & _ALIKE) != (first.kind, first.flags & _ALIKE) for f in group):
            return Code.ORIGINAL_TWO_KINDS
        faults = (
            (not name, Code.ORIGINAL_NO_NAME),
            (first.kind not in ("/Tx", "/Btn", "/Ch", "/Sig"), Code.ORIGINAL_UNKNOWN_KIND),
            (original.is_secret(first), Code.ORIGINAL_SECRET),
            (any(_BARCODE in w for w in first.widgets), Code.ORIGINAL_BARCODE),
            (not any(self._places(group)), Code.ORIGINAL_NOT_SEEN),
            (_is_signed(first), Code.ORIGINAL_ALREADY_SIGNED),
            (first.kind == "/Ch" and not _has_choices(first), Code.ORIGINAL_NO_CHOICES),
            (first.kind == "/Btn" and not _has_states(group), Code.ORIGINAL_BAD_STATES),
        )
        return next((code for is_so, code in faults if is_so), None)

    def _field(self, name: str, group: list[WalkedField]) -> SurveyedField:
        first = group[0]
        widget = original.widget_of(group)
        places = tuple(self._places(group))
        tooltip = _tooltip(first)
        return SurveyedField(
            name=name,
            widget=widget,
            label=tooltip or self._label(places, widget),
            choices=self._choices(group, places),
            standing=next(filter(None, (seen_in(f, self._pages).text for f in group)), ""),
            places=places,
            limit=original.limit_of(first) if first.kind == "/Tx" else None,
            script=_script(first),
            is_required=bool(first.flags & Flag.REQUIRED),
            is_read_only=bool(first.flags & Flag.READ_ONLY),
            is_multiple=first.kind == "/Ch" and original.is_several(first),
            is_open=first.kind == "/Ch" and original.is_open(first),
        )

    def _places(self, group: list[WalkedField]) -> Iterator[Place]:
        for found in group:
            texts = (
                [button.text for button in original.buttons(found)]
                if found.kind == "/Btn"
                else [""] * len(found.widgets)
            )
            for widget, text in zip(found.widgets, texts, strict=True):
                page, box = self._page(widget), original.box_of(widget)
                if page is not None and box is not None and original.is_seen(widget):
                    yield Place(page, box, text)

    def _choices(
        self, group: list[WalkedField], places: tuple[Place, ...]
    ) -> tuple[SurveyedChoice, ...]:
        if group[0].kind == "/Ch":
            labels = dict(original.choices_of(group[0]))
        elif group[0].kind == "/Btn":
            labels = _button_tooltips(group)
            for place in places:
                word = self._beside_buttons.get(place)
                if not labels[place.choice] and word is not None:
                    labels[place.choice] = clean_label(word.text)
        else:
            labels = {}
        return tuple(SurveyedChoice(text, label) for text, label in labels.items())

    def _label(self, places: tuple[Place, ...], widget: Widget) -> str:
        first = places[0]
        if widget is Widget.CHECKBOX and first in self._beside_buttons:
            return clean_label(self._beside_buttons[first].text)
        taken = self._beside_buttons.values()
        return self._sheet(first.page).beside_field(self._turned(first), taken)

    def _words_beside_buttons(self) -> Iterator[tuple[Place, Printed]]:
        """What a box stands for; no label of anything else."""
        for group in self._named.values():
            if group[0].kind == "/Btn" and not original.is_push_button(group[0]):
                for place in self._places(group):
                    word = self._sheet(place.page).beside_button(self._turned(place))
                    if word is not None:
                        yield place, word

    def _sheet(self, page: int) -> Sheet:
        if page not in self._sheets:
            boxes = [
                box
                for group in self._named.values()
                for found in group
                for widget in found.widgets
                if self._page(widget) == page and (box := original.box_of(widget)) is not None
            ]
            turn = self._rotations[page - 1]
            words = self._words.get(page, [])
            self._sheets[page] = Sheet(tuple(words), tuple(turned(box, turn) for box in boxes))
        return self._sheets[page]

    def _turned(self, place: Place) -> Box:
        return turned(place.rectangle_pt, self._rotations[place.page - 1])

    def _page(self, widget: pikepdf.Object) -> int | None:
        return self._pages.get(widget.objgen) if widget.is_indirect else None


def _is_signed(found: WalkedField) -> bool:
    return found.kind == "/Sig" and isinstance(found.entries.get("/V"), Dictionary)


def _has_choices(found: WalkedField) -> bool:
    texts = [text for text, _ in original.choices_of(found) if text]
    return bool(texts)


def _has_states(group: list[WalkedField]) -> bool:
    """Whether every box has a state with a readable name."""
    texts = [button.text for found in group for button in original.buttons(found)]
    return all(text and "\ufffd" not in text and "\n" not in text for text in texts)


def _button_tooltips(group: list[WalkedField]) -> dict[str, str]:
    """By the text of the choice; what stands before a colon is the name of the group."""
    found: dict[str, str] = {}
    for each in group:
        for button in original.buttons(each):
            own = button.widget if len(each.widgets) > 1 else Dictionary()
            tooltip = clean_label(text_of(own.get("/TU")))
            found.setdefault(button.text, tooltip.rpartition(": ")[2])
    return found


def _tooltip(found: WalkedField) -> str:
    text = clean_label(text_of(original.owner_of(found.widgets[0]).get("/TU")))
    return "" if text.casefold() == found.name.casefold() else text


def _script(found: WalkedField) -> str:
    """The call of Acrobat's library that checks or formats what is typed; empty for none."""
    actions = original.inherited(found.widgets[0], "/AA")
    if not isinstance(actions, Dictionary):
        return ""
    for key in ("/F", "/K"):
        action = actions.get(key)
        text = text_of(action.get("/JS")) if isinstance(action, Dictionary) else ""
        if match := _SCRIPT.search(text[:10_000]):
            return match[0]
    return ""


def _rotation(page: pikepdf.Page) -> int:
    rotation = original.inherited(page.obj, "/Rotate")
    return rotation if isinstance(rotation, int) else 0


def _page_pt(pdf: pikepdf.Pdf) -> tuple[float, float]:
    page = pdf.pages[0]
    left, bottom, right, top = (float(number) for number in page.mediabox)
    size = abs(right - left), abs(top - bottom)
    return size if _rotation(page) % 180 == 0 else size[::-1]


def _title(pdf: pikepdf.Pdf) -> str:
    info = pdf.trailer.get("/Info")
    return clean_label(text_of(info.get("/Title"))) if isinstance(info, Dictionary) else ""
