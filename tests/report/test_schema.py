"""The report against its schema, MathML in it, and the verb that exports it."""

from __future__ import annotations

import copy
import json
import os
import stat
import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path

import jsonschema
import pytest
from support import ROOT

import symderiv.report
from symderiv.core import terms as k
from symderiv.core.terms import ONE, Term, add, eq, mul, neg, num, power, var
from symderiv.judge.prepare import prepare
from symderiv.render import Spelling
from symderiv.render.mathml import NAMESPACE, mathml
from symderiv.report import document as report

PAGES = sorted(p.stem for p in (ROOT / "derivations").glob("[a-z]*.py"))
PAGE = """
from symderiv import Measurement, Outcome, lt

@page.claim("1", given=[lt(0, a)])
def square():
    \"\"\"Of a sum.\"\"\"
    yield eq((a + b)**2, a**2 + 2*a*b + b**2), "expanded"
    yield eq(((a + b)**2 - b**2)/a, a + 2*b)

@page.claim("condition")
def condition():
    return eq((a**2 - 1)/(a - 1), a + 1)

@page.erratum("2")
def printed():
    return eq((a + b)**2, a**2 + b**2)

@page.claim("2-corrected")
def corrected():
    return eq((a + b)**2, a**2 + b**2 + 2*a*b)

@page.experiment(seed=1)
def measure(rng):
    mean = Measurement.sampled("mean", 0.0, expected=0, standard_error=1.0, allowed=3)
    return Outcome([mean], {"x": [1.0]})
"""
BROKEN = """
@page.claim("raises")
def raises():
    return 1/0
"""


def validator(schema=None):
    return jsonschema.Draft202012Validator(symderiv.report.schema() if schema is None else schema)


@pytest.fixture
def exported(write, symderiv):
    write("good", PAGE)
    write("bad", BROKEN)
    write("worse", "x = unknown", header=False)
    run = symderiv("export", "--format", "json")
    assert run.returncode == 1
    return json.loads(run.stdout)


@pytest.fixture
def claims(exported):
    return {c["label"]: c for page in exported["derivations"] for c in page["claims"]}


# -- the schema --------------------------------------------------------------------------------------


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(symderiv.report.schema())


def test_a_report_follows_the_schema(exported):
    validator().validate(exported)


def test_verify_writes_the_same_report_without_mathml(write, symderiv):
    write("good", PAGE)
    found = json.loads(symderiv("verify", "--json").stdout)
    validator().validate(found)
    assert not any("mathml" in c for page in found["derivations"] for c in page["claims"])


