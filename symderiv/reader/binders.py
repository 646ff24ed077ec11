r"""What stands below and above a sum: the indices that it binds, their ranges, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import sympy as sp

from symderiv.reader import grammar as g
from symderiv.reader.brackets import Bracket, Item, first, is_relation, is_sign
from symderiv.reader.forms import items_of
from symderiv.reader.problems import Unread, ambiguous
from symderiv.reader.tokens import Token, written

if TYPE_CHECKING:
    from symderiv.reader.resolver import Resolver

End: TypeAlias = "Callable[[Resolver], Any]"


@dataclass(frozen=True, slots=True)
class Binding:
    """An index that is bound: its letter, the ends of its range, and a factor in front of what is summed."""

    key: str
    lo: End
    hi: End
    weight: End | None = None


def binding(resolver: Resolver, tree: g.Big) -> list[Binding]:
    """The indices that a sum binds, the outermost first."""
    at = tree.at
    if tree.below is None:
        raise Unread("a sum without an index is not read", at, reason="sum")
    items = _rows(items_of(tree.below))
    if any(is_sign(i, r"\infty") for i in items_of(tree.above or ())):
        raise Unread("a sum without end is no word of a page", at, reason="infinite")
    clauses = g.listed(items)
    if tree.above is not None:
        return _to(resolver, clauses, items_of(tree.above), at)
    return _bare(resolver, clauses, at)


def _rows(items: Sequence[Item]) -> list[Item]:
    r"""The conditions of a ``\substack`` as if commas parted them."""
    if items and is_sign(items[0], r"\substack") and len(items) == 2 and isinstance(items[1], Bracket):
        return list(items[1].inside)
    return list(items)


def _letter(items: Sequence[Item]) -> str:
    """The letter, perhaps primed, that these items are; "" where they are something else."""
    if not items or any(isinstance(i, Bracket) for i in items):
        return ""
    text = "".join(first(i).text for i in items)
    head = first(items[0])
    stem = text.rstrip("'")
    return text if stem == head.text and (head.is_letter or head.text in g.GREEK) else ""


def _to(resolver: Resolver, clauses: list[list[Item]], above: list[Item], at: Token) -> list[Binding]:
    """``i=1`` below and n above; several letters in front of the sign share the range."""
    keys: list[str] = []
    lo: list[Item] | None = None
    left_out: list[tuple[list[Item], list[Item]]] = []
    for clause in clauses:
        sides, relations = g.split(clause)
        if not relations and lo is None and (key := _letter(clause)):
            keys.append(key)
        elif len(relations) == 1 and relations[0].text == "=" and lo is None and (key := _letter(sides[0])):
            keys.append(key)
            lo = sides[1]
        elif len(relations) == 1 and relations[0].text == r"\ne" and lo is not None:
            left_out.append((sides[0], sides[1]))
        else:
            raise Unread(f"{_shown(clause)} below a sum is not read", at, reason="sum")
    if lo is None:
        return _declared_to(resolver, keys, above, at)
    ends = _end(lo, at), _end(above, at)
    found = [Binding(key, *ends) for key in keys]
    if left_out:
        weights = [_differing(a, b, at) for a, b in left_out]
        found[-1] = replace(found[-1], weight=_product(weights))
    return found


def _declared_to(resolver: Resolver, keys: list[str], above: list[Item], at: Token) -> list[Binding]:
    r"""``\sum_i^n``: from where i is declared to begin, if it is declared to end there."""
    end = resolver.number(g.parse(above, at))
    found = [_declared(resolver, key, at) for key in keys]
    if any(b.hi(resolver) != end for b in found):
        raise Unread("the sum does not say where it begins", at, reason="sum")
    return found


def _bare(resolver: Resolver, clauses: list[list[Item]], at: Token) -> list[Binding]:
    found: list[Binding] = []
    for clause in clauses:
        sides, relations = g.split(clause)
        if not relations:
            found += [_declared(resolver, key, at) for key in _letters(clause, at)]
        elif len(relations) == 1 and relations[0].text == r"\in":
            found += _members(sides, at)
        elif len(relations) == 1 and relations[0].text == r"\ne":
            found.append(_others(resolver, sides, at))
        elif all(r.text in ("<", r"\le", ">", r"\ge") for r in relations):
            found = _ordered(resolver, sides, relations, found, at)
        else:
            raise Unread(f"{_shown(clause)} below a sum is not read", at, reason="sum")
    return found


def _letters(clause: list[Item], at: Token) -> list[str]:
    key = _letter(clause)
    if key:
        return [key]
    keys = [_letter([i]) for i in clause]
    if not all(keys):
        raise Unread(f"{_shown(clause)} below a sum is not read", at, reason="sum")
    return keys


def _shown(clause: Sequence[Item]) -> str:
    return written(g.tokens_of(clause))


def _declared(resolver: Resolver, key: str, at: Token) -> Binding:
    """An index with the range that it was declared with."""
    symbol = resolver.scope.index(key) if resolver.scope.is_index(key) else None
    if symbol is None or symbol.bounds[1] is None:
        what = "has no end" if symbol is not None else "is not declared"
        raise Unread(
            f"the index {key} of this sum {what}", at, help=f"index {key} = 1..n", reason="undeclared"
        )
    lo, hi = symbol.bounds
    return Binding(key, lambda _: lo, lambda _: hi)


def _members(sides: list[list[Item]], at: Token) -> list[Binding]:
    r"""``i \in \{1, \dots, n\}`` and ``i \in [n]``."""
    range_ = sides[1][0] if len(sides[1]) == 1 else None
    if isinstance(range_, Bracket):
        ends = ends_of(range_, at)
        if ends is not None:
            return [Binding(key, *ends) for key in _letters(sides[0], at)]
    raise Unread("a sum over a set is no word of a page", at, reason="set")


def ends_of(bracket: Bracket, at: Token) -> tuple[End, End] | None:
    r"""The ends of ``\{1, \dots, n\}`` or ``[n]``; None of another set."""
    parts = g.listed(bracket.inside)
    if bracket.opening == "[" and len(parts) == 1:
        return (lambda _: sp.Integer(1)), _end(parts[0], at)
    if (
        bracket.opening == r"\{"
        and len(parts) >= 3
        and len(parts[-2]) == 1
        and is_sign(parts[-2][0], r"\dots")
    ):
        if len(parts) == 4:
            _next_to(parts[0], parts[1], at)
        if len(parts) <= 4:
            return _end(parts[0], at), _end(parts[-1], at)
    return None


def _next_to(a: list[Item], b: list[Item], at: Token) -> None:
    if not (_shown(a).isdecimal() and _shown(b).isdecimal() and int(_shown(b)) == int(_shown(a)) + 1):
        raise Unread("dots between indices are read where these are next to each other", at, reason="dots")


def _others(resolver: Resolver, sides: list[list[Item]], at: Token) -> Binding:
    r"""``i \ne j`` below a sum: the one of the two is bound that does not stand free."""
    keys = [_letter(s) for s in sides]
    if not all(keys):
        raise Unread("what is left out of a sum is not read", at, reason="sum")
    free = [k for k in keys if k in resolver.env or k in resolver.outside]
    if len(free) != 1:
        raise ambiguous(
            f"the sum over {keys[0]} ≠ {keys[1]}",
            at,
            f"over {keys[0]} alone",
            f"over {keys[1]} alone",
            "over both",
        )
    key = next(k for k in keys if k != free[0])
    return replace(_declared(resolver, key, at), weight=_differing(sides[0], sides[1], at))


def _differing(a: list[Item], b: list[Item], at: Token) -> End:
    """1 − 1[a = b], of indices."""

    def weight(resolver: Resolver) -> Any:
        x, y = (resolver.number(g.parse(s, at)) for s in (a, b))
        if not (x.is_integer and y.is_integer):
            raise Unread("what is left out of a sum is told by indices", at, reason="sum")
        return 1 - sp.KroneckerDelta(x, y)

    return weight


def _product(weights: list[End]) -> End:
    def weight(resolver: Resolver) -> Any:
        made = weights[0](resolver)
        for other in weights[1:]:
            made = made * other(resolver)
        return made

    return weight


def _ordered(
    resolver: Resolver, sides: list[list[Item]], relations: list[Token], before: list[Binding], at: Token
) -> list[Binding]:
    r"""``1 \le i < j \le n``, or ``i < j`` where one of the two stands free."""
    if relations[0].text in (">", r"\ge"):
        flipped = {">": "<", r"\ge": r"\le"}
        if any(r.text not in flipped for r in relations):
            raise Unread("what stands below this sum turns around", at, reason="sum")
        sides, relations = sides[::-1], [r._replace(text=flipped[r.text]) for r in reversed(relations)]
    if any(r.text not in ("<", r"\le") for r in relations):
        raise Unread("what stands below this sum turns around", at, reason="sum")
    keys = [_letter(s) for s in sides]
    known = {b.key for b in before}
    fixed = [
        not k or k in resolver.env or k in resolver.outside or k in known or _is_size(resolver, k)
        for k in keys
    ]
    bound = [n for n, f in enumerate(fixed) if not f]
    if not bound:
        if len(sides) == 2 and all(keys) and any(k in resolver.outside for k in keys):
            raise ambiguous(f"{keys[0]} and {keys[1]} below this sum", at, "bound", "free")
        raise Unread("this sum binds no index", at, reason="sum")
    if len(bound) == len(sides) and len(sides) > 1:
        raise ambiguous("a sum over letters in order", at, "over one of them", "over all of them")
    found = []
    for n in bound:
        lo = (
            _declared(resolver, keys[n], at).lo
            if n == 0
            else _end(sides[n - 1], at, int(relations[n - 1].text == "<"))
        )
        after = n + 1
        while after < len(sides) and after in bound:  # an index bound later ends this one's range no sooner
            after += 1
        if after == len(sides):
            hi = _declared(resolver, keys[n], at).hi
        else:
            strict = sum(r.text == "<" for r in relations[n:after])
            hi = _end(sides[after], at, -strict)
        found.append(Binding(keys[n], lo, hi))
    return [*before, *found]


def _is_size(resolver: Resolver, key: str) -> bool:
    return resolver.scope.index(key) is not None and not resolver.scope.is_index(key)


def _end(items: Sequence[Item], at: Token, more: int = 0) -> End:
    """The end of a range, as its letters stand where the sum does."""
    if any(is_relation(i) for i in items):
        raise Unread("the end of this range is not read", at, reason="sum")

    def end(resolver: Resolver) -> Any:
        value = resolver.number(g.parse(items, at))
        if not value.is_integer:
            raise Unread(
                f"{_shown(items)} ends a range of indices, and is not declared an integer", at, reason="sum"
            )
        return value + more if more else value

    return end
