"""Claims as functions of arrays: against automatic differentiation and the evaluator's exact values."""

from __future__ import annotations

import inspect
import itertools
from importlib import import_module

import autograd.numpy as anp
import numpy as np
import pytest
import sympy as sp
from autograd import elementwise_grad, grad, jacobian
from flint import fmpq
from support import ROOT

from symderiv import (  # fmt: skip
    Page,
    Source,
    all_of,
    cases,
    components,
    d,
    eq,
    exists,
    forall,
    index,
    le,
    lt,
    mean,
    ne,
    random,
    scalars,
    sequence,
    sizes,
    total,
)
from symderiv.codegen.sides import sides
from symderiv.core import terms as k
from symderiv.evaluate.evaluator import evaluate
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Undecided, Undefined
from symderiv.language.errors import StatementError
from symderiv.language.translate import Translator
from symderiv.language.verdict import Status

PAGES = {
    path.stem: import_module(f"derivations.{path.stem}").page
    for path in sorted((ROOT / "derivations").glob("[a-z]*.py"))
}
WEIGHT_NORM, SHIFTED_SUM = PAGES["weight_norm"], PAGES["shifted_sum"]
SHAPES = [(3, 4), (1, 1), (1, 5), (6, 2)]


def page_of(build, *, given=()):
    """The one claim of a page that was made just now."""
    page = Page("made", title="A page", source=Source("notes.txt"))
    return page.claim("1", given=given)(build)


# -- against automatic differentiation ---------------------------------------------------------------


def loss(y):
    """Some loss of a vector, written for autograd and unknown to the pages."""
    return anp.sum(anp.sin(y) + y**2 * anp.arange(1, y.shape[0] + 1)) + anp.prod(y)


def weight_normed(w, x, b):
    return (w @ x + b) / anp.sqrt(anp.sum(w**2, axis=1))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize(("label", "place"), [("13", 2), ("14", 1), ("15-corrected", 0)])
@pytest.mark.parametrize("side", ["left", "right"])
def test_gradients_of_weight_normalisation_are_those_of_autograd(label, place, side, shape):
    m, n = shape
    draw = np.random.default_rng(m * 10 + n)
    w, x, b = draw.normal(size=(m, n)), draw.normal(size=n), draw.normal(size=m)
    g = elementwise_grad(loss)(weight_normed(w, x, b))
    wanted = grad(lambda *p: loss(weight_normed(*p)), place)(w, x, b)
    function = WEIGHT_NORM[label].to_numpy(side=side)
    known = {"w": w, "x": x, "b": b, "g": g}
    found = function(**{name: known[name] for name in inspect.signature(function).parameters})
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-10, atol=1e-12)


def shifted(x, a, b):
    return a * (x[:-2] + x[2:]) + b


@pytest.mark.parametrize("N", [3, 4, 5, 9])
@pytest.mark.parametrize(("label", "place"), [("17", 2), ("18", 1), ("19-sum", 0), ("19-corrected", 0)])
def test_gradients_of_the_shifted_sum_are_those_of_autograd(label, place, N):
    draw = np.random.default_rng(N)
    x, a, b = draw.normal(size=N), 0.7, -0.3
    g = elementwise_grad(loss)(shifted(x, a, b))
    wanted = grad(lambda *p: loss(shifted(*p)), place)(x, a, b)
    function = SHIFTED_SUM[label].to_numpy()
    known = {"x": x, "a": a, "b": b, "g": g}
    found = function(**{name: known[name] for name in inspect.signature(function).parameters})
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-13)


def test_another_module_computes_and_differentiates_what_it_computes():
    draw = np.random.default_rng(0)
    g, w = draw.normal(size=3), draw.normal(size=(3, 4))
    plain, traced = WEIGHT_NORM["14"].to_numpy(), WEIGHT_NORM["14"].to_numpy(xp=anp)
    np.testing.assert_allclose(traced(g, w), plain(g, w), rtol=1e-14)
    exact = jacobian(traced, 1)(g, w)
    step = 1e-30  # complex, so that nothing is subtracted
    for i, j in itertools.product(range(3), range(4)):
        moved = w.astype(complex)
        moved[i, j] += 1j * step
        np.testing.assert_allclose(exact[:, i, j], np.imag(plain(g, moved)) / step, rtol=1e-10, atol=1e-13)


def test_large_arrays_take_no_loop():
    draw = np.random.default_rng(1)
    m, n = 300, 2000
    g, w, x, b = (draw.normal(size=s) for s in (m, (m, n), n, m))
    found = WEIGHT_NORM["15-corrected"].to_numpy()(g, x, w, b)
    assert found.shape == (m, n)
    norm = np.linalg.norm(w, axis=1, keepdims=True)
    v = w / norm
    y = (w @ x + b)[:, None] / norm
    np.testing.assert_allclose(found, g[:, None] * (x - y * v) / norm, rtol=1e-9, atol=1e-12)


