"""Cells of an .xlsx file that readers show as empty though they are not."""

from __future__ import annotations

import io
import posixpath
import re
from zipfile import ZipFile, is_zipfile

from formkit.workbook.refusals import WorkbookError

Faults = frozenset[tuple[int, int]]
"""Row from 1 and column from 0."""

LARGEST = 512 * 2**20
"""Bytes of a workbook once unpacked; more is an attack or an accident."""


def find_faults(content: bytes) -> dict[str, Faults]:
    """Error values (``#REF!``) and formulas without a result, by name of the sheet.

    Nothing for a file that is not a zip package of ECMA-376: .ods and .xls.

    Raises:
        WorkbookError: the file unpacks to more than any workbook has.
    """
    if not is_zipfile(io.BytesIO(content)):
        return {}
    with ZipFile(io.BytesIO(content)) as package:
        if sum(item.file_size for item in package.infolist()) > LARGEST:
            raise WorkbookError(reason=f"it unpacks to more than {LARGEST // 2**20} MiB")
        parts = _sheet_parts(package)
        return {name: _faults(package.read(part)) for name, part in parts.items()}


def _sheet_parts(package: ZipFile) -> dict[str, str]:
    """Parts by sheet name, ECMA-376, 18.2.20."""
    from lxml import etree

    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), safe)
    targets = {link.get("Id"): posixpath.join("xl", link.get("Target", "")) for link in links}
    book = etree.fromstring(package.read("xl/workbook.xml"), safe)
    found = {
        str(sheet.get("name")): targets.get(sheet.get(f"{{{_RELATIONSHIPS}}}id"), "")
        for sheet in book.iter("{*}sheet")
    }
    parts = {name: posixpath.normpath(part).lstrip("/") for name, part in found.items()}
    return {name: part for name, part in parts.items() if part in names}


_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\sr="([A-Z]+)([0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_RESULT = re.compile(rb"<(?:\w+:)?v>[^<]")


def _faults(part: bytes) -> Faults:
    faults = set()
    for attributes, content in _CELL.findall(part):
        is_error = b't="e"' in attributes
        is_open = _FORMULA.search(content) and not _RESULT.search(content)
        if (is_error or is_open) and (place := _PLACE.search(attributes)):
            faults.add((int(place[2]), _column(place[1].decode())))
    return frozenset(faults)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
