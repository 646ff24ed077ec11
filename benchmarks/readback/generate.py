"""Random statements over every operator of terms, and the quantities that they speak of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Final

from symderiv.core import terms as k
from symderiv.core.terms import FUNCTIONS, ONE, ZERO, Term, num, var

N: Final = var("n", "int")
ALIKE: Final = [
    ("x", "y"), ("x1", "x_1"), ("lam", "lambda"), ("e", "y"), ("i", "pi"), ("E", "gamma"), ("w_1", "x'"),
    ("x_star", "alpha"),
    ("J", "B"), ("g_hat", "ell"), ("xy", "x_bar"), ("theta_0", "o"), ("phi", "t_max"), ("W_1_2", "e3"),
    ("y.grad", "Δy"),
]  # fmt: skip
FAMILIES: Final = {
    "w": ("real", ((ONE, N),)),
    "W": ("real", ((ONE, N), (ONE, N))),
    "theta": ("real", ((ZERO, None),)),
    "u": ("complex", ((None, None),)),
    "X": ("random", ((ONE, N),)),
    "Y": ("random", ()),
    "Z": ("drawn", ()),
    "v_hat": ("real", ((ONE, N),)),
    "g": ("value", ((ONE, N),)),
    "h": ("value", ((ONE, N), (ONE, N))),
}
OTHER_NAMES: Final = ("w1", "lam", "x_1", "E", "e", "w_hat", "J", "i")
FUNCTIONS_OF_VECTORS: Final = ("f", "H")


def component(name: str, *indices: Term) -> Term:
    """A member of one of the families."""
    sort, ranges = FAMILIES[name]
    return Term("comp", name, sort, ranges, indices)


def loss_at(*fixed: Term) -> Term:
    """The loss L, or the loss C of the example with this number."""
    v = var("entry", "int")
    if fixed:
        body = component("W", *fixed, v)
        return Term("loss", "C", ("h", FAMILIES["h"][1], *fixed), k.Hint("i"), N, k.close(body, v))
    return Term("loss", "L", ("g", FAMILIES["g"][1]), k.Hint("i"), N, k.close(component("w", v), v))


def applied(
    kind: str, name: str, first: tuple[Term, ...] | int, entry: Callable[[Term], Term], length: Term = N
) -> Term:
    """A function of a vector, one of its derivatives, or that it is smooth."""
    v = var("the entry's index", "int")
    head = (name, first)
    return Term(kind, *head, k.Hint("k"), length, k.close(entry(v), v))


@dataclass
class Generator:
    """A source of random terms: variables in scope, and how deep it still may go."""

    rng: Random
    scalars: tuple[str, str]
    integers: tuple[Term, ...] = (N, var("k", "int"))
    reals: tuple[Term, ...] = ()
    other: str = "w1"

    def pick(self, makers: list[Callable[[int], Term]], depth: int) -> Term:
        return self.rng.choice(makers)(depth - 1)

    # -- terms

    def index(self, depth: int) -> Term:
        """An integer, as indices and ends of ranges are."""
        one = self.rng.choice(self.integers)
        choices = [
            one,
            one,
            num(self.rng.randint(0, 12)),
            k.add(one, ONE),
            k.sub(one, num(2)),
            k.mul(num(2), one),
            k.add(one, self.rng.choice(self.integers)),
        ]
        return self.rng.choice(choices if depth > 0 else choices[:3])

    def term(self, depth: int) -> Term:
        """A term of any sort."""
        if depth <= 0:
            return self.rng.choice([self.number, self.scalar, self.scalar, self.member])(0)
        return self.pick(
            [
                self.number, self.scalar, self.member, self.sum, self.sum, self.product, self.product,
                self.negative, self.quotient, self.power, self.root, self.total, self.indicator,
                self.cases, self.magnitude, self.extreme, self.derivative, self.loss, self.mean, self.call,
                self.exp, self.function, self.norm, self.random_cases, self.function, self.function,
            ],
            depth,
        )  # fmt: skip

    def number(self, _: int) -> Term:
        return k.num(self.rng.randint(-3, 12)) if self.rng.random() < 0.6 else num(self.fraction())

    def fraction(self) -> Fraction:
        return Fraction(self.rng.randint(-9, 9), self.rng.randint(1, 5))

    def scalar(self, _: int) -> Term:
        a, b = self.scalars
        own = [var(a), var(b), var("z", "complex"), var("s"), *self.integers, *self.reals]
        return self.rng.choice(own)

    def member(self, depth: int) -> Term:
        name = self.rng.choice(list(FAMILIES))
        t = component(name, *(self.index(depth) for _ in FAMILIES[name][1]))
        taken = {v.args[0] for v in (*self.integers, *self.reals)}.union(self.scalars)
        if self.other in taken or self.rng.random() < 0.8:
            return t
        return Term("comp", self.other, "real", ((ONE, N),), (self.index(depth),))

    def sum(self, depth: int) -> Term:
        return Term("add", *(self.term(depth) for _ in range(self.rng.randint(2, 3))))

    def product(self, depth: int) -> Term:
        return Term("mul", *(self.term(depth) for _ in range(self.rng.randint(2, 3))))

    def negative(self, depth: int) -> Term:
        return Term("mul", num(-1), self.term(depth))

    def quotient(self, depth: int) -> Term:
        return Term("mul", self.term(depth), k.power(self.term(depth), -self.rng.randint(1, 2)))

    def power(self, depth: int) -> Term:
        exponents = [
            num(2),
            num(3),
            num(-1),
            num(-2),
            num(self.fraction()),
            self.term(depth),
            self.index(depth),
        ]
        return Term("pow", self.term(depth), self.rng.choice(exponents))

    def root(self, depth: int) -> Term:
        return k.root(self.term(depth), self.rng.randint(2, 5))

    def exp(self, depth: int) -> Term:
        return Term("exp", self.term(depth))

    def mean(self, depth: int) -> Term:
        return Term("mean", self.term(depth))

    def bound(self, sort: str) -> Term:
        """A variable for a binder, whose hint may be anything."""
        hint = self.rng.choice(["k", "i", "j", "n", "t", "x", "e", "x1", "lam", "w_1", "alpha", "t'", "b"])
        return var(f"{hint}#{len(self.integers) + len(self.reals)}", sort)

    def under(self, v: Term, make: Callable[[int], Term], depth: int) -> Term:
        """What ``make`` makes, with v in scope."""
        before = self.integers, self.reals
        if v.args[1] == "int":
            self.integers = (*self.integers, v, v)
        else:
            self.reals = (*self.reals, v, v)
        try:
            return make(depth)
        finally:
            self.integers, self.reals = before

    def total(self, depth: int) -> Term:
        v = self.bound("int")
        lo, hi = self.index(depth), self.index(depth)
        return Term("sum", _hint(v), lo, hi, k.close(self.under(v, self.term, depth), v))

    def norm(self, _: int) -> Term:
        v = self.bound("int")
        name, fixed = self.rng.choice([("w", ()), ("W", (self.rng.choice(self.integers),)), ("v_hat", ())])
        return k.root(Term("sum", _hint(v), ONE, N, k.close(k.power(component(name, *fixed, v), 2), v)))

    def indicator(self, depth: int) -> Term:
        return Term("ind", self.formula(depth))

    def cases(self, depth: int) -> Term:
        return Term("if", self.formula(depth), self.term(depth), self.term(depth))

    def random_cases(self, depth: int) -> Term:
        return Term("if", self.formula(depth), self.term(depth), self.cases(depth))

    def magnitude(self, depth: int) -> Term:
        return k.absolute(self.term(depth))

    def extreme(self, depth: int) -> Term:
        a, b = self.term(depth), self.term(depth)
        return Term("if", self.rng.choice([k.le(a, b), k.le(b, a)]), a, b)

    def derivative(self, depth: int) -> Term:
        target = self.rng.choice(
            [var("s"), component("w", self.index(depth)), component("W", self.index(0), self.index(0))]
        )
        return Term("diff", self.rng.choice([self.term, self.loss, self.scalar])(depth), target)

    def loss(self, depth: int) -> Term:
        one = self.rng.choice([*self.integers, num(depth + 1)])
        return loss_at(*([one] if self.rng.random() < 0.5 else []))

    def entry(self, depth: int) -> Callable[[Term], Term]:
        """A vector by its entries: a sum of families, or anything with an index in it."""
        s = var("s")
        row = self.rng.choice(self.integers)
        return self.rng.choice(
            [
                lambda v: component("w", v),
                lambda v: k.add(component("w", v), k.mul(s, component("v_hat", v))),
                lambda v: component("W", row, v),
                lambda v: k.mul(component("w", v), component("w", v)),
                lambda v: k.add(component("w", v), s),
                lambda v: self.under(v, self.term, depth),
            ]
        )

    def call(self, depth: int) -> Term:
        indices = tuple(self.index(depth) for _ in range(self.rng.choice([0, 0, 1, 2])))
        return applied("call", self.rng.choice(FUNCTIONS_OF_VECTORS), indices, self.entry(depth))

    def function(self, depth: int) -> Term:
        name = self.rng.choice(list(FUNCTIONS))
        return k.fn(name, *(self.term(depth) for _ in range(FUNCTIONS[name][0])))

    # -- formulas

    def formula(self, depth: int) -> Term:
        """A formula of any kind."""
        if depth <= 0:
            return self.relation(0)
        return self.pick(
            [
                self.relation, self.relation, self.chain, self.conjunction, self.conjunction,
                self.disjunction, self.negation, self.implication, self.equivalence, self.branches,
                self.quantified, self.quantified, self.surely, self.limit, self.order, self.smooth,
                self.settled, self.law,
            ],
            depth,
        )  # fmt: skip

    def relation(self, depth: int) -> Term:
        return Term(self.rng.choice(["eq", "le", "lt"]), self.term(depth), self.term(depth))

    def chain(self, depth: int) -> Term:
        a, b, c = (self.term(depth) for _ in range(3))
        return k.and_(Term("le", a, b), Term(self.rng.choice(["eq", "lt"]), b, c))

    def conjunction(self, depth: int) -> Term:
        return Term("and", *(self.formula(depth) for _ in range(self.rng.randint(2, 3))))

    def disjunction(self, depth: int) -> Term:
        return Term("or", *(self.formula(depth) for _ in range(self.rng.randint(2, 3))))

    def negation(self, depth: int) -> Term:
        return k.not_(self.formula(depth))

    def implication(self, depth: int) -> Term:
        return k.implies(self.formula(depth), self.formula(depth))

    def equivalence(self, depth: int) -> Term:
        a, b = self.formula(depth), self.formula(depth)
        return k.and_(k.implies(a, b), k.implies(b, a))

    def branches(self, depth: int) -> Term:
        left = self.term(depth)
        return k.and_(*(k.implies(self.formula(depth), k.eq(left, self.term(depth))) for _ in range(2)))

    def quantified(self, depth: int) -> Term:
        sort = self.rng.choice(["int", "int", "real", "complex"])
        v = self.bound(sort)
        make = self.index if sort == "int" else self.term
        lo, hi = (make(depth) if sort != "complex" and self.rng.random() < 0.5 else None for _ in range(2))
        body = self.under(v, self.formula, depth)
        return Term(self.rng.choice(["all", "ex"]), _hint(v), sort, lo, hi, k.close(body, v))

    def surely(self, depth: int) -> Term:
        return Term("surely", self.formula(depth))

    def law(self, depth: int) -> Term:
        name, number = self.rng.choice(
            [
                *k.DISTRIBUTIONS.items(),
                ("integrable", 1),
                ("independent", self.rng.randint(1, 3)),
                ("conditional", self.rng.randint(3, 4)),
            ]
        )
        return k.law(name, *(self.term(depth) for _ in range(number)))

    def limit(self, depth: int) -> Term:
        v = self.bound("int")
        return Term("tends", _hint(v), self.term(depth), k.close(self.under(v, self.term, depth), v))

    def order(self, depth: int) -> Term:
        v = self.bound("int")
        small, scale = (self.under(v, self.term, depth) for _ in range(2))
        return Term("tends", _hint(v), ZERO, k.close(k.mul(small, k.power(scale, -1)), v))

    def smooth(self, depth: int) -> Term:
        return applied(
            "smooth", self.rng.choice(FUNCTIONS_OF_VECTORS), self.rng.randint(1, 3), self.entry(depth)
        )

    def settled(self, _: int) -> Term:
        return self.rng.choice([k.FALSE, k.TRUE])


def _hint(v: Term) -> k.Hint:
    return k.Hint(v.args[0].partition("#")[0])


def random_statement(rng: Random, depth: int = 3) -> Term:
    """A random statement; with the same state of ``rng``, the same one."""
    return Generator(rng, rng.choice(ALIKE), other=rng.choice(OTHER_NAMES)).formula(depth)
