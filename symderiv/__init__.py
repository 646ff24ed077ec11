"""symderiv checks derivations: it proves each line, or refutes it with an exact counterexample.

The names below are loaded when they are first used, so that importing the package stays cheap.

>>> import symderiv
>>> symderiv.Source("notes.txt").at("p. 3").place
'p. 3'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from symderiv.api import check
    from symderiv.language.experiment import Measurement, Outcome, allowed_errors
    from symderiv.language.notation import (
        all_of,
        bernoulli,
        big_o,
        block,
        cases,
        components,
        conditional_mean,
        covariance,
        cross_entropy,
        d,
        diag,
        differentiable,
        divergence,
        entropy,
        eq,
        exists,
        exists_unique,
        exponential,
        forall,
        function,
        gradient,
        hadamard,
        hessian,
        identity,
        iff,
        iid,
        implies,
        independent,
        index,
        inner,
        jacobian,
        le,
        little_o,
        loss,
        lt,
        matrix,
        mean,
        ne,
        norm,
        normal,
        ones,
        orthogonal,
        outer,
        poisson,
        probability,
        random,
        random_sequence,
        scalars,
        sequence,
        sizes,
        surely,
        symmetric,
        tends,
        total,
        trace,
        uniform,
        variance,
        vector,
        zeros,
    )
    from symderiv.language.page import Claim, Page, Source
    from symderiv.language.verdict import Evidence, Kind, Status, Verdict

__version__: Final = "0.1.0"

__all__ = [
    "Claim",
    "Evidence",
    "Kind",
    "Measurement",
    "Outcome",
    "Page",
    "Source",
    "Status",
    "Verdict",
    "all_of",
    "allowed_errors",
    "bernoulli",
    "big_o",
    "block",
    "cases",
    "check",
    "components",
    "conditional_mean",
    "covariance",
    "cross_entropy",
    "d",
    "diag",
    "differentiable",
    "divergence",
    "entropy",
    "eq",
    "exists",
    "exists_unique",
    "exponential",
    "forall",
    "function",
    "gradient",
    "hadamard",
    "hessian",
    "identity",
    "iff",
    "iid",
    "implies",
    "independent",
    "index",
    "inner",
    "jacobian",
    "le",
    "little_o",
    "loss",
    "lt",
    "matrix",
    "mean",
    "ne",
    "norm",
    "normal",
    "ones",
    "orthogonal",
    "outer",
    "poisson",
    "probability",
    "random",
    "random_sequence",
    "scalars",
    "sequence",
    "sizes",
    "surely",
    "symmetric",
    "tends",
    "total",
    "trace",
    "uniform",
    "variance",
    "vector",
    "zeros",
]

_ELSEWHERE: Final[dict[str, str]] = {
    **dict.fromkeys(("Measurement", "Outcome", "allowed_errors"), "symderiv.language.experiment"),
    **dict.fromkeys(("Claim", "Page", "Source"), "symderiv.language.page"),
    **dict.fromkeys(("Evidence", "Kind", "Status", "Verdict"), "symderiv.language.verdict"),
    "check": "symderiv.api",
}


def __getattr__(name: str) -> Any:
    """A public name from the module that defines it (PEP 562); the notation imports SymPy."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_ELSEWHERE.get(name, "symderiv.language.notation")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
