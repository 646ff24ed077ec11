"""What goes into papers: digests, what is pinned and checked, and every formula set by a real TeX."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, Command, Write, environment
from sympy import Eq, Equivalent, Piecewise

from symderiv import (
    all_of,
    check,
    components,
    eq,
    exists,
    forall,
    implies,
    index,
    inner,
    le,
    lt,
    ne,
    scalars,
    sequence,
    sizes,
    tends,
    total,
)
from symderiv.core.terms import subterms
from symderiv.export.latex import _formulas, data, style
from symderiv.export.papers import Citation, Known, citations, pinned, problems
from symderiv.language.errors import StatementError, UsageError
from symderiv.language.notation import spellings
from symderiv.language.verdict import Status
from symderiv.render.latex import breakable
from symderiv.render.prose import prose, sentence
from symderiv.report.digest import digest
from symderiv.run.finder import targets
from symderiv.run.results import Run
from symderiv.run.runner import run

ENGINES = ("pdflatex", "xelatex", "lualatex")
PAPER = ROOT / "examples" / "paper" / "paper.tex"
x, y, a = scalars("x y a")
n = sizes("n")
t = index("t")


@pytest.fixture(scope="module")
def everything() -> Run:
    """All shipped pages, judged once."""
    return run(targets([str(ROOT / "derivations")]))


@pytest.fixture(scope="module")
def text(everything: Run) -> str:
    """What is written of them."""
    return data(everything)


@pytest.fixture(scope="module")
def put(text: str) -> dict[tuple[str, str], str]:
    """The same by claim and name."""
    return fields(text)


@pytest.fixture(scope="module")
def written(text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package and what it reads."""
    folder = tmp_path_factory.mktemp("tex")
    (folder / "symderiv.sty").write_text(style(), encoding="ascii")
    (folder / "verified.tex").write_text(text, encoding="ascii")
    return folder


def fields(text: str) -> dict[tuple[str, str], str]:
    found = re.findall(r"^\\symderivput\{([^{}]*)\}\{(\w+)\}\{(.*)\}$", text, flags=re.MULTILINE)
    assert len(found) == text.count(r"\symderivput")
    return {(key, name): value for key, name, value in found}


# -- notation, declared once --------------------------------------------------------------------------


def test_a_claim_is_printed_as_its_quantities_were_declared():
    u = sequence("u", latex="#0_{#1}")
    verdict = check(forall(t, eq(u[t], u[t])), given=[lt(0, u[0])])
    assert (verdict.statement, verdict.latex) == (
        "∀ t ≥ 1: uₜ = uₜ",
        r"\forall t \geq 1\colon\ u_{t} = u_{t}",
    )
    assert verdict.given[0] == "0 < u₀"
    limit = scalars("V_inf", latex=r"\sigma_\infty^2")
    assert check(eq(limit**2, 2 * limit)).latex == r"(\sigma_\infty^2)^{2} = 2 \sigma_\infty^2"


def test_spellings_are_found_in_bounds_and_losses_too():
    m = sizes("m", latex="M_#0")
    w = components("w", m, latex="W_{#1}")
    i = index("i", m, latex=r"\iota")
    assert spellings(eq(w[i], 0)) == {"w": "W_{#1}", "i": r"\iota", "m": "M_#0"}


@pytest.mark.parametrize(
    ("declare", "message"),
    [
        (lambda: sequence("u", latex="u_{#2}"), "expected #1"),
        (lambda: components("w", n, n, latex="w_{#1}"), "expected #1, #2"),
        (lambda: scalars("a", latex="a_{#1}"), "expected no slot"),
        (lambda: scalars("a", latex="a_{"), "braces"),
        (lambda: scalars("a", latex="$a$"), "no formula"),
        (lambda: scalars("a", latex="a%"), "no formula"),
        (lambda: scalars("a", latex="a#"), "no formula"),
        (lambda: spellings(sequence("u")[1] + sequence("u", latex="U_{#1}")[1]), "one is enough"),
    ],
)
def test_a_spelling_that_cannot_be_is_refused(declare, message):
    with pytest.raises(StatementError, match=re.escape(message)):
        declare()


