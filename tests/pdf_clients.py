"""Other programs as people use them: filling in our blanks, printing and flattening our files."""

from __future__ import annotations

import base64
import ctypes
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
import pypdf
from pikepdf import Name, String

from formkit.formats.acroform import Blank

CLIENTS = Path(__file__).parent / "clients"
"""Programs in the languages of their libraries."""
BUTTONS = ("consent", "needs", "sex", "housing")
"""Of the form with every widget."""
PRINTERS = {
    "Ghostscript": ["gs", "-q", "-o", "out.pdf", "-sDEVICE=pdfwrite", "in.pdf"],
    "cairo": ["pdftocairo", "-pdf", "in.pdf", "out.pdf"],
    "qpdf": ["qpdf", "--flatten-annotations=all", "in.pdf", "out.pdf"],
    "pdftk": ["pdftk", "in.pdf", "output", "out.pdf", "flatten"],
}
"""What leaves pages without fields; ``in.pdf`` becomes ``out.pdf``."""

Values = Mapping[str, str]


def is_button(name: str) -> bool:
    return name.partition("__")[0] in BUTTONS


def printed(data: bytes, printer: str, folder: Path) -> bytes:
    """A file as a program prints or flattens it.

    Raises:
        FileNotFoundError: the program is not installed.
    """
    return run(PRINTERS[printer], data, folder)


def run(command: list[str], data: bytes, folder: Path) -> bytes:
    """What a program makes of ``in.pdf``."""
    if shutil.which(command[0]) is None:
        raise FileNotFoundError(command[0])
    (folder / "in.pdf").write_bytes(data)
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    return (folder / "out.pdf").read_bytes()


def filled_by_pypdf(blank: Blank, values: Values, folder: Path) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(blank.data))
    named = {name: f"/{text}" if is_button(name) else text for name, text in values.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, named, auto_regenerate=False)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


def filled_by_pikepdf(blank: Blank, values: Values, folder: Path) -> bytes:
    with pikepdf.open(io.BytesIO(blank.data)) as pdf:
        for field in pdf.Root.AcroForm.Fields:
            text = values.get(str(field.T))
            if text is None:
                continue
            if Name.Btn != field.FT:
                field.V = String(text)
                continue
            field.V = Name(f"/{text}")
            for kid in field.get("/Kids", [field]):
                kid.AS = field.V if f"/{text}" in kid.AP.N else Name.Off
        data = io.BytesIO()
        pdf.save(data)
    return data.getvalue()


def filled_by_pdftk(blank: Blank, values: Values, folder: Path) -> bytes:
    fields = "".join(
        f'<field name="{name}"><value>{escape(text)}</value></field>'
        for name, text in values.items()
    )
    head = '<xfdf xmlns="http://ns.adobe.com/xfdf/" xml:space="preserve">'
    xfdf = f'<?xml version="1.0" encoding="UTF-8"?>{head}<fields>{fields}</fields></xfdf>'
    (folder / "values.xfdf").write_text(xfdf, "utf-8")
    command = ["pdftk", "in.pdf", "fill_form", "values.xfdf", "output", "out.pdf"]
    return run(command, blank.data, folder)


