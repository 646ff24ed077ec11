r"""Formulas within the lines of a proof: as text, or as LaTeX between signs for math mode.

>>> from symderiv.core.terms import power, var
>>> print(Inline(typeset=True).math(power(var("mu"), 2)))
\(\mu^{2}\)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from symderiv.core.terms import Term
from symderiv.render.latex import latex
from symderiv.render.latex import multiplier_line as latex_line
from symderiv.render.names import DEFAULT, Spelling
from symderiv.render.text import multiplier_line as text_line
from symderiv.render.text import text


@dataclass(frozen=True)
class Inline:
    """How formulas are set within lines, in the spelling of a page."""

    spelling: Spelling = DEFAULT
    typeset: bool = False

    def math(self, t: Term) -> str:
        """A term or formula."""
        return rf"\({latex(t, self.spelling)}\)" if self.typeset else text(t, self.spelling)

    def combination(self, pairs: Iterable[tuple[Term, str]]) -> str:
        """A linear combination of named equations."""
        return (latex_line if self.typeset else text_line)(pairs, self.spelling)
