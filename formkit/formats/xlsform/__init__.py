"""XLSForm: the form for ODK, KoBo and their kin (xlsform.org), as an Excel file."""

from formkit.formats.xlsform.read import read
from formkit.formats.xlsform.write import write

__all__ = ["read", "write"]
