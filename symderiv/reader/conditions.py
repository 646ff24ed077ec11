"""Statements: relations and chains of them, with connectives and quantifiers, as conditions have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import sympy as sp

from symderiv.language.notation import (
    Quantity,
    all_of,
    eq,
    exists,
    forall,
    iff,
    implies,
    le,
    lt,
    ne,
    surely,
    tends,
)
from symderiv.language.notation import (
    cases as cases_of,
)
from symderiv.language.statements import big_o, little_o
from symderiv.reader import grammar as g
from symderiv.reader.binders import ends_of
from symderiv.reader.brackets import RELATIONS, SPACE, Bracket, Item, first, is_relation, is_sign
from symderiv.reader.forms import form_of, items_of
from symderiv.reader.problems import Unread, ambiguous
from symderiv.reader.tokens import Token, written
from symderiv.reader.values import Matrix, Value, Vector, is_number

if TYPE_CHECKING:
    from symderiv.reader.resolver import Resolver

INEXACT: Final = frozenset({"~", "<<", ">>"})
_RELATED: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "=": eq, "!=": ne, "<=": le, "<": lt, ">=": lambda a, b: le(b, a), ">": lambda a, b: lt(b, a),
}  # fmt: skip
_LEADING: Final = re.compile(r"^(if|when|where|for|for all|whenever|with|provided|provided that|and)$")


def condition(resolver: Resolver, given: Sequence[Item] | g.Chain, at: Token) -> Any:
    """The statement of a condition, which may begin with such words as if."""
    if isinstance(given, g.Chain):
        return chain(resolver, given)
    items = [i for i in given if not is_sign(i, SPACE)]
    while items and is_sign(items[-1], ".", ",", ";"):
        items.pop()
    if items and isinstance(items[0], Token) and items[0].words is not None:
        word = items[0].words.strip()
        if not _LEADING.match(word):
            raise Unread(f"text in a condition is not read: {word!r}", items[0], reason="text")
        items = items[1:]
    return statement(resolver, items, at)


def statement(resolver: Resolver, items: Sequence[Item], at: Token) -> Any:
    """The statement of items: equivalences of implications of disjunctions of conjunctions of atoms."""
    items = [i for i in items if not is_sign(i, SPACE)]
    if not items:
        raise Unread("a condition is missing", at)
    if items and is_sign(items[0], r"\forall", r"\exists"):
        return quantified(resolver, items)
    for sign, join in (
        (r"\Leftrightarrow", iff),
        (r"\Rightarrow", implies),
        (r"\vee", lambda a, b: sp.Or(a, b, evaluate=False)),
    ):
        parts = g.listed(items, sign)
        if len(parts) > 2 and sign != r"\vee":
            raise ambiguous(f"several {sign} without brackets", at, "from the left", "from the right")
        if len(parts) > 1:
            made = statement(resolver, parts[0], at)
            for part in parts[1:]:
                made = join(made, statement(resolver, part, at))
            return made
    span = span_of(items)
    if span is not None and any(is_sign(i, r"\dots") for i in items):
        key, lo, hi = span
        index = resolver.number(g.parse([first(items[0])._replace(text=key)]))
        ends = [le(resolver.number(g.parse(lo)), index)]
        return all_of(*ends, *([] if hi is None else [le(index, resolver.number(g.parse(hi)))]))
    parts = _conjuncts(items)
    if len(parts) > 1:
        return all_of(*(statement(resolver, p, at) for p in parts))
    return atom(resolver, items, at)


def _conjuncts(items: Sequence[Item]) -> list[list[Item]]:
    """Parts that a sign or a word for and joins, or a comma between relations."""
    found: list[list[Item]] = [[]]
    for item in items:
        word = item.words.strip() if isinstance(item, Token) and item.words is not None else ""
        if (
            is_sign(item, r"\wedge")
            or word == "and"
            or (is_sign(item, ",") and any(map(is_relation, found[-1])))
        ):
            found.append([])
        else:
            found[-1].append(item)
    return found if all(found) else [list(items)]


def atom(resolver: Resolver, items: Sequence[Item], at: Token) -> Any:
    """A statement without connectives: a denial, one in brackets, or a chain of relations."""
    if isinstance(items[-1], Token) and (items[-1].words or "").strip() == "surely":
        return surely(statement(resolver, items[:-1], at))
    if is_sign(items[0], r"\neg"):
        return sp.Not(statement(resolver, items[1:], at), evaluate=False)
    if len(items) == 1 and isinstance(items[0], Bracket) and _holds_statement(items[0]):
        return statement(resolver, items[0].inside, at)
    grows = growing(items[-1:])
    tree = g.parse_chain(items[:-1] if grows else items, at)
    if not isinstance(tree, g.Chain):
        raise Unread("a relation is expected", tree.at, reason="condition")
    if grows:
        order = order_of(tree.sides[-1])
        if len(tree.sides) != 2 or tree.relations[0].text != "=" or order is None:
            raise Unread("what grows is read with o, O and lim", tree.at, reason="limit")
        return ordered(resolver, tree.sides[0], *order, grows, tree.at)
    return chain(resolver, tree)


def growing(segment: Sequence[Item]) -> str:
    r"""The letter of ``(t \to \infty)``, or "" where these items are something else."""
    if len(segment) == 1 and isinstance(segment[0], Bracket) and segment[0].opening == "(":
        segment = segment[0].inside
    if len(segment) == 3 and is_sign(segment[1], r"\to") and is_sign(segment[2], r"\infty"):
        return first(segment[0]).text
    return ""


def _holds_statement(bracket: Bracket) -> bool:
    """Whether brackets enclose a statement, perhaps in further brackets."""
    signs = (r"\wedge", r"\vee", r"\neg", r"\Rightarrow", r"\Leftrightarrow", r"\forall", r"\exists")
    if bracket.opening not in ("(", "[", "{"):
        return False
    inside = bracket.inside
    first_one = inside[0] if inside else None
    nested = isinstance(first_one, Bracket) and _holds_statement(first_one)
    return nested or any(is_relation(i) or is_sign(i, *signs) for i in inside)


def quantified(resolver: Resolver, items: Sequence[Item]) -> Any:
    r"""``\forall i \in \{1, \dots, n\}\colon`` and what follows."""
    sign = first(items[0])
    cut = next((n for n, i in enumerate(items) if is_sign(i, ":")), None)
    if cut is None:
        raise Unread("a colon is missing behind a quantifier", sign, reason="quantifier")
    head, body = list(items[1:cut]), list(items[cut + 1 :])
    groups = _quantified_groups(head, sign)
    word = forall if sign.text == r"\forall" else exists

    def nest(left: list[tuple[str, Callable[[Resolver], Quantity]]]) -> Any:
        if not left:
            return statement(resolver, body, sign)
        (key, make), *others = left
        v = make(resolver)
        return resolver.binding(key, v, sign, lambda: word(v, nest(others)))

    return nest(groups)


def _quantified_groups(head: list[Item], at: Token) -> list[tuple[str, Callable[[Resolver], Quantity]]]:
    found: list[tuple[str, Callable[[Resolver], Quantity]]] = []
    letters: list[list[Item]] = []
    for part in g.listed(head):
        sides, relations = g.split(part)
        letters.append(sides[0])
        if relations:
            found += [(_key(x, at), _maker(x, relations[0], sides[1], at)) for x in letters]
            letters = []
    return found + [(_key(x, at), _declared_maker(_key(x, at), at)) for x in letters]


def _key(items: list[Item], at: Token) -> str:
    tree = g.parse(items, at)
    base = tree.base if isinstance(tree, g.Scripted) else tree
    if not isinstance(tree, (g.Letter, g.Scripted)) or not isinstance(base, g.Letter):
        raise Unread("a quantifier binds a letter", at, reason="quantifier")
    return spelled(tree)


def spelled(tree: g.Letter | g.Scripted) -> str:
    """A letter with its primes and what stands below and above it, as a key of what is bound."""
    base = tree if isinstance(tree, g.Letter) else tree.base
    key = base.key if isinstance(base, g.Letter) else ""
    if not isinstance(tree, g.Scripted):
        return key
    below = f"_{{{written(tree.below)}}}" if tree.below is not None else ""
    above = f"^{{{written(tree.above)}}}" if tree.above is not None else ""
    return key + "'" * tree.primes + below + above


def _maker(
    items: list[Item], relation: Token, range_: list[Item], at: Token
) -> Callable[[Resolver], Quantity]:
    name = form_of(g.parse(items), None, lambda _: False).name
    if relation.text == r"\in" and len(range_) == 1 and isinstance(range_[0], Bracket):
        ends = ends_of(range_[0], at)
        if ends is not None:
            lo, hi = ends
            return lambda r: Quantity(name, lo(r), hi(r), integer=True)
    if relation.text == r"\in" and written(g.tokens_of(range_)) in (r"\mathbb{R}", r"\R"):
        return lambda _: Quantity(name, real=True)
    if relation.text == r"\ge":
        return lambda r: Quantity(name, r.number(g.parse(range_, at)), None, integer=True)
    raise Unread("the range of a quantifier is not read", at, reason="quantifier")


def _declared_maker(key: str, at: Token) -> Callable[[Resolver], Quantity]:
    def make(resolver: Resolver) -> Quantity:
        symbol = resolver.scope.index(key)
        if symbol is None:
            raise Unread(
                f"{key} is quantified over and has no range",
                at,
                help=f"index {key} = 1..n",
                reason="undeclared",
            )
        return Quantity(symbol.name, *symbol.bounds, integer=True)

    return make


def span_of(items: Sequence[Item]) -> tuple[str, list[Item], list[Item] | None] | None:
    r"""``for i = 1, \dots, n``: the letter and its ends; None of another condition."""
    left = [i for i in items if not (isinstance(i, Token) and i.words is not None)]
    left = left[1:] if left and is_sign(left[0], r"\forall") else left
    sides, relations = g.split(left)
    if len(relations) != 1 or relations[0].text not in ("=", r"\ge", r"\in") or len(sides[0]) != 1:
        return None
    if relations[0].text == r"\ge":
        return first(sides[0][0]).text, sides[1], None
    inside = sides[1]
    if relations[0].text == r"\in":
        if len(inside) != 1 or not isinstance(inside[0], Bracket) or inside[0].opening != r"\{":
            return None
        inside = list(inside[0].inside)
    parts = [p for p in g.listed(inside) if p]
    if len(parts) == 1:
        cut = next((n for n, i in enumerate(inside) if is_sign(i, r"\dots")), None)
        dots = next(
            (n for n in range(len(inside) - 1) if is_sign(inside[n], ".") and is_sign(inside[n + 1], ".")),
            None,
        )
        if cut is not None:
            parts = [inside[:cut], [inside[cut]], inside[cut + 1 :]]
        elif dots is not None:
            rest = inside[dots:]
            while rest and is_sign(rest[0], "."):
                rest = rest[1:]
            parts = [inside[:dots], [], rest]
        else:
            return None
    hi = parts[-1]
    if is_sign(hi[0], r"\infty", r"\dots"):
        return first(sides[0][0]).text, parts[0], None
    return first(sides[0][0]).text, parts[0], hi


# -- relations


def chain(resolver: Resolver, tree: g.Chain) -> Any:
    """The conjunction of the links of a chain, which does not turn around."""
    directed([RELATIONS[r.text] for r in tree.relations], tree.relations)
    links = zip(pairwise(tree.sides), tree.relations, strict=True)
    return all_of(*(link(resolver, a, b, r) for (a, b), r in links))


def directed(relations: Sequence[str], at: Sequence[Token]) -> None:
    """Refuse a chain that turns from ≤ to ≥."""
    ways = {way for r in relations for way in ("<", ">") if r in (way, f"{way}=")}
    if len(ways) > 1:
        raise ambiguous(
            "a chain that turns from ≤ to ≥",
            at[0],
            "each relation between its neighbours",
            "one between the ends",
        )


def link(resolver: Resolver, a: g.Tree, b: g.Tree, relation: Token) -> Any:
    """The statement that two sides are related; vectors are by their components."""
    kind = RELATIONS[relation.text]
    if kind in INEXACT:
        raise Unread(f"{relation.text} claims nothing exact", relation, reason="inexact")
    limit = limit_of(a)
    if limit is not None and kind == "=":
        return limiting(resolver, limit, b)
    if isinstance(b, g.Cases) and kind == "=":
        return by_cases(resolver, resolver.value(a), b)
    if isinstance(a, g.Cases):
        raise Unread("cases are read on the right of a sign", a.at, reason="cases")
    if kind not in _RELATED:
        raise Unread(f"the relation {relation.text} is not read", relation, reason="relation")
    return related(resolver, kind, resolver.value(a), resolver.value(b), relation)


def related(resolver: Resolver, kind: str, x: Value, y: Value, at: Token) -> Any:
    """Two values related: vectors and matrices by all their components, or in a claim by any."""
    relate = _RELATED[kind]
    if is_number(x) and is_number(y):
        return relate(x, y)
    x, y = _fitting(x, y, at)
    if kind != "=":
        raise Unread("an order between vectors is not read", at, reason="shape")
    if isinstance(x, Vector) and isinstance(y, Vector) and (x.lo, x.hi, x.row) == (y.lo, y.hi, y.row):
        j = _unused(resolver, x.letter, x.lo, x.hi)
        made = relate(x.entry(j), y.entry(j))
        return made if resolver.claims else forall(j, made)
    if isinstance(x, Matrix) and isinstance(y, Matrix) and (x.rows, x.columns) == (y.rows, y.columns):
        i = _unused(resolver, x.letters[0], *x.rows)
        j = _unused(resolver, x.letters[1], *x.columns, i.name)
        made = relate(x.entry(i, j), y.entry(i, j))
        return made if resolver.claims else forall((i, j), made)
    raise Unread("the two sides have different shapes", at, reason="shape")


def _fitting(x: Value, y: Value, _: Token) -> tuple[Value, Value]:
    """A side 0 beside a vector is the vector 0."""
    if is_number(x) and x == 0:
        return y.mapped(lambda _: sp.Integer(0)), y
    if is_number(y) and y == 0:
        return x, x.mapped(lambda _: sp.Integer(0))
    return x, y


def _unused(resolver: Resolver, letter: str, lo: Any, hi: Any, *others: str) -> Quantity:
    """An index for the components of both sides, of a letter that stands for nothing else here."""
    taken = {*resolver.free, *resolver.bound, *resolver.met, *others}
    for name in (letter, "j", "k", "l", "i", "r", "s"):
        if name not in taken:
            return Quantity(name, lo, hi, integer=True)
    raise Unread("there are too many indices to name another", None)


def by_cases(resolver: Resolver, value: Value, tree: g.Cases) -> Any:
    """Printed cases: each branch where its condition holds; otherwise where none does."""
    x = resolver_number(value, tree.at)
    known = [condition(resolver, c, tree.at) for _, c in tree.rows if c is not None]
    branches = []
    holds = iter(known)
    for branch, when in tree.rows:
        if when is None and branch is not tree.rows[-1][0]:
            raise Unread("otherwise stands in the last row", tree.at, reason="cases")
        branches.append((resolver.number(branch), _otherwise(known) if when is None else next(holds)))
    return cases_of(x, *branches)


def resolver_number(value: Value, at: Token) -> Any:
    """A value of which there are cases, which is a number."""
    if not is_number(value):
        raise Unread("cases are of numbers", at, reason="shape")
    return value


def _otherwise(known: Iterable[Any]) -> Any:
    denied = [sp.Not(c, evaluate=False) for c in known]
    return all_of(*denied)


def equal_indices(resolver: Resolver, tree: g.Chain) -> tuple[Any, Any] | None:
    """The two indices that a condition says are equal; None of another condition."""
    if len(tree.sides) != 2 or RELATIONS[tree.relations[0].text] != "=":
        return None
    a, b = map(resolver.number, tree.sides)
    return (a, b) if a.is_integer and b.is_integer else None


# -- limits


def limit_of(tree: g.Tree) -> g.Big | None:
    """The limit that a side is, whole."""
    return tree if isinstance(tree, g.Big) and tree.name == r"\lim" else None


def limiting(resolver: Resolver, limit: g.Big, value: g.Tree) -> Any:
    r"""``\lim_{t \to \infty} x_t = a``"""
    at = limit.at
    sides, relations = g.split(items_of(limit.below or ()))
    if (
        len(relations) != 1
        or relations[0].text != r"\to"
        or written(g.tokens_of(sides[1])) not in (r"\infty", r"+\infty")
    ):
        raise Unread("a limit is taken as an index grows without bound", at, reason="limit")
    key = _key(sides[0], at)
    symbol = resolver.scope.index(key)
    if symbol is None:
        raise Unread(f"{key} grows and is not declared", at, help=f"index {key} >= 1", reason="undeclared")
    bound = resolver.number(value)
    grows = Quantity(symbol.name, symbol.bounds[0], None, integer=True)
    return resolver.binding(key, grows, at, lambda: tends(grows, resolver.number(limit.body), bound))


def order_of(tree: g.Tree) -> tuple[str, g.Tree] | None:
    """o or O, and what stands in its brackets, where a side is that alone."""
    if not isinstance(tree, g.Product) or len(tree.factors) != 2:
        return None
    head, (op, group) = tree.factors[0][1], tree.factors[1]
    key = head.key if isinstance(head, g.Letter) and op == "" else ""
    word = {"o": "o", "O": "O", r"\mathcal{O}": "O"}.get(key)
    if word is None or not isinstance(group, g.Group) or group.opening != "(" or len(group.items) != 1:
        return None
    return word, group.items[0]


def ordered(resolver: Resolver, side: g.Tree, word: str, scale: g.Tree, key: str, at: Token) -> Any:
    """side = o(scale) or O(scale) as an index grows."""
    symbol = resolver.scope.index(key)
    if symbol is None:
        raise Unread(f"{key} grows and is not declared", at, help=f"index {key} >= 1", reason="undeclared")
    grows = Quantity(symbol.name, symbol.bounds[0], None, integer=True)

    def then() -> Any:
        x, y = resolver.number(side), resolver.number(scale)
        return little_o(grows, x, y) if word == "o" else big_o(grows, x, y)

    return resolver.binding(key, grows, at, then)
