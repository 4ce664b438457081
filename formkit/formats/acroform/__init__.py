"""Fillable PDF: prepared once as a blank, filled in well under a millisecond, read back.

``blank`` rewrites what the layout engine wrote, ``write`` fills, ``read`` reads, ``verify`` proves.
"""
