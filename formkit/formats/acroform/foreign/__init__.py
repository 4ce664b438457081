"""PDFs of somebody else: looked at, filled in, and read back as forms of the catalogue."""

from __future__ import annotations

from formkit.formats.acroform.foreign.survey import survey
from formkit.formats.acroform.foreign.verification import verify
from formkit.formats.acroform.foreign.writer import ForeignWriter

__all__ = ["ForeignWriter", "survey", "verify"]
