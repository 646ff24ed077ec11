"""What several tests of the export share."""

from __future__ import annotations

from pathlib import Path

import pytest

from symderiv.export.coq import accept, library


@pytest.fixture(scope="session")
def prelude(tmp_path_factory) -> Path:
    """The folder of the prelude, compiled once for all tests."""
    folder = tmp_path_factory.mktemp("coq") / library.LIBRARY
    folder.mkdir()
    for name in library.PRELUDE:
        (folder / f"{name}.v").write_text(library.prelude(name))
    assert accept.compile_prelude(folder.parent) == ""
    return folder
