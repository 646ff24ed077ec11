"""A page: a derivation as it stands in its source. Pages are inert; a verb of the runner runs them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any, Final, Literal

from symderiv.language.citations import circles, drawn
from symderiv.language.errors import PageError
from symderiv.language.experiment import Outcome
from symderiv.language.verdict import Kind, Standing, Status, Verdict
from symderiv.language.vetting import (
    line_outside,
    vetted_function,
    vetted_label,
    vetted_labels,
    vetted_list,
    vetted_name,
    vetted_text,
)

Given = Any  # a statement, a function that returns one, or the label of another claim of the page


@dataclass(frozen=True, slots=True)
class Source:
    """A document, and a place in it.

    >>> Source("lecture.txt").at("Assignment 2")
    Source(document='lecture.txt', place='Assignment 2')
    """

    document: str
    place: str = ""

    def __post_init__(self) -> None:
        vetted_text("a source's document", self.document)
        vetted_text("a source's place", self.place)

    def at(self, place: str) -> Source:
        """The same document at another place."""
        return Source(self.document, place)


@dataclass(frozen=True, eq=False, repr=False)
class Claim:
    """One labelled statement of a page, written as a function that the runner calls.

    The function returns a statement, or yields lines, each a statement or (statement, reason).
    To make a claim proves nothing; what needs the verdict has it judged once, and remembers.
    """

    page: Page
    label: str
    build: Callable[[], Any]
    given: tuple[Given, ...]
    derived_from: tuple[str, ...]
    kind: Kind | None
    expected: Status
    correction: str | None
    ill_formed: str | None
    file: str
    line: int
    example: Any = None

    @property
    def id(self) -> str:
        return f"{self.page.name}:{self.label}"

    @property
    def text(self) -> str:
        """What the page's author says of the claim: the docstring of its function."""
        return inspect.getdoc(self.build) or ""

    @property
    def cited(self) -> tuple[str, ...]:
        """The labels that this claim is given: it holds under what they hold under."""
        return tuple(dict.fromkeys(g for g in self.given if isinstance(g, str)))

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The labels that this claim is given, and those that its source derives it from."""
        return tuple(dict.fromkeys([*self.cited, *self.derived_from]))

    @cached_property
    def verdict(self) -> Verdict:
        """What the checker says of the claim, asked the first time that this is read."""
        return _late("symderiv.api").check(self)  # type: ignore[no-any-return]

    @cached_property
    def standing(self) -> Standing:
        """How the claim came out and under which conditions, which whoever cites it has to know."""
        return Standing.of(self.verdict)

    def remember(self, standing: Standing) -> None:
        """Take the claim for decided, as it was in another process."""
        vars(self)["standing"] = standing

    @property
    def known(self) -> bool:
        """Whether the verdict has been asked for."""
        return "verdict" in vars(self)

    @property
    def certificate(self) -> dict[str, Any] | None:
        """The steps of the proof, which ``symderiv.core.certificate.replay`` checks; None without a proof."""
        return self.verdict.certificate

    @property
    def lhs(self) -> Any:
        """The first left side of the claim's chain of relations, in SymPy.

        Quantifiers in front are left out; StatementError where the claim is no chain of relations.
        """
        return _late("symderiv.codegen.sides").sides(self).lhs

    @property
    def rhs(self) -> Any:
        """The last right side of the chain, in SymPy; printed cases are a ``Piecewise``."""
        return _late("symderiv.codegen.sides").sides(self).rhs

    def latex(self) -> str:
        """The statement for math mode, printed from the core's term; needs no verdict."""
        return _late("symderiv.report.notebook").statement(self)  # type: ignore[no-any-return]

    def to_numpy(
        self, *, side: Literal["left", "right"] = "right", xp: Any = None, checked: bool = True
    ) -> Any:
        """One side as a function of arrays of any size; its docstring says which, and ``.source`` how.

        Families become array arguments whose shapes are the declared ranges, scalars become numbers; the
        free indices of the statement are the axes of the result, which ``.axes`` names in their order.
        Derivatives are carried out by the core's table. ``xp`` is a module with NumPy's interface that
        computes instead, such as ``autograd.numpy`` or ``jax.numpy``.

        The claim has to be proved; ``checked=False`` asks for no verdict. StatementError where it is not
        proved, or where a side has no value in arrays (an expectation, a loss without its derivative).
        """
        return _late("symderiv.codegen.function").numpy_function(self, side=side, xp=xp, checked=checked)

    def __repr__(self) -> str:
        return f"<Claim {self.id}>"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """For a notebook: the statement, a badge with the verdict, hypotheses and conditions."""
        return _late("symderiv.report.notebook").bundle(self)  # type: ignore[no-any-return]


def _late(name: str) -> Any:
    """A module that imports SymPy, which a page that is only looked at does not need."""
    return import_module(name)


EXPERIMENT: Final = "experiment"  # the label under which a page's experiment is asked for