def keys(value, schema, whole, place="report"):
    """Each key of a value that its schema does not describe."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        fitting = [s for s in schema["anyOf"] if s != {"type": "null"}]
        return keys(value, fitting[0], whole, place) if value is not None else []
    if isinstance(value, dict):
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        missing = [f"{place}.{key}" for key in value if key not in known and other is None]
        return missing + [
            m
            for key, v in value.items()
            if key in known
            for m in keys(v, known[key], whole, f"{place}.{key}")
        ]
    if isinstance(value, list):
        return [m for v in value for m in keys(v, schema.get("items", {}), whole, place)]
    return []


def test_the_schema_describes_every_key_there_is(exported):
    assert keys(exported, symderiv.report.schema(), symderiv.report.schema()) == []
    exported["derivations"][0]["claims"][0]["more"] = 1
    assert keys(exported, symderiv.report.schema(), symderiv.report.schema()) == [
        "report.derivations.claims.more"
    ]
    validator().validate(exported)  # keys may be added


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: r.pop("summary"),
        lambda r: r.update(format="symderiv-report/2"),
        lambda r: r["summary"].update(claims=-1),
        lambda r: r["derivations"][1]["claims"][0].update(verdict="true"),
        lambda r: r["derivations"][1]["claims"][0].update(verdict=True),
        lambda r: r["derivations"][1]["claims"][0].pop("latex"),
        lambda r: r["derivations"][1]["claims"][0].update(line="12"),
        lambda r: r["derivations"][1]["claims"][0].update(evidence=None),  # of something proved
        lambda r: r["derivations"][1]["claims"][0].update(evidence="axioms"),  # and none listed
        lambda r: r["derivations"][1]["claims"][2].update(witness=None),  # of something refuted
        lambda r: r["derivations"][1]["claims"][2].update(witness={"a": 1}),
        lambda r: r["derivations"][1]["claims"][0]["mathml"].update(statement="<mi>a</mi>"),
        lambda r: r["derivations"][1]["experiment"].update(status="fine"),
        lambda r: r["derivations"][2].update(error={"file": "x.py"}),
        lambda r: r["derivations"][0]["source"].pop("place"),
    ],
)
def test_a_broken_report_does_not(exported, spoil):
    broken = copy.deepcopy(exported)
    spoil(broken)
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(broken)


def test_the_schema_comes_with_the_package():
    assert symderiv.report.schema()["properties"]["format"]["const"] == report.FORMAT
    words = symderiv.report.schema()["$defs"]["claim"]["properties"]
    assert words["verdict"]["enum"] == [str(s) for s in import_module("symderiv.language.verdict").Status]
    assert words["kind"]["enum"] == [str(s) for s in import_module("symderiv.language.verdict").Kind]


# -- MathML in it ------------------------------------------------------------------------------------

CHILDREN = {
    "mfrac": 2,
    "msup": 2,
    "msub": 2,
    "msubsup": 3,
    "munder": 2,
    "munderover": 3,
    "mover": 2,
    "mroot": 2,
}
LEAVES = {"mi", "mn", "mo", "mtext", "mspace"}


def parsed(s):
    """The elements, each with the right number of children, and text in leaves only."""
    root = ET.fromstring(s)  # noqa: S314 - it was written here
    for e in root.iter():
        space, _, name = e.tag.rpartition("}")
        assert space == f"{{{NAMESPACE}"
        assert len(e) == CHILDREN.get(name, len(e)), s
        assert name in LEAVES or not (e.text or "").strip(), s
        assert name not in LEAVES or len(e) == 0, s
        assert not (e.tail or "").strip(), s
    return root


def bare(s):
    """What is to be read, without invisible signs."""
    return "".join("".join(parsed(s).itertext()).replace("\u2062", "").replace("\u2063", "").split())


def test_every_formula_of_a_claim_is_there(claims):
    found = claims["1"]["mathml"]
    assert [bare(m) for m in found["lines"]] == ["(a+b)2=a2+2ab+b2", "(a+b)2−b2a=a+2b"]
    assert "∧" in bare(found["statement"])
    assert [bare(m) for m in found["given"]] == ["0<a"]
    assert len(claims["condition"]["mathml"]["conditions"]) == len(claims["condition"]["conditions"]) == 1
    assert claims["raises"]["mathml"] is None


@pytest.mark.parametrize("name", PAGES)
def test_the_formulas_of_the_pages_are_well_formed(name):
    for claim in import_module(f"derivations.{name}").page:
        case = prepare(claim)
        for t in (case.goal, *case.hypotheses):
            parsed(mathml(t))


a, b, mu, g = var("a"), var("b"), var("mu'"), var("g_hat")
t, n, i = var("t", "int"), var("n", "int"), var("i", "int")


def comp(name, *indices, start=ONE, end=n):
    return Term("comp", name, "real", tuple((start, end) for _ in indices), indices)


@pytest.mark.parametrize(
    ("term", "inside"),
    [
        (num(-3), "<mo>−</mo><mn>3</mn>"),
        (mul(num(2), a), "<mn>2</mn><mo>\u2062</mo><mi>a</mi>"),
        (mul(a, num(2)), "<mi>a</mi><mo>·</mo><mn>2</mn>"),
        (mu, "<msup><mi>μ</mi><mo>′</mo></msup>"),
        (g, '<mover accent="true"><mi>g</mi><mo>^</mo></mover>'),
        (power(a, -1), "<mfrac><mn>1</mn><mi>a</mi></mfrac>"),
        (power(add(a, b), 2), "<mi>a</mi><mo>+</mo><mi>b</mi><mo>)</mo></mrow><mn>2</mn></msup>"),
        (comp("w", i, n), "<msub><mi>w</mi><mrow><mi>i</mi><mo>\u2063</mo><mi>n</mi></mrow></msub>"),
        (power(comp("w", i), 2), "<msubsup><mi>w</mi><mi>i</mi><mn>2</mn></msubsup>"),
        (comp("u", add(t, ONE), end=None), "<mi>u</mi><mrow><mi>t</mi><mo>+</mo><mn>1</mn></mrow></msup>"),
        (k.root(a), "<msqrt><mi>a</mi></msqrt>"),
        (k.root(a, 3), "<mroot><mi>a</mi><mn>3</mn></mroot>"),
        (k.lt(a, b), "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        (k.ne(a, neg(b)), "<mi>a</mi><mo>≠</mo><mo>−</mo><mi>b</mi>"),
        (Term("ind", eq(i, n)), "<mn>𝟙</mn><mrow><mo>[</mo><mi>i</mi><mo>=</mo><mi>n</mi><mo>]</mo></mrow>"),
    ],
)  # fmt: skip
def test_mathml_of_terms(term, inside):
    parsed(mathml(term))
    assert inside in mathml(term)


MU_HAT = '<mover accent="true"><mi>μ</mi><mo>^</mo></mover>'


def declared(t, **latex):
    return mathml(t, Spelling(latex)).partition(">")[2].removesuffix("</math>")


@pytest.mark.parametrize(
    ("term", "latex", "shown"),
    [
        (a, r"\sigma_{\hat\mu,\infty}^2",
         f"<msubsup><mi>σ</mi><mrow>{MU_HAT}<mo>,</mo><mi>∞</mi></mrow><mn>2</mn></msubsup>"),
        (a, r"y_\infty", "<msub><mi>y</mi><mi>∞</mi></msub>"),
        (a, r"b_{\mathrm c}", "<msub><mi>b</mi><mtext>c</mtext></msub>"),
        (a, r"\mathbb{E}", "<mi>𝔼</mi>"),
        (a, r"\varepsilon''", "<msup><mi>ε</mi><mo>′′</mo></msup>"),
        (power(a, 2), "y_1", "<msubsup><mi>y</mi><mn>1</mn><mn>2</mn></msubsup>"),
        (power(a, 2), r"\sigma^2",
         "<msup><mrow><mo>(</mo><msup><mi>σ</mi><mn>2</mn></msup><mo>)</mo></mrow><mn>2</mn></msup>"),
        (comp("a", i), "#0[#1]", "<mi>a</mi><mo>[</mo><mi>i</mi><mo>]</mo>"),
        (comp("a", i, n), "#0_{#1#2}", "<msub><mi>a</mi><mrow><mi>i</mi><mi>n</mi></mrow></msub>"),
        (comp("a", add(t, ONE), i), "#0^{#1}_{#2}",
         "<msubsup><mi>a</mi><mi>i</mi><mrow><mi>t</mi><mo>+</mo><mn>1</mn></mrow></msubsup>"),
        (comp("a", num(2), num(2)), "#0^{#1}[#2]",
         "<msup><mi>a</mi><mrow><mo>(</mo><mn>2</mn><mo>)</mo></mrow></msup><mo>[</mo><mn>2</mn><mo>]</mo>"),
        (comp("a", i), r"\Sigma_g", "<msub><msub><mi>Σ</mi><mi>g</mi></msub><mi>i</mi></msub>"),
    ],
)  # fmt: skip
def test_mathml_follows_the_declared_latex(term, latex, shown):
    assert declared(term, a=latex) == shown
    parsed(mathml(term, Spelling({"a": latex})))


@pytest.mark.parametrize("latex", [r"\frac{a}{b}", r"\boldsymbol{x}", "a_b_c", r"x^{\sqrt 2}", r"\hat", "x_"])
def test_a_declared_spelling_that_is_not_read_is_spelled_as_before(latex):
    assert declared(a, a=latex) == "<mi>a</mi>"
    assert declared(comp("a", i), a=latex + "_{#1}") == "<msub><mi>a</mi><mi>i</mi></msub>"


def test_a_range_a_case_and_a_bound_are_elements():
    table = Term("if", k.le(t, n), a, b)
    assert bare(mathml(table)) == "{aift≤nbotherwise"
    assert "<mtable" in mathml(table)
    every = k.quantified("all", i, ONE, n, k.le(num(0), comp("x", i)))
    assert bare(mathml(every)) == "∀i∈{1,…,n}:0≤xi"
    interval = k.quantified("ex", a, num(0), None, eq(a, b))
    assert bare(mathml(interval)) == "∃a∈[0,∞):a=b"


# -- the verb ----------------------------------------------------------------------------------------


def test_the_report_goes_into_a_file(write, symderiv, tmp_path):
    write("good", PAGE)
    run = symderiv("export", "good", "--format", "json", "-o", "report.json")
    assert (run.returncode, run.stdout) == (0, "")
    assert "good: 4 of 4 as expected" in run.stderr
    validator().validate(json.loads((tmp_path / "report.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["good"], "nothing to do: expected -o DIR"),
        (["good", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["nothing", "--format", "json"], "no page 'nothing'"),
        (
            ["good", "--format", "json", "-o", "no/where.json"],
            "cannot write no/where.json: there is no folder no",
        ),
        (["good", "--format", "json", "-o", "derivations"], "cannot write derivations: it is a folder"),
    ],
)
def test_a_wrong_call_is_told_before_the_work_is_done(write, symderiv, arguments, said):
    write("good", PAGE)
    run = symderiv("export", *arguments)
    assert run.returncode == 2
    assert run.stdout == ""
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert "as expected" not in run.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_to_is_told(write, symderiv, tmp_path):
    write("good", PAGE)
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(stat.S_IRUSR | stat.S_IXUSR)
    run = symderiv("export", "good", "--format", "json", "-o", "closed/report.json")
    assert run.returncode == 2
    assert "cannot write closed/report.json: permission denied" in run.stderr


def test_a_reader_that_stops_reading_is_left_alone(write, tmp_path):
    write("good", PAGE)
    command = [sys.executable, "-m", "symderiv", "export", "--format", "json"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        run.stdout.close()
        assert run.stderr is not None
        assert b"Traceback" not in run.stderr.read()
    assert Path(tmp_path).is_dir()
