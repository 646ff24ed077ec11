r"""The verdicts of a run for papers: ``symderiv.sty``, and ``verified.tex``, which it reads.

``verified.tex`` is ASCII and has one ``\symderivput{claim}{field}{LaTeX}`` a line, so that a difference
between two of them can be read.  Formulas are printed from the core's terms.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from errno import EACCES
from importlib import resources
from pathlib import Path
from typing import Final

import symderiv
from symderiv.core.terms import Term, and_
from symderiv.language.errors import UsageError
from symderiv.language.supports import brought, doubtful, own
from symderiv.language.verdict import Formulas, Kind, Status, Verdict
from symderiv.render import DEFAULT, Spelling, latex
from symderiv.render.latex import Sides, breakable, loss_at, sides
from symderiv.render.prose import prose, sentence
from symderiv.report.digest import digest, of
from symderiv.report.second_opinion import Opinions, opinions
from symderiv.report.witness import equation, families_of
from symderiv.run.results import PageRun, Result, Run

STYLE: Final = "symderiv.sty"
DATA: Final = "verified.tex"
SHORT: Final = 3  # hypotheses without a label that a reason may spell out


def write(run: Run, folder: Path) -> list[Path]:
    """The two files, in a folder that is made where there is none; each is replaced whole or not at all."""
    texts = {STYLE: style(), DATA: data(run)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [replaced(folder / name, text.encode()) for name, text in texts.items()]
    except OSError as error:
        raise UsageError(f"cannot write to {folder}: {error.strerror or error}") from error


def replaced(path: Path, content: bytes) -> Path:
    """The file with this content; whoever reads it meanwhile sees the old one or the new one."""
    if path.is_file() and path.read_bytes() == content:
        return path
    place = path.resolve()  # a link stays a link
    if place.exists() and not os.access(place, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES))
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(mode)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def style() -> str:
    """The package file."""
    return resources.files(__package__).joinpath(STYLE).read_text(encoding="ascii")


def data(run: Run) -> str:
    """The text of ``verified.tex``."""
    head = [
        f"% What symderiv {symderiv.__version__} found. Written by `symderiv export`: not to be edited.",
        r"\symderivformat{1}",
    ]
    known = opinions()
    lines = (line for page in sound(run) for line in _page(page, known))
    return "\n".join([*head, *lines, r"\endinput", ""])


def sound(run: Run) -> Iterator[PageRun]:
    """The pages whose labels say which claim is meant."""
    return (page for page in run.pages if not page.problems)


def whole(page: PageRun) -> bool:
    """Whether all claims of a page were run, so that something can be said of the page."""
    return len(page.verdicts) == len(page.outline.claims)


def page_digest(page: PageRun) -> str:
    """The digest of all claims of a page, in their order."""
    return of([[r.claim.label, digest(r.verdict)] for r in page.results])


# -- fields ------------------------------------------------------------------------------------------


def _page(page: PageRun, known: Opinions) -> Iterator[str]:
    results = page.results
    labels = ",".join(_citeable(r) for r in results)
    yield "%"
    if whole(page):
        for name, value in {"digest": page_digest(page), "labels": labels}.items():
            yield _put(page.outline.name, name, value)
    for result in results:
        yield "%"
        for name, value in _fields(page, result, known):
            yield _put(result.claim.id, name, value)


def _put(key: str, name: str, value: str) -> str:
    return rf"\symderivput{{{key}}}{{{name}}}{{{value}}}"


def _citeable(result: Result) -> str:
    c = result.claim
    if re.search(r"[\s\\{}%#$&^~,\x00-\x1f\x7f]", c.label) or not c.label:
        raise UsageError(
            f"{c.file}:{c.line}: LaTeX cannot cite the label {c.label!r}: expected one without "
            r"spaces, commas, and any of \ { } % # $ & ^ ~"
        )
    return c.label


def _fields(page: PageRun, result: Result, known: Opinions) -> Iterator[tuple[str, str]]:
    v, source = result.verdict, page.outline.source
    yield "status", str(v.status)
    yield "rests", "".join(f", resting on {prose(doubt)}" for doubt in doubtful(v))
    other = known.of(result.claim.id, v)
    if other is not None:
        yield "independent", f", accepted by {prose(other)}"
    yield "digest", digest(v)
    yield "document", r"\derivedsoft ".join(prose(part) for part in _divided(source.document))
    yield "place", f", {prose(source.place)}" if source.place else ""
    yield "number", _number(result.claim.label)
    yield "tag", _tag(result.claim.label)
    if v.formulas is not None:
        yield from _formulas(v, v.formulas)
    if v.status is Status.REFUTED:
        yield "witness", _witness(v)


def _divided(name: str) -> Iterator[str]:
    """A file's name in parts after which a line may end: at its signs, and within what is long."""
    for word in re.findall(r"[^\W_]+|[\W_]+", name):
        yield from (word[i : i + 4] for i in range(0, len(word), 4)) if len(word) > 8 else [word]


def _parts(label: str) -> tuple[str, str]:
    """A label, and what is said of it: that it corrects an erratum, or nothing."""
    base = label.removesuffix("-corrected")
    return base, ", corrected," if base != label else ""


def _number(label: str) -> str:
    """An equation's number as a sentence has it; a label that is no number is quoted."""
    base, corrected = _parts(label)
    return (f"({prose(base)})" if base[0].isdigit() else f"`{prose(base)}'") + corrected


