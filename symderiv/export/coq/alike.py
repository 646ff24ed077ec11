"""Terms that are the same but for arithmetic: what a law makes, and how the core writes it."""

from __future__ import annotations

from symderiv.core import terms as k
from symderiv.core.terms import Term
from symderiv.export.coq.identities import Equation
from symderiv.export.coq.names import NotExportedError
from symderiv.export.coq.proofs import Prover

Pair = tuple[Term, Term]


def alike(p: Prover, a: Term, b: Term) -> str:
    """That two terms are equal, by arithmetic below the same functions."""
    if a == b:
        return "eq_refl"
    inner = arguments(a), arguments(b)
    if not inner[0] or len(inner[0]) != len(inner[1]) or head(p, a) != head(p, b):
        return p.identity(a, b)
    of = " ".join(alike(p, *pair) for pair in zip(*inner, strict=True))
    return f"(f_equal{len(inner[0]) if len(inner[0]) > 1 else ''} {head(p, a)} {of})"


def arguments(t: Term) -> tuple[Term, ...]:
    """The arguments of a function; none of another term."""
    match t.op:
        case "exp" | "root":
            return t.args[:1]
        case "fn":
            return tuple(t.args[1])
    return ()


def head(p: Prover, t: Term) -> str:
    """The function that a term applies."""
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


def written(p: Prover, law: Term, made: Term, *parts: Pair) -> str:
    """That a term as a law has it is what the core makes of it, where parts of both are alike."""
    if law == made:
        return "eq_refl"
    return p.identity(law, made, [Equation(a, b, alike(p, a, b)) for a, b in parts if a != b])


def exactly(a: Term, b: Term) -> None:
    """Refuse an instance of a law whose parts have been put together."""
    if a != b:
        raise NotExportedError(f"an instance of a law in which {a} is {b}")
