"""The fast path: a blank taken apart once, then only values and pictures for every document."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import pikepdf

from formkit.formats.acroform.answers import Answer, answer_all
from formkit.formats.acroform.appearance import EMPTY, as_field, drawable
from formkit.formats.acroform.fields import Flag
from formkit.formats.acroform.flat import FlatWriter
from formkit.formats.acroform.font import ALIAS, embedded_font, literal
from formkit.formats.acroform.plan import (
    Button,
    ButtonPlan,
    Part,
    Plan,
    SignaturePlan,
    TextPlan,
    further_plans,
    plans_of,
)
from formkit.formats.acroform.sheets import Rest, TooManySheetsError, with_sheets
from formkit.formats.acroform.skeleton import Changes, take_apart
from formkit.formats.acroform.stamp import stamp_of, stream
from formkit.model.form import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from formkit.formats.acroform.blank import Blank
    from formkit.model.record import FormMark
    from formkit.problems import Problem


class Writer:
    """Fills one blank as often as asked; it never changes and may be shared."""

    def __init__(self, blank: Blank) -> None:
        self.blank = blank
        with pikepdf.open(io.BytesIO(blank.data)) as pdf:
            form_font = pdf.Root.AcroForm.DR.Font[f"/{ALIAS}"]
            self._font = embedded_font(form_font)
            self._plans = plans_of(pdf)
            self._stamp = stamp_of(pdf, blank, self._font)
            changing = {number for plan in self._plans.values() for number in _numbers(plan)}
            self._skeleton = take_apart(pdf, changing | self._stamp.numbers)
            self._picture = b"<</Type/XObject/Subtype/Form/Resources<</Font<</%s %s>>>>" % (
                ALIAS.encode(),
                form_font.unparse(),
            )

    def write(
        self,
        texts: Mapping[str, str],
        *,
        mark: FormMark,
        read_only: Collection[str] = (),
        flat: bool = False,
    ) -> tuple[bytes, tuple[Problem, ...]]:
        """One document as a whole file of one revision.

        Args:
            texts: by slot name; a check box takes its option or ``yes``, a radio group a state, a
                drop-down an export value, a multi-line field lines parted by LF. A field
                without a text keeps what the blank holds.
            mark: identity; the fingerprint is the blank's whatever it says.
            read_only: slots to lock.
            flat: values as tagged page content and no field left.

        A text that is too long for its field goes on on a continuation sheet at the end of the
        document; so do rows of a table after the last of the blank, named like the others.

        Returns:
            The file, and VALUE_OVERFLOW, VALUE_NO_GLYPH, VALUE_NOT_A_CHOICE, VALUE_UNKNOWN_FIELD
            for what cannot be shown as asked. What is stored is never cut.

        Raises:
            ValueError: the mark is of another form, version or locale than the blank.
        """
        own = self.blank.mark
        if (mark.form, mark.version, mark.locale) != (own.form, own.version, own.locale):
            raise ValueError(f"mark of {mark.form} {mark.version} for a blank of {own.form}")
        mark = replace(mark, fingerprint=own.fingerprint)
        answers, problems = answer_all(self._plans, self._font, texts, own.locale)
        if problems and (continued := self._continued(answers, texts)) is not None:
            return continued.write(texts, mark=mark, read_only=read_only, flat=flat)
        if flat:
            return self._flat.write(answers, mark), tuple(problems)
        changes = self._stamp.changes(mark)
        free = count(self._skeleton.size)
        for answer in answers:
            flags = answer.plan.flags
            if answer.plan.name in read_only:
                flags |= Flag.READ_ONLY
            self._add(changes, free, answer, b"/Ff %d" % flags)
        return self._skeleton.assembled(changes), tuple(problems)

    @cached_property
    def _flat(self) -> FlatWriter:
        return FlatWriter(self.blank, self._font, self._plans)

    def _continued(self, answers: Sequence[Answer], texts: Mapping[str, str]) -> Writer | None:
        """A writer for one document that needs sheets; None where they do not help."""
        further = further_plans(self._plans, texts)
        locale = self.blank.mark.locale
        added, _ = answer_all(further, self._font, {n: texts[n] for n in further}, locale)
        rests = {
            plan.name: Rest(drawable(self._font, shown)[0], plan.box)
            for answer in (*answers, *added)
            if isinstance(plan := answer.plan, TextPlan) and _goes_on(plan, answer)
            if (shown := plan.box.labels.get(answer.text, answer.text))
        }
        rows: dict[str, int] = {}
        for name in further:
            table, row, _ = name.split(SEPARATOR)
            rows[table] = max(rows.get(table, 0), int(row))
        if not rests and not rows:
            return None
        try:
            return Writer(with_sheets(self.blank, self._font, rows, rests))
        except TooManySheetsError:
            return None

    def _add(self, changes: Changes, free: Iterator[int], answer: Answer, flags: bytes) -> None:
        """The objects of one field; ``free`` numbers the picture of a text."""
        plan, objects = answer.plan, changes.dictionaries
        if isinstance(plan, ButtonPlan):
            _add_buttons(objects, plan, answer.text, flags)
        elif isinstance(plan, SignaturePlan):
            objects[plan.number] = plan.head + flags + b">>"
        elif plan.parts:
            self._add_parts(changes, free, plan, answer, flags)
        elif not answer.text and not plan.default:
            objects[plan.number] = b"%s%s/AP<</N %s>>>>" % (plan.head, flags, plan.picture)
        else:
            number = next(free)
            content = as_field(answer.content) if answer.text else EMPTY
            head = self._picture + b"/BBox[0 0 %g %g]" % plan.box.size_pt
            changes.streams[number] = stream(head, content)
            value = pdf_string(answer.text)
            parts = (plan.head, flags, value, number)
            objects[plan.number] = b"%s%s/V%s/AP<</N %d 0 R>>>>" % parts

    def _add_parts(
        self,
        changes: Changes,
        free: Iterator[int],
        plan: TextPlan,
        answer: Answer,
        flags: bytes,
    ) -> None:
        """A text with boxes on sheets: the field, and every box with its picture."""
        value = pdf_string(answer.text)
        changes.dictionaries[plan.number] = b"%s%s/V%s>>" % (plan.head, flags, value)
        contents = (answer.content, *answer.more)
        for part, content in zip(plan.parts, contents, strict=True):
            number = next(free)
            head = self._picture + b"/BBox[0 0 %g %g]" % part.size_pt
            changes.streams[number] = stream(head, as_field(content))
            changes.dictionaries[part.number] = b"%s/AP<</N %d 0 R>>>>" % (part.head, number)


def _goes_on(plan: TextPlan, answer: Answer) -> bool:
    """Whether there is more of the answer than room, and a field may hold so much."""
    is_allowed = plan.limit is None or len(answer.text) <= plan.limit
    return answer.left > 0 and is_allowed and not plan.parts


def _add_buttons(objects: dict[int, bytes], plan: ButtonPlan, marked: str, flags: bytes) -> None:
    value = (marked or "Off").encode()
    if not plan.is_radio:
        parts = (plan.head, flags, value, value)
        objects[plan.number] = b"%s%s/V/%s/AS/%s>>" % parts
        return
    objects[plan.number] = b"%s%s/V/%s>>" % (plan.head, flags, value)
    for button in plan.buttons:
        state = value if button.state == marked else b"Off"
        objects[button.number] = b"%s/AS/%s>>" % (button.head, state)


def pdf_string(text: str) -> bytes:
    """A text string (ISO 32000-1, 7.9.2.2): ASCII as it is, everything else in UTF-16."""
    return literal(text.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be"))


def _numbers(plan: Plan) -> set[int]:
    kids: tuple[Button | Part, ...] = ()
    if isinstance(plan, ButtonPlan):
        kids = plan.buttons
    elif isinstance(plan, TextPlan):
        kids = plan.parts
    return {plan.number, *(kid.number for kid in kids)}
