r"""A draft of declarations for letters that nothing declares, the likeliest reading of each first.

>>> from symderiv.reader.documents import contents
>>> from symderiv.reader.tokens import Source
>>> print("\n".join(suggested(contents(Source("p.tex", r"\[ \sum_{i=1}^n x_i = f(a) \]")))))
% symderiv: size n
% symderiv: index i = 1..n
% symderiv: real x_i
% symderiv: function f(x)  % or: real f
% symderiv: real a
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from symderiv.reader import grammar as g
from symderiv.reader.brackets import Bracket, Item
from symderiv.reader.directives import clauses
from symderiv.reader.documents import Contents, Directive
from symderiv.reader.forms import items_of
from symderiv.reader.problems import Unread
from symderiv.reader.resolver import COVARIANCES, DIFFERENTIALS, MEANS, ONES, PROBABILITIES, VARIANCES
from symderiv.reader.rows import rows
from symderiv.reader.tokens import written

_WORDS: Final = MEANS | VARIANCES | COVARIANCES | PROBABILITIES | ONES | DIFFERENTIALS | {
    r"\nabla", r"\infty", r"\top", r"\star", r"\ast", "e", r"\pi", r"\dagger", r"\emptyset", r"\mathbb{R}",
}  # fmt: skip


@dataclass
class _Use:
    """How a letter is used: what stands at it, and where it stands."""

    below: str = ""
    above: str = ""
    called: bool = False
    vector: bool = False
    random: bool = False
    first: int = 0
    subs: set[str] = field(default_factory=set)


@dataclass
class _Found:
    uses: dict[str, _Use] = field(default_factory=dict)
    ranges: dict[str, tuple[str, str]] = field(default_factory=dict)
    times: set[str] = field(default_factory=set)
    count: int = 0


def suggested(contents: Contents) -> list[str]:
    """Directives, one a line, with the other readings behind them."""
    found = _Found()
    declared: set[str] = set()
    for item in contents.items:
        if isinstance(item, Directive):
            declared |= {t for c in _clauses(item) for t in re.findall(r"\\[A-Za-z]+|[A-Za-z]", c)}
            continue
        try:
            made = rows(item, ())
        except Unread:
            continue
        for row in made:
            for side in g.split(row.items)[0]:
                _look(found, side)
    return list(_lines(found, declared))


def _clauses(item: Directive) -> Iterator[str]:
    for clause in clauses(item.text):
        yield re.sub(r"\\(math\w+|hat|bar|tilde|frac|sum)(?![A-Za-z])", "", clause.text)


def _look(found: _Found, side: Sequence[Item]) -> None:
    try:
        tree = g.parse(side)
    except Unread:
        return
    _walk(found, tree, vector=False, random=False)


def _walk(found: _Found, tree: g.Tree, *, vector: bool, random: bool) -> None:
    """Note the letters of a tree, and how they stand."""
    match tree:
        case g.Letter() | g.Scripted():
            _letter(found, tree, vector=vector, random=random)
        case g.Added():
            for _, term in tree.terms:
                _walk(found, term, vector=vector, random=random)
        case g.Product():
            _product(found, tree, vector=vector, random=random)
        case g.Quotient():
            for part in (tree.over, tree.under):
                _walk(found, part, vector=False, random=random)
        case g.Group():
            inside = tree.opening in (r"\|", r"\langle") or (vector and tree.opening == "(")
            for item in tree.items:
                _walk(found, item, vector=inside, random=random)
        case g.Chain():
            for part in tree.sides:
                _walk(found, part, vector=False, random=random)
        case g.Root():
            _walk(found, tree.radicand, vector=False, random=random)
        case g.Factorial():
            _walk(found, tree.of, vector=False, random=random)
        case g.Cases():
            for value, _ in tree.rows:
                _walk(found, value, vector=False, random=random)
        case g.Big():
            _bound(found, tree)
            _walk(found, tree.body, vector=vector, random=random)


def _product(found: _Found, tree: g.Product, *, vector: bool, random: bool) -> None:
    factors = [t for _, t in tree.factors]
    for n, part in enumerate(factors):
        after = factors[n + 1] if n + 1 < len(factors) and tree.factors[n + 1][0] == "" else None
        called = isinstance(after, g.Group) and after.opening == "("
        before = factors[n - 1] if n else None
        inside = isinstance(before, g.Letter) and before.key in MEANS | VARIANCES | COVARIANCES
        _walk(found, part, vector=vector, random=random or inside)
        base = part.base if isinstance(part, g.Scripted) else part
        if called and isinstance(base, g.Letter) and base.key in found.uses:
            found.uses[base.key].called = True


def _letter(found: _Found, tree: g.Letter | g.Scripted, *, vector: bool, random: bool) -> None:
    base = tree if isinstance(tree, g.Letter) else tree.base
    if not isinstance(base, g.Letter):
        _walk(found, base, vector=vector, random=random)
        return
    key = base.key + "'" * (tree.primes if isinstance(tree, g.Scripted) else 0)
    if key in _WORDS:
        return
    use = found.uses.setdefault(key, _Use(first=found.count))
    found.count += 1
    use.vector |= vector
    use.random |= random
    if isinstance(tree, g.Scripted):
        below, above = written(tree.below or ()), written(tree.above or ())
        use.vector |= above in (r"\top", r"\mathsf{T}")
        use.below = use.below or _shape(found, below)
        if not above.isdecimal() and above not in (r"\top", "T", r"\mathsf{T}"):
            use.above = use.above or _shape(found, above)


def _shape(found: _Found, text: str) -> str:
    """What stands below or above, with a time for what is one step from it."""
    if m := re.fullmatch(r"([A-Za-z])[+-]1", text):
        found.times.add(m[1])
        return m[1]
    return text


def _bound(found: _Found, tree: g.Big) -> None:
    items = items_of(tree.below or ())
    sides, relations = g.split(items)
    if len(relations) == 1 and relations[0].text == "=":
        letter, lo, hi = (written(g.tokens_of(s)) for s in (sides[0], sides[1], items_of(tree.above or ())))
        found.ranges.setdefault(letter, (lo, hi))
    elif not relations and len(items) == 1 and not isinstance(items[0], Bracket):
        found.ranges.setdefault(written(g.tokens_of(items)), ("1", "n"))


def _lines(found: _Found, declared: set[str]) -> Iterator[str]:
    indices = found.ranges.keys() | found.times
    sizes = {m for _, hi in found.ranges.values() for m in re.findall(r"[A-Za-z]", hi)} - indices
    drafts: list[tuple[int, int, str]] = []
    for n, size in enumerate(sorted(sizes - declared)):
        drafts.append((0, n, f"size {size}"))
    for n, (letter, (lo, hi)) in enumerate(found.ranges.items()):
        if letter not in declared and letter not in found.times:
            drafts.append((1, n, f"index {letter} = {lo}..{hi}"))
    drafts += [(2, n, f"time {letter} >= 1") for n, letter in enumerate(sorted(found.times - declared))]
    for key, use in found.uses.items():
        letter = re.sub(r"\\(math\w+|hat|bar|tilde|boldsymbol|bm|vec)\{|[{}']", "", key)
        if letter not in declared | sizes | indices:
            word, *others = _readings(key, use, indices, found.times)
            drafts.append((3, use.first, word + (f"  % or: {'; '.join(others)}" if others else "")))
    yield from (f"% symderiv: {text}" for _, _, text in sorted(drafts))


def _readings(key: str, use: _Use, indices: set[str], times: set[str]) -> list[str]:
    """What a letter may be, the likeliest first."""
    spelled = (
        key
        + (f"_{_braced(use.below)}" if use.below else "")
        + (f"^{_braced(use.above)}" if use.above else "")
    )
    timed = any(t in (use.below, use.above) or t in use.below.split(",") for t in times)
    if use.random:
        return [f"random {spelled} mean 0 variance 1", f"real {spelled}"]
    if timed and use.vector:
        return [f"vector sequence {spelled} in n from 0", f"sequence {spelled} from 0"]
    if timed:
        return [f"sequence {spelled} from 0", f"real {spelled}"]
    if use.vector:
        return [f"vector {spelled} in n", f"real {spelled}"]
    if use.called:
        return [f"function {key}(x)", f"real {spelled}"]
    if use.above and use.above not in indices and not use.below:
        return [f"real {spelled}", f"sequence {spelled} from 0"]
    return [f"real {spelled}"]


def _braced(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


__all__ = ["suggested"]