def test_an_inner_product_is_a_sum_with_a_notation():
    w, z = components("w z", n)
    product = inner(lambda k: w[k], lambda k: z[k], n)
    verdict = check(eq(product, total(n, lambda k: w[k] * z[k])))
    assert verdict.status is Status.PROVED
    assert verdict.latex == r"\langle w, z \rangle = \langle w, z \rangle"


# -- digests ------------------------------------------------------------------------------------------


def test_a_digest_knows_statement_hypotheses_conditions_and_verdict():
    quotient = (x**2 - y**2) / (x - y)
    verdicts = [
        check(eq(quotient, x + y)),
        check(eq(quotient, x + y), given=[lt(y, x)]),
        check(eq(quotient, x + y), given=[lt(x, y)]),
        check(eq(quotient + 1, x + y + 1)),
        check(eq(x, y)),
    ]
    assert verdicts[0].conditions == ("x ≠ y",)
    found = {digest(v) for v in verdicts} | {digest(replace(verdicts[0], status=Status.UNDECIDED))}
    found.add(digest(replace(verdicts[0], formulas=replace(verdicts[0].formulas, conditions=()))))
    assert len(found) == len(verdicts) + 2
    assert all(re.fullmatch("[0-9a-f]{10}", d) for d in found)


def test_a_digest_does_not_know_how_things_are_printed():
    def claim(time, u, first, second):
        return digest(check(forall(time, eq(u[time], u[time])), given=[first, second]))

    plain, positive = sequence("u"), [lt(0, x), lt(0, y)]
    expected = claim(t, plain, *positive)
    assert claim(index("s"), plain, *positive) == expected
    assert claim(t, sequence("u", latex=r"\upsilon_{#1}"), *positive) == expected
    assert claim(t, plain, *reversed(positive)) == expected
    assert claim(t, sequence("v"), *positive) != expected


def test_digests_are_the_same_in_every_run():
    pages = [
        str(ROOT / "derivations" / f"{name}.py") for name in ("bias_correction", "gradient_quantization")
    ]
    script = (
        "import sys; from symderiv.export.latex import data; from symderiv.run.finder import targets\n"
        "from symderiv.run.runner import run; sys.stdout.write(data(run(targets(sys.argv[1:]))))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", script, *pages],
            env=environment(PYTHONHASHSEED=seed),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len({re.sub(r"(?m)^.*\{(witness|lines)\}.*$", "", text) for text in texts}) == 1


# -- verified.tex ---------------------------------------------------------------------------------------


ROWS = r"\begin{cases} 1 & \text{if } x = y, \\ 2 & \text{otherwise} \end{cases}"
CASES = Piecewise((1, Eq(x, y)), (2, True))
NO_SIDES = [
    implies(eq(x, 0), eq(x * y, 0)),
    implies(lt(0, x), all_of(eq(x, y), eq(y, a))),
    forall(t, implies(lt(0, t), eq(x, t))),
    ne(x + 1, x),
    lt(x, x + 1),
    le(x, x),
    all_of(eq(x, y), le(y, a)),
    all_of(eq(x, y), eq(a, 1)),
    exists(a, eq(a, x)),
    Equivalent(Eq(x, y), Eq(y, a)),
]
SIDES = [
    (eq(x, x), ("x", "x")),
    (all_of(eq(x, y), eq(y, a)), ("x", "a")),
    (forall(t, eq(t * x, x * t)), ("x t", "x t")),
    (eq(CASES, y), (ROWS, "y")),
    (tends(t, 1 / t + CASES, CASES), (rf"\lim_{{t \to \infty}} \left(\frac{{1}}{{t}} + {ROWS}\right)", ROWS)),
]


def sides_of(statement: Any) -> tuple[str | None, str | None]:
    verdict = check(statement)
    assert verdict.formulas is not None
    found = dict(_formulas(verdict, verdict.formulas))
    return found.get("left"), found.get("right")


