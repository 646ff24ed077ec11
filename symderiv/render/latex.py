r"""Core terms as LaTeX that needs amsmath, and amssymb for \mathbb alone.

>>> from symderiv.core.terms import ONE, add, eq, mul, neg, num, power, sum_, var
>>> t, q, n, k = var("t", "int"), var("q"), var("n", "int"), var("k", "int")
>>> print(latex(eq(mul(num(2), q), add(power(q, 2), neg(power(q, add(t, ONE)))))))
2 q = q^{2} - q^{t+1}
>>> print(latex(sum_(k, ONE, n, power(q, -1))))
\sum_{k=1}^{n} \frac{1}{q}
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar, Final, NamedTuple

from symderiv.core.terms import Term
from symderiv.render import shapes
from symderiv.render.names import DEFAULT, LATEX, Medium, Spelling, Symbol
from symderiv.render.prose import sentence
from symderiv.render.typesetter import DISTRIBUTIONS, Glyphs, Level, Piece, Typesetter
from symderiv.render.writer import Writer

LONG = 30
TALL = (r"\frac", r"\sum", r"\begin", r"\sqrt", r"\left")


def latex(t: Term, spelling: Spelling = DEFAULT) -> str:
    """The term or formula, for math mode, in a page's spelling or as the rules for names have it."""
    return Writer(t, LatexSetter(spelling)).write(t).text


def loss_at(t: Term, spelling: Spelling = DEFAULT) -> str:
    """What a loss is taken at, for math mode: one of the equations of ``render.losses``."""
    return Writer(t, LatexSetter(spelling)).formulas.loss_at(t).text


def multiplier_line(pairs: Iterable[tuple[Term, str]], spelling: Spelling = DEFAULT) -> str:
    r"""A linear combination of named equations, for a sentence.

    >>> from symderiv.core.terms import neg, num, var
    >>> print(multiplier_line([(num(1), "25b at t"), (neg(var("mu")), "27a")]))
    \(\text{(25b at t)} - \mu \text{(27a)}\)
    """
    named = ((m, rf"\text{{({sentence(name)})}}") for m, name in pairs)
    return rf"\({Writer(Term('add'), LatexSetter(spelling)).multiplied(named).text}\)"


class Sides(NamedTuple):
    r"""A formula taken apart: what it is quantified over, its left side, and the links (sign, side) after it.

    ``before`` is what stands in front of the left side, where that is more than the quantifiers.
    """

    over: str
    before: str
    left: str
    links: tuple[tuple[str, str], ...]

    @property
    def is_equation(self) -> bool:
        """Whether this says of two sides, or of more, that they are equal, and nothing in front of them."""
        equal = LatexSetter.glyphs.relations["eq"]
        return bool(self.links) and not self.before and all(sign == equal for sign, _ in self.links)

    @property
    def whole(self) -> str:
        """The formula again."""
        colon = LatexSetter.glyphs.colon if self.over else ""
        return self.over + colon + self.before + self.left + "".join(a + b for a, b in self.links)


def sides(t: Term, spelling: Spelling = DEFAULT) -> Sides:
    r"""The sides of a relation, a chain, a case distinction, a limit or an equivalence; what is none of
    these is all left side.

    >>> from symderiv.core.terms import ZERO, le, lt, and_, quantified, var
    >>> x, n = var("x"), var("n", "int")
    >>> sides(quantified("all", n, ZERO, None, and_(le(ZERO, x), lt(x, n))))
    Sides(over='\\forall n \\geq 0', before='', left='0', links=((' \\leq ', 'x'), (' < ', 'n')))
    """
    return _sides(Writer(t, LatexSetter(spelling)), t)


def _sides(writer: Writer, t: Term) -> Sides:
    g, formulas = writer.setter.glyphs, writer.formulas
    match t.op:
        case "all" | "ex" if (found := formulas.of_arrays(t)) is not None:
            return Sides("", "", found[0], tuple(found[1]))
        case "all":
            over, inner = formulas.below(t, lambda body: _sides(writer, body))
            if not inner.over:
                return inner._replace(over=over)
            return inner._replace(over=over, before=inner.over + g.colon + inner.before)
        case "implies":
            a, b = t.args
            inner = _sides(writer, b)
            if b.op in ("eq", "le", "lt", "and") and len(inner.links) and not inner.before:
                condition = writer.fit(a, Level.CONNECTIVE) + g.implication
                return inner._replace(before=condition)
        case "eq" | "le" | "lt":
            return _sides_of(writer, [t])
        case "tends":
            left, right = formulas.limit_sides(t)
            return Sides("", "", left, ((g.relations["eq"], right),))
        case "not" if t.args[0].op == "eq":
            a, b = (writer.fit(side, Level.SUM) for side in t.args[0].args)
            return Sides("", "", a, ((g.relations["ne"], b),))
        case "and":
            return _sides_of_and(writer, t)
    return Sides("", "", writer.write(t).text, ())


def _sides_of(writer: Writer, chain: list[Term]) -> Sides:
    links = tuple((writer.setter.glyphs.relations[r.op], writer.fit(r.args[1], Level.SUM)) for r in chain)
    return Sides("", "", writer.fit(chain[0].args[0], Level.SUM), links)


