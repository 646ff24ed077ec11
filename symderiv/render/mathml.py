r"""Core terms as presentation MathML, from the same walk as text and LaTeX.

>>> from symderiv.core.terms import ONE, num, power, sum_, var
>>> n, k = var("n", "int"), var("k", "int")
>>> print(mathml(power(var("mu"), num(2))).partition(">")[2])
<msup><mi>μ</mi><mn>2</mn></msup></math>
>>> "<munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>" in mathml(
...     sum_(k, ONE, n, power(k, -1))
... )
True
"""

from __future__ import annotations

import re
from html import escape
from typing import ClassVar, Final

from symderiv.core.terms import Term
from symderiv.render.declared import read
from symderiv.render.names import DEFAULT, LATEX, TEXT, Medium, Spelling, Symbol
from symderiv.render.text import CONSTANTS, FUNCTION_NAMES
from symderiv.render.typesetter import DISTRIBUTIONS, Glyphs, Level, Piece, Typesetter
from symderiv.render.writer import Writer

NAMESPACE: Final = "http://www.w3.org/1998/Math/MathML"
TIMES: Final = "<mo>\u2062</mo>"  # invisible
APPLY: Final = "<mo>\u2061</mo>"
_ACCENTS: Final = {"tilde": "~", "hat": "^", "bar": "¯", "dot": "˙"}
_TAG: Final = re.compile(r"<(/?)\w+[^>]*?(/?)>")
_TOKEN: Final = re.compile(r"\d+|′+|\w|\S")


def mathml(t: Term, spelling: Spelling = DEFAULT) -> str:
    """The term or formula as a ``math`` element that needs no style sheet and no script."""
    return _math(Writer(t, MathMLSetter(spelling)).write(t))


def loss_at(t: Term, spelling: Spelling = DEFAULT) -> str:
    """What a loss is taken at, as a ``math`` element: one of the equations of ``render.losses``."""
    return _math(Writer(t, MathMLSetter(spelling)).formulas.loss_at(t))


def _math(piece: Piece) -> str:
    return f'<math xmlns="{NAMESPACE}" display="block">{_elements(piece.text)}</math>'


def _elements(s: str) -> str:
    """The piece with what stands between its elements, which the walk writes bare, as elements too."""
    out, depth, start = "", 0, 0
    for tag in _TAG.finditer(s):
        if depth == 0:
            out += _tokens(s[start : tag.start()])
            start = tag.start()
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if depth == 0:
            out += s[start : tag.end()]
            start = tag.end()
    return out + _tokens(s[start:])


def _tokens(bare: str) -> str:
    """Numbers, letters and signs as elements; they may be escaped already."""
    return "".join(_token(m[0]) for m in _TOKEN.finditer(bare))


def _token(s: str) -> str:
    if s.isdecimal():
        return f"<mn>{s}</mn>"
    return f"<mi>{s}</mi>" if s.isalpha() or s == "∞" else f"<mo>{escape(s, quote=False)}</mo>"


def _row(s: str) -> str:
    """The piece as one element."""
    s = _elements(s)
    return s if _count(s) == 1 else f"<mrow>{s}</mrow>"


def _count(s: str) -> int:
    """How many elements stand side by side."""
    depth = count = 0
    for tag in _TAG.finditer(s):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        count += depth == 0
    return count


def _element(name: str, *children: str) -> str:
    return f"<{name}>{''.join(map(_row, children))}</{name}>"


def _fenced(left: str, s: str, right: str) -> str:
    return f"<mrow><mo>{left}</mo>{_elements(s)}<mo>{right}</mo></mrow>"


def _words(s: str) -> str:
    return f"<mtext>\u00a0{escape(s.strip(), quote=False)}\u00a0</mtext>"


def _letter(word: str) -> str:
    letter = TEXT.letter(word)
    kind = "mn" if letter.isdecimal() else "mi"
    return f"<{kind}>{escape(letter, quote=False)}</{kind}>"


def _accented(accent: str, word: str) -> str:
    return f'<mover accent="true">{word}<mo>{_ACCENTS[accent]}</mo></mover>'


def _verbatim(name: str) -> str:
    return f"<mtext>{escape(name, quote=False)}</mtext>"


MATHML: Final = TEXT._replace(title="mathml", letter=_letter, accent=_accented, verbatim=_verbatim)


def _sign(s: str) -> str:
    return f" <mo>{s}</mo> "


def _slot(n: int, index: str) -> str:
    """What stands for the n-th index: a number for itself, a letter for a letter, else another sign."""
    plain = re.sub("<[^>]*>", "", index)
    return (
        plain
        if plain.isdecimal()
        else chr((0xE000 if len(plain) != 1 or not plain.isalpha() else 0x10000) + n)
    )