@dataclass(frozen=True, slots=True)
class Experiment:
    """A seeded measurement in NumPy that goes with a page; it runs when the page is run."""

    page: Page
    measure: Callable[[Any], Any]
    seed: int
    file: str
    line: int

    @property
    def id(self) -> str:
        return f"{self.page.name}:{EXPERIMENT}"

    @property
    def text(self) -> str:
        """What is measured: the docstring of its function."""
        return inspect.getdoc(self.measure) or ""

    def run(self) -> Outcome:
        """Measure, with a generator of random numbers that starts from the seed."""
        from numpy.random import default_rng  # noqa: PLC0415 - a page is imported without it

        found = self.measure(default_rng(self.seed))
        if not isinstance(found, Outcome):
            raise PageError(f"an experiment returns an Outcome; met {type(found).__name__}")
        return found


@dataclass(frozen=True, slots=True)
class Picture:
    """What one would rather look at than read; it is drawn for a report, and decides nothing.

    ``draw`` returns a figure with Matplotlib's ``savefig``; ``caption`` says what was computed.
    """

    page: Page
    caption: str
    draw: Callable[[], Any]
    file: str
    line: int


@dataclass(frozen=True, eq=False, slots=True)
class _Awaited:
    """A decorator that was called, and the line; the function it is for has not come yet."""

    word: str
    label: str
    line: int