def test_recurrences_are_computed_for_all_times_at_once():
    draw = np.random.default_rng(2)
    mu, alpha, lam = 0.9, 0.1, 0.01
    g = draw.normal(size=30)
    theta, v = [1.0], 0.0
    for t in range(30):
        v = mu * v + g[t] if t else 0.4
        theta.append(theta[-1] - alpha * (v + lam * theta[-1]))
    claim = PAGES["sgd_l2_momentum"]["29"]
    left, right = claim.to_numpy(side="left"), claim.to_numpy()
    found = right(theta=np.array(theta), g_tilde=g, mu=mu, alpha=alpha, lambda_=lam)
    assert found.shape == (29,)
    np.testing.assert_allclose(found, left(theta)[: len(found)], rtol=1e-12)


# -- against the evaluator's exact values ------------------------------------------------------------


def compiling():
    """(claim, side) for whatever of the pages is made of arrays."""
    for page in PAGES.values():
        for claim in page:
            for side in ("left", "right"):
                try:
                    claim.to_numpy(side=side, checked=False)
                except StatementError:
                    continue
                yield claim, side


COMPILING = list(compiling())


def drawn(name, place):
    """A positive rational that depends on what it is for, and on nothing else."""
    seed = sum(ord(c) * 31**n for n, c in enumerate(f"{name}{place}")) % 9973
    return fmpq(seed % 17 + 2, seed % 5 + 2)


LENGTH = 9
SIZES = {"not-only-bits": {"N": fmpq(2)}}  # that a claim's hypotheses fix


def extent(r, model):
    lo, hi = (None if b is None else int(evaluate(b, model)) for b in r)
    lo = lo or 0
    return lo, lo + LENGTH - 1 if hi is None else hi


def filled(name, ranges, model):
    extents = [extent(r, model) for r in ranges]
    found = np.full([hi - lo + 1 for lo, hi in extents], np.nan)
    for place in itertools.product(*(range(lo, hi + 1) for lo, hi in extents)):
        value = drawn(name, place)
        model.families.setdefault(name, {})[place] = value
        found[tuple(p - lo for p, (lo, _) in zip(place, extents, strict=True))] = float(value.p) / float(
            value.q
        )
    return found


@pytest.mark.parametrize(("claim", "side"), COMPILING, ids=lambda x: getattr(x, "id", x))
@pytest.mark.parametrize("base", [4, 5])
def test_what_is_computed_is_what_the_kernel_evaluates(claim, side, base):
    function = claim.to_numpy(side=side, checked=False)
    translator = Translator()
    with sp.evaluate(False):
        left, right = map(translator.term, sides(claim)[::2])
    term = left if side == "left" else right
    comps = [s for t in (left, right) for s in k.subterms(t) if s.op == "comp"]
    whole = {v for t in (left, right, *translator.facts) for v in k.free_vars(t) if v.args[1] == "int"}
    axes = [v for name in function.axes for v in whole if v.args[0] == name]
    base = 1 if claim.label == "one-example-batch" else base
    model = Model(scalars={v.args[0]: fmpq(base + n) for n, v in enumerate(sorted(whole - {*axes}, key=str))})
    model.scalars |= SIZES.get(claim.label, {})
    for t in (left, right):
        for v in k.free_vars(t) - whole:
            model.scalars[v.args[0]] = drawn(v.args[0], ())
    arrays = {c.args[0]: filled(c.args[0], c.args[2], model) for c in comps}
    arrays |= {name: filled(name, r, model) for s in (*k.subterms(left), *k.subterms(right)) if s.op == "loss"
               for name, r, *_ in [s.args[1]]}  # fmt: skip
    given = {}
    for name in inspect.signature(function).parameters:
        of_page = page_name(name, [*arrays, *model.scalars, *(v.args[0] for v in axes)])
        if of_page in arrays:
            given[name] = arrays[of_page]
        elif of_page in model.scalars:
            value = model.scalars[of_page]
            given[name] = int(value.p) if value.q == 1 else float(value.p) / float(value.q)
        else:
            given[name] = np.arange(1, 4)
    found = np.asarray(function(**given))
    firsts = [first_of(v, translator, model, function) for v in axes]
    assert found.ndim == len(axes)
    compared = 0
    for place in itertools.product(*map(range, found.shape)):
        at = Model(dict(model.scalars), model.families)
        for v, first, p in zip(axes, firsts, place, strict=True):
            at.scalars[v.args[0]] = fmpq(first + p)
        try:
            exact = float(evaluate(term, at))
        except Undefined:
            assert np.isnan(found[place])
            continue
        except Undecided:
            continue
        assert found[place] == pytest.approx(exact, rel=1e-9, abs=1e-9)
        compared += 1
    assert compared or found.size == 0


