"""Every PDF of folders, read as strangers' files are: ``python tests/bench/reading.py FOLDER…``.

A file gives its fields or says what is wrong with it; values are compared with those of pypdf,
where both read. Told at the end: what crashed, the slowest, the memory of the process that reads.
"""

from __future__ import annotations

import io
import logging
import resource
import sys
import time
import unicodedata
import warnings
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdf

from formkit.formats.acroform import IsolatedReader
from formkit.model.record import Reading
from formkit.problems import Code, Severity

QUIET = {Code.DOCUMENT_NOT_OURS}
"""Said of every form that is somebody else's."""
CAP = 3_000_000
"""Larger files are not given to pypdf, which has no limits of its own."""


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable()
    paths = [path for folder in sys.argv[1:] for path in sorted(Path(folder).glob("*.pdf"))]
    slowest, told, compared, differing = (0.0, ""), Counter[str](), 0, 0
    with IsolatedReader() as reader:
        for path in paths:
            data, start = path.read_bytes(), time.perf_counter()
            reading = reader.read(data)
            spent = time.perf_counter() - start
            slowest = max(slowest, (spent, path.name))
            told[outcome(reading)] += 1
            others = by_pypdf(data) if reading.seen and "hostile" not in path.parts else None
            found = [] if others is None else differences(reading, others)
            compared += others is not None
            differing += bool(found)
            said = ", ".join(dict.fromkeys(p.code.name for p in reading.problems))
            print(f"{path.name[:56]:56}{len(reading.seen):6}{spent:8.3f} s  {said}")
            for line in found:
                print(f"    {line}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\n{len(paths)} files; {dict(told)}")
    print(f"compared with pypdf {compared}, differing {differing}")
    print(f"slowest {slowest[0]:.2f} s ({slowest[1]}); peak memory of a reader {peak:.0f} MiB")


def outcome(reading: Reading) -> str:
    """A record, a clear error, or neither, which must not be."""
    problems = [p for p in reading.problems if p.code not in QUIET]
    if any(p.severity is Severity.ERROR for p in problems):
        return "told what is wrong"
    return "read" if reading.seen else "NEITHER"


def by_pypdf(data: bytes) -> Mapping[str, str] | None:
    """Texts by field; None where pypdf does not read the file."""
    if len(data) > CAP:
        return None
    try:
        fields: Any = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
        return {name: _text(field) for name, field in fields.items() if "/Kids" not in field}
    except Exception:  # noqa: BLE001 - the files of others are broken in all ways
        return None


def _text(field: Any) -> str:
    value = field.get("/V")
    if value is None or field.get("/FT") == "/Sig":
        return ""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if isinstance(value, pypdf.generic.StreamObject):
        return value.get_data().decode("latin-1")
    text = str(value)
    if field.get("/FT") == "/Btn":
        text = text.removeprefix("/")
        return "" if text == "Off" else text
    return text


def differences(reading: Reading, others: Mapping[str, str]) -> list[str]:
    """Fields both have and read otherwise; white space at the end and form of letters aside."""
    return [
        f"{name}: ours {reading.seen[name].text!r}, pypdf {text!r}"
        for name, text in others.items()
        if name in reading.seen and reading.seen[name].text != "signed"
        if _bare(reading.seen[name].text) != _bare(text)
    ]


def _bare(text: str) -> str:
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\0", "").strip()


if __name__ == "__main__":
    main()
