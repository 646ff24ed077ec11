"""Factorials, the gamma function, binomial coefficients and error functions for Coq."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_coq import asked

from symderiv.core import terms as k
from symderiv.core.elementary_laws import LAWS
from symderiv.core.inference import RULES, Theorem
from symderiv.core.terms import ONE, ZERO, Term, fn
from symderiv.export.coq import accept
from symderiv.export.coq.page import Page, Statement

needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

X, Z, N = k.var("x"), k.var("z", "complex"), k.var("n", "int")
HALF = k.num(k.Rational(1) / 2)
PLACES = [Z, k.add(X, ONE), ZERO, ONE, N]
PAIRS = [(Z, N), (k.add(X, ONE), k.add(N, ONE)), (ZERO, ZERO), (ONE, ONE), (ZERO, N), (ONE, k.num(3)), (N, N)]

PAGE = """
from sympy import Symbol, binomial, erf, erfc, factorial, gamma
from symderiv import le, lt

t, n = Symbol("t", integer=True), Symbol("n", integer=True)

@page.claim("next", given=[le(0, t)])
def next_():
    return eq(factorial(t + 1), (t + 1)*factorial(t))

@page.claim("positive", given=[le(0, t)])
def positive():
    return lt(0, factorial(t))

@page.claim("six")
def six():
    return eq(factorial(3), 6)

@page.claim("gamma")
def of_real():
    return eq(gamma(a + 1), a*gamma(a))

@page.claim("pascal")
def pascal():
    return eq(binomial(a + 1, n), binomial(a, n) + binomial(a, n - 1))

@page.claim("two")
def two():
    return eq(binomial(a, 2), a*(a - 1)/2)

@page.claim("none")
def none():
    return eq(binomial(a, -2), 0)

@page.claim("errors")
def errors():
    return eq(erf(a) + erfc(a), 1)
"""


def of_laws() -> Iterator[Theorem]:
    """The laws where what they write may be put together, and where it may not."""
    arguments = {
        **{name: [(z,) for z in PLACES] for name in ("rgamma_step", "gamma_inverse", "binomial_zero")},
        **dict.fromkeys(("binomial_negative", "binomial_absorption", "binomial_addition"), PAIRS),
        "rgamma_one": [()],
        "definition": [
            *((name, z) for name in ("factorial", "erfc", "erfi") for z in (X, ZERO)),
            *(("beta", z, w) for z, w in PAIRS[:4]),
        ],
    }  # fmt: skip
    for name, given in arguments.items():
        for args in given:
            premises, *_ = LAWS[name].instance(*args)
            yield RULES["law"](name, args, *map(RULES["assume"], premises))


def page_of(thm: Theorem) -> Page:
    page, given = Page(), tuple(sorted(thm.hypotheses, key=lambda f: f.key))
    assert page.prove(Statement("it", thm.conclusion, given), thm).theorem, page.claims[0].reason
    return page


@needs_coq
def test_instances_of_the_laws_are_accepted(prelude: Path, tmp_path: Path) -> None:
    shutil.copytree(prelude, tmp_path / "Symderiv")
    pages = [page_of(thm) for thm in of_laws()]
    assert len(pages) > 40
    assert all(asked(tmp_path, pages))


@pytest.mark.parametrize("of", [X, HALF, Z])
def test_a_lower_number_that_is_not_whole_is_not_exported(of: Term) -> None:
    goal = k.eq(fn("binomial", X, of), fn("binomial", X, of))
    written = Page().prove(Statement("it", goal, ()), RULES["ring"](goal))
    assert (written.theorem, written.reason) == ("", "binomial of what is not whole")


@needs_coq
def test_claims_about_factorials_and_binomials(write, symderiv, tmp_path: Path, prelude: Path) -> None:
    write("special", PAGE)
    run = symderiv("export", "--format", "coq", "-o", "out")
    assert run.returncode == 0, run.stderr
    out = tmp_path / "out"
    shutil.copytree(prelude, out / "Symderiv", dirs_exist_ok=True)
    claims = accept.accepted(out, 1)["claims"]
    assert {name: c["result"] for name, c in claims.items()} == dict.fromkeys(claims, "accepted")
    assert len(claims) == PAGE.count("@page.claim")
    text = (out / "special.v").read_text()
    spoilt = text.replace("(RtoC 6)", "(RtoC 7)")
    assert spoilt != text
    (out / "special.v").write_text(spoilt)
    claims = accept.accepted(out, 1)["claims"]
    assert [name for name, c in claims.items() if c["result"] == "rejected"] == ["special:six"]
