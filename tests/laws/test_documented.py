"""The text keeps up with the program: nothing without its paragraph, nothing described in vain."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shlex
import urllib.parse
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import click
import pytest

import formkit
from formkit.actions.directory import directory
from formkit.actions.faces import BLANK, FILLED
from formkit.catalogue.fields import Surroundings, build_member
from formkit.catalogue.index import Catalogue
from formkit.catalogue.source import Findings, Node, parse_yaml
from formkit.cli.commands import formkit as command_line
from formkit.errors import ExitCode, FormkitError
from formkit.fieldtypes import FIELD_TYPES
from formkit.layout.build import build_checked
from formkit.layout.expressions import FILTERS
from formkit.layout.proof import check_document
from formkit.problems import Code

ROOT = Path(formkit.__file__).resolve().parents[1]
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "samples/*.md", "tests/*.md")
    for page in ROOT.glob(pattern)
)
PAGE_NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
FEWEST_WORDS = 3

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return _FENCE.sub("", text)


def headings(text: str) -> list[str]:
    return [match[2].strip() for match in _HEADING.finditer(without_code(text))]


def chapter(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one as high."""
    found = list(_HEADING.finditer(text))
    place = next(n for n, match in enumerate(found) if match[2].strip() == heading)
    level = len(found[place][1])
    lower = takewhile(lambda match: len(match[1]) > level, found[place + 1 :])
    last = max([place, *(found.index(match) for match in lower)])
    end = found[last + 1].start() if last + 1 < len(found) else len(text)
    return text[found[place].end() : end]


def first_cells(text: str) -> list[str]:
    """The code of the first cell of every row of the tables in a text."""
    cells = (line.split("|")[1] for line in text.splitlines() if line.startswith("| "))
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def anchor(heading: str) -> str:
    """The name GitHub gives a heading."""
    plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
    return plain.replace(" ", "-")


def anchors(page: Path) -> list[str]:
    return [anchor(heading) for heading in headings(page.read_text(encoding="utf-8"))]


def codes_of(name: str, language: str) -> list[str]:
    return [match[3] for match in _FENCE.finditer(text_of(name)) if match[2] == language]


def described(text: str, name: str) -> bool:
    return len(chapter(text, name).split()) >= FEWEST_WORDS


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMANDS = dict(commands(command_line))


def errors(kind: type[FormkitError] = FormkitError) -> Iterator[type[FormkitError]]:
    yield kind
    for inner in kind.__subclasses__():
        yield from errors(inner)


@pytest.fixture(scope="module")
def every_error() -> list[type[FormkitError]]:
    """All error classes of the program, wherever they are."""
    for module in pkgutil.walk_packages(formkit.__path__, "formkit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [kind for kind in errors() if kind.__module__.startswith("formkit.")]


def test_every_problem_has_its_paragraph_and_every_paragraph_its_problem() -> None:
    text = text_of("docs/errors.md")
    found = {heading for heading in headings(text) if re.fullmatch("[A-Z][A-Z0-9_]+", heading)}
    assert found == {code.name for code in Code}
    assert [code.name for code in Code if not described(text, code.name)] == []


def test_every_error_has_its_paragraph_with_its_exit_code(
    every_error: list[type[FormkitError]],
) -> None:
    text = text_of("docs/errors.md")
    names = {heading for heading in headings(text) if heading.endswith("Error")}
    assert names == {kind.__name__ for kind in every_error}
    wrong = [
        kind.__name__
        for kind in every_error
        if f"Exit code {kind.exit_code.value}." not in chapter(text, kind.__name__)
    ]
    assert wrong == []


def test_the_exit_codes_are_those_of_the_program() -> None:
    table = chapter(text_of("docs/errors.md"), "Exit codes")
    rows = re.findall(r"^\| (\d+) \| (\w+) \|", table, re.MULTILINE)
    assert rows == [(str(code.value), code.name) for code in ExitCode]


def test_every_field_type_has_its_paragraph() -> None:
    text = chapter(text_of("docs/definitions.md"), "Field types")
    found = [heading.strip("`") for heading in headings(text)]
    assert sorted(found) == sorted(FIELD_TYPES)


def test_every_filter_has_its_row() -> None:
    rows = chapter(text_of("docs/definitions.md"), "Filters")
    names = re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE)
    assert names == list(FILTERS)


def known_keys(kind: str) -> set[str]:
    """The keys that the loader names when it meets one it does not know."""
    findings = Findings("x")
    node, _ = parse_yaml(f"x: {{type: {kind}, nonsense: 1, columns: {{y: {{type: text}}}}}}", "x")
    around = Surroundings({}, frozenset())
    build_member("x", node["x"], around, findings, 1)
    facts = [p.values for p in findings.problems if p.values.get("key") == "nonsense"]
    return set(facts[0]["known"].split(", "))


def test_every_key_of_a_field_is_explained() -> None:
    text = text_of("docs/definitions.md")
    table = first_cells(chapter(text, "Fields"))
    types = chapter(text, "Field types")
    missing = {
        f"{name}: {key}"
        for name in FIELD_TYPES
        for key in known_keys(name)
        if key not in table and f"`{key}" not in types
    }
    assert missing == set()
    assert known_keys("table") <= {"type", *first_cells(chapter(text, "Tables"))}


@pytest.mark.parametrize(
    ("heading", "source"),
    [("form.yaml", "form.yaml"), ("Sections", "section"), ("Registers", "register")],
)
def test_every_key_of_a_definition_is_explained(heading: str, source: str, tmp_path: Path) -> None:
    explained = set(first_cells(chapter(text_of("docs/definitions.md"), heading)))
    assert loader_keys(source, tmp_path) <= explained


def loader_keys(source: str, folder: Path) -> set[str]:
    """The keys a loader lists when it is shown a definition with one it does not know."""
    (folder / "letter").mkdir()
    (folder / "registers").mkdir()
    section = "{nonsense: 1, fields: {x: {type: text}}}"
    (folder / "letter/form.yaml").write_text(
        f"form: letter\ncode: X\nversion: 1\nnonsense: 1\nsections:\n  s: {section}\n"
    )
    (folder / "registers/r.yaml").write_text(
        "register: r\nkey: x\nnonsense: 1\ncolumns: {x: {type: text}}\n"
    )
    lines = {"form.yaml": ("letter/form.yaml", 4), "section": ("letter/form.yaml", 6)}
    file, line = lines.get(source, ("registers/r.yaml", 3))
    for found in Catalogue([folder]).check():
        where = (found.where.file, found.where.line)
        if found.code is Code.DEFINITION_UNKNOWN_KEY and where == (file, line):
            return set(found.values["known"].split(", "))
    raise AssertionError(f"no unknown key was found in {file}, line {line}")


def test_examples_of_fields_are_fields(catalogue: Catalogue) -> None:
    around = Surroundings(catalogue.shared.choice_lists, frozenset(catalogue.registers))
    text = text_of("docs/definitions.md")
    wrong, kinds = [], set()
    for heading in ("Fields", "Field types", "Tables", "Conditions"):
        for match in _FENCE.finditer(chapter(text, heading)):
            node, problems = parse_yaml(match[3], heading)
            findings = Findings(heading)
            for name, field in node.items():
                build_member(name, field, around, findings, node.lines[name])
                kinds.add(field["type"])
            wrong += [*problems, *findings.problems]
    assert wrong == []
    assert kinds >= set(FIELD_TYPES) | {"table"}


def test_definitions_shown_in_recipes_are_sound(tmp_path: Path, catalogue: Catalogue) -> None:
    forms = [block for block in codes_of("docs/recipes.md", "yaml") if block.startswith("form:")]
    words = [text for text in codes_of("docs/recipes.md", "markdown") if text.startswith("---")]
    assert len(forms) == len(words) > 0
    for structure, text in zip(forms, words, strict=True):
        node, _ = parse_yaml(structure, "form.yaml")
        folder = tmp_path / node["form"]
        folder.mkdir()
        (folder / "form.yaml").write_text(structure, encoding="utf-8")
        (folder / "en.md").write_text(text, encoding="utf-8")
    own = Catalogue([*catalogue.folders, tmp_path])
    assert own.check() == []
    for folder in sorted(tmp_path.iterdir()):
        form = own.get(folder.name)
        document, problems = build_checked(form, "en")
        assert [*problems, *check_document(document, own.record_parts(form))] == []


