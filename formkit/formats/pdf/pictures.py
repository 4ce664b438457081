"""Pages of a PDF as pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator


def page_pictures(content: bytes, *, dpi: int) -> Iterator[bytes]:
    """Every page with its fields filled in, as PNG in colour."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(content)
    try:
        document.init_forms()
        for page in document:
            image = page.render(scale=dpi / 72, may_draw_forms=True).to_pil()
            out = io.BytesIO()
            image.save(out, "PNG", optimize=True)
            yield out.getvalue()
    finally:
        document.close()
