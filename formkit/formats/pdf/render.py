"""HTML to PDF by WeasyPrint: layout and tags only; form fields are rewritten afterwards."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from formkit.errors import MissingProgramError

INSTALL = "pip install formkit[render]; apt-get install libpango-1.0-0 libpangoft2-1.0-0"


def render(html: str) -> bytes:
    """A tagged PDF/A-3a with one form field per control.

    Raises:
        MissingProgramError: WeasyPrint or Pango is not installed.
    """
    weasyprint = _weasyprint()
    page = weasyprint.HTML(string=html, url_fetcher=_fetcher())
    options = {"pdf_forms": True, "pdf_variant": "pdf/a-3a"}
    result: bytes = page.write_pdf(font_config=_font_configuration(), **options)
    return result


@cache
def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise MissingProgramError(program="WeasyPrint (Pango)", install=INSTALL) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return weasyprint


@cache
def _font_configuration() -> Any:
    _weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _fetcher() -> Any:
    """Only fonts of the package and images inside the page; never the network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols=("file", "data"))
