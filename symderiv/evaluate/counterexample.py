"""Counterexamples as data, and the checker that accepts or rejects them: ``refuted`` is said of nothing else.

The checker knows nothing of how a point was found.  From the data alone it evaluates every hypothesis and the
statement afresh.  A relation holds if exact numbers say so, if balls exclude each other, or if both sides are
the same term once the values are put in; balls that overlap are never equal.  What evaluation cannot tell
(something said of all t, a limit, equal irrational numbers) needs a theorem about the instance at the data's
values, a formula without variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from flint import fmpq

from symderiv.core import terms as k
from symderiv.core.terms import KernelError, Term
from symderiv.evaluate.evaluator import Evaluation, defining, distributed, evaluate
from symderiv.evaluate.instance import instance, is_closed, with_scalars
from symderiv.evaluate.model import Model
from symderiv.evaluate.numbers import Gaussian, Number, OutOfRange, Undecided, Undefined, precisely
from symderiv.evaluate.outcomes import Toss
from symderiv.evaluate.rationals import rational

PRECISIONS = (192, 1536, 16384)  # bits, the next where fewer decide nothing
Tables = dict[str, dict[tuple[int, ...], fmpq]]
# the hypotheses under which a certificate proves exactly this formula; None if it does not
Proves = Callable[[Any, Term], AbstractSet[Term] | None]


@dataclass(frozen=True)
class Counterexample:
    """Values at which hypotheses hold and a statement does not.

    ``scalars`` has closed terms; ``tables`` what is free of families and functions: values of components,
    first values of sequences with a law, centres and spreads of random families, coefficients of polynomials.
    ``laws`` are recurrences and distributions, as formulas; families in ``powers`` are a constant divided by
    t so many times.
    ``shared`` says that random families depend on one another. ``place`` leads from the statement to what
    fails: the number of a conjunct, the name under which the value of a quantified variable stands.
    ``proofs`` are certificates, with the closed formulas that they prove.
    """

    scalars: dict[str, Term] = field(default_factory=dict)
    tables: Tables = field(default_factory=dict)
    laws: tuple[Term, ...] = ()
    powers: dict[str, int] = field(default_factory=dict)
    shared: bool = False
    place: tuple[int | str, ...] = ()
    proofs: dict[Term, Any] = field(default_factory=dict, repr=False)

    def model(self) -> Model:
        """The data as a model, in which nothing else is given a value."""
        laws = dict(filter(None, map(defining, self.laws)))
        declared = dict(filter(None, map(distributed, self.laws)))
        drawn = {name: dict(known) for name, known in self.tables.items()}
        scalars = {name: number_of(t) for name, t in self.scalars.items()}
        return Model(
            scalars, {}, laws, None, self.shared, dict(self.powers), drawn, dict(self.scalars),
            distributions=declared,
        )  # fmt: skip

    def encoded(self) -> dict[str, Any]:
        """The data as JSON, without the proofs."""
        return {
            "scalars": {name: k.encode(t) for name, t in self.scalars.items()},
            "tables": {name: [[list(i), str(c)] for i, c in t.items()] for name, t in self.tables.items()},
            "laws": [k.encode(f) for f in self.laws],
            "powers": self.powers,
            "shared": self.shared,
            "place": list(self.place),
        }


def decoded(data: dict[str, Any]) -> Counterexample:
    """The inverse of :meth:`Counterexample.encoded`."""
    return Counterexample(
        {str(name): k.decode(t) for name, t in data["scalars"].items()},
        {str(name): dict(map(_entry, entries)) for name, entries in data["tables"].items()},
        tuple(k.decode(f) for f in data["laws"]),
        {str(name): int(m) for name, m in data["powers"].items()},
        bool(data["shared"]),
        tuple(s if isinstance(s, int) else str(s) for s in data["place"]),
    )


def _entry(entry: tuple[list[int], str]) -> tuple[tuple[int, ...], fmpq]:
    index, value = entry
    return tuple(map(int, index)), fmpq(*map(int, value.split("/")))


@dataclass(frozen=True)
class Finding:
    """What the checker says: whether the data refute, and what fails there.

    ``lacking`` are the instances that no evaluation tells and no proof was given of, with the formulas that
    they are of, or the denials of these. ``used`` is that whose proofs were read, and ``negation`` among it
    what says that something fails, if that is not evaluated. ``undefined`` says what has no value there.
    """

    refutes: bool
    model: Model
    failing: Term
    lacking: dict[Term, Term] = field(default_factory=dict)
    used: tuple[Term, ...] = ()
    negation: Term | None = None
    undefined: str | None = None


def check(data: Counterexample, hypotheses: Sequence[Term], goal: Term, proves: Proves) -> Finding:
    """Whether every hypothesis holds at the data's values and the goal does not."""
    return examine(data.model(), data, hypotheses, goal, proves)


