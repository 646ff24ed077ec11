"""How the time grows with terms, hypotheses and pages: ``make growth``. Tables, and build/growth.svg."""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise, product, zip_longest
from pathlib import Path
from typing import Any

import sympy as sp
from identities import TRUE, Identity
from peers import run
from systems import PROVED, SYSTEMS, System

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "derivations" / "shifted_sum.py"
DRAWN = ROOT / "build" / "growth.svg"
ROUNDS = 3
SECONDS = 10.0
COLUMNS = 5  # pictures beside each other


@dataclass(frozen=True)
class Point:
    """Median seconds at a size, or None where there was no proof within the limit."""

    size: int
    seconds: float | None


@dataclass(frozen=True)
class Curve:
    """One system's times as something is made larger."""

    system: str
    points: tuple[Point, ...]

    def exponent(self) -> float | None:
        """The slope of the last two points on log axes: time grows about as size to it."""
        known = [(math.log(p.size), math.log(p.seconds)) for p in self.points if p.seconds]
        if len(known) < 2:
            return None
        (x0, y0), (x1, y1) = known[-2:]
        return (y1 - y0) / (x1 - x0)


@dataclass(frozen=True)
class Plot:
    """What is made larger, and the curves."""

    what: str
    statement: str
    curves: tuple[Curve, ...]


# -- what grows --------------------------------------------------------------------------------------


def polynomial(size: int) -> Identity:
    """(x1 + y1)^2 + ... = x1^2 + 2 x1 y1 + y1^2 + ..."""
    with sp.evaluate(False):
        pairs = [sp.symbols(f"x{i} y{i}", real=True) for i in range(size)]
        lhs = sp.Add(*((x + y) ** 2 for x, y in pairs))
        rhs = sp.Add(*(x**2 + 2 * x * y + y**2 for x, y in pairs))
    return Identity(f"polynomial {size}", lhs, rhs, TRUE)


def trigonometric(size: int) -> Identity:
    """sin 2x1 + ... = 2 sin x1 cos x1 + ..."""
    with sp.evaluate(False):
        xs = [sp.Symbol(f"x{i}", real=True) for i in range(size)]
        lhs = sp.Add(*(sp.sin(2 * x) for x in xs))
        rhs = sp.Add(*(2 * sp.sin(x) * sp.cos(x) for x in xs))
    return Identity(f"trigonometric {size}", lhs, rhs, TRUE)


def hypotheses(size: int) -> Identity:
    """x1 = x0 + a, x2 = x1 + a, ...; so xn = x0 + n a"""
    with sp.evaluate(False):
        a = sp.Symbol("a", real=True)
        xs = [sp.Symbol(f"x{i}", real=True) for i in range(size + 1)]
        given = tuple(sp.Eq(after, before + a) for before, after in pairwise(xs))
        return Identity(f"hypotheses {size}", xs[-1], xs[0] + size * a, TRUE, given)


def squared(size: int) -> Identity:
    """x1 = x0^2, x2 = x1^2, ...; so xn = x0^(2^n)"""
    with sp.evaluate(False):
        xs = [sp.Symbol(f"x{i}", real=True) for i in range(size + 1)]
        given = tuple(sp.Eq(after, before**2) for before, after in pairwise(xs))
        return Identity(f"squared {size}", xs[-1], xs[0] ** 2**size, TRUE, given)


def distributed(size: int) -> Identity:
    """y (x1 + ... + xn) = y x1 + ... + y xn"""
    with sp.evaluate(False):
        y, *xs = [sp.Symbol(f"x{i}", real=True) for i in range(size + 1)]
        return Identity(f"distributed {size}", y * sp.Add(*xs), sp.Add(*(y * x for x in xs)), TRUE)


def fractions(size: int) -> Identity:
    """1 + 1/(1 + 1/(1 + ... x)) as one fraction, for x > 0"""
    x = sp.Symbol("x", positive=True)
    p, q = x, sp.Integer(1)
    with sp.evaluate(False):
        nested: Any = x
        for _ in range(size):
            nested = sp.Add(1, sp.Pow(nested, -1))
    for _ in range(size):
        p, q = sp.expand(p + q), p
    return Identity(f"fractions {size}", nested, p / q, TRUE)


