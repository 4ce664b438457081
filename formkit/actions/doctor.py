"""What the program needs from its surroundings, and whether it is there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from formkit import bundled
from formkit.errors import FormkitError
from formkit.external import PROGRAMS, find_package, find_program
from formkit.language.text import explain


class Finding(NamedTuple):
    subject: str
    is_well: bool
    found: str
    cure: str = ""
    is_optional: bool = False


def _(message: str) -> str:
    """Mark a message for the translators; it is translated where it is shown."""
    return message


_EXTRAS = {
    "opencv-python-headless": "scan",
    "zxing-cpp": "scan",
    "pillow-heif": "heic",
    "pyhanko": "sign",
}
"""Packages that only scanned paper, pictures of telephones and signatures need."""


def examine(folder: Path) -> list[Finding]:
    """Programs, catalogue, and the office of a folder where there is one."""
    return [*_programs(), *_data(), *_office(folder)]


def _programs() -> list[Finding]:
    findings = [
        Finding(p.name, bool(find_program(p)), find_program(p) or "—", p.install, is_optional=True)
        for p in PROGRAMS
    ]
    for package, cure in (("weasyprint", "pip install formkit[render]"), ("pikepdf", "")):
        version = find_package(package)
        findings.append(Finding(package, version is not None, version or "—", cure))
    for package, extra in _EXTRAS.items():
        version, cure = find_package(package), f'pip install "formkit[{extra}]"'
        findings.append(Finding(package, bool(version), version or "—", cure, is_optional=True))
    return findings


def _data() -> list[Finding]:
    forms = bundled("form_templates")
    count = len(list(forms.glob("*/form.yaml"))) if forms.is_dir() else 0
    return [Finding(_("Catalogue"), count > 0, f"{forms} ({count})")]


def _office(folder: Path) -> list[Finding]:
    from formkit.actions.desk import open_desk
    from formkit.errors import NoOfficeError

    try:
        with open_desk(folder) as desk:
            state = desk.store.verify()
            places = (desk.office.inbox, desk.office.outbox, desk.office.archive)
            cannot = [place.name for place in places if not os.access(place, os.W_OK)]
            return [
                Finding(_("Office folder"), not cannot, ", ".join(cannot) or str(desk.office.root)),
                Finding(_("Store and change log"), state.is_intact, desk.office.store_url),
            ]
    except NoOfficeError:
        return []
    except FormkitError as error:
        message, hint = explain(error)
        return [Finding(_("Office folder"), False, message, hint)]
