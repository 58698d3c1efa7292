"""Lays out the templates: one element a line where it is long, and nothing changed that a reader of the page could see.

White space between Chinese words is visible. A line is therefore broken only where HTML drops white space (beside the
tag of a block), where there was white space already, or inside a tag, between its attributes. A line break that
somebody set beside an inline element is kept. No formatter on the market keeps to this: they put one before every
``{% if %}``.

:mod:`tokens` cuts a template up and tells what may stand between two pieces, :mod:`tree` nests them, :mod:`layout`
writes them down.
"""
