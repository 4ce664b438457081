"""Word: a document's template, documents made from it, and checks of templates people edited."""

from formkit.formats.docx.read import read_text
from formkit.formats.docx.render import Template, write
from formkit.formats.docx.template import compile_template

__all__ = ["Template", "compile_template", "read_text", "write"]
