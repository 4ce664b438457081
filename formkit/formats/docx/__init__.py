"""Word: a document's template, documents made from it, and checks of templates people edited."""

from formkit.formats.docx.annotate import annotate
from formkit.formats.docx.lint import check
from formkit.formats.docx.read import read_text
from formkit.formats.docx.render import Template, write
from formkit.formats.docx.template import compile_template

__all__ = ["Template", "annotate", "check", "compile_template", "read_text", "write"]
