"""The draft of a form from the survey of somebody else's PDF, as the texts of its folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

import yaml

from formkit.catalogue.guess import Facets, guess_type
from formkit.fieldtypes import FIELD_TYPES
from formkit.fieldtypes.base import Plain, Widget
from formkit.fieldtypes.choice import NO, YES
from formkit.language.suggestion import has_mixed_alphabets, latin_look
from formkit.language.transliteration import latin_letters
from formkit.model.binding import BoundField, Place
from formkit.model.survey import Survey, SurveyedField

ORIGINAL, BINDING = "original.pdf", "binding.yaml"
_LONGEST = 40
_RESERVED = {"org"}
"""A data file gives the office under this name."""
_SHEETS_PT = {"A5": (420, 595), "A4": (595, 842), "A3": (842, 1191)}
_CODE_LENGTH = 8
_YES_LABELS = {"yes", "да", "так", "ano"}
_NO_LABELS = {"no", "нет", "ні", "ne"}
_YES_NO = {
    "ru": ("да", "нет"),
    "uk": ("так", "ні"),
    "cs": ("ano", "ne"),
    "en": ("yes", "no"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A form to be looked through by a person."""

    name: str
    files: dict[str, bytes]
    """Contents by name, the PDF among them."""


@dataclass(slots=True)
class _Member:
    """A field on its way into the three files."""

    name: str
    facets: Facets
    label: str
    bound: BoundField
    choice_labels: dict[str, str] = field(default_factory=dict)
    default: Plain = None
    note: str = ""


def draft(
    survey: Survey, original: bytes, *, name: str, locale: str, codes: Collection[str]
) -> Draft:
    """Texts of the folder; every section is one page, filled in by the client.

    Args:
        survey: of the PDF.
        original: the PDF itself.
        name: of the form.
        locale: of the words on its pages.
        codes: short names other forms have.
    """
    members = sorted(_members(survey, locale), key=lambda member: member.bound.places[0].page)
    files = {
        "form.yaml": _form_yaml(survey, members, name, free_code(name, codes)),
        f"{locale}.md": _words_md(survey, members, name),
        BINDING: _binding_yaml(survey, members, hashlib.sha256(original).hexdigest()),
    }
    return Draft(name, {n: t.encode() for n, t in files.items()} | {ORIGINAL: original})


def sanitised(text: str, *, spare: str) -> str:
    """A name as definitions have them: small Latin letters, digits, single strokes.

    Args:
        text: in any alphabet.
        spare: the beginning of a name that would have no letters.
    """
    bare = re.sub("[^a-z0-9]+", "_", latin_letters(text)).strip("_")
    if not bare or not bare[0].isalpha():
        bare = f"{spare}_{bare}".rstrip("_")
    return bare[:_LONGEST].rstrip("_")


