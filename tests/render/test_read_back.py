"""What is printed is what was proved: prints are read back, by readers that know no printer."""

from __future__ import annotations

from importlib import import_module
from random import Random

import pytest
from readback.canonical import canonical
from readback.generate import component, loss_at, random_statement
from readback.grammar import ReadError
from readback.readers import NOTATIONS, Notation, disagreements

from symderiv.core import terms as k
from symderiv.core.terms import FUNCTIONS, ONE, ZERO, Term, num, var
from symderiv.judge.prepare import read
from symderiv.language.distinct import told_apart
from symderiv.render.names import Spelling
from symderiv.render.typesetter import Typesetter

PAGES = (
    "batch_gradients", "bias_correction", "ema_variance", "gradient_check", "gradient_quantization",
    "langevin_batch", "momentum_average", "sgd_l2_momentum", "shifted_sum", "weight_norm", "weighted_updates",
)  # fmt: skip
SEEDS = range(320)


def statement(seed: int, depth: int = 3) -> Term:
    """The random statement of a seed."""
    return random_statement(Random(seed), depth)  # noqa: S311 - a test's own


x, y, z = var("x"), var("y"), var("z", "complex")
i, n = var("i", "int"), var("n", "int")
w = component("w", i)
X = component("Y")


def summed(body: Term) -> Term:
    return k.sum_(i, ONE, n, body)


def test_the_random_statements_have_every_operator() -> None:
    found = {s.op for seed in SEEDS for s in k.subterms(statement(seed))}
    assert found == set(k._SHAPES)


@pytest.mark.parametrize("part", range(8))
def test_random_statements_are_read_back(part: int) -> None:
    for seed in SEEDS[part::8]:
        found = list(disagreements([statement(seed)]))
        assert not found, (seed, found[0])


def test_deep_statements_are_read_back() -> None:
    for seed in range(60):
        found = list(disagreements([statement(seed, depth=4)]))
        assert not found, (seed, found[0])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_read_back(function: str) -> None:
    arguments = [k.add(x, num(2)), z][: FUNCTIONS[function][0]]
    t = k.fn(function, *arguments)
    formulas = [k.eq(t, k.power(t, 2)), k.eq(k.mul(y, t, k.power(t, -1)), k.neg(t))]
    assert not list(disagreements(formulas))


@pytest.mark.parametrize("constant", sorted({"I", "pi", "golden", "catalan", "euler"}))
def test_a_constant_before_parentheses_is_a_factor(constant: str) -> None:
    x, y = k.var("x"), k.var("y")
    c, inside = k.fn(constant), k.add(x, y)
    products = [k.mul(c, inside), k.mul(c, k.power(inside, 3)), k.mul(c, k.mul(k.num(2), c, inside))]
    formulas = [k.eq(t, y) for p in products for t in (p, Term("exp", p), k.fn("log", Term("exp", p)))]
    assert list(disagreements(formulas)) == []


@pytest.mark.parametrize("page", PAGES)
def test_the_statements_of_the_pages_are_read_back(page: str) -> None:
    for claim in import_module(f"derivations.{page}").page.claims:
        problem = read(claim)
        formulas = [problem.goal, *(line.formula for line in problem.lines), *problem.hypotheses]
        found = list(disagreements(list(dict.fromkeys(formulas)), problem.spelling))
        assert not found, (claim.id, found[0])


def test_inner_products_and_declared_members_are_read_back() -> None:
    loss = loss_at()
    along = Term("diff", loss, w)
    inner = Spelling(inner=True)
    declared = Spelling({"w": "#0^{(#1)}", "W": r"\Omega[#1#2]", "v_hat": r"\hat{\nu}_{\infty,#1}"})
    rows = component("W", n, i)
    for spelling in (inner, declared):
        formulas = [
            k.eq(summed(k.mul(w, component("v_hat", i))), summed(k.mul(along, w))),
            k.eq(k.root(summed(k.power(rows, 2))), k.power(component("W", n, ONE), 2)),
            k.eq(k.mul(component("W", k.add(i, ONE), i), w), k.power(component("v_hat", num(3)), n)),
        ]
        assert not list(disagreements(formulas, told_apart(formulas, spelling)))


