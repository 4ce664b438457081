"""Paperwork from one definition: Word, PDF, paper, and back into the register."""

__version__ = "0.1.0"
