"""Certificates of the core as flat lists of steps, with terms written out, which are easily spoilt.

A step is [rule, argument, ...]; an earlier theorem is ["#", step], a tuple ["", ...], a term [op, ...].
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from symderiv.core import terms as k
from symderiv.core.certificate import certificate
from symderiv.core.inference import RULES, Theorem
from symderiv.core.terms import KernelError

Json = Any
Steps = list[Any]
MALFORMED = (TypeError, ValueError, AttributeError, IndexError, KeyError, ArithmeticError)


def flat(data: Any) -> Steps:
    """A certificate without its table: each term is written out where it is used."""
    terms: list[Json] = []

    def written(a: Json) -> Json:
        match a:
            case {"t": int(i)}:
                return terms[i]
            case {"s": int(i)}:
                return ["#", i]
        return [written(b) for b in a] if isinstance(a, list) else a

    for term in data["terms"]:
        terms.append([term[0], *map(written, term[1:])])  # noqa: PERF401 - a term may refer to those before
    return [[step[0], *map(written, step[1:])] for step in data["steps"]]


def steps_of(thm: Theorem) -> Steps:
    return flat(certificate(thm))


def replay(
    steps: Sequence[Any],
    made: list[Theorem] | None = None,
    reached: Counter[str] | None = None,
    accepted: Counter[str] | None = None,
) -> Theorem:
    """The theorem that the steps prove, by the core's rules; what is made on the way is put into ``made``.

    KernelError, and nothing else, where a step is refused or malformed.
    """
    made = [] if made is None else made

    def read(a: Json) -> Any:
        match a:
            case ["#", int(i)] if type(i) is int:
                if not 0 <= i < len(made):
                    raise KernelError(f"expected an earlier step, not {i}")
                return made[i]
            case ["", *rest]:
                return tuple(map(read, rest))
        return k.decode(a)

    if not isinstance(steps, list) or not steps:
        raise KernelError("expected steps")
    for step in steps:
        if not isinstance(step, list) or not step or not isinstance(step[0], str) or step[0] not in RULES:
            raise KernelError("expected a rule's name")
        name = step[0]
        try:
            args = [read(a) for a in step[1:]]
        except MALFORMED as error:
            raise KernelError(f"malformed: {error}") from error
        except RecursionError as error:
            raise KernelError("nested too deeply") from error
        if reached is not None:
            reached[name] += 1
        made.append(applied(name, args))
        if accepted is not None:
            accepted[name] += 1
    return made[-1]


def applied(name: str, args: list[Any]) -> Theorem:
    """A rule at its arguments, as a certificate's reader applies it: what is malformed is refused."""
    try:
        return RULES[name](*args)
    except KernelError:
        raise
    except MALFORMED as error:
        raise KernelError(f"a step of the certificate is malformed: {error}") from error
    except RecursionError as error:
        raise KernelError("a step of the certificate is nested too deeply") from error
