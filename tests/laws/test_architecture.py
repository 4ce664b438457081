"""The house: floors, homes of packages, small rooms, one mouth."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import formkit

PACKAGE = Path(formkit.__file__).parent
ROOT = PACKAGE.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE, LONGEST_COMMAND = 600, 12

HOMES = {
    "PIL": {"formats/scan"},
    "babel": {"language"},
    "click": {"cli"},
    "cv2": {"formats/scan"},
    "docx": {"formats/docx", "formats/monitoring"},
    "docxtpl": {"formats/docx"},
    "fontTools": {"formats/acroform"},
    "jinja2": {"layout/expressions"},
    # Reading and writing XML by hand is the work of both who deal with Office files.
    "lxml": {"formats/docx", "workbook"},
    "markdown_it": {"layout/prose.py"},
    "numpy": {"formats/scan"},
    "openpyxl": {"workbook"},
    "pikepdf": {"formats/acroform", "formats/scan/plans.py"},
    "pillow_heif": {"formats/scan"},
    # The other reader: it looks at what our own writers made, and plays the partner of the demo.
    "pypdf": {"formats/acroform", "formats/docx", "actions/demo.py"},
    "pyhanko": {"formats/acroform"},
    "pyhanko_certvalidator": {"formats/acroform"},
    "pypdfium2": {"formats/acroform", "formats/scan", "formats/pdf/pictures.py"},
    "python_calamine": {"formats/xlsx.py", "workbook"},
    "segno": {"formats/acroform"},
    "shevchenko": {"language"},
    # The rules are questions to the store, asked in its language.
    "sqlalchemy": {"store", "rules"},
    "uharfbuzz": {"formats/acroform"},
    "weasyprint": {"formats/pdf"},
    "xlsxwriter": {"workbook", "formats/monitoring", "formats/xlsform", "formats/batchsheet.py"},
    "yaml": {"catalogue"},
    "zxingcpp": {"formats/scan"},
}
"""Every package that is not Python's own, and where alone it is imported."""


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_for_types(node: ast.AST) -> bool:
    """``if TYPE_CHECKING:``; nothing below it is imported when the program runs."""
    return isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"


def imported(node: ast.AST) -> Iterator[str]:
    """Top-level packages imported at run time, wherever in the module."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield (child.module or "").partition(".")[0]
        elif not is_for_types(child):
            yield from imported(child)


def test_imports_go_down_the_floors_only(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def strays(path: Path) -> set[str]:
    """Packages a module imports though they live elsewhere."""
    foreign = set(imported(tree_of(path))) - set(sys.stdlib_module_names) - {"formkit"}
    return {p for p in foreign if not name_of(path).startswith(tuple(HOMES.get(p, ())))}


def test_every_package_is_imported_in_its_home_alone() -> None:
    assert {name_of(path): found for path in MODULES if (found := strays(path))} == {}


def test_every_home_is_lived_in() -> None:
    used = {package for path in MODULES for package in imported(tree_of(path))}
    names = {name_of(path) for path in MODULES}
    assert set(HOMES) <= used
    for homes in HOMES.values():
        assert all(any(name.startswith(home) for name in names) for home in homes)


PRINTERS = {"print", "echo", "secho", "pprint", "echo_via_pager"}


def prints(path: Path) -> list[int]:
    """Lines in which a module writes to the terminal."""
    lines = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            called = node.func
            name = getattr(called, "id", None) or getattr(called, "attr", "")
            is_stream = name == "write" and "std" in ast.unparse(called)
            if name in PRINTERS or is_stream:
                lines.append(node.lineno)
    return lines


def test_only_the_report_prints() -> None:
    found = {name_of(path): prints(path) for path in MODULES if prints(path)}
    assert found.pop("cli/report.py")
    assert found == {}


def commands() -> Iterator[tuple[str, int]]:
    """Every command with the number of lines of its body, docstring and empty ones apart."""
    for path in sorted((PACKAGE / "cli").glob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in tree_of(path).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            calls = [d.func for d in node.decorator_list if isinstance(d, ast.Call)]
            if any(getattr(call, "attr", "") == "command" for call in calls):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                own = lines[body[0].lineno - 1 : body[-1].end_lineno]
                yield f"{name_of(path)}:{node.name}", sum(bool(line.strip()) for line in own)


def test_a_command_parses_calls_and_reports_and_no_more() -> None:
    lengths = dict(commands())
    assert len(lengths) > 10
    assert {name: n for name, n in lengths.items() if n > LONGEST_COMMAND} == {}


def test_a_module_is_no_longer_than_one_subject_takes() -> None:
    lengths = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES}
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_help_imports_nothing_heavy() -> None:
    light = {"click", "babel"}
    code = (
        "import sys\n"
        "from formkit.cli.main import run\n"
        "run(['--help'])\n"
        "print('loaded:', *sorted(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    shown, _, loaded = done.stdout.rpartition("loaded:")
    assert "catalogue" in shown
    assert set(loaded.split()) & (set(HOMES) - light) == set()