def page_name(name, known):
    same = [n for n in known if n.replace("'", "_prime") in (name, name.removesuffix("_"))]
    return same[0] if same else name


def first_of(v, translator, model, function):
    if v.args[0] in inspect.signature(function).parameters:
        return 1
    declared = [f.args[0] for f in translator.facts if f.op == "le" and f.args[1] == v]
    return int(evaluate(declared[0], model)) if declared else 0


def test_most_sides_of_the_pages_compile():
    by_page = {claim.page.name for claim, _ in COMPILING}
    of_functions = {"gradient_check"}  # only a name is known of the function that its claims are about
    assert by_page == {name for name, page in PAGES.items() if page.claims} - of_functions
    assert len(COMPILING) > 80


# -- what the functions are like ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "axes"),
    [
        ("weight_norm:13", "i"), ("weight_norm:14", "j"), ("weight_norm:15-corrected", "ij"),
        ("shifted_sum:19-corrected", "j"), ("shifted_sum:18", ""), ("sgd_l2_momentum:29", "t"),
        ("batch_gradients:4a", "ji"), ("batch_gradients:4", "bj"), ("ema_variance:1a-closed", "t"),
    ],
)  # fmt: skip
def test_free_indices_are_the_axes_of_the_result(claim, axes):
    name, label = claim.split(":")
    assert PAGES[name][label].to_numpy(checked=False).axes == tuple(axes)


def test_the_docstring_says_what_is_proved_of_which_shapes():
    function = WEIGHT_NORM["14"].to_numpy()
    for line in (
        "The right side of weight_norm:14, proved.",
        "g: an array of shape (m,); its first entry has the index 1",
        "w: an array of shape (m, n); its first entry has the index 1, 1",
        "Returns an array with 1 axis: j = 1..n.",
        "∀ i ∈ 1..m: 0 < ‖wᵢ‖",
        "total derivative",
        WEIGHT_NORM["14"].verdict.statement,
    ):
        assert line in function.__doc__
    assert function.__name__ == "gradient_x"
    assert 'np.einsum("i,ij->j", g / norm_w, w)' in function.source
    assert function.source.splitlines()[-1] in inspect.getsource(function)


def test_a_loop_is_never_compiled():
    for claim, side in COMPILING:
        source = claim.to_numpy(side=side, checked=False).source
        assert not {"for", "while"} & set(source.replace("(", " ").split()), claim.id


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ((np.ones(3), np.ones((2, 4))), ValueError, r"w has the shape \(m, n\), .* \(3, 4\) here; \(2, 4\)"),
        ((np.ones(3), np.ones(4)), ValueError, r"w has 2 axes; an array of shape \(4,\) was given"),
        ((1.0, np.ones((2, 4))), ValueError, r"g has 1 axis; an array of shape \(\) was given"),
        ((["a"], np.ones((1, 4))), TypeError, "g holds numbers"),
        ((np.ones(0), np.ones((0, 4))), ValueError, "the claim is about 1 ≤ m"),
    ],
)  # fmt: skip
def test_arrays_that_do_not_fit_are_refused(arguments, error, said):
    with pytest.raises(error, match=said):
        WEIGHT_NORM["14"].to_numpy()(*arguments)


def test_a_size_that_the_claim_excludes_is_refused():
    with pytest.raises(ValueError, match="the claim is about 4 ≤ N"):
        SHIFTED_SUM["first-match"].to_numpy()(np.ones(1), 2.0)
    with pytest.raises(ValueError, match="the claim is about 3 ≤ N"):
        SHIFTED_SUM["16"].to_numpy()(np.ones(2), 2.0, 1.0)


def test_whole_numbers_and_lists_are_numbers_like_others():
    function = WEIGHT_NORM["14"].to_numpy()
    assert function([1, 2], [[3, 4], [0, 2]]) == pytest.approx([3 / 5, 4 / 5 + 2])
    with pytest.raises(TypeError, match=r"t is an integer or a one-dimensional array of integers; 0\.5"):
        PAGES["ema_variance"]["1a-closed"].to_numpy()(1.0, 4.0, 0.5)


