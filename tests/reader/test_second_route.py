"""LaTeX that is made together with its value: what is read has that value, by a route that does not read."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import of, steps

Values = dict[str, float]
LETTERS = {"a": 1.3, "b": 0.7, "x": 2.1, r"\theta": 0.4}
X = [0.9, 1.7, 0.2]  # the components of u
DECLARED = r"""% symderiv: size n; index i = 1..n; real a, b, x, \theta, u_i; vector u = (u_i)
"""


class Made(NamedTuple):
    """A formula, its value, and how tightly it binds: 3 an atom, 2 a product, 1 a sum."""

    latex: str
    value: float
    level: int

    def at(self, level: int) -> str:
        return self.latex if self.level >= level else rf"\left( {self.latex} \right)"


def atoms() -> st.SearchStrategy[Made]:
    letters = st.sampled_from([Made(name, value, 3) for name, value in LETTERS.items()])
    numbers = st.integers(1, 12).map(lambda n: Made(str(n), float(n), 3))
    sums = st.sampled_from(
        [
            Made(r"\sum_{i=1}^n u_i^2", sum(v * v for v in X), 1),
            Made(r"\|u\|^2", sum(v * v for v in X), 3),
            Made(r"u^\top u", sum(v * v for v in X), 2),
            Made(r"\|u\|", math.sqrt(sum(v * v for v in X)), 3),
        ]
    )
    return letters | numbers | sums


def joined(inner: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    pairs = st.tuples(inner, inner)

    def two(make: Callable[[Made, Made], Made]) -> st.SearchStrategy[Made]:
        return pairs.map(lambda p: make(*p))

    return (
        two(lambda p, q: Made(f"{p.at(1)} + {q.at(2)}", p.value + q.value, 1))
        | two(lambda p, q: Made(f"{p.at(1)} - {q.at(2)}", p.value - q.value, 1))
        | two(lambda p, q: Made(f"{p.at(2)} \\cdot {q.at(3)}", p.value * q.value, 2))
        | two(
            lambda p, q: Made(
                rf"\frac{{{p.latex}}}{{{q.latex}}}", p.value / (q.value or 1.0), 3 if q.value else 0
            )
        )
        | inner.map(lambda p: Made(f"{{{p.at(4)}}}^2" if p.level == 3 else f"{p.at(4)}^2", p.value**2, 2))
        | inner.map(lambda p: Made(rf"\sqrt{{{p.latex}}}", math.sqrt(abs(p.value)), 3 if p.value >= 0 else 0))
        | inner.map(lambda p: Made(rf"\sin({p.latex})", math.sin(p.value), 2))
        | inner.map(lambda p: Made(rf"|{p.latex}|", abs(p.value), 3))
    ).filter(lambda m: m.level > 0 and abs(m.value) < 1e6)


def evaluated(e: sp.Expr) -> float:
    """The value of what was read: n is 3, and u has the components above."""
    names = {name.strip("\\"): value for name, value in LETTERS.items()}
    with sp.evaluate(True):
        made = e.replace(
            lambda p: isinstance(p, sp.Sum),
            lambda p: sp.Add(*(p.args[0].xreplace({p.args[1][0]: sp.Integer(k)}) for k in (1, 2, 3))),
        )
        made = made.replace(
            lambda p: type(p).__name__ == "Component", lambda p: sp.Float(X[int(p.args[1]) - 1])
        )
        return float(
            made.xreplace({s: sp.Float(names[s.name]) for s in made.free_symbols if s.name in names})
        )


@settings(max_examples=150, deadline=None)
@given(st.recursive(atoms(), joined, max_leaves=7))
def test_what_is_read_has_the_value_of_what_was_made(made: Made) -> None:
    (step,) = steps(f"{DECLARED}\\[ {made.latex} = a \\]")
    assert of(step) == "claim", (made.latex, step.message)
    value = evaluated(step.statement.args[0])
    assert math.isclose(value, made.value, rel_tol=1e-9, abs_tol=1e-9), (made.latex, step.reading)
