"""Core terms as one line of Unicode, for a terminal.

>>> from symderiv.core.terms import ONE, add, eq, mul, neg, num, power, sum_, var
>>> t, q, n, k = var("t", "int"), var("q"), var("n", "int"), var("k", "int")
>>> text(eq(mul(num(2), q), add(power(q, 2), neg(power(q, add(t, ONE))))))
'2q = q² − qᵗ⁺¹'
>>> text(sum_(k, ONE, n, power(q, k)))
'∑ₖ₌₁ⁿ qᵏ'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import ClassVar, Final

from symderiv.core.terms import Term
from symderiv.render.names import ABOVE, DEFAULT, TEXT, Medium, Spelling, Symbol, lowered, raised
from symderiv.render.typesetter import DISTRIBUTIONS, Glyphs, Level, Piece, Typesetter
from symderiv.render.writer import Writer


def text(t: Term, spelling: Spelling = DEFAULT) -> str:
    """The term or formula in one line, in a page's spelling or as the rules for names have it."""
    return _written(t, spelling, lambda writer: writer.write(t))


def loss_at(t: Term, spelling: Spelling = DEFAULT) -> str:
    """What a loss is taken at: one of the equations of ``render.losses``."""
    return _written(t, spelling, lambda writer: writer.formulas.loss_at(t))


def _written(t: Term, spelling: Spelling, write: Callable[[Writer], Piece]) -> str:
    setter = TextSetter(spelling)
    written = write(Writer(t, setter)).text
    while setter.mixed:  # once a member of a family has its indices in brackets, all have
        setter = TextSetter(spelling, setter.bracketed)
        written = write(Writer(t, setter)).text
    return written


def multiplier_line(pairs: Iterable[tuple[Term, str]], spelling: Spelling = DEFAULT) -> str:
    """A linear combination of named equations.

    >>> from symderiv.core.terms import neg, num, var
    >>> multiplier_line([(num(1), "25b at t"), (neg(var("mu")), "25b at t−1")])
    '(25b at t) − μ·(25b at t−1)'
    """
    writer = Writer(Term("add"), TextSetter(spelling))
    return writer.multiplied((m, f"({name})") for m, name in pairs).text


FUNCTION_NAMES: Final = {
    "re": "Re", "im": "Im", "gamma": "Γ", "rgamma": "(1/Γ)", "beta": "B", "zeta": "ζ", "hurwitz": "ζ",
    "bessel_j": "J", "bessel_y": "Y", "bessel_i": "I", "bessel_k": "K", "legendre": "P",
    "chebyshev_t": "T", "chebyshev_u": "U", "fibonacci": "F",
}  # fmt: skip


CONSTANTS: Final = {
    "I": "i", "pi": "π", "golden": "φ", "catalan": "G", "euler": "γ", "exp": "e", "mean": "E", "o": "o",
}  # fmt: skip