def test_one_time_gives_a_number_and_several_an_axis():
    function = PAGES["ema_variance"]["1a-closed"].to_numpy()
    times = np.arange(5)
    several = function(1.5, 4, times)
    assert several.shape == (5,)
    assert [function(1.5, 4, t) for t in range(5)] == pytest.approx(several)
    assert np.ndim(function(1.5, 4, 3)) == 0


def test_a_missing_entry_is_no_silent_one():
    function = PAGES["bias_correction"]["3-average"].to_numpy()
    x = np.array([1.0, 2.0, 6.0])
    assert function(x, 3, np.array([1, 2, 3])) == pytest.approx([1, 1.5, 3])
    with pytest.raises(IndexError, match="an index of x leaves its range of length 3"):
        function(x, 9, np.array([1, 4]))


def test_what_is_not_proved_is_no_function():
    with pytest.raises(StatementError, match=r'weight_norm:15 is refuted.*true is page\["15-corrected"\]'):
        WEIGHT_NORM["15"].to_numpy()
    printed = WEIGHT_NORM["15"].to_numpy(checked=False)
    assert "proved" not in printed.__doc__
    true = WEIGHT_NORM["15-corrected"].to_numpy()
    draw = np.random.default_rng(3)
    known = {
        "g": draw.normal(size=2),
        "x": draw.normal(size=3),
        "w": draw.normal(size=(2, 3)),
        "b": np.ones(2),
    }
    assert np.abs(printed(**known) - true(**known)).max() > 0.01


@pytest.mark.parametrize(
    ("claim", "side", "said"),
    [
        ("batch_gradients:4d", "left", "left side of batch_gradients:4d: an expectation is no array"),
        ("weight_norm:12", "right", "weight_norm:12 has no left and right side"),
        ("sgd_l2_momentum:33-unique", "right", "33-unique has no left and right side: it is no chain"),
    ],
)  # fmt: skip
def test_what_has_no_arrays_is_an_error_that_names_the_claim(claim, side, said):
    name, label = claim.split(":")
    with pytest.raises(StatementError, match=said):
        PAGES[name][label].to_numpy(side=side)


def test_a_side_is_left_or_right():
    with pytest.raises(ValueError, match="the side is 'left' or 'right', not 'up'"):
        WEIGHT_NORM["14"].to_numpy(side="up")


# -- the sides in SymPy ------------------------------------------------------------------------------

m, n = sizes("m n")
i, j, t = index("i", m), index("j", n), index("t", start=0)
a, b, c, sum_, lambda_ = scalars("a b c sum lambda")
x, u, A = components("x", n), sequence("u"), components("A", n, m)


def test_sides_are_sympy():
    claim = WEIGHT_NORM["13"]
    assert isinstance(claim.lhs, sp.Expr)
    assert str(claim.lhs) == "d(L, b[i])"
    assert isinstance(claim.rhs, sp.Expr)
    assert str(claim.rhs) == "g[i]/(sqrt(Sum(w[i, _k]**2, (_k, 1, n))))"


@pytest.mark.parametrize(
    ("statement", "left", "right"),
    [
        (lambda: eq(a, b, c), a, c),
        (lambda: le(a, b, c), a, c),
        (lambda: all_of(lt(a, b), eq(b, c)), a, c),
        (lambda: forall((i, t), eq(a, u[t])), a, u[t]),
        (lambda: cases(a, (b, t <= 2), (c, t >= 2)), a, sp.Piecewise((b, t <= 2), (c, t >= 2))),
        (lambda: eq(d(total(n, lambda k: x[k] ** 2), x[j]), 2 * x[j]), None, 2 * x[j]),
        (lambda: sp.Ge(a, b, evaluate=False), a, b),
    ],
)
def test_the_first_left_and_the_last_right_side(statement, left, right):
    claim = page_of(statement)
    assert left is None or claim.lhs == left
    assert claim.rhs == right


def test_lines_that_go_on_are_one_chain():
    def square():
        return total(n, lambda k: x[k] ** 2)

    def lines():
        yield eq(d(square(), x[j]), total(n, lambda k: 2 * x[k] * sp.KroneckerDelta(k, j)))
        yield eq(d(square(), x[j]), 2 * x[j])

    claim = page_of(lines)
    assert claim.rhs == 2 * x[j]
    assert claim.to_numpy()([1.0, 3.0]) == pytest.approx([2, 6])
    assert claim.to_numpy(side="left")([1.0, 3.0]) == pytest.approx([2, 6])


