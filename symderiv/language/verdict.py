"""What the checker says of a statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symderiv.core.terms import Term
    from symderiv.evaluate.counterexample import Counterexample
    from symderiv.render.names import Spelling


class _Word(Enum):
    def __bool__(self) -> bool:
        raise TypeError(f"{type(self).__name__}.{self.name} is not a truth value; compare it")

    def __str__(self) -> str:
        return str(self.value)


class Status(_Word):
    """The six verdicts."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    CONFLICT = "conflict"
    ERROR = "error"
    TIMEOUT = "timeout"


class Evidence(_Word):
    """What a verdict rests on."""

    CERTIFICATE = "certificate"
    AXIOMS = "axioms"
    WITNESS = "witness"


class Kind(_Word):
    """The kinds of claims."""

    DEFINITION = "definition"
    EQUATION = "equation"
    INEQUALITY = "inequality"
    ORDER = "order"
    LIMIT = "limit"
    LOGIC = "logic"


class Found(_Word):
    """Where a verdict comes from: a search, or what one had found before, checked once more."""

    SEARCHED = "searched"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Numeric:
    """The outcome of the cross-check in floating point."""

    points: int
    max_relative_error: float


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong inside the checker's own search: in which oracle, the kind of error, where in the
    package, and how often. It lost that oracle's answer, and no more."""

    oracle: str
    error: str
    place: str
    times: int = 1


