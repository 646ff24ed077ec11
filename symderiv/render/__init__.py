r"""Printers of core terms: a line of Unicode for a terminal, LaTeX for a paper, MathML for a page.

Terms carry names alone; how a page spells them is a value that is handed on (:class:`Spelling`).

>>> from symderiv.core.terms import power, var
>>> text(power(var("mu"), 2)), latex(power(var("mu"), 2))
('μ²', '\\mu^{2}')
"""

from __future__ import annotations

from symderiv.render.latex import latex
from symderiv.render.names import DEFAULT, Spelling
from symderiv.render.text import multiplier_line, text

__all__ = ["DEFAULT", "Spelling", "latex", "multiplier_line", "text"]
