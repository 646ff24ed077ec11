"""What several tests of the export share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import SHARED, once

from symderiv.export.coq import accept, library


@pytest.fixture(scope="session")
def prelude() -> Path:
    """The folder of the prelude, compiled once for all tests."""
    return once("prelude", compiled)


def compiled() -> Path:
    folder = SHARED / library.LIBRARY
    folder.mkdir()
    for name in library.PRELUDE:
        (folder / f"{name}.v").write_text(library.prelude(name))
    assert accept.compile_prelude(folder.parent) == ""
    return folder
