"""Printers of kernel terms: a line of Unicode for a terminal, and LaTeX for a paper."""

from symderiv.render.latex import latex
from symderiv.render.names import DEFAULT, Spelling, spelled
from symderiv.render.text import multiplier_line, text

__all__ = ["DEFAULT", "Spelling", "latex", "multiplier_line", "spelled", "text"]
