"""Proof that a written file stores and shows what it was asked to, by another library.

Nothing here is shared with the writer: pypdf opens the file, and what is drawn is decoded glyph
by glyph through the font's ToUnicode map, as a viewer's search would do.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from formkit.fieldtypes.choice import YES
from formkit.formats.acroform.identity import FIELD
from formkit.problems import Code, Problem, Where, problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdf import PageObject, PdfReader

_MULTILINE = 1 << 12
_PAINTING = {b"f", b"S"}
Operations = list[tuple[Any, bytes]]
Labels = Mapping[str, Mapping[str, str]]


class Kind(Enum):
    """What a box is, as far as it matters for comparing."""

    TEXT = "text"
    LINES = "lines"
    CHOICE = "choice"
    BUTTON = "button"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Shown:
    """One box as it stands in the file."""

    name: str
    """Slot; for a box of a radio group with ``/state``."""
    kind: Kind
    stored: str | None
    """None in a flat file; ``yes`` or empty for a button, and so ``drawn``."""
    drawn: str
    label: str = ""
    """Of the stored choice; state of a button."""
    default: str = ""


def verify(data: bytes, texts: Mapping[str, str], *, labels: Labels | None = None) -> list[Problem]:
    """What a file stores or shows otherwise than asked: VALUE_DIFFERS_FROM_ISSUED.

    Args:
        data: a file of :meth:`Writer.write`, with fields or flat.
        texts: as given to it. Fields without a text must be empty or hold their default.
        labels: what drop-downs show, by slot and choice; a flat file itself does not tell.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"]
    is_flat = "/AcroForm" not in root
    boxes = _printed(reader, texts, labels or {}) if is_flat else _fields(root["/AcroForm"])
    shown = list(boxes)
    found = [problem for box in shown for problem in _differences(box, texts)]
    present = {box.name.partition("/")[0] for box in shown}
    lost = [name for name, text in texts.items() if text and name not in present]
    return found + [_differs(name, texts[name], "") for name in lost]


def _differences(box: Shown, texts: Mapping[str, str]) -> list[Problem]:
    slot, _, state = box.name.partition("/")
    asked = texts.get(slot, box.default)
    if box.kind is Kind.SIGNATURE:
        return []
    if box.kind is Kind.BUTTON:
        is_on = asked == state if state else asked in (box.label, YES)
        asked = YES if is_on else ""
    drawn = box.label if box.kind is Kind.CHOICE and asked else asked
    found = [] if _bare(drawn) == _bare(box.drawn) else [_differs(slot, drawn, box.drawn)]
    if box.stored is None:
        return found
    if box.kind is Kind.LINES:
        is_stored = _lines(asked) == box.stored
    else:
        is_stored = _bare(asked) == _bare(box.stored)
    return found if is_stored else [*found, _differs(slot, asked, box.stored)]


def _differs(slot: str, asked: str, found: str) -> Problem:
    where = Where(path=slot)
    return problem(Code.VALUE_DIFFERS_FROM_ISSUED, where=where, issued=asked, text=found)


