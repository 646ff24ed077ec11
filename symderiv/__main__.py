"""``python -m symderiv`` is the command ``symderiv``."""

from __future__ import annotations

from symderiv.cli import entry

if __name__ == "__main__":
    entry()
