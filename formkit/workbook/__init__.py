"""The registers as an Excel workbook that people edit: written, read back, merged."""
