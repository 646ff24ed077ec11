"""What several tests of the export share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import SHARED, once

from symderiv.export.coq import accept, library


@pytest.fixture(scope="session")
def prelude(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the prelude, which is compiled once for all tests; beside it these may write."""
    return Path(shutil.copytree(once("prelude", compiled), tmp_path_factory.mktemp("coq") / library.LIBRARY))


def compiled() -> Path:
    folder = SHARED / library.LIBRARY
    folder.mkdir()
    for name in library.PRELUDE:
        (folder / f"{name}.v").write_text(library.prelude(name))
    assert accept.compile_prelude(folder.parent) == ""
    return folder
