"""The draft of a form from an XLSForm, as the texts of its folder."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from formkit.catalogue.adopt import Draft, Row, free_code, free_name, sanitised, to_yaml
from formkit.language.profiles import LOCALES
from formkit.model.condition import BadConditionError, parse_condition
from formkit.problems import Code, Problem, Severity, problem

if TYPE_CHECKING:
    from formkit.model.xlsform import Group, Question, Texts, XlsForm

_TYPES: Mapping[str, dict[str, Any]] = {
    "text": {"type": "text"},
    "integer": {"type": "number"},
    "decimal": {"type": "number", "decimals": 2},
    "range": {"type": "number"},
    "date": {"type": "date"},
    "time": {"type": "time"},
    "acknowledge": {"type": "yes_no", "appearance": "check"},
    "trigger": {"type": "yes_no", "appearance": "check"},
    "select_one": {"type": "choice"},
    "select_multiple": {"type": "multi_choice"},
}
_METADATA = {
    *("start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit"),
    *("calculate", "hidden", "background-audio", "start-geopoint"),
}
_YES_NO = {"yes", "no"}
_RANGE = re.compile(r"\.\s*>=\s*(-?[\d.]+)\s+and\s+\.\s*<=\s*(-?[\d.]+)")


def draft_imported(
    found: XlsForm, *, name: str, locale: str, codes: Collection[str]
) -> tuple[Draft, list[Problem]]:
    """Texts of the folder: a section for every outer group, a table for every repeat.

    Problems: XLSFORM_LEFT_OUT for what a definition cannot have, with the reason.

    Args:
        found: the XLSForm.
        name: of the form.
        locale: of labels whose column names no language.
        codes: short names other forms have.
    """
    writer = _Draft(locale)
    writer.sections(found.root)
    head = {"form": name, "code": free_code(name, codes), "version": 1, "audience": "office"}
    files = {"form.yaml": to_yaml({**head, "sections": writer.structure})}
    for spoken in writer.locales():
        words = {"title": found.title or name, **writer.words(spoken)}
        files[f"{spoken}.md"] = f"---\n{to_yaml(words)}---\n"
    return Draft(name, {n: t.encode() for n, t in files.items()}), writer.problems


@dataclass
class _Draft:
    locale: str
    structure: dict[str, Any] = field(default_factory=dict)
    section_labels: dict[str, Texts] = field(default_factory=dict)
    field_words: dict[str, Any] = field(default_factory=dict)
    """By field: labels, hints, choices and columns, each by language."""
    names: dict[str, str] = field(default_factory=dict)
    """Names of the XLSForm and those of the definition."""
    yes_no: set[str] = field(default_factory=set)
    """Names in the definition whose answers are yes or no."""
    problems: list[Problem] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)

    def sections(self, root: Group) -> None:
        loose = [m for m in root.members if hasattr(m, "kind") or getattr(m, "is_repeat", False)]
        if loose:
            self._section("main", {}, loose)
        for group in root.groups():
            self._section(group.name, group.labels, list(_flat(group)))

    def _section(self, name: str, labels: Texts, members: list[Any]) -> None:
        section = free_name(sanitised(name, spare="section"), self.structure)
        fields: dict[str, Any] = {}
        for member in members:
            if hasattr(member, "kind"):
                self._question(member, fields, self.field_words)
            else:
                self._table(member, fields)
        if fields:
            self.structure[section] = {"by": "worker", "hand": True, "fields": fields}
            self.section_labels[section] = labels
            self.languages |= set(labels)

    def _table(self, group: Group, fields: dict[str, Any]) -> None:
        name = self._name(group.name)
        columns: dict[str, Any] = {}
        words: dict[str, Any] = {}
        for member in _flat(group):
            if hasattr(member, "kind"):
                self._question(member, columns, words, owner=name)
            else:
                self._left_out(member.name, "a repeat inside a repeat")
        if columns:
            fields[name] = {"type": "table", "rows": 5, "columns": columns}
            self.field_words[name] = {"labels": group.labels, "columns": words}

    def _name(self, raw: str, owner: str = "") -> str:
        bare = raw.removeprefix(f"{owner}__") if owner else raw
        name = free_name(sanitised(bare, spare="field"), {*self.names.values(), "org"})
        self.names[raw] = name
        return name

    def _question(
        self, asked: Question, fields: dict[str, Any], words: dict[str, Any], owner: str = ""
    ) -> None:
        if asked.kind in _METADATA or asked.kind == "note":
            self._left_out(asked.name, asked.kind)
            return
        facets = self._facets(asked)
        if facets is None:
            self._left_out(asked.name, asked.kind)
            return
        name = self._name(asked.name, owner)
        fields[name] = Row(facets)
        if facets["type"] == "yes_no":
            self.yes_no.add(name)
        choices = {sanitised(n, spare="choice"): labels for n, labels in asked.choices}
        words[name] = {"labels": asked.labels, "hints": asked.hints, "choices": choices}
        self.languages |= {*asked.labels}

    def _facets(self, asked: Question) -> dict[str, Any] | None:
        cells = asked.columns
        if asked.kind == "image" and "signature" in cells.get("appearance", ""):
            return {"type": "signature"}
        if asked.kind not in _TYPES:
            return None
        facets = dict(_TYPES[asked.kind])
        if asked.choices:
            names = [sanitised(name, spare="choice") for name, _ in asked.choices]
            is_yes_no = asked.kind == "select_one" and set(names) == _YES_NO
            facets = {"type": "yes_no"} if is_yes_no else {**facets, "choices": names}
        elif asked.kind.startswith("select"):
            return None
        if asked.kind == "text" and "multiline" in cells.get("appearance", ""):
            facets["type"] = "multiline"
        if match := _RANGE.fullmatch(cells.get("constraint", "")):
            facets |= {"least": match[1], "most": match[2]}
        return facets | self._conditions(asked)

    def _conditions(self, asked: Question) -> dict[str, Any]:
        found: dict[str, Any] = {}
        required = asked.columns.get("required", "").lower()
        if required in ("yes", "true", "true()", "1"):
            found["required"] = True
        elif required not in ("", "no", "false", "false()", "0"):
            self._condition(asked, "required", "required_if", found)
        if asked.columns.get("relevant"):
            self._condition(asked, "relevant", "visible_if", found)
        return found

    def _condition(self, asked: Question, cell: str, key: str, found: dict[str, Any]) -> None:
        text = asked.columns[cell]
        if condition := condition_of(text, self.names, self.yes_no):
            found[key] = condition
        else:
            self._left_out(asked.name, f"{cell}: {text}")

    def _left_out(self, name: str, reason: str) -> None:
        lost = problem(Code.XLSFORM_LEFT_OUT, Severity.WARNING, name=name, reason=reason)
        self.problems.append(lost)

    def locales(self) -> list[str]:
        """Languages of the labels that formkit can print; else the one asked for."""
        return [code for code in LOCALES if code in self.languages] or [self.locale]

    def words(self, locale: str) -> dict[str, Any]:
        sections = {n: _said(labels, locale, "") for n, labels in self.section_labels.items()}
        fields = {n: _field_words(n, own, locale) for n, own in self.field_words.items()}
        return {"sections": sections, "fields": fields}


def _flat(group: Group) -> Iterator[Any]:
    """Questions and repeats; groups within groups are opened."""
    for member in group.members:
        if hasattr(member, "kind") or member.is_repeat:
            yield member
        else:
            yield from _flat(member)


def _said(texts: Texts, locale: str, spare: str) -> str:
    return " ".join((texts.get(locale) or texts.get("") or spare).split())


def _field_words(name: str, own: Mapping[str, Any], locale: str) -> Any:
    found: dict[str, Any] = {"label": _said(own["labels"], locale, name)}
    if hint := _said(own.get("hints", {}), locale, ""):
        found["hint"] = hint
    if choices := own.get("choices"):
        found["choices"] = {n: _said(texts, locale, n) for n, texts in choices.items()}
    if columns := own.get("columns"):
        found["columns"] = {n: _field_words(n, words, locale) for n, words in columns.items()}
    return found if len(found) > 1 else found["label"]


_TOKEN = re.compile(
    r"\s*(?:(?P<field>\$\{[^}]+\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+)"
    r"|(?P<sign>!=|<=|>=|=|<|>|\(|\)|,)|(?P<word>and|or|not|selected)\b)"
)
_SIGNS = {"=": "=="}
_SELECTED = re.compile(r"selected \( (\S+) , ('[^']*') \)")


def condition_of(text: str, names: Mapping[str, str], yes_no: Collection[str] = ()) -> str | None:
    """An XPath expression as a condition; None where it says more than conditions can.

    Args:
        text: the expression.
        names: of the XLSForm's questions, and those they have in the definition.
        yes_no: names in the definition whose answers are yes or no.
    """
    words, place = [], 0
    text = text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            return None
        place = match.end()
        words.append(_word(match, names))
    if None in words:
        return None
    found = _SELECTED.sub(r"\2 in \1", " ".join(word or "" for word in words))
    found = re.sub(r"(==|!=) ''", r"\1 None", found)
    for name in yes_no:
        for text, value in (("'yes'", "True"), ("'no'", "False")):
            found = re.sub(rf"\b{name} (==|!=) {text}", rf"{name} \1 {value}", found)
    try:
        return parse_condition(found).text
    except BadConditionError:
        return None


def _word(match: re.Match[str], names: Mapping[str, str]) -> str | None:
    if own := match["field"]:
        return names.get(own[2:-1])
    if text := match["text"]:
        return text if text in ("''", '""') else f"'{sanitised(text[1:-1], spare='choice')}'"
    sign = match["sign"]
    return _SIGNS.get(sign, sign) if sign else match["number"] or match["word"]
