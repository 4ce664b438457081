"""Cell formats of one workbook brought into another, ECMA-376, 18.8; known ones are found again."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

    from formkit.workbook.package import Package

STYLES = "xl/styles.xml"
_OWN_FORMATS = 164
"""First number of a number format that is not built in."""


class StyleMap:
    """Where the formats of the source stand in the target; missing ones are added there."""

    def __init__(self, source: Package, target: Package) -> None:
        self._target = target
        self._from, self._to = source.xml(STYLES), target.xml(STYLES)
        self._is_changed = False
        self._formats = self._number_formats()
        parts = {name: self._merge(name) for name in ("fonts", "fills", "borders")}
        self.cells = self._merge("cellXfs", lambda xf: self._mapped(xf, parts))
        self.rules = self._merge("dxfs")

    def save(self) -> None:
        if self._is_changed:
            self._target.write_xml(STYLES, self._to)

    def _merge(self, name: str, mapped: Callable[[_Element], None] | None = None) -> dict[int, int]:
        """Index in the target by index in the source, of one collection of formats."""
        found, own = self._from.find(f"{{*}}{name}"), self._to.find(f"{{*}}{name}")
        if found is None:
            return {}
        if own is None:
            own = self._collection(name)
        known = {_canonical(element): index for index, element in reversed([*enumerate(own)])}
        places = {}
        for index, element in enumerate(found):
            wanted = deepcopy(element)
            if mapped is not None:
                mapped(wanted)
            text = _canonical(wanted)
            if text not in known:
                known[text] = len(own)
                own.append(wanted)
                own.set("count", str(len(own)))
                self._is_changed = True
            places[index] = known[text]
        return places

    def _collection(self, name: str) -> _Element:
        """A new collection where the schema wants it: before the table styles."""
        from lxml import etree

        space = etree.QName(self._to).namespace
        made = etree.Element(f"{{{space}}}{name}", {"count": "0"})
        after = self._to.find("{*}cellStyles")
        place = len(self._to) if after is None else self._to.index(after) + 1
        self._to.insert(place, made)
        return made

    def _mapped(self, xf: _Element, parts: dict[str, dict[int, int]]) -> None:
        for name, facet in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
            xf.set(facet, str(parts[name].get(int(xf.get(facet, "0")), 0)))
        number = int(xf.get("numFmtId", "0"))
        xf.set("numFmtId", str(self._formats.get(number, number)))
        xf.set("xfId", "0")

    def _number_formats(self) -> dict[int, int]:
        from lxml import etree

        found, own = self._from.find("{*}numFmts"), self._to.find("{*}numFmts")
        if found is None:
            return {}
        if own is None:
            space = etree.QName(self._to).namespace
            own = etree.Element(f"{{{space}}}numFmts", {"count": "0"})
            self._to.insert(0, own)
        known = {str(e.get("formatCode")): int(e.get("numFmtId", "0")) for e in own}
        places = {}
        for element in found:
            code = str(element.get("formatCode"))
            if code not in known:
                known[code] = max((_OWN_FORMATS - 1, *known.values())) + 1
                made = deepcopy(element)
                made.set("numFmtId", str(known[code]))
                own.append(made)
                own.set("count", str(len(own)))
                self._is_changed = True
            places[int(element.get("numFmtId", "0"))] = known[code]
        return places


def _canonical(element: _Element) -> bytes:
    from lxml import etree

    copy = deepcopy(element)
    copy.tail = None
    etree.cleanup_namespaces(copy)
    made: bytes = etree.tostring(copy, method="c14n", exclusive=True)
    return made