@pytest.mark.parametrize("statement", NO_SIDES)
def test_only_equations_without_a_premise_have_sides(statement: Any) -> None:
    assert sides_of(statement) == (None, None)


@pytest.mark.parametrize(("statement", "sides"), SIDES)
def test_sides_are_whole(statement: Any, sides: tuple[str, str]) -> None:
    assert sides_of(statement) == sides


def test_the_data_has_the_notation_of_the_sources(everything, text, put):
    assert text.isascii()
    assert "Dummy" not in text
    assert put["sgd_l2_momentum:29", "statement"] == (
        r"\theta^{t+1} = (1 + \mu - \alpha \lambda) \theta^{t} - "
        r"\mu (1 - \alpha \lambda) \theta^{t-1} - \alpha \tilde{g}^{t}"
    )
    assert put["weight_norm:13", "right"] == r"\frac{g_{i}}{\lVert w_{i} \rVert}"
    assert r"\langle w_{i}, x \rangle" in put["weight_norm:13", "statement"]
    assert put["shifted_sum:19-corrected", "right"].startswith(r"\begin{cases} a g_{j} & \text{if }")
    assert r"\sum_{i=1}^{N-2} g_{i}" in put["shifted_sum:17", "statement"]
    assert r"\hat{\mu}_{t-1}" in put["ema_variance:1a-recurrence", "statement"]
    assert put["ema_variance:1a", "left"] == r"\lim_{t \to \infty} \sigma_{\hat\mu,t}^2"
    assert put["sgd_l2_momentum:28", "lines"].endswith(
        r"{left $-$ right = \(\text{(27a)} - \mu \text{(27b)} - \alpha \text{(25a at \(t\))}\)}"
    )
    names = {
        s.args[0]
        for r in everything.results
        for f, _ in r.verdict.formulas.lines
        for s in subterms(f)
        if s.op == "var"
    }
    assert not any("#" in name for name in names)


def test_every_claim_has_what_the_package_asks_for(everything, put):
    for r in everything.results:
        for name in ("status", "digest", "document", "place", "number", "tag", "statement", "lines"):
            assert (r.claim.id, name) in put, (r.claim.id, name)
        assert ((r.claim.id, "witness") in put) == (r.verdict.status is Status.REFUTED)
    assert put["sgd_l2_momentum", "labels"].startswith("statement,statement-corrected,25a,")
    assert put["sgd_l2_momentum:34-corrected", "number"] == "(34), corrected,"
    assert put["sgd_l2_momentum:start", "number"] == "`start'"


def test_what_was_not_run_whole_has_no_chain():
    part = fields(data(run(targets([str(ROOT / "derivations" / "shifted_sum.py") + ":17"]))))
    assert ("shifted_sum:17", "digest") in part
    assert ("shifted_sum", "digest") not in part


def test_lines_may_end_before_signs_that_nothing_holds_together():
    mark = r"\derivedbreak{%d}"
    assert breakable(r"a \;\land\; b = \left(c + d\right)") == (
        rf"a {mark % 0}\;\land\; b {mark % 50}= \left(c + d\right)"
    )
    assert breakable(r"\forall t \geq 1\colon\ x < y") == (
        rf"\forall t {mark % 50}\geq 1\colon\ {mark % 0}x {mark % 50}< y"
    )


def test_sentences_become_ascii():
    assert prose("50 % of {x_1} & 2^k ~ “é” ŝ ł 数") == (
        r"50 \% of \{x\_1\} \& 2\textasciicircum{}k \textasciitilde{} ``\'{e}'' \^{s} \l{} \derivedchar{6570}"
    )
    assert prose("v ← −∇L") == r"v $\leftarrow$ $-$$\nabla$L"
    assert prose("θ′ₖ² ≤ μ̂") == r"$\theta'_{k}^{2}$ $\leq$ $\hat{\mu}$"
    assert sentence(r"so \(\theta\) − 1") == r"so \(\theta\) $-$ 1"


