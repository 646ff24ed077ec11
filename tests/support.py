"""What several test files share."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent

HEADER = """\
from symderiv import Page, Source, eq, scalars

page = Page("{name}", title="A test page", source=Source("notes.txt", "p. 1"))
a, b = scalars("a b")

"""

Write = Callable[..., Path]
Command = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what would colour or widen the output."""
    kept = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "NO_COLOR", "TERM", "FORCE_COLOR"}}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path, "PYTHONUTF8": "1", **more}
