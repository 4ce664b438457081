"""The catalogue: the bundled folder of definitions, then the office's own over it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from formkit import bundled
from formkit.catalogue.adopt import BINDING
from formkit.catalogue.fields import Surroundings, choice_list, wrong_value
from formkit.catalogue.load import GROUPS_FILE, Shared, is_form_folder, load_form
from formkit.catalogue.references import record_parts
from formkit.catalogue.registers import (
    missing_words,
    read_register,
    read_register_words,
    with_shared_choices,
)
from formkit.catalogue.source import Findings, Node, parse_yaml, read_source
from formkit.catalogue.words import SharedWords, read_shared_words
from formkit.errors import DefinitionError, UnknownFormError, UnknownLocaleError
from formkit.language.suggestion import suggest
from formkit.model.form import Form
from formkit.model.modules import EVERY_MODULE, LegalProfile, without
from formkit.model.register import Register, RegisterWords
from formkit.problems import Code, Problem, Where, has_errors, problem

SETTINGS = "formkit.toml"


@dataclass
class Catalogue:
    """Definitions of one or more folders; a later folder wins over an earlier one.

    Forms are loaded when asked for and kept; they lack the modules the profile leaves out.
    """

    folders: Sequence[Path]
    profile: LegalProfile = EVERY_MODULE
    _forms: dict[str, tuple[Form | None, list[Problem]]] = field(default_factory=dict)
    _modules: set[str] = field(default_factory=set)
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

    @property
    def bound_names(self) -> tuple[str, ...]:
        """Forms that are filled in in somebody else's PDF, found without loading them."""
        folders = self.form_folders.items()
        return tuple(name for name, folder in folders if (folder / BINDING).is_file())

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Form name by the code of its form mark, found without loading the forms."""
        found: dict[str, str] = {}
        for name, folder in self.form_folders.items():
            source, _ = read_source(folder / "form.yaml", name)
            if match := re.search(r"""^code:\s*["']?([A-Z0-9]+)""", source, re.MULTILINE):
                found.setdefault(match[1], name)
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
        """All registers.

        Raises:
            DefinitionError: a shared file has errors, so that one of them may lack a part.
        """
        shared = self.shared
        if has_errors(self._shared_problems):
            raise DefinitionError(problems=self._shared_problems)
        return shared.registers

    def load(self, name: str) -> tuple[Form | None, list[Problem]]:
        """The form and everything found in its definition."""
        if name not in self._forms:
            form, problems = load_form(self.form_folders[name], self.shared)
            if form is not None:
                self._modules |= form.modules
                form = without(form, self.profile.left_out(form))
            self._forms[name] = form, problems
        return self._forms[name]

    def find(self, name: str) -> Form | None:
        return self.load(name)[0] if name in self.form_folders else None

    def get(self, name: str) -> Form:
        """The form of this name.

        Raises:
            UnknownFormError: no such form; the nearest name is suggested.
            DefinitionError: its definition or a shared file has errors.
        """
        if name not in self.form_folders:
            raise UnknownFormError(form=name, suggestion=suggest(name, self.form_folders))
        form, found = self.load(name)
        problems = [*self._shared_problems, *found]
        if form is None or has_errors(problems):
            raise DefinitionError(problems=problems)
        return form

    def record_parts(self, form: Form) -> dict[str, list[str]]:
        """What expressions may ask of the records a form is prefilled from."""
        return record_parts(form, self.shared.registers, self.shared.groups)

    def check(self) -> list[Problem]:
        """Problems of the shared files, then of every form."""
        shared = self.shared
        problems = list(self._shared_problems)
        locales = sorted({locale for r in shared.registers.values() for locale in r.words})
        for register in shared.registers.values():
            for locale, place in missing_words(register, locales):
                where = Where(file=f"registers/{locale}.md", path=register.name)
                facts = {"locale": locale, "what": f"{register.name}.{place}"}
                problems.append(problem(Code.LOCALE_MISSING_WORD, where=where, **facts))
        for name in self.names:
            form, found = self.load(name)
            problems += found
            if form is not None and self.codes.get(form.code, name) != name:
                where = Where(file=f"{name}/form.yaml", path="code")
                problems.append(
                    problem(
                        Code.DEFINITION_DUPLICATE_CODE,
                        where=where,
                        code=form.code,
                        form=self.codes[form.code],
                    )
                )
        return problems + self._unknown_modules()

    def _unknown_modules(self) -> list[Problem]:
        """A slip in the settings would leave a part of the forms out without a word."""
        findings = Findings(SETTINGS)
        for name in sorted((self.profile.modules or frozenset()) - self._modules):
            known = ", ".join(sorted(self._modules))
            wrong_value(findings, None, "modules", name, known)
        return findings.problems


