"""``python -m symderiv.core FILE``: check a certificate, and print the theorem that it proves."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from symderiv.core.certificate import replay
from symderiv.core.inference import Theorem
from symderiv.core.terms import KernelError

LONGEST = 2000  # characters of a message


def main(args: list[str]) -> int:
    """0 if the certificate is accepted, 1 if it is not, 2 if there is none."""
    if len(args) != 1:
        print("usage: python -m symderiv.core FILE", file=sys.stderr)
        return 2
    try:
        data = json.loads(Path(args[0]).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        print(f"{args[0]}: no certificate could be read: {error}"[:LONGEST], file=sys.stderr)
        return 2
    try:
        print("\n".join(_report(replay(data))))
    except KernelError as error:
        print(f"{args[0]}: not accepted: {error}"[:LONGEST], file=sys.stderr)
        return 1
    except (RecursionError, MemoryError, ValueError) as error:  # a number of too many digits, too deep a term
        print(f"{args[0]}: accepted, but it cannot be printed: {error}"[:LONGEST], file=sys.stderr)
        return 1
    return 0


def _report(thm: Theorem) -> Iterator[str]:
    yield f"statement   {thm.conclusion}"
    yield from (f"hypothesis  {f}" for f in sorted(map(str, thm.hypotheses)))
    yield from (f"axiom       {name}" for name in sorted(thm.axioms))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
