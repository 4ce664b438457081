"""What an XLSForm asks (xlsform.org), as far as a definition can be drafted from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Texts = Mapping[str, str]
"""By language code; under ``""`` where the column names no language."""


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    """First word of ``type``: ``text``, ``select_one`` …"""
    name: str
    labels: Texts
    hints: Texts
    columns: Mapping[str, str]
    """The further cells: ``required``, ``relevant``, ``constraint``, ``appearance`` …"""
    choices: Sequence[tuple[str, Texts]] = ()


@dataclass
class Group:
    """A group or a repeat; ``is_repeat`` tells which."""

    name: str
    labels: Texts
    is_repeat: bool = False
    members: list[Question | Group] = field(default_factory=list)
    columns: Mapping[str, str] = field(default_factory=dict)

    def groups(self) -> list[Group]:
        """The groups right below this one; a repeat is none."""
        return [m for m in self.members if isinstance(m, Group) and not m.is_repeat]

    def questions(self) -> Iterator[Question]:
        """All questions, those of inner groups too."""
        for member in self.members:
            if isinstance(member, Group):
                yield from member.questions()
            else:
                yield member


@dataclass(frozen=True, slots=True)
class XlsForm:
    title: str
    name: str
    """``form_id``; empty where the file does not say."""
    root: Group
    """All questions in order, groups within groups."""
