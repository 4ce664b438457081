"""A made-up heap of paper: our forms, filled in with a pen, then scanned, copied and photographed.

Everything follows from a seed. ``forms`` has the definitions, ``pen`` writes on printed pages,
``machines`` are scanners, copiers, faxes and telephones, ``heap`` puts a page together with the
truth about it.
"""