class MutantOutcome(_Word):
    """What became of a planted error."""

    KILLED = "killed"
    EQUIVALENT = "equivalent"
    NOT_NEEDED = "not needed"
    SURVIVED = "survived"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A claim with one error planted: of which kind, where, and the verdict that it met with.

    ``before`` and ``after`` are the part that was changed ("" where it is gone); ``reason`` says why the
    mutant was not refuted.
    """

    kind: str
    place: str
    before: str
    after: str
    outcome: MutantOutcome
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mutants:
    """The mutants of a claim that were judged, ``possible`` of how many, and how many were none: with
    contradictory hypotheses, or without a reading."""

    tried: tuple[Mutant, ...]
    possible: int = 0
    dropped: int = 0
    complaint: str | None = None

    def of(self, *outcomes: MutantOutcome) -> tuple[Mutant, ...]:
        """Those that met with one of these outcomes."""
        return tuple(m for m in self.tried if m.outcome in outcomes)


class Words(Enum):
    """How far a proof is told in words, which takes time that a table of verdicts need not spend."""

    NONE = 0
    TEXT = 1
    LATEX = 2  # the text, and its lines once more with their formulas in LaTeX


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a hypothesis comes from: the claim whose statement it is, and the claim cited by which it came
    along ("" for none: the claim says it itself).
    """

    label: str = ""
    through: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """A claim that another rests on, and how it came out; ``through`` is the claim cited by which it came
    along, or "" where it is cited itself.
    """

    label: str
    status: Status
    erratum: bool = False
    definition: bool = False
    through: str = ""

    @property
    def stands(self) -> bool:
        """Whether it is what its page says it is: an erratum refuted, all else proved."""
        return self.status is (Status.REFUTED if self.erratum else Status.PROVED)

    @property
    def called(self) -> str:
        """The claim by its label.

        >>> Support("4", Status.REFUTED, erratum=True).called, Support("9", Status.PROVED).called
        ('the erratum (4)', '(9)')
        """
        kind = "the erratum " if self.erratum else "the definition " if self.definition else ""
        return f"{kind}({self.label})"

    @property
    def told(self) -> str:
        """The claim with its verdict.

        >>> Support("4", Status.REFUTED, erratum=True).told, Support("9", Status.TIMEOUT).told
        ('the erratum (4), which is refuted', '(9), which ran out of time')
        """
        odd = {
            Status.TIMEOUT: "ran out of time",
            Status.ERROR: "is in error",
            Status.CONFLICT: "is a conflict",
        }
        return f"{self.called}, which {odd.get(self.status, f'is {self.status}')}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What whoever cites a claim has to know of it: its verdict, the conditions it holds under, and what the
    verdict is about, line by line."""

    status: Status
    conditions: tuple[Term, ...] = ()
    lines: tuple[Term, ...] | None = None

    @classmethod
    def of(cls, verdict: Verdict) -> Standing:
        """That of a claim with this verdict."""
        if verdict.formulas is None:
            return cls(verdict.status)
        lines = tuple(line for line, _ in verdict.formulas.lines)
        return cls(verdict.status, verdict.formulas.conditions, lines)


@dataclass(frozen=True, slots=True)
class Formulas:
    """What a verdict is about, in the core's terms: lines with their reasons, hypotheses with the labels
    they come from ("" for none), the conditions that were added, how names are spelled, and the proof in
    words with its formulas in LaTeX.
    """

    lines: tuple[tuple[Term, str], ...]
    given: tuple[tuple[Term, str], ...]
    conditions: tuple[Term, ...]
    spelling: Spelling
    losses: tuple[Term, ...] = ()
    proof: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The checker's answer: status, evidence, and what both rest on.

    ``witness`` maps symbols to exact values (as text); ``sides`` holds the values of both sides there;
    ``ill_formed`` says what is not defined there, where that is what refutes. ``model`` are values at which
    the hypotheses and conditions of what is proved hold, and ``example`` is the same as data.
    ``names`` are what the proof calls the hypotheses in ``given`` ("" where it quotes them in full), and
    ``origins`` where each of them comes from; ``rests_on`` are the claims cited, directly and through others;
    ``losses`` say at which points losses are taken, which are printed by their names alone;
    ``conditions`` are the side conditions that became hypotheses; ``certificate`` is a list of core
    steps that anyone can replay; ``proof`` has the same steps in words, one a line. ``formulas`` holds
    what was translated, for printers; it is None where nothing could be. ``mutants`` is None where no
    errors were planted. ``faults`` are errors inside the search, which went on without them. ``found`` says
    whether there was a search, ``retold`` whether ``method`` and ``proof`` are in the words of another, which
    nothing has checked; ``stale`` is why what an earlier one had found was of no use, and ``record``
    what may be kept of this one.
    """

    status: Status
    evidence: Evidence | None = None
    statement: str = ""
    given: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    axioms: tuple[str, ...] = ()
    method: str = ""
    proof: tuple[str, ...] = ()
    witness: dict[str, str] | None = None
    sides: dict[str, str] | None = None
    message: str | None = None
    ill_formed: str | None = None
    model: dict[str, str] | None = None
    numeric: Numeric | None = None
    kind: Kind = Kind.EQUATION
    seconds: float = 0.0
    counterexample: Counterexample | None = field(default=None, repr=False, compare=False)
    example: Counterexample | None = field(default=None, repr=False, compare=False)
    certificate: dict[str, Any] | None = field(default=None, repr=False)
    formulas: Formulas | None = field(default=None, repr=False, compare=False)
    mutants: Mutants | None = None
    faults: tuple[Fault, ...] = ()
    origins: tuple[Origin, ...] = ()
    rests_on: tuple[Support, ...] = ()
    found: Found = Found.SEARCHED
    retold: bool = False
    stale: str | None = None
    record: dict[str, Any] | None = field(default=None, repr=False, compare=False)

    @property
    def latex(self) -> str:
        """The statement in LaTeX, printed when it is asked for; "" where nothing could be translated."""
        if self.formulas is None:
            return ""
        from symderiv.core import terms as k  # noqa: PLC0415 - a report that is told again prints nothing
        from symderiv.render.latex import latex  # noqa: PLC0415 - as above

        return latex(k.and_(*(line for line, _ in self.formulas.lines)), self.formulas.spelling)

    @property
    def rests_on_open(self) -> str:
        """What the claim rests on and is not what its page says it is, in words; "" if all of it is."""
        return " and ".join(s.told for s in self.rests_on if not s.stands)

    def __bool__(self) -> bool:
        raise TypeError(
            f"a verdict is no truth value, and this one is {self.status}: compare .status, "
            "as in verdict.status is Status.PROVED"
        )
