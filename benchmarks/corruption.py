"""Certificates spoilt at random: changes to them as JSON, slices of them, random terms and statements.

Operators, rules, and what arguments they take are read from the core's own tables.
"""

from __future__ import annotations

import json
import typing
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from random import Random
from typing import Any, Final

from flat import Json, Steps, replay
from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.axioms import AXIOMS
from symderiv.core.inference import RULES, Theorem
from symderiv.core.laws import LAWS
from symderiv.core.terms import KernelError, Rational, Term
from symderiv.normalize.polynomials import in_ring

Holder = list[Any]

OWN = 0.4  # how often a certificate of the tests is taken as it is
WHOLE = 12  # steps of a certificate that is taken as a whole
EVERYWHERE = 0.5  # how often a change is made at all equal places
GRAFT = 400  # characters of a term that is put somewhere else
HUGE = 10**30


# -- certificates as trees ---------------------------------------------------------------------------


def copied(data: Json) -> Json:
    return [copied(d) for d in data] if isinstance(data, list) else data


def spots(steps: Steps, fits: Callable[[Json], bool]) -> list[tuple[Holder, int]]:
    """The places (list, index) in the arguments of the steps that hold what fits."""
    found: list[tuple[Holder, int]] = []
    todo = [s for s in steps if isinstance(s, list)]
    for holder in todo:
        for place, d in enumerate(holder):
            if place and fits(d):
                found.append((holder, place))
            if isinstance(d, list):
                todo.append(d)
    return found


def is_term(d: Json) -> bool:
    return isinstance(d, list) and bool(d) and isinstance(d[0], str) and d[0] in k._SHAPES


def is_formula(d: Json) -> bool:
    return is_term(d) and d[0] in k.FORMULAS


def is_value(d: Json) -> bool:
    return is_term(d) and d[0] not in k.FORMULAS


def is_reference(d: Json) -> bool:
    return isinstance(d, list) and len(d) == 2 and d[0] == "#"


def alike(d: Json) -> Callable[[Json], bool]:
    return is_formula if is_formula(d) else is_value


def premises(step: Json) -> list[int]:
    return [h[p][1] for h, p in spots([step], is_reference)]


def redirected(steps: Steps, where: Callable[[int], Any]) -> None:
    for holder, place in spots(steps, is_reference):
        if type(holder[place][1]) is int:
            holder[place] = ["#", where(holder[place][1])]


def needed(steps: Steps, last: int) -> Steps:
    """The certificate of one step: what it does not need is left out."""
    wanted = {last}
    for at in range(last, -1, -1):
        if at in wanted:
            wanted.update(i for i in premises(steps[at]) if type(i) is int and 0 <= i < at)
    kept = sorted(wanted)
    result = [copied(steps[at]) for at in kept]
    redirected(result, lambda i: kept.index(i) if i in wanted else i)
    return result


class Corpus:
    """Certificates with what each of their steps concludes, their terms, and the words in them."""

    def __init__(self, own: Sequence[Steps], of_pages: Iterable[Steps] = ()) -> None:
        self.own = len(own)
        self.certificates: list[Steps] = []
        self.conclusions: list[list[Json]] = []
        self.places: dict[str, list[tuple[int, int]]] = {}
        self.grafts: dict[bool, list[Json]] = {True: [], False: []}
        self.words: dict[tuple[str, int], set[str]] = {}
        seen: set[str] = set()
        for steps in (*own, *of_pages):
            self._add(steps, seen)
        self.rules = sorted(self.places)

    def _add(self, steps: Steps, seen: set[str]) -> None:
        made: list[Theorem] = []
        replay(steps, made)
        for at, (name, *_) in enumerate(steps):
            self.places.setdefault(name, []).append((len(self.certificates), at))
        self.certificates.append(steps)
        self.conclusions.append([k.encode(thm.conclusion) for thm in made])
        for holder, place in spots(steps, is_term):
            t = holder[place]
            text = json.dumps(t)
            if text not in seen and len(text) <= GRAFT:
                seen.add(text)
                self.grafts[is_formula(t)].append(t)
                for at, word in enumerate(t):
                    if at and isinstance(word, str):
                        self.words.setdefault((t[0], at), set()).add(word)

    def graft(self, like: Json, random: Random) -> Json:
        return copied(random.choice(self.grafts[is_formula(like)]))

    def word(self, op: str, at: int, random: Random) -> str:
        """A word that such an operator takes at this place, or else one of the core's own."""
        return random.choice(sorted(self.words.get((op, at), ())) or vocabulary())

    def slice(self, random: Random) -> Steps:
        """A step of one of the rules, with some of its premises; the others become assumptions. Or all of a
        short certificate, and those that come first are the short ones."""
        if random.random() < OWN:
            return copied(self.certificates[random.randrange(self.own)])
        number, at = random.choice(self.places[random.choice(self.rules)])
        steps = self.certificates[number]
        if len(steps) <= WHOLE and random.random() < 0.5:
            return copied(steps)
        depth = random.choice((0, 0, 1, 1, 2, 3))
        kept, edge, level = {at}, set[int](), [at]
        for _ in range(depth + 1):
            level = [i for j in level for i in premises(steps[j])]
            edge = set(level) - kept
            if _ < depth:
                kept |= edge
        order = sorted(kept | edge)
        result = [
            copied(steps[i]) if i in kept else ["assume", copied(self.conclusions[number][i])] for i in order
        ]
        redirected(result, order.index)
        return result


