"""PDFs as other programs make them, written with pikepdf: one style of field after another."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from formkit.catalogue.adopt import draft
from formkit.catalogue.index import Catalogue
from formkit.formats.acroform.font import embed_font, shipped_font
from formkit.formats.acroform.foreign import survey
from formkit.model.form import Form

Box = tuple[float, float, float, float]
PAGE = (595, 842)
MULTILINE, RADIO, PUSH, COMBO, EDIT = 1 << 12, 1 << 15, 1 << 16, 1 << 17, 1 << 18
SEVERAL, COMB, PASSWORD = 1 << 21, 1 << 24, 1 << 13
BOLD_X = b"q 1 w 1 1 m 9 9 l 1 9 m 9 1 l S Q"


class Sheet:
    """One page of a form in the making."""

    def __init__(self, *, rotation: int = 0) -> None:
        self.pdf = pikepdf.new()
        self.page = self.pdf.add_blank_page(page_size=PAGE).obj
        self.font = embed_font(self.pdf, shipped_font())
        self.page.Resources = Dictionary(Font=Dictionary(F1=self.font))
        self.page.Annots = Array()
        if rotation:
            self.page.Rotate = rotation
        self.fields = Array()
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        fonts = Dictionary(Helv=self.pdf.make_indirect(helvetica))
        self.pdf.Root.AcroForm = Dictionary(
            Fields=self.fields, DA=String("/Helv 0 Tf 0 g"), DR=Dictionary(Font=fonts)
        )
        self.fields = self.pdf.Root.AcroForm.Fields
        self._printed: list[bytes] = []

    def say(self, x: float, y: float, text: str, turn: str = "1 0 0 1") -> None:
        """Print a label; ``turn`` is the rotation of its text matrix."""
        shown = shipped_font().show(text, 9)
        self._printed.append(b"BT /F1 9 Tf %s %g %g Tm %s ET" % (turn.encode(), x, y, shown))

    def widget(self, box: Box, **entries: Any) -> pikepdf.Object:
        found = self.pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array(box), F=4, P=self.page)
        )
        for key, value in entries.items():
            found[f"/{key}"] = value
        self.page.Annots.append(found)
        return found

    def field(self, name: str, kind: str, box: Box, **entries: Any) -> pikepdf.Object:
        """A field that is its own widget."""
        found = self.widget(box, T=String(name), FT=Name(f"/{kind}"), **entries)
        self.fields.append(found)
        return found

    def parent(self, name: str, kids: list[pikepdf.Object], **entries: Any) -> pikepdf.Object:
        """A field over others, or over its widgets; not yet among the fields of the form."""
        found = self.pdf.make_indirect(Dictionary(T=String(name), Kids=Array(kids)))
        for key, value in entries.items():
            found[f"/{key}"] = value
        for kid in kids:
            kid.Parent = found
        return found

    def picture(self, content: bytes) -> pikepdf.Object:
        stream = Stream(self.pdf, content)
        stream.Type, stream.Subtype = Name.XObject, Name.Form
        stream.BBox = Array([0, 0, 10, 10])
        return self.pdf.make_indirect(stream)

    def states(self, key: str) -> Dictionary:
        """The pictures of a box."""
        pictures = Dictionary(Off=self.picture(b"q Q"))
        pictures[key] = self.picture(BOLD_X)
        return Dictionary(N=pictures)

    def saved(self, **more: Any) -> bytes:
        self.page.Contents = Stream(self.pdf, b"\n".join(self._printed))
        stream = io.BytesIO()
        self.pdf.save(stream, deterministic_id="encryption" not in more, **more)
        return stream.getvalue()


def every_style() -> Sheet:
    """Every way of writing a field that :data:`ANSWERS` fills in."""
    sheet = Sheet()
    sheet.say(50, 802, "Фамилия:")
    sheet.field("Příjmení", "Tx", (120, 798, 300, 816))
    sheet.say(50, 772, "Дата рождения")
    sheet.field("born", "Tx", (150, 768, 250, 786), AA=_formatted("dd.mm.yyyy"))
    name = sheet.widget((120, 738, 300, 756))
    again = sheet.widget((320, 738, 500, 756))
    sheet.fields.append(sheet.parent("repeated", [name, again], FT=Name.Tx, TU=String("Jméno")))
    street = sheet.widget((120, 708, 300, 726), T=String("street"))
    house = sheet.widget((320, 708, 400, 726), T=String("house"))
    home = sheet.parent("home", [street, house], MaxLen=12)
    sheet.fields.append(sheet.parent("a", [home], FT=Name.Tx))
    _buttons(sheet)
    _lists(sheet)
    sheet.field("cells", "Tx", (50, 500, 250, 518), Ff=COMB, MaxLen=10, MK=_frame())
    sheet.field("note", "Tx", (50, 420, 300, 480), Ff=MULTILINE)
    sheet.field("total", "Tx", (320, 500, 400, 518), Ff=1, V=String("12"), Q=2)
    for left in (50, 320):
        sheet.field("twice", "Tx", (left, 380, left + 200, 398))
    sheet.field("turned", "Tx", (520, 420, 540, 560), MK=Dictionary(R=90, BC=Array([1, 0, 0])))
    return sheet


def _formatted(pattern: str) -> Dictionary:
    script = String(f'AFDate_FormatEx("{pattern}");')
    return Dictionary(F=Dictionary(S=Name.JavaScript, JS=script))


def _frame() -> Dictionary:
    return Dictionary(BC=Array([0, 0, 1]), BG=Array([0.9]))


def _buttons(sheet: Sheet) -> None:
    sheet.say(50, 672, "Пол")
    kids = []
    for index, label in enumerate(("мужской", "женский")):
        left = 120 + 100 * index
        sheet.say(left + 14, 671, label)
        kids.append(sheet.widget((left, 670, left + 10, 680), AP=sheet.states(f"/{index}")))
        kids[-1].AS = Name.Off
    listed = Array([String("Мужской пол"), String("Женский пол")])
    sheet.fields.append(sheet.parent("sex", kids, FT=Name.Btn, Ff=RADIO, Opt=listed, V=Name.Off))
    for top, label in ((640, "ano"), (620, "ne")):
        key = f"/{label}"
        sheet.field("split", "Btn", (120, top, 130, top + 10), Ff=RADIO, AP=sheet.states(key))
        sheet.say(135, top + 1, label)
    sheet.field("agree", "Btn", (300, 640, 310, 650), AP=sheet.states("/Да"))
    sheet.say(315, 641, "Согласен")
    sheet.field("bare", "Btn", (300, 620, 310, 630))


def _lists(sheet: Sheet) -> None:
    pairs = Array([Array([String(e), String(t)]) for e, t in (("46", "Львівська"), ("5", "Praha"))])
    sheet.field("region", "Ch", (50, 580, 200, 596), Ff=COMBO, Opt=pairs)
    words = Array([String(t) for t in ("еда", "жильё", "лекарства")])
    sheet.field("needs", "Ch", (220, 550, 330, 596), Ff=SEVERAL, Opt=words)
    sheet.field("open", "Ch", (350, 580, 500, 596), Ff=COMBO | EDIT, Opt=words)


ANSWERS: Mapping[str, str] = {
    "prijmeni": "Щербаков-Їжак Řeřicha",
    "born": "04.03.1958",
    "repeated": "Ґалаґан Žluťoučký",
    "street": "Подъездная 5",
    "house": "17/a",
    "sex": "zhenskii_pol",
    "split": "yes",
    "agree": "yes",
    "bare": "yes",
    "region": "praha",
    "needs__eda": "eda",
    "needs__lekarstva": "lekarstva",
    "open": "zhile",
    "cells": "01234-Їґš",
    "note": "První řádek\nВторая строка",
    "twice": "в обоих местах",
    "turned": "Боком Řeka",
}
"""Texts by slot, as :func:`adopted` names them."""

STORED: Mapping[str, str] = {
    "Příjmení": "Щербаков-Їжак Řeřicha",
    "born": "04.03.1958",
    "repeated": "Ґалаґан Žluťoučký",
    "a.home.street": "Подъездная 5",
    "a.home.house": "17/a",
    "sex": "/1",
    "agree": "/Да",
    "bare": "/Yes",
    "region": "5",
    "open": "жильё",
    "cells": "01234-Їґš",
    "note": "První řádek\nВторая строка",
    "twice": "в обоих местах",
    "turned": "Боком Řeka",
    "total": "12",
}
"""What another library finds in the filled PDF."""


surveyed = cache(survey)
"""A survey starts a process; forms that are the same in several tests are looked at once."""


def adopted(data: bytes, folder: Path, locale: str = "ru") -> Form:
    """The form drafted from a PDF, loaded from its files."""
    drafted = draft(surveyed(data), data, name="official", locale=locale, codes=())
    (folder / "official").mkdir(parents=True)
    for name, content in drafted.files.items():
        (folder / "official" / name).write_bytes(content)
    return Catalogue([folder]).get("official")