def examine(
    model: Model, data: Counterexample, hypotheses: Sequence[Term], goal: Term, proves: Proves
) -> Finding:
    """The same at a model, which may choose values on demand; of the data only place and proofs are read."""
    premises, statement = followed(goal, data.place)
    checker = _Checker(model, data.proofs, proves)
    checker.expect_sorts((*hypotheses, goal, *premises, statement))
    holds = checker.all_hold((*hypotheses, *premises))
    proofs = len(checker.used)
    fails = checker.fails(statement)
    negation = checker.used[proofs] if len(checker.used) > proofs else None
    return Finding(
        holds and fails, model, statement, checker.lacking(), tuple(checker.used), negation, checker.undefined
    )


def satisfies(
    model: Model, data: Counterexample, formulas: Iterable[Term], proves: Proves
) -> tuple[bool, dict[Term, Term]]:
    """Whether all the formulas hold at the model, and what would have to be proved of it."""
    checker, formulas = _Checker(model, data.proofs, proves), tuple(formulas)
    checker.expect_sorts(formulas)
    return checker.all_hold(formulas), checker.lacking()


def followed(goal: Term, place: Sequence[int | str]) -> tuple[list[Term], Term]:
    """The premises on the way to a part of the goal, and that part: the goal is false where those hold and
    this does not."""
    premises: list[Term] = []
    steps = list(reversed(place))
    while goal.op == "implies" or steps:
        match goal.op:
            case "implies":
                premises.append(goal.args[0])
                goal = goal.args[1]
            case "and" if type(steps[-1]) is int:
                goal = goal.args[int(steps.pop())]
            case "all" if _is_called(goal, steps[-1]):
                v = k.var(str(steps.pop()), goal.args[1])
                premises += k.bounds(v, *goal.args[2:4])
                goal = k.open_(goal, v)
            case _:
                raise KernelError(f"{place} leads nowhere in {goal}")
    return premises, goal


def _is_called(quantifier: Term, name: int | str) -> bool:
    """Whether this is the name of the bound variable, but for marks: a witness shows it."""
    return type(name) is str and name.rstrip(k.MARK) == str(quantifier.args[0]).rstrip(k.MARK)