@given(st.text())
def test_any_sentence_becomes_ascii_with_braces_in_pairs(s):
    done = prose(s)
    bare = re.sub(r"\\.", "", done)
    assert done.isascii()
    assert done.isprintable()
    assert bare.count("{") == bare.count("}")
    assert bare.count("$") % 2 == 0
    assert not re.search(r"[#%]", bare)


# -- papers ---------------------------------------------------------------------------------------------

TEXT = r"""\documentclass{article}% \derived{p:comment}
\derived{p:1} \derived*[abc]{p:2} \derivedlhs {p:3}
\derivedrefuted
  [0f] {p:4} \%\derivedref{p:5} \\\derivedgiven%
  {p:6} \verb|\derived{p:verb}| \verb*+\derived{p:verb}+ \derivedx{p:other}
\begin{verbatim}
\derived{p:verbatim}
\end{verbatim}
\newcommand\mine[1]{\derived{#1}} \iffalse \derived{p:false} \fi
\begin{derivedchain}{p} 1, % 2
  3
\end{derivedchain}
\begin{derivedchain*}[00]{p}\end{derivedchain*}
\end{document}
\derived{p:after}
"""


def test_what_is_cited():
    found = citations(TEXT.encode())
    assert [(c.command, c.key, c.digest, c.line) for c in found] == [
        ("derived", "p:1", None, 2),
        ("derived", "p:2", "abc", 2),
        ("derivedlhs", "p:3", None, 2),
        ("derivedrefuted", "p:4", "0f", 3),
        ("derivedref", "p:5", None, 4),
        ("derivedgiven", "p:6", None, 4),
        ("derivedchain", "p", None, 10),
        ("derivedchain*", "p", "00", 13),
    ]
    assert found[-2].labels == ("1", "3")
    assert [c.line for c in citations(TEXT.replace("\n", "\r\n").encode())] == [c.line for c in found]


def known(found: list[Citation], digit: str = "a") -> Known:
    status = {c.key: Status.REFUTED if "refuted" in c.command else Status.PROVED for c in found}
    claims = {key: (s, digit * 10) for key, s in status.items() if ":" in key}
    return Known(claims, {"p": (digit * 10, tuple(key[2:] for key in claims))})


def test_pinning_touches_the_optional_argument_alone():
    paper = TEXT.encode()
    done = pinned(paper, citations(paper), known(citations(paper)))
    assert rb"\derived[aaaaaaaaaa]{p:1} \derived*[aaaaaaaaaa]{p:2} \derivedlhs[aaaaaaaaaa] {p:3}" in done
    assert re.sub(rb"\[a{10}\]", b"", done) == re.sub(rb"\s*\[(abc|0f|00)\]", b"", paper)
    again = pinned(done, citations(done), known(citations(done)))
    assert again == done
    assert pinned(done, citations(done), known(citations(done), "b")) == done.replace(b"a" * 10, b"b" * 10)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                b"\\derived{p:1}",
                b"\\derived*[x]{p:1}",
                b"%",
                b"\n",
                b"\r\n",
                b"\r",
                b"\\",
                b"\xff\xe9",
                b"{",
                b" [",
            ]
        )
        | st.binary(max_size=3)
    )
)
def test_whatever_else_is_in_a_paper_stays(parts):
    paper = b"".join(parts)
    found = citations(paper)
    done = pinned(paper, found, known(found))
    kept, at = b"", 0
    for c in found:
        kept, at = kept + paper[at : c.start], c.end
    kept += paper[at:]
    assert done.replace(b"[aaaaaaaaaa]", b"") == kept.replace(b"[aaaaaaaaaa]", b"")
    assert [(c.command, c.key) for c in citations(done)] == [(c.command, c.key) for c in found]


