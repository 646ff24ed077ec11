"""How large a statement may be: further than before, and with a message that names the ceiling."""

from __future__ import annotations

import pytest
import sympy as sp

from symderiv import check
from symderiv.core import terms as k
from symderiv.language.verdict import Status
from symderiv.normalize.granularity import CeilingError
from symderiv.normalize.polynomials import SIZES, Normal, RingFull, in_ring

x, y = sp.symbols("x y", real=True)


def distributed(terms: int, left: int) -> sp.Basic:
    """y (x1 + ... + xn) = y x1 + ... + y x_left."""
    xs = sp.symbols(f"x1:{terms + 1}", real=True)
    with sp.evaluate(False):
        return sp.Eq(sp.Mul(y, sp.Add(*xs)), sp.Add(*(sp.Mul(y, v) for v in xs[:left])))


def test_a_product_of_a_sum_of_eight_hundred_terms_is_distributed() -> None:
    assert check(distributed(800, 800)).status is Status.PROVED


def test_and_is_refuted_where_one_of_them_is_left_out() -> None:
    assert check(distributed(300, 299)).status is Status.REFUTED


def test_a_ring_is_as_large_as_its_atoms_ask_for() -> None:
    sizes: list[int] = []

    def count(ring: Normal) -> int:
        sizes.append(len(ring.gens))
        return sum(len(ring.poly(k.var(f"x{i}"))) for i in range(30))

    assert in_ring(count) == 30
    assert sizes == [size for size in SIZES if size < 30] + [min(size for size in SIZES if size >= 30)]


def test_what_has_too_many_atoms_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symderiv.normalize.polynomials.SIZES", (2, 4))
    with pytest.raises(CeilingError, match="there are more than 4 different atoms"):
        in_ring(lambda ring: ring.poly(k.add(*(k.var(f"x{i}") for i in range(5)))))
    with pytest.raises(RingFull):
        Normal(2).poly(k.add(*(k.var(f"x{i}") for i in range(3))))


def test_an_exponent_that_is_not_written_out_is_named() -> None:
    with sp.evaluate(False):
        verdict = check(sp.Eq((x + 1) ** 258 * (x + 1), (x + 1) ** 259))
    assert verdict.status is Status.UNDECIDED
    assert "an exponent of 258 is more than the 256 that is written out" in str(verdict.message)