def _sides_of_and(writer: Writer, t: Term) -> Sides:
    if both := shapes.equivalence(t):
        a, b = (writer.fit(side, Level.CONNECTIVE) for side in both)
        return Sides("", "", a, ((writer.setter.glyphs.equivalence, b),))
    if split := shapes.rows_of_and(t):
        left, rows = split
        cases = writer.setter.at(writer.cases(rows), Level.SUM).text
        return Sides("", "", writer.fit(left, Level.SUM), ((writer.setter.glyphs.relations["eq"], cases),))
    groups = shapes.chains(list(shapes.conjuncts(t)))
    if len(groups) == 1 and len(groups[0]) > 1:
        return _sides_of(writer, groups[0])
    return Sides("", "", writer.write(t).text, ())


_FUNCTION_NAMES: Final = {
    **{n: rf"\{n}" for n in ("log", "sin", "cos", "tan", "cot", "sec", "csc")},
    **{n: rf"\{n}" for n in ("sinh", "cosh", "tanh", "coth")},
    **{f"a{n}": rf"\arc{n}" for n in ("sin", "cos", "tan")},
    "arg": r"\arg", "re": r"\operatorname{Re}", "im": r"\operatorname{Im}", "gamma": r"\Gamma",
    "rgamma": r"\tfrac{1}{\Gamma}", "beta": r"\mathrm{B}", "zeta": r"\zeta", "hurwitz": r"\zeta",
    "bessel_j": "J", "bessel_y": "Y", "bessel_i": "I", "bessel_k": "K", "legendre": "P",
    "chebyshev_t": "T", "chebyshev_u": "U", "fibonacci": "F",
}  # fmt: skip


CONSTANTS: Final = {
    "I": "i", "pi": r"\pi", "golden": r"\varphi", "catalan": "G", "euler": r"\gamma",
    "exp": "e", "mean": r"\mathbb{E}", "o": "o",
}  # fmt: skip


class LatexSetter(Typesetter):
    """LaTeX for math mode."""

    medium: ClassVar[Medium] = LATEX
    turned: ClassVar[str] = r"\top"
    constants: ClassVar[dict[str, str]] = CONSTANTS
    plain: ClassVar[dict[str, str]] = {"I": r"\mathrm{i}", "exp": r"\mathrm{e}"}
    glyphs: ClassVar[Glyphs] = Glyphs(
        plus="+",
        minus="-",
        relations={"eq": " = ", "ne": r" \neq ", "le": r" \leq ", "lt": " < "},
        conjunction=r" \;\land\; ",
        disjunction=r" \;\lor\; ",
        negation=r"\lnot ",
        implication=r" \;\Rightarrow\; ",
        equivalence=r" \;\Leftrightarrow\; ",
        falsity=r"\bot",
        truth=r"\top",
        quantifiers={"all": r"\forall ", "ex": r"\exists "},
        surely=r" \quad\text{surely}",
        distributed=r" \sim ",
        given=r" \mid ",
        distributions={name: rf"\operatorname{{{word}}}" for name, word in DISTRIBUTIONS.items()},
        member=r" \in ",
        at_least=r" \geq ",
        sets={"int": r"\mathbb{Z}", "real": r"\mathbb{R}", "complex": r"\mathbb{C}"},
        infinity=r"\infty",
        colon=r"\colon\ ",
        differential=r"\partial",
    )

    def group(self, s: str) -> str:
        if not _tall(s):
            return f"({s})"
        formula = any(sign in breakable(s) for sign in (r"\derivedbreak{0}", r"\derivedbreak{50}"))
        return rf"\Bigl({s}\Bigr)" if formula or _long(s) else rf"\left({s}\right)"  # no line ends in that

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

    def placed(self, name: str, indices: list[str], *, sequence: bool) -> Piece:
        s = None if self.spelling.is_verbatim(name, LATEX) else self.spelling.filled(name, indices)
        if s is None:
            return super().placed(name, indices, sequence=sequence)
        return Piece(s, Level.POWER if "^" in s else Level.ATOM)

    def fraction(self, over: list[Piece], under: list[Piece]) -> Piece:
        return Piece(rf"\frac{{{self.product(over).text}}}{{{self.product(under).text}}}", Level.PRODUCT)

    def superscript(self, base: str, exponent: str) -> str:
        return f"{base}^{{{exponent}}}"

    def radical(self, radicand: str, degree: int) -> Piece:
        return Piece(rf"\sqrt{'' if degree == 2 else f'[{degree}]'}{{{radicand}}}", Level.ATOM)

    def norm(self, inner: str) -> str:
        return rf"\lVert {inner} \rVert"

    def inner(self, a: str, b: str) -> str:
        if _tall(a + b):
            return rf"\left\langle {a}, {b} \right\rangle"
        return rf"\langle {a}, {b} \rangle"

    def transposed(self, s: str) -> str:
        return f"{s}^{{{self.turned}}}"

    def juxtaposed(self, left: str, right: str) -> str:
        return f"{left} {right}"

    def entrywise(self) -> str:
        return r" \odot "

    def bold(self, letter: str) -> str:
        return rf"\mathbf{{{letter}}}"

    def operator(self, name: str, inner: str) -> str:
        return rf"\operatorname{{{name}}}" + self.group(inner)

    def nabla(self, order: int) -> str:
        return r"\nabla " if order == 1 else r"\nabla^{2} "

    def total(self, index: str, lo: str, hi: str) -> str:
        return rf"\sum_{{{index}={lo}}}^{{{hi}}} "

    def indicator(self, condition: str) -> str:
        return rf"\mathbf{{1}}_{{[{self.squeezed(condition)}]}}"

    def cases(self, rows: list[tuple[str, str | None]]) -> Piece:
        lines = (rf"{v} & \text{{otherwise}}" if c is None else rf"{v} & \text{{if }} {c}" for v, c in rows)
        body = r", \\ ".join(lines)
        return Piece(rf"\begin{{cases}} {body} \end{{cases}}", Level.OPEN)

    def absolute(self, inner: str) -> str:
        if r"\rvert" in inner:  # |a (|b|) c| and |a| b |c| are set alike without parentheses
            inner = self.group(inner)
        return rf"\left\lvert {inner} \right\rvert" if _tall(inner) else rf"\lvert {inner} \rvert"

    def function(self, name: str, arguments: list[str]) -> str:
        return _FUNCTION_NAMES.get(name, rf"\operatorname{{{name}}}") + self.group(", ".join(arguments))

    def floor(self, inner: str) -> str:
        return rf"\left\lfloor {inner} \right\rfloor"

    def conjugate(self, inner: Piece) -> str:
        return rf"\overline{{{inner.text}}}"

    def mean(self, inner: str) -> str:
        if not _tall(inner):
            return rf"\mathbb{{E}}[{inner}]"
        return rf"\mathbb{{E}}\Bigl[{inner}\Bigr]" if _long(inner) else rf"\mathbb{{E}}\left[{inner}\right]"

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

    def head(self, name: str) -> Symbol:
        symbol = self.symbol(name)
        plain = len(symbol.base) == 1 and symbol.base.isupper()
        return symbol._replace(base=rf"\mathcal{{{symbol.base}}}") if plain else symbol

    def prose(self, words: str) -> str:
        return rf" \text{{ {words} }} "

    def integers(self, lo: str, hi: str) -> str:
        return rf"\{{{lo}, \dots, {hi}\}}"


