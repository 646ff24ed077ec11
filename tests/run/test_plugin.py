"""Pages under pytest: every claim is a test, and without the option nothing is touched."""

from __future__ import annotations

import os
import textwrap
from importlib.metadata import entry_points

import pytest
from support import HEADER, ROOT

import symderiv.judge.decide
import symderiv.report.show
import symderiv.run.runner  # noqa: F401 - imported here, so that no run below has to

pytest_plugins = "pytester"

INSTALLED = any(e.value == "symderiv.pytest_plugin" for e in entry_points(group="pytest11"))
PLUGIN = () if INSTALLED else ("-p", "symderiv.pytest_plugin")

GOOD = """
@page.claim("1")
def square():
    return eq((a + b)**2, a**2 + 2*a*b + b**2)

@page.erratum("2")
def printed():
    return eq((a + b)**2, a**2 + b**2)

@page.claim("2-corrected")
def corrected():
    return eq((a + b)**2, a**2 + b**2 + 2*a*b)
"""
WRONG = """
@page.claim("wrong")
def wrong():
    return eq((a + b)**2, a**2 + b**2)
"""


@pytest.fixture
def write(pytester):
    """write(path, text) makes a page of the header and the text."""

    def write(path, text, *, header=True):
        file = pytester.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        body = textwrap.dedent(text)
        file.write_text((HEADER.format(name=file.stem) if header else "") + body, encoding="utf-8")
        return file

    return write


def run(pytester, *arguments):
    return pytester.runpytest(*PLUGIN, "-p", "no:cacheprovider", *arguments)


def said(result):
    return "\n".join((*result.outlines, *result.errlines))


def test_every_claim_is_a_test_named_by_its_label(pytester, write):
    write("derivations/good.py", GOOD)
    pytester.makepyfile(test_it="def test_beside(): pass")
    result = run(pytester, "--symderiv", "-v")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        [
            "derivations/good.py::1 PASSED*",
            "derivations/good.py::2 PASSED*",
            "derivations/good.py::2-corrected PASSED*",
            "test_it.py::test_beside PASSED*",
        ]
    )


def test_a_failing_claim_shows_statement_witness_and_both_sides(pytester, write):
    path = write("derivations/bad.py", GOOD + WRONG)
    line = path.read_text().splitlines().index('@page.claim("wrong")') + 1
    result = run(pytester, "--symderiv")
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        [
            "* bad:wrong *",
            f"derivations/bad.py:{line}: bad:wrong is refuted, expected proved",
            "*statement   (a + b)² = a² + b²",
            "*at          a = *, b = *",
            "*where       left side = *, right side = *",
            f"FAILED derivations/bad.py::wrong - derivations/bad.py:{line}: bad:wrong is*",
        ]
    )
    assert "pytest_plugin.py" not in said(result)


def test_hypotheses_stand_in_the_failure(pytester, write):
    write(
        "derivations/given.py",
        """
        from symderiv import lt

        @page.claim("1", given=[lt(0, a)])
        def wrong():
            return eq(a + b, a)
        """,
    )
    result = run(pytester, "--symderiv")
    result.stdout.fnmatch_lines(["*given       0 < a"])


def test_an_erratum_fails_without_its_correction(pytester, write):
    write(
        "derivations/half.py",
        """
        @page.erratum("1")
        def printed():
            return eq(a, b)

        @page.claim("1-corrected")
        def corrected():
            return eq(a, b + 1)
        """,
    )
    result = run(pytester, "--symderiv")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*because     refuted, but its correction '1-corrected' is refuted"])


def test_what_a_claim_raises_is_told_with_its_place(pytester, write):
    path = write("derivations/raises.py", '\n@page.claim("1")\ndef raises():\n    return 1 / 0\n')
    line = len(path.read_text().splitlines())
    result = run(pytester, "--symderiv")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"*because     derivations/raises.py:{line}: ZeroDivisionError: *"])


def test_a_claim_that_takes_too_long_is_stopped(pytester, write):
    write("derivations/slow.py", '\n@page.claim("1")\ndef slow():\n    while True:\n        pass\n')
    pytester.makeini("[pytest]\nsymderiv_timeout = 1.5")
    result = run(pytester, "--symderiv")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*slow:1 is timeout, expected proved", "*because     stopped after 1.5 s"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = unknown", "derivations/broken.py:1: NameError: name 'unknown' is not defined"),
        ("x = (", "derivations/broken.py:1: syntax error: *"),
        ("import sys\nsys.exit(3)", "derivations/broken.py:2: SystemExit: 3"),
        ("x = 1", "derivations/broken.py:1: a page defines `page = Page(...)`"),
        ("import os\nos._exit(5)", "*broken.py: loading the page: its process ended with exit code 5"),
    ],
)
def test_a_broken_page_is_an_error_of_collection(pytester, write, text, message):
    write("derivations/broken.py", text, header=False)
    result = run(pytester, "--symderiv")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR collecting derivations/broken.py*", message])
    for internal in ("pytest_plugin.py", "finder.py", "Traceback"):
        assert internal not in said(result)