def open_catalogue(
    office_folder: Path | None = None, profile: LegalProfile = EVERY_MODULE
) -> Catalogue:
    """The bundled catalogue, with the office's ``form_templates`` over it if it has any."""
    own = [office_folder / "form_templates"] if office_folder else []
    return Catalogue([bundled("form_templates"), *own], profile)


def require_locale(form: Form, locale: str) -> None:
    if locale not in form.words:
        known = ", ".join(form.words)
        suggestion = suggest(locale, form.words)
        raise UnknownLocaleError(form=form.name, locale=locale, known=known, suggestion=suggestion)


def _choice_lists(folders: Sequence[Path], problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    findings = Findings("shared/choices.yaml")
    for node in _yaml_files(folders, findings.file, problems):
        for name, items in node.items():
            line = node.lines[name]
            if isinstance(items, list) and items:
                lists[name] = choice_list(items, findings, line)
            else:
                wrong_value(findings, line, name, items, "a list of names")
    problems += findings.problems
    return lists


def _groups(folders: Sequence[Path], problems: list[Problem]) -> dict[str, Node]:
    groups: dict[str, Node] = {}
    findings = Findings(GROUPS_FILE)
    for node in _yaml_files(folders, findings.file, problems):
        for name, group in node.items():
            if isinstance(group, Node):
                groups[name] = group
            else:
                wrong_value(findings, node.lines[name], name, group, "a mapping of fields")
    problems += findings.problems
    return groups


def _yaml_files(folders: Sequence[Path], name: str, problems: list[Problem]) -> list[Node]:
    found = []
    for folder in folders:
        if not (folder / name).is_file():
            continue
        source, faults = read_source(folder / name, name)
        node, more = parse_yaml(source, name)
        problems += [*faults, *more]
        if isinstance(node, Node):
            found.append(node)
    return found


def _shared_words(folders: Sequence[Path], problems: list[Problem]) -> dict[str, SharedWords]:
    words: dict[str, SharedWords] = {}
    for folder in folders:
        for path in sorted((folder / "shared").glob("*.md")):
            source, faults = read_source(path, f"shared/{path.name}")
            read, found = read_shared_words(source, f"shared/{path.name}")
            problems += faults or found
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
        source, faults = read_source(path, f"registers/{path.name}")
        own = {locale: by_name[name] for locale, by_name in words.items() if name in by_name}
        register, found = read_register(source, f"registers/{path.name}", around, own)
        problems += faults or found
        if register is not None:
            registers[name] = with_shared_choices(register, shared)
    return dict(sorted(registers.items(), key=lambda item: (item[1].order, item[0])))


def _register_words(
    folders: Sequence[Path], shared: Mapping[str, SharedWords], problems: list[Problem]
) -> dict[str, dict[str, RegisterWords]]:
    words: dict[str, dict[str, RegisterWords]] = {}
    for folder in folders:
        for path in sorted((folder / "registers").glob("*.md")):
            source, faults = read_source(path, f"registers/{path.name}")
            own = shared.get(path.stem, SharedWords())
            read, found = read_register_words(source, f"registers/{path.name}", path.stem, own)
            problems += faults or found
            words.setdefault(path.stem, {}).update(read)
    return words
