"""Days that are over or near stand out in colour, as a person sees them on the page."""

from __future__ import annotations

import subprocess
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from libreoffice_driver import missing

from formkit.fieldtypes import DateType, IdentifierType
from formkit.model.register import Column, Register, RegisterWords
from formkit.store.records import Row, State
from formkit.workbook.looks import AMBER, RED
from formkit.workbook.write import Edition, write

TITLES = {"voucher_no": "Талон", "valid_until": "Действителен до", "returned_on": "Возвращён"}
REGISTER = Register(
    name="vouchers",
    key="voucher_no",
    columns=(
        Column(name="voucher_no", type=IdentifierType()),
        Column(name="valid_until", type=DateType()),
        Column(name="returned_on", type=DateType()),
    ),
    words={"ru": RegisterWords("ru", "Талоны", TITLES)},
)
TODAY = date.today()
DAYS = {
    "over": (TODAY - timedelta(days=1), None),
    "near": (TODAY + timedelta(days=20), None),
    "far": (TODAY + timedelta(days=60), None),
    "over, but returned": (TODAY - timedelta(days=90), TODAY - timedelta(days=80)),
}
COLOURS = {"over": RED, "near": AMBER}


@pytest.mark.skipif(bool(missing), reason=missing)
@pytest.mark.parametrize("kind", DAYS)
def test_a_day_has_the_colour_of_its_urgency(kind: str, tmp_path: Path) -> None:
    until, returned = DAYS[kind]
    values = {"voucher_no": "V-1", "valid_until": until, "returned_on": returned}
    given = {name: value for name, value in values.items() if value is not None}
    plain = {name: str(value) for name, value in given.items()}
    row = Row(id="r1", rev=1, state=State.LIVE, document=None, values=given, extra={}, plain=plain)
    content = write([REGISTER], {"vouchers": [row]}, Edition(id="e", locale="ru", key=b"k"))
    shown = _colours(content, tmp_path)
    expected = COLOURS.get(kind)
    for colour in (RED, AMBER):
        assert (shown[colour] > 100) is (colour == expected), (kind, colour, shown[colour])


def _colours(content: bytes, folder: Path) -> Counter[str]:
    """Pixels of each colour on the first printed page."""
    (folder / "book.xlsx").write_bytes(content)
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'lo').as_uri()}"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / "book.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document = pypdfium2.PdfDocument(folder / "book.pdf")
    seen = document[0].render(scale=1).to_pil().convert("RGB").tobytes()
    document.close()
    pixels = Counter(zip(seen[0::3], seen[1::3], seen[2::3], strict=True))
    return Counter({f"#{r:02X}{g:02X}{b:02X}": count for (r, g, b), count in pixels.items()})
