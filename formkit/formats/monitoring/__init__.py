"""The monitoring report as a workbook, as pages, as a Word file."""
