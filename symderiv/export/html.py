"""A run as one page of HTML that needs nothing else: no network, no library of scripts, no fonts.

It is XML as well, so that what stands in it can be checked by any parser. Without scripts all of it is
there and only the filter is not.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from importlib import resources
from pathlib import Path
from typing import Final

from symderiv.core.terms import Term, and_
from symderiv.export.latex import replaced
from symderiv.language.errors import UsageError
from symderiv.language.supports import brought, doubtful, own
from symderiv.language.verdict import Evidence, Kind, Status, Verdict
from symderiv.render.mathml import NAMESPACE, loss_at, mathml
from symderiv.render.names import DEFAULT
from symderiv.report.document import summary, versions
from symderiv.report.errata import Erratum, collected, place, said, used
from symderiv.report.second_opinion import Opinions, opinions
from symderiv.report.table import (
    agreement,
    allowance,
    comparison,
    counted,
    counterexample,
    duration,
    evidence_of,
    headline,
    told,
)
from symderiv.run.results import Drawing, PageRun, Result, Run, Trial

FILE: Final = "index.html"
_NAMESPACE: Final = f' xmlns="{NAMESPACE}"'  # which HTML does not need
_CERTIFIED: Final = (Evidence.CERTIFICATE, Evidence.AXIOMS)
# What XML has no character for, and what turns the direction of the text around it.
_UNFIT: Final = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)


def write(run: Run, folder: Path) -> list[Path]:
    """The page, in a folder that is made where there is none; it is replaced whole or not at all."""
    text = document(run)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [replaced(folder / FILE, text.encode())]
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}") from error


def document(run: Run) -> str:
    """The text of the page."""
    style, script = (_asset(name).strip() for name in ("report.css", "report.js"))
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    return "\n".join([
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        '<meta name="color-scheme" content="light dark"/>',
        f"<title>{_title(run)}</title>\n<style>{style}</style>\n</head>\n<body>",
        '<a class="skip" href="#claims">Skip to the derivations</a>',
        *_header(run), "<main>", *_errata(run), *_claims(run), "</main>", *_footer(run),
        f"<script>{script}</script>\n</body>\n</html>\n",
    ])  # fmt: skip


def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _text(s: object) -> str:
    return escape(_UNFIT.sub("\ufffd", str(s)))


def _key(*parts: str) -> str:
    """An identifier that any names give, and different names give differently."""
    return ":".join(re.sub(r"[^A-Za-z0-9_-]", lambda m: f".{ord(m[0]):x}.", part) for part in parts)


def _math(t: Term, v: Verdict) -> str:
    """A formula, which may be wider than the page."""
    return _formula(mathml(t, DEFAULT if v.formulas is None else v.formulas.spelling))


def _formula(math: str) -> str:
    return f'<div class="formula">{math.replace(_NAMESPACE, "")}</div>'


# -- what is said first ------------------------------------------------------------------------------


def certified(run: Run) -> int:
    """How many claims are theorems: proved, with a certificate of the kernel."""
    return sum(r.verdict.status is Status.PROVED and r.verdict.evidence in _CERTIFIED for r in run.results)


def _title(run: Run) -> str:
    proved = certified(run)
    return f"{proved} of {counted(len(run.results), 'claim')} {'is' if proved == 1 else 'are'} certified"


def _header(run: Run) -> Iterator[str]:
    counts = summary(run)
    refuted = counts[str(Status.REFUTED)]
    yield f"<header><h1>{_title(run)}</h1>"
    yield "<p>A certified claim is proved under the conditions that stand with it,"
    yield "and its proof is a list of steps that the core has checked.</p>"
    if refuted:
        yield f"<p>Refuted by exact values, or by a proof of the contrary: {refuted}.</p>"
    others = {
        s: counts[str(s)] for s in Status if s not in (Status.PROVED, Status.REFUTED) and counts[str(s)]
    }
    if others:
        yield f"<p>Neither: {', '.join(f'{n} {s}' for s, n in others.items())}.</p>"
    if run.trials:
        passed = counts["experiments_passed"]
        yield f"<p>{counted(len(run.trials), 'experiment')}, {passed} passed. They prove nothing.</p>"
    wrong = list(_wrong(run))
    if wrong:
        listed = _items(map(_text, wrong))
        yield f'<div class="wrong"><h2>Not as expected</h2><ul>{listed}</ul></div>'
    else:
        yield "<p>All is as the pages expect.</p>"
    yield "</header>"


def _wrong(run: Run) -> Iterator[str]:
    if run.interrupted:
        yield "The run was interrupted; what was not finished is missing here."
    for page in run.pages:
        yield from map(str, page.problems)
        if page.unfinished and not run.interrupted:
            yield f"{page.outline.name}: {page.unfinished} not finished"
    for r in run.results:
        if not r.as_expected:
            yield f"{r.claim.id}: {r.message or r.verdict.status}"
    for t in run.trials:
        if not t.passed:
            yield f"{t.experiment.id}: {t.message or t.word}"


def _footer(run: Run) -> Iterator[str]:
    reached = ", ".join(f"{name} {version}" for name, version in versions().items())
    yield f"<footer><p>Checked in {duration(run.seconds)} with {_text(reached)}.</p></footer>"


def _items(lines: Iterable[str]) -> str:
    return "".join(f"<li>{line}</li>" for line in lines)


# -- errata ------------------------------------------------------------------------------------------


def _errata(run: Run) -> Iterator[str]:
    found = collected(run, {})
    listed = list(found)
    yield '<section aria-labelledby="errata"><h2 id="errata">Errata</h2>'
    yield (
        f"<p>{counted(len(listed), 'printed statement')} said not to hold.</p>" if listed else "<p>None.</p>"
    )
    for name, errata in found.sources.items():
        yield f"<h3>{_text(name)}</h3>"
        for e in errata:
            yield from _erratum(e)
    yield "</section>"


def _erratum(e: Erratum) -> Iterator[str]:
    r, name = e.result, e.page.outline.name
    key = _key("erratum", name, r.claim.label)
    yield f'<article class="erratum" data-page="{_text(name)}" data-verdict="{r.verdict.status}"'
    yield f' aria-labelledby="{key}"><h4 id="{key}">'
    yield f"{_text(place(e.page.outline.source))}, {_link(name, r.claim.label)} {_badge(r)}</h4>"
    yield f'<p class="wrong">Not settled: {_text(e.complaint)}.</p>' if e.complaint else ""
    yield f"<p>{_prose(r.claim.text)}</p>" if r.claim.text else ""
    yield f'<div class="sides"><div><h5>Printed</h5>{_statement(r)}{_failure(r)}</div>'
    if r.correction is not None:
        other = r.correction
        yield f"<div><h5>What holds instead {_badge(other)}</h5>{_statement(other)}"
        yield _conditions(other.verdict)
        yield "".join(f'<p class="rests">rests on {_text(doubt)}</p>' for doubt in doubtful(other.verdict))
        yield f"<p>{_link(name, other.claim.label)}</p></div>"
    yield "</div>"
    yield f"<p>Used by {_text(used(e.uses))}.</p>" if e.uses else ""
    yield "</article>"


def _link(page: str, label: str) -> str:
    return f'<a href="#{_key("claim", page, label)}">({_text(label)})</a>'


def _failure(r: Result) -> str:
    """Where the statement fails."""
    plain, _ = said(r)
    facts = [f"{name} = {value}" for name, value in plain.values]
    shown = [("at", ", ".join(facts))] if facts else []
    if len(plain.sides) == 2:
        of = f" of {plain.fails}" if plain.fails else ""
        shown.append(("there", f"left side{of} = {plain.sides[0]}, right side = {plain.sides[1]}"))
    elif plain.negation:
        shown.append(("there", f"the contrary is a theorem: {plain.negation}"))
    elif r.message:
        shown.append(("because", r.message))
    shown = shown or list(counterexample(r.verdict))
    listed = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>" for name, value in shown)
    return f'<dl class="witness">{listed}</dl>' if listed else ""


# -- derivations -------------------------------------------------------------------------------------


def _claims(run: Run) -> Iterator[str]:
    yield '<section aria-labelledby="claims"><h2 id="claims" tabindex="-1">Derivations</h2>'
    yield from _filter(run)
    known = opinions()
    for page in run.pages:
        yield from _page(page, known)
    yield "</section>"


def _filter(run: Run) -> Iterator[str]:
    """The form that scripts show and serve."""
    statuses = [str(s) for s in Status if any(r.verdict.status is s for r in run.results)]
    pages = [p.outline.name for p in run.pages]
    yield '<form id="filter" role="search" aria-label="Claims" hidden="hidden">'
    yield _select("verdict", "Verdict", statuses) + _select("page", "Derivation", pages)
    yield '<label>Text <input type="search" id="text" autocomplete="off"/></label>'
    yield '<button type="reset">Show all</button><button type="button" id="open">Open all</button>'
    yield '<p id="count" role="status"></p></form>'


def _select(key: str, name: str, values: Iterable[str]) -> str:
    options = "".join(f'<option value="{_text(v)}">{_text(v)}</option>' for v in dict.fromkeys(values))
    return f'<label>{name} <select id="{key}"><option value="">any</option>{options}</select></label>'


def _page(page: PageRun, known: Opinions) -> Iterator[str]:
    o, key = page.outline, _key("page", page.outline.name, str(page.path))
    source = ", ".join(filter(None, (o.source.document, o.source.place)))
    good = sum(r.as_expected for r in page.results)
    yield f'<section class="page" aria-labelledby="{key}"><h3 id="{key}">{_text(o.title or o.name)}</h3>'
    yield f"<p><code>{_text(o.name)}</code>: {_text(source)}. {good} of {len(page.results)} as expected.</p>"
    if page.problems:
        yield f'<ul class="wrong">{_items(_text(p) for p in page.problems)}</ul>'
    for i in sorted(page.drawings):
        yield _figure(page.drawings[i], _key("picture", o.name, str(page.path), str(i)))
    for r in page.results:
        yield from _claim(page, r, known)
    if page.trial is not None:
        yield from _trial(page, page.trial)
    yield "</section>"


def _figure(d: Drawing, key: str) -> str:
    """A picture whose identifiers are its own, or what is in its way."""
    if not d.svg:
        why = "Matplotlib is not installed; the extra symderiv[report] has it" if d.missing else d.message
        shown = f'<p class="{"" if d.missing else "wrong"}">Not drawn: {_text(why)}.</p>'
    else:
        own = re.sub(r'(\sid="|href="#|url\(#)', rf"\g<1>{key}-", d.svg)
        shown = own.replace("<svg", f'<svg role="img" aria-labelledby="{key}"', 1)
    return f'<figure>{shown}<figcaption id="{key}">{_text(d.picture.caption)}</figcaption></figure>'


def _badge(r: Result) -> str:
    v = r.verdict
    certificate = v.status is Status.PROVED and v.evidence in _CERTIFIED
    word = "certified" if certificate else str(v.status)
    more = "" if r.as_expected else ", not as expected"
    return f'<span class="badge {v.status}{"" if r.as_expected else " wrong"}">{word}{more}</span>'


def _claim(page: PageRun, r: Result, known: Opinions) -> Iterator[str]:
    c, v = r.claim, r.verdict
    key = _key("claim", page.outline.name, c.label)
    data = f'data-page="{_text(page.outline.name)}" data-verdict="{v.status}"'
    yield f'<article class="claim" {data} id="{key}" aria-labelledby="{key}-h">'
    spent = f'<span class="time">{duration(v.seconds)}</span>'
    yield f'<h4 id="{key}-h">({_text(c.label)}) {_badge(r)} {spent}</h4>'
    yield f"<p>{_prose(c.text)}</p>" if c.text else ""
    yield _statement(r)
    yield _conditions(v)
    yield "".join(f'<p class="rests">rests on {_text(doubt)}</p>' for doubt in doubtful(v))
    yield _failure(r) if v.status is Status.REFUTED else f"<p>{_text(r.message)}</p>" if r.message else ""
    yield f"<details><summary>Evidence of ({_text(c.label)})</summary><dl>"
    yield from (f"<dt>{name}</dt><dd>{value}</dd>" for name, value in _facts(page, r, known) if value)
    yield "</dl></details></article>"


def _statement(r: Result) -> str:
    """The lines of a claim, each with its reason."""
    v = r.verdict
    if v.formulas is None:
        return f"<p>{_text(headline(r))}</p>"
    if len(v.formulas.lines) == 1:
        line, reason = v.formulas.lines[0]
        return _math(line, v) + (f'<p class="reason">{_text(reason)}</p>' if reason else "")
    rows = (
        f"{_math(line, v)}" + (f'<span class="reason">{_text(reason)}</span>' if reason else "")
        for line, reason in v.formulas.lines
    )
    return f'<ol class="lines">{_items(rows)}</ol>' if v.formulas.lines else _math(and_(), v)


def _conditions(v: Verdict) -> str:
    if v.formulas is None or not v.formulas.conditions:
        return ""
    listed = "".join(_math(t, v) for t in v.formulas.conditions)
    return f'<div class="conditions">on condition that{listed}</div>'


def _facts(page: PageRun, r: Result, known: Opinions) -> Iterator[tuple[str, str]]:
    c, v = r.claim, r.verdict
    yield "Losses", _losses(v)
    yield "Given", _given(v)
    yield "Derived from", ", ".join(_link(page.outline.name, label) for label in c.rests_on)
    yield "Ill-formed", _text(c.ill_formed or "")
    definition = "well-formed, as a definition" if v.kind is Kind.DEFINITION else ""
    method = "" if v.retold else v.method or definition
    yield "Evidence", _text(": ".join(filter(None, (evidence_of(v), method))))
    yield "Accepted by", _text(known.of(c.id, v) or "")
    yield "Axioms", _text(", ".join(v.axioms))
    steps = "\n".join(told(v))
    yield "Proof", f"<pre>{_text(steps)}</pre>" if steps else ""
    if v.numeric is not None:
        error = f"{v.numeric.max_relative_error:.1e}"
        yield "In floating point", f"{v.numeric.points} points, largest relative error {error}"
    if r.correction is not None:
        yield "Corrected by", _link(page.outline.name, r.correction.claim.label)
    yield "Where", f"<code>{_text(c.file)}:{c.line}</code>"


def _losses(v: Verdict) -> str:
    f = v.formulas
    return "" if f is None else _given_list(_formula(loss_at(t, f.spelling)) for t in f.losses)


def _given(v: Verdict) -> str:
    if v.formulas is None:
        return ""
    names = v.names or tuple(label for _, label in v.formulas.given)
    pairs = zip(v.formulas.given, names, strict=True)
    rows = [f"{f'({_text(name)})' if name else ''}{_math(t, v)}" for (t, _), name in pairs]
    shown = [_given_list(rows[i] for i in own(v))]
    for label, found in brought(v).items():
        shown.append(f"<p>through ({_text(label)}):</p>")
        shown.append(_given_list(_text(name) or rows[place] for place, name in found))
    return "".join(shown)


def _given_list(rows: Iterable[str]) -> str:
    listed = _items(rows)
    return f'<ul class="given">{listed}</ul>' if listed else ""


def _prose(s: str) -> str:
    """Paragraphs as one."""
    return _text(" ".join(s.split()))


def _trial(page: PageRun, t: Trial) -> Iterator[str]:
    key = _key("experiment", page.outline.name)
    word = f'<span class="badge {"proved" if t.passed else "wrong"}">{t.word}</span>'
    yield f'<article class="experiment" id="{key}" aria-labelledby="{key}-h">'
    yield f'<h4 id="{key}-h">Experiment {word} <span class="time">{duration(t.seconds)}</span></h4>'
    yield f"<p>{_prose(t.experiment.text)}</p>"
    yield f"<p>{_text(t.message)}</p>" if t.message else ""
    if t.outcome is not None:
        rows = "".join(
            f"<tr><td>{_text(m.name)}</td><td>{_text(comparison(m))}</td><td>{_text(allowance(m))}</td>"
            f"<td>{'passed' if m.passed else 'failed'}</td></tr>"
            for m in t.outcome.measurements
        )
        head = "".join(f'<th scope="col">{h}</th>' for h in ("What", "Measured", "Margin", "Outcome"))
        yield f"<details><summary>{agreement(t)} measurements agree; seed {t.experiment.seed}</summary>"
        yield f'<div class="wide"><table><thead><tr>{head}</tr></thead>'
        yield f"<tbody>{rows}</tbody></table></div></details>"
    yield "</article>"
