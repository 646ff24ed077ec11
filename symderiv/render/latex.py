r"""Kernel terms as LaTeX that needs amsmath and amssymb only.

>>> from symderiv.kernel.terms import ONE, add, eq, mul, neg, num, power, sum_, var
>>> t, q, n, k = var("t", "int"), var("q"), var("n", "int"), var("k", "int")
>>> print(latex(eq(mul(num(2), q), add(power(q, 2), neg(power(q, add(t, ONE)))))))
2 q = q^{2} - q^{t+1}
>>> print(latex(sum_(k, ONE, n, power(q, -1))))
\sum_{k=1}^{n} \frac{1}{q}
"""

from __future__ import annotations

from typing import ClassVar

from symderiv.kernel.terms import Term
from symderiv.render.names import DEFAULT, LATEX, Medium, Spelling, Symbol
from symderiv.render.writer import Glyphs, Level, Piece, Writer

TALL = (r"\frac", r"\sum", r"\begin", r"\sqrt", r"\left")


def latex(t: Term, spelling: Spelling = DEFAULT) -> str:
    """The term or formula, for math mode."""
    return _Latex(t, spelling).write(t).text


class _Latex(Writer):
    medium: ClassVar[Medium] = LATEX
    glyphs: ClassVar[Glyphs] = Glyphs(
        plus="+",
        minus="-",
        relations={"eq": " = ", "ne": r" \neq ", "le": r" \leq ", "lt": " < "},
        conjunction=r" \land ",
        disjunction=r" \lor ",
        negation=r"\lnot ",
        implication=r" \Rightarrow ",
        equivalence=r" \Leftrightarrow ",
        falsity=r"\bot",
        truth=r"\top",
        quantifiers={"all": r"\forall ", "ex": r"\exists "},
        surely=r" \quad\text{surely}",
        member=r" \in ",
        at_least=r" \geq ",
        sets={"int": r"\mathbb{Z}", "real": r"\mathbb{R}", "complex": r"\mathbb{C}"},
        infinity=r"\infty",
        colon=r":\ ",
        differential=r"\partial",
    )

    def group(self, s: str) -> str:
        return rf"\left({s}\right)" if _tall(s) else f"({s})"

    def letter(self, symbol: Symbol) -> Piece:
        return self.indexed(symbol, [], [], [])

    def indexed(self, symbol: Symbol, above: list[str], below: list[str], brackets: list[str]) -> Piece:
        low = ",".join(filter(None, (symbol.below, _indices(below))))
        high = ",".join(filter(None, (symbol.above, _time(above))))
        s = symbol.base
        if (low and "_" in s) or (high and "^" in s):
            s = f"{{{s}}}"  # TeX refuses a second subscript
        s += f"_{{{low}}}" if low else ""
        if high:
            gap = r"\," if symbol.base.endswith(LATEX.prime) else ""  # or the prime and it run together
            s += f"^{{{gap}{high}}}"
        s += f"[{','.join(brackets)}]" if brackets else ""
        return Piece(s, Level.POWER if "^" in s else Level.ATOM)

    def between(self, left: str, right: str) -> str:
        number = right[0].isdecimal() or (left[-1].isdecimal() and right.startswith(r"\frac"))
        word = left.startswith(r"\mathrm") or right.startswith(r"\mathrm")
        return r" \cdot " if number or word else " "

    def fraction(self, over: list[Piece], under: list[Piece]) -> Piece:
        return Piece(rf"\frac{{{self.product(over).text}}}{{{self.product(under).text}}}", Level.PRODUCT)

    def superscript(self, base: str, exponent: str) -> str:
        return f"{base}^{{{exponent}}}"

    def radical(self, radicand: str, degree: int) -> Piece:
        return Piece(rf"\sqrt{'' if degree == 2 else f'[{degree}]'}{{{radicand}}}", Level.ATOM)

    def norm(self, inner: str) -> str:
        return rf"\lVert {inner} \rVert"

    def total(self, index: str, lo: str, hi: str) -> str:
        return rf"\sum_{{{index}={lo}}}^{{{hi}}} "

    def indicator(self, condition: str) -> str:
        return rf"\mathbf{{1}}_{{[{self.squeezed(condition)}]}}"

    def cases(self, rows: list[tuple[str, str | None]]) -> Piece:
        lines = (rf"{v} & \text{{otherwise}}" if c is None else rf"{v} & \text{{if }} {c}" for v, c in rows)
        body = r", \\ ".join(lines)
        return Piece(rf"\begin{{cases}} {body} \end{{cases}}", Level.OPEN)

    def absolute(self, inner: str) -> str:
        return rf"\left\lvert {inner} \right\rvert" if _tall(inner) else rf"\lvert {inner} \rvert"

    def mean(self, inner: str) -> str:
        return rf"\mathbb{{E}}\left[{inner}\right]"

    def limit(self, index: str) -> str:
        return rf"\lim_{{{index} \to \infty}} "

    def growing(self, index: str) -> str:
        return rf" \quad ({index} \to \infty)"

    def extreme(self, name: str, arguments: list[str]) -> str:
        return rf"\{name}{self.group(', '.join(arguments))}"

    def partial(self, body: str, target: str, *, short: bool) -> Piece:
        if short:
            return Piece(rf"\frac{{\partial {body}}}{{\partial {target}}}", Level.PRODUCT)
        return Piece(rf"\frac{{\partial}}{{\partial {target}}} {self.group(body)}", Level.PRODUCT)

    def loss(self, name: str) -> Piece:
        symbol = self.symbol(name)
        plain = len(symbol.base) == 1 and symbol.base.isupper()
        return self.letter(symbol._replace(base=rf"\mathcal{{{symbol.base}}}") if plain else symbol)

    def prose(self, words: str) -> str:
        return rf" \text{{ {words} }} "

    def integers(self, lo: str, hi: str) -> str:
        return rf"\{{{lo}, \dots, {hi}\}}"


def _tall(s: str) -> bool:
    return any(word in s for word in TALL)


def _indices(indices: list[str]) -> str:
    separator = "" if all(len(i) == 1 and i.isalpha() for i in indices) else ","
    return separator.join(indices)


def _time(times: list[str]) -> str:
    """Times; a number is set in parentheses, so it is not read as a power."""
    return ",".join(f"({t})" if t.isdecimal() else t for t in times)