@cache
def vocabulary() -> list[str]:
    """Every word in a table of the core's terms: sorts, operators, names of functions."""
    words: set[str] = set()
    for table in vars(k).values():
        if isinstance(table, (dict, frozenset, tuple, set)):
            words.update(w for w in table if isinstance(w, str))
    return sorted(words)


# -- corruptions -------------------------------------------------------------------------------------

Corruption = Callable[[Steps, Random, Corpus], bool]
CORRUPTIONS: Final[dict[str, Corruption]] = {}


def corruption(f: Corruption) -> Corruption:
    """Register a change to a certificate; it says whether it found a place."""
    CORRUPTIONS[f.__name__.replace("_", " ")] = f
    return f


def put(steps: Steps, spot: tuple[Holder, int], new: Json, random: Random) -> bool:
    holder, place = spot
    old = holder[place]
    if random.random() < EVERYWHERE:
        for h, p in spots(steps, lambda d: type(d) is type(old) and d == old):
            h[p] = copied(new)
    else:
        holder[place] = new
    return True


def picked(steps: Steps, random: Random, fits: Callable[[Json], bool]) -> tuple[Holder, int] | None:
    found = spots(steps, fits)
    return random.choice(found) if found else None


def replaced(
    steps: Steps, random: Random, fits: Callable[[Json], bool], change: Callable[[Json], Json]
) -> bool:
    """Change one thing that fits, there or wherever it occurs."""
    spot = picked(steps, random, fits)
    return spot is not None and put(steps, spot, copied(change(spot[0][spot[1]])), random)


@corruption
def a_number(steps: Steps, random: Random, _: Corpus) -> bool:
    def change(d: Json) -> Json:
        if isinstance(d, int):
            return d + random.choice((-2, -1, 1, 2))
        try:
            q = fmpq(*map(int, d[1].split("/")))
        except (ValueError, TypeError, AttributeError, ZeroDivisionError):
            return ["q", "1"]
        others = [q + 1, q - 1, -q, 2 * q, fmpq(0), fmpq(1), q / 2, fmpq(HUGE)]
        return ["q", str(random.choice(others))]

    return replaced(
        steps, random, lambda d: type(d) is int or (isinstance(d, list) and d[:1] == ["q"]), change
    )


@corruption
def a_sign(steps: Steps, random: Random, _: Corpus) -> bool:
    minus = ["num", ["q", "-1"]]
    return replaced(steps, random, is_value, lambda d: ["mul", minus, d])


@corruption
def an_operator(steps: Steps, random: Random, _: Corpus) -> bool:
    def change(d: Json) -> Json:
        same = [op for op, shape in k._SHAPES.items() if op != d[0] and shape == k._SHAPES[d[0]]]
        return [random.choice(same or list(k._SHAPES)), *d[1:]]

    return replaced(steps, random, is_term, change)


@corruption
def a_rule(steps: Steps, random: Random, _: Corpus) -> bool:
    random.choice(steps)[:1] = [random.choice(list(RULES))]
    return True


@corruption
def two_arguments(steps: Steps, random: Random, _: Corpus) -> bool:
    many = [d for d in lists(steps) if len(d) > 2]
    if not many:
        return False
    d = random.choice(many)
    a, b = random.sample(range(1, len(d)), 2)
    d[a], d[b] = d[b], d[a]
    return True


