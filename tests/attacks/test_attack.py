"""The attack finds what is planted in the core, and nothing where nothing is."""

from __future__ import annotations

import json
from random import Random

import attack
import corruption
import pytest
import seeds
from corruption import Corpus
from flat import flat, replay, steps_of
from flint import fmpq
from points import Point
from seeds import of_laws, shares

from symderiv.core import inference as infer
from symderiv.core import terms as k
from symderiv.core.certificate import certificate
from symderiv.evaluate import evaluator as ev

MOST = 3000  # tries until a planted bug has to be found

x, c, n, i = k.var("x"), k.var("c"), k.var("n", "int"), k.var("i", "int")
s_n = k.Term("comp", "s", "real", ((k.ONE, None),), (n,))


@pytest.fixture(scope="module")
def corpus():
    return Corpus(attack.own_seeds())


def attacked(corpus, tries, seed=3):
    """The tally of so many tries, or until something is found."""
    attacker, tally = attack.Attacker(corpus, seed), attack.Tally()
    for number in range(tries):
        attacker.run(number, tally)
        if tally.findings:
            break
    return tally


def is_false(tally):
    """Whether a theorem was found that is false, and no mere exception."""
    return [finding.what for finding in tally.findings] == ["false"]


def test_nothing_is_found_in_the_kernel_as_it_is_and_every_rule_is_reached(corpus):
    tally = attacked(corpus, 1000)
    assert not tally.findings
    assert tally.counts["tried"] == 1000
    assert tally.counts["refused"] > 300
    assert tally.counts["true"] > 200
    assert set(tally.accepted) == set(infer.RULES)


def test_a_try_is_given_by_its_seed_and_number(corpus):
    def tried(seed, number):
        return json.dumps(attack.Attacker(corpus, seed).attempt(number)[0])

    assert tried(1, 7) == tried(1, 7)
    assert tried(1, 7) != tried(2, 7)


def test_a_flat_certificate_proves_what_the_certificate_does():
    for thm in seeds.seeds():
        again = replay(steps_of(thm))
        assert (again.conclusion, again.hypotheses) == (thm.conclusion, thm.hypotheses)
        assert steps_of(again) == flat(certificate(thm))


def a_cut_that_forgets(thm, lemma):
    return thm.hypotheses - {lemma.conclusion}, thm.conclusion


def a_discharge_of_everything(f, thm):
    return frozenset(), k.implies(f, thm.conclusion)


def a_specialise_beyond_the_range(thm, t):
    return thm.hypotheses, k.open_(thm.conclusion, t)


def an_integer_that_need_be_none(thm):
    a, b = thm.conclusion.args
    return thm.hypotheses, k.le(k.add(a, k.ONE), b)


def an_induct_without_a_base(v, lo, f, base, step):
    assert step.conclusion
    return base.hypotheses, k.quantified("all", v, lo, None, f)


RULES = {
    "cut": a_cut_that_forgets,
    "discharge": a_discharge_of_everything,
    "specialise": a_specialise_beyond_the_range,
    "integer": an_integer_that_need_be_none,
    "induct": an_induct_without_a_base,
}
# seeds that meet with a bug early
SOON = {"cut": 21, "induct": 2, "integer": 15, "variables are not free elsewhere": 6}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_is_false_is_found(corpus, monkeypatch, name):
    monkeypatch.setattr(RULES[name], "__name__", name)
    for table in (infer._rules, infer.FIGURES):  # which the next line changes, until the test is over
        monkeypatch.setitem(table, name, table[name])
    infer._rule(RULES[name])
    assert is_false(attacked(corpus, MOST, SOON.get(name, 3)))


CHECKS = {
    "variables are not free elsewhere": (infer, "not_free", lambda *_: None),
    "sorts": (infer, "of_sort", lambda *_: None),
    "the residual is 0": (infer, "_difference", lambda *_: {}),
    "nothing is captured": (k, "_same_meaning", lambda *_: None),
}
LAWS = {
    "a sum of ones whose length is negative": ("sum_ones", lambda found: ((), *found[1:])),
    "a power of 0 that is split": ("power_add", lambda found: ((), *found[1:])),
    "a range that need not be empty": ("sum_empty", lambda found: ((), *found[1:])),
    "a power of a product that is 0": ("power_product", lambda found: ((), *found[1:])),
    "the argument of a logarithm that is 0": ("exp_log", lambda found: ((), *found[1:])),
}


