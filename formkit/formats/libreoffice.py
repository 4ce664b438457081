"""Word files as PDF, by LibreOffice where it is installed."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from formkit.errors import MissingProgramError, ProgramFailedError
from formkit.external import PROGRAMS, find_program

LIBREOFFICE = next(program for program in PROGRAMS if program.name == "LibreOffice")
_FILTER = (
    'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
_START_S, _DOCUMENT_S = 90, 20
"""How long it may take to start, and for every document."""


def to_pdf(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDF of every Word file by its name; bookmarks become named destinations.

    Raises:
        MissingProgramError: LibreOffice is not installed.
        ProgramFailedError: it made nothing of a file.
    """
    program = find_program(LIBREOFFICE)
    if program is None:
        raise MissingProgramError(program=LIBREOFFICE.name, install=LIBREOFFICE.install)
    if not documents:
        return {}
    with tempfile.TemporaryDirectory(prefix="formkit-") as name:
        folder = Path(name)
        # The names on the disk are numbers: a document may be called anything.
        sources = [folder / f"{number}.docx" for number in range(len(documents))]
        for path, content in zip(sources, documents.values(), strict=True):
            path.write_bytes(content)
        said = _convert(program, folder, sources)
        made = [path.with_suffix(".pdf") for path in sources]
        if missing := [path for path in made if not path.is_file()]:
            raise _failed(said or missing[0].name)
        return {key: path.read_bytes() for key, path in zip(documents, made, strict=True)}


def _convert(program: str, folder: Path, sources: list[Path]) -> str:
    """What LibreOffice said; its profile is thrown away with the folder."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", _FILTER, "--outdir", str(folder)]
    try:
        done = subprocess.run(
            [*command, *map(str, sources)],
            capture_output=True,
            check=False,
            timeout=_START_S + _DOCUMENT_S * len(sources),
        )
    except subprocess.TimeoutExpired:
        raise _failed("timeout") from None
    return done.stderr.decode(errors="replace").strip()[-200:]


def _failed(reason: str) -> ProgramFailedError:
    return ProgramFailedError(program=LIBREOFFICE.name, install=LIBREOFFICE.install, reason=reason)