@corruption
def an_argument_less(steps: Steps, random: Random, _: Corpus) -> bool:
    many = [d for d in lists(steps) if len(d) > 1]
    d = random.choice(many)
    del d[random.randrange(1, len(d))]
    return True


@corruption
def an_argument_more(steps: Steps, random: Random, _: Corpus) -> bool:
    d = random.choice([d for d in lists(steps) if len(d) > 1])
    at = random.randrange(1, len(d))
    d.insert(at, copied(d[at]))
    return True


@corruption
def a_reference(steps: Steps, random: Random, _: Corpus) -> bool:
    return replaced(
        steps,
        random,
        is_reference,
        lambda d: ["#", random.choice((random.randrange(-1, len(steps) + 1), _near(d[1], random)))],
    )


@corruption
def a_term_of_its_own(steps: Steps, random: Random, _: Corpus) -> bool:
    def change(d: Json) -> Json:
        holder, place = random.choice(spots(steps, alike(d)))
        return holder[place]

    return replaced(steps, random, is_term, change)


@corruption
def a_term_from_elsewhere(steps: Steps, random: Random, corpus: Corpus) -> bool:
    return replaced(steps, random, is_term, lambda d: corpus.graft(d, random))


@corruption
def a_random_term(steps: Steps, random: Random, corpus: Corpus) -> bool:
    return replaced(
        steps, random, is_term, lambda d: Grower(random, corpus).grown("f" if is_formula(d) else "t", 3)
    )


@corruption
def an_argument_of_a_rule(steps: Steps, random: Random, _: Corpus) -> bool:
    """A term that a rule is given, and not a part of it, gives way to another one, often a small one."""
    step = random.choice(steps)
    places = [at for at, d in enumerate(step) if at and is_term(d)]
    if not places:
        return False
    at = random.choice(places)
    found = [h[p] for h, p in spots(steps, alike(step[at]))]
    small = [d for d in found if d[0] in ("var", "num", "comp")]
    step[at] = copied(random.choice(random.choice((found, small or found))))
    return True


@corruption
def a_part_for_the_whole(steps: Steps, random: Random, _: Corpus) -> bool:
    def change(d: Json) -> Json:
        return random.choice([p for p in d[1:] if is_term(p)] or [d])

    return replaced(steps, random, is_term, change)


@corruption
def a_sort(steps: Steps, random: Random, _: Corpus) -> bool:
    sorts = (*k.SORTS, "random", "value")
    return replaced(
        steps, random, lambda d: isinstance(d, str) and d in sorts, lambda _: random.choice(sorts)
    )


@corruption
def a_range(steps: Steps, random: Random, corpus: Corpus) -> bool:
    pair = picked(steps, random, lambda d: isinstance(d, list) and len(d) == 3 and d[0] == "")
    if pair is None:
        return False
    new = random.choice((None, ["num", ["q", "1"]], ["num", ["q", "0"]], corpus.graft([], random)))
    holder, place = pair
    changed = copied(holder[place])
    changed[random.choice((1, 2))] = new
    return put(steps, pair, changed, random)


@corruption
def a_bound(steps: Steps, random: Random, corpus: Corpus) -> bool:
    """Of a sum, a quantifier, or a rule that introduces one."""
    binding = [d for d in lists(steps) if isinstance(d[0], str) and "h" in k._SHAPES.get(d[0], "")]
    binding += [s for s in steps if any(is_term(a) and a[0] == "var" for a in s[1:2])]
    if not binding:
        return False
    d = random.choice(binding)
    inner = [i for i in range(1, len(d)) if d[i] is None or is_value(d[i])]
    if not inner:
        return False
    at = random.choice(inner)
    one = ["num", ["q", random.choice(("1", "-1", "2"))]]
    new = [None, one, ["num", ["q", "0"]], corpus.graft([], random)]
    d[at] = random.choice([*new, ["add", d[at], one]] if d[at] is not None else new)
    return True


@corruption
def a_name(steps: Steps, random: Random, _: Corpus) -> bool:
    """So that something is captured, or two things are one: a variable or component takes another's name."""
    named = [d for d in lists(steps) if d[0] in ("var", "comp", "h", "call", "loss", "smooth") and len(d) > 1]
    if not named:
        return False
    old = random.choice(named)
    new = random.choice([d[1] for d in named] + ["·0", "·w", "outcome"])
    before = old[1]
    for d in named if random.random() < 0.8 else [old]:
        if d[0] == old[0] and d[1] == before:
            d[1] = new
    return True


