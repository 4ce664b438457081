"""The indicators of the monitoring report: one query each, and the formula that repeats it."""

from formkit.rules.indicators.report import Indicators
from formkit.rules.indicators.span import Span, words

__all__ = ["Indicators", "Span", "words"]