class _Strict(Evaluation):
    """Relations are strict: one that speaks of a component out of range is false, and so is its negation."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.outside: str | None = None  # a component that was met and is out of range
        self.partial = False  # whether another undefined term was met
        self.within = False  # a relation, whose terms may contain conditions

    def truth(self, f: Term, env: tuple[int, ...]) -> bool | None:
        relation = (f.args[0] if f.op == "not" else f).op in ("eq", "le", "lt")
        if self.within or not relation:
            return super().truth(f, env)
        self.within = True
        try:
            return super().truth(f, env)
        except OutOfRange as error:
            self.outside = str(error)
            return False
        except Undefined:
            self.partial = True
            return None
        finally:
            self.within = False


class _Checker:
    """Decides formulas at a model; it notes what it would need a proof of."""

    def __init__(self, model: Model, proofs: dict[Term, Any], proves: Proves) -> None:
        self.model = model
        self.proofs = proofs
        self.proves = proves
        self.open: dict[Term, Term] = {}
        self.used: list[Term] = []
        self.held: list[Term] = []
        self.rejected = False
        self.undefined: str | None = None

    def expect_sorts(self, formulas: Iterable[Term]) -> None:
        """Reject a model with a value that is not certainly of the sort of what it is put in for, in the
        formulas or in a law: a theorem about such an instance says nothing of them."""
        laws = (
            law.fact for laws in (self.model.recurrences, self.model.distributions) for law in laws.values()
        )
        parts = {s for f in (*formulas, *laws) for s in k.subterms(f) if s.op in ("var", "comp")}
        self.rejected |= not all(_is_of_its_sort(s, self.model) for s in parts)

    def lacking(self) -> dict[Term, Term]:
        """What proofs are missing of, if nothing else speaks against the model."""
        return {} if self.rejected else self.open

    def all_hold(self, formulas: Iterable[Term]) -> bool:
        """Whether all are true: by evaluation, as identities of terms, or by proofs, which may rest on others
        of them that have been seen to be true."""
        left, before = list(formulas), -1
        while len(left) != before and not self.rejected:
            before = len(left)
            left = [f for f in left if not self.rejected and not self._holds(f)]
            before = before if self.proofs else len(left)
        return not left and not self.rejected

    def _holds(self, f: Term) -> bool:
        if f.op == "and":
            return self.all_hold(f.args)
        answer = self._evaluated(f)
        self.rejected |= answer is False
        held = self._shown(f, negated=False) if answer is None else answer
        self.held += [f] if held else []
        return held

    def fails(self, f: Term) -> bool:
        """Whether f is false: by evaluation, or by a proof of its negation."""
        answer = None if self.rejected else self._evaluated(f)
        self.rejected |= answer is True
        return self._shown(f, negated=True) if answer is None else not answer

    def _evaluated(self, f: Term) -> bool | None:
        for bits in PRECISIONS if self._is_irrational(f) else PRECISIONS[:1]:
            with precisely(bits):
                self._refine()
                run = _Strict(self.model)
                try:
                    answer = run.truth(f, ())
                except Undefined:
                    self.rejected = True
                    return None
                except (Toss, Undecided):
                    answer = None
            if answer is not None:
                self.undefined = run.outside
                return answer
            self.rejected |= run.partial
        return None

    def _is_irrational(self, f: Term) -> bool:
        named = (self.model.terms.get(v.args[0], k.ZERO) for v in k.free_vars(f))
        parts = [s for t in (f, *named) for s in k.subterms(t)]
        return any(
            s.op in ("fn", "exp", "root") or (s.op == "pow" and k.sort_of(s.args[1]) != "int") for s in parts
        )

    def _refine(self) -> None:
        """Values of constants in the precision that is in force, and no others remembered."""
        irrational = {
            n: t for n, t in self.model.terms.items() if not isinstance(self.model.scalars.get(n), fmpq)
        }
        if irrational:
            self.model.scalars.update({name: number_of(t) for name, t in irrational.items()})
            self.model.families.clear()

    def _shown(self, f: Term, *, negated: bool) -> bool:
        """Whether f, or its negation, is an identity of terms or proved, with the values put in."""
        if self.rejected:
            return False
        try:
            closed, partly = instance(f, self.model), with_scalars(f, self.model)
            if not negated and closed.op == "eq" and closed.args[0] == closed.args[1] and is_closed(closed):
                evaluate(closed.args[0], self.model)  # it has a value
                return True
        except (KernelError, Undefined, Undecided):
            self.rejected = True
            return False
        wanted = [k.not_(g) if negated else g for g in (closed, partly, f)]
        for g in wanted:
            if g in self.proofs and self._proved(g):
                self.used.append(g)
                self.open = {needed: h for needed, h in self.open.items() if h != wanted[2]}
                return True
        self.open[wanted[0] if is_closed(closed) else wanted[1]] = wanted[2]
        return False

    def _proved(self, f: Term) -> bool:
        """Whether the proof of f is one from what is evaluated and from hypotheses that hold, with values for
        their variables or without."""
        needed = self.proves(self.proofs[f], f)
        known = set(self.held) if needed else set()
        for h in self.held if needed else ():
            with suppress(KernelError):
                known.add(with_scalars(h, self.model))
        return needed is not None and all(h in known or self._evaluated(h) for h in needed)


def _is_of_its_sort(t: Term, model: Model) -> bool:
    """Whether the values that a model has for a variable, or for a family's components, are certainly of its
    sort."""
    name, sort = t.args[:2]
    if t.op == "comp" and sort == "int" and model.steady.get(name, 0) > 0:
        return False
    scalar = [model.scalars[name]] if name in model.scalars else []
    try:
        for value in scalar if t.op == "var" else model.drawn.get(name, {}).values():
            Evaluation.as_sort(t, value)
    except Undecided:
        return False
    return True


def number_of(t: Term) -> Number:
    """The value of a closed term: a rational number, a complex one with rational parts, or a ball."""
    match t:
        case Term(op="num"):
            return rational(t)
        case Term(op="add", args=(re, Term(op="mul", args=(im, k.I)))) if re.op == im.op == "num":
            return Gaussian(rational(re), rational(im))
    return evaluate(t, Model())