@dataclass(slots=True)
class Page:
    """A derivation: a name, a title, its source, and claims in the source's order.

    >>> page = Page("demo", title="A demonstration", source=Source("notes.txt", "p. 1"))
    >>> @page.claim("1")
    ... def square():
    ...     from sympy import Eq, symbols
    ...     x, y = symbols("x y")
    ...     return Eq((x + y)**2, x**2 + 2*x*y + y**2)
    >>> page["1"].id
    'demo:1'
    """

    name: str
    title: str
    source: Source
    claims: list[Claim] = field(default_factory=list)
    experiments: list[Experiment] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    _awaiting: list[_Awaited] = field(default_factory=list, init=False, repr=False, compare=False)
    _by_label: dict[str, Claim] = field(default_factory=dict, init=False, repr=False, compare=False)
    _indexed: int = field(default=0, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.vet()

    def vet(self) -> None:
        """PageError unless name, title and source can be told to a reader."""
        vetted_name(self.name)
        vetted_text("the title of a page", self.title)
        if not isinstance(self.source, Source):
            raise PageError(
                f'the source of a page is a Source, such as Source("notes.txt"), not {self.source!r}'
            )

    def __getitem__(self, label: str) -> Claim:
        if label in self._known():
            return self._known()[label]
        raise KeyError(f"{self.name} has no claim {label!r}; it has {', '.join(c.label for c in self)}")

    def _known(self) -> dict[str, Claim]:
        """The first claim with each label; claims are added one by one, and looked up often."""
        if self._indexed != len(self.claims):
            self._by_label.clear()
            for c in self.claims:
                self._by_label.setdefault(c.label, c)
            self._indexed = len(self.claims)
        return self._by_label

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def cites(self, label: str) -> tuple[str, ...]:
        """The labels that a claim of this page is given; none where there is no such claim."""
        claim = self._known().get(label)
        return () if claim is None else claim.cited

    def __contains__(self, label: object) -> bool:
        return label in self._known()

    def definition(
        self,
        label: str,
        *,
        given: Sequence[Given] = (),
        derived_from: Sequence[str] = (),
        example: Any = None,
    ) -> Callable[[Any], Claim]:
        """A line that defines a quantity; what is checked is that it is well-formed under ``given``."""
        return self._add(
            "definition", label, given, derived_from, Kind.DEFINITION, Status.PROVED, example=example
        )

    def claim(
        self,
        label: str,
        *,
        given: Sequence[Given] = (),
        derived_from: Sequence[str] = (),
        kind: Kind | None = None,
        example: Any = None,
    ) -> Callable[[Any], Claim]:
        """A statement that is to be proved under ``given``.

        Each hypothesis is a statement, a function that returns one, or the label of another claim, whose
        statement is then assumed. ``derived_from`` labels the lines that the source gets this one from and
        that the proof does without; nothing is assumed of them. ``example`` is a dict of values at which the
        hypotheses hold, or a function that returns one, for where no such point is found.
        """
        return self._add("claim", label, given, derived_from, kind, Status.PROVED, example=example)

    def erratum(
        self,
        label: str,
        *,
        corrected: str | None = None,
        given: Sequence[Given] = (),
        derived_from: Sequence[str] = (),
        ill_formed: str | None = None,
    ) -> Callable[[Any], Claim]:
        """A statement as printed that is to be refuted; ``corrected`` labels the claim that is true
        instead (``LABEL-corrected`` unless said otherwise). ``ill_formed`` says what is amiss with a line
        that has no literal reading of its own and is read strictly."""
        vetted_label("erratum", label)
        correction = f"{label}-corrected" if corrected is None else vetted_label("correction", corrected)
        if ill_formed is not None:
            vetted_text("what is ill-formed", ill_formed)
        return self._add("erratum", label, given, derived_from, None, Status.REFUTED, correction, ill_formed)

    def experiment(self, *, seed: int) -> Callable[[Any], Experiment]:
        """The experiment of the page, one at most: a function of a seeded ``numpy.random.Generator`` that
        returns an ``Outcome``. It imports NumPy itself, so that the page does not."""
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise PageError(f"the seed of an experiment is an integer from 0 on, not {seed!r}")

        awaited = self._await("experiment", f"seed={seed}")

        def register(measure: Any) -> Experiment:
            code = inspect.unwrap(vetted_function("experiment", measure)).__code__
            found = Experiment(self, measure, seed, code.co_filename, code.co_firstlineno)
            self.experiments.append(found)
            self._arrived(awaited)
            return found

        return register

    def picture(self, caption: str) -> Callable[[Any], Picture]:
        """A picture for reports: a function that returns a figure of Matplotlib, which it imports itself."""
        if not isinstance(caption, str) or not caption.strip():
            raise PageError(f"a picture has a caption that says what was computed, not {caption!r}")

        awaited = self._await("picture", repr(caption))

        def register(draw: Any) -> Picture:
            code = inspect.unwrap(vetted_function("picture", draw)).__code__
            found = Picture(self, caption, draw, code.co_filename, code.co_firstlineno)
            self.pictures.append(found)
            self._arrived(awaited)
            return found

        return register

    def _add(
        self,
        word: str,
        label: str,
        given: Sequence[Given],
        derived_from: Sequence[str],
        kind: Kind | None,
        expected: Status,
        correction: str | None = None,
        ill_formed: str | None = None,
        example: Any = None,
    ) -> Callable[[Any], Claim]:
        vetted_label(word, label)
        hypotheses, lines = _hypotheses(given), vetted_labels("derived_from", derived_from)
        if kind is not None and not isinstance(kind, Kind):
            raise PageError(f"the kind of a claim is a Kind, such as Kind.EQUATION, not {kind!r}")
        if (
            kind is Kind.DEFINITION and word != "definition"
        ):  # of which only that it is well-formed is checked
            raise PageError("a claim of this kind is written with @page.definition")
        awaited = self._await(word, repr(label))

        def register(build: Any) -> Claim:
            code = inspect.unwrap(vetted_function(word, build)).__code__
            found = Claim(
                self, label, build, hypotheses, lines, kind, expected, correction, ill_formed,
                code.co_filename, code.co_firstlineno, example,
            )  # fmt: skip
            self.claims.append(found)
            self._arrived(awaited)
            return found

        return register

    def _await(self, word: str, label: str) -> _Awaited:
        awaited = _Awaited(word, label, line_outside(__file__))
        self._awaiting.append(awaited)
        return awaited

    def _arrived(self, awaited: _Awaited) -> None:
        if awaited in self._awaiting:  # a decorator that is kept may register several functions
            self._awaiting.remove(awaited)

    def problems(self) -> Iterator[tuple[int, str]]:
        """(line, message) for what is wrong with the page: labels used twice, corrections of nothing."""
        for a in self._awaiting:
            yield a.line, f"page.{a.word}({a.label}) stands above no function: write @ before it"
        if not self.claims and not self.experiments and not self._awaiting:
            yield 1, "the page has no claim, so that nothing was checked"
        for second in self.experiments[1:]:
            first = self.experiments[0].line
            yield second.line, f"a page has one experiment at most, and there is one at line {first}"
        seen: dict[str, Claim] = {}
        for c in self.claims:
            if not c.label.isprintable():
                yield c.line, f"label {c.label!r} contains a control character"
            if c.label in seen:
                yield c.line, f"label {c.label!r} is used twice (first at line {seen[c.label].line})"
            if c.label == EXPERIMENT and self.experiments:
                yield c.line, f"label {c.label!r} is the name of the page's experiment"
            seen.setdefault(c.label, c)
        for c in self.claims:
            if c.correction is not None and c.correction not in seen:
                yield c.line, f"erratum {c.label!r} names the correction {c.correction!r}, which is no claim"
            if c.label.endswith("-corrected") and not any(e.correction == c.label for e in self.claims):
                yield c.line, f"{c.label!r} is a correction of nothing: no erratum names it"
            for g in c.given:
                if isinstance(g, str) and g not in seen:
                    yield c.line, f"{c.label!r} is given {g!r}, which is no claim of this page"
            for label in c.derived_from:
                if label == c.label or label not in seen:
                    other = "itself" if label == c.label else f"{label!r}, which is no claim of this page"
                    yield c.line, f"{c.label!r} is said to be derived from {other}"
        for circle in circles(list(seen), self.cites):
            what = "is given itself" if len(circle) == 2 else "and what it is given rest on each other"
            yield seen[circle[0]].line, f"{circle[0]!r} {what}: {drawn(circle)}; labels cited form no circle"

    def require(self, label: str) -> Claim:
        if label not in self:
            raise PageError(f"{self.name} has no claim {label!r}")
        return self[label]


def _hypotheses(given: Any) -> tuple[Given, ...]:
    found = vetted_list("given", given)
    for g in found:
        if isinstance(g, Claim):
            raise PageError(f"given names a claim of the page by its label: write {g.label!r}")
    return found