def _level(elements: str) -> Level:
    """How tightly a declared spelling holds: one that bears something above takes no power."""
    return Level.POWER if re.search("<msup>|<msubsup>", elements) else Level.ATOM


class MathMLSetter(Typesetter):
    """Presentation MathML; what stands between elements is written bare, and made elements at the end."""

    medium: ClassVar[Medium] = MATHML
    turned: ClassVar[str] = "<mo>⊤</mo>"
    constants: ClassVar[dict[str, str]] = {n: f"<mi>{c}</mi>" for n, c in CONSTANTS.items()} | {
        "mean": "<mi>𝔼</mi>"
    }
    plain: ClassVar[dict[str, str]] = {"I": "<mi>ⅈ</mi>", "exp": "<mi>ⅇ</mi>"}
    glyphs: ClassVar[Glyphs] = Glyphs(
        plus="<mo>+</mo>",
        minus="<mo>−</mo>",
        relations={"eq": _sign("="), "ne": _sign("≠"), "le": _sign("≤"), "lt": _sign("&lt;")},
        conjunction=_sign("∧"),
        disjunction=_sign("∨"),
        negation="<mo>¬</mo>",
        implication=_sign("⇒"),
        equivalence=_sign("⇔"),
        falsity="<mi>⊥</mi>",
        truth="<mi>⊤</mi>",
        quantifiers={"all": "<mo>∀</mo>", "ex": "<mo>∃</mo>"},
        surely=_words("surely"),
        distributed=_sign("∼"),
        given=_sign("∣"),
        distributions={name: f"<mi>{word}</mi>" for name, word in DISTRIBUTIONS.items()},
        member=_sign("∈"),
        at_least=_sign("≥"),
        sets={"int": "<mi>ℤ</mi>", "real": "<mi>ℝ</mi>", "complex": "<mi>ℂ</mi>"},
        infinity="<mi>∞</mi>",
        colon="<mo>:</mo>",
        differential="<mo>∂</mo>",
    )

    def group(self, s: str) -> str:
        return _fenced("(", s, ")")

    def symbol(self, name: str) -> Symbol:
        """As it is declared, where that can be read."""
        chosen = name in self.spelling.letters or self.spelling.is_verbatim(name, MATHML)
        declared = {name, name.rstrip("'′")} & self.spelling.latex.keys() and not chosen
        written = read(self.spelling.symbol(name, LATEX).base) if declared else None
        return super().symbol(name) if written is None else Symbol(written)

    def letter(self, symbol: Symbol) -> Piece:
        return self.indexed(symbol, [], [], [])

    def placed(self, name: str, indices: list[str], *, sequence: bool) -> Piece:
        slots = [_slot(n, s) for n, s in enumerate(indices)]
        latex = None if self.spelling.is_verbatim(name, MATHML) else self.spelling.filled(name, slots)
        rows = {slot: _row(s) for slot, s in zip(slots, indices, strict=True) if not slot.isdecimal()}
        written = None if latex is None else read(latex, rows)
        if written is None:
            return super().placed(name, indices, sequence=sequence)
        return Piece(written, _level(written))

    def indexed(self, symbol: Symbol, above: list[str], below: list[str], brackets: list[str]) -> Piece:
        base = symbol.base.rstrip("′")
        primes = "′" * (len(symbol.base) - len(base))
        times = ",".join(f"({t})" if _elements(t).startswith("<mn") else t for t in above)
        low = ",".join(filter(None, (symbol.below, _separated(below))))
        high = primes + ",".join(filter(None, (symbol.above, times)))
        raised = _level(base) == Level.POWER
        s = _row(base)
        if low and high:
            s = _element("msubsup", s, low, high)
        elif low or high:
            s = _element("msub" if low else "msup", s, low or high)
        s += _fenced("[", ",".join(brackets), "]") if brackets else ""
        return Piece(s, Level.POWER if high or raised else Level.ATOM)

    def between(self, left: str, right: str) -> str:  # noqa: ARG002 - a number is told from what it follows
        return "<mo>·</mo>" if _elements(right).startswith("<mn") else TIMES

    def beside(self, left: str, right: str) -> str:  # noqa: ARG002 - the same beside anything
        return APPLY

    def fraction(self, over: list[Piece], under: list[Piece]) -> Piece:
        return Piece(_element("mfrac", self.product(over).text, self.product(under).text), Level.PRODUCT)

    def superscript(self, base: str, exponent: str) -> str:
        base = _elements(base)
        if base.startswith("<msub>") and _count(base) == 1:  # above the index, not behind it
            return f"<msubsup>{base.removeprefix('<msub>').removesuffix('</msub>')}{_row(exponent)}</msubsup>"
        return _element("msup", base, exponent)

    def radical(self, radicand: str, degree: int) -> Piece:
        root = _element("msqrt", radicand) if degree == 2 else _element("mroot", radicand, str(degree))
        return Piece(root, Level.ATOM)

    def norm(self, inner: str) -> str:
        return _fenced("‖", inner, "‖")

    def inner(self, a: str, b: str) -> str:
        """An inner product."""
        return _fenced("⟨", f"{a}, {b}", "⟩")

    def transposed(self, s: str) -> str:
        """An array on its side."""
        return _element("msup", s, self.turned)

    def juxtaposed(self, left: str, right: str) -> str:
        """The product of two arrays."""
        return left + TIMES + right

    def entrywise(self) -> str:
        """The sign of the product of two arrays entry by entry."""
        return "<mo>⊙</mo>"

    def bold(self, letter: str) -> str:
        """The identity matrix, or the vector of ones."""
        return '<mi mathvariant="bold">I</mi>' if letter == "I" else '<mn mathvariant="bold">1</mn>'

    def operator(self, name: str, inner: str) -> str:
        """``tr`` or ``diag`` of an array."""
        return f"<mrow><mi>{name}</mi>{APPLY}{self.group(inner)}</mrow>"

    def nabla(self, order: int) -> str:
        """The sign of a gradient, or of the matrix of second derivatives."""
        return "<mo>∇</mo>" if order == 1 else _element("msup", "<mo>∇</mo>", "<mn>2</mn>")

    def total(self, index: str, lo: str, hi: str) -> str:
        return _element("munderover", "<mo>∑</mo>", f"{index}<mo>=</mo>{lo}", hi)

    def indicator(self, condition: str) -> str:
        return _element("msub", "<mn>𝟙</mn>", _fenced("[", self.squeezed(condition), "]"))

    def cases(self, rows: list[tuple[str, str | None]]) -> Piece:
        lines = "".join(f"<mtr>{_cell(v)}{_cell(_condition(c))}</mtr>" for v, c in rows)
        table = f'<mtable columnalign="left left">{lines}</mtable>'
        return Piece(f"<mrow><mo>{{</mo>{table}</mrow>", Level.OPEN)

    def absolute(self, inner: str) -> str:
        return _fenced("|", self.group(inner) if "<mo>|</mo>" in inner else inner, "|")

    def function(self, name: str, arguments: list[str]) -> str:
        return (
            f"<mrow><mi>{FUNCTION_NAMES.get(name, name)}</mi>{APPLY}{self.group(', '.join(arguments))}</mrow>"
        )

    def floor(self, inner: str) -> str:
        return _fenced("⌊", inner, "⌋")

    def conjugate(self, inner: Piece) -> str:
        return f"<mover>{_row(inner.text)}<mo>‾</mo></mover>"

    def mean(self, inner: str) -> str:
        return f"<mrow>{self.constant('mean')}{APPLY}{_fenced('[', inner, ']')}</mrow>"

    def limit(self, index: str) -> str:
        return _element("munder", "<mo>lim</mo>", f"{index}<mo>→</mo><mi>∞</mi>")

    def growing(self, index: str) -> str:
        """That a statement is about an index that grows."""
        return f'<mspace width="1em"/>{_fenced("(", f"{index}<mo>→</mo><mi>∞</mi>", ")")}'

    def extreme(self, name: str, arguments: list[str]) -> str:
        return f"<mrow><mi>{name}</mi>{APPLY}{self.group(', '.join(arguments))}</mrow>"

    def partial(self, body: str, target: str, *, short: bool) -> Piece:
        under = f"<mo>∂</mo>{target}"
        if short:
            return Piece(_element("mfrac", f"<mo>∂</mo>{body}", under), Level.PRODUCT)
        return Piece(_element("mfrac", "<mo>∂</mo>", under) + self.group(body), Level.PRODUCT)

    def head(self, name: str) -> Symbol:
        symbol = self.symbol(name)
        if re.fullmatch("<mi>[A-Z]</mi>", symbol.base):
            symbol = symbol._replace(base=f"<mi>{_script(symbol.base[4])}</mi>")
        return symbol

    def prose(self, words: str) -> str:
        """Words among formulas, with the spaces around them."""
        return _words(words)

    def integers(self, lo: str, hi: str) -> str:
        return _fenced("{", f"{lo}, <mo>…</mo>, {hi}", "}")


def _separated(indices: list[str]) -> str:
    """Indices below a letter; single letters stand side by side."""
    plain = all(re.fullmatch(r"<mi>.</mi>", _elements(i)) for i in indices)
    return (TIMES.replace("\u2062", "\u2063") if plain else ",").join(indices)


def _cell(s: str) -> str:
    return f"<mtd>{_elements(s)}</mtd>"


def _condition(c: str | None) -> str:
    return _words("otherwise") if c is None else f"{_words('if')}{c}"


def _script(letter: str) -> str:
    """The script capital; some were there before the block of the others."""
    early = {"B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ"}
    return early.get(letter) or chr(ord("𝒜") + ord(letter) - ord("A"))
