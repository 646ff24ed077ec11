"""Other systems as judges of an identity: each says proved, refuted or unknown.

A system is asked only what it can be told: heads it has a word for, and hypotheses where it takes any.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import Any, ClassVar

import sympy as sp
from identities import Identity

PROVED, REFUTED, UNKNOWN = "proved", "refuted", "unknown"


class UnsaidError(Exception):
    """The system has no words for this."""


@dataclass(frozen=True)
class Answer:
    """What a system says, and whether it brings a certificate or a witness."""

    word: str
    certificate: bool = False
    witness: bool = False
    note: str = ""


class System(ABC):
    """One judge. ``told`` is whether it takes hypotheses beyond the symbols' own domains, ``ordered`` whether
    it is asked for inequalities."""

    name: ClassVar[str]
    told: ClassVar[bool] = False
    ordered: ClassVar[bool] = False

    @abstractmethod
    def version(self) -> str | None:
        """None where it is not installed."""

    def prepare(self) -> None:  # noqa: B027 - most are ready as they are
        """Be ready to be asked; not on the clock."""

    @abstractmethod
    def decide(self, item: Identity) -> Answer: ...


def _installed(package: str) -> str | None:
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(package)
    return None


def settled(e: Any) -> Any:
    """The expression as SymPy has it when its evaluation is on."""
    return e.func(*map(settled, e.args)) if e.args else e


# -- Python ------------------------------------------------------------------------------------------


class Symderiv(System):
    name = "symderiv"
    told = True
    ordered = True

    def version(self) -> str | None:
        return str(import_module("symderiv").__version__)

    def decide(self, item: Identity) -> Answer:
        verdict = import_module("symderiv").check(
            item.relation(item.lhs, item.rhs, evaluate=False), given=list(item.given)
        )
        word = str(verdict.status)
        return Answer(
            word if word in {PROVED, REFUTED} else UNKNOWN,
            certificate=verdict.certificate is not None,
            witness=verdict.witness is not None,
            note="; ".join([word, *filter(None, [verdict.message]), *verdict.conditions]),
        )


class Simplify(System):
    name = "simplify"

    def version(self) -> str | None:
        return f"sympy {_installed('sympy')}"

    def decide(self, item: Identity) -> Answer:
        left = sp.simplify(settled(item.lhs) - settled(item.rhs))
        if left == 0:
            return Answer(PROVED)
        return Answer(REFUTED if left.is_number and left.is_zero is False else UNKNOWN)


class Equals(System):
    name = "equals"

    def version(self) -> str | None:
        return f"sympy {_installed('sympy')}"

    def decide(self, item: Identity) -> Answer:
        said = settled(item.lhs).equals(settled(item.rhs))
        return Answer({True: PROVED, False: REFUTED}.get(said, UNKNOWN))


class Z3(System):
    """Real algebra; other functions are uninterpreted, so that a model of them refutes nothing."""

    name = "z3"
    told = True
    ordered = True

    def version(self) -> str | None:
        return _installed("z3-solver")

    def decide(self, item: Identity) -> Answer:
        z3 = import_module("z3")
        words = _Z3Words(z3)
        claim = words.relation(item.relation(item.lhs, item.rhs, evaluate=False))
        solver = z3.Solver()
        solver.add(*(words.relation(g) for g in item.given), z3.Not(claim), *words.facts)
        found = solver.check()
        if found == z3.unsat:
            return Answer(PROVED)
        return Answer(REFUTED if found == z3.sat and not words.uninterpreted else UNKNOWN)


class _Z3Words:
    """Terms over the reals, with the facts that their roots, quotients and symbols bring."""

    def __init__(self, z3: Any) -> None:
        self.z3 = z3
        self.facts: list[Any] = []
        self.uninterpreted = False
        self._symbols: dict[Any, Any] = {}

    def term(self, e: Any) -> Any:
        z3 = self.z3
        if e.is_Rational:
            return z3.Q(e.p, e.q)
        if e.is_Symbol:
            return self._symbol(e)
        if e.is_Add:
            return z3.Sum(*map(self.term, e.args))
        if e.is_Mul:
            return z3.Product(*map(self.term, e.args))
        if e.is_Pow:
            return self._power(self.term(e.base), settled(e.exp))
        if isinstance(e, sp.Abs):
            return z3.Abs(self.term(e.args[0]))
        if isinstance(e, sp.sign):
            a = self.term(e.args[0])
            return z3.If(a > 0, z3.Q(1, 1), z3.If(a < 0, z3.Q(-1, 1), z3.Q(0, 1)))
        if isinstance(e, (sp.Max, sp.Min)):
            a, b = map(self.term, e.args)
            return z3.If((a >= b) == isinstance(e, sp.Max), a, b)
        return self._uninterpreted(e)

    def relation(self, r: Any) -> Any:
        a, b = map(self.term, r.args)
        return {
            sp.Eq: a == b,
            sp.Ne: a != b,
            sp.Lt: a < b,
            sp.Le: a <= b,
            sp.Gt: a > b,
            sp.Ge: a >= b,
        }[r.func]

    def _symbol(self, s: Any) -> Any:
        if s not in self._symbols:
            if not s.is_real:
                raise UnsaidError("not a real symbol")
            made = self.z3.ToReal(self.z3.Int(s.name)) if s.is_integer else self.z3.Real(s.name)
            self._symbols[s] = made
            self.facts += [made > 0] * bool(s.is_positive) + [made >= 0] * bool(s.is_nonnegative)
            self.facts += [made != 0] * (s.is_zero is False)
        return self._symbols[s]

    def _power(self, base: Any, exponent: Any) -> Any:
        if not exponent.is_Rational:
            raise UnsaidError("a symbolic exponent")
        if exponent.q != 1:
            root = self.z3.FreshReal("root")
            self.facts += [root >= 0, root**exponent.q == base]
            base = root
        if exponent.p < 0:
            self.facts.append(base != 0)
            return 1 / base ** (-exponent.p)
        return base**exponent.p

    def _uninterpreted(self, e: Any) -> Any:
        if e.has(sp.I) or not (e.args or e.is_real):
            raise UnsaidError("not of the reals")
        self.uninterpreted = True
        if not e.args:
            return self.z3.Real(f"constant {e}")
        real = self.z3.RealSort()
        function = self.z3.Function(e.func.__name__, *[real] * (len(e.args) + 1))
        return function(*map(self.term, e.args))


# -- in writing --------------------------------------------------------------------------------------


def _same(names: str) -> dict[str, str]:
    return {name: name for name in names.split()}


SAME = _same("sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp log")
RECIPROCAL = _same("sec csc cot sech csch coth")
INVERSE = _same("asec acsc acot asech acsch acoth")


@dataclass(frozen=True)
class Language:
    """How a system writes constants and functions."""

    constants: Mapping[str, str]
    functions: Mapping[str, str]

    def text(self, e: Any, names: Mapping[Any, str]) -> str:
        """The expression in infix notation; UnsaidError where there is no word for a part of it."""
        if e.is_Symbol:
            return names[e]
        if e.is_Rational:
            return f"({e.p})" if e.q == 1 else f"({e.p}/{e.q})"
        if e == sp.GoldenRatio:
            return self.text((1 + sp.sqrt(5)) / 2, names)
        name = type(e).__name__
        if not e.args:
            return self._word(self.constants, name)
        args = [self.text(a, names) for a in e.args]
        if e.is_Pow:
            return f"({args[0]})^({args[1]})"
        if e.is_Add or e.is_Mul:
            return "(" + (" + " if e.is_Add else " * ").join(args) + ")"
        return f"{self._word(self.functions, name)}({', '.join(args)})"

    def difference(self, item: Identity, names: Mapping[Any, str]) -> str:
        return f"({self.text(item.lhs, names)}) - ({self.text(item.rhs, names)})"

    def _word(self, words: Mapping[str, str], name: str) -> str:
        if name not in words:
            raise UnsaidError(name)
        return words[name]


class Program(System):
    """A system that is a program of its own: asked by a line, it answers up to a mark."""

    command: ClassVar[list[str]]
    marked: ClassVar[str] = "ANSWER"

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self.begin()

    def begin(self) -> None:
        """What is to be said once."""

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()
            self._process = None

    def ask(self, text: str) -> str:
        """What is printed after the mark; "" where it asks back instead of answering."""
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(text.encode())
        self._process.stdin.flush()
        out = self._process.stdout.fileno()
        heard = ""
        while True:
            select.select([out], [], [])
            more = os.read(out, 65536)
            heard += more.decode(errors="replace")
            if found := re.search(rf"{self.marked} *(\w+)[ \"]*\n", heard):
                return found[1]
            if not more or heard.rstrip().endswith(("?", "no, n, N.", "zero, z, Z.")):
                self.close()
                return ""

    def answer(self, text: str) -> Answer:
        said = self.ask(text)
        return Answer(said if said in {PROVED, REFUTED} else UNKNOWN, note=said or "asks back")


def _names(item: Identity) -> dict[Any, str]:
    return {s: f"v{number}" for number, s in enumerate(item.variables)}


def _output(command: list[str]) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


class Maxima(Program):
    """ratsimp, trigsimp, radcan, and these after trigexpand, exponentialize, logarc and rectform."""

    name = "maxima"
    told = True
    command: ClassVar = ["maxima", "--very-quiet"]
    language = Language(
        {"Pi": "%pi", "Exp1": "%e", "ImaginaryUnit": "%i", "Catalan": "%catalan"},
        SAME
        | RECIPROCAL
        | INVERSE
        | {
            "Abs": "abs", "re": "realpart", "im": "imagpart", "arg": "carg", "conjugate": "conjugate",
            "sign": "signum", "Max": "max", "Min": "min", "atan2": "atan2", "gamma": "gamma",
            "factorial": "factorial", "binomial": "binomial", "beta": "beta", "zeta": "zeta", "erf": "erf",
            "erfc": "erfc", "erfi": "erfi", "besselj": "bessel_j", "bessely": "bessel_y",
            "besseli": "bessel_i", "besselk": "bessel_k", "fibonacci": "fib", "floor": "floor",
        },
    )  # fmt: skip
    # Quoted, as some are names of options too; cheap ones first.
    chain = (
        "block([r: ratsimp(d)], for steps in [['trigsimp], ['radcan], ['trigexpand, 'trigsimp],"
        " ['exponentialize, 'radcan], ['exponentialize, 'logarc, 'radcan], ['rectform, 'trigsimp],"
        " ['rectform, 'radcan], ['rectform, 'exponentialize, 'radcan]] do"
        " if r # 0 and not numberp(r) then (r: d, for f in steps do r: apply(f, [r])),"
        ' if r = 0 then "proved" else if numberp(r) then "refuted" else "unknown")'
    )

    def version(self) -> str | None:
        said = _output(["maxima", "--version"])
        probe = _output([*self.command, "--batch-string=print(trigsimp(sin(x)^2 + cos(x)^2 + 41));"])
        return (
            None
            if said is None
            else said.split()[1] + ("" if "42" in (probe or "") else " without its share")
        )

    def decide(self, item: Identity) -> Answer:
        names = _names(item)
        said = ["kill(all)"]
        said += [self._domain(s, name) for s, name in names.items()]
        said += [f"assume({self._relation(g, names)})" for g in item.given]
        text = self.language.difference(item, names)
        said += [
            f"a: errcatch(block([d: {text}], {self.chain}))",
            f'print("{self.marked}", if a=[] then "error" else a[1])',
        ]
        return self.answer("$\n".join(said) + "$\n")

    def _domain(self, s: Any, name: str) -> str:
        if s.is_positive or s.is_nonnegative:
            sign = f"assume({name} {'>' if s.is_positive else '>='} 0)"
        else:
            sign = f"assume(notequal({name}, 0))" if s.is_zero is False else "0"
        kind = "integer" if s.is_integer else "real" if s.is_real else "complex"
        return f"declare({name}, {kind})$ {sign}"

    def _relation(self, r: Any, names: Mapping[Any, str]) -> str:
        if isinstance(r, sp.Eq):
            raise UnsaidError("an equation among the hypotheses")  # its simplifiers use signs only
        a, b = (self.language.text(side, names) for side in r.args)
        return f"{a} {r.rel_op} {b}"


class Zeroequiv(Maxima):
    """Maxima's own test by values, in the first variable; what it answers varies from call to call."""

    name = "zeroequiv"

    def decide(self, item: Identity) -> Answer:
        if not item.variables:
            raise UnsaidError("no variable")
        return super().decide(item)

    chain = (
        "block([q: zeroequiv(d, v0)],"
        ' if q = true then "proved" else if q = false then "refuted" else "unknown")'
    )