def test_what_no_longer_stands_is_named():
    paper = (
        rb"\derived{p:1} \derived{p:9} \derived{p:2} \derivedrefuted{p:1} \derived[bb]{p:1} \derivedref{p:2}"
    )
    paper += (
        b"\n" + rb"\begin{derivedchain}{p}2, 7\end{derivedchain}\begin{derivedchain}{q}\end{derivedchain}"
    )
    state = Known({"p:1": (Status.PROVED, "aa"), "p:2": (Status.REFUTED, "aa")}, {"p": ("aa", ("1", "2"))})
    assert problems(Path("f.tex"), citations(paper), state) == [
        "f.tex:1: there is no claim 'p:9'; did you mean p:2 or p:1?",
        r"f.tex:1: p:2 is refuted, and \derived is for what is proved",
        r"f.tex:1: p:1 is proved, and \derivedrefuted is for what is refuted",
        "f.tex:1: p:1 has changed since it was pinned: bb there, aa now",
        "f.tex:2: p:2 is refuted, and derivedchain is for what is proved",
        "f.tex:2: there is no claim 'p:7'; there are 1, 2",
        "f.tex:2: there is no page 'q'; there are p",
    ]


# -- the command ----------------------------------------------------------------------------------------

CLAIMS = """
@page.claim("1")
def square():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)

@page.erratum("2")
def wrong():
    return eq(a, b)

@page.claim("2-corrected")
def right():
    return eq(a, a)
"""