def free_name(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    tails = (f"_{number}" for number in range(2, len(taken) + 3))
    return next(n for t in tails if (n := name[: _LONGEST - len(t)].rstrip("_") + t) not in taken)


def free_code(name: str, codes: Collection[str]) -> str:
    bare = name.replace("_", "").upper()
    tails = ("", *map(str, range(2, len(codes) + 3)))
    return next(c for t in tails if (c := bare[: _CODE_LENGTH - len(t)] + t) not in codes)


def _members(survey: Survey, locale: str) -> list[_Member]:
    members = []
    taken = set(_RESERVED)
    for each in survey.fields:
        name = free_name(_field_name(each, taken), taken)
        taken.add(name)
        members.append(_member(each, name, locale))
    return members


def _field_name(each: SurveyedField, taken: Collection[str]) -> str:
    """The last part of the PDF's own name, with the one above it where that is taken."""
    parts = [re.sub(r"\[\d+\]", "", part) for part in each.name.split(".")]
    name = sanitised(parts[-1], spare="field")
    if name in taken and len(parts) > 1:
        return sanitised(f"{parts[-2]} {parts[-1]}", spare="field")
    return name


def _member(each: SurveyedField, name: str, locale: str) -> _Member:
    facets, note = guess_type(each, locale)
    label = _sound(each.label) or _sound(" ".join(each.name.split("."))) or name
    choices, labels = _choices(each, facets, locale)
    if each.is_required:
        facets["required"] = True
    by_text = {stored: choice for choice, stored in choices.items()}
    default, lost = _default(each, facets, by_text, locale)
    notes = [note, "read-only in the PDF" if each.is_read_only else "", lost]
    places = tuple(Place(p.page, p.rectangle_pt, by_text.get(p.choice, "")) for p in each.places)
    return _Member(
        name,
        facets,
        label,
        BoundField(each.name, places, choices),
        labels,
        default,
        "; ".join(filter(None, notes)),
    )


def _default(
    each: SurveyedField, facets: Facets, by_text: dict[str, str], locale: str
) -> tuple[Plain, str]:
    """What stands in the field already, and a note where it cannot; a type gives way to it."""
    text = each.standing
    if not text:
        return None, ""
    plain: Plain = text
    if each.choices:
        names = [by_text[line] for line in text.split("\n") if line in by_text]
        single = names[0] == YES if facets["type"] == "yes_no" and names else "".join(names[:1])
        plain = names if each.is_multiple else single
    elif not _allows(facets, text, locale):
        facets["type"] = "multiline" if "\n" in text else "text"
        for key in facets.keys() - {"type", "length"}:
            del facets[key]
    if plain not in ("", []) and (each.choices or _allows(facets, text, locale)):
        return plain, ""
    return None, f"what stands in it cannot be kept: {_sound(text)}"


def _allows(facets: Facets, text: str, locale: str) -> bool:
    kind = FIELD_TYPES[facets["type"]]
    known = {f.name for f in fields(kind)} & facets.keys()
    given = {name: facets[name] for name in known}
    if "least" in given:
        given["least"] = Decimal(given["least"])
    value, problems = kind(**given).parse(text, locale)
    return value is not None and not problems


def _choices(
    each: SurveyedField, facets: Facets, locale: str
) -> tuple[dict[str, str], dict[str, str]]:
    """What the PDF stores, and the label, of every choice; the facets get the names."""
    usable = [choice for choice in each.choices if choice.text]
    yes, no = _YES_NO.get(locale, _YES_NO["en"])
    if each.widget is Widget.CHECKBOX:
        return {YES: usable[0].text}, {YES: yes, NO: no}
    stored: dict[str, str] = {}
    labels: dict[str, str] = {}
    for choice in usable:
        label = _sound(choice.label) or _sound(choice.text)
        own = choice.text if re.search(r"[^\W\d_]", choice.text) else choice.label or choice.text
        name = free_name(sanitised(own, spare="choice"), stored)
        stored[name], labels[name] = choice.text, label or name
    asked = [label.casefold() for label in labels.values()]
    if len(asked) == 2 and {asked[0]} <= _YES_LABELS and {asked[1]} <= _NO_LABELS:
        facets["type"] = "yes_no"
        facets.pop("appearance", None)
        both = zip((YES, NO), stored.values(), labels.values(), strict=True)
        rows = [(name, text, label) for name, text, label in both]
        return {n: text for n, text, _ in rows}, {n: label for n, _, label in rows}
    if stored:
        facets["choices"] = list(stored)
    return stored, labels


def _sound(text: str) -> str:
    """One line in which no word mixes look-alike letters of two alphabets."""
    words = [latin_look(w) if has_mixed_alphabets(w) else w for w in re.split(r"(\W+)", text)]
    line = " ".join("".join(words).split())
    is_mixed = any(has_mixed_alphabets(word) for word in re.findall(r"\w+", line))
    return "" if is_mixed or not any(c.isalnum() for c in line) else line


def _form_yaml(survey: Survey, members: Sequence[_Member], name: str, code: str) -> str:
    sections: dict[str, Any] = {}
    for member in members:
        section = sections.setdefault(_section(member), {"by": "client", "fields": {}})
        section["fields"][member.name] = Row(member.facets)
    content = {
        "form": name,
        "code": code,
        "version": 1,
        "audience": "public",
        "paper": Row(_paper(survey.page_pt)),
        "sections": sections,
    }
    return to_yaml(content)


def _section(member: _Member) -> str:
    return f"page_{member.bound.places[0].page}"


def _paper(page_pt: tuple[float, float]) -> dict[str, str]:
    """The sheet nearest in width; other faces than the PDF are laid out for it."""
    short, long = sorted(page_pt)
    size = min(_SHEETS_PT, key=lambda s: abs(_SHEETS_PT[s][0] - short))
    turn = {"orientation": "landscape"} if page_pt[0] == long > short else {}
    return {"size": size, **turn}


def _words_md(survey: Survey, members: Sequence[_Member], name: str) -> str:
    fields: dict[str, Any] = {}
    notes = []
    sections = {}
    for member in members:
        fields[member.name] = (
            Row(label=member.label, choices=member.choice_labels)
            if member.choice_labels
            else member.label
        )
        sections[_section(member)] = ""
        if member.note:
            notes.append(f"{member.name}: {member.note}")
    title = _sound(survey.title) or name
    words: dict[str, Any] = {"title": title, "sections": sections, "fields": fields}
    defaults = {m.name: m.default for m in members if m.default is not None}
    if defaults:
        words["defaults"] = defaults
    if notes:
        words["notes"] = Lines("\n".join(notes))
    return f"---\n{to_yaml(words)}---\n"


def _binding_yaml(survey: Survey, members: Sequence[_Member], sha256: str) -> str:
    fields = {}
    for member in members:
        bound = member.bound
        entry: dict[str, Any] = {"pdf": bound.pdf_name}
        if bound.choices:
            entry["choices"] = Row(bound.choices)
        entry["places"] = [_place(place) for place in bound.places]
        fields[member.name] = entry
    head = (
        f"# Which field of {ORIGINAL} belongs to which field of form.yaml.\n"
        "# A box is left, bottom, right and top in points of its page.\n"
    )
    content = {"original": ORIGINAL, "sha256": sha256, "fields": fields}
    return head + to_yaml(content | {"left_out": list(survey.left_out)})


def _place(place: Place) -> Row:
    choice = {"choice": place.choice} if place.choice else {}
    return Row(choice | {"page": place.page, "box": list(place.rectangle_pt)})


class Row(dict[str, Any]):
    """A mapping that stands in one line."""


class Lines(str):
    """A text that stands as it is, line by line."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True

    def represent_row(self, row: Row) -> yaml.Node:
        return self.represent_mapping("tag:yaml.org,2002:map", row, flow_style=True)

    def represent_lines(self, text: Lines) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|")


_Dumper.add_representer(Row, _Dumper.represent_row)
_Dumper.add_representer(Lines, _Dumper.represent_lines)


def to_yaml(content: object) -> str:
    text: str = yaml.dump(
        content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000
    )
    return text