class Fricas(Program):
    """normalize, then complexNormalize."""

    name = "fricas"
    command: ClassVar = ["fricas", "-nosman"]
    language = Language(
        {"Pi": "%pi", "Exp1": "%e", "ImaginaryUnit": "%i"}, SAME | RECIPROCAL | INVERSE | {"Abs": "abs"}
    )
    quiet = ")set messages type off\n)set messages prompt none\n)set output algebra on\n)set break resume\n"

    def version(self) -> str | None:
        said = _output(["fricas", "--version"])
        found = re.search(r"^FriCAS (\S+)", said or "", flags=re.MULTILINE)
        return found[1] if found else None

    def begin(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(self.quiet.encode())

    def decide(self, item: Identity) -> Answer:
        names = _names(item)
        text = self.language.difference(item, names)
        ring = "Complex Integer" if item.lhs.has(sp.I) or item.rhs.has(sp.I) else "Integer"
        said = (
            ")clear properties all",
            'w := "unknown"',
            f"d := ({text})::Expression {ring}",
            "r := normalize(d)",
            'if r = 0 then w := "proved"',
            'if w = "unknown" then (if complexNormalize(d) = 0 then w := "proved")',
            'q := retractIfCan(r)@Union(Fraction Integer, "failed")',
            'if w = "unknown" then (if q case Fraction Integer then w := "refuted")',
            f'output concat("{self.marked} ", w)',
        )
        return self.answer("\n".join(said) + "\n")


class Alkahest(System):
    """Each of its simplifiers alone, then one after the other."""

    name = "alkahest"
    language = Language(
        {"Pi": "pi", "Exp1": "exp(1)", "ImaginaryUnit": "I"},
        SAME | RECIPROCAL | {"Abs": "abs", "atan2": "atan2"},
    )
    simplifiers = (
        "simplify", "simplify_trig_normal_form", "simplify_log_exp", "simplify_expanded",
        "simplify_egraph", "cancel",
    )  # fmt: skip

    def version(self) -> str | None:
        return _installed("alkahest")

    def decide(self, item: Identity) -> Answer:
        alkahest = import_module("alkahest")
        pool = alkahest.ExprPool()
        names = _names(item)
        bound = {name: pool.symbol(name, self._domain(s)) for s, name in names.items()}
        bound["I"] = pool.imaginary_unit()
        text = self.language.difference(item, names)
        zero, start = pool.integer(0), alkahest.parse(text, pool, bound)
        steps: list[Callable[[Any], Any]] = [getattr(alkahest, name) for name in self.simplifiers]
        chained = start
        for step in steps:
            with suppress(alkahest.AlkahestError):
                alone, chained = (_value(step(e)) for e in (start, chained))
                if zero in {alone, chained}:
                    return Answer(PROVED)
        return Answer(REFUTED if chained.node()[0] in {"integer", "rational"} else UNKNOWN)

    def _domain(self, s: Any) -> str:
        if s.is_integer:
            return "integer"
        return "positive" if s.is_positive else "real" if s.is_real else "complex"


def _value(result: Any) -> Any:
    return getattr(result, "value", result)


SYSTEMS: dict[str, Callable[[], System]] = {
    system.name: system for system in (Symderiv, Simplify, Equals, Maxima, Zeroequiv, Fricas, Alkahest, Z3)
}
