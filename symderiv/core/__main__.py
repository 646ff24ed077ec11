"""``python -m symderiv.core FILE``: check a certificate, and print the theorem that it proves."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from symderiv.core.certificate import replay
from symderiv.core.terms import KernelError


def main(args: list[str]) -> int:
    """0 if the certificate is accepted, 1 if it is not, 2 if there is none."""
    if len(args) != 1:
        print("usage: python -m symderiv.core FILE", file=sys.stderr)
        return 2
    try:
        thm = replay(json.loads(Path(args[0]).read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        print(f"{args[0]}: no certificate could be read: {error}", file=sys.stderr)
        return 2
    except KernelError as error:
        print(f"{args[0]}: not accepted: {error}", file=sys.stderr)
        return 1
    print(f"statement   {thm.conclusion}")
    for f in sorted(map(str, thm.hypotheses)):
        print(f"hypothesis  {f}")
    for name in sorted(thm.axioms):
        print(f"axiom       {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
