r"""Printers of core terms: a line of Unicode for a terminal, and LaTeX for a paper.

``text`` and ``multiplier_line``, of which sentences are made, print for whichever the sentence is for.

>>> from symderiv.core.terms import power, var
>>> text(power(var("mu"), 2))
'μ²'
>>> with spelled(DEFAULT, LATEX):
...     print(text(power(var("mu"), 2)))
\(\mu^{2}\)
"""

from __future__ import annotations

from collections.abc import Iterable

from symderiv.core.terms import Term
from symderiv.render import latex as in_latex
from symderiv.render import text as in_text
from symderiv.render.latex import latex
from symderiv.render.names import DEFAULT, LATEX, Spelling, medium, spelled

__all__ = ["DEFAULT", "LATEX", "Spelling", "latex", "multiplier_line", "spelled", "text"]


def text(t: Term, spelling: Spelling | None = None) -> str:
    """The term or formula, as it stands in a sentence."""
    return rf"\({latex(t, spelling)}\)" if medium() is LATEX else in_text.text(t, spelling)


def multiplier_line(pairs: Iterable[tuple[Term, str]], spelling: Spelling | None = None) -> str:
    """A linear combination of named equations, as it stands in a sentence."""
    if medium() is LATEX:
        return in_latex.multiplier_line(pairs, spelling)
    return in_text.multiplier_line(pairs, spelling)