def _lines(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _bare(text: str) -> str:
    """Without white space: where lines break and cells begin is the picture's own affair."""
    return "".join(unicodedata.normalize("NFC", text).split())


def _fields(form: Any) -> Iterator[Shown]:
    """What the fields store, and what their appearances draw."""
    for reference in form["/Fields"]:
        item = reference.get_object()
        name = str(item["/T"])
        if item["/FT"] == "/Btn":
            yield from _buttons(item, name)
        elif item["/FT"] == "/Sig":
            yield Shown(name, Kind.SIGNATURE, None, "")
        elif name != FIELD:
            yield _text(item, name)


def _text(item: Any, name: str) -> Shown:
    stored, kind, label = str(item.get("/V", "")), Kind.TEXT, ""
    if item["/FT"] == "/Ch":
        pairs = [each.get_object() for each in item["/Opt"].get_object()]
        kind, label = Kind.CHOICE, {str(e): str(text) for e, text in pairs}.get(stored, "")
    elif int(item["/Ff"]) & _MULTILINE:
        kind = Kind.LINES
    boxes = [kid.get_object()["/AP"]["/N"] for kid in item.get("/Kids", [])]
    boxes = boxes or [item["/AP"]["/N"]]
    drawn = _whole([_drawn_text(_operations(each), each["/Resources"]) for each in boxes])
    return Shown(name, kind, stored, drawn, label, str(item.get("/DV", "")))


def _whole(parts: Sequence[str]) -> str:
    """What a field and its boxes on continuation sheets draw, without the reference to them."""
    if len(parts) < 2:
        return parts[0]
    first, count = re.subn(r"…[^…\[\]]*\[[0-9]+\]\s*$", "", parts[0])
    return "".join([first, *parts[1:]]) if count else "\ufffd"


def _buttons(item: Any, name: str) -> Iterator[Shown]:
    """Every box of a check box or radio group; stored and drawn are ``yes`` or empty."""
    value, default = str(item.get("/V", "/Off"))[1:], str(item.get("/DV", "/"))[1:]
    kids = [kid.get_object() for kid in item.get("/Kids", [])]
    for box in kids or [item]:
        pictures = box["/AP"]["/N"]
        state = next(key for key in pictures if key != "/Off")[1:]
        picture = pictures[box["/AS"]]
        drawn = YES if _is_painted(_operations(picture)) else ""
        stored = YES if value == state else ""
        full_name = f"{name}/{state}" if kids else name
        yield Shown(full_name, Kind.BUTTON, stored, drawn, state, default)


def _printed(reader: PdfReader, texts: Mapping[str, str], labels: Labels) -> Iterator[Shown]:
    """What a flat file draws for every field, found through the structure tree."""
    root: Any = reader.trailer["/Root"]
    numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    tree = dict(zip(numbers[::2], numbers[1::2], strict=True))
    written: dict[str, list[str]] = {}
    for page in reader.pages:
        contents = _marked_contents(page)
        owners = tree.get(page.get("/StructParents"), [])
        for mcid, reference in enumerate(owners):
            element = reference.get_object()
            if element["/S"] != "/Form" or "/T" not in element:
                continue
            operations, role = contents.get(mcid, []), element["/A"]["/Role"]
            name = str(element["/T"])
            if role == "/tv":
                drawn = _drawn_text(operations, page["/Resources"])
                written.setdefault(name.partition("/")[0], []).append(drawn)
            else:
                stored = YES if element["/A"]["/checked"] == "/on" else ""
                drawn = YES if _is_painted(operations) else ""
                yield Shown(name, Kind.BUTTON, stored, drawn, name.rpartition("__")[2])
    for name, parts in written.items():
        kind = Kind.CHOICE if name in labels else Kind.TEXT
        label = labels.get(name, {}).get(texts.get(name, ""), "")
        yield Shown(name, kind, None, _whole(parts), label)


def _marked_contents(page: PageObject) -> dict[int, Operations]:
    """Operations of a page by marked content number."""
    contents: dict[int, Operations] = {}
    open_numbers: list[int | None] = []
    for operands, operator in _operations(page.get_contents()):
        if operator in (b"BDC", b"BMC"):
            properties = operands[1] if operator == b"BDC" else {}
            open_numbers.append(properties.get("/MCID") if isinstance(properties, dict) else None)
        elif operator == b"EMC":
            open_numbers.pop()
        for number in open_numbers:
            if number is not None:
                contents.setdefault(number, []).append((operands, operator))
    return contents


def _operations(stream: Any) -> Operations:
    from pypdf.generic import ContentStream

    return ContentStream(stream, None).operations if stream is not None else []


def _is_painted(operations: Operations) -> bool:
    return any(operator in _PAINTING for _, operator in operations)


def _drawn_text(operations: Operations, resources: Any) -> str:
    """The characters that the glyphs of a content stream stand for."""
    drawn: list[str] = []
    characters: Mapping[int, str] = {}
    for operands, operator in operations:
        if operator == b"Tf":
            font = resources["/Font"][operands[0]]
            characters = _characters(font["/ToUnicode"].get_data())
        elif operator in (b"Tj", b"TJ"):
            strings = operands[0] if operator == b"TJ" else operands
            for each in strings:
                glyphs = _bytes(each)
                codes = (int.from_bytes(glyphs[i : i + 2]) for i in range(0, len(glyphs), 2))
                drawn += (characters.get(code, "\ufffd") for code in codes)
    return "".join(drawn)


def _bytes(operand: Any) -> bytes:
    """The bytes of a string; nothing for the numbers between the strings of a line."""
    return bytes(getattr(operand, "original_bytes", operand if isinstance(operand, bytes) else b""))


@cache
def _characters(cmap: bytes) -> Mapping[int, str]:
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]{4})>\n", cmap)
    return {int(glyph, 16): chr(int(code, 16)) for glyph, code in pairs}