@corruption
def a_variable(steps: Steps, random: Random, _: Corpus) -> bool:
    """One variable takes the place of another everywhere, or a bound one that of a free one."""
    found = spots(steps, lambda d: is_term(d) and d[0] in ("var", "bound"))
    variables = {json.dumps(h[p]): h[p] for h, p in found}
    if len(variables) < 2:
        return False
    old, new = random.sample(list(variables.values()), 2)
    often = random.choice((1.0, 1.0, 0.5))
    for holder, place in found:
        if holder[place] == old and random.random() < often:
            holder[place] = copied(new)
    return True


@corruption
def a_step_less(steps: Steps, random: Random, _: Corpus) -> bool:
    if len(steps) < 2:
        return False
    at = random.randrange(len(steps))
    (_, *_), before = steps.pop(at), premises(steps[at - 1])
    instead = random.choice(before or [max(at - 1, 0)])
    redirected(steps, lambda i: instead if i == at else i - (i > at))
    return True


@corruption
def a_step_assumed(steps: Steps, random: Random, corpus: Corpus) -> bool:
    at = random.randrange(len(steps))
    formulas = [h[p] for h, p in spots(steps, is_formula)] or [corpus.graft(["eq"], random)]
    steps[at] = ["assume", copied(random.choice(formulas))]
    return True


@corruption
def a_splice(steps: Steps, random: Random, corpus: Corpus) -> bool:
    """The steps of another certificate come first, and some references lead to them."""
    other = corpus.slice(random)
    redirected(steps, lambda i: random.randrange(len(other)) if random.random() < 0.3 else i + len(other))
    steps[:0] = other
    return True


@corruption
def a_use(steps: Steps, random: Random, corpus: Corpus) -> bool:
    """One more step: a rule with premises from those before."""
    steps.append(Grower(random, corpus).step(random.choice(list(RULES)), steps))
    return True


@corruption
def rubbish(steps: Steps, random: Random, _: Corpus) -> bool:
    deep: Json = ["num", ["q", "1"]]
    for _ in range(random.choice((10, 3000))):
        deep = ["not", deep]
    new = random.choice(
        [None, True, False, HUGE, -1, 1.5, "", "x", "1/0", [], [[]], {}, {"#": 0}, [None], ["#", True],
         ["#", HUGE], ["q", "1/0"], ["q", "9" * 5000], ["h", ""], ["bound", HUGE], [""], deep]
    )  # fmt: skip
    spot = random.choice([(d, at) for d in [steps, *lists(steps)] for at in range(len(d))])
    spot[0][spot[1]] = new
    return True


def lists(steps: Steps) -> list[Holder]:
    found = [s for s in steps if isinstance(s, list) and s]
    for d in found:
        found.extend(a for a in d if isinstance(a, list) and a)
    return found


def _near(i: Any, random: Random) -> Any:
    return i + random.choice((-1, 1)) if type(i) is int else 0


# -- random terms, steps, statements -----------------------------------------------------------------


