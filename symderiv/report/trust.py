"""What a verdict is taken on trust from: counted lines, axioms, rules, and the claims that rest on them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from inspect import getdoc
from pathlib import Path

from symderiv.core.axioms import AXIOMS
from symderiv.core.inference import RULES
from symderiv.core.laws import LAWS
from symderiv.report.table import Style, wrapped
from symderiv.run.results import Run

HERE = Path(__file__).parent.parent

ELEMENTARY = ("core/functions.py", "core/elementary_laws.py")
CHANCE = ("core/random_laws.py",)
UNTRUSTED = ("core/examples.py",)  # by which the tests hold the laws
READING = ("language/translate.py", "language/heads.py", "language/assumptions.py", "language/quantities.py",
           "language/expressions.py", "language/statements.py", "language/distributions.py",
           "language/operands.py",
           "language/names.py", "language/vetting.py", "language/strict.py", "judge/prepare.py",
           "judge/derivatives.py")  # fmt: skip
PRINTING = ("render/declared.py", "language/distinct.py", "render/names.py", "render/shapes.py",
            "render/typesetter.py", "render/letters.py", "render/formulas.py", "render/writer.py",
            "render/text.py", "render/latex.py", "render/mathml.py",
            "render/tidy.py:condition", "render/tidy.py:plain", "render/tidy.py:balanced")  # fmt: skip
# what compares a theorem, or an accepted counterexample, with what was asked
COMPARING = ("judge/certify.py", "judge/refutation.py:refuted", "judge/refutation.py:_contradict",
             "refute/freeze.py:proves", "refute/freeze.py:accepted", "judge/records.py:_proved",
             "judge/records.py:_certified")  # fmt: skip


def trusted() -> dict[str, list[str]]:
    """The files, and functions of files, that have to be right, by what is taken on trust from them."""
    core, evaluator = (
        [path.relative_to(HERE).as_posix() for path in sorted((HERE / room).glob("*.py"))]
        for room in ("core", "evaluate")
    )
    return {
        "for proved: the core": [name for name in core if name not in (*ELEMENTARY, *CHANCE, *UNTRUSTED)],
        "for proved: the laws of elementary functions": [*ELEMENTARY],
        "for proved: the laws of distributions": [*CHANCE],
        "for refuted: the evaluator and the checker of counterexamples": evaluator,
        "for both: reading and printing": [*READING, *PRINTING],
        "for both: the comparison with what was asked": [*COMPARING],
    }


def counted(name: str) -> int:
    """The lines to be read of a file, or of one function in it: docstrings count, blank lines and lines of
    comment alone do not."""
    file, _, function = name.partition(":")
    text = (HERE / file).read_text(encoding="utf-8")
    if function:
        text = next(
            ast.get_source_segment(text, node) or ""
            for node in ast.parse(text).body
            if isinstance(node, ast.FunctionDef) and node.name == function
        )
    lines = (line.strip() for line in text.splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


def lines(style: Style) -> str:
    """The trusted files with their counted lines."""
    head = style("Trusted lines", "bold") + style(
        "  (docstrings count, blank lines and comments do not)", "dim"
    )
    blocks = [head]
    for what, files in trusted().items():
        counts = {f"symderiv/{name}": counted(name) for name in files}
        rows = [f"  {n:>5}  {name}" for name, n in counts.items()]
        blocks.append("\n".join([style(what, "cyan"), *rows, f"  {sum(counts.values()):>5}  in all"]))
    return "\n\n".join(blocks) + "\n"


def rules(style: Style) -> str:
    """The rules of inference and the laws, each with its figure."""
    blocks = [style(f"The {len(RULES)} rules of inference", "bold")]
    for name, rule in RULES.items():
        figure = [f"    {line}" for line in (getdoc(rule) or "").splitlines()]
        blocks.append("\n".join([f"  {style(name, 'cyan')}", *figure]))
    blocks.append(style(f"The {len(LAWS)} laws", "bold"))
    for name, law in LAWS.items():
        figure = [f"    {line.strip()}" for line in (*law.figure.splitlines(), law.source)]
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
