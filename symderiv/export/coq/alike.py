"""Terms that are the same but for arithmetic: what a law makes, and how the core writes it."""

from __future__ import annotations

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.proofs import Prover

Pair = tuple[Term, Term]


def alike(p: Prover, a: Term, b: Term) -> str:
    """That two terms are equal, by arithmetic below the same functions."""
    if a == b:
        return "eq_refl"
    inner = argument(a), argument(b)
    if inner[0] is None or inner[1] is None or head(p, a) != head(p, b):
        return p.identity(a, b)
    return f"(f_equal {head(p, a)} {alike(p, inner[0], inner[1])})"


def argument(t: Term) -> Term | None:
    """The one argument of a function."""
    match t.op:
        case "exp" | "root":
            return t.args[0]  # type: ignore[no-any-return]
        case "fn" if len(t.args[1]) == 1:
            return t.args[1][0]  # type: ignore[no-any-return]
    return None


def head(p: Prover, t: Term) -> str:
    """The function of one argument that a term applies."""
    if t.op == "exp":
        return "exp"
    if t.op == "root":
        return f"({'root' if k.sort_of(t.args[0]) != 'complex' else 'principal_root'} {t.args[1]})"
    return p.print.function(t.args[0])


def between(p: Prover, left: Pair, proof: str, right: Pair) -> str:
    """a = b from a' = b', with (a, a') and (b', b) alike."""
    if left[0] != left[1]:
        proof = f"(eq_trans {alike(p, *left)} {proof})"
    return proof if right[0] == right[1] else f"(eq_trans {proof} {alike(p, *right)})"


def exactly(a: Term, b: Term) -> None:
    """Refuse an instance of a law whose parts have been put together."""
    if a != b:
        raise NotExportedError(f"an instance of a law in which {a} is {b}")
