"""The catalogue: the bundled folder of definitions, then the office's own over it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from formkit import bundled
from formkit.catalogue.fields import Surroundings
from formkit.catalogue.load import Shared, is_form_folder, load_form
from formkit.catalogue.registers import (
    missing_words,
    read_register,
    read_register_words,
    with_shared_choices,
)
from formkit.catalogue.source import Node, parse_yaml
from formkit.catalogue.words import SharedWords, read_shared_words
from formkit.errors import DefinitionError, UnknownFormError, UnknownLocaleError
from formkit.fieldtypes.reference import ReferenceType
from formkit.language.suggestion import suggest
from formkit.model.form import Form
from formkit.model.register import Register, RegisterWords, same_key
from formkit.problems import Code, Problem, Where, has_errors, problem


@dataclass
class Catalogue:
    """Definitions of one or more folders; a later folder wins over an earlier one.

    Forms are loaded when asked for and kept.
    """

    folders: Sequence[Path]
    _forms: dict[str, tuple[Form | None, list[Problem]]] = field(default_factory=dict)
    _shared_problems: list[Problem] = field(default_factory=list)

    @cached_property
    def form_folders(self) -> Mapping[str, Path]:
        """Folder of each form by name, sorted."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in folder.iterdir() if folder.is_dir() else ():
                if is_form_folder(path):
                    found[path.name] = path
        return dict(sorted(found.items()))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.form_folders)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Form name by the code of its form mark, found without loading the forms."""
        found = {}
        for name, folder in self.form_folders.items():
            source = (folder / "form.yaml").read_text(encoding="utf-8")
            if match := re.search(r"^code:\s*([A-Z0-9]+)", source, re.MULTILINE):
                found[match[1]] = name
        return found

    @cached_property
    def shared(self) -> Shared:
        lists = _choice_lists(self.folders, self._shared_problems)
        groups = _groups(self.folders, self._shared_problems)
        words = _shared_words(self.folders, self._shared_problems)
        registers = _registers(self.folders, lists, words, self._shared_problems)
        return Shared(lists, groups, registers, words)

    @property
    def registers(self) -> Mapping[str, Register]:
        return self.shared.registers

    def load(self, name: str) -> tuple[Form | None, list[Problem]]:
        """The form and everything found in its definition."""
        if name not in self._forms:
            self._forms[name] = load_form(self.form_folders[name], self.shared)
        return self._forms[name]

    def find(self, name: str) -> Form | None:
        return self.load(name)[0] if name in self.form_folders else None

    def get(self, name: str) -> Form:
        """The form of this name.

        Raises:
            UnknownFormError: no such form; the nearest name is suggested.
            DefinitionError: its definition has errors.
        """
        if name not in self.form_folders:
            raise UnknownFormError(form=name, suggestion=suggest(name, self.form_folders))
        form, problems = self.load(name)
        if form is None or has_errors(problems):
            raise DefinitionError(problems=problems)
        return form

    def record_parts(self, form: Form) -> dict[str, list[str]]:
        """What expressions may ask of the records a form is prefilled from."""
        group = self.shared.groups.get("organisation", Node())
        own = [name.removeprefix("org_") for name in group]
        parts = {}
        for name, source in form.prefill.items():
            member = form.find(source)
            kind = getattr(member, "type", None)
            if source == "office":
                parts[name] = [*own, "head.name", "head.position"]
            elif isinstance(kind, ReferenceType):
                register = self.registers[kind.register]
                columns = [c.name for r in same_key(register, self.registers) for c in r.columns]
                parts[name] = [*columns, "number", "name"]
        return parts

    def check(self) -> list[Problem]:
        """Problems of the shared files, then of every form."""
        shared = self.shared
        problems = list(self._shared_problems)
        for register in shared.registers.values():
            for locale, place in missing_words(register):
                where = Where(file=f"registers/{locale}.md", path=register.name)
                facts = {"locale": locale, "what": f"{register.name}.{place}"}
                problems.append(problem(Code.LOCALE_MISSING_WORD, where=where, **facts))
        for name in self.names:
            problems += self.load(name)[1]
        return problems


def open_catalogue(office_folder: Path | None = None) -> Catalogue:
    """The bundled catalogue, with the office's ``form_templates`` over it if it has any."""
    own = [office_folder / "form_templates"] if office_folder else []
    return Catalogue([bundled("form_templates"), *own])


def require_locale(form: Form, locale: str) -> None:
    if locale not in form.words:
        known = ", ".join(form.words)
        suggestion = suggest(locale, form.words)
        raise UnknownLocaleError(form=form.name, locale=locale, known=known, suggestion=suggestion)


def _choice_lists(folders: Sequence[Path], problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    for _, node in _yaml_files(folders, "shared/choices.yaml", problems):
        lists |= {name: tuple(map(str, names)) for name, names in node.items()}
    return lists


def _groups(folders: Sequence[Path], problems: list[Problem]) -> dict[str, Node]:
    groups: dict[str, Node] = {}
    for _, node in _yaml_files(folders, "shared/groups.yaml", problems):
        groups |= {name: group for name, group in node.items() if isinstance(group, Node)}
    return groups


def _yaml_files(
    folders: Sequence[Path], name: str, problems: list[Problem]
) -> list[tuple[Path, Node]]:
    found = []
    for folder in folders:
        path = folder / name
        if path.is_file():
            node, faults = parse_yaml(path.read_text(encoding="utf-8"), name)
            problems += faults
            if isinstance(node, Node):
                found.append((path, node))
    return found


def _shared_words(folders: Sequence[Path], problems: list[Problem]) -> dict[str, SharedWords]:
    words: dict[str, SharedWords] = {}
    for folder in folders:
        for path in sorted((folder / "shared").glob("*.md")):
            text = path.read_text(encoding="utf-8")
            read, found = read_shared_words(text, f"shared/{path.name}")
            problems += found
            old = words.get(path.stem, SharedWords())
            words[path.stem] = SharedWords(
                {**old.fields, **read.fields},
                {**old.columns, **read.columns},
                {**old.choices, **read.choices},
            )
    return words


def _registers(
    folders: Sequence[Path],
    lists: Mapping[str, tuple[str, ...]],
    shared: Mapping[str, SharedWords],
    problems: list[Problem],
) -> dict[str, Register]:
    paths = {p.stem: p for folder in folders for p in sorted((folder / "registers").glob("*.yaml"))}
    words = _register_words(folders, shared, problems)
    around = Surroundings(lists, frozenset(paths))
    registers = {}
    for name, path in paths.items():
        text = path.read_text(encoding="utf-8")
        own = {locale: by_name[name] for locale, by_name in words.items() if name in by_name}
        register, found = read_register(text, f"registers/{path.name}", around, own)
        problems += found
        if register is not None:
            registers[name] = with_shared_choices(register, shared)
    return dict(sorted(registers.items(), key=lambda item: (item[1].order, item[0])))


def _register_words(
    folders: Sequence[Path], shared: Mapping[str, SharedWords], problems: list[Problem]
) -> dict[str, dict[str, RegisterWords]]:
    words: dict[str, dict[str, RegisterWords]] = {}
    for folder in folders:
        for path in sorted((folder / "registers").glob("*.md")):
            text = path.read_text(encoding="utf-8")
            own = shared.get(path.stem, SharedWords())
            read, found = read_register_words(text, f"registers/{path.name}", path.stem, own)
            problems += found
            words.setdefault(path.stem, {}).update(read)
    return words
