"""Checks over the registers, and the monitoring of the work."""

from formkit.rules.books import Books
from formkit.rules.check import check
from formkit.rules.definitions import with_office
from formkit.rules.finding import Finding
from formkit.rules.issue import Outgoing, check_issue

__all__ = ["Books", "Finding", "Outgoing", "check", "check_issue", "with_office"]
