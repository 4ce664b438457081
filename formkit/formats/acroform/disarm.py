"""A copy of a stranger's PDF that does nothing when it is opened.

``python -m formkit.formats.acroform.disarm``: a PDF comes in, its copy goes out.
"""

from __future__ import annotations

import io
import logging
import os
import sys

import pikepdf
from pikepdf import Array, Dictionary, Name

from formkit.formats.acroform import worker
from formkit.formats.acroform.active import acts
from formkit.formats.acroform.identity import ATTACHMENT
from formkit.formats.acroform.oneshot import answer_of
from formkit.formats.acroform.reader import set_limits
from formkit.formats.acroform.walk import open_pages, text_of

_DANGEROUS = (Name.RichMedia, Name.FileAttachment)


def disarmed(data: bytes) -> bytes | None:
    """The copy, made in a process of its own; None where it cannot be made within the limits."""
    copy = answer_of(__name__, data)
    return copy or None


def without_active_content(data: bytes) -> bytes:
    """The same pages and fields without scripts, actions that reach out, and files of others.

    A signature does not survive it: the original is kept for that.

    Raises:
        pikepdf.PikepdfError, ValueError and others: the file is broken.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root
        _strip(root, "/OpenAction", "/AA")
        names = root.get("/Names")
        if isinstance(names, Dictionary):
            _strip_names(names)
        for page in open_pages(pdf):
            _strip(page.item, "/AA")
            kept = [each for each in page.annotations if each.get("/Subtype") not in _DANGEROUS]
            if len(kept) != len(page.annotations):
                page.item.Annots = Array(kept)
            for annotation in kept:
                _strip(annotation, "/A", "/AA")
        for item in pdf.objects:
            if isinstance(item, Dictionary):
                _strip(item, "/A", "/AA")
        form = root.get("/AcroForm")
        if isinstance(form, Dictionary) and "/XFA" in form:
            del form["/XFA"]
        copy = io.BytesIO()
        pdf.save(copy)
        return copy.getvalue()


def _strip(owner: pikepdf.Object, *keys: str) -> None:
    """Take away what acts; links and the like stay."""
    for key in keys:
        action = owner.get(key)
        if isinstance(action, Dictionary) and (key == "/AA" or acts(action)):
            del owner[key]


def _strip_names(names: pikepdf.Object) -> None:
    if "/JavaScript" in names:
        del names["/JavaScript"]
    files = names.get("/EmbeddedFiles")
    if not isinstance(files, Dictionary):
        return
    listed = files.get("/Names")
    pairs = list(listed) if isinstance(listed, Array) else []
    own = [
        part
        for at in range(0, len(pairs) - 1, 2)
        if text_of(pairs[at]) == ATTACHMENT
        for part in pairs[at : at + 2]
    ]
    if own:
        names.EmbeddedFiles = Dictionary(Names=Array(own))
    else:
        del names["/EmbeddedFiles"]


def main() -> None:
    """Make one copy."""
    logging.disable()
    worker._limit_memory()
    worker._limit_cpu()
    set_limits()
    data, target = sys.stdin.buffer.read(), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not mix with it
    with target:
        target.write(without_active_content(data))


if __name__ == "__main__":
    main()