def products(size: int) -> Identity:
    """(x1 + y1)(x2 + y2) ... = all products of one of each"""
    pairs = [sp.symbols(f"x{i} y{i}", real=True) for i in range(size)]
    with sp.evaluate(False):
        factors = sp.Mul(*(sp.Add(x, y) for x, y in pairs))
        return Identity(f"products {size}", factors, sp.Add(*(sp.Mul(*one) for one in product(*pairs))), TRUE)


def boxes(size: int) -> Identity:
    """x1 x2 ... xn <= 1 for 0 <= xi <= 1"""
    xs = [sp.Symbol(f"x{i}", real=True) for i in range(size)]
    given = tuple(bound for x in xs for bound in (sp.Le(0, x), sp.Le(x, 1)))
    return Identity(f"boxes {size}", sp.Mul(*xs), sp.Integer(1), TRUE, given, relation=sp.Le)


def cauchy(size: int) -> Identity:
    """(x1 y1 + ... + xn yn)^2 <= (x1^2 + ... + xn^2) (y1^2 + ... + yn^2)"""
    pairs = [sp.symbols(f"x{i} y{i}", real=True) for i in range(size)]
    left = sp.Add(*(x * y for x, y in pairs)) ** 2
    right = sp.Add(*(x**2 for x, _ in pairs)) * sp.Add(*(y**2 for _, y in pairs))
    return Identity(f"cauchy {size}", left, right, TRUE, relation=sp.Le)


def asked(
    make: Callable[[int], Identity], names: Sequence[str], sizes: Sequence[int], seconds: float
) -> Iterator[Curve]:
    for name in names:
        system = SYSTEMS[name]()
        if system.version() is not None:
            yield Curve(name, tuple(_points(system, make, sizes, seconds)))


def _points(
    system: System, make: Callable[[int], Identity], sizes: Sequence[int], seconds: float
) -> Iterator[Point]:
    """Sizes in ascending order, up to the first that is not proved."""
    for size in sizes:
        outcomes = run(system, [make(size)] * ROUNDS, seconds)
        proved = all(o.answer == PROVED for o in outcomes)
        yield Point(size, statistics.median(o.seconds for o in outcomes) if proved else None)
        if not proved:
            return


def pages(sizes: Sequence[int]) -> Curve:
    """A cold `symderiv verify` of so many copies of one page."""
    return Curve("symderiv", tuple(Point(size, _verified(size)) for size in sizes))


def _verified(size: int) -> float | None:
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    spent = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "derivations")
        folder.mkdir()
        for number in range(size):
            text = PAGE.read_text(encoding="utf-8").replace(f'"{PAGE.stem}"', f'"page_{number}"')
            (folder / f"page_{number}.py").write_text(text, encoding="utf-8")
        for _ in range(ROUNDS if size < 8 else 1):
            started = time.perf_counter()
            command = [sys.executable, "-m", "symderiv", "verify", "--json"]
            done = subprocess.run(command, cwd=name, env=environ, capture_output=True, check=False)
            spent.append(time.perf_counter() - started)
            if done.returncode or json.loads(done.stdout)["summary"]["undecided"]:
                return None
    return statistics.median(spent)


# -- telling -----------------------------------------------------------------------------------------


def table(plot: Plot) -> Iterator[str]:
    yield f"{plot.what}: {plot.statement}"
    yield f"  {'':>6}" + "".join(f"{curve.system:>12}" for curve in plot.curves)
    for size in sorted({p.size for curve in plot.curves for p in curve.points}):
        yield f"  {size:>6}" + "".join(f"{_cell(curve, size):>12}" for curve in plot.curves)
    slopes = [curve.exponent() for curve in plot.curves]
    yield f"  {'as n^':>6}" + "".join("-".rjust(12) if s is None else f"{s:>12.1f}" for s in slopes)
    yield ""


