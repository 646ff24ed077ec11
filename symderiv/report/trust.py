"""What a verdict is taken on trust from: counted lines, axioms, rules, and the claims that rest on them."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getdoc
from pathlib import Path

from symderiv.core.axioms import AXIOMS
from symderiv.normalize.draft import RULES
from symderiv.render.table import Style, wrapped
from symderiv.run.runner import Run

HERE = Path(__file__).parent.parent


def trusted_files() -> list[Path]:
    """The kernel, and the translation from SymPy."""
    rooms = (HERE / room for room in ("core", "evaluate", "normalize"))
    return [
        *(path for room in rooms for path in sorted(room.glob("*.py"))),
        HERE / "language" / "translate.py",
    ]


def counted(path: Path) -> int:
    """The lines to be read: docstrings count, blank lines and lines of comment alone do not."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


def lines(style: Style) -> str:
    """The trusted files with their counted lines."""
    counts = {f"symderiv/{p.relative_to(HERE).as_posix()}": counted(p) for p in trusted_files()}
    rows = [f"  {n:>5}  {name}" for name, n in counts.items()]
    head = style("Trusted lines", "bold") + style(
        "  (docstrings count, blank lines and comments do not)", "dim"
    )
    return "\n".join([head, *rows, f"  {sum(counts.values()):>5}  in all"]) + "\n"


def rules(style: Style) -> str:
    """The rules of inference, each with its figure."""
    blocks = [style(f"The {len(RULES)} rules of inference", "bold")]
    for name, rule in RULES.items():
        figure = [f"    {line}" for line in (getdoc(rule) or "").splitlines()]
        blocks.append("\n".join([f"  {style(name, 'cyan')}", *figure]))
    return "\n\n".join(blocks) + "\n"


def axioms(run: Run, style: Style) -> str:
    """The axioms, and for each the claims of the run that rest on it."""
    resting = {name: [r.claim.id for r in run.results if name in r.verdict.axioms] for name in AXIOMS}
    blocks = [style(f"{len(AXIOMS)} axiom{'s' if len(AXIOMS) != 1 else ''}", "bold")]
    for name, axiom in AXIOMS.items():
        facts = {
            "statement": axiom.statement,
            "where": axiom.domain,
            "source": axiom.source,
            "used by": ", ".join(resting[name]) or "no claim",
        }
        blocks.append("\n".join([f"  {style(name, 'cyan')}", *_facts(facts, style)]))
    free = sum(not r.verdict.axioms for r in run.results)
    blocks.append(f"{free} of {len(run.results)} claims rest on no axiom")
    return "\n\n".join(blocks) + "\n"


def _facts(facts: dict[str, str], style: Style) -> Iterator[str]:
    for name, text in facts.items():
        first, *rest = wrapped(text, style.columns - 15)
        yield f"    {style(f'{name:<9}', 'dim')}  {first}"
        yield from (" " * 15 + line for line in rest)