def test_export_writes_pins_and_checks(symderiv: Command, write: Write, tmp_path: Path):
    page = write("p", CLAIMS)
    done = symderiv("export", "--format", "latex", "-o", "out/tex")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(f.name for f in (tmp_path / "out/tex").iterdir()) == ["symderiv.sty", "verified.tex"]
    paper = tmp_path / "paper.tex"
    paper.write_bytes(b"\\derived{p:1}\r\n\xe9 \\derivedrefuted{p:2}")
    assert (
        symderiv("export", "--check", "paper.tex").stdout
        == "paper.tex: 2 citations, 2 not pinned; all stand\n"
    )
    assert symderiv("export", "--pin", "paper.tex").returncode == 0
    assert re.fullmatch(
        rb"\\derived\[\w{10}\]\{p:1\}\r\n\xe9 \\derivedrefuted\[\w{10}\]\{p:2\}", paper.read_bytes()
    )
    assert symderiv("export", "--pin", "paper.tex").stdout == "paper.tex: nothing to change\n"
    assert symderiv("export", "--check", "paper.tex").returncode == 0
    (tmp_path / "empty.tex").write_text("no citation", encoding="utf-8")
    empty = symderiv("export", "--check", "empty.tex")
    assert (empty.returncode, empty.stdout) == (1, "empty.tex: 0 citations, 0 not pinned; nothing to check\n")
    assert "empty.tex cites no claim: nothing was checked" in empty.stderr
    page.write_text(page.read_text().replace("2*a*b", "a*b + b*a"))
    done = symderiv("export", "--check", "paper.tex")
    assert done.returncode == 1
    assert "paper.tex:1: p:1 has changed since it was pinned" in done.stderr
    page.write_text(page.read_text().replace("a*b + b*a", "a*b"))
    before = paper.read_bytes()
    done = symderiv("export", "--pin", "paper.tex")
    assert done.returncode == 1
    assert r"paper.tex:1: p:1 is refuted, and \derived is for what is proved" in done.stderr
    assert paper.read_bytes() == before
    done = symderiv("export", "-o", "out/tex")
    assert done.returncode == 1
    assert "p:1: the page expects this to be proved, and it is refuted" in done.stderr
    assert r"\symderivput{p:1}{status}{refuted}" in (tmp_path / "out/tex/verified.tex").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export"], "nothing to do"),
        (["export", "--check", "none.tex"], "cannot read none.tex: No such file"),
        (["export", "--pin", "."], "cannot read ."),
        (["export", "-o", "p.py/x", "p"], "cannot write to p.py/x"),
        (["export", "-o", "out", "nowhere"], "no page 'nowhere'"),
        (["export", "-o", "out", "--format", "papyrus"], "invalid choice: 'papyrus'"),
    ],
)
def test_a_wrong_call_of_export(symderiv: Command, write: Write, tmp_path: Path, arguments, message):
    write("p", CLAIMS)
    (tmp_path / "p.py").touch()
    done = symderiv(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_label_that_latex_cannot_cite_is_named(write: Write):
    write("p", '@page.claim("a 1")\ndef one():\n    return eq(a, a)\n')
    with pytest.raises(UsageError, match=r"p\.py:6: LaTeX cannot cite the label 'a 1'"):
        data(run(targets([str(write("p", '@page.claim("a 1")\ndef one():\n    return eq(a, a)\n'))])))


def test_a_broken_page_is_told_and_the_others_are_written(symderiv: Command, write: Write, tmp_path: Path):
    write("p", CLAIMS)
    write("q", "1 +", header=False)
    done = symderiv("export", "-o", ".")
    assert done.returncode == 1
    assert "q.py:1: syntax error" in done.stderr
    assert "{p:1}" in (tmp_path / "verified.tex").read_text()


# -- a real TeX -----------------------------------------------------------------------------------------


def typeset(folder: Path, name: str, text: str, engine: str = "pdflatex") -> str:
    """The log of a run of TeX, or the test is skipped and says why."""
    program = shutil.which(engine)
    if program is None:
        pytest.skip(
            f"{engine} is not installed (on Debian: texlive-latex-base, texlive-xetex, texlive-luatex)"
        )
    (folder / f"{name}.tex").write_text(text, encoding="utf-8")
    subprocess.run(
        [program, "-interaction=nonstopmode", f"{name}.tex"],
        cwd=folder,
        env={**os.environ, "max_print_line": "10000"},
        capture_output=True,
        timeout=300,
        check=False,
    )
    return (folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def document(body: str, options: str = "", preamble: str = "") -> str:
    return rf"""\documentclass{options}{{article}}
{preamble}
\usepackage{{symderiv}}
\begin{{document}}
{body}
\end{{document}}
"""


def errors(log: str) -> list[str]:
    return re.findall(r"^! (.*)", log, flags=re.MULTILINE)


def overfull(log: str) -> list[float]:
    return [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide", log)]


def shown(key: str, status: Status) -> str:
    return rf"\derivedrefuted{{{key}}}" if status is Status.REFUTED else rf"\derived*{{{key}}}"


def displays(everything: Run) -> str:
    """Every claim displayed, with its hypotheses, and the chain of every page."""
    parts = []
    for page in everything.pages:
        name = page.outline.name
        parts += [rf"\[ {shown(r.claim.id, r.verdict.status)} \]" for r in page.results]
        parts += [rf"\begin{{{env}}}{{{name}}}\end{{{env}}}" for env in ("derivedchain", "derivedchain*")]
    return "\n".join(parts)


def sentences(everything: Run, put: dict[tuple[str, str], str]) -> str:
    """Every claim in a sentence, with its hypotheses, sides, source and witness."""
    parts = []
    for r in everything.results:
        key, status = r.claim.id, r.verdict.status
        parts.append(rf"\derivedref{{{key}}}: {shown(key, status)}; \derivedgiven{{{key}}}.")
        if status is Status.REFUTED:
            parts.append(rf"False \derivedwitness{{{key}}}.")
        elif (key, "left") in put:
            parts.append(rf"Left \derivedlhs{{{key}}}, right $\derivedrhs{{{key}}}$.")
        parts.append("")
    return "\n".join(parts)


@pytest.mark.parametrize("engine", ENGINES)
def test_everything_is_set_by_a_real_tex(everything, put, written, engine):
    name = f"displays-{engine}"
    log = typeset(written, name, document(displays(everything)), engine)
    assert errors(log) == []
    assert max(overfull(log), default=0) < 5
    packages = set(re.findall(r"/(\w+)\.sty\b", log))
    assert packages - {"amsmath", "amstext", "amsgen", "amsbsy", "amsopn", "symderiv"} == set()
    log = typeset(
        written, f"sentences-{engine}", document(sentences(everything, put), preamble=r"\sloppy"), engine
    )
    assert errors(log) == []


def pictures(pdf: Path) -> list[list[bytes]]:
    """The pages as rows of grey, one byte a point of 1/36 inch."""
    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("pdftoppm is not installed (on Debian: poppler-utils)")
    subprocess.run([program, "-gray", "-r", "36", pdf, pdf.with_suffix("")], check=True, timeout=120)
    found = []
    for path in sorted(pdf.parent.glob(f"{pdf.stem}-*.pgm")):
        size = re.match(rb"P5\s+(\d+)\s+(\d+)\s+\d+\s", path.read_bytes())
        assert size is not None
        width, content = int(size[1]), path.read_bytes()[size.end() :]
        found.append([content[i : i + width] for i in range(0, len(content), width)])
    return found


def test_the_pictures_have_ink_on_every_page_and_none_in_the_margins(everything, written):
    assert errors(typeset(written, "pictures", document(displays(everything), "[a4paper]"))) == []
    pages = pictures(written / "pictures.pdf")
    assert len(pages) > 10
    for rows in pages:
        assert sum(min(row) < 128 for row in rows) > 2
        assert all(min(row[:50] + row[-50:]) > 200 for row in rows)  # 35 mm on either side


@pytest.mark.parametrize("options", ["[fleqn]", "[twocolumn]", "[12pt,leqno]"])
def test_other_layouts(everything, written, options):
    preamble = r"\sloppy" if shutil.which("kpsewhich") is None else r"\usepackage{amsfonts}\sloppy"
    assert errors(typeset(written, "layout", document(displays(everything), options, preamble))) == []


PLACES = r"""
\tableofcontents
\section{On \derived{sgd_l2_momentum:29}}
A note.\footnote{\derived*{sgd_l2_momentum:29}}
\begin{table}\caption{\derived{sgd_l2_momentum:34-corrected}}\end{table}
\begin{gather} \derived{sgd_l2_momentum:33-unique} \\ a \end{gather}
\begin{equation}\begin{split}
  \derivedlhs{weight_norm:13} &= \derivedrhs{weight_norm:13} \end{split}\end{equation}
\begin{itemize} \item $$\derived{weight_norm:12}$$
  \begin{derivedchain}{sgd_l2_momentum} 25a , 34-corrected % and no more
  \end{derivedchain} \end{itemize}
"""


def test_it_can_stand_anywhere(written):
    for _ in range(2):
        log = typeset(written, "places", document(PLACES))
        assert errors(log) == []
        assert max(overfull(log), default=0) < 5


WRONG = [
    (r"\derived{no:1}", "there is no claim `no:1' in verified.tex"),
    (r"\[ \derived{no:1} \]", "there is no claim `no:1' in verified.tex"),
    (r"\derived{sgd_l2_momentum:34}", "`sgd_l2_momentum:34' is not proved: it is refuted"),
    (r"\derivedlhs{sgd_l2_momentum:34}", "`sgd_l2_momentum:34' is not proved: it is refuted"),
    (r"\derivedrefuted{sgd_l2_momentum:29}", "`sgd_l2_momentum:29' is not refuted: it is proved"),
    (
        r"\derived[0123456789]{sgd_l2_momentum:29}",
        "`sgd_l2_momentum:29' has changed since it was pinned: 0123456789",
    ),
    (r"\derivedref[0]{sgd_l2_momentum:29}", "`sgd_l2_momentum:29' has changed since it was pinned: 0 here"),
    (r"\derivedlhs{sgd_l2_momentum:33-unique}", "`sgd_l2_momentum:33-unique' has no two sides"),
    (r"\begin{derivedchain}{no}\end{derivedchain}", "there is no claim `no' in verified.tex"),
    (
        r"\begin{derivedchain}[0]{weight_norm}\end{derivedchain}",
        "`weight_norm' has changed since it was pinned: 0",
    ),
    (
        r"\begin{derivedchain}{weight_norm}15\end{derivedchain}",
        "`weight_norm:15' is not proved: it is refuted",
    ),
    (r"\begin{derivedchain}{weight_norm}13,x\end{derivedchain}", "there is no claim `weight_norm:x'"),
]


@pytest.mark.parametrize(("body", "message"), WRONG)
def test_what_cannot_be_cited_is_an_error(written, body, message):
    found = errors(typeset(written, "wrong", document(body)))
    assert len(found) == 1
    assert found[0].startswith(f"Package symderiv Error: {message}")


@pytest.mark.parametrize("status", [s for s in Status if s not in {Status.PROVED, Status.REFUTED}])
def test_a_claim_without_a_proof_is_an_error(tmp_path, written, status):
    shutil.copy(written / "symderiv.sty", tmp_path)
    text = (written / "verified.tex").read_text()
    key = "sgd_l2_momentum:29"
    text = text.replace(rf"{{{key}}}{{status}}{{proved}}", rf"{{{key}}}{{status}}{{{status}}}")
    (tmp_path / "verified.tex").write_text(text)
    chain = r"\begin{derivedchain}{sgd_l2_momentum}\end{derivedchain}"
    body = rf"\derived{{{key}}} \derivedref{{{key}}} {chain}"
    found = errors(typeset(tmp_path, "wrong", document(body)))
    assert found == [f"Package symderiv Error: `{key}' is not proved: it is {status}."] * 3


def test_without_its_data_the_package_says_so(tmp_path):
    (tmp_path / "symderiv.sty").write_text(style())
    log = typeset(tmp_path, "bare", document(r"\derived{p:1}"))
    assert errors(log) == ["Package symderiv Error: there is no verified.tex, so nothing is known of `p:1'."]


def test_a_digest_that_is_pinned_is_accepted(everything, written):
    key, d = "sgd_l2_momentum:29", Known.of(everything).claims["sgd_l2_momentum:29"][1]
    assert (
        errors(typeset(written, "pinned", document(rf"\derived[{d}]{{{key}}} \derived*[{d}]{{{key}}}"))) == []
    )


def test_a_paper_says_who_else_has_accepted_a_claim_where_it_wants_to(tmp_path, written):
    """The reference is as wide as with these words written out; without them it is as it was."""
    key, other, words = "sgd_l2_momentum:29", "sgd_l2_momentum:27a", ", accepted by coq 8.16.1"
    shutil.copy(written / "symderiv.sty", tmp_path)
    text = re.sub(r".*\{independent\}.*\n", "", (written / "verified.tex").read_text())
    put = rf"\symderivput{{{key}}}{{independent}}{{{words}}}"
    (tmp_path / "verified.tex").write_text(text.replace("\\endinput", f"{put}\n\\endinput"))
    width = r"\typeout{width \the\wd0}"
    boxes = [
        rf"\setbox0\hbox{{\derivedref{{{key}}}}}{width}",
        rf"\setbox0\hbox{{\derivedref{{{key}}}{words}}}{width}\derivedindependenttrue",
        rf"\setbox0\hbox{{\derivedref{{{key}}}}}{width}\setbox0\hbox{{\derivedref{{{other}}}}}{width}",
        rf"\derivedindependentfalse\setbox0\hbox{{\derivedref{{{other}}}}}{width}",
    ]
    log = typeset(tmp_path, "other", document("".join(boxes)))
    assert errors(log) == []
    plain, written_out, shown, without, before = map(float, re.findall(r"width ([\d.]+)pt", log))
    assert plain < shown == pytest.approx(written_out, abs=1)
    assert without == before


def test_the_shipped_paper_stands_and_has_two_pages(everything, written):
    found = citations(PAPER.read_bytes())
    assert {c.command for c in found} >= {"derived", "derivedlhs", "derivedrhs", "derivedref", "derivedchain"}
    assert all(c.digest for c in found)
    assert problems(PAPER, found, Known.of(everything)) == []
    text = PAPER.read_text(encoding="utf-8").replace(r"\usepackage[a4paper,margin=20mm]{geometry}", "")
    assert errors(typeset(written, "paper", text)) == []
    log = typeset(written, "paper", PAPER.read_text(encoding="utf-8"))
    if "geometry.sty' not found" not in log:
        assert errors(log) == []
        assert max(overfull(log), default=0) < 3
        assert "(2 pages" in log