def test_a_page_that_contradicts_itself_is_an_error_of_collection(pytester, write):
    write("derivations/twice.py", WRONG + WRONG)
    result = run(pytester, "--symderiv")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["derivations/twice.py:*: label 'wrong' is used twice (first at line *)"])


def test_without_the_option_pages_are_left_alone(pytester, write):
    write("derivations/good.py", "raise SystemExit", header=False)
    pytester.makepyfile(test_it="def test_beside(): pass")
    run(pytester).assert_outcomes(passed=1)


def test_without_the_option_nothing_is_imported(pytester, monkeypatch):
    pytester.makepyfile(
        test_it="""
        import sys

        def test_it():
            ours = {n for n in sys.modules if n.startswith("symderiv")}
            assert ours <= {"symderiv", "symderiv.pytest_plugin"}
            assert "sympy" not in sys.modules and "numpy" not in sys.modules
    """
    )
    more = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    monkeypatch.setenv("PYTHONPATH", more)
    result = pytester.runpytest_subprocess(*PLUGIN, "-p", "no:hypothesispytest")
    result.assert_outcomes(passed=1)


def test_patterns_say_which_files_are_pages(pytester, write):
    pytester.makeini("[pytest]\nsymderiv_files = notes/*_page.py proofs/**/*.py")
    write("notes/one_page.py", GOOD)
    write("notes/other.py", "raise SystemExit", header=False)
    write("proofs/deep/two.py", GOOD)
    write("proofs/deep/_helper.py", "raise SystemExit", header=False)
    write("derivations/no.py", "raise SystemExit", header=False)
    result = run(pytester, "--symderiv", "-v")
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["notes/one_page.py::1 PASSED*", "proofs/deep/two.py::1 PASSED*"])


def test_a_file_that_is_asked_for_is_a_page(pytester, write):
    write("anywhere.py", GOOD + WRONG)
    run(pytester, "--symderiv", "anywhere.py").assert_outcomes(passed=3, failed=1)
    run(pytester, "--symderiv", "anywhere.py::2").assert_outcomes(passed=1)
    missing = run(pytester, "--symderiv", "anywhere.py::nine")
    assert missing.ret == pytest.ExitCode.USAGE_ERROR
    pytester.makepyfile(test_it="def test_beside(): pass")
    run(pytester, "--symderiv", "test_it.py").assert_outcomes(passed=1)


def test_pages_are_found_beside_testpaths(pytester, write):
    pytester.makeini("[pytest]\ntestpaths = tests\naddopts = --symderiv --strict-markers")
    write("derivations/good.py", GOOD)
    write("derivations/_helper.py", "raise SystemExit", header=False)
    write("tests/test_it.py", "def test_beside(): pass", header=False)
    run(pytester).assert_outcomes(passed=4)
    run(pytester, "tests").assert_outcomes(passed=1)


def test_claims_are_selected_as_tests_are(pytester, write):
    write("derivations/good.py", GOOD)
    pytester.makepyfile(test_it="def test_beside(): pass")
    run(pytester, "--symderiv", "-m", "symderiv").assert_outcomes(passed=3, deselected=1)
    run(pytester, "--symderiv", "-k", "corrected").assert_outcomes(passed=1, deselected=3)


def test_an_experiment_is_a_test_too(pytester, write):
    write(
        "derivations/measured.py",
        """
        from symderiv import Measurement, Outcome

        @page.experiment(seed=1)
        def measure(rng):
            return Outcome([Measurement.within("two", 3.0, expected=2, tolerance=0.5, reason="none")])
        """,
    )
    result = run(pytester, "--symderiv")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["derivations/measured.py:*: measured:experiment failed", "*two*3*2*"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("symderiv_timeout = soon", "symderiv_timeout is a number of seconds above 0, not 'soon'"),
        ("symderiv_timeout = -1", "symderiv_timeout is a number of seconds above 0, not '-1'"),
        ("symderiv_files =", "symderiv_files is empty: it names the files that are pages"),
    ],
)
def test_a_wrong_setting_is_a_usage_error(pytester, line, message):
    pytester.makeini(f"[pytest]\n{line}")
    result = run(pytester, "--symderiv")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in said(result)


def test_the_environment_is_left_as_it_was(pytester, write):
    write("derivations/good.py", GOOD)
    before = dict(os.environ)
    run(pytester, "--symderiv").assert_outcomes(passed=3)
    gone = {"PYTEST_CURRENT_TEST", "PYTEST_VERSION"}
    assert {k: v for k, v in os.environ.items() if k not in gone} == {
        k: v for k, v in before.items() if k not in gone
    }


def test_several_processes_share_the_claims(pytester, write):
    write("derivations/good.py", GOOD)
    write("derivations/other.py", GOOD + WRONG)
    result = run(pytester, "--symderiv", "-n", "2")
    result.assert_outcomes(passed=6, failed=1)
    result.stdout.fnmatch_lines(["*where       left side = *, right side = *"])