def _cell(curve: Curve, size: int) -> str:
    found = [p.seconds for p in curve.points if p.size == size]
    if not found:
        return ""
    return "no proof" if found[0] is None else f"{1000 * found[0]:.1f} ms"


STYLE: dict[str, Any] = {
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "axes.titlelocation": "left",
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "axes.grid": True,
    "grid.alpha": 0.25,
    "legend.frameon": False,
    "svg.hashsalt": "symderiv",
}
INKS = {"symderiv": "#0b5394", "simplify": "#c0392b", "z3": "#7f6000", "maxima": "#38761d"}


def draw(plots: Sequence[Plot], path: Path) -> None:
    """All curves on log axes, a few side by side."""
    import matplotlib as mpl  # noqa: PLC0415 - it may not be installed

    mpl.use("agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415 - as above

    with mpl.rc_context(STYLE):
        rows = -(-len(plots) // COLUMNS)
        size = (3.1 * min(COLUMNS, len(plots)), 3.4 * rows)
        figure, axes = plt.subplots(rows, min(COLUMNS, len(plots)), figsize=size, sharey=True, squeeze=False)
        for ax, plot in zip_longest(axes.flat, plots):
            if plot is None:
                ax.set_axis_off()
            else:
                _axes(ax, plot)
        for ax in axes[:, 0]:
            ax.set_ylabel("seconds")
        path.parent.mkdir(exist_ok=True)
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
        plt.close(figure)


def _axes(ax: Any, plot: Plot) -> None:
    for curve in plot.curves:
        known = [(p.size, p.seconds) for p in curve.points if p.seconds]
        if known:
            ax.loglog(*zip(*known, strict=True), "o-", ms=4, label=curve.system, color=INKS[curve.system])
    sizes = sorted({p.size for curve in plot.curves for p in curve.points})
    ax.set_xticks(sizes, labels=map(str, sizes), minor=False)
    ax.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
    ax.set_title(plot.what)
    if len(plot.curves) > 1:
        ax.legend(loc="upper left")


# what grows, the systems that are asked, and the size beyond which a statement itself is too long
GROWING: tuple[tuple[str, Callable[[int], Identity], list[str], int], ...] = (
    ("terms of a polynomial", polynomial, ["symderiv", "simplify", "maxima"], 1 << 20),
    ("trigonometric terms", trigonometric, ["symderiv", "simplify", "maxima"], 1 << 20),
    ("hypotheses", hypotheses, ["symderiv", "z3"], 1 << 20),
    ("squares of squares", squared, ["symderiv", "z3"], 8),
    ("summands times a letter", distributed, ["symderiv", "simplify", "maxima"], 1 << 20),
    ("nested fractions", fractions, ["symderiv", "simplify", "maxima"], 32),
    ("factors that are sums", products, ["symderiv", "simplify", "maxima"], 8),
    ("factors between bounds", boxes, ["symderiv", "z3"], 32),
    ("Cauchy-Schwarz", cauchy, ["symderiv", "z3"], 16),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="growth", description=__doc__)
    parser.add_argument("--largest", type=int, default=128, help="the last size; 128 if not given")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for one statement; 10 if not given")
    parser.add_argument(
        "--only", nargs="*", choices=[m.__name__ for _, m, _, _ in GROWING], help="some of them"
    )
    parser.add_argument("--draw", type=Path, default=DRAWN, metavar="FILE", help="an SVG or a PNG")
    options = parser.parse_args(arguments)
    sizes = [2**i for i in range(options.largest.bit_length())]
    plots = []
    for what, make, names, most in GROWING:
        if options.only and make.__name__ not in options.only:
            continue
        curves = tuple(asked(make, names, [n for n in sizes if n <= most], options.seconds))
        plots.append(Plot(what, make.__doc__ or "", curves))
        print("\n".join(table(plots[-1])), flush=True)
    if options.only:
        return 0
    plots.append(Plot("pages", f"copies of {PAGE.name}, all verified", (pages(sizes[:-2]),)))
    print("\n".join(table(plots[-1])))
    if find_spec("matplotlib") is not None:
        draw(plots, options.draw)
        print(f"drawn: {options.draw}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
