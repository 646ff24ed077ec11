r"""Sentences with formulas in them, for a terminal and for LaTeX.

>>> from symderiv.core.terms import var
>>> f"as {PLAIN.math(var('mu'))} is", f"as {TYPESET.math(var('mu'))} is"
('as μ is', 'as $\\mu$ is')
>>> print(TYPESET.words("100% of α ≤ β"))
100\% of $\alpha$ $\leq$ $\beta$
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from symderiv.core.terms import Term, add, mul, var
from symderiv.render.latex import latex
from symderiv.render.latex import loss_at as latex_loss_at
from symderiv.render.names import DEFAULT, Spelling
from symderiv.render.prose import prose
from symderiv.render.text import loss_at as text_loss_at
from symderiv.render.text import text


@dataclass(frozen=True)
class Sentences:
    """How sentences are set: formulas within them, and the words of others that have to be escaped."""

    typeset: bool
    page: Spelling = DEFAULT
    names: tuple[tuple[str, tuple[str, str]], ...] = ()

    def of(self, page: Spelling) -> Sentences:
        """The same, in a page's spelling."""
        return replace(self, page=page)

    @property
    def spelling(self) -> Spelling:
        """The page's spelling, with these letters of one's own."""
        return replace(self.page, letters={**self.page.letters, **dict(self.names)})

    def respelled(self, names: dict[str, str]) -> Sentences:
        """The same, with letters of one's own for some variables."""
        letters = ((name, (letter, letter)) for name, letter in names.items())
        return replace(self, names=(*self.names, *letters))

    def math(self, t: Term) -> str:
        """A formula within a sentence."""
        return f"${latex(t, self.spelling)}$" if self.typeset else text(t, self.spelling)

    def loss(self, t: Term) -> str:
        """What a loss is taken at: one of the equations of ``render.losses``."""
        if self.typeset:
            return f"${latex_loss_at(t, self.spelling)}$"
        return text_loss_at(t, self.spelling)

    def of_names(self, pairs: Iterable[tuple[Term, str]]) -> str:
        """A linear combination of named equations."""
        names: dict[str, tuple[str, str]] = {}
        terms: list[Term] = []
        for n, (multiplier, name) in enumerate(pairs):
            names[f"equation {n}"] = (f"({name})", rf"\text{{({name})}}")
            terms.append(mul(multiplier, var(f"equation {n}")))
        return replace(self, names=(*self.names, *names.items())).math(add(*terms))

    def words(self, s: str) -> str:
        """Words that were not written for this medium."""
        return prose(s) if self.typeset else s

    @property
    def dash(self) -> str:
        """Between a name and what is said of it."""
        return "---" if self.typeset else "–"


PLAIN: Final = Sentences(typeset=False)
TYPESET: Final = Sentences(typeset=True)
