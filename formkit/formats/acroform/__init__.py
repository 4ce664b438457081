"""Fillable PDF: prepared once as a blank, filled in well under a millisecond, read back."""

from __future__ import annotations

from formkit.formats.acroform.blank import Blank, prepare
from formkit.formats.acroform.isolated import IsolatedReader, read_isolated
from formkit.formats.acroform.reader import read
from formkit.formats.acroform.verification import verify
from formkit.formats.acroform.writer import Writer

__all__ = ["Blank", "IsolatedReader", "Writer", "prepare", "read", "read_isolated", "verify"]