def test_the_page_of_the_catalogue_is_current(catalogue: Catalogue) -> None:
    """``formkit --lang en catalogue list -l en --markdown`` makes it."""
    assert text_of("docs/catalogue.md") == directory(catalogue, "en") + "\n"


def test_every_register_is_named(catalogue: Catalogue) -> None:
    text = chapter(text_of("docs/definitions.md"), "Registers")
    listed = text.partition("The bundled registers:")[2]
    assert set(re.findall(r"`(\w+)`", listed)) == set(catalogue.registers)


def test_the_overview_of_commands_is_the_command_line() -> None:
    rows = re.findall(r"^\| `formkit ([^`]+)` \|", chapter(text_of("README.md"), "Commands"), re.M)
    names = [" ".join(takewhile(str.islower, row.split())) for row in rows]
    assert sorted(names) == sorted(COMMANDS)
    arguments = {
        name: [p.name for p in command.params if isinstance(p, click.Argument)]
        for name, command in COMMANDS.items()
    }
    shown = {
        name: [w.lower() for w in row.split() if w.isupper()]
        for name, row in zip(names, rows, strict=True)
    }
    assert shown == arguments


def test_every_face_is_named_in_the_overview() -> None:
    rows = chapter(text_of("README.md"), "Commands").splitlines()
    blank = next(row for row in rows if "`formkit blank" in row)
    fill = next(row for row in rows if "`formkit fill" in row)
    assert [face for face in BLANK if face not in blank] == []
    assert [face for face in FILLED if face not in fill] == []


def shown_commands() -> Iterator[tuple[str, list[str]]]:
    """Command lines in code blocks, and what follows the program's name in each."""
    for name in PAGE_NAMES:
        for match in _FENCE.finditer(text_of(name)):
            for line in match[3].splitlines():
                bare = line.strip().removeprefix("$ ")
                if re.match(r"(\S*[/\\])?formkit( |$)", bare) and not bare.endswith(":"):
                    yield f"{name}: {bare}", shlex.split(bare.split(" > ")[0], posix=True)[1:]


def test_command_lines_in_the_text_can_be_typed() -> None:
    wrong = []
    shown = list(shown_commands())
    for place, words in shown:
        command: click.Command = command_line
        rest = list(words)
        while isinstance(command, click.Group):
            while rest and rest[0].startswith("-"):
                del rest[: 2 if rest[0] == "--lang" else 1]
            if not rest or rest[0] not in command.commands:
                wrong.append(place)
                break
            command = command.commands[rest.pop(0)]
        else:
            known = {option for p in command.params for option in p.opts} | {"--help"}
            wrong += [place for word in rest if word.startswith("-") and word not in {*known, "-"}]
    assert wrong == []
    assert len(shown) > 20


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    text = without_code(page.read_text(encoding="utf-8"))
    broken = []
    for target in _LINK.findall(re.sub(r"`[^`\n]*`", "", text)):
        path, _, fragment = urllib.parse.unquote(target).partition("#")
        if re.match("[a-z]+:", path):
            continue
        other = (page.parent / path).resolve() if path else page
        if not other.exists() or (fragment and fragment not in anchors(other)):
            broken.append(target)
    assert broken == []


def test_every_picture_is_small_and_used() -> None:
    pictures = sorted((ROOT / "docs/images").iterdir())
    shown = " ".join(text_of(name) for name in PAGE_NAMES)
    assert [p.name for p in pictures if p.name not in shown] == []
    assert [p.name for p in pictures if p.stat().st_size > 150 * 1024] == []


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_the_text_tells_nothing_of_a_machine(name: str) -> None:
    assert re.findall(r"/work/|/tmp/|/root/", text_of(name)) == []


def test_a_node_without_its_paragraph_is_noticed() -> None:
    text = "# A\n\ntext here\n\n## Empty\n\n## Full\n\none two three\n"
    assert not described(text, "Empty")
    assert described(text, "Full")
    assert isinstance(parse_yaml("a: 1", "x")[0], Node)
