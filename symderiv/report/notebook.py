r"""Claims in a notebook: the statement in MathJax, a badge with the verdict, hypotheses and conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

from symderiv.core.terms import Term
from symderiv.judge.prepare import read
from symderiv.language.supports import brought, doubtful, own
from symderiv.language.verdict import Formulas, Status, Verdict
from symderiv.render.latex import latex, loss_at
from symderiv.report.table import counterexample
from symderiv.report.witness import equation, families_of

if TYPE_CHECKING:
    from symderiv.language.page import Claim

_COLOURS: Final = {Status.PROVED: "#1a7f37", Status.REFUTED: "#9a6700", Status.UNDECIDED: "#57606a"}
_ALARM: Final = "#cf222e"


def statement(claim: Claim) -> str:
    """The claim's LaTeX, for math mode."""
    problem = read(claim)
    return latex(problem.goal, problem.spelling)


def bundle(claim: Claim) -> dict[str, str]:
    """What a notebook may show, by MIME type; the claim is judged for it, once."""
    verdict = claim.verdict
    shown = {"text/plain": _plain(claim, verdict), "text/html": _html(claim, verdict)}
    return shown | ({"text/latex": f"$\\displaystyle {verdict.latex}$"} if verdict.latex else {})


def as_expected(claim: Claim, verdict: Verdict) -> bool:
    """Whether the verdict is the one that the page expects; an erratum's correction has to be proved too."""
    if not all(s.stands for s in verdict.rests_on):
        return False
    if claim.correction is None or verdict.status is not claim.expected:
        return verdict.status is claim.expected
    return claim.correction in claim.page and _stands(claim.page[claim.correction].verdict)


def _stands(verdict: Verdict) -> bool:
    return verdict.status is Status.PROVED and all(s.stands for s in verdict.rests_on)


def _plain(claim: Claim, verdict: Verdict) -> str:
    mark = "✓" if as_expected(claim, verdict) else "✗"
    lines = [f"{claim.id}  {verdict.statement or verdict.message}  {verdict.status} {mark}"]
    for title, entries in _texts(claim, verdict):
        lines += [f"  {title:<10}  {entry}" for entry in entries]
    return "\n".join(lines)


def _texts(claim: Claim, verdict: Verdict) -> Iterator[tuple[str, Sequence[str]]]:
    yield "losses", list(verdict.losses)
    yield "given", [verdict.given[i] for i in own(verdict)]
    for label, found in brought(verdict).items():
        yield "given", [f"through ({label}): {name or verdict.given[place]}" for place, name in found]
    yield "conditions", verdict.conditions
    yield from _found(claim, verdict)


def _found(claim: Claim, verdict: Verdict) -> Iterator[tuple[str, Sequence[str]]]:
    """What was found besides the statement, as text."""
    yield "rests on", doubtful(verdict)
    yield "axioms", verdict.axioms
    yield "ill-formed", [claim.ill_formed] if claim.ill_formed else []
    for title, value in counterexample(verdict):
        yield title, [value] if isinstance(value, str) else value
    if verdict.message and verdict.statement:
        yield "because", [verdict.message]
    if claim.correction is not None:
        yield "instead", [claim.correction]


def _html(claim: Claim, verdict: Verdict) -> str:
    """A block of HTML whose formulas stand between dollar signs, for MathJax."""
    title = escape(claim.id)
    says = f'<div style="opacity:.8">{escape(claim.text)}</div>' if claim.text else ""
    shown = "".join(_lines(verdict)) or escape(verdict.message or "")
    rows = "".join(_row(name, cells) for name, cells in _rows(claim, verdict))
    table = f'<table style="margin-left:0;font-size:90%">{rows}</table>' if rows else ""
    head = f"<div><b>{title}</b> {_badge(claim, verdict)}</div>"
    return f'<div class="symderiv-claim">{head}{says}{shown}{table}</div>'


def _lines(verdict: Verdict) -> Iterator[str]:
    """The statement; one line below the other where the page has several, with their reasons."""
    formulas = verdict.formulas
    if formulas is None or len(formulas.lines) == 1:
        yield f"$$\\displaystyle {escape(verdict.latex)}$$" if verdict.latex else ""
        return
    for term, reason in formulas.lines:
        said = f'<div style="opacity:.8">{escape(reason)}</div>' if reason else ""
        yield f"$$\\displaystyle {escape(latex(term, formulas.spelling))}$${said}"


def _badge(claim: Claim, verdict: Verdict) -> str:
    passed = as_expected(claim, verdict)
    colour = _COLOURS.get(verdict.status, _ALARM) if passed or verdict.status is Status.UNDECIDED else _ALARM
    evidence = "" if verdict.evidence is None else f" · {verdict.evidence}"
    says = f"{verdict.status}{evidence} {'✓' if passed else '✗'}"
    style = f"background:{colour};color:#fff;border-radius:.6em;padding:.1em .6em;font-size:85%"
    return f'<span class="symderiv-badge" style="{style}">{says}</span>'


def _row(name: str, cells: Sequence[str]) -> str:
    cell = "<br>".join(cells)
    left = "text-align:left;vertical-align:top"
    return f'<tr><th style="{left}">{escape(name)}</th><td style="{left}">{cell}</td></tr>'


def _rows(claim: Claim, verdict: Verdict) -> Iterator[tuple[str, list[str]]]:
    """The rows of the table, in HTML; empty ones are left out."""
    formulas = verdict.formulas
    rows: list[tuple[str, list[str]]] = []
    if formulas is not None:
        rows += [("losses", [", ".join(_losses(formulas))])]
        given = _formulas([h for h, _ in formulas.given], formulas)
        rows += [("given", [", ".join(given[i] for i in own(verdict))])]
        for label, found in brought(verdict).items():
            listed = ", ".join(escape(name) or given[place] for place, name in found)
            rows += [("given", [f"through ({escape(label)}): {listed}"])]
        rows += [("conditions", [", ".join(_formulas(formulas.conditions, formulas))])]
    rows += [(title, [escape(entry) for entry in entries]) for title, entries in _found(claim, verdict)]
    if formulas is not None and verdict.witness:
        rows = [(title, [_values(verdict.witness, formulas)] if title == "at" else e) for title, e in rows]
    yield from ((title, cells) for title, cells in rows if any(cells))


def _values(witness: dict[str, str], formulas: Formulas) -> str:
    families = families_of(formulas)
    told = (equation(name, value, families, formulas.spelling) for name, value in witness.items())
    return ", ".join(f"${escape(formula)}$" for formula in told)


def _losses(formulas: Formulas) -> list[str]:
    return [f"${escape(loss_at(t, formulas.spelling))}$" for t in formulas.losses]


def _formulas(terms: Sequence[Term], formulas: Formulas) -> list[str]:
    return [f"${escape(latex(t, formulas.spelling))}$" for t in terms]