def of_law(name):
    """A corpus of an instance of this law, as the table has it now, and of a theorem with terms to graft."""
    instances = (thm for thm in of_laws() if thm.step[1][0] == name)
    return Corpus([steps_of(thm) for thm in (*instances, shares())])


@pytest.mark.parametrize("name", LAWS)
def test_a_law_that_forgets_a_premise_is_found(monkeypatch, name):
    law, change = LAWS[name]
    true = infer.LAWS[law]
    assert not attacked(of_law(law), MOST // 10).findings
    false = true._replace(instance=lambda *args: change(tuple(true.instance(*args))))
    table = {**infer.LAWS, law: false}
    for reader in (infer, corruption, seeds):
        monkeypatch.setattr(reader, "LAWS", table)
    assert is_false(attacked(of_law(law), MOST))


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_that_is_left_out_is_found(corpus, monkeypatch, name):
    monkeypatch.setattr(*CHECKS[name])
    rare = name == "nothing is captured"  # few certificates have anything that could be
    assert is_false(attacked(corpus, 4 * MOST if rare else MOST, 0 if rare else SOON.get(name, 3)))


def test_a_sequence_that_moves_with_the_index_of_a_limit_is_found(monkeypatch):
    monkeypatch.setattr(*CHECKS["variables are not free elsewhere"])
    assert is_false(attacked(Corpus([steps_of(shares()), *attack.own_seeds()]), MOST, seed=0))


def test_an_exception_that_is_no_kernel_error_is_found(corpus, monkeypatch):
    def raises(*_):
        raise RuntimeError("not caught")

    monkeypatch.setitem(infer._rules, "and_intro", raises)
    (finding,) = attacked(corpus, MOST).findings
    assert finding.what == "RuntimeError: not caught"


def test_a_finding_is_shown_with_a_small_certificate(corpus, monkeypatch):
    monkeypatch.setattr(*CHECKS["the residual is 0"])
    (finding,) = attacked(corpus, MOST).findings
    small = attack.shrunk(finding.steps)
    thm, point = attack.false_at(small)
    assert len(json.dumps(small)) <= min(200, len(json.dumps(finding.steps)))
    assert point.holds(thm.conclusion) is False
    assert "replay" in "\n".join(attack.told_of(finding))


# -- points --------------------------------------------------------------------------------------------


def at(moving=None, arbitrary=None, **scalars):
    """A point with these values, at which s[t] = 1 + 1/t."""
    model = ev.Model({name: fmpq(v) for name, v in scalars.items()})
    model.draw = lambda name, index: 1 + fmpq(1, index[0]) if name == "s" else fmpq(1)
    return Point(model, Random(0), arbitrary, moving)


def test_what_is_undefined_has_an_arbitrary_value_or_none():
    zero = k.eq(k.power(x, -1), k.num(2))
    assert at(x=0).holds(zero) is None
    assert at(x=0, arbitrary=fmpq(2)).holds(zero) is True
    assert at(x=0, arbitrary=fmpq(1)).holds(zero) is False


def test_limits_of_rational_sequences_are_told():
    point = at(moving={"s"}, x=3)
    share = k.mul(x, k.add(n, k.ONE), k.power(n, -1))
    assert point.holds(k.tends(n, share, k.num(3))) is True
    assert point.holds(k.tends(n, k.mul(share, s_n), k.num(3))) is True
    assert point.holds(k.tends(n, share, k.num(2))) is False
    assert point.holds(k.tends(n, k.mul(share, n), k.num(2))) is False
    assert point.holds(k.tends(n, k.power(k.power(x, -1), k.add(n, k.ONE)), k.ZERO)) is True
    assert point.holds(k.tends(n, k.power(k.num(2), n), k.num(2))) is None


def test_relations_for_all_times_are_told_where_they_are_rational():
    def for_ever(lo, f):
        return at(moving={"s"}).holds(k.quantified("all", n, k.num(lo), None, f))

    assert for_ever(1, k.lt(k.power(n, -1), k.num(2))) is True
    assert for_ever(1, k.lt(k.power(n, -1), k.ONE)) is False
    assert for_ever(2, k.lt(k.power(n, -1), k.ONE)) is True
    assert for_ever(1, k.le(n, k.num(50))) is False
    assert for_ever(1, k.eq(k.mul(n, k.power(n, -1)), k.ONE)) is True
    assert for_ever(0, k.eq(k.mul(n, k.power(n, -1)), k.ONE)) is None
    assert for_ever(1, k.le(k.ONE, s_n)) is True