@pytest.mark.parametrize(
    "statement",
    [
        lambda: ne(a, b),
        lambda: exists(c, eq(a, c)),
        lambda: all_of(eq(a, b), eq(c, b)),
        lambda: all_of(le(a, b), sp.Ge(b, c, evaluate=False)),
        lambda: sp.Or(eq(a, b), eq(b, c), evaluate=False),
    ],
)
def test_what_is_no_chain_has_no_sides(statement):
    claim = page_of(statement)
    with pytest.raises(StatementError, match="made:1 has no left and right side"):
        _ = claim.lhs


# -- corners -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "arguments", "value"),
    [
        (lambda: eq(a, sum_ * lambda_), (3.0, 2.0), 6.0),  # names that Python keeps for itself
        (lambda: eq(a, total(n, lambda _: a * b)), (2.0, 3.0, 4), 24.0),  # a size that no array tells
        (lambda: eq(a, total(n, lambda k: x[k] * k)), ([1.0, 1, 1],), 6.0),
        (lambda: forall(j, eq(x[j], a)), (2.0, 3), [2.0, 2, 2]),
        (lambda: eq(a, total(n, lambda k: total(k, lambda l: x[l]))), ([1.0, 2, 4],), 11.0),  # a ragged sum
        (lambda: forall(t, eq(u[t], total(t, lambda s: u[t - s], start=0))), ([1.0, 2, 4],), [1, 3, 7]),
        (lambda: eq(a, total(n, lambda k: -x[k] / b)), ([1.0, 2], 2.0), -1.5),
        (
            lambda: forall(t, eq(u[t], total(t, lambda s: b ** (t - s) * u[s], start=0))),
            ([1.0, 2], 0.0),
            [1, 2],
        ),
        (lambda: eq(u[t], total(t - 1, lambda s: 1 / (t - s), start=0)), (np.array([0, 1, 2]),), [0, 1, 1.5]),
        (lambda: forall(j, eq(a, sp.Piecewise((1 / x[j], ne(x[j], 0)), (0, True)))), ([0.0, 4],), [0, 0.25]),
        (lambda: forall((i, j), eq(a, A[j, i])), ([[1.0, 2, 3]],), [[1], [2], [3]]),  # the quantifiers' order
        (lambda: eq(a, total(n, lambda k: A[k, 1] * A[k, 1])), ([[1.0, 2], [3, 4]],), 10.0),
        (lambda: eq(a, x[1] + x[n]), ([1.0, 2, 4],), 5.0),
        (lambda: eq(a, sp.Abs(b) + sp.Max(a, b) - sp.Min(a, b)), (-3.0, 1.0), 7.0),
        (lambda: eq(a, (-1) ** t * b), (2.0, np.array([0, 1, 2])), [2, -2, 2]),
        (lambda: eq(a, sp.Rational(1, 3) - b ** sp.Rational(1, 3)), (8.0,), 1 / 3 - 2),
        (lambda: forall((i, j), eq(a, sp.KroneckerDelta(i, j))), (2, 3), [[1, 0, 0], [0, 1, 0]]),
    ],
)
def test_corners(statement, arguments, value):
    found = page_of(statement).to_numpy(checked=False)(*arguments)
    np.testing.assert_allclose(found, value)


def test_an_index_out_of_range_is_found_where_nothing_is_proved():
    claim = page_of(lambda: forall(j, eq(a, x[j + 1])))
    assert claim.verdict.status is not Status.PROVED
    with pytest.raises(IndexError, match="an index of x leaves its range of length 3"):
        claim.to_numpy(checked=False)(np.ones(3))


def test_a_random_quantity_has_no_mean_in_arrays():
    X = random("X", n)
    claim = page_of(lambda: eq(mean(X[j]), mean(X[j])))
    with pytest.raises(StatementError, match="an expectation is no array operation"):
        claim.to_numpy()


def test_elementary_functions_are_those_of_the_module():
    n = sizes("n")
    i, x = index("i", n), components("x", n)
    claim = page_of(lambda: eq(d(total(n, lambda k: sp.log(sp.cosh(x[k]))), x[i]), sp.tanh(x[i])))
    values = np.array([-1.5, 0.25, 2.0])
    assert np.allclose(claim.to_numpy()(x=values), np.tanh(values))
    assert np.allclose(claim.to_numpy(side="left")(x=values), np.tanh(values))
    assert "np.tanh(x)" in claim.to_numpy().source
    slope = elementwise_grad(lambda v: anp.log(anp.cosh(v)))
    assert np.allclose(claim.to_numpy(xp=anp)(x=values), slope(values))


def test_a_function_that_no_module_has_is_an_error():
    x = scalars("x")
    claim = page_of(lambda: eq(sp.gamma(x), sp.gamma(x)))
    with pytest.raises(StatementError, match="no array operation"):
        claim.to_numpy(checked=False)
