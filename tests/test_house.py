"""The order of the rooms is the order of trust: each imports from itself and from those before it only."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT

ROOMS = (
    "core", "evaluate", "render", "language", "reader", "normalize", "prove", "refute", "judge", "explain",
    "codegen", "mutation", "run", "report", "export", "cli",
)  # fmt: skip
PACKAGE = ROOT / "symderiv"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


def imported(path: Path) -> Iterator[str]:
    """The modules of the package that a file imports, wherever in it; not those for types alone."""
    for node in ast.walk(without_types(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("symderiv"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("symderiv"))


def without_types(tree: ast.Module) -> ast.Module:
    class Drop(ast.NodeTransformer):
        def visit_If(self, node: ast.If) -> ast.AST | None:
            return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    return Drop().visit(tree)


def room(name: str) -> str:
    """The room that a module is in; the package itself is none."""
    return f"{name}.".split(".")[1]


def test_every_room_has_its_place() -> None:
    assert {path.relative_to(PACKAGE).parts[0] for path in FILES} == set(ROOMS)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_a_file_imports_from_rooms_before_its_own_only(path: Path) -> None:
    own = ROOMS.index(path.relative_to(PACKAGE).parts[0])
    later = [name for name in imported(path) if room(name) in ROOMS and ROOMS.index(room(name)) > own]
    assert not later


def modules(path: Path) -> set[Path]:
    """The files that a file imports when it is itself imported."""
    found = set()
    tree = without_types(ast.parse(path.read_text(encoding="utf-8")))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("symderiv."):
            whole = ROOT / (node.module or "").replace(".", "/")
            found |= {whole / f"{alias.name}.py" for alias in node.names} | {whole.with_suffix(".py")}
    return {f for f in found if f.exists()}


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {path: modules(path) for path in FILES}
    while leaves := [path for path, others in graph.items() if not others & graph.keys()]:
        for path in leaves:
            del graph[path]
    assert not graph


def test_a_circle_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text("from symderiv.core import terms\nfrom symderiv.export.latex import document\n")
    assert list(imported(path)) == ["symderiv.core.terms", "symderiv.export.latex.document"]
    assert modules(path) == {PACKAGE / "core" / "terms.py", PACKAGE / "export" / "latex.py"}


def test_no_two_files_of_tests_have_one_name() -> None:
    """pytest imports them by their names alone, and would leave out all but one."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []
