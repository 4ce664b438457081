"""Definitions as text: kept beside what was issued, so that old paper is read as it was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from formkit.catalogue.index import Catalogue

_SHARED = ("shared/*.yaml", "shared/*.md", "registers/*.yaml", "registers/*.md")


def definition_texts(catalogue: Catalogue, name: str) -> dict[str, str]:
    """The definition of a form with all it shares, by place; inverse of :func:`open_former`."""
    return {
        f"{number}/{path.relative_to(folder).as_posix()}": path.read_text(encoding="utf-8-sig")
        for number, folder in enumerate(catalogue.folders)
        for path in _files(catalogue, name, folder)
    }


def _files(catalogue: Catalogue, name: str, folder: Path) -> Iterator[Path]:
    for pattern in _SHARED:
        yield from sorted(folder.glob(pattern))
    own = catalogue.form_folders[name]
    if own.parent == folder:
        yield own / "form.yaml"
        yield from sorted(own.glob("*.md"))


def open_former(texts: Mapping[str, str], folder: Path) -> Catalogue:
    """The catalogue of kept texts; they are written into an empty folder first."""
    for place, text in texts.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    numbers = sorted({int(place.partition("/")[0]) for place in texts})
    return Catalogue([folder / str(number) for number in numbers])
