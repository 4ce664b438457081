"""Any AcroForm back into text, whoever filled it in; broken and hostile files are answered."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pikepdf
import pikepdf.settings
from pikepdf import Dictionary

from formkit.formats.acroform.active import active_content
from formkit.formats.acroform.identity import FIELD, resolve
from formkit.formats.acroform.values import DOUBT, PUSH_BUTTON, drawn_states, seen_in
from formkit.formats.acroform.walk import (
    LimitReachedError,
    entry,
    open_pages,
    pages_of_widgets,
    text_of,
    walk,
)
from formkit.model.record import Reading, Seen
from formkit.problems import Code, Problem, Severity, Where, problem

if TYPE_CHECKING:
    from formkit.formats.acroform.walk import WalkedField

MAX_MIB = 20
_MIB = 1 << 20
_DAMAGE = ("file is damaged", "reconstruct", "loop detected")
_UNREADABLE = (
    pikepdf.PikepdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a broken file raises while it is walked."""


def read(data: bytes) -> Reading:
    """What stands in the fields of a PDF; strangers' files belong in ``isolated.read_isolated``.

    A file that was cut off, or at which reading stopped at a limit, is never an empty form.
    Problems: DOCUMENT_EMPTY_FILE, DOCUMENT_NOT_PDF, DOCUMENT_TOO_LARGE, DOCUMENT_ENCRYPTED,
    DOCUMENT_DAMAGED, DOCUMENT_LIMIT, DOCUMENT_XFA, DOCUMENT_NOT_OURS, DOCUMENT_NO_FIELDS,
    DOCUMENT_MARKS_DISAGREE, DOCUMENT_ACTIVE_CONTENT, VALUE_SEVERAL_MARKED.
    """
    found = _refusal(data)
    if found is not None:
        return Reading(None, problems=(found,))
    set_limits()
    before = pikepdf.settings.qpdf_limit_errors()
    try:
        with pikepdf.open(io.BytesIO(data), inherit_page_attributes=False) as pdf:
            reading = _read_open(pdf)
            warnings = [str(each) for each in pdf.get_warnings()]
    except pikepdf.PasswordError:
        return Reading(None, problems=(problem(Code.DOCUMENT_ENCRYPTED),))
    except LimitReachedError as limit:
        return Reading(None, problems=(problem(Code.DOCUMENT_LIMIT, limit=limit),))
    except MemoryError:
        return Reading(None, problems=(problem(Code.DOCUMENT_LIMIT, limit="memory"),))
    except _UNREADABLE as failure:
        reading, warnings = Reading(None, problems=(_unreadable(failure),)), []
    if pikepdf.settings.qpdf_limit_errors() > before:
        return Reading(None, problems=(problem(Code.DOCUMENT_LIMIT, limit="size of an object"),))
    return _with_damage(reading, warnings, data)


def _unreadable(failure: Exception) -> Problem:
    reason = re.sub(r"stream <[^>]*> ?", "", f"{type(failure).__name__}: {failure}")
    if "limit exceeded" in reason:
        return problem(Code.DOCUMENT_LIMIT, limit="size of an object")
    return problem(Code.DOCUMENT_DAMAGED, reason=reason)


def _refusal(data: bytes) -> Problem | None:
    if not data:
        return problem(Code.DOCUMENT_EMPTY_FILE)
    if len(data) > MAX_MIB * _MIB:
        size = f"{len(data) / _MIB:.1f}"
        return problem(Code.DOCUMENT_TOO_LARGE, size_mib=size, limit_mib=MAX_MIB)
    if b"%PDF-" not in data[:1024]:
        return problem(Code.DOCUMENT_NOT_PDF)
    return None


@cache
def set_limits() -> None:
    """For the whole process, so only once."""
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=50_000_000,
        run_length_max_memory=50_000_000,
        doc_max_warnings=100,
        parser_max_container_size=100_000,
    )


def _read_open(pdf: pikepdf.Pdf) -> Reading:
    if _is_dynamic_xfa(pdf):
        return Reading(None, problems=(problem(Code.DOCUMENT_XFA),))
    pages = open_pages(pdf)
    numbers = pages_of_widgets(pages)
    seen: dict[str, Seen] = {}
    problems: list[Problem] = []
    hidden = ""
    for found in walk(pdf):
        if found.name == FIELD:
            hidden = text_of(found.entries.get("/V"))
        elif not (found.kind == "/Btn" and found.flags & PUSH_BUTTON):
            problems += _add(seen, found, numbers)
    mark, disagreement = resolve(pdf, pages, hidden)
    problems += disagreement
    if mark is None:
        problems.append(problem(Code.DOCUMENT_NOT_OURS))
    if not seen:
        problems.append(problem(Code.DOCUMENT_NO_FIELDS))
    if kinds := active_content(pdf, pages):
        listed = ", ".join(kinds)
        problems.append(problem(Code.DOCUMENT_ACTIVE_CONTENT, Severity.WARNING, kinds=listed))
    return Reading(mark, seen, tuple(problems), _saved_at(pdf))


def _saved_at(pdf: pikepdf.Pdf) -> datetime | None:
    """ModDate of the file (ISO 32000-1, 14.3.3); None where it is missing or no date."""
    info = entry(pdf.trailer, "/Info")
    text = text_of(entry(info, "/ModDate")) if isinstance(info, Dictionary) else ""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    *parts, sign, hours, minutes = match.groups()
    away = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        moment = datetime(*(int(part) for part in parts), tzinfo=UTC)  # type: ignore[misc,arg-type]
        return moment + away if sign == "-" else moment - away
    except (ValueError, OverflowError):
        return None


_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-])(\d\d)'?(\d\d)?'?)?.*")
"""ISO 32000-1, 7.9.4, as far as the second."""


def _add(
    seen: dict[str, Seen], found: WalkedField, pages: dict[tuple[int, int], int]
) -> list[Problem]:
    """A field under its name; the same name twice counts once if both say the same."""
    own = seen_in(found, pages)
    states = drawn_states(found) if found.kind == "/Btn" else {}
    texts = list(states) if len(states) > 1 else []
    before = seen.get(found.name)
    if before is not None and before.text != own.text and before.text:
        texts = [before.text, *([own.text] if own.text else [])]
        own = before
    seen[found.name] = replace(own, confidence=DOUBT) if len(texts) > 1 else own
    if len(texts) < 2:
        return []
    where = Where(page=own.page, path=found.name)
    return [problem(Code.VALUE_SEVERAL_MARKED, where=where, texts=", ".join(texts))]


def _with_damage(reading: Reading, warnings: list[str], data: bytes) -> Reading:
    """A file that had to be repaired may lack its last revision, and with it the answers."""
    signs = [text for text in warnings if any(sign in text for sign in _DAMAGE)]
    if b" obj" in data[data.rfind(b"%%EOF") :]:
        signs.append("it ends in the middle of a revision")
    already = any(p.code is Code.DOCUMENT_DAMAGED for p in reading.problems)
    if not signs or already:
        return reading
    damage = problem(Code.DOCUMENT_DAMAGED, reason=signs[0].rpartition(": ")[2])
    return replace(reading, problems=(damage, *reading.problems))


def _is_dynamic_xfa(pdf: pikepdf.Pdf) -> bool:
    form = entry(pdf.Root, "/AcroForm")
    return (
        isinstance(form, Dictionary) and "/XFA" in form and bool(entry(pdf.Root, "/NeedsRendering"))
    )