def filled_by_pdfium(blank: Blank, values: Values, folder: Path) -> bytes:
    """Typed and clicked, as in Chrome."""
    import pypdfium2

    document = pypdfium2.PdfDocument(blank.data)
    document.init_forms()
    for index in range(len(document)):
        page = document[index]
        for key, (number, box) in blank.geometry.items():
            name, _, state = key.partition("/")
            text = values.get(name)
            if number == index + 1 and text is not None and state in ("", text):
                _typed(document.formenv.raw, page, (name, box), text)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _typed(
    form: Any, page: Any, place: tuple[str, tuple[float, float, float, float]], text: str
) -> None:
    from pypdfium2 import raw

    name, (left, bottom, right, top) = place
    at = (0, (left + right) / 2, (bottom + top) / 2)
    raw.FORM_OnMouseMove(form, page, *at)
    raw.FORM_OnLButtonDown(form, page, *at)
    raw.FORM_OnLButtonUp(form, page, *at)
    if name == "region":
        raw.FORM_SetIndexSelected(form, page, 2, True)
    elif not is_button(name):
        typed = text.replace("\n", "\r\n").encode("utf-16-le") + b"\0\0"
        letters = (ctypes.c_ushort * (len(typed) // 2)).from_buffer_copy(typed)
        raw.FORM_SelectAllText(form, page)
        raw.FORM_ReplaceSelection(form, page, letters)
    raw.FORM_ForceToKillFocus(form)


REGIONS = ("", "ua_46", "ua_26", "cz_10")
"""Of the drop-down, in its order; the first is for no answer."""
SYSTEM_PYTHON = "/usr/bin/python3"
JAVA = Path("/usr/share/java")
JARS = ("bsh.jar", "pdfbox2.jar", "fontbox2.jar", "commons-logging.jar")
PDFJS = Path("/usr/share/javascript/pdf/build")


def filled_by_poppler(blank: Blank, values: Values, folder: Path) -> bytes:
    """By its binding for GLib, as Evince does."""
    probe = "import gi; gi.require_version('Poppler', '0.18')"
    return _by_system_python(("poppler_fill.py", probe), blank, values, folder)


def filled_by_poppler_qt(blank: Blank, values: Values, folder: Path) -> bytes:
    """By its binding for Qt, as Okular does."""
    return _by_system_python(("poppler_qt_fill.py", "import popplerqt5"), blank, values, folder)


def _by_system_python(
    program: tuple[str, str], blank: Blank, values: Values, folder: Path
) -> bytes:
    """A program beside these, with what it needs to import; the system has the bindings."""
    name, probe = program
    asked = [SYSTEM_PYTHON, "-c", probe]
    if not Path(SYSTEM_PYTHON).exists() or subprocess.run(asked, capture_output=True).returncode:
        raise FileNotFoundError(probe)
    chosen = {"region index": REGIONS.index(values["region"])} if "region" in values else {}
    told = {"values": {**values, **chosen}, "geometry": blank.geometry}
    (folder / "told.json").write_text(json.dumps(told), "utf-8")
    command = [SYSTEM_PYTHON, str(CLIENTS / name), "in.pdf", "told.json", "out.pdf"]
    return run(command, blank.data, folder)


def filled_by_pdfbox(blank: Blank, values: Values, folder: Path) -> bytes:
    """BeanShell runs the few lines of Java without a compiler."""
    jars = [JAVA / name for name in JARS]
    if not all(jar.exists() for jar in jars):
        raise FileNotFoundError("libpdfbox2-java, bsh")
    lines = [f"{name}\t{text}".replace("\n", "\\n") for name, text in values.items()]
    (folder / "values.tsv").write_text("\n".join(lines), "utf-8")
    command = ["java", "-cp", ":".join(map(str, jars)), "bsh.Interpreter"]
    script = str(CLIENTS / "pdfbox_fill.bsh")
    return run([*command, script, "in.pdf", "values.tsv", "out.pdf"], blank.data, folder)


def filled_by_pdfjs(blank: Blank, values: Values, folder: Path) -> bytes:
    """The viewer of Firefox, run in Chromium: a page fills in and prints the file as base64."""
    if shutil.which("chromium") is None or not PDFJS.exists():
        raise FileNotFoundError("libjs-pdf")
    for name in ("pdf.js", "pdf.worker.js"):
        shutil.copy(PDFJS / name, folder)
    shutil.copy(CLIENTS / "pdfjs_fill.html", folder / "page.html")
    given = {"file": base64.b64encode(blank.data).decode(), "values": values}
    (folder / "given.js").write_text(f"const given = {json.dumps(given)};", "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=60000"]
    command = ["chromium", *options, f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    url = (folder / "page.html").as_uri()
    done = subprocess.run([*command, url], check=True, capture_output=True, timeout=120)
    found = re.search(rb'<pre id="result">([A-Za-z0-9+/=]+)</pre>', done.stdout)
    if found is None:
        title = re.search(rb"<title>(.*)</title>", done.stdout)
        raise RuntimeError(f"pdf.js: {title[1].decode() if title else 'no page'}")
    return base64.b64decode(found[1])


FILLERS: dict[str, Callable[[Blank, Values, Path], bytes]] = {
    "pypdf": filled_by_pypdf,
    "pikepdf": filled_by_pikepdf,
    "pdftk": filled_by_pdftk,
    "PDFium": filled_by_pdfium,
    "poppler": filled_by_poppler,
    "poppler-qt": filled_by_poppler_qt,
    "PDFBox": filled_by_pdfbox,
    "pdf.js": filled_by_pdfjs,
}
"""Each raises FileNotFoundError or ImportError where it is not installed."""