a, b, c = k.eq(x, ZERO), k.lt(y, ZERO), k.le(x, y)
TWINS = {
    "powers of negatives": (k.power(k.neg(x), 2), k.neg(k.power(x, 2))),
    "towers": (k.power(k.power(x, y), y), k.power(x, k.power(y, y))),
    "denominators": (k.mul(x, k.power(k.mul(y, z), -1)), k.mul(x, k.power(y, -1), z)),
    "halves": (k.mul(num(k.num(1).args[0] / 2), x), k.mul(num(2), k.power(x, -1))),
    "minus and sum": (k.sub(x, k.add(y, z)), k.add(k.sub(x, y), z)),
    "sums": (summed(k.add(w, y)), k.add(summed(w), y)),
    "sums of quotients": (summed(k.mul(w, k.power(n, -1))), k.mul(num(2), summed(w), k.power(n, -1))),
    "factorials": (k.fn("factorial", k.power(x, 2)), k.power(k.fn("factorial", x), 2)),
    "factorials of members": (k.power(k.fn("factorial", w), 2), k.fn("factorial", k.power(w, 2))),
    "minus, factorial": (k.fn("factorial", k.neg(x)), k.neg(k.fn("factorial", x))),
    "means": (k.power(Term("mean", X), 2), Term("mean", k.power(X, 2))),
    "means of sums": (k.add(Term("mean", X), y), Term("mean", k.add(X, y))),
    "derivatives of products": (Term("diff", k.mul(x, y), x), k.mul(Term("diff", x, x), y)),
    "derivatives of powers": (Term("diff", k.power(x, 2), x), k.power(Term("diff", x, x), 2)),
    "exponents": (k.add(Term("exp", x), y), Term("exp", k.add(x, y))),
    "roots": (k.mul(k.root(x), y), k.root(k.mul(x, y))),
    "cases": (k.add(Term("if", a, x, y), z), Term("if", a, x, k.add(y, z))),
    "cases in cases": (Term("if", a, Term("if", b, x, y), z), Term("if", a, x, Term("if", b, y, z))),
    "complex magnitude": (Term("if", k.le(ZERO, z), z, k.neg(z)), k.fn("abs", z)),
    "negation": (k.and_(k.not_(a), b), k.not_(k.and_(a, b))),
    "negated relations": (k.not_(c), k.lt(y, x)),
    "arrows": (k.implies(a, k.implies(b, c)), k.implies(k.implies(a, b), c)),
    "and, or": (k.and_(a, k.or_(b, c)), k.or_(k.and_(a, b), c)),
    "quantifier and arrow": (
        k.implies(k.quantified("all", x, None, None, a), b),
        k.quantified("all", x, None, None, k.implies(a, b)),
    ),
    "surely and arrow": (Term("surely", k.implies(a, k.eq(X, y))), k.implies(a, Term("surely", k.eq(X, y)))),
    "surely and exists": (
        Term("surely", k.quantified("ex", x, None, None, k.eq(X, x))),
        k.quantified("ex", x, None, None, Term("surely", k.eq(X, x))),
    ),
    "surely and and": (k.and_(a, Term("surely", k.eq(X, y))), Term("surely", k.and_(a, k.eq(X, y)))),
    "limits": (k.tends(i, k.add(w, y), ZERO), k.tends(i, w, k.neg(y))),
    "chains": (k.and_(k.eq(x, y), k.le(y, z)), k.and_(k.eq(x, y), k.le(x, z))),
    "conjugate and bar": (k.mul(k.fn("conj", x), var("x_bar")), k.mul(var("x_bar"), k.fn("conj", x))),
    "difference and product": (k.mul(var("Δy"), var("Delta"), y), k.mul(var("Delta"), y, var("Δy"))),
    "reciprocal of gamma": (k.fn("rgamma", x), k.power(k.fn("gamma", x), -1)),
    "squares of it": (k.power(k.fn("rgamma", x), 2), k.power(k.fn("gamma", k.power(x, 2)), -1)),
    "hidden scalar": (k.mul(w, var("w_1")), k.mul(component("w", ONE), var("w_1"), w)),
}


@pytest.mark.parametrize("notation", NOTATIONS, ids=[n.title for n in NOTATIONS])
@pytest.mark.parametrize("twins", TWINS)
def test_different_things_are_printed_differently(twins: str, notation: Notation) -> None:
    one, other = TWINS[twins]
    assert canonical(one) != canonical(other)
    spelling = told_apart([one, other])
    prints = [notation.printed(t, spelling) for t in (one, other)]
    assert prints[0] != prints[1]
    for t, printed in zip((one, other), prints, strict=True):
        assert canonical(notation.read(printed, [one, other], spelling)) == canonical(t)


def test_a_printer_without_parentheses_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The readers do read: what a fault of the printer makes of a statement is another one, or none."""
    monkeypatch.setattr(Typesetter, "at", lambda _self, piece, _level: piece)
    wrong = 0
    for seed in range(40):
        try:
            wrong += bool(list(disagreements([statement(seed)])))
        except ReadError:
            wrong += 1
    assert wrong > 10
