"""The command ``symderiv``. What does the work is imported by the verb that needs it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

from symderiv.cli.arguments import parser
from symderiv.cli.output import INTERRUPTED, NOT_AS_EXPECTED, OK, WRONG_CALL, complain, said
from symderiv.language.errors import UsageError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command, and return its exit code; nothing that goes wrong shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Unicode shows question marks
    try:
        return _dispatch(parser().parse_args(arguments))
    except UsageError as error:
        complain(str(error))
        return WRONG_CALL
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        return OK
    except Exception as error:
        if os.environ.get("SYMDERIV_DEBUG"):
            raise
        complain(f"internal error: {said(error)} (SYMDERIV_DEBUG=1 shows where)")
        return NOT_AS_EXPECTED


def entry() -> None:
    """The console script: ``main``, then out at once; to take SymPy apart in good order costs 0.1 s."""
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
    os._exit(code)


def _dispatch(called: argparse.Namespace) -> int:
    verb: Callable[[argparse.Namespace], int] = called.verb
    return verb(called)
