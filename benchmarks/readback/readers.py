"""What is printed, read back: for each notation its printer and its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from readback import from_latex, from_mathml, from_text
from readback.canonical import canonical
from readback.cursor import Declared
from readback.grammar import read
from readback.layout import Tokens, name
from readback.template import in_mathml, slot
from symderiv.core import terms as k
from symderiv.core.terms import Term, var
from symderiv.language.distinct import told_apart
from symderiv.render.latex import latex
from symderiv.render.mathml import mathml
from symderiv.render.names import DEFAULT, Spelling
from symderiv.render.text import text


class Notation(NamedTuple):
    """A printer, and the lexer of what it prints; in text a product has its dot."""

    title: str
    printed: Callable[[Term, Spelling], str]
    tokens: Callable[[str], Tokens]
    dotted: bool = False

    def read(self, printed: str, formulas: Iterable[Term], spelling: Spelling) -> Term:
        """What is printed as a term over the quantities of the formulas."""
        return read(self.tokens(printed), list(declared(self, formulas, spelling)), dotted=self.dotted)


NOTATIONS: Final = (
    Notation("text", text, from_text.tokens, dotted=True),
    Notation("latex", latex, from_latex.tokens),
    Notation("mathml", mathml, from_mathml.tokens),
)


def declared(notation: Notation, formulas: Iterable[Term], spelling: Spelling) -> Iterator[Declared]:
    """The quantities of the formulas; a letter is what the printer makes of the name alone."""

    def letter(name: str) -> Tokens:
        return notation.tokens(notation.printed(var(name), spelling))

    losses: dict[tuple[str, int], list[Term]] = {}
    for s in dict.fromkeys(s for f in formulas for s in k.subterms(f)):
        match s.op:
            case "var":
                yield Declared("var", letter(s.args[0]), lambda s=s: s)
            case "comp":
                yield _family(notation, letter(s.args[0]), s, spelling)
            case "loss":
                losses.setdefault((s.args[0], len(s.args[1]) - 2), []).append(s)
            case "call" | "smooth":
                yield Declared("call", _script(notation, letter(s.args[0])), _function(*s.args[0:4:3]))
    for (title, fixed), points in losses.items():
        own = letter(title) if fixed else _script(notation, letter(title))
        yield Declared("loss", own, _loss(points), "_" * fixed)


def _family(notation: Notation, letter: Tokens, member: Term, spelling: Spelling) -> Declared:
    title, sort, ranges, _ = member.args
    sequence = len(ranges) == 1 and ranges[0][0] is not None and ranges[0][1] is None
    places = spelling.places(title, len(ranges)) or ("^" if sequence else "_" * len(ranges))
    template: Tokens = ()
    if spelling.filled(title, []) is not None and (notation.title, title) not in spelling.verbatim:
        template = _template(title, spelling) if notation.title != "text" else ()
        template = in_mathml(template) if notation.title == "mathml" else template

    def make(*indices: Term) -> Term:
        return Term("comp", title, sort, ranges, indices)

    return Declared("comp", letter, make, places, template)


def _template(title: str, spelling: Spelling) -> Tokens:
    """The declared LaTeX, with slots for its indices."""
    pattern = spelling.latex[title].replace("#0", latex(var(title), DEFAULT))
    for n in range(1, 10):
        pattern = pattern.replace(f"#{n}", rf"\mathtt{{{n}}}")

    def slots(tokens: Tokens) -> Tokens:
        return tuple(
            slot(int(t.text[3:]))
            if t.text.startswith("tt:")
            else t._replace(parts=tuple(map(slots, t.parts)))
            for t in tokens
        )

    return slots(from_latex.tokens(pattern))


def _script(notation: Notation, letter: Tokens) -> Tokens:
    """Capitals of losses and functions are script letters, in LaTeX and MathML."""
    plain = (
        notation.title != "text"
        and len(letter) == 1
        and len(letter[0].text) == 1
        and letter[0].text.isupper()
    )
    return (name(f"cal:{letter[0].text}"),) if plain else letter


def _function(title: str, length: Term) -> Callable[..., Term]:
    def make(kind: str, first: tuple[Term, ...] | int, entry: Callable[[Term], Term]) -> Term:
        v = var("the entry's index", "int")
        return Term(kind, title, first, k.Hint("k"), length, k.close(entry(v), v))

    return make


def _loss(met: list[Term]) -> Callable[..., Term]:
    """The loss with these fixed indices: one that was met, or one below a binder, its variable replaced."""

    def make(*fixed: Term) -> Term:
        if plain := [t for t in met if t.args[1][2:] == fixed]:
            return plain[0]
        for t in met:
            found = _replaced(t, dict(zip(t.args[1][2:], fixed, strict=True)))
            if k.is_open(t) and found.args[1][2:] == fixed:
                return found
        raise ValueError(f"no loss is told by {fixed}")

    return make


def _replaced(t: Term, values: dict[Term, Term], depth: int = 0) -> Term:
    """t with values for the variables of binders around it."""
    if t.op == "bound":
        return t if t.args[0] < depth else values.get(Term("bound", t.args[0] - depth), t)
    return k.map_parts(lambda p, deep: _replaced(p, values, depth + deep), t)


def disagreements(formulas: list[Term], spelling: Spelling | None = None) -> Iterator[str]:
    """Where a formula is not read back as it is: the notation, what was printed, and what was read."""
    spelling = told_apart(formulas) if spelling is None else spelling
    for notation in NOTATIONS:
        for f in formulas:
            printed = notation.printed(f, spelling)
            found = notation.read(printed, formulas, spelling)
            if canonical(found) != canonical(f):
                yield f"{notation.title}: {printed}\n  was {canonical(f)}\n  is  {canonical(found)}"