def _tag(label: str) -> str:
    """An equation's number beside it, what follows it small; a label that is no number is left out."""
    base, corrected = _parts(label)
    number, dash, rest = base.partition("-")
    words = prose(dash + rest) + (", corr." if corrected else "")
    small = rf"{{\footnotesize {words}}}" if words else ""
    return f"({prose(number)}{small})" if label[0].isdigit() else ""


def _formulas(v: Verdict, f: Formulas) -> Iterator[tuple[str, str]]:
    goal = and_(*(line for line, _ in f.lines))
    whole = sides(goal, f.spelling)
    yield "statement", latex(goal, f.spelling)
    if whole.is_equation:  # between two sides that are set apart a reader sees an equals sign, and no premise
        yield "left", whole.left
        yield "right", whole.links[-1][1]
    yield "given", "".join(_given(v, f))
    yield "conditions", "".join(_fact(latex(t, f.spelling), "") for t in f.conditions)
    yield (
        "lines",
        "".join(_line(line, why, f.spelling) for line, why in zip(f.lines, _reasons(v, f), strict=True)),
    )


def _given(v: Verdict, f: Formulas) -> Iterator[str]:
    """The hypotheses, and after them those that came along, by the claim through which they came."""
    yield from (rf"\derivedfact{{}}{{{loss_at(t, f.spelling)}}}" for t in f.losses)
    names = v.names or tuple(label for _, label in f.given)
    yield from (_fact(latex(f.given[i][0], f.spelling), names[i]) for i in own(v))
    for label, found in brought(v).items():
        through = f"through ({prose(label)}): "
        for place, name in found:
            shown = "" if name else latex(f.given[place][0], f.spelling)
            yield rf"\derivedfact{{{through}{prose(name)}}}{{{shown}}}"
            through = ""  # which is said once for all that came so


def _fact(formula: str, name: str) -> str:
    shown = rf"({prose(name)})~" if name else ""
    return rf"\derivedfact{{{shown}}}{{{formula}}}"


def _line(line: tuple[Term, str], reason: str, spelling: Spelling) -> str:
    s = sides(line[0], spelling)
    if s.before or not s.links:
        s = Sides("", "", latex(line[0], spelling), ())
    links = "".join(rf"\derivedlink{{{sign.strip()} }}{{{breakable(side)}}}" for sign, side in s.links)
    return rf"\derivedline{{{s.over}}}{{{breakable(s.before + s.left)}}}{{{links}}}{{{reason}}}"


# -- reasons -----------------------------------------------------------------------------------------


def _reasons(v: Verdict, f: Formulas) -> list[str]:
    """Why each line holds, and at the end what the claim rests on that is not proved."""
    *before, last = _causes(v, f)
    doubts = [f"rests on {prose(doubt)}" for doubt in doubtful(v)]
    return [*before, "; ".join(filter(None, (last, *doubts)))]


def _causes(v: Verdict, f: Formulas) -> list[str]:
    """Why each line holds: what the page says, or else what the proof says."""
    if v.status is Status.REFUTED:
        return [*[""] * (len(f.lines) - 1), rf"\textbf{{Refuted}}: {_witness(v)}"]
    if v.kind is Kind.DEFINITION:
        return [*[""] * (len(f.lines) - 1), "a definition"]
    said = [prose(reason) for _, reason in f.lines]
    if len(f.lines) == 1 and not said[0]:
        return [_told(v, f)]
    return said


def _told(v: Verdict, f: Formulas) -> str:
    """A proof of one line itself, with the hypotheses that it numbers; of a longer one the method."""
    if len(f.proof) == 1:
        told = sentence(f.proof[0])
        numbered = {
            name: t for (t, _), name in zip(f.given, v.names, strict=True) if re.fullmatch(r"h\d+", name)
        }
        cited = [name for name in numbered if re.search(rf"\b{name}\b", told)]
        if len(cited) <= SHORT:
            where = ", ".join(rf"({name}) is \({latex(numbered[name], f.spelling)}\)" for name in cited)
            return f"{told}, where {where}" if where else told
    labels = dict.fromkeys(f"({prose(label)})" for _, label in f.given if label)
    by = f"by {prose(v.method)}" if v.method else ""
    return ", ".join(filter(None, (by, f"from {', '.join(labels)}" if labels else "")))


# -- witnesses ---------------------------------------------------------------------------------------


def _witness(v: Verdict) -> str:
    """Where a statement fails, and the values of its sides there."""
    families, spelling = families_of(v.formulas), DEFAULT if v.formulas is None else v.formulas.spelling
    terms = {} if v.counterexample is None else v.counterexample.scalars
    constants = {name: latex(t, spelling) for name, t in terms.items() if t.op != "num"}
    values = ", ".join(
        rf"\({equation(name, constants.get(name, x), families, spelling)}\)"
        for name, x in (v.witness or {}).items()
    )
    at = f"at {values}" if values else "whatever the values"
    if v.sides is None:
        return at
    left, right = (_value(v.sides[side]) for side in ("lhs", "rhs"))
    return f"{at}, where the left side is {left} and the right side {right}"


def _value(s: str) -> str:
    return rf"\({s}\)" if re.fullmatch(r"-?\d+(/\d+)?", s) else prose(s)