class Grower:
    """Terms by the core's table of shapes, and steps by the types of a rule's arguments."""

    def __init__(self, random: Random, corpus: Corpus) -> None:
        self.random = random
        self.corpus = corpus

    def grown(self, kind: str, size: int, binders: int = 0) -> Json:
        """A value ("t") or a formula ("f") of at most so many levels."""
        if kind == "t" and binders and self.random.random() < 0.3:
            return ["bound", self.random.randrange(binders)]
        if size <= 0 or self.random.random() < 0.25:
            return self.corpus.graft(["eq"] if kind == "f" else ["num"], self.random)
        op = self.random.choice([o for o in k._SHAPES if (o in k.FORMULAS) == (kind == "f")])
        shape = k._SHAPES[op]
        if shape.endswith("..."):
            shape = shape[0] * self.random.choice((2, 2, 3))
        width = self.random.choice((0, 1, 1, 2))
        return [op, *(self._argument(op, at, shape, width, size - 1, binders) for at in range(len(shape)))]

    def _argument(self, op: str, at: int, shape: str, width: int, size: int, binders: int) -> Json:
        def inner(kind: str) -> Json:
            deeper = op in k.BINDERS and at == len(shape) - 1
            return self.grown(kind, size, binders + deeper)

        match shape[at]:
            case "t" | "f":
                return inner(shape[at])
            case "b":
                return None if self.random.random() < 0.4 else inner("t")
            case "x":
                return ["", *(inner("t") for _ in range(width))]
            case "r":
                return ["", *(["", None, None] for _ in range(width))]
            case "g":
                return ["", "g", ["", ["", None, None]]]
            case "q":
                return ["q", str(fmpq(self.random.randrange(-3, 4), self.random.choice((1, 1, 2, 3))))]
            case "h":
                return ["h", self.random.choice("ijt")]
            case "i":
                return self.random.choice((0, 1, 2, 2, 3))
        return self.corpus.word(op, at + 1, self.random)

    def step(self, name: str, steps: Steps) -> Json:
        """A step of this rule with random arguments, and premises from those before."""
        if name == "law":
            return self.law(steps)
        result = [name]
        for any_number, kind in _arguments(name):
            count = self.random.choice((0, 1, 2)) if any_number else 1
            result.extend(self._of_type(kind, steps) for _ in range(count))
        return result

    def law(self, steps: Steps) -> Json:
        """A step of the arguments that some instance of a law has, changed, and its premises before it."""
        number, at = self.random.choice(self.corpus.places["law"])
        _, name, args, *_ = copied(self.corpus.certificates[number][at])
        for _ in range(self.random.choice((0, 1, 1, 2))):
            places = [p for p, d in enumerate(args) if is_term(d)]
            if places:
                place = self.random.choice(places)
                args[place] = self.grown("f" if is_formula(args[place]) else "t", 1)
        try:
            needed, *_ = LAWS[name].instance(*(k.decode(a) for a in args[1:]))
        except (KernelError, TypeError, ValueError, IndexError, AttributeError, KeyError):
            needed = ()
        first = len(steps)
        steps.extend(["assume", k.encode(f)] for f in needed)
        return ["law", name, args, *(["#", first + n] for n in range(len(needed)))]

    def _of_type(self, kind: Any, steps: Steps) -> Json:
        of = typing.get_args(kind)
        if typing.get_origin(kind) is tuple:
            if of[-1:] == (...,):
                of = of[:1] * self.random.choice((0, 1, 1, 2))
            return ["", *(self._of_type(a, steps) for a in of)]
        if of:
            return self._of_type(self.random.choice(of), steps)
        if kind is Theorem:
            return ["#", self.random.randrange(max(1, len(steps)))]
        if kind is Term:
            near = spots(steps, is_term)
            if near and self.random.random() < 0.6:
                holder, place = self.random.choice(near)
                return copied(holder[place])
            return self.grown(self.random.choice("ttf"), 2)
        plain = {Rational: ["q", "1"], int: self.random.choice((0, 1, 2)), bool: True, type(None): None}
        return plain.get(kind, self.random.choice([*AXIOMS, *LAWS]) if kind is str else self.grown("t", 2))

    def statement(self) -> Steps:
        """An equation of a term and its normal form, or steps of rules with random arguments."""
        if self.random.random() < 0.5:
            try:
                t = k.decode(self._composed())
                u = in_ring(lambda ring: ring.term(ring.reduce(ring.poly(t))))
            except (KernelError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError):
                return [["ring", ["eq", ["num", ["q", "0"]], ["num", ["q", "0"]]]]]
            return [["ring", ["eq", k.encode(t), k.encode(u)]]]
        steps: Steps = self.corpus.slice(self.random) if self.random.random() < 0.7 else []
        for _ in range(self.random.choice((1, 2, 3))):
            steps.append(self.step(self.random.choice(list(RULES)), steps))
        return steps

    def _composed(self) -> Json:
        """Terms of the corpus put together."""
        parts = [
            self.grown("t", self.random.choice((0, 1, 2, 3))) for _ in range(self.random.choice((1, 2, 3)))
        ]
        return [self.random.choice(("add", "mul")), *parts] if len(parts) > 1 else parts[0]


@cache
def _arguments(name: str) -> list[tuple[bool, Any]]:
    """The types of a rule's arguments, and which of them stands for any number."""
    rule = RULES[name].__wrapped__  # type: ignore[attr-defined]
    code, kinds = rule.__code__, typing.get_type_hints(rule)
    names = code.co_varnames[: code.co_argcount + bool(code.co_flags & 4)]
    return [(at >= code.co_argcount, kinds.get(n, Any)) for at, n in enumerate(names)]