class TextSetter(Typesetter):
    """Unicode in one line."""

    medium: ClassVar[Medium] = TEXT
    turned: ClassVar[str] = "ᵀ"
    constants: ClassVar[dict[str, str]] = CONSTANTS
    plain: ClassVar[dict[str, str]] = {"I": "ⅈ", "exp": "ⅇ", "mean": "𝔼"}
    glyphs: ClassVar[Glyphs] = Glyphs(
        plus="+",
        minus="−",
        relations={"eq": " = ", "ne": " ≠ ", "le": " ≤ ", "lt": " < "},
        conjunction=" ∧ ",
        disjunction=" ∨ ",
        negation="¬",
        implication=" ⇒ ",
        equivalence=" ⇔ ",
        falsity="⊥",
        truth="⊤",
        quantifiers={"all": "∀ ", "ex": "∃ "},
        surely=" surely",
        distributed=" ~ ",
        given=" ∣ ",
        distributions=dict(DISTRIBUTIONS),
        member=" ∈ ",
        at_least=" ≥ ",
        sets={"int": "ℤ", "real": "ℝ", "complex": "ℂ"},
        infinity="∞",
        colon=": ",
        differential="∂",
    )

    def __init__(self, spelling: Spelling = DEFAULT, bracketed: AbstractSet[Symbol] = frozenset()) -> None:
        super().__init__(spelling)
        self.bracketed = set(bracketed)  # families with indices in brackets
        self.lowered: set[Symbol] = set()  # those with indices as subscripts

    @property
    def mixed(self) -> bool:
        """Whether a family has its indices now in brackets, now as subscripts."""
        return not self.bracketed.isdisjoint(self.lowered)

    def group(self, s: str) -> str:
        return f"({s})"

    def letter(self, symbol: Symbol) -> Piece:
        raised_already = symbol.above or symbol.written[-1] in ABOVE.values()
        return Piece(symbol.written, Level.POWER if raised_already else Level.ATOM)

    def indexed(self, symbol: Symbol, above: list[str], below: list[str], brackets: list[str]) -> Piece:
        low, high = None if symbol in self.bracketed else _below(symbol, below), _above(above)
        if low:
            self.lowered.add(symbol)
        if low is None:
            self.bracketed.add(symbol)
            low = f"[{', '.join(below)}]" if below else ""
        if high is None:
            brackets, high = [*above, *brackets], ""
        tail = f"[{', '.join(brackets)}]" if brackets else ""
        level = Level.POWER if high or symbol.above else Level.ATOM
        return Piece(symbol.written + low + high + tail, level)

    def between(self, left: str, right: str) -> str:
        return "" if left.isdecimal() and left != "1" and right[0].isalpha() else "·"

    def fraction(self, over: list[Piece], under: list[Piece]) -> Piece:
        top = self.at(self.product(over, Level.PRODUCT), Level.PRODUCT)
        bottom = self.at(self.product(under, Level.PRODUCT), Level.POWER)
        return Piece(f"{top.text}/{bottom.text}", Level.QUOTIENT)

    def superscript(self, base: str, exponent: str) -> str:
        return base + (raised(exponent) or f"^({exponent})")

    def radical(self, radicand: str, degree: int) -> Piece:
        sign = {2: "√", 3: "∛", 4: "∜"}.get(degree) or f"{raised(str(degree))}√"
        return Piece(f"{sign}({radicand})", Level.ATOM)

    def norm(self, inner: str) -> str:
        return f"‖{inner}‖"

    def inner(self, a: str, b: str) -> str:
        return f"⟨{a}, {b}⟩"

    def transposed(self, s: str) -> str:
        return s + self.turned

    def juxtaposed(self, left: str, right: str) -> str:
        return f"{left} {right}"

    def entrywise(self) -> str:
        return " ⊙ "

    def bold(self, letter: str) -> str:
        return {"I": "𝐈", "1": "𝟏"}[letter]

    def operator(self, name: str, inner: str) -> str:
        return f"{name}({inner})"

    def nabla(self, order: int) -> str:
        return "∇" if order == 1 else "∇²"

    def total(self, index: str, lo: str, hi: str) -> str:
        low, high = lowered(f"{index}={lo}"), raised(hi)
        return f"∑{low}{high} " if low and high else f"∑({index}={lo}..{hi}) "

    def indicator(self, condition: str) -> str:
        return f"𝟙[{condition}]"

    def cases(self, rows: list[tuple[str, str | None]]) -> Piece:
        lines = (f"{v} otherwise" if c is None else f"{v} if {c}" for v, c in rows)
        return Piece(f"{{{'; '.join(lines)}}}", Level.ATOM)

    def absolute(self, inner: str) -> str:
        return f"|{inner}|"

    def function(self, name: str, arguments: list[str]) -> str:
        return f"{FUNCTION_NAMES.get(name, name)}({', '.join(arguments)})"

    def floor(self, inner: str) -> str:
        return f"⌊{inner}⌋"

    def conjugate(self, inner: Piece) -> str:
        return f"conj({inner.text})"

    def mean(self, inner: str) -> str:
        return f"{self.constant('mean')}[{inner}]"

    def limit(self, index: str) -> str:
        return f"lim({index}→∞) "

    def growing(self, index: str) -> str:
        return f" ({index}→∞)"

    def extreme(self, name: str, arguments: list[str]) -> str:
        return f"{name}({', '.join(arguments)})"

    def partial(self, body: str, target: str, *, short: bool) -> Piece:
        return Piece(f"∂{body}/∂{target}" if short else f"∂/∂{target} ({body})", Level.QUOTIENT)

    def prose(self, words: str) -> str:
        return f" {words} "

    def integers(self, lo: str, hi: str) -> str:
        return f"{lo}..{hi}"


def _below(symbol: Symbol, indices: list[str]) -> str | None:
    """Indices as subscripts; several must be single letters, or nobody could tell them apart."""
    if not indices:
        return ""
    letters = all(len(i) == 1 and i.isalpha() for i in indices)
    if symbol.below or symbol.above or (len(indices) > 1 and not letters):
        return None
    return lowered("".join(indices))


def _above(times: list[str]) -> str | None:
    """A time as a superscript; a number is set in parentheses there, so it is not read as a power."""
    if not times:
        return ""
    if len(times) > 1:
        return None
    return raised(f"({times[0]})" if times[0].isdecimal() else times[0])