_SIGN: Final = re.compile(
    r" \\;(?P<weak>\\land|\\lor|\\Rightarrow|\\Leftrightarrow)\\; | (?P<relation>=|<|\\leq|\\geq|\\neq) "
    r"| (?P<sum>[+-]) |(?P<colon>\\colon\\ )|(?P<factor>(?<=[\])]) (?=\\mathbb\{E\}|\\left\(|\\Bigl\())"
    r"|(?P<opens>\\left\b|\\begin\b|\{)|(?P<closes>\\right\b|\\end\b|\})"
    r"|(?P<inner>[(\[]|\\langle|\\[lL]vert|\\lVert|\\\{)|(?P<outer>[)\]]|\\rangle|\\[rR]vert|\\rVert|\\\})"
)
_PENALTIES: Final = {"weak": 0, "colon": 0, "relation": 50, "sum": 200, "factor": 800}


def breakable(s: str) -> str:
    r"""Printed LaTeX with a ``\derivedbreak{penalty}`` wherever a line may end, before a sign.

    Where braces, ``\left`` or ``\begin`` hold a part together there is none.

    >>> print(breakable(r"a + (b - c) = \frac{x + y}{2}"))
    a \derivedbreak{200}+ (b \derivedbreak{1200}- c) \derivedbreak{50}= \frac{x + y}{2}
    """
    out, at, held, depth = "", 0, 0, 0
    for m in _SIGN.finditer(s):
        kind = str(m.lastgroup)
        held += (kind == "opens") - (kind == "closes")
        depth += (kind == "inner") - (kind == "outer")
        if held or kind not in _PENALTIES:
            continue
        mark = rf"\derivedbreak{{{_PENALTIES[kind] + 1000 * max(depth, 0)}}}"
        out += s[at : m.end()] + mark if kind == "colon" else s[at : m.start()] + f" {mark}" + m[0].lstrip()
        at = m.end()
    return out + s[at:]


def _long(s: str) -> bool:
    """Whether a line may have to end inside; letters and signs are counted."""
    return r"\begin" not in s and len(re.findall(r"\\[A-Za-z]+|[^\s{}^_\\]", s)) > LONG


def _tall(s: str) -> bool:
    return any(word in s for word in TALL)


def _indices(indices: list[str]) -> str:
    separator = "" if all(len(i) == 1 and i.isalpha() for i in indices) else ","
    return separator.join(indices)


def _time(times: list[str]) -> str:
    """Times; a number is set in parentheses, so it is not read as a power."""
    return ",".join(f"({t})" if t.isdecimal() else t for t in times)
